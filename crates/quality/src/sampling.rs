//! A sample that anybody can draw again: of a list, a size and a seed there is one.
//!
//! Within a stratum the order is that of SHA-256 over the seed and the id, so that whoever has the list, the seed and any
//! program for sums finds the same sample; nobody can choose what comes into it.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

kernel::words! {
    /// How many of a number are looked at.
    SizeRule {
        /// The square root, rounded up.
        Root = "root",
        /// The table of ISO 2859-1 for general inspection level I, single sampling (from memory: to be checked against
        /// the standard).
        Table = "table",
    }
}

/// Up to how many there are, and how many of them are looked at.
const TABLE: [(usize, usize); 12] = [
    (15, 2),
    (25, 3),
    (90, 5),
    (150, 8),
    (280, 13),
    (500, 20),
    (1_200, 32),
    (3_200, 50),
    (10_000, 80),
    (35_000, 125),
    (150_000, 200),
    (500_000, 315),
];
/// Of more than that.
const MOST: usize = 500;

impl SizeRule {
    /// How many of `n`; never more than there are.
    pub fn size(self, n: usize) -> usize {
        let size = match self {
            Self::Root => {
                let root = n.isqrt();
                if root * root == n { root } else { root + 1 }
            }
            Self::Table => TABLE.iter().find(|(most, _)| n <= *most).map_or(MOST, |(_, size)| *size),
        };
        size.min(n)
    }
}

/// Draws `size` of these, spread over the strata by their share, at least one of each where the size allows.
/// Answers places in the list, in the order of strata and of drawing; the order of the list makes no difference to what
/// is drawn.
pub fn draw(list: &[(i64, &str)], size: usize, seed: i64) -> Vec<usize> {
    let mut strata: BTreeMap<&str, Vec<([u8; 32], usize)>> = BTreeMap::new();
    for (place, (id, stratum)) in list.iter().enumerate() {
        strata.entry(stratum).or_default().push((rank(seed, *id), place));
    }
    let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
    let mut drawn = Vec::with_capacity(size.min(list.len()));
    for (mut stratum, taken) in strata.into_values().zip(shares(&sizes, size)) {
        stratum.sort_unstable();
        drawn.extend(stratum.into_iter().take(taken).map(|(_, place)| place));
    }
    drawn
}

fn rank(seed: i64, id: i64) -> [u8; 32] {
    let mut sum = Sha256::new();
    sum.update(seed.to_be_bytes());
    sum.update(id.to_be_bytes());
    sum.finalize().into()
}

/// How many of each stratum: one each first, then by the method of the highest average (Sainte-Laguë).
fn shares(sizes: &[usize], size: usize) -> Vec<usize> {
    let size = size.min(sizes.iter().sum());
    let first = usize::from(size >= sizes.len());
    let mut shares = vec![first; sizes.len()];
    for _ in first * sizes.len()..size {
        let open = (0..sizes.len()).filter(|i| shares[*i] < sizes[*i]);
        // n / (2a + 1) is compared crosswise; of equals the first comes first.
        let most = open.max_by(|a, b| {
            let (left, right) = (sizes[*a] * (2 * shares[*b] + 1), sizes[*b] * (2 * shares[*a] + 1));
            left.cmp(&right).then(b.cmp(a))
        });
        if let Some(most) = most {
            shares[most] += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_size_follows_its_rule() {
        for (n, root, table) in [
            (0, 0, 0),
            (1, 1, 1),
            (2, 2, 2),
            (9, 3, 2),
            (10, 4, 2),
            (100, 10, 8),
            (40_000, 200, 200),
            (1_000_000, 1_000, 500),
        ] {
            assert_eq!((SizeRule::Root.size(n), SizeRule::Table.size(n)), (root, table), "{n}");
        }
    }

    #[test]
    fn strata_are_taken_by_their_share() {
        assert_eq!(shares(&[90, 9, 1], 10), [8, 1, 1]);
        assert_eq!(shares(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(shares(&[2, 100], 50), [1, 49]);
        assert_eq!(shares(&[], 5), [0; 0]);
    }

    proptest! {
        #[test]
        fn a_sample_is_of_the_right_size_without_repeats_and_the_same_each_time(
            strata in prop::collection::vec((0i64..5_000, 0usize..6), 0..300),
            size in 0usize..320,
            seed in any::<i64>(),
        ) {
            let names = ["a", "b", "c", "d", "e", "f"];
            let ids: BTreeMap<i64, usize> = strata.into_iter().collect();
            let list: Vec<(i64, &str)> = ids.iter().map(|(id, s)| (*id, names[*s])).collect();
            let drawn = draw(&list, size, seed);
            prop_assert_eq!(drawn.len(), size.min(list.len()));
            let set: BTreeSet<i64> = drawn.iter().map(|i| list[*i].0).collect();
            prop_assert_eq!(set.len(), drawn.len());
            prop_assert_eq!(&drawn, &draw(&list, size, seed));
            // The order of the list makes no difference.
            let mut turned = list.clone();
            turned.reverse();
            let again: BTreeSet<i64> = draw(&turned, size, seed).iter().map(|i| turned[*i].0).collect();
            prop_assert_eq!(&set, &again);
            // Every stratum is there where there is room for all, and none is far from its share.
            let there: BTreeSet<&str> = list.iter().map(|(_, s)| *s).collect();
            if size >= there.len() {
                for stratum in there {
                    prop_assert!(drawn.iter().any(|i| list[*i].1 == stratum), "{} is missing", stratum);
                }
            }
        }
    }
}
