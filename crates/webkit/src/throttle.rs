//! How often somebody may do something: a token bucket per address and purpose, in bounded memory, on technical time.

use kernel::Instant;
use rustc_hash::FxHashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is being done: `sign-in`, `tracking`.
    pub purpose: &'static str,
    /// How many times at once.
    pub burst: u32,
    /// How many times a minute after that.
    pub per_minute: u32,
}

/// Lists as files: somebody saves a view of a list for each unit of a province, a program takes the open data of some
/// years by the month; whoever wants more has to take his time.
pub(crate) const FILES: Limit = Limit { purpose: "file", burst: 60, per_minute: 10 };

type Key = (&'static str, IpAddr, u64);

#[derive(Clone, Copy)]
struct Bucket {
    /// Millionths of a token.
    left: i64,
    at: Instant,
}

/// The buckets: two generations, so that old ones are forgotten without a search.
pub struct Throttle {
    capacity: usize,
    buckets: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: FxHashMap<Key, Bucket>,
    old: FxHashMap<Key, Bucket>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new(50_000)
    }
}

impl Throttle {
    /// Remembers at least `capacity` clients and at most twice as many.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, buckets: Mutex::default() }
    }

    /// Takes one. `Err` says after how many seconds the next is free.
    ///
    /// # Errors
    /// It was done too often.
    pub fn take(&self, limit: Limit, client: IpAddr, now: Instant) -> Result<(), u64> {
        self.take_about(limit, client, 0, now)
    }

    /// Takes one for a client and a thing, such as the name somebody tries to sign in with.
    ///
    /// # Errors
    /// It was done too often.
    pub fn take_about(&self, limit: Limit, client: IpAddr, about: u64, now: Instant) -> Result<(), u64> {
        const ONE: i64 = 1_000_000;
        let key = (limit.purpose, crate::address::subscriber(client), about);
        let full = i64::from(limit.burst.max(1)) * ONE;
        // Tokens come at `per_minute` a minute: so many millionths a microsecond is per_minute / 60.
        let rate = i64::from(limit.per_minute.max(1));
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bucket = buckets.find(&key).unwrap_or(Bucket { left: full, at: now });
        // A clock that steps back gives nothing and takes nothing.
        let passed = (now.0 - bucket.at.0).clamp(0, 3_600_000_000);
        bucket.left = (bucket.left + passed * rate / 60).min(full);
        bucket.at = now;
        let done = if bucket.left >= ONE {
            bucket.left -= ONE;
            Ok(())
        } else {
            let wait = (ONE - bucket.left) * 60 / rate;
            Err(u64::try_from(wait / 1_000_000).unwrap_or(0) + 1)
        };
        buckets.keep(key, bucket, self.capacity);
        done
    }
}

impl Generations {
    fn find(&self, key: &Key) -> Option<Bucket> {
        self.young.get(key).or_else(|| self.old.get(key)).copied()
    }

    fn keep(&mut self, key: Key, bucket: Bucket, capacity: usize) {
        if self.young.len() >= capacity && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, bucket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { purpose: "test", burst: 3, per_minute: 6 };

    fn at(seconds: i64) -> Instant {
        Instant(1_600_000_000_000_000).plus_seconds(seconds)
    }

    fn client(n: u32) -> IpAddr {
        IpAddr::from(n.to_be_bytes())
    }

    #[test]
    fn a_burst_passes_and_then_one_every_ten_seconds() {
        let throttle = Throttle::default();
        for _ in 0..3 {
            assert_eq!(throttle.take(LIMIT, client(1), at(0)), Ok(()));
        }
        assert_eq!(throttle.take(LIMIT, client(1), at(0)), Err(11));
        assert_eq!(throttle.take(LIMIT, client(1), at(9)), Err(2));
        assert_eq!(throttle.take(LIMIT, client(1), at(10)), Ok(()));
        assert!(throttle.take(LIMIT, client(1), at(10)).is_err());
        assert_eq!(throttle.take(LIMIT, client(2), at(10)), Ok(()));
        // Longer rest never gives more than the burst.
        for _ in 0..3 {
            assert_eq!(throttle.take(LIMIT, client(1), at(100_000)), Ok(()));
        }
        assert!(throttle.take(LIMIT, client(1), at(100_000)).is_err());
    }

    #[test]
    fn memory_is_bounded_and_the_busy_are_remembered() {
        let throttle = Throttle::new(100);
        while throttle.take(LIMIT, client(0), at(0)).is_ok() {}
        for n in 1..10_000 {
            let _ = throttle.take(LIMIT, client(n), at(0));
            assert!(throttle.take(LIMIT, client(0), at(0)).is_err(), "forgotten after {n}");
        }
        let buckets = throttle.buckets.lock().unwrap();
        assert!(buckets.young.len() + buckets.old.len() <= 200);
    }
}
