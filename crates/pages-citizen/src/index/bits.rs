//! Sets of places in a list.

/// A set of numbers below a fixed length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// None of `length`.
    pub(crate) fn none(length: usize) -> Self {
        Self(vec![0; length.div_ceil(64)])
    }

    /// All of `length`.
    pub(crate) fn all(length: usize) -> Self {
        let mut bits = Self::none(length);
        (0..length).for_each(|at| bits.put(at));
        bits
    }

    /// Puts one in.
    pub(crate) fn put(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// Puts in all of another.
    pub(crate) fn or(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    /// Keeps what another holds, too.
    pub(crate) fn and(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    /// Whether it is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|w| *w == 0)
    }

    /// How many it holds.
    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|w| usize::try_from(w.count_ones()).unwrap_or(0)).sum()
    }

    /// What it holds, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(i, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let bit = usize::try_from(left.trailing_zeros()).unwrap_or(0);
                left &= left - 1;
                Some(i * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_in() {
        let mut a = Bits::none(130);
        [0, 63, 64, 129].into_iter().for_each(|n| a.put(n));
        let mut b = Bits::none(130);
        [63, 100].into_iter().for_each(|n| b.put(n));
        assert_eq!(a.iter().collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!(a.len(), 4);
        let mut both = a.clone();
        both.and(&b);
        assert_eq!(both.iter().collect::<Vec<_>>(), [63]);
        a.or(&b);
        assert_eq!(a.len(), 5);
        assert!(Bits::none(3).is_empty() && Bits::all(130).len() == 130);
    }
}
