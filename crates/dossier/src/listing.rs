//! Finding dossiers: lists of a unit, what is due next, search by name or code. Pages by key, never by offset.

mod find;
pub mod handover;
pub mod inbox;
pub mod keyed;
mod line;
mod search;
mod trail;
pub mod warning;

pub use find::find;
pub use line::Line;
pub(crate) use line::lines_of;
pub use search::{Effort, search, search_within};
pub use trail::{Trail, codes, trail};

use crate::desk::DossierId;
use crate::words::StateName;
use kernel::{Day, Fault, Instant, Result, UnitId};
use std::collections::BTreeMap;
use store::{Engine, Row, Tx, V, vals};

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The dossier.
    pub id: DossierId,
    /// Its code; none before acceptance.
    pub code: Option<String>,
    /// Whose it is.
    pub name: String,
    /// The competent unit.
    pub unit: UnitId,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When it is due.
    pub due_day: Option<Day>,
    /// Its state.
    pub state: StateName,
}

/// What the text index has to learn of a transaction. It is told once, at the end: SQLite's index writes itself
/// out whenever another statement follows.
#[derive(Debug, Default)]
pub(crate) struct TextIndex(BTreeMap<DossierId, Option<String>>);

impl TextIndex {
    /// A dossier is new.
    pub(crate) fn new_one(&mut self, id: DossierId) {
        self.0.insert(id, None);
    }

    /// A dossier's text was another.
    pub(crate) fn changed(&mut self, id: DossierId, was: String) {
        self.0.entry(id).or_insert(Some(was));
    }

    pub(crate) fn write(&mut self, tx: &mut Tx) -> Result<()> {
        let changes = std::mem::take(&mut self.0);
        // PostgreSQL keeps its index itself.
        if tx.engine() == Engine::Postgres || changes.is_empty() {
            return Ok(());
        }
        for (id, was) in changes.iter().filter_map(|(id, was)| was.as_ref().map(|was| (id, was))) {
            tx.exec(
                "/* sqlite */ INSERT INTO dossier_text (dossier_text, rowid, search) VALUES ('delete', $1, $2)",
                &vals![id.0, was],
            )?;
        }
        let ids: Vec<i64> = changes.into_keys().map(|id| id.0).collect();
        for some in ids.chunks(CHUNK) {
            let ids: Vec<V<'_>> = some.iter().map(|id| V::Int(*id)).collect();
            tx.exec(
                format!(
                    "/* sqlite */ INSERT INTO dossier_text (rowid, search) SELECT id, search FROM dossier WHERE id IN ({}) ORDER BY id",
                    store::placeholders(1, ids.len())
                ),
                &ids,
            )?;
        }
        Ok(())
    }
}

/// Ids told to the index in one statement.
const CHUNK: usize = 500;

/// Builds the text index anew, after a restore.
///
/// # Errors
/// A fault of the database.
pub fn rebuild_index(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        tx.exec("/* sqlite */ INSERT INTO dossier_text (dossier_text) VALUES ('rebuild')", &[])?;
    }
    Ok(())
}

fn item(row: &mut Row<'_>) -> Result<Item> {
    let (id, code, name, unit) = (DossierId(row.int()?), row.opt_text()?, row.text()?, UnitId(row.int()?));
    let (accepted_at, due_day) = (row.opt_int()?.map(Instant), row.opt_int()?.map(Day));
    let state = StateName::from_word(row.str()?).ok_or_else(|| Fault::new(format!("dossier {id}: state")))?;
    Ok(Item { id, code, name, unit, accepted_at, due_day, state })
}

/// A unit's dossiers, newest first, older than `before`.
///
/// # Errors
/// A fault of the database.
pub fn newest(tx: &mut Tx, unit: UnitId, before: Option<DossierId>, limit: i64) -> Result<Vec<Item>> {
    tx.query(
        "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier \
         WHERE unit_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        &vals![unit.0, before.map_or(i64::MAX, |id| id.0), limit],
        item,
    )
}

/// A unit's pending dossiers by due date, after the given place in the list.
///
/// # Errors
/// A fault of the database.
pub fn pending(tx: &mut Tx, unit: UnitId, after: Option<(Day, DossierId)>, limit: i64) -> Result<Vec<Item>> {
    let (day, id) = after.map_or((i64::MIN, i64::MIN), |(day, id)| (day.0, id.0));
    tx.query(
        "SELECT id, code, applicant_name, unit_id, accepted_at, due_day, state FROM dossier \
         WHERE due_day IS NOT NULL AND settled_at IS NULL AND unit_id = $1 AND (due_day, id) > ($2, $3) \
         ORDER BY due_day, id LIMIT $4",
        &vals![unit.0, day, id, limit],
        item,
    )
}
