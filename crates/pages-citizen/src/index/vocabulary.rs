//! Every word of the catalogue, in order: a word is a number, and a beginning of words is a range of numbers.

use super::bits::Bits;
use std::collections::BTreeMap;
use std::ops::Range;

/// A word of the catalogue.
pub(super) struct Word {
    pub(super) folded: String,
    /// As most procedures write it.
    pub(super) shown: String,
    /// The procedures that have it.
    pub(super) entries: Bits,
    /// How much it tells: a word of few procedures more than one of many.
    pub(super) weight: i64,
}

/// Numbers of words; empty for a word that no procedure has.
pub(super) type Span = Range<u32>;

/// All of them, in order.
pub(super) struct Vocabulary(Vec<Word>);

/// What is known of a word while they are gathered: how it is written, and who has it.
pub(super) type Gathered = BTreeMap<String, (BTreeMap<String, usize>, Bits)>;

impl Vocabulary {
    pub(super) fn of(gathered: Gathered, procedures: usize) -> Self {
        let most = |shown: BTreeMap<String, usize>| shown.into_iter().max_by_key(|(_, n)| *n);
        let word = |(folded, (shown, entries)): (String, (BTreeMap<String, usize>, Bits))| {
            let shown = most(shown).map_or_else(String::new, |(word, _)| word);
            Word { folded, shown, weight: weight(entries.len(), procedures), entries }
        };
        Self(gathered.into_iter().map(word).collect())
    }

    pub(super) fn words(&self) -> &[Word] {
        &self.0
    }

    pub(super) fn word(&self, number: u32) -> &Word {
        &self.0[number as usize]
    }

    fn place(&self, word: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|w| w.folded.as_str().cmp(word))
    }

    /// The number of a word.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.place(word).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// The word itself; where no procedure has it or it is only begun, every word that begins with it.
    pub(super) fn span(&self, word: &str, begun: bool) -> Span {
        let place = self.place(word);
        let from = place.unwrap_or_else(|at| at);
        let length = match place {
            Ok(_) if !begun => 1,
            _ => self.0[from..].partition_point(|w| w.folded.starts_with(word)),
        };
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        number(from)..number(from + length)
    }

    /// The procedures that have any of these words.
    pub(super) fn holding(&self, span: &Span, procedures: usize) -> Bits {
        let words = &self.0[span.start as usize..span.end as usize];
        match words {
            [one] => one.entries.clone(),
            some => {
                let mut holds = Bits::none(procedures);
                some.iter().for_each(|w| holds.or(&w.entries));
                holds
            }
        }
    }

    /// How much the most telling of these words tells.
    pub(super) fn weight(&self, span: &Span) -> i64 {
        let words = &self.0[span.start as usize..span.end as usize];
        words.iter().map(|w| w.weight).max().unwrap_or(1)
    }
}

/// From 1 for what every procedure has to about 12 for what one has.
fn weight(having: usize, procedures: usize) -> i64 {
    i64::from((procedures.max(1) / having.max(1)).max(1).ilog2()) + 1
}
