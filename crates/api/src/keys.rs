//! Keys of calls that must happen once. Claim, what was done and the answer stand in one transaction: a call that is
//! repeated, also at the same moment, is answered as the first one was; one that was refused left nothing.

use kernel::{Fault, Instant, PersonId, Refusal, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Tx, vals};

/// How long an answer is kept, in seconds: two days, of which one is promised.
const KEPT: i64 = 2 * 86_400;

/// A call that must happen once.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// Whose key it is: nobody meets another's.
    pub(crate) person: PersonId,
    pub(crate) key: String,
    /// Of what was sent.
    pub(crate) digest: Vec<u8>,
}

/// What a key says.
pub(crate) enum Claim {
    /// Nothing yet: it is ours.
    New,
    /// What was answered before.
    Before(String),
}

/// The digest of what was sent, whatever the blanks between.
pub(crate) fn digest(sent: &impl Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(sent).map_err(|e| Fault::because("digesting a call", e))?;
    Ok(Sha256::digest(text).to_vec())
}

/// Claims a key. Whoever comes second waits here until the first has committed.
pub(crate) fn claim(tx: &mut Tx, key: &Key, now: Instant) -> Result<Claim> {
    let taken = tx.exec(
        "INSERT INTO api_key (person_id, key, digest, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &vals![key.person.0, &key.key, &key.digest, now.0],
    )?;
    if taken == 1 {
        return Ok(Claim::New);
    }
    let (digest, answer) = tx.query_one(
        "SELECT digest, answer FROM api_key WHERE person_id = $1 AND key = $2",
        &vals![key.person.0, &key.key],
        |row| Ok((row.bytes()?, row.opt_text()?)),
    )?;
    if digest != key.digest {
        return Err(Refusal::new(
            "idempotency.reused",
            "Khóa Idempotency-Key này đã dùng cho một nội dung khác. Hãy tạo khóa mới.",
            "This Idempotency-Key was sent with another body. Make a new key.",
        )
        .into());
    }
    match answer {
        Some(answer) => Ok(Claim::Before(answer)),
        None => Err(Fault::new("a key was committed without its answer").into()),
    }
}

/// Keeps the answer beside the key.
pub(crate) fn keep(tx: &mut Tx, key: &Key, answer: &str) -> Result<()> {
    tx.exec(
        "UPDATE api_key SET answer = $1 WHERE person_id = $2 AND key = $3",
        &vals![answer, key.person.0, &key.key],
    )
    .map(|_| ())
}

/// Forgets keys that are old enough.
pub(crate) fn sweep(tx: &mut Tx, now: Instant) -> Result<u64> {
    tx.exec("DELETE FROM api_key WHERE at < $1", &vals![now.0 - KEPT * 1_000_000])
}
