//! What a desk took in for other units on a day: it goes to them with a list that both sign.

use crate::model::DossierId;
use catalogue::ProcedureId;
use kernel::{Day, Instant, Result, UnitId};
use store::{Tx, vals};

/// A dossier to be handed over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Handed {
    /// The dossier.
    pub id: DossierId,
    /// Its code.
    pub code: String,
    /// The competent unit.
    pub unit: UnitId,
    /// What is asked for, and under which revision.
    pub procedure: (ProcedureId, i64),
    /// Whose it is.
    pub name: String,
    /// When it was taken in.
    pub at: Instant,
    /// When it is due, as it stands now.
    pub due: Option<Day>,
    /// Sheets of paper noted at the desk, all kinds together.
    pub papers: i64,
}

/// What a desk took in for other units on a day, by unit and time; voided intakes are left out.
///
/// # Errors
/// A fault of the database.
pub fn handed_over(tx: &mut Tx, desk: UnitId, day: Day) -> Result<Vec<Handed>> {
    tx.query(
        "SELECT d.id, d.code, d.unit_id, d.procedure_id, d.revision, d.applicant_name, d.accepted_at, d.due_day, \
         CAST(COALESCE((SELECT SUM(c.given) FROM dossier_component c WHERE c.dossier_id = d.id), 0) AS BIGINT) \
         FROM dossier d WHERE d.receiving_id = $1 AND d.receiving_id <> d.unit_id \
         AND d.accepted_at >= $2 AND d.accepted_at < $3 AND d.state <> 'void' \
         ORDER BY d.unit_id, d.accepted_at, d.id",
        &vals![desk.0, day.start().0, day.plus(1).start().0],
        |row| {
            Ok(Handed {
                id: DossierId(row.int()?),
                code: row.text()?,
                unit: UnitId(row.int()?),
                procedure: (ProcedureId(row.int()?), row.int()?),
                name: row.text()?,
                at: Instant(row.int()?),
                due: row.opt_int()?.map(Day),
                papers: row.int()?,
            })
        },
    )
}
