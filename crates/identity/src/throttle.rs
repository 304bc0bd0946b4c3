//! How long somebody who guesses has to wait. Times are technical time.
//!
//! Each attempt is counted *before* it is judged, so that many at once gain nothing, and taken back when it was right.

use crate::secret;
use kernel::{Instant, Refusal, Result};
use std::net::IpAddr;
use store::{Tx, vals};

const SECOND: i64 = 1_000_000;

/// The rule for one kind of subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Throttle {
    /// Failures that cost no waiting.
    pub free: i64,
    /// The longest wait, in seconds.
    pub longest: i64,
    /// One failure is forgotten in so many seconds.
    pub forget: i64,
}

/// For one account: after 5 failures 1 s, 2 s, 4 s … up to a quarter of an hour. At most 4 guesses an hour in the long run.
pub const ACCOUNT: Throttle = Throttle { free: 5, longest: 900, forget: 900 };
/// For one address (of IPv6, one /64): a whole office may stand behind it, so 30 are free and the wait is a minute at most.
pub const ADDRESS: Throttle = Throttle { free: 30, longest: 60, forget: 60 };

/// What is known of a subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failures {
    /// How many, as of the last.
    pub count: i64,
    /// When the last was.
    pub last: Instant,
}

impl Throttle {
    /// Until when nothing is tried.
    pub fn until(self, failures: Failures) -> Instant {
        let beyond = failures.count - self.free;
        if beyond < 0 {
            return failures.last;
        }
        let wait = 1i64.checked_shl(u32::try_from(beyond).unwrap_or(u32::MAX)).filter(|w| *w > 0);
        failures.last.plus_seconds(wait.unwrap_or(self.longest).min(self.longest))
    }

    /// One more, some of the old ones forgotten.
    pub fn one_more(self, before: Option<Failures>, now: Instant) -> Failures {
        Failures { count: before.map_or(0, |f| self.left(f, now)) + 1, last: now }
    }

    /// How many are not forgotten yet.
    pub fn left(self, failures: Failures, now: Instant) -> i64 {
        let forgotten = (now.0 - failures.last.0).max(0) / (self.forget * SECOND);
        (failures.count - forgotten).max(0)
    }
}

/// The account that was typed. Kept as a digest: some type their password there.
pub(crate) fn account(login: &str) -> String {
    format!("account {}", store::hex(&secret::digest(login)))
}

/// Where an attempt comes from. Whoever has one address of IPv6 has a whole /64.
pub(crate) fn address(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => format!("address {v4}"),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("address {a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Counts an attempt before it is judged.
///
/// # Errors
/// A refusal `sign_in.wait` when it comes too early; then it is not counted.
pub(crate) fn attempt(tx: &mut Tx, rule: Throttle, subject: &str, now: Instant) -> Result<()> {
    // The row first, so that there is one to lock.
    tx.exec(
        "INSERT INTO sign_in_throttle (subject, failures, last_at) VALUES ($1, 0, $2) ON CONFLICT (subject) DO NOTHING",
        &vals![subject, now],
    )?;
    let known = tx.query_one(
        "SELECT failures, last_at FROM sign_in_throttle WHERE subject = $1 {for_update}",
        &vals![subject],
        |row| Ok(Failures { count: row.int()?, last: Instant(row.int()?) }),
    )?;
    let until = rule.until(known);
    // A clock that stepped back must not lock anybody out for longer than the rule says.
    if until > now && until.0 - now.0 <= rule.longest * SECOND {
        return Err(wait((until.0 - now.0 + SECOND - 1) / SECOND).into());
    }
    let more = rule.one_more(Some(known), now);
    tx.exec(
        "UPDATE sign_in_throttle SET failures = $1, last_at = $2 WHERE subject = $3",
        &vals![more.count, more.last, subject],
    )
    .map(|_| ())
}

fn wait(seconds: i64) -> Refusal {
    Refusal::new(
        "sign_in.wait",
        format!("Đã thử sai nhiều lần. Hãy đợi {seconds} giây rồi thử lại."),
        format!("Too many failed attempts. Wait {seconds} seconds and try again."),
    )
}

/// The account's owner has come in: its failures are forgotten, and this attempt from this address was none.
pub(crate) fn succeeded(tx: &mut Tx, account: &str, address: &str) -> Result<()> {
    forget(tx, account)?;
    tx.exec(
        "UPDATE sign_in_throttle SET failures = failures - 1 WHERE subject = $1 AND failures > 0",
        &vals![address],
    )
    .map(|_| ())
}

/// Somebody who keeps people has given the account a new password: it need not wait.
pub(crate) fn forget(tx: &mut Tx, account: &str) -> Result<()> {
    tx.exec("DELETE FROM sign_in_throttle WHERE subject = $1", &vals![account]).map(|_| ())
}

/// Takes away what was last touched before an instant.
pub(crate) fn sweep(tx: &mut Tx, before: Instant) -> Result<u64> {
    tx.exec("DELETE FROM sign_in_throttle WHERE last_at < $1", &vals![before])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(rule: Throttle, count: i64) -> i64 {
        let last = Instant(7 * SECOND);
        (rule.until(Failures { count, last }).0 - last.0) / SECOND
    }

    #[test]
    fn the_wait_doubles_with_each_failure_beyond_the_free_ones() {
        let table = [
            (0, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (7, 4),
            (8, 8),
            (14, 512),
            (15, 900),
            (70, 900),
            (i64::MAX, 900),
        ];
        for (count, seconds) in table {
            assert_eq!(wait(ACCOUNT, count), seconds, "{count}");
        }
        for (count, seconds) in [(29, 0), (30, 1), (35, 32), (36, 60), (500, 60)] {
            assert_eq!(wait(ADDRESS, count), seconds, "{count}");
        }
    }

    #[test]
    fn failures_are_forgotten_one_by_one() {
        let start = Instant(0);
        let ten = Failures { count: 10, last: start };
        for (after, left) in [(0, 10), (899, 10), (900, 9), (2_700, 7), (90_000, 0)] {
            assert_eq!(ACCOUNT.left(ten, start.plus_seconds(after)), left);
        }
        // A clock that steps back forgets nothing.
        assert_eq!(ACCOUNT.left(ten, start.plus_seconds(-5_000)), 10);
        assert_eq!(ACCOUNT.one_more(Some(ten), start.plus_seconds(1_800)).count, 9);
        assert_eq!(ACCOUNT.one_more(None, start).count, 1);
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let of = |text: &str| address(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:bbbb::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert!(!account("mật khẩu lỡ gõ").contains("mật"));
    }

    #[test]
    fn whoever_goes_on_guessing_is_held_to_four_an_hour() {
        let (mut now, mut known, mut tried) = (Instant(0), None, 0);
        while now < Instant(24 * 3600 * SECOND) {
            let failures = ACCOUNT.one_more(known, now);
            (known, tried) = (Some(failures), tried + 1);
            now = ACCOUNT.until(failures).max(now.plus_seconds(0));
        }
        assert!(tried <= 4 * 24 + 16, "{tried} guesses in a day");
    }
}
