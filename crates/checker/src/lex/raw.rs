//! The first pass over a text: words, numerals and marks, as they stand.

use std::ops::Range;

/// What a stretch of text is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum RawKind {
    /// Letters, and digits behind them; in lower case.
    Word(String),
    /// Digits, with dots and commas between them.
    Numeral,
    /// Anything else that is not a space.
    Mark(char),
    /// The end of a line.
    Line,
}

/// A stretch of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Raw {
    /// Its bytes.
    pub(crate) at: Range<usize>,
    /// What it is.
    pub(crate) kind: RawKind,
}

impl Raw {
    pub(crate) fn word(&self) -> Option<&str> {
        match &self.kind {
            RawKind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.kind == RawKind::Mark(mark)
    }

    pub(crate) fn is_numeral(&self) -> bool {
        self.kind == RawKind::Numeral
    }
}

/// Reads a text into stretches. Every byte that is not a space belongs to exactly one.
pub(crate) fn scan(text: &str) -> Vec<Raw> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let kind = if c == '\n' {
            RawKind::Line
        } else if c.is_whitespace() {
            continue;
        } else if c.is_ascii_digit() {
            while let Some(&(at, next)) = chars.peek() {
                let inside =
                    matches!(next, '.' | ',') && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
                if !(next.is_ascii_digit() || inside) {
                    break;
                }
                end = at + 1;
                chars.next();
            }
            RawKind::Numeral
        } else if c.is_alphanumeric() {
            while let Some(&(at, next)) = chars.peek() {
                if !(next.is_alphanumeric() || unmarked(next)) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
            RawKind::Word(text[start..end].to_lowercase())
        } else {
            RawKind::Mark(match c {
                '–' | '—' | '−' | '‐' | '‑' => '-',
                '“' | '”' | '«' | '»' => '"',
                '∕' | '⁄' => '/',
                '％' => '%',
                c => c,
            })
        };
        found.push(Raw { at: start..end, kind });
    }
    found
}

/// Accents written by themselves belong to their letter.
fn unmarked(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_words_numerals_and_marks() {
        let text = "Đã cấp 1.012 chữ ký, đạt 47,83%.\nH12";
        let shown: Vec<&str> = scan(text).into_iter().map(|raw| &text[raw.at]).collect();
        assert_eq!(shown, ["Đã", "cấp", "1.012", "chữ", "ký", ",", "đạt", "47,83", "%", ".", "\n", "H12"]);
    }
}
