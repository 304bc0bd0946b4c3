//! Documents of Word.

use crate::made::{Docx, p, r};
use crate::{cells, table, texts};
use paper::{Document, Format, PartKind, read};

fn read_body(body: &str) -> Document {
    read(&Docx::of(body).bytes(), "x.docx").unwrap()
}

#[test]
fn what_was_deleted_is_not_read_and_what_was_inserted_is() {
    let body = "<w:p><w:r><w:t>còn </w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>30</w:delText></w:r></w:del><w:ins w:id=\"2\"><w:r><w:t>29</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>\
                <w:p><w:pPr><w:rPr><w:del w:id=\"3\"/></w:rPr></w:pPr><w:r><w:t>một </w:t></w:r></w:p><w:p><w:r><w:t>đoạn</w:t></w:r></w:p>\
                <w:p><w:moveFrom w:id=\"4\"><w:r><w:t>cũ</w:t></w:r></w:moveFrom><w:moveTo w:id=\"5\"><w:r><w:t>mới</w:t></w:r></w:moveTo></w:p>";
    let document = read_body(body);
    assert_eq!(document.format, Format::Docx);
    assert_eq!(texts(&document), ["còn 29", "một đoạn", "mới"]);
}

#[test]
fn signs_fields_links_and_boxes_are_read_as_they_are_shown() {
    let field = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>Phụ lục 3</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let body = format!(
        "<w:p>{field}<w:hyperlink r:id=\"x\">{}</w:hyperlink><w:fldSimple w:instr=\"PAGE\">{}</w:fldSimple></w:p>\
         <w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>12</w:t><w:noBreakHyphen/><w:t>QĐ&amp;1</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>2</w:t></w:r></w:p>\
         <w:p><w:r><w:t>ngoài</w:t><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>\
         <w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        r(" có"),
        r(" 7"),
        p(&["trong hộp"]),
        p(&["trong hộp"]),
        p(&["ô nhập"])
    );
    assert_eq!(
        texts(&read_body(&body)),
        ["Phụ lục 3 có 7", "a\tb\n12-QĐ&1✓²", "ngoài", "trong hộp", "ô nhập"]
    );
}

#[test]
fn headings_and_lists_are_what_styles_and_numbering_say() {
    let docx = Docx {
        body: "<w:p><w:pPr><w:pStyle w:val=\"Con\"/></w:pPr><w:r><w:t>Kết quả</w:t></w:r></w:p>\
               <w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr><w:r><w:t>một</w:t></w:r></w:p>\
               <w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr><w:r><w:t>hai</w:t></w:r></w:p>\
               <w:p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr><w:r><w:t>ba</w:t></w:r></w:p>".into(),
        styles: "<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Con\"><w:basedOn w:val=\"H1\"/></w:style>".into(),
        numbering: "<w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%1)\"/></w:lvl></w:abstractNum><w:num w:numId=\"2\"><w:abstractNumId w:val=\"7\"/></w:num>".into(),
        ..Docx::default()
    };
    let document = read(&docx.bytes(), "x").unwrap();
    let said: Vec<_> =
        document.paragraphs().map(|p| (p.heading, p.list.as_ref().map(|l| l.label.as_str()))).collect();
    assert_eq!(said, [(Some(1), None), (None, Some("a)")), (None, Some("b)")), (Some(3), None)]);
}

#[test]
fn merged_cells_stand_once_and_inner_tables_come_after() {
    let cell = |properties: &str, inner: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>");
    let body = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}{}</w:tr><w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr>{}</w:tr></w:tbl>",
        cell("<w:vMerge w:val=\"restart\"/>", &p(&["TT"])),
        cell("<w:gridSpan w:val=\"2\"/>", &p(&["Số hồ sơ"])),
        cell("<w:vMerge/>", "<w:p/>"),
        cell("", &p(&["a"])),
        cell("", &format!("{}<w:tbl><w:tr>{}</w:tr></w:tbl><w:p/>", p(&["b"]), cell("", &p(&["trong"])))),
        cell("", &p(&["c"])),
        cell("", "<w:p/>"),
        cell("", &p(&["đã xóa"]))
    );
    let document = read_body(&body);
    assert_eq!(cells(table(&document)), ["0+1x2:TT 1+2x1:Số hồ sơ", "1:a 2:b", "1:c 2:"]);
    assert_eq!(table(&document).columns, 3);
    assert!(table(&document).rows[0].header && !table(&document).rows[1].header);
    assert_eq!(document.parts[0].blocks.len(), 2);
}

#[test]
fn notes_and_margins_are_parts_of_their_own() {
    let docx = Docx {
        body: "<w:p><w:r><w:t>09 đơn vị</w:t></w:r><w:r><w:footnoteReference w:id=\"5\"/></w:r><w:r><w:t>, 12 xã</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>".into(),
        footnotes: format!("<w:footnote w:id=\"2\">{}</w:footnote><w:footnote w:id=\"5\">{}</w:footnote><w:footnote w:id=\"9\">{}</w:footnote>", p(&["hai"]), p(&["một"]), p(&["không dùng"])),
        header: p(&["UBND TỈNH"]),
        ..Docx::default()
    };
    let document = read(&docx.bytes(), "x").unwrap();
    let notes: Vec<_> = document
        .notes
        .iter()
        .map(|n| (n.id.0, n.label.as_str(), n.blocks[0].paragraphs().next().unwrap().text.as_str()))
        .collect();
    assert_eq!(notes, [(0, "1", "một"), (1, "2", "hai")]);
    let marks: Vec<_> =
        document.paragraphs().next().unwrap().notes.iter().map(|m| (m.at, m.note.0)).collect();
    assert_eq!(marks, [("09 đơn vị".len(), 0), ("09 đơn vị, 12 xã".len(), 1)]);
    assert_eq!(document.parts[1].kind, PartKind::Margin);
}
