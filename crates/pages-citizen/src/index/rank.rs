//! Which of the procedures that were found stands first.

use super::sense::{Part, Way};
use super::vocabulary::{Span, Vocabulary};
use super::{Asked, Entry};

/// For a part of which a procedure has every word.
const WHOLE: i64 = 100;
/// The same, where procedures say otherwise what people asked for: those words were chosen for it.
const MEANT: i64 = 130;
/// For the words of the whole question, one behind the other.
const IN_ORDER: i64 = 120;
/// At the beginning of a name.
const FIRST: i64 = 40;
/// For a name that says nothing but what was asked.
const NOTHING_ELSE: i64 = 220;
/// For what stands among life events: it is asked for more often than others.
const COMMON: i64 = 70;
/// For a word with the diacritics that were typed.
const ACCENTED: i64 = 40;
/// For the code.
const CODE: i64 = 10_000;

/// How well a procedure answers the question. What is asked for word by word and in order goes before what merely
/// holds the words; a name that says little else before one that says much.
pub(super) fn score(entry: &Entry, parts: &[Part], asked: &[Asked], vocabulary: &Vocabulary) -> i64 {
    if asked.is_empty() {
        return 0;
    }
    let mut score = code(entry, asked) + if entry.common { COMMON } else { 0 };
    let mut used: Vec<&Span> = Vec::new();
    for part in parts {
        let ways = part.ways.iter().map(|way| (held(entry, way, vocabulary), way));
        match ways.max_by_key(|(points, way)| (*points, way.meant)) {
            Some((points, way)) => {
                score += points * i64::try_from(part.own.len()).unwrap_or(1);
                used.extend(&way.words);
            }
            // Words that say nothing say a little where they stand in the name.
            None => score += 10 * i64::from(part.own.iter().all(|span| has(entry, span))),
        }
    }
    let in_order = |at: usize| {
        used.iter().enumerate().all(|(i, span)| entry.name.get(at + i).is_some_and(|w| span.contains(w)))
    };
    if used.len() > 1 && (0..entry.name.len()).any(in_order) {
        score += IN_ORDER;
    }
    if in_order(0) {
        score += FIRST;
    }
    score += NOTHING_ELSE * covered(entry, &used, vocabulary) / 1_000;
    score + accents(entry, asked) - i64::try_from(entry.name.len()).unwrap_or(0)
}

fn has(entry: &Entry, span: &Span) -> bool {
    entry.name.iter().any(|w| span.contains(w))
}

fn code(entry: &Entry, asked: &[Asked]) -> i64 {
    let code = &entry.revision.code;
    let is = |a: &Asked| code.split('.').chain([code.as_str()]).any(|part| part == a.folded);
    if matches!(asked, [one] if is(one)) { CODE } else { 0 }
}

/// How much of a way of putting it stands in the name, by what its words tell.
fn held(entry: &Entry, way: &Way, vocabulary: &Vocabulary) -> i64 {
    let full = if way.meant { MEANT } else { WHOLE };
    let (mut there, mut all) = (0, 0);
    for span in &way.words {
        let weight = vocabulary.weight(span);
        all += weight * 10;
        // A word that was only begun is less sure.
        let sure = if span.end - span.start == 1 { 10 } else { 6 };
        there += weight * if has(entry, span) { sure } else { 0 };
    }
    full * there / all.max(1)
}

/// How much of what the name tells was asked for, in thousandths.
fn covered(entry: &Entry, used: &[&Span], vocabulary: &Vocabulary) -> i64 {
    let (mut there, mut all) = (0, 0);
    for number in &entry.name {
        let weight = vocabulary.word(*number).weight;
        all += weight;
        there += if used.iter().any(|span| span.contains(number)) { weight } else { 0 };
    }
    there * 1_000 / all.max(1)
}

fn accents(entry: &Entry, asked: &[Asked]) -> i64 {
    let typed = asked.iter().filter_map(|a| a.accented.as_ref());
    ACCENTED * i64::try_from(typed.filter(|word| entry.accented.contains(word)).count()).unwrap_or(0)
}
