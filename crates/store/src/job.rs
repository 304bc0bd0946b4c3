//! Recurring work: who runs it next and when, agreed in the database, so that of many processes one does it.

use crate::{Db, Tx, V};
use kernel::{Instant, Result};

const SECOND: i64 = 1_000_000;

/// How a job stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobState {
    /// Its name.
    pub name: String,
    /// When it is due next.
    pub run_at: Instant,
    /// Until when somebody has it who began it and has not come back.
    pub locked_until: Option<Instant>,
    /// Failed attempts in a row.
    pub attempts: i64,
    /// When it last began.
    pub last_started: Option<Instant>,
    /// When it last ended well.
    pub last_finished: Option<Instant>,
    /// What it last failed of; none when it ended well since.
    pub last_error: Option<String>,
}

/// Makes a job known, due at `first` at the earliest. One that is known already stays as it is.
///
/// # Errors
/// A fault of the database.
pub fn declare(tx: &mut Tx<'_>, name: &str, first: Instant) -> Result<()> {
    tx.exec(
        "INSERT INTO job (name, run_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        &[V::Text(name), V::Int(first.0)],
    )
    .map(|_| ())
}

/// Whether a job is due and nobody has it: a look before [`claim`], which writes.
///
/// # Errors
/// A fault of the database.
pub fn is_due(tx: &mut Tx<'_>, name: &str, now: Instant) -> Result<bool> {
    let due = tx.query_opt(
        "SELECT 1 FROM job WHERE name = $1 AND run_at <= $2 AND (locked_until IS NULL OR locked_until < $2)",
        &[V::Text(name), V::Int(now.0)],
        |row| row.int(),
    )?;
    Ok(due.is_some())
}

/// Takes a job if it is due and nobody has it; it is ours for `lease_seconds`.
///
/// # Errors
/// A fault of the database.
pub fn claim(db: &Db, name: &'static str, now: Instant, lease_seconds: i64) -> Result<bool> {
    db.write(move |tx| {
        let until = now.0.saturating_add(lease_seconds.saturating_mul(SECOND));
        let taken = tx.exec(
            "UPDATE job SET locked_until = $1, last_started = $2, attempts = attempts + 1 \
             WHERE name = $3 AND run_at <= $2 AND (locked_until IS NULL OR locked_until < $2)",
            &[V::Int(until), V::Int(now.0), V::Text(name)],
        )?;
        Ok(taken == 1)
    })
}

/// The job ended well; it is due again at `next`.
///
/// # Errors
/// A fault of the database.
pub fn done(tx: &mut Tx<'_>, name: &str, now: Instant, next: Instant) -> Result<()> {
    tx.exec(
        "UPDATE job SET locked_until = NULL, run_at = $1, last_finished = $2, attempts = 0, last_error = NULL \
         WHERE name = $3",
        &[V::Int(next.0), V::Int(now.0), V::Text(name)],
    )
    .map(|_| ())
}

/// The job failed; it is tried again at `next`.
///
/// # Errors
/// A fault of the database.
pub fn failed(tx: &mut Tx<'_>, name: &str, next: Instant, why: &str) -> Result<()> {
    tx.exec(
        "UPDATE job SET locked_until = NULL, run_at = $1, last_error = $2 WHERE name = $3",
        &[V::Int(next.0), V::Text(why), V::Text(name)],
    )
    .map(|_| ())
}

/// Makes a job due now, unless it is at work; whoever looks next takes it. `false`: there is no such job.
///
/// # Errors
/// A fault of the database.
pub fn hurry(tx: &mut Tx<'_>, name: &str, now: Instant) -> Result<bool> {
    let known = tx.exec(
        "UPDATE job SET run_at = CASE WHEN run_at < $1 THEN run_at ELSE $1 END WHERE name = $2",
        &[V::Int(now.0), V::Text(name)],
    )?;
    Ok(known == 1)
}

/// All jobs, by name.
///
/// # Errors
/// A fault of the database.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<JobState>> {
    tx.query(
        "SELECT name, run_at, locked_until, attempts, last_started, last_finished, last_error FROM job ORDER BY name",
        &[],
        |row| {
            Ok(JobState {
                name: row.text()?,
                run_at: Instant(row.int()?),
                locked_until: row.opt_int()?.map(Instant),
                attempts: row.int()?,
                last_started: row.opt_int()?.map(Instant),
                last_finished: row.opt_int()?.map(Instant),
                last_error: row.opt_text()?,
            })
        },
    )
}
