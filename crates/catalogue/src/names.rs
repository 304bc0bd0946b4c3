//! What procedures are called: for lists that show a few of them.

use crate::model::ProcedureId;
use ::store::{Tx, V, placeholders};
use kernel::Result;
use rustc_hash::FxHashMap;

/// The present names of procedures.
///
/// # Errors
/// A fault of the database.
pub fn names(
    tx: &mut Tx,
    procedures: impl IntoIterator<Item = ProcedureId>,
) -> Result<FxHashMap<ProcedureId, String>> {
    let mut ids: Vec<i64> = procedures.into_iter().map(|p| p.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let Some(first) = ids.first().copied() else { return Ok(FxHashMap::default()) };
    // So that few statements differ.
    ids.resize(ids.len().next_power_of_two(), first);
    let sql = format!(
        "SELECT procedure_id, name FROM procedure_revision WHERE procedure_id IN ({}) ORDER BY procedure_id, revision",
        placeholders(1, ids.len())
    );
    let args: Vec<V<'_>> = ids.into_iter().map(V::Int).collect();
    let found = tx.query(sql, &args, |row| Ok((ProcedureId(row.int()?), row.text()?)))?;
    Ok(found.into_iter().collect())
}
