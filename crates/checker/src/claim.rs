//! What the rules say: that some numbers hold together, or that they do not. A rule blames nobody for good: which of
//! the numbers is wrong is decided when all rules have spoken ([`crate::settle`]), for a number that is part of other
//! relations that hold is hardly the wrong one.

use crate::decimal::Decimal;
use crate::finding::{Confidence, Kind, Words};
use crate::slip::slip;
use paper::{BlockId, Span};
use std::collections::BTreeMap;

/// A number that is part of a relation.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) span: Span,
    /// What stands there.
    pub(crate) shown: String,
    /// What it would have to be if the others are right.
    pub(crate) expected: Option<Expected>,
}

/// What a number would have to be.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    /// From here
    pub(crate) low: Decimal,
    /// to here, both included.
    pub(crate) high: Decimal,
    /// As the document would write it.
    pub(crate) text: String,
    /// Whether what stands there is this mistyped.
    pub(crate) slip: bool,
}

impl Expected {
    /// Exactly one value.
    pub(crate) fn exactly(value: Decimal, found: Decimal, text: String) -> Self {
        Self { low: value, high: value, text, slip: slip(value, found) }
    }

    /// Something that is said in words.
    pub(crate) fn said(text: impl Into<String>) -> Self {
        Self { low: Decimal::ZERO, high: Decimal::ZERO, text: text.into(), slip: false }
    }

    /// Whether it is a slip of more than one digit: small numbers are next to each other by chance.
    pub(crate) fn is_telling(&self) -> bool {
        self.slip && self.low.digits(self.low.scale()).is_some_and(|digits| digits.len() > 1)
    }

    pub(crate) fn agrees(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// What is wrong with a relation.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    /// The member that is to blame when nothing else decides.
    pub(crate) lead: usize,
    pub(crate) confidence: Confidence,
    pub(crate) words: Words,
}

/// A relation between numbers that does not hold.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) kind: Kind,
    pub(crate) members: Vec<Member>,
    pub(crate) broken: Broken,
}

/// A number, by where it stands.
pub(crate) type Key = (BlockId, usize);

/// The number that stands at a place.
pub(crate) fn key(span: &Span) -> Key {
    (span.block, span.bytes.start)
}

/// What all rules said.
#[derive(Default, Debug)]
pub(crate) struct Claims {
    /// Relations that do not hold.
    pub(crate) broken: Vec<Claim>,
    /// In how many relations that hold a number is.
    pub(crate) held: BTreeMap<Key, u32>,
}

impl Claims {
    /// A relation that holds.
    pub(crate) fn holds(&mut self, spans: impl IntoIterator<Item = Span>) {
        for span in spans {
            *self.held.entry(key(&span)).or_default() += 1;
        }
    }

    /// A relation that does not hold.
    pub(crate) fn broken(
        &mut self,
        kind: Kind,
        members: Vec<Member>,
        lead: usize,
        confidence: Confidence,
        words: Words,
    ) {
        if lead < members.len() {
            self.broken.push(Claim { kind, members, broken: Broken { lead, confidence, words } });
        }
    }

    /// Something that stands by itself: a date, a row, a word.
    pub(crate) fn alone(
        &mut self,
        kind: Kind,
        found: (Span, String),
        others: impl IntoIterator<Item = Span>,
        expected: &str,
        confidence: Confidence,
        words: Words,
    ) {
        let (span, shown) = found;
        let mut members = vec![Member { span, shown, expected: Some(Expected::said(expected)) }];
        members.extend(others.into_iter().map(|span| Member { span, shown: String::new(), expected: None }));
        self.broken(kind, members, 0, confidence, words);
    }
}
