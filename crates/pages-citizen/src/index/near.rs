//! The word somebody may have meant.

/// How many letters must be put in, left out, changed or swapped to make one word of another; `None` beyond `most`.
pub(crate) fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i);
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|d| *d <= most)
}

/// How far away a word may lie to be meant: short ones hardly at all, since most syllables differ by two letters.
pub(crate) fn reach(word: &str) -> usize {
    match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=24 => 2,
        // Nobody means a word by so many letters, and comparing costs their square.
        _ => 0,
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
        assert_eq!((reach("ho"), reach("khia"), reach(&"x".repeat(200))), (0, 1, 0));
    }
}
