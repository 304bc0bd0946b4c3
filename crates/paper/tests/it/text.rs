//! Plain text and Markdown.

use crate::{cells, table, texts};
use paper::{Format, PartKind, Refused, read};

#[test]
fn a_paragraph_that_a_page_broke_is_whole_again_and_its_notes_are_found() {
    let source = "## **I. KẾT QUẢ**\n\nĐã giảm 25 đơn vị<sup>1</sup>, giải thể 09 đơn\n\n<sup>1</sup> Trung tâm Y tế\n\n2\n\n\
                  vị<sup>2</sup>. Vượt Kế hoạch.\n\ncác huyện: Cái Nước.\n\n<sup>2</sup> Sở Ngoại vụ.\n";
    let document = read(source.as_bytes(), "x.txt").unwrap();
    assert_eq!(document.format, Format::Markdown);
    let body = &document.parts[0];
    assert_eq!(body.kind, PartKind::Body);
    assert_eq!(
        texts(&document)[..3],
        [
            "I. KẾT QUẢ",
            "Đã giảm 25 đơn vị, giải thể 09 đơn vị. Vượt Kế hoạch.",
            "Trung tâm Y tế các huyện: Cái Nước."
        ]
    );
    let paragraph = document.paragraphs().nth(1).unwrap();
    assert_eq!(document.paragraphs().next().unwrap().heading, Some(2));
    let marks: Vec<_> = paragraph.notes.iter().map(|m| (&paragraph.text[..m.at], m.note.0)).collect();
    assert_eq!(marks, [("Đã giảm 25 đơn vị", 0), ("Đã giảm 25 đơn vị, giải thể 09 đơn vị", 1)]);
    assert_eq!(document.notes.iter().map(|n| n.label.as_str()).collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn tables_are_read_between_tabs_bars_and_tags() {
    let tabs = "TT\tĐơn vị\tTổng\n1\tCấp tỉnh\t252.156\n\tTổng\t<b>5</b>\n";
    let document = read(format!("# a\n\n{tabs}").as_bytes(), "x.md").unwrap();
    assert_eq!(
        cells(table(&document)),
        ["0:TT 1:Đơn vị 2:Tổng", "0:1 1:Cấp tỉnh 2:252.156", "0: 1:Tổng 2:5"]
    );
    let bars = "| TT | Đơn vị |\n|---|:-:|\n| 1 | a \\| b |\n| 2 | **c** |\n";
    let document = read(bars.as_bytes(), "").unwrap();
    assert_eq!(cells(table(&document)), ["0:TT 1:Đơn vị", "0:1 1:a | b", "0:2 1:c"]);
    assert_eq!(table(&document).rows.iter().map(|r| r.header).collect::<Vec<_>>(), [true, false, false]);
    let tags = "trước\n<table><thead><tr><th rowspan=\"2\">TT</th><th colspan=2>Số</th></tr>\n<tr><th>a<br>b</th><th>c</th></tr></thead>\
                <tr><td>1</td><td>&lt;5&nbsp;%</td><td></td></tr></table> sau";
    let document = read(tags.as_bytes(), "").unwrap();
    assert_eq!(cells(table(&document)), ["0+1x2:TT 1+2x1:Số", "1:a\nb 2:c", "0:1 1:<5 % 2:"]);
    assert_eq!(table(&document).columns, 3);
    let texts = texts(&document);
    assert_eq!((texts[0].as_str(), texts.last().unwrap().as_str()), ("trước", "sau"));
}

#[test]
fn plain_text_keeps_its_signs_and_its_broken_lines_go_on() {
    let source = "BÁO CÁO\nKết quả năm 2020\n\nỦy ban nhân dân tỉnh đã ban hành 24 văn bản quy phạm pháp luật trong số\n\
                  54 văn bản phải ban hành trong năm, tức là chưa được một nửa của tất cả\ncác văn bản.\n- Thường trực * Tỉnh ủy;\n- Lưu: VT.\n";
    let document = read(source.as_bytes(), "x.txt").unwrap();
    assert_eq!(document.format, Format::Txt);
    assert_eq!(
        texts(&document),
        [
            "BÁO CÁO",
            "Kết quả năm 2020",
            "Ủy ban nhân dân tỉnh đã ban hành 24 văn bản quy phạm pháp luật trong số 54 văn bản phải ban hành trong năm, tức là chưa được một nửa của tất cả các văn bản.",
            "- Thường trực * Tỉnh ủy;",
            "- Lưu: VT.",
        ]
    );
}

#[test]
fn letters_are_composed_and_codes_of_before_unicode_are_refused() {
    let wide: Vec<u8> =
        std::iter::once(0xFEFFu16).chain("Tỉnh".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&read(&wide, "x.txt").unwrap()), ["Tỉnh"]);
    assert_eq!(texts(&read("\u{feff}Ti\u{309}nh Ca\u{300} Mau".as_bytes(), "").unwrap()), ["Tỉnh Cà Mau"]);
    // Windows-1258 is no UTF-8; TCVN3 may be saved as UTF-8 and is only garbage then.
    assert_eq!(read(b"C\xe0 Mau n\xe3m 2020", "x.txt").unwrap_err(), Refused::OldLetters);
    let tcvn3 =
        "B¸o c¸o kÕt qu¶ c«ng t¸c c¶i c¸ch hµnh chÝnh n¨m 2020 cña tØnh Cµ Mau vµ ph\u{ad}¬ng h\u{ad}íng";
    assert_eq!(read(tcvn3.as_bytes(), "x.txt").unwrap_err(), Refused::OldLetters);
    assert_eq!(read(b" \n\n", "x.txt").unwrap_err(), Refused::Empty);
    assert_eq!(read(b"", "x").unwrap_err(), Refused::Empty);
}
