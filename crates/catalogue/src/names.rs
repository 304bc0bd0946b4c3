//! What procedures are called: for lists that show a few of them.

use crate::model::ProcedureId;
use ::store::{Tx, V, placeholders};
use kernel::{Day, Result};
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

/// What a list says of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The field it belongs to.
    pub field: String,
}

/// Every procedure as it was called on a day; one of later, as it was called first.
///
/// # Errors
/// A fault of the database.
pub fn labels(tx: &mut Tx, day: Day) -> Result<FxHashMap<ProcedureId, Label>> {
    let mut found: FxHashMap<ProcedureId, Label> = FxHashMap::default();
    tx.each(
        "SELECT p.id, r.valid_from, p.code, r.name, r.field FROM procedure p \
         JOIN procedure_revision r ON r.procedure_id = p.id ORDER BY p.id, r.revision",
        &[],
        |row| {
            let (id, from) = (ProcedureId(row.int()?), Day(row.int()?));
            if from <= day || !found.contains_key(&id) {
                found.insert(id, Label { code: row.text()?, name: row.text()?, field: row.text()? });
            }
            Ok(())
        },
    )?;
    Ok(found)
}
