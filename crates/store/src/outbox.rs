//! Messages that leave after the COMMIT: at least once each, so handlers must bear a repeat.

use crate::{Db, Tx, V};
use kernel::{Instant, Result};

/// How often a message is tried before it waits for an operator.
pub const MOST_ATTEMPTS: i64 = 12;
const SECOND: i64 = 1_000_000;

/// A message on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its id; the same at each repeat.
    pub id: i64,
    /// Its topic.
    pub topic: String,
    /// Its body.
    pub body: String,
    /// Which attempt this is, from 1.
    pub attempt: i64,
}

/// What waits and what has failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Backlog {
    /// Messages that will be tried (again).
    pub waiting: i64,
    /// Messages that have used up their attempts.
    pub stuck: i64,
}

impl Tx<'_> {
    /// Leaves a message that is delivered after the COMMIT, at least once. Dropped when nobody listens to the
    /// topic.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn emit(&mut self, topic: &'static str, body: &str) -> Result<()> {
        if !self.shared.topics.contains(topic) {
            return Ok(());
        }
        let now = self.recorded_at();
        let id = self.shared.technical_ids.next(now);
        self.exec(
            "INSERT INTO outbox (id, topic, body, run_at) VALUES ($1, $2, $3, $4)",
            &[V::Int(id), V::Text(topic), V::Text(body), V::Int(now.0)],
        )?;
        Ok(())
    }
}

/// Takes up to `most` messages of a topic that are due; nobody else gets them for `lease_seconds`. Whoever does not
/// come back with [`done`] or [`failed`] in that time loses them to the next.
///
/// # Errors
/// A fault of the database.
pub fn claim_of(
    db: &Db,
    topic: &'static str,
    now: Instant,
    most: i64,
    lease_seconds: i64,
) -> Result<Vec<Message>> {
    db.write(move |tx| {
        let mut taken = tx.query(
            "UPDATE outbox SET locked_until = $1, attempts = attempts + 1 WHERE id IN \
             (SELECT id FROM outbox WHERE run_at <= $2 AND attempts < $3 AND topic = $5 \
             AND (locked_until IS NULL OR locked_until < $2) \
             ORDER BY run_at, id LIMIT $4 {skip_locked}) RETURNING id, topic, body, attempts",
            &[
                V::Int(now.0.saturating_add(lease_seconds.saturating_mul(SECOND))),
                V::Int(now.0),
                V::Int(MOST_ATTEMPTS),
                V::Int(most),
                V::Text(topic),
            ],
            |row| Ok(Message { id: row.int()?, topic: row.text()?, body: row.text()?, attempt: row.int()? }),
        )?;
        taken.sort_by_key(|m| m.id);
        Ok(taken)
    })
}

/// Whether a message of a topic is due: a look before [`claim_of`], which writes.
///
/// # Errors
/// A fault of the database.
pub fn is_due(tx: &mut Tx<'_>, topic: &str, now: Instant) -> Result<bool> {
    let due = tx.query(
        "SELECT 1 FROM outbox WHERE run_at <= $1 AND attempts < $2 AND topic = $3 \
         AND (locked_until IS NULL OR locked_until < $1) LIMIT 1",
        &[V::Int(now.0), V::Int(MOST_ATTEMPTS), V::Text(topic)],
        |row| row.int(),
    )?;
    Ok(!due.is_empty())
}

/// A message was delivered: it goes.
///
/// # Errors
/// A fault of the database.
pub fn done(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    tx.exec("DELETE FROM outbox WHERE id = $1", &[V::Int(id)]).map(|_| ())
}

/// A message could not be delivered: it is tried again after 10 s, 20 s, 40 s … at most 6 h; after
/// [`MOST_ATTEMPTS`] it stays for an operator to look at.
///
/// # Errors
/// A fault of the database.
pub fn failed(tx: &mut Tx<'_>, message: &Message, now: Instant, why: &str) -> Result<()> {
    let wait = (10i64 << message.attempt.clamp(1, 12) >> 1).min(6 * 3600);
    tx.exec(
        "UPDATE outbox SET locked_until = NULL, run_at = $1, last_error = $2 WHERE id = $3",
        &[V::Int(now.0.saturating_add(wait * SECOND)), V::Text(why), V::Int(message.id)],
    )
    .map(|_| ())
}

/// Gives every message that has used up its attempts a new start; returns how many.
///
/// # Errors
/// A fault of the database.
pub fn replay_stuck(tx: &mut Tx<'_>, now: Instant) -> Result<u64> {
    tx.exec(
        "UPDATE outbox SET attempts = 0, run_at = $1, locked_until = NULL WHERE attempts >= $2",
        &[V::Int(now.0), V::Int(MOST_ATTEMPTS)],
    )
}

/// A message as an operator sees it: nothing of its body, which is about people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its id.
    pub id: i64,
    /// Its topic.
    pub topic: String,
    /// When it is tried next.
    pub run_at: Instant,
    /// Until when somebody has it who has not come back.
    pub locked_until: Option<Instant>,
    /// How often it was tried.
    pub attempts: i64,
    /// What it last failed of.
    pub last_error: Option<String>,
}

impl Line {
    /// Whether it has used up its attempts.
    pub fn is_stuck(&self) -> bool {
        self.attempts >= MOST_ATTEMPTS
    }
}

/// Messages after an id, the oldest first; those that have used up their attempts alone, or all.
///
/// # Errors
/// A fault of the database.
pub fn lines(tx: &mut Tx<'_>, stuck: bool, after: i64, limit: i64) -> Result<Vec<Line>> {
    let least = if stuck { MOST_ATTEMPTS } else { 0 };
    tx.query(
        "SELECT id, topic, run_at, locked_until, attempts, last_error FROM outbox \
         WHERE id > $1 AND attempts >= $2 ORDER BY id LIMIT $3",
        &[V::Int(after), V::Int(least), V::Int(limit)],
        |row| {
            Ok(Line {
                id: row.int()?,
                topic: row.text()?,
                run_at: Instant(row.int()?),
                locked_until: row.opt_int()?.map(Instant),
                attempts: row.int()?,
                last_error: row.opt_text()?,
            })
        },
    )
}

/// Gives one message a new start, now. `false`: it is not there, or somebody has it just now.
///
/// # Errors
/// A fault of the database.
pub fn retry(tx: &mut Tx<'_>, id: i64, now: Instant) -> Result<bool> {
    let done = tx.exec(
        "UPDATE outbox SET attempts = 0, run_at = $1, locked_until = NULL \
         WHERE id = $2 AND (locked_until IS NULL OR locked_until < $1)",
        &[V::Int(now.0), V::Int(id)],
    )?;
    Ok(done == 1)
}

/// How much waits.
///
/// # Errors
/// A fault of the database.
pub fn backlog(tx: &mut Tx<'_>) -> Result<Backlog> {
    tx.query_one(
        "SELECT COUNT(*) FILTER (WHERE attempts < $1), COUNT(*) FILTER (WHERE attempts >= $1) FROM outbox",
        &[V::Int(MOST_ATTEMPTS)],
        |row| Ok(Backlog { waiting: row.int()?, stuck: row.int()? }),
    )
}
