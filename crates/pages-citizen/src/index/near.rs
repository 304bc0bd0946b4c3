//! The word somebody may have meant.

/// Letters of a word that are compared.
const MOST: usize = 24;

/// How many letters must be put in, left out, changed or swapped to make one word of another; `None` beyond `most`, and
/// for what is not written in Latin letters.
pub(crate) fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let fits = |word: &str| word.len() <= MOST && word.is_ascii();
    if !fits(a) || !fits(b) || a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before_last = [0usize; MOST + 1];
    let mut last: [usize; MOST + 1] = std::array::from_fn(|j| j);
    for i in 1..=a.len() {
        let mut row = [i; MOST + 1];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row[j] = best;
        }
        (before_last, last) = (last, row);
    }
    Some(last[b.len()]).filter(|d| *d <= most)
}

/// How far away a word may lie to be meant: short ones hardly at all, since most syllables differ by two letters.
pub(crate) fn reach(word: &str) -> usize {
    match word.len() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_one_step() {
        for (a, b, steps) in [
            ("khai", "khai", Some(0)),
            ("khia", "khai", Some(1)),
            ("giya", "giay", Some(1)),
            ("phep", "phe", Some(1)),
            ("sinh", "xinh", Some(1)),
            ("dat", "nha", None),
        ] {
            assert_eq!(distance(a, b, 2).filter(|d| *d <= 1), steps, "{a} {b}");
        }
        assert_eq!(distance("a", "abcd", 2), None);
        assert_eq!(distance(&"x".repeat(200), &"x".repeat(200), 2), None);
        assert_eq!((reach("ho"), reach("khia"), reach("nghiep")), (0, 1, 2));
    }
}
