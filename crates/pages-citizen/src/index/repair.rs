//! Words that nobody knows: what the keyboard may have made of one that is known.

use super::near;
use super::sense::Sayings;
use super::vocabulary::Vocabulary;

/// Words that one unknown word may stand for.
const MOST: usize = 10;
/// Letters of a word that is taken apart.
const MOST_LETTERS: usize = 40;

/// What an unknown word may have been, and how far away that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repair {
    /// One word, or the two that were written as one.
    pub(super) words: Vec<String>,
    pub(super) far: usize,
}

/// The likeliest first; the word itself is none of them.
pub(super) fn repairs(word: &str, vocabulary: &Vocabulary, sayings: &Sayings) -> Vec<Repair> {
    let known = |w: &str| vocabulary.number(w).is_some() || sayings.knows(w);
    let mut found: Vec<(Repair, usize)> = Vec::new();
    let plain = without_keys(word);
    if plain != word && known(&plain) {
        found.push((Repair { words: vec![plain], far: 0 }, usize::MAX));
    }
    if let Some(words) = apart(word, &known) {
        found.push((Repair { words, far: 1 }, 0));
    }
    let reach = near::reach(word);
    // Where taking the keys away makes a known word, no other was meant.
    if reach > 0 && found.iter().all(|(repair, _)| repair.far > 0) {
        let said = sayings.words().map(|w| (w, 1));
        let all = vocabulary.words().iter().map(|w| (w.folded.as_str(), w.entries.len())).chain(said);
        for (other, having) in all.filter(|(w, _)| *w != word) {
            if let Some(far) = near::distance(word, other, reach) {
                // The first letter is hardly ever the wrong one.
                let far = far + usize::from(other.as_bytes().first() != word.as_bytes().first());
                found.push((Repair { words: vec![other.to_owned()], far }, having));
            }
        }
    }
    found.sort_by(|a, b| (a.0.far, b.1, &a.0.words).cmp(&(b.0.far, a.1, &b.0.words)));
    let mut repairs: Vec<Repair> = Vec::new();
    for (repair, _) in found {
        if repairs.len() < MOST && repairs.iter().all(|r| r.words != repair.words) {
            repairs.push(repair);
        }
    }
    repairs
}

/// The fewest known words that were written as one; each has two letters at least.
fn apart(word: &str, known: &impl Fn(&str) -> bool) -> Option<Vec<String>> {
    if !word.is_ascii() || word.len() > MOST_LETTERS {
        return None;
    }
    // The fewest words up to each letter, and where the last of them begins.
    let mut fewest: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
    fewest[0] = Some((0, 0));
    for end in 2..=word.len() {
        let begins = (0..=end - 2).filter(|from| known(&word[*from..end]));
        fewest[end] = begins.filter_map(|from| Some((fewest[from]?.0 + 1, from))).min();
    }
    let mut words = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let from = fewest[end]?.1;
        words.push(word[from..end].to_owned());
        end = from;
    }
    words.reverse();
    (words.len() > 1).then_some(words)
}

/// A word without the keys of an input method that was off: `giaays` (Telex), `gia6y1` (VNI) are `giay`.
fn without_keys(word: &str) -> String {
    let vni: String = word.chars().filter(|c| !c.is_ascii_digit()).collect();
    if vni.len() != word.len() {
        return vni;
    }
    let mut plain = String::with_capacity(word.len());
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w');
    let mut vowels = false;
    for c in word.chars() {
        let last = plain.chars().next_back();
        let doubled = matches!(c, 'a' | 'e' | 'o' | 'd') && last == Some(c);
        // Tones are typed behind a vowel; `w` makes ă, ơ, ư.
        let key = vowels && matches!(c, 's' | 'f' | 'r' | 'x' | 'j' | 'w');
        if !doubled && !key {
            plain.push(c);
        }
        vowels |= vowel(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_an_input_method_that_was_off_are_taken_away() {
        for (typed, plain) in [
            ("giaays", "giay"),
            ("phepsp", "phepp"),
            ("sinhh", "sinhh"),
            ("ddaats", "dat"),
            ("nhaf", "nha"),
            ("dduwowcj", "duoc"),
            ("gia6y1", "giay"),
            ("xaay", "xay"),
            ("soor", "so"),
            ("s", "s"),
        ] {
            assert_eq!(without_keys(typed), plain, "{typed}");
        }
    }
}
