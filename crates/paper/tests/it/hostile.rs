//! Files that nobody should be able to hurt the program with.

use crate::made::{Docx, archive, p, pdf};
use paper::{Format, Limits, Much, Refused, read, read_within};

#[test]
fn what_a_file_is_is_seen_from_its_content() {
    let compound = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1].as_slice(), &[0; 600], &wide, &[0; 100]].concat()
    };
    for (bytes, name, refused) in [
        (compound("WordDocument"), "a.docx", Refused::OldWord),
        (compound("Workbook"), "a", Refused::OldExcel),
        (compound("EncryptedPackage"), "a.docx", Refused::Encrypted(Format::Docx)),
        (compound("EncryptedPackage"), "a.xlsx", Refused::Encrypted(Format::Xlsx)),
        (compound("PowerPoint Document"), "a.ppt", Refused::OtherOffice),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "a.png", Refused::Picture),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "a.pdf", Refused::Picture),
        (b"{\\rtf1 x}".to_vec(), "a.doc", Refused::OtherOffice),
        (b"\0\x01\x02\x03".to_vec(), "a.bin", Refused::UnknownFormat),
        (b"not a pdf".to_vec(), "a.pdf", Refused::Broken(Format::Pdf)),
        (b"PK\x03\x04 cut off".to_vec(), "a.docx", Refused::Broken(Format::Docx)),
        (b"%PDF-1.7 nothing".to_vec(), "a.txt", Refused::Broken(Format::Pdf)),
        (archive(&[("mimetype", b"application/vnd.oasis.opendocument.text")]), "a.odt", Refused::OtherOffice),
        (archive(&[("a.txt", b"x")]), "a.zip", Refused::UnknownFormat),
    ] {
        assert_eq!(read(&bytes, name).unwrap_err(), refused, "{name}");
        assert!(refused.vi().ends_with('.') && refused.en().ends_with('.') && !refused.code().is_empty());
    }
}

#[test]
fn bombs_end_in_a_sentence() {
    let zeros = vec![b' '; 8 * 1024 * 1024];
    let bomb = archive(&[("word/document.xml", &zeros)]);
    assert!(bomb.len() < 64 * 1024);
    let tight = Limits { unpacked: 4 * 1024 * 1024, ..Limits::default() };
    assert_eq!(read_within(&bomb, "a.docx", &tight).unwrap_err(), Refused::TooMuch(Much::Unpacked));
    let deep = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(400), "</w:tc></w:tr></w:tbl>".repeat(400));
    assert_eq!(read(&Docx::of(&deep).bytes(), "a").unwrap_err(), Refused::TooMuch(Much::Depth));
    let small = Limits { bytes: 1000, ..Limits::default() };
    assert_eq!(read_within(&[b'a'; 1001], "a.txt", &small).unwrap_err(), Refused::TooMuch(Much::Bytes));
    let few = Limits { blocks: 3, ..Limits::default() };
    let many = Docx::of(&p(&["a"]).repeat(4)).bytes();
    assert_eq!(read_within(&many, "a", &few).unwrap_err(), Refused::TooMuch(Much::Blocks));
    let little = Limits { steps: 20, ..Limits::default() };
    assert_eq!(read_within(&many, "a", &little).unwrap_err(), Refused::TooMuch(Much::Work));
    let entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
    let document = read(&archive(&[("word/document.xml", entities.as_bytes())]), "a").unwrap();
    assert_eq!(document.paragraphs().next().unwrap().text, "\u{fffd}");
}

#[test]
fn more_than_any_report_has_is_refused_before_it_takes_room() {
    let page = "BT (a) Tj ET\n".repeat(400_000);
    assert_eq!(read(&pdf(&[&page]), "a.pdf").unwrap_err(), Refused::TooMuch(Much::Unpacked));
    // A form that shows itself twenty times over would be shown 20⁸ times.
    let text = String::from_utf8(pdf(&[&"/Fm Do ".repeat(20)])).unwrap();
    let form = text
        .replace("<</F1 3 0 R>>", "<</F1 3 0 R>>/XObject<</Fm 5 0 R>>")
        .replace("<</Length 140", "<</Type/XObject/Subtype/Form/Length 140");
    let few = Limits { steps: 200_000, ..Limits::default() };
    assert_eq!(read_within(form.as_bytes(), "a.pdf", &few).unwrap_err(), Refused::TooMuch(Much::Work));
    let few = Limits { blocks: 1_000, ..Limits::default() };
    assert_eq!(
        read_within("a\n\n".repeat(2_000).as_bytes(), "a.md", &few).unwrap_err(),
        Refused::TooMuch(Much::Blocks)
    );
}

#[test]
fn circles_in_a_pdf_end() {
    let text = String::from_utf8(pdf(&["BT /F1 12 Tf 72 700 Td (x) Tj ET /Fm Do"])).unwrap();
    // A page tree that holds itself, and a form that shows itself.
    let tree = text.replace("/Kids[4 0 R]", "/Kids[2 0 R]").replace("/Count 1", "/Count 9");
    assert!(read(tree.as_bytes(), "a.pdf").is_err());
    let form = text
        .replace("<</F1 3 0 R>>", "<</F1 3 0 R>>/XObject<</Fm 5 0 R>>")
        .replace("<</Length 39", "<</Type/XObject/Subtype/Form/Length 39");
    assert!(read(form.as_bytes(), "a.pdf").is_err());
    let parent = text.replace("/Parent 2 0 R", "/Parent 4 0 R");
    assert!(read(parent.as_bytes(), "a.pdf").is_err());
}

#[test]
fn a_protected_pdf_asks_for_its_password_to_be_removed() {
    let locked =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/refused-password.pdf")).unwrap();
    assert_eq!(read(&locked, "a.pdf").unwrap_err(), Refused::Encrypted(Format::Pdf));
}
