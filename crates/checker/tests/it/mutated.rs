#![cfg(test)]
//! Reports that are right, with the numbers marked that something constrains. As they are nothing is found; with any of
//! the marked numbers mistyped something is.

use crate::reader::read;
use checker::{Confidence, Kind, check};
use paper::{Block, BlockId, Document};

const CLEAN: [(&str, &str); 4] = [
    ("quarter", include_str!("clean/bao-cao-quy.txt")),
    ("year", include_str!("clean/thuyet-minh.txt")),
    ("twelve months", include_str!("clean/bao-cao-nam.txt")),
    // Numbers that are easily taken for what they are not; none is marked.
    ("half", include_str!("clean/ke-hoach.txt")),
];

/// The text without marks, and the bytes of each marked number.
fn unmarked(text: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let mut plain = String::new();
    let mut marked = Vec::new();
    let mut from = 0;
    for c in text.chars() {
        match c {
            '⟦' => from = plain.len(),
            '⟧' if plain.len() > from => marked.push(from..plain.len()),
            '⟧' => {}
            c => plain.push(c),
        }
    }
    (plain, marked)
}

/// A number mistyped in four ways; those that leave its value are left out.
fn mistyped(number: &str) -> Vec<(&'static str, String)> {
    let digits: Vec<usize> =
        number.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let value =
        |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u64>().unwrap();
    let with = |at: usize, digit: u8| {
        let mut bytes = number.as_bytes().to_vec();
        bytes[at] = digit;
        String::from_utf8(bytes).unwrap()
    };
    let mut found = Vec::new();
    let last = *digits.last().unwrap();
    let digit = number.as_bytes()[last];
    found.push(("one more", with(last, if digit == b'9' { b'8' } else { digit + 1 })));
    found.push(("one less", with(last, if digit == b'0' { b'1' } else { digit - 1 })));
    for pair in digits.windows(2) {
        let (a, b) = (number.as_bytes()[pair[0]], number.as_bytes()[pair[1]]);
        if a != b {
            let mut bytes = number.as_bytes().to_vec();
            bytes.swap(pair[0], pair[1]);
            found.push(("transposed", String::from_utf8(bytes).unwrap()));
            break;
        }
    }
    let middle = digits[digits.len() / 2];
    let digit = number.as_bytes()[middle];
    found.push(("wrong digit", with(middle, if digit >= b'6' { digit - 4 } else { digit + 3 })));
    if let Some(mark) = number.find([',', '.'])
        && mark > 1
        && number.ends_with('%')
    {
        let mut moved: Vec<char> = number.chars().collect();
        moved.swap(mark, mark - 1);
        found.push(("moved mark", moved.into_iter().collect()));
    }
    found.retain(|(how, text)| *how == "moved mark" || value(text) != value(number));
    found
}

/// The text of a block.
fn text_of(document: &Document, id: BlockId) -> String {
    let blocks =
        document.parts.iter().flat_map(|p| &p.blocks).chain(document.notes.iter().flat_map(|n| &n.blocks));
    for block in blocks {
        let paragraphs: Vec<&paper::Paragraph> = match block {
            Block::Paragraph(p) => vec![p],
            Block::Table(t) => t.rows.iter().flat_map(|r| &r.cells).flat_map(|c| &c.blocks).collect(),
        };
        if let Some(p) = paragraphs.into_iter().find(|p| p.id == id) {
            return p.text.clone();
        }
    }
    String::new()
}

#[test]
fn nothing_is_found_in_a_report_that_is_right() {
    for (name, text) in CLEAN {
        let findings = check(&read(&unmarked(text).0));
        let shown: Vec<String> = findings
            .iter()
            .map(|f| {
                format!(
                    "{:?} {} at {}: {} → {} ({})",
                    f.confidence,
                    f.kind.name(),
                    f.place.vi,
                    f.found,
                    f.expected,
                    f.explanation.vi
                )
            })
            .collect();
        assert!(findings.is_empty(), "{name}: {shown:#?}");
    }
}

#[test]
fn a_mistyped_number_is_found_where_something_constrains_it() {
    let (mut all, mut missed) = (0, Vec::new());
    for (name, text) in CLEAN {
        let (plain, marked) = unmarked(text);
        for at in marked {
            for (how, wrong) in mistyped(&plain[at.clone()]) {
                let changed = format!("{}{wrong}{}", &plain[..at.start], &plain[at.end..]);
                let document = read(&changed);
                let findings = check(&document);
                all += 1;
                let told = findings.iter().filter(|f| f.kind != Kind::Notation).any(|f| {
                    std::iter::once(&f.span)
                        .chain(&f.related)
                        .any(|s| text_of(&document, s.block).contains(&wrong))
                });
                if !told {
                    let start = plain[..at.start].char_indices().rev().nth(30).map_or(0, |(i, _)| i);
                    missed.push(format!(
                        "{name}: {how} {} → {wrong} behind «{}»",
                        &plain[at.clone()],
                        &plain[start..at.start]
                    ));
                }
                assert!(
                    findings.len() <= 3,
                    "{name}: {how} {} → {wrong} gives {findings:#?}",
                    &plain[at.clone()]
                );
            }
        }
    }
    println!("{} of {all} found", all - missed.len());
    println!("{missed:#?}");
    assert!(missed.len() * 20 <= all, "{} of {all} missed: {missed:#?}", missed.len());
}

#[test]
fn a_mistyped_total_is_certain() {
    let (plain, _) = unmarked(CLEAN[0].1);
    let findings = check(&read(&plain.replace("24.678", "24.687")));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].found.as_str(), findings[0].expected.as_str()), ("24.687", "24.678"));
    assert_eq!(findings[0].confidence, Confidence::Certain);
}
