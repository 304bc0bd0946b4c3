//! Findings as text for people and as JSON for programs.

use crate::finding::{Finding, Language};
use std::fmt::Write;

/// A report in plain text: each finding with its place, the words around it and the number marked in them.
pub fn text(findings: &[Finding], language: Language) -> String {
    let vietnamese = language == Language::Vietnamese;
    let mut out = match (findings.len(), vietnamese) {
        (0, true) => return "Không phát hiện số liệu nào không khớp.\n".to_owned(),
        (0, false) => return "No number was found that does not add up.\n".to_owned(),
        (n, true) => format!("Phát hiện {n} chỗ không khớp.\n"),
        (1, false) => "1 place does not add up.\n".to_owned(),
        (n, false) => format!("{n} places do not add up.\n"),
    };
    for (i, finding) in findings.iter().enumerate() {
        let expected = match (finding.expected.is_empty(), vietnamese) {
            (true, _) => String::new(),
            (false, true) => format!(" → lẽ ra: {}", finding.expected),
            (false, false) => format!(" → expected: {}", finding.expected),
        };
        // Writing into a string cannot fail.
        let _ = write!(
            out,
            "\n{}. {} ({})\n   {}\n   {}\n   {}{expected}\n   {}\n",
            i + 1,
            finding.kind.words().of(language),
            finding.confidence.words().of(language),
            finding.place.of(language),
            marked(finding),
            finding.found,
            finding.explanation.of(language),
        );
    }
    out
}

/// The words around with the number between marks.
fn marked(finding: &Finding) -> String {
    let (quote, mark) = (&finding.quote, &finding.mark);
    match (quote.get(..mark.start), quote.get(mark.clone()), quote.get(mark.end..)) {
        (Some(head), Some(number), Some(tail)) if !number.is_empty() => {
            format!("…{head}>>>{number}<<<{tail}…")
        }
        _ => quote.clone(),
    }
}

/// An array of `{kind, place, quote, found, expected, explanation, confidence}`. Names of kinds and confidences are
/// stable; the rest is in the language asked for.
pub fn json(findings: &[Finding], language: Language) -> String {
    let array: Vec<serde_json::Value> = findings
        .iter()
        .map(|finding| {
            serde_json::json!({
                "kind": finding.kind.name(),
                "place": finding.place.of(language),
                "quote": finding.quote,
                "found": finding.found,
                "expected": finding.expected,
                "explanation": finding.explanation.of(language),
                "confidence": finding.confidence.name(),
            })
        })
        .collect();
    let mut out = serde_json::Value::Array(array).to_string();
    out.push('\n');
    out
}
