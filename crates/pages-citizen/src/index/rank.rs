//! Which of the procedures that were found stands first.

use super::{Asked, Entry};

/// How well a procedure answers the question. What is asked for word by word and in order goes before what merely
/// holds the words; a short name before a long one.
pub(super) fn score(entry: &Entry, asked: &[Asked]) -> i64 {
    let Some(first) = asked.first() else {
        return 0;
    };
    let code = &entry.revision.code;
    let mut score = 0;
    if asked.len() == 1 && code.split('.').chain([code.as_str()]).any(|part| part == first.folded) {
        score += 10_000;
    }
    for a in asked {
        if entry.name.contains(&a.folded) {
            score += 100;
        } else if entry.name.iter().any(|w| w.starts_with(&a.folded)) {
            score += 60;
        }
        if a.accented.as_ref().is_some_and(|typed| entry.accented.contains(typed)) {
            score += 40;
        }
    }
    let in_order = |at: usize| {
        asked
            .iter()
            .enumerate()
            .all(|(i, a)| entry.name.get(at + i).is_some_and(|w| w.starts_with(&a.folded)))
    };
    if asked.len() > 1 && (0..entry.name.len()).any(in_order) {
        score += 200;
    }
    if in_order(0) {
        score += 80;
    }
    score - i64::try_from(entry.name.len()).unwrap_or(0)
}
