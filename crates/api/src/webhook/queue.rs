//! What waits to be sent: numbers, claims, retries. Technical time throughout.

use super::send::Outcome;
use super::subscription::WebhookId;
use kernel::{Instant, Result};
use store::{Tx, vals};

const SECOND: i64 = 1_000_000;
/// The first retry comes after this long; each later one after twice as much.
const FIRST_WAIT: i64 = 10 * SECOND;
/// But never after more than this.
const LONGEST_WAIT: i64 = 3_600 * SECOND;
/// What has not been taken by then is dead, until somebody replays it.
const GIVE_UP: i64 = 3 * 86_400 * SECOND;
/// A receiver that does not answer at all is left alone for at most this long.
const LONGEST_REST: i64 = 300 * SECOND;
/// What was delivered or is dead is kept this long.
const KEPT: i64 = 30 * 86_400 * SECOND;

/// A delivery that is due.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) no: i64,
    pub(super) message: i64,
    pub(super) body: String,
    pub(super) give_up_at: Instant,
    /// Attempts ever.
    pub(super) attempts: i64,
    /// Attempts since it was last put in the queue.
    pub(super) tries: i64,
}

/// Puts a message in a webhook's queue, unless it is there.
pub(super) fn put(
    tx: &mut Tx,
    hook: WebhookId,
    message: i64,
    topic: &str,
    body: &str,
    now: Instant,
) -> Result<()> {
    let no = tx.query_opt(
        "UPDATE webhook_queue SET last_no = last_no + 1 WHERE webhook_id = $1 RETURNING last_no",
        &vals![hook.0],
        |row| row.int(),
    )?;
    // It was ended meanwhile.
    let Some(no) = no else { return Ok(()) };
    tx.exec(
        "INSERT INTO webhook_delivery (webhook_id, no, message_id, topic, body, made_at, state, run_at, give_up_at, \
         attempts, tries) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $6, $7, 0, 0) \
         ON CONFLICT (webhook_id, message_id) DO NOTHING",
        &vals![hook.0, no, message, topic, body, now.0, now.0 + GIVE_UP],
    )
    .map(|_| ())
}

/// Whether anything is due: a look before [`claim`], which writes.
pub(super) fn is_due(tx: &mut Tx, now: Instant) -> Result<bool> {
    let due = tx.query(
        "SELECT 1 FROM webhook_queue q WHERE (q.locked_until IS NULL OR q.locked_until < $1) AND q.rest_until <= $1 \
         AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = q.webhook_id AND d.state = 'waiting' \
         AND d.run_at <= $1) LIMIT 1",
        &vals![now.0],
        |row| row.int(),
    )?;
    Ok(!due.is_empty())
}

/// Takes the webhook that has waited longest and has something due; nobody else serves it for so long.
pub(super) fn claim(tx: &mut Tx, now: Instant, lease_seconds: i64) -> Result<Option<WebhookId>> {
    let found = tx.query_opt(
        "SELECT q.webhook_id FROM webhook_queue q WHERE (q.locked_until IS NULL OR q.locked_until < $1) \
         AND q.rest_until <= $1 AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = q.webhook_id \
         AND d.state = 'waiting' AND d.run_at <= $1) ORDER BY q.served_at, q.webhook_id LIMIT 1 {skip_locked}",
        &vals![now.0],
        |row| row.int(),
    )?;
    if let Some(id) = found {
        tx.exec(
            "UPDATE webhook_queue SET locked_until = $1, served_at = $2 WHERE webhook_id = $3",
            &vals![now.0 + lease_seconds * SECOND, now.0, id],
        )?;
    }
    Ok(found.map(WebhookId))
}

/// What is due of a webhook, by number.
pub(super) fn due(tx: &mut Tx, hook: WebhookId, now: Instant, most: i64) -> Result<Vec<Due>> {
    tx.query(
        "SELECT no, message_id, body, give_up_at, attempts, tries FROM webhook_delivery \
         WHERE webhook_id = $1 AND state = 'waiting' AND run_at <= $2 ORDER BY no LIMIT $3",
        &vals![hook.0, now.0, most],
        |row| {
            Ok(Due {
                no: row.int()?,
                message: row.int()?,
                body: row.text()?,
                give_up_at: Instant(row.int()?),
                attempts: row.int()?,
                tries: row.int()?,
            })
        },
    )
}

