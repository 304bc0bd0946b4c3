//! Sessions: who has come in, until when. Only the SHA-256 of a token is stored; times are technical time.

use crate::model::SessionId;
use crate::secret::{self, Secret};
use kernel::{Instant, PersonId, Result};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use store::{Row, Tx, vals};

/// A session is noted as used at most this often, in seconds: reading a page must not mean a write.
const NOTED: i64 = 60;
/// What is kept of the browser's name, in bytes.
const AGENT: usize = 160;

/// How long sessions last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionRules {
    /// Unused so long it ends, in seconds.
    pub idle: i64,
    /// It ends so long after signing in, in seconds, however much it is used.
    pub longest: i64,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self { idle: 30 * 60, longest: 12 * 3600 }
    }
}

/// Where somebody comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The client's address, behind trusted proxies.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session. Says nothing of its token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Its id, by which its owner may end it.
    pub id: SessionId,
    /// Whose it is.
    pub person: PersonId,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Instant,
    /// When it ends at the latest.
    pub expires_at: Instant,
    /// Where it began.
    pub address: String,
    /// The browser's name for itself.
    pub agent: String,
}

impl Session {
    fn lives(&self, now: Instant, rules: SessionRules) -> bool {
        now < self.expires_at && now < self.seen_at.plus_seconds(rules.idle)
    }

    pub(crate) fn is_to_be_noted(&self, now: Instant) -> bool {
        now >= self.seen_at.plus_seconds(NOTED)
    }
}

/// The secret that a session's forms carry. Made from the token, so that it is another with each sign-in and nothing
/// more need be stored.
pub(crate) fn csrf(token: &str) -> Secret {
    let digest = Sha256::new().chain_update(b"csrf\0").chain_update(token.as_bytes()).finalize();
    Secret::new(secret::letters(&digest))
}

/// Begins a session and answers its token, which is kept nowhere.
pub(crate) fn begin(
    tx: &mut Tx,
    person: PersonId,
    from: &Origin,
    now: Instant,
    rules: SessionRules,
) -> Result<Secret> {
    let token = secret::token()?;
    let id = i64::from_le_bytes(secret::random::<8>()?) & i64::MAX;
    let agent: String = from.agent.chars().filter(|c| !c.is_control()).collect();
    let end = (0..=AGENT.min(agent.len())).rev().find(|i| agent.is_char_boundary(*i)).unwrap_or(0);
    tx.exec(
        "INSERT INTO session (hash, id, person_id, created_at, seen_at, expires_at, address, agent) \
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7)",
        &vals![
            &secret::digest(token.expose()),
            id,
            person,
            now,
            now.plus_seconds(rules.longest),
            &from.address.to_canonical().to_string(),
            &agent[..end]
        ],
    )?;
    Ok(token)
}

macro_rules! session_columns {
    () => {
        "id, person_id, created_at, seen_at, expires_at, address, agent"
    };
}

fn read(row: &mut Row<'_>) -> Result<Session> {
    Ok(Session {
        id: SessionId(row.int()?),
        person: PersonId(row.int()?),
        created_at: Instant(row.int()?),
        seen_at: Instant(row.int()?),
        expires_at: Instant(row.int()?),
        address: row.text()?,
        agent: row.text()?,
    })
}

/// The session of a token, while it lives.
pub(crate) fn find(tx: &mut Tx, token: &str, now: Instant, rules: SessionRules) -> Result<Option<Session>> {
    let found = tx.query_opt(
        concat!("SELECT ", session_columns!(), " FROM session WHERE hash = $1"),
        &vals![&secret::digest(token)],
        read,
    )?;
    Ok(found.filter(|s| s.lives(now, rules)))
}

/// Notes that a session was used.
pub(crate) fn note(tx: &mut Tx, id: SessionId, now: Instant) -> Result<()> {
    tx.exec("UPDATE session SET seen_at = $1 WHERE id = $2 AND seen_at < $1", &vals![now, id.0]).map(|_| ())
}

/// Ends the session of a token; whose it was.
pub(crate) fn end(tx: &mut Tx, token: &str) -> Result<Option<PersonId>> {
    let hash = secret::digest(token);
    let whose =
        tx.query_opt("SELECT person_id FROM session WHERE hash = $1", &vals![&hash], |row| row.int())?;
    tx.exec("DELETE FROM session WHERE hash = $1", &vals![&hash])?;
    Ok(whose.map(PersonId))
}

/// Ends one session of a person.
pub(crate) fn end_one(tx: &mut Tx, person: PersonId, id: SessionId) -> Result<bool> {
    let ended = tx.exec("DELETE FROM session WHERE id = $1 AND person_id = $2", &vals![id.0, person])?;
    Ok(ended == 1)
}

/// Ends all sessions of a person, but for one perhaps.
pub(crate) fn end_all(tx: &mut Tx, person: PersonId, but: Option<SessionId>) -> Result<u64> {
    // Ids are never negative.
    let but = but.map_or(-1, |id| id.0);
    tx.exec("DELETE FROM session WHERE person_id = $1 AND id <> $2", &vals![person, but])
}

/// The living sessions of a person, the latest used first.
pub(crate) fn of(tx: &mut Tx, person: PersonId, now: Instant, rules: SessionRules) -> Result<Vec<Session>> {
    let all = tx.query(
        concat!(
            "SELECT ",
            session_columns!(),
            " FROM session WHERE person_id = $1 ORDER BY seen_at DESC, id"
        ),
        &vals![person],
        read,
    )?;
    Ok(all.into_iter().filter(|s| s.lives(now, rules)).collect())
}

/// Takes away what has ended.
pub(crate) fn sweep(tx: &mut Tx, now: Instant, rules: SessionRules) -> Result<u64> {
    tx.exec(
        "DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2",
        &vals![now, now.plus_seconds(-rules.idle)],
    )
}
