//! Comments written into documents of Word.

use crate::made::{Docx, p, packed, part, r};
use kernel::{Day, Instant};
use paper::docx::{Comment, comment};
use paper::{BlockId, Document, Refused, Span, read};

/// A comment on what a document says somewhere.
fn on(document: &Document, quote: &str) -> Comment {
    let paragraph =
        document.paragraphs().find(|p| p.text.contains(quote)).unwrap_or_else(|| panic!("no {quote}"));
    let from = paragraph.text.find(quote).unwrap();
    said(Span { block: paragraph.id, bytes: from..from + quote.len() })
}

fn said(span: Span) -> Comment {
    let at = Day::from_ymd(2020, 11, 13).unwrap().start();
    Comment {
        span,
        author: "Một <Cửa>".into(),
        initials: "MC".into(),
        text: "Phải là \"99,50%\".\nXem lại.".into(),
        at: Instant(at.0),
    }
}

fn commented(docx: &Docx, quotes: &[&str]) -> (Vec<u8>, Vec<u8>) {
    let before = docx.bytes();
    let document = read(&before, "x.docx").unwrap();
    let comments: Vec<Comment> = quotes.iter().map(|q| on(&document, q)).collect();
    let after = comment(&before, &comments).unwrap();
    // Whoever reads it sees the same document.
    assert_eq!(read(&after, "x.docx").unwrap(), document);
    assert_eq!(comment(&before, &comments).unwrap(), after);
    (before, after)
}

/// The body of the text's part, without what is the same everywhere.
fn body(bytes: &[u8]) -> String {
    let text = part(bytes, "word/document.xml");
    let text = text.split("<w:body>").nth(1).unwrap().split("<w:sectPr/>").next().unwrap().to_owned();
    text.replace(" xml:space=\"preserve\"", "")
}

fn start(id: u32) -> String {
    format!("<w:commentRangeStart w:id=\"{id}\"/>")
}

fn end(id: u32) -> String {
    format!("<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>")
}

fn plain(text: &str) -> String {
    r(text).replace(" xml:space=\"preserve\"", "")
}

#[test]
fn a_run_is_parted_exactly_and_both_halves_keep_their_look() {
    let run = |t: &str| format!("<w:r w:rsidR=\"1\"><w:rPr><w:b/></w:rPr><w:t>{t}</w:t></w:r>");
    let docx = Docx::of(&format!("<w:p>{}</w:p>", run("tỷ lệ 99,95% &amp; còn lại")));
    let (before, after) = commented(&docx, &["99,95%"]);
    assert_eq!(
        body(&after),
        format!(
            "<w:p>{}{}{}{}{}</w:p>",
            run("tỷ lệ "),
            start(0),
            run("99,95%"),
            end(0),
            run(" &amp; còn lại")
        )
    );
    assert!(part(&after, "word/document.xml").contains("<w:t xml:space=\"preserve\">tỷ lệ </w:t>"));
    let comments = part(&after, "word/comments.xml");
    assert!(
        comments.contains("w:author=\"Một &lt;Cửa&gt;\" w:date=\"2020-11-13T00:00:00Z\" w:initials=\"MC\""),
        "{comments}"
    );
    assert_eq!(comments.matches("<w:p>").count(), 2);
    assert!(part(&after, "[Content_Types].xml").contains("PartName=\"/word/comments.xml\""));
    assert!(part(&after, "word/_rels/document.xml.rels").contains("relationships/comments"));
    let untouched = |bytes: &[u8]| -> Vec<_> {
        let changed =
            ["word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"];
        packed(bytes).into_iter().filter(|p| !changed.contains(&p.0.as_str())).collect()
    };
    assert_eq!(untouched(&before), untouched(&after));
}

