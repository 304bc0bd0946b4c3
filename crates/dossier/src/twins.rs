//! Whether the same person has the same procedure open already.

use crate::model::{Applicant, DossierId};
use catalogue::ProcedureId;
use kernel::{Instant, Result, UnitId};
use store::{Row, Tx, vals};

/// An open dossier of the same person under the same procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Twin {
    /// The dossier.
    pub id: DossierId,
    /// Its code; none while it waits to be accepted.
    pub code: Option<String>,
    /// The competent unit.
    pub unit: UnitId,
    /// The desk that took it in, or that it was sent to.
    pub receiving: UnitId,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    name: String,
    card: String,
}

/// Most that are told of; more of one person means that the number is not one person's.
const MOST: i64 = 20;

/// The open dossiers of the same person under the same procedure, newest first. It is the same person by the card
/// number; where one of the two gave none, by name and telephone number.
///
/// # Errors
/// A fault of the database.
pub fn open(tx: &mut Tx, procedure: ProcedureId, person: &Applicant) -> Result<Vec<Twin>> {
    let mut found = Vec::new();
    if !person.card.is_empty() {
        found = tx.query(
            "SELECT id, code, unit_id, receiving_id, accepted_at, applicant_name, applicant_card FROM dossier \
             WHERE applicant_card = $1 AND procedure_id = $2 AND settled_at IS NULL \
             AND state <> 'void' AND state <> 'not_accepted' ORDER BY id DESC LIMIT $3",
            &vals![&person.card, procedure.0, MOST],
            twin,
        )?;
    }
    if !person.phone.is_empty() {
        let name = kernel::text::fold(&person.name);
        let same =
            |t: &Twin| (person.card.is_empty() || t.card.is_empty()) && kernel::text::fold(&t.name) == name;
        let by_phone = tx.query(
            "SELECT id, code, unit_id, receiving_id, accepted_at, applicant_name, applicant_card FROM dossier \
             WHERE applicant_phone = $1 AND procedure_id = $2 AND settled_at IS NULL \
             AND state <> 'void' AND state <> 'not_accepted' ORDER BY id DESC LIMIT $3",
            &vals![&person.phone, procedure.0, MOST],
            twin,
        )?;
        found.extend(by_phone.into_iter().filter(same));
    }
    found.sort_by_key(|t| std::cmp::Reverse(t.id));
    found.dedup_by_key(|t| t.id);
    Ok(found)
}

fn twin(row: &mut Row<'_>) -> Result<Twin> {
    Ok(Twin {
        id: DossierId(row.int()?),
        code: row.opt_text()?,
        unit: UnitId(row.int()?),
        receiving: UnitId(row.int()?),
        accepted_at: row.opt_int()?.map(Instant),
        name: row.text()?,
        card: row.text()?,
    })
}
