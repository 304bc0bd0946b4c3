//! A text as tokens: words, quantities, dates, references to documents, and numbers that only name something.

mod classify;
mod dates;
mod numeral;
mod raw;
mod words;

use crate::decimal::{Decimal, Style};
use std::ops::Range;

pub(crate) use classify::read;
pub(crate) use dates::Date;
pub(crate) use numeral::Evidence;
pub(crate) use words::{ends, stops};

/// How the numbers of a text are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Notation {
    /// The decimal mark of the document, or of the table.
    pub(crate) decimal: char,
    /// Whether numerals like `8,287` are decimals in this table.
    pub(crate) measured: bool,
}

/// What a number measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    /// Things, money, anything without a unit of its own here.
    Count,
    /// Per cent.
    Percent,
    /// Points of per cent.
    Points,
    /// Minutes.
    Minutes,
}

/// A quantity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Number {
    /// What it says, in units: `8,5 tỷ` is 8.500.000.000.
    pub(crate) value: Decimal,
    /// What is printed: 8,5.
    pub(crate) printed: Decimal,
    /// Printed places behind the decimal mark.
    pub(crate) decimals: u32,
    /// The power of ten said in words behind it.
    pub(crate) power: u32,
    /// How it is written.
    pub(crate) style: Style,
    /// Its thousands are marked with this.
    pub(crate) thousands: Option<char>,
    pub(crate) unit: Unit,
    /// Said to be about, more than, less than; an end of a range.
    pub(crate) vague: bool,
    /// Above the line of a fraction: the next number stands below it.
    pub(crate) over: bool,
    /// Below the line of a fraction.
    pub(crate) under: bool,
}

impl Number {
    /// One in the last printed place.
    pub(crate) fn ulp(&self) -> Decimal {
        let mut ulp = Decimal::ulp(self.decimals);
        for _ in 0..self.power {
            ulp = ulp.times(Decimal::whole(10)).unwrap_or(ulp);
        }
        ulp
    }

    /// Whether it counts exactly: no percentage, nothing vague.
    pub(crate) fn counts(&self) -> bool {
        self.unit == Unit::Count && !self.vague
    }

    /// A value as this number would be written; nothing when it cannot be.
    pub(crate) fn like(&self, value: Decimal) -> String {
        if self.unit == Unit::Minutes {
            return minutes(value);
        }
        let unit = Decimal::whole(10i128.checked_pow(self.power).unwrap_or(1));
        let scale = self.decimals.max(if self.power > 0 { self.decimals } else { value.scale() });
        let shown = value.over(unit, scale).unwrap_or(value);
        let text = shown.written(self.style, self.decimals);
        match self.unit {
            Unit::Percent => format!("{text}%"),
            _ => text,
        }
    }
}

/// Minutes in words of hours and minutes.
fn minutes(value: Decimal) -> String {
    match value.to_whole() {
        Some(n) if n >= 60 && n % 60 == 0 => format!("{} giờ", n / 60),
        Some(n) if n >= 60 => format!("{} giờ {} phút", n / 60, n % 60),
        _ => format!("{} phút", value.written(Style::VIETNAMESE, 0)),
    }
}

/// What a token is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Tok {
    /// A word, in lower case.
    Word(String),
    /// A quantity.
    Number(Number),
    /// A date, or a month or year.
    Date(Date),
    /// The number of a document: `61/2018/NĐ-CP`.
    Reference(String),
    /// A number that names something: of an article, a road, a telephone.
    Name,
    /// A mark; `…` for dots.
    Mark(char),
    /// The end of a sentence or of a line.
    Stop,
}

/// A token and its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) at: Range<usize>,
    pub(crate) tok: Tok,
}

impl Token {
    pub(crate) fn word(&self) -> Option<&str> {
        match &self.tok {
            Tok::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<&Number> {
        match &self.tok {
            Tok::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.tok == Tok::Mark(mark)
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }
}

/// The noun that a quantity counts: at most four words behind it.
pub(crate) fn noun(tokens: &[Token], i: usize) -> Vec<&str> {
    let mut at = i + 1;
    if tokens.get(i).and_then(Token::number).is_some_and(|n| n.over) {
        // `457/550 tài khoản`: the noun stands behind the fraction.
        while tokens.get(at).is_some_and(|t| !matches!(&t.tok, Tok::Number(n) if n.under)) {
            at += 1;
        }
        at += 1;
    }
    let mut found: Vec<&str> = Vec::new();
    while let Some(word) = tokens.get(at).and_then(Token::word) {
        if (found.is_empty() && stops(word)) || (!found.is_empty() && ends(word)) || found.len() == 4 {
            break;
        }
        if !(found.is_empty() && matches!(word, "lượt" | "số")) {
            found.push(word);
        }
        at += 1;
    }
    found
}

/// Whether two nouns can be the same thing: they agree as far as the shorter one goes, at most two words. An unsaid
/// noun agrees with all.
pub(crate) fn same_noun(a: &[&str], b: &[&str]) -> bool {
    let n = a.len().min(b.len()).min(2);
    a[..n] == b[..n]
}