/// Notes an attempt; what failed comes again later, or is dead.
pub(super) fn note(
    tx: &mut Tx,
    hook: WebhookId,
    due: &Due,
    now: Instant,
    micros: i64,
    outcome: &Outcome,
) -> Result<()> {
    let (status, error) = match outcome {
        Outcome::Answered(status) => (Some(i64::from(*status)), None),
        Outcome::Silent(why) => (None, Some(*why)),
    };
    let attempt = due.attempts + 1;
    let again = now.0 + wait(due.tries + 1, due.message ^ hook.0);
    let (state, run_at) = match (outcome.good(), again < due.give_up_at.0) {
        (true, _) => ("delivered", now.0),
        (false, true) => ("waiting", again),
        (false, false) => ("dead", now.0),
    };
    let there = tx.exec(
        "UPDATE webhook_delivery SET state = $1, run_at = $2, attempts = $3, tries = $4 \
         WHERE webhook_id = $5 AND no = $6",
        &vals![state, run_at, attempt, due.tries + 1, hook.0, due.no],
    )?;
    // A webhook that was ended while this was on its way keeps nothing.
    if there == 0 {
        return Ok(());
    }
    tx.exec(
        "INSERT INTO webhook_attempt (webhook_id, no, attempt, at, status, error, micros) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        &vals![hook.0, due.no, attempt, now.0, status, error, micros],
    )
    .map(|_| ())
}

/// Lets a webhook go; one that did not answer is left alone for a while.
pub(super) fn release(tx: &mut Tx, hook: WebhookId, silent: Option<i64>, now: Instant) -> Result<()> {
    let rest = silent.map_or(0, |tries| wait(tries, hook.0).min(LONGEST_REST));
    tx.exec(
        "UPDATE webhook_queue SET locked_until = NULL, rest_until = $1 WHERE webhook_id = $2",
        &vals![if rest == 0 { 0 } else { now.0 + rest }, hook.0],
    )
    .map(|_| ())
}

/// How long after the n-th failure it is tried again: 10 s, 20 s, 40 s … an hour, give or take a fifth, so that what
/// failed together does not come again together. The same for the same delivery: a test needs no luck.
fn wait(tries: i64, seed: i64) -> i64 {
    let doublings = tries.saturating_sub(1).clamp(0, 12);
    let whole = (FIRST_WAIT << doublings).min(LONGEST_WAIT);
    let mixed = (seed ^ tries.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed());
    let part = mixed.rotate_right(33).rem_euclid(1_000);
    whole * 4 / 5 + whole * 2 / 5 * part / 1_000
}

/// Puts a delivery in the queue again, due at once; whether there is one.
pub(super) fn replay(tx: &mut Tx, hook: WebhookId, no: i64, now: Instant) -> Result<bool> {
    let done = tx.exec(
        "UPDATE webhook_delivery SET state = 'waiting', run_at = $1, give_up_at = $2, tries = 0 \
         WHERE webhook_id = $3 AND no = $4",
        &vals![now.0, now.0 + GIVE_UP, hook.0, no],
    )?;
    // Whoever asks for it believes that the receiver is there again.
    tx.exec("UPDATE webhook_queue SET rest_until = 0 WHERE webhook_id = $1", &vals![hook.0])?;
    Ok(done == 1)
}

/// How many deliveries wait, and how many are dead.
pub(crate) fn backlog(tx: &mut Tx) -> Result<(i64, i64)> {
    tx.query_one(
        "SELECT (SELECT COUNT(*) FROM webhook_delivery WHERE state = 'waiting'), \
         (SELECT COUNT(*) FROM webhook_delivery WHERE state = 'dead')",
        &[],
        |row| Ok((row.int()?, row.int()?)),
    )
}

/// Forgets what was over long ago.
pub(crate) fn sweep(tx: &mut Tx, now: Instant) -> Result<u64> {
    let old = now.0 - KEPT;
    tx.exec(
        "DELETE FROM webhook_attempt WHERE EXISTS (SELECT 1 FROM webhook_delivery d \
         WHERE d.webhook_id = webhook_attempt.webhook_id AND d.no = webhook_attempt.no \
         AND d.made_at < $1 AND d.state <> 'waiting')",
        &vals![old],
    )?;
    tx.exec("DELETE FROM webhook_delivery WHERE made_at < $1 AND state <> 'waiting'", &vals![old])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_an_hour_and_is_never_quite_the_same() {
        for (tries, seconds) in [(1, 10), (2, 20), (5, 160), (20, 3_600), (i64::MAX, 3_600)] {
            for seed in [1, 2, 99, i64::MIN] {
                let wait = wait(tries, seed);
                let range = seconds * SECOND * 4 / 5..=seconds * SECOND * 6 / 5;
                assert!(range.contains(&wait), "{tries} {seed}: {wait}");
            }
        }
        assert_ne!(wait(3, 1), wait(3, 2));
    }
}
