//! The course that dossiers took, for whoever judges it: what was settled in a period, and what happened to each.
//! Reading only, and without the question who may see it: that is the caller's.

use crate::desk::DossierId;
use crate::file::{self, Entry, File};
use crate::model::Dossier;
use crate::reference::Reference;
use crate::row;
use catalogue::{ProcedureId, Revision};
use kernel::{Fault, Period, Refusal, Result, UnitId};
use std::sync::Arc;
use store::{Tx, vals};

/// A dossier with what it was filed under and what happened to it, in order.
#[derive(Clone, Debug)]
pub struct Course {
    /// As it stands.
    pub dossier: Dossier,
    /// The procedure as it was filed under.
    pub filed: Arc<Revision>,
    /// What happened.
    pub history: Vec<Entry>,
}

impl From<File> for Course {
    fn from(file: File) -> Self {
        Self { dossier: file.dossier, filed: file.filed, history: file.history }
    }
}

/// The course of a dossier.
///
/// # Errors
/// A refusal `dossier.unknown`, or a fault of the database.
pub fn of(tx: &mut Tx, reference: &Reference, id: DossierId) -> Result<Course> {
    let dossier = tx.query_opt(
        concat!("SELECT ", row::dossier_columns!(), " FROM dossier d WHERE d.id = $1"),
        &vals![id.0],
        |row| row::read(row, &reference.catalogue),
    )?;
    let dossier = dossier.ok_or_else(|| {
        Refusal::new("dossier.unknown", "Không tìm thấy hồ sơ này.", "There is no such dossier.")
    })?;
    let filed = reference.catalogue.at_revision(dossier.procedure, dossier.revision);
    let filed = filed.ok_or_else(|| Fault::new(format!("dossier {id}: its procedure is not there")))?.clone();
    let history = file::history(tx, id)?;
    Ok(Course { dossier, filed, history })
}

/// What a unit settled in a period, and is settled still: ids alone, read in the index.
///
/// # Errors
/// A fault of the database.
pub fn settled(tx: &mut Tx, unit: UnitId, period: Period) -> Result<Vec<DossierId>> {
    tx.query(
        "SELECT id FROM dossier WHERE unit_id = $1 AND settled_at >= $2 AND settled_at < $3 \
         AND settled_at IS NOT NULL",
        &vals![unit.0, period.from.start().0, period.to.start().0],
        |row| row.int().map(DossierId),
    )
}

/// The same with code and procedure, each row looked up: for what is done now and then.
///
/// # Errors
/// A fault of the database.
pub fn settled_by_procedure(
    tx: &mut Tx,
    unit: UnitId,
    period: Period,
) -> Result<Vec<(DossierId, String, ProcedureId)>> {
    tx.query(
        "SELECT id, code, procedure_id FROM dossier WHERE unit_id = $1 AND settled_at >= $2 AND settled_at < $3 \
         AND settled_at IS NOT NULL",
        &vals![unit.0, period.from.start().0, period.to.start().0],
        |row| {
            let (id, code) = (DossierId(row.int()?), row.opt_text()?);
            Ok((id, code.unwrap_or_default(), ProcedureId(row.int()?)))
        },
    )
}
