//! Workbooks between being looked at and being published. They are nobody's record: outside the audit, one of each
//! person, gone after days. What is published is in the catalogue, and the audit tells it.

use kernel::{Actor, Instant, Result};
use sha2::{Digest, Sha256};
use store::{Ctx, Tx, vals};

/// Seconds after which an upload that nobody published is gone.
const KEPT: i64 = 7 * 86_400;

/// A file that waits.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The digest of its content: whoever publishes says which content they were shown.
    pub hash: String,
    /// When it came.
    pub at: Instant,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Keeps a file in place of the same person's one before.
///
/// # Errors
/// A fault of the database.
pub fn keep(tx: &mut Tx, ctx: &Ctx<'_>, name: &str, bytes: &[u8]) -> Result<i64> {
    let (id, person) = (ctx.ids.next(ctx.now), ctx.actor.person.0);
    let old = ctx.now.plus_seconds(-KEPT).0;
    tx.exec("DELETE FROM catalogue_upload WHERE person_id = $1 OR made_at < $2", &vals![person, old])?;
    let hash = store::hex(&Sha256::digest(bytes));
    tx.exec(
        "INSERT INTO catalogue_upload (id, person_id, name, hash, made_at, content) VALUES ($1, $2, $3, $4, $5, $6)",
        &vals![id, person, name, &hash, ctx.now.0, bytes],
    )?;
    Ok(id)
}

/// A file of this person's; `None` when it is not theirs, or gone.
///
/// # Errors
/// A fault of the database.
pub fn find(tx: &mut Tx, actor: Actor, id: i64) -> Result<Option<Upload>> {
    tx.query_opt(
        "SELECT id, name, hash, made_at, content FROM catalogue_upload WHERE id = $1 AND person_id = $2",
        &vals![id, actor.person.0],
        |row| {
            let (id, name, hash) = (row.int()?, row.text()?, row.text()?);
            Ok(Upload { id, name, hash, at: Instant(row.int()?), bytes: row.bytes()? })
        },
    )
}

/// It was published, or is not wanted.
///
/// # Errors
/// A fault of the database.
pub fn forget(tx: &mut Tx, id: i64) -> Result<()> {
    tx.exec("DELETE FROM catalogue_upload WHERE id = $1", &vals![id]).map(|_| ())
}
