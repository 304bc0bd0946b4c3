//! PDF with a text layer.

use crate::made::{line, pdf};
use crate::{cells, table, texts};
use paper::{Format, Refused, read};

fn filler(from: u32) -> String {
    (0..6)
        .map(|n| {
            line(72, from - 20 * n, 12, "Some words that fill a line of a page, so that it has a usual width")
        })
        .collect()
}

#[test]
fn lines_become_paragraphs_and_page_numbers_are_no_text() {
    let first = line(290, 820, 12, "1")
        + &filler(780)
        + &line(72, 660, 12, "and it ends here.")
        + &line(108, 640, 12, "A new paragraph of 25/29 tasks goes");
    let second = line(290, 820, 12, "2") + &line(72, 780, 12, "on over the page.") + &filler(700);
    let document = read(&pdf(&[&first, &second]), "x.pdf").unwrap();
    assert_eq!((document.format, document.pages), (Format::Pdf, 2));
    let texts = texts(&document);
    assert_eq!(texts.len(), 3, "{texts:#?}");
    assert!(texts[0].ends_with("usual width and it ends here."));
    assert_eq!(texts[1], "A new paragraph of 25/29 tasks goes on over the page.");
}

#[test]
fn rules_make_a_table_with_merged_cells() {
    // Three columns, three rows; the first row's last two places are one cell.
    let rules = "72 700 m 372 700 l S 72 680 m 372 680 l S 72 660 m 372 660 l S 72 640 m 372 640 l S \
                 72 640 m 72 700 l S 172 640 m 172 700 l S 272 640 m 272 680 l S 371 640 1 60 re f\n";
    let text = line(80, 686, 10, "TT")
        + &line(180, 686, 10, "Total of files")
        + &line(80, 666, 10, "1")
        + &line(180, 666, 10, "252.156")
        + &line(280, 666, 10, "99,98%")
        + &line(80, 646, 10, "2")
        + &line(180, 646, 10, "88.920")
        + &line(280, 646, 10, "99,5%");
    let document = read(&pdf(&[&(filler(820) + rules + &text)]), "x").unwrap();
    assert_eq!(
        cells(table(&document)),
        ["0:TT 1+2x1:Total of files", "0:1 1:252.156 2:99,98%", "0:2 1:88.920 2:99,5%"]
    );
}

#[test]
fn columns_without_rules_are_a_table_too() {
    let mut page = filler(800);
    for (n, row) in [
        ["No.", "Unit", "Files"],
        ["1", "Province", "252.156"],
        ["2", "District", "88.920"],
        ["", "Total", "341.076"],
    ]
    .iter()
    .enumerate()
    {
        let y = 600 - 16 * u32::try_from(n).unwrap();
        for (x, text) in [72, 150, 300].iter().zip(row.iter().filter(|t| !t.is_empty() || n < 3)) {
            page += &line(*x, y, 10, text);
        }
    }
    let document = read(&pdf(&[&page]), "x").unwrap();
    assert_eq!(
        cells(table(&document))[..3],
        ["0:No. 1:Unit 2:Files", "0:1 1:Province 2:252.156", "0:2 1:District 2:88.920"]
    );
}

#[test]
fn small_letters_at_the_foot_are_notes_and_raised_digits_their_marks() {
    let page = filler(800)
        + &line(72, 600, 12, "in 02 districts")
        + &line(162, 605, 7, "3")
        + &line(169, 600, 12, "and more.")
        + "72 120 m 216 120 l S\n"
        + &line(72, 103, 6, "3")
        + &line(77, 100, 9, "The offices of Ngoc Hien,")
        + &line(72, 89, 9, "and of U Minh.");
    let document = read(&pdf(&[&page]), "x").unwrap();
    assert_eq!(document.notes.len(), 1);
    assert_eq!(document.notes[0].label, "3");
    assert_eq!(texts(&document).last().unwrap(), "The offices of Ngoc Hien, and of U Minh.");
    let marked = document.paragraphs().find(|p| !p.notes.is_empty()).unwrap();
    assert!(marked.text[..marked.notes[0].at].ends_with("districts"), "{}", marked.text);
    assert!(marked.text.ends_with("in 02 districts and more."), "{}", marked.text);
}

#[test]
fn a_scan_is_refused_with_a_sentence() {
    let scan = read(&pdf(&["q 595 0 0 842 0 0 cm /Im1 Do Q", &line(290, 20, 10, "2")]), "x.pdf").unwrap_err();
    assert_eq!(scan, Refused::Scan);
    assert!(scan.vi().contains("bản quét") && scan.en().contains("scan"));
}
