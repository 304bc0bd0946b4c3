//! Dossiers taken in together: many certifications for one person, with one list to take home.

use crate::model::{Applicant, DossierId};
use crate::words::StateName;
use catalogue::ProcedureId;
use kernel::{Day, Fault, Instant, PersonId, Result, UnitId};
use store::{Tx, table, vals};

kernel::typed_id!(
    /// A batch.
    BatchId
);

table! {
    /// Batches; never changed.
    pub static INTAKE_BATCH = 48 "intake_batch" key(id) {
        id: Int, receiving_id: Int, day: Int, at: Int, actor_id: Int, procedure_id: Int,
    }
}
table! {
    /// Their rows; never changed.
    pub static INTAKE_BATCH_ROW = 49 "intake_batch_row" key(batch_id, no) {
        batch_id: Int, no: Int, dossier_id: Int, document: Text, copies: Int,
    }
}

/// A batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// The desk that took it in.
    pub receiving: UnitId,
    /// When.
    pub at: Instant,
    /// Who took it in.
    pub actor: PersonId,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// Its rows in order.
    pub rows: Vec<Row>,
}

/// A row of a batch: a dossier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The dossier.
    pub id: DossierId,
    /// Its code.
    pub code: String,
    /// Whose it is.
    pub applicant: Applicant,
    /// What was brought.
    pub document: String,
    /// How many copies are asked for.
    pub copies: i64,
    /// The date on the list.
    pub promised: Day,
    /// Its state by now.
    pub state: StateName,
}

impl Batch {
    /// All copies asked for.
    pub fn copies(&self) -> i64 {
        self.rows.iter().map(|row| row.copies).sum()
    }
}

/// A batch, if there is one with this id.
///
/// # Errors
/// A fault of the database.
pub fn read(tx: &mut Tx, id: BatchId) -> Result<Option<Batch>> {
    let batch = tx.query_opt(
        "SELECT id, receiving_id, at, actor_id, procedure_id FROM intake_batch WHERE id = $1",
        &vals![id.0],
        head,
    )?;
    let Some(mut batch) = batch else { return Ok(None) };
    batch.rows = rows(tx, id)?;
    Ok(Some(batch))
}

/// The batches a desk took in on a day, in order.
///
/// # Errors
/// A fault of the database.
pub fn of_day(tx: &mut Tx, receiving: UnitId, day: Day) -> Result<Vec<Batch>> {
    let mut batches = tx.query(
        "SELECT id, receiving_id, at, actor_id, procedure_id FROM intake_batch \
         WHERE receiving_id = $1 AND day = $2 ORDER BY id",
        &vals![receiving.0, day.0],
        head,
    )?;
    for batch in &mut batches {
        batch.rows = rows(tx, batch.id)?;
    }
    Ok(batches)
}

fn head(row: &mut store::Row<'_>) -> Result<Batch> {
    Ok(Batch {
        id: BatchId(row.int()?),
        receiving: UnitId(row.int()?),
        at: Instant(row.int()?),
        actor: PersonId(row.int()?),
        procedure: ProcedureId(row.int()?),
        rows: Vec::new(),
    })
}

fn rows(tx: &mut Tx, id: BatchId) -> Result<Vec<Row>> {
    tx.query(
        "SELECT d.id, d.code, d.applicant_name, d.applicant_phone, d.applicant_card, d.applicant_address, \
         r.document, r.copies, d.promised_day, d.state \
         FROM intake_batch_row r JOIN dossier d ON d.id = r.dossier_id WHERE r.batch_id = $1 ORDER BY r.no",
        &vals![id.0],
        |row| {
            let (dossier, code) = (DossierId(row.int()?), row.text()?);
            let applicant =
                Applicant { name: row.text()?, phone: row.text()?, card: row.text()?, address: row.text()? };
            let (document, copies, promised) = (row.text()?, row.int()?, Day(row.int()?));
            let state = StateName::from_word(row.str()?)
                .ok_or_else(|| Fault::new(format!("dossier {dossier}: state")))?;
            Ok(Row { id: dossier, code, applicant, document, copies, promised, state })
        },
    )
}
