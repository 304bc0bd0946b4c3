//! What stands on the slip that the applicant takes home.

use crate::desk::Desk;
use crate::model::{Dossier, DossierId};
use crate::papers::{self, Paper};
use crate::row;
use catalogue::Revision;
use kernel::{Fault, PersonId, Result};
use std::sync::Arc;
use store::vals;

/// A slip: Mẫu số 01, receipt and appointment.
#[derive(Clone, PartialEq, Debug)]
pub struct Slip {
    /// The dossier as it stands.
    pub dossier: Dossier,
    /// What is asked for, as it was filed.
    pub procedure: Arc<Revision>,
    /// The papers handed in and missing.
    pub papers: Vec<Paper>,
    /// Who took it in.
    pub taken_by: PersonId,
    /// What was noted then.
    pub note: String,
}

impl Desk {
    /// The slip of the dossier with this code; none where there is no such dossier, or where it was never accepted.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn slip(&self, code: &str) -> Result<Option<Slip>> {
        let code = code.trim();
        self.look_up(|tx, reference| {
            let dossier = tx.query_opt(
                concat!("SELECT ", row::dossier_columns!(), " FROM dossier d WHERE d.code = $1"),
                &vals![code],
                |row| row::read(row, &reference.catalogue),
            )?;
            let Some(dossier) = dossier else { return Ok(None) };
            let accepted = tx.query_opt(
                "SELECT actor_id, body FROM dossier_event WHERE dossier_id = $1 \
                 AND (kind = 'accepted' OR kind = 'taken_over') ORDER BY seq LIMIT 1",
                &vals![dossier.id.0],
                |row| Ok((PersonId(row.int()?), row.opt_text()?)),
            )?;
            let Some((taken_by, body)) = accepted else { return Ok(None) };
            let procedure = reference.catalogue.at_revision(dossier.procedure, dossier.revision);
            let procedure = procedure.ok_or_else(|| unknown(dossier.id))?.clone();
            let papers = papers::of_dossier(tx, dossier.id)?;
            Ok(Some(Slip { papers, procedure, taken_by, note: note(body), dossier }))
        })
    }
}

fn unknown(id: DossierId) -> Fault {
    Fault::new(format!("dossier {id}: its procedure is not in the catalogue"))
}

/// What the event of acceptance says besides; another program's says other things.
fn note(body: Option<String>) -> String {
    let body = body.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    body.and_then(|b| b.get("note")?.as_str().map(str::to_owned)).unwrap_or_default()
}
