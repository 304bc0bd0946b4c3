//! Slips of the hand: what a number looks like when somebody mistypes it. A number that differs from the expected one
//! by a slip is far more telling than one that is just different.

use crate::decimal::Decimal;

/// Whether one is the other mistyped: one digit wrong, two neighbours swapped, off by one in the last place, the
/// decimal mark moved, a digit lost or doubled. Numbers of one digit count only when they are next to each other:
/// any digit is any other one mistyped.
pub(crate) fn slip(a: Decimal, b: Decimal) -> bool {
    if a == b || a.is_negative() != b.is_negative() {
        return false;
    }
    let scale = a.scale().max(b.scale());
    let (Some(x), Some(y)) = (a.digits(scale), b.digits(scale)) else { return false };
    let (x, y) = (x.as_bytes(), y.as_bytes());
    if a.minus(b).is_some_and(|d| d.abs() == Decimal::ulp(scale)) {
        return true;
    }
    if x.len().max(y.len()) < 2 {
        return false;
    }
    moved(x, y) || if x.len() == y.len() { retyped(x, y) } else { lost(x, y) }
}

/// One digit wrong, or two neighbours swapped.
fn retyped(x: &[u8], y: &[u8]) -> bool {
    let mut wrong = x.iter().zip(y).enumerate().filter(|(_, (p, q))| p != q).map(|(i, _)| i);
    match (wrong.next(), wrong.next(), wrong.next()) {
        (Some(_), None, _) => true,
        (Some(i), Some(j), None) => j == i + 1 && x[i] == y[j] && x[j] == y[i],
        _ => false,
    }
}

/// The same digits with the decimal mark elsewhere.
fn moved(x: &[u8], y: &[u8]) -> bool {
    let bare = |d: &[u8]| d.iter().rposition(|&c| c != b'0').map_or(0, |i| i + 1);
    let (p, q) = (bare(x), bare(y));
    p > 0 && x.len() != y.len() && x[..p] == y[..q]
}

/// A digit lost or doubled, of at least three.
fn lost(x: &[u8], y: &[u8]) -> bool {
    let (long, short) = if x.len() > y.len() { (x, y) } else { (y, x) };
    if long.len() != short.len() + 1 || short.len() < 3 {
        return false;
    }
    let same = long.iter().zip(short).take_while(|(p, q)| p == q).count();
    long[same + 1..] == short[same..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_differences() {
        let d = Decimal::new;
        for (a, b, slipped) in [
            (d(457, 0), d(475, 0), true),
            (d(9959, 2), d(9995, 2), true),
            (d(5736, 0), d(5735, 0), true),
            (d(5641, 2), d(5640, 2), true),
            (d(70, 0), d(10, 0), true),
            (d(9998, 2), d(9998, 1), true),
            (d(252_156, 0), d(252_156, 4), true),
            (d(1000, 0), d(999, 0), true),
            (d(6610, 0), d(661, 0), true),
            (d(12_345, 0), d(1245, 0), true),
            (d(7, 0), d(3, 0), false),
            (d(7, 0), d(8, 0), true),
            (d(624, 0), d(643, 0), false),
            (d(100, 0), d(100, 0), false),
            (d(12, 0), d(-12, 0), false),
        ] {
            assert_eq!(slip(a, b), slipped, "{a:?} against {b:?}");
            assert_eq!(slip(b, a), slipped, "{b:?} against {a:?}");
        }
    }
}
