//! One typed id per noun, and the source that makes them.

use crate::Instant;
use std::sync::Mutex;

/// Declares a typed 63-bit id: a unit's id must not fit where a dossier's goes.
#[macro_export]
macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

typed_id!(
    /// An organisational unit, for all its life, whatever its name and parent become.
    UnitId
);
typed_id!(
    /// A person who acts in the system (staff, or a citizen with an account).
    PersonId
);

const COUNTER_BITS: u32 = 12;
const NODE_BITS: u32 = 10;
/// 2010-01-01T00:00:00Z in milliseconds: the ids' epoch, early enough for business time in any demo year.
const EPOCH_MS: i64 = 1_262_304_000_000;

/// Makes time-ordered 63-bit ids: 41 bits of milliseconds since 2010, 10 bits of node, 12 bits of counter.
///
/// Ids made by one source only ever grow, also when the clock steps back. The time is the caller's, so a
/// replay of a past year makes the same ids each time.
#[derive(Debug)]
pub struct IdSource {
    node: i64,
    last: Mutex<(i64, i64)>,
}

impl IdSource {
    /// A source for one process. `node` (0–1023) keeps two processes on one database apart.
    pub fn new(node: u16) -> Self {
        Self { node: i64::from(node) & ((1 << NODE_BITS) - 1), last: Mutex::new((0, 0)) }
    }

    /// The next id at `at`.
    pub fn next(&self, at: Instant) -> i64 {
        let now = (at.0.div_euclid(1000) - EPOCH_MS).max(0);
        // A poisoned lock only means that another thread panicked elsewhere; the two numbers are always whole.
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if now > last.0 {
            *last = (now, 0);
        } else {
            last.1 += 1;
            if last.1 >= 1 << COUNTER_BITS {
                *last = (last.0 + 1, 0);
            }
        }
        (last.0 << (COUNTER_BITS + NODE_BITS)) | (self.node << COUNTER_BITS) | last.1
    }

    /// Which of the processes on a database this is (0–1023).
    pub fn node(&self) -> i64 {
        self.node
    }

    /// Where the source stands, to be stored beside interrupted work: (milliseconds, counter).
    pub fn position(&self) -> (i64, i64) {
        *self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Continues from a stored [`position`](Self::position).
    pub fn resume(&self, position: (i64, i64)) {
        *self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = position;
    }
}

/// The smallest id that is made at an instant or later. An id made when the clock had stepped back lies higher than its
/// time, never lower.
pub const fn first_at(at: Instant) -> i64 {
    let now = at.0.div_euclid(1000) - EPOCH_MS;
    (if now < 0 { 0 } else { now }) << (COUNTER_BITS + NODE_BITS)
}

/// What an id is made of: milliseconds since 2010, node, counter.
pub const fn parts(id: i64) -> (i64, i64, i64) {
    let node = (id >> COUNTER_BITS) & ((1 << NODE_BITS) - 1);
    (id >> (COUNTER_BITS + NODE_BITS), node, id & ((1 << COUNTER_BITS) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_steps_back_or_stands_still() {
        let source = IdSource::new(3);
        let mut before = 0;
        for at in [1_600_000_000_000_000, 1_600_000_000_000_000, 1_500_000_000_000_000, 1_600_000_000_001_000]
        {
            for _ in 0..5_000 {
                let id = source.next(Instant(at));
                assert!(id > before);
                before = id;
            }
        }
    }

    #[test]
    fn no_id_of_an_instant_is_smaller_than_the_first() {
        let at = Instant(1_600_000_000_000_999);
        let id = IdSource::new(0).next(at);
        assert_eq!(first_at(at), id - (id & 1));
        assert!(first_at(Instant(at.0 + 1_000)) > IdSource::new(1023).next(at));
        assert_eq!(first_at(Instant(0)), 0);
    }

    #[test]
    fn a_resumed_source_goes_on_as_the_first_would_have() {
        let first = IdSource::new(1);
        let at = Instant(1_600_000_000_000_000);
        first.next(at);
        let second = IdSource::new(1);
        second.resume(first.position());
        assert_eq!(first.next(at), second.next(at));
    }
}
