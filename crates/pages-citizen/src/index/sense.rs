//! What a question may mean: its own words, and what procedures call that which people call otherwise.

use super::vocabulary::{Span, Vocabulary};
use super::words::of_text;
use catalogue::Synonym;
use rustc_hash::{FxHashMap, FxHashSet};

/// What people say, and the words of procedures; nothing where it says nothing.
struct Phrase {
    said: Vec<String>,
    means: Vec<String>,
}

/// People's words by their first.
#[derive(Default)]
pub(super) struct Sayings {
    /// The longest first.
    by_first: FxHashMap<String, Vec<Phrase>>,
    words: FxHashSet<String>,
}

impl Sayings {
    pub(super) fn of(synonyms: &[Synonym]) -> Self {
        let mut sayings = Self::default();
        let folded = |text: &str| of_text(text).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        for synonym in synonyms {
            let phrase = Phrase { said: folded(&synonym.words), means: folded(&synonym.means) };
            let Some(first) = phrase.said.first() else { continue };
            sayings.words.extend(phrase.said.iter().cloned());
            sayings.by_first.entry(first.clone()).or_default().push(phrase);
        }
        for phrases in sayings.by_first.values_mut() {
            phrases.sort_by_key(|p| std::cmp::Reverse(p.said.len()));
        }
        sayings
    }

    /// Whether people use this word in one of their phrases.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Every word that people use.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The longest phrase with which the words begin.
    fn longest(&self, words: &[&str]) -> Option<&Phrase> {
        let phrases = self.by_first.get(*words.first()?)?;
        phrases.iter().find(|p| p.said.len() <= words.len() && p.said.iter().zip(words).all(|(a, b)| a == b))
    }
}

/// One way to put a part of a question.
pub(super) struct Way {
    pub(super) words: Vec<Span>,
    /// It is what procedures say, not what was asked.
    pub(super) meant: bool,
}

/// Some words of a question that belong together.
pub(super) struct Part {
    /// Any of them will do; none: the words say nothing.
    pub(super) ways: Vec<Way>,
    /// What was asked, as it stands.
    pub(super) own: Vec<Span>,
}

/// Reads the words of a question; the last may be only begun.
pub(super) fn parts(words: &[&str], begun: bool, vocabulary: &Vocabulary, sayings: &Sayings) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        let phrase = sayings.longest(rest);
        let length = phrase.map_or(1, |p| p.said.len());
        let last = begun && at + length == words.len();
        let span = |(n, word): (usize, &&str)| vocabulary.span(word, last && n + 1 == length);
        let own: Vec<Span> = rest[..length].iter().enumerate().map(span).collect();
        let means = phrase.map(|p| p.means.iter().map(|word| vocabulary.span(word, false)).collect());
        parts.push(match means {
            None => Part { ways: vec![Way { words: own.clone(), meant: false }], own },
            Some(means) => Part::of(own, means),
        });
        at += length;
    }
    // Where nothing else is asked, words that say nothing are all there is.
    if parts.iter().all(|part| part.ways.is_empty()) {
        for part in &mut parts {
            part.ways = vec![Way { words: part.own.clone(), meant: false }];
        }
    }
    parts
}

impl Part {
    fn of(own: Vec<Span>, means: Vec<Span>) -> Self {
        if means.is_empty() {
            return Self { ways: Vec::new(), own };
        }
        let ways = vec![Way { words: means, meant: true }, Way { words: own.clone(), meant: false }];
        Self { ways, own }
    }
}