#[test]
fn a_span_over_several_runs_is_held_from_the_first_letter_to_the_last() {
    let docx = Docx::of(&p(&["số 25", "2.1", "56 hồ sơ"]));
    let (_, after) = commented(&docx, &["252.156"]);
    let parts = [plain("số "), start(0), plain("25"), plain("2.1"), plain("56"), end(0), plain(" hồ sơ")];
    assert_eq!(body(&after), format!("<w:p>{}</w:p>", parts.concat()));
    // A whole run needs no parting.
    let (_, after) = commented(&docx, &["2.1"]);
    assert_eq!(
        body(&after),
        format!("<w:p>{}{}{}{}{}</w:p>", plain("số 25"), start(0), plain("2.1"), end(0), plain("56 hồ sơ"))
    );
}

#[test]
fn comments_that_touch_or_overlap_share_their_cuts() {
    let docx = Docx::of(&p(&["ABCDEF"]));
    let (_, after) = commented(&docx, &["BCD", "CD", "E", "BCD"]);
    let expected = [
        plain("A"),
        start(0),
        start(3),
        plain("B"),
        start(1),
        plain("CD"),
        end(0),
        end(1),
        end(3),
        start(2),
        plain("E"),
        end(2),
        plain("F"),
    ];
    assert_eq!(body(&after), format!("<w:p>{}</w:p>", expected.concat()));
}

#[test]
fn decomposed_letters_and_tabs_in_a_run_are_found() {
    let docx = Docx::of(
        "<w:p><w:r><w:t>ty\u{309} le\u{323}\u{302}</w:t><w:tab/><w:t>5</w:t><w:br/><w:t>6</w:t></w:r></w:p>",
    );
    let (_, after) = commented(&docx, &["lệ", "5"]);
    let expected = "<w:p><w:r><w:t>ty\u{309} </w:t></w:r>".to_owned()
        + &start(0)
        + "<w:r><w:t>le\u{323}\u{302}</w:t></w:r>"
        + &end(0)
        + "<w:r><w:tab/></w:r>"
        + &start(1)
        + "<w:r><w:t>5</w:t></w:r>"
        + &end(1)
        + "<w:r><w:br/><w:t>6</w:t></w:r></w:p>";
    assert_eq!(body(&after), expected);
}

#[test]
fn tracked_changes_and_comments_that_are_there_survive() {
    let docx = Docx {
        body: format!(
            "<w:p><w:commentRangeStart w:id=\"7\"/><w:ins w:id=\"2\" w:author=\"A\">{}</w:ins><w:del w:id=\"3\"><w:r><w:delText>30</w:delText></w:r></w:del>{}<w:commentRangeEnd w:id=\"7\"/><w:r><w:commentReference w:id=\"7\"/></w:r></w:p>",
            r("29 văn"),
            r(" bản")
        ),
        comments: "<w:comment w:id=\"7\" w:author=\"B\"><w:p><w:r><w:t>cũ</w:t></w:r></w:p></w:comment>"
            .into(),
        ..Docx::default()
    };
    let (before, after) = commented(&docx, &["văn bản", "29"]);
    let inserted = format!(
        "<w:ins w:id=\"2\" w:author=\"A\">{}{}{}{}{}</w:ins>",
        start(9),
        plain("29"),
        end(9),
        plain(" "),
        start(8) + &plain("văn")
    );
    assert!(body(&after).contains(&inserted), "{}", body(&after));
    assert!(body(&after).contains("<w:del w:id=\"3\"><w:r><w:delText>30</w:delText></w:r></w:del>"));
    let comments = part(&after, "word/comments.xml");
    assert!(comments.contains("<w:comment w:id=\"7\" w:author=\"B\"><w:p><w:r><w:t>cũ</w:t></w:r></w:p></w:comment><w:comment w:id=\"8\""));
    assert_eq!(part(&before, "[Content_Types].xml"), part(&after, "[Content_Types].xml"));
    assert_eq!(part(&before, "word/_rels/document.xml.rels"), part(&after, "word/_rels/document.xml.rels"));
}

