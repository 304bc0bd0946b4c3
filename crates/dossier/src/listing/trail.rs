//! From a dossier's code to the moments at which it was touched, and from ids back to codes: for whoever reads the audit.

use crate::desk::DossierId;
use kernel::{Instant, Result, UnitId};
use rustc_hash::FxHashMap;
use store::{Tx, V, placeholders, vals};

/// Ids asked for in one statement.
const CHUNK: usize = 400;

/// When a dossier was touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// The dossier.
    pub id: DossierId,
    /// The competent unit.
    pub unit: UnitId,
    /// Every moment at which something happened to it, or somebody saw its numbers in full; each once, in order.
    pub moments: Vec<Instant>,
}

/// The trail of the dossier with this code.
///
/// # Errors
/// A fault of the database.
pub fn trail(tx: &mut Tx, code: &str) -> Result<Option<Trail>> {
    let found = tx.query_opt("SELECT id, unit_id FROM dossier WHERE code = $1", &vals![code], |row| {
        Ok((DossierId(row.int()?), UnitId(row.int()?)))
    })?;
    let Some((id, unit)) = found else {
        return Ok(None);
    };
    let moments = tx.query(
        "SELECT at FROM dossier_event WHERE dossier_id = $1 UNION SELECT at FROM dossier_reveal WHERE dossier_id = $1 \
         ORDER BY at",
        &vals![id.0],
        |row| Ok(Instant(row.int()?)),
    )?;
    Ok(Some(Trail { id, unit, moments }))
}

/// Code and competent unit of some dossiers; those without a code have none yet.
///
/// # Errors
/// A fault of the database.
pub fn codes(tx: &mut Tx, ids: &[DossierId]) -> Result<FxHashMap<DossierId, (Option<String>, UnitId)>> {
    let mut found = FxHashMap::default();
    for some in ids.chunks(CHUNK) {
        let args: Vec<V<'_>> = some.iter().map(|id| V::Int(id.0)).collect();
        let these = placeholders(1, args.len());
        tx.each(format!("SELECT id, code, unit_id FROM dossier WHERE id IN ({these})"), &args, |row| {
            let (id, code) = (DossierId(row.int()?), row.opt_text()?);
            found.insert(id, (code, UnitId(row.int()?)));
            Ok(())
        })?;
    }
    Ok(found)
}
