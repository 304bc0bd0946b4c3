//! Chance that is the same each time for the same seed.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// A stream of chance.
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

    /// One of some.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(of.len()).ok()?.checked_sub(1)?;
        if last < 0 {
            return None;
        }
        of.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// Puts the first `n` of a random order in front.
    pub(crate) fn shuffle_front<T>(&mut self, of: &mut [T], n: usize) {
        let last = of.len().saturating_sub(1);
        for i in 0..n.min(of.len()) {
            let (low, high) = (i64::try_from(i).unwrap_or(0), i64::try_from(last).unwrap_or(0));
            of.swap(i, usize::try_from(self.between(low, high)).unwrap_or(i));
        }
    }
}
