#![cfg(test)]
//! Anything may be read: nothing panics, and time grows with the size.

use crate::reader::read;
use checker::check;
use paper::{
    Block, BlockId, Cell, Document, Format, Note, NoteId, NoteMark, Paragraph, Part, PartKind, Row, Table,
};
use proptest::prelude::*;

const SEED: &str = include_str!("../seed/bao-cao-343.txt");

/// Pieces that the rules know, in any order.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "trong đó: ",
        "gồm ",
        "tỷ lệ ",
        "%",
        "đạt ",
        "(",
        ")",
        "; ",
        ", ",
        ". ",
        "\n",
        "tăng ",
        "giảm ",
        "so với năm 2019 ",
        "năm 2020 có ",
        "từ ",
        "đến ",
        "lên ",
        "còn ",
        "hồ sơ ",
        "đơn vị ",
        "mỗi kỳ ",
        "tổng số ",
        "phút ",
        "giờ ",
        "ngày ",
        "tháng ",
        "/",
        "-",
        "số ",
        "/QĐ-UBND ",
        "Phụ lục 4 ",
        "tỷ ",
        "triệu ",
        "điểm phần trăm ",
        "ngày 31/02/2020 ",
        "…",
        "\u{301}",
        "“",
        "vượt ",
        "Kèm theo ",
        "ư",
        "0",
    ];
    prop_oneof![
        proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        "[0-9]{1,4}([.,][0-9]{1,4}){0,3}",
        "[0-9]{1,22} ",
        ".{0,3}",
    ]
}

fn sentence() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..30).prop_map(|pieces| pieces.concat())
}

fn paragraph(id: u32) -> impl Strategy<Value = Paragraph> {
    (sentence(), proptest::option::of(0u8..10), proptest::collection::vec((0usize..80, 0u32..4), 0..3))
        .prop_map(move |(text, heading, notes)| Paragraph {
            id: BlockId(id),
            text,
            heading,
            notes: notes.into_iter().map(|(at, note)| NoteMark { at, note: NoteId(note) }).collect(),
            ..Paragraph::default()
        })
}

fn table() -> impl Strategy<Value = Table> {
    let cell = (0u32..9, 0u32..3, sentence(), 0u32..400);
    let rows = proptest::collection::vec(proptest::collection::vec(cell, 0..8), 0..8);
    (rows, 0u32..12).prop_map(|(rows, columns)| Table {
        rows: rows
            .into_iter()
            .map(|cells| Row {
                cells: cells
                    .into_iter()
                    .map(|(column, columns, text, id)| Cell {
                        column,
                        columns,
                        rows: 1,
                        blocks: vec![Paragraph { id: BlockId(id), text, ..Paragraph::default() }],
                        ..Cell::default()
                    })
                    .collect(),
                ..Row::default()
            })
            .collect(),
        columns,
    })
}

fn document() -> impl Strategy<Value = Document> {
    let block = prop_oneof![
        (0u32..400).prop_flat_map(paragraph).prop_map(Block::Paragraph),
        table().prop_map(Block::Table)
    ];
    let notes = proptest::collection::vec((0u32..4, (400u32..500).prop_flat_map(paragraph)), 0..3);
    (proptest::collection::vec(block, 0..12), notes).prop_map(|(blocks, notes)| Document {
        format: Format::Docx,
        parts: vec![Part { kind: PartKind::Body, blocks }],
        notes: notes
            .into_iter()
            .map(|(id, p)| Note { id: NoteId(id), label: id.to_string(), blocks: vec![Block::Paragraph(p)] })
            .collect(),
        pages: 1,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_checked_without_panic(document in document()) {
        let findings = check(&document);
        for finding in &findings {
            prop_assert!(finding.mark.end <= finding.quote.len());
        }
        prop_assert_eq!(findings, check(&document));
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_report_with_anything_cut_or_put_in_is_checked_without_panic(
        at in 0usize..76_000, len in 0usize..400, text in sentence(),
    ) {
        let fit = |mut i: usize| { while !SEED.is_char_boundary(i) { i -= 1 } i };
        let (from, to) = (fit(at.min(SEED.len())), fit((at + len).min(SEED.len())));
        check(&read(&format!("{}{text}{}", &SEED[..from], &SEED[to..])));
    }
}

#[test]
fn a_report_of_a_hundred_pages_is_checked_to_its_end() {
    // The seed has about 28 pages. How long it takes is measured by the example `speed`.
    assert!(check(&read(&[SEED; 4].join("\n\n"))).len() >= check(&read(SEED)).len());
}

#[test]
fn what_no_report_has_is_checked_to_its_end_as_well() {
    let row = format!("{}\n", (1..300).map(|n| n.to_string()).collect::<Vec<_>>().join("\t"));
    for text in [&row, "1\t2\t3\t4\t5\t7\n", "((((", "1/2/3/4,"] {
        check(&read(&text.repeat(12_000 / text.len() + 1)));
    }
}