#[test]
fn notes_are_held_at_their_mark_boxes_at_what_holds_them_and_fields_whole() {
    let boxed = format!(
        "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></mc:Choice></mc:AlternateContent></w:r>",
        p(&["số trong hộp"])
    );
    let field = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>SUM</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1.234</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let docx = Docx {
        body: format!(
            "<w:p><w:r><w:t>09 đơn vị</w:t><w:footnoteReference w:id=\"2\"/><w:t>, xã</w:t></w:r></w:p><w:p>{boxed}</w:p><w:p>{field}</w:p>"
        ),
        footnotes: format!("<w:footnote w:id=\"2\">{}</w:footnote>", p(&["gồm 17 xã"])),
        header: p(&["UBND TỈNH"]),
        ..Docx::default()
    };
    let (_, after) = commented(&docx, &["17", "hộp", "1.234", "UBND"]);
    let text = body(&after).replace(" xml:space=\"preserve\"", "");
    let mark = [start(0).as_str(), "<w:r><w:footnoteReference w:id=\"2\"/></w:r>", &end(0)].concat();
    assert!(text.contains(&mark), "{text}");
    assert!(
        text.contains(&format!(
            "<w:p>{}{}{}</w:p>",
            start(1),
            boxed.replace(" xml:space=\"preserve\"", ""),
            end(1)
        )),
        "{text}"
    );
    assert!(text.contains(&format!("<w:p>{}{field}{}</w:p>", start(2), end(2))), "{text}");
    assert!(text.starts_with(&format!("<w:p>{}", start(3))), "{text}");
}

#[test]
fn what_stands_deeper_in_a_run_is_held_with_the_whole_run() {
    let ruby = "<w:r><w:ruby><w:rubyBase><w:r><w:t>số 12</w:t></w:r></w:rubyBase></w:ruby></w:r>";
    let docx = Docx::of(&format!("<w:p>{}{ruby}</w:p>", r("a")));
    let (_, after) = commented(&docx, &["12"]);
    assert_eq!(body(&after), format!("<w:p>{}{}{ruby}{}</w:p>", plain("a"), start(0), end(0)));
}

/// Files that random changes found: their relations can be read, but nothing can be added to them.
#[test]
fn a_part_that_is_not_sound_is_not_written_to() {
    let docx = Docx { header: p(&["b"]), ..Docx::of(&p(&["a"])) };
    let bytes = docx.bytes();
    let comments = [on(&read(&bytes, "x").unwrap(), "a")];
    for wrong in [
        "<Relationships x<w:fldChar w:fldCharType=\"begin\"/>mlns",
        "<Relationship<w:footnoteReference w:id=\"2\"/>s",
        "<Relationships></Relationships>x",
        "x",
        "<Relationships/><Relationships/>",
        "<Relationships/main\"/> x=\"y\"/>",
    ] {
        let parts = crate::made::parts(&bytes);
        let parts: Vec<(&str, &[u8])> = parts
            .iter()
            .map(|(name, content)| {
                let is_it = name == "word/_rels/document.xml.rels";
                (name.as_str(), if is_it { wrong.as_bytes() } else { content.as_slice() })
            })
            .collect();
        let bytes = crate::made::archive(&parts);
        assert_eq!(comment(&bytes, &comments).unwrap_err(), Refused::Broken(paper::Format::Docx), "{wrong}");
    }
}

#[test]
fn a_place_that_is_not_there_and_another_format_are_refused() {
    let docx = Docx::of(&p(&["a"])).bytes();
    let nowhere = said(Span { block: BlockId(5), bytes: 0..1 });
    assert_eq!(comment(&docx, &[nowhere]).unwrap_err(), Refused::NoSuchPlace);
    assert_eq!(comment(b"text", &[]).unwrap_err(), Refused::NotCommentable);
    assert_eq!(comment(&docx, &[]).unwrap(), docx);
    let other = Docx::of(&p(&["a"]).replace("w:", "x:")).bytes();
    let _ = comment(&other, &[said(Span { block: BlockId(0), bytes: 0..1 })]);
}
