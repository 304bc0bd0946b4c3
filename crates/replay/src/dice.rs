//! Chance that is the same each time for the same seed.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// A stream of chance.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream `stream` of a seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number in `[low, high]`; `low` when the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        let width = (high - low + 1).cast_unsigned();
        low + (self.0.next_u64() % width).cast_signed()
    }

    /// True `n` times in a thousand.
    pub(crate) fn per_mille(&mut self, n: i64) -> bool {
        self.between(0, 999) < n
    }

    /// An index below `len`; 0 for an empty list.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        let last = i64::try_from(len).unwrap_or(i64::MAX) - 1;
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }

    /// One of some, or nothing of nothing.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.index(of.len()))
    }

    /// Whether the next of `left` candidates is among the `wanted`: asked for each of them in turn, it says yes
    /// exactly `wanted` times.
    pub(crate) fn select(&mut self, wanted: &mut i64, left: &mut i64) -> bool {
        let yes = self.between(0, *left - 1) < *wanted;
        *left -= 1;
        *wanted -= i64::from(yes);
        yes
    }
}

/// A share kept evenly: of any long enough run of dossiers very nearly that share, in no visible rhythm.
/// A rare outcome therefore occurs in a small tier too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Even {
    at: u32,
    step: u32,
}

impl Even {
    /// Multiples of an irrational number are spread evenly; `which` chooses the number.
    pub(crate) fn new(which: usize, dice: &mut Dice) -> Self {
        // The golden ratio, √2, √3, √5 and √7, their fractions in 2^-32.
        const STEPS: [u32; 5] = [2_654_435_769, 1_779_033_703, 3_144_134_277, 1_013_904_226, 2_773_480_762];
        let at = u32::try_from(dice.between(0, i64::from(u32::MAX))).unwrap_or(0);
        Self { at, step: STEPS[which % STEPS.len()] }
    }

    /// The next point, in thousandths `[0, 1000)`.
    pub(crate) fn next(&mut self) -> i64 {
        self.at = self.at.wrapping_add(self.step);
        i64::try_from((u64::from(self.at) * 1000) >> 32).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_finds_exactly_as_many_as_wanted() {
        let mut dice = Dice::new(1, 1);
        for wanted in [0, 1, 7, 50] {
            let (mut open, mut left) = (wanted, 50);
            let found = (0..50).filter(|_| dice.select(&mut open, &mut left)).count();
            assert_eq!(i64::try_from(found).unwrap(), wanted);
        }
    }

    #[test]
    fn an_even_share_is_kept_in_a_short_run() {
        for which in 0..5 {
            let mut even = Even::new(which, &mut Dice::new(7, 0));
            let hits = (0..1000).filter(|_| even.next() < 20).count();
            assert!((15..=25).contains(&hits), "{which}: {hits}");
        }
    }
}
