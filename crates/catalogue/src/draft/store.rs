//! Every SQL statement on drafts of processes.

use super::{Content, Draft, DraftId};
use crate::model::ProcedureId;
use crate::process::ProcessId;
use ::store::{Row, Tx, V, table, vals};
use kernel::{Fault, Instant, PersonId, Result, UnitId};

table! {
    /// Drafts.
    pub static PROCESS_DRAFT = 73 "process_draft" key(id) version(version) {
        id: Int, unit_id: Int, name: Text, steps: Text, removed: Text, based_on: Int, begun_by: Int, begun_at: Int,
        version: Int,
    }
}
table! {
    /// The procedures they are meant for.
    pub static PROCESS_DRAFT_PROCEDURE = 74 "process_draft_procedure" key(draft_id, procedure_id) version(version) {
        draft_id: Int, procedure_id: Int, version: Int,
    }
}

/// A row as it is stored.
pub(super) struct Stored {
    pub(super) draft: Draft,
    steps: String,
    removed: String,
}

impl Stored {
    /// What of a draft goes into the table.
    ///
    /// # Errors
    /// A fault: a step cannot be written.
    pub(super) fn of(draft: Draft) -> Result<Self> {
        let failed = |e| Fault::because(format!("writing the draft of a process {}", draft.id), e);
        let steps = serde_json::to_string(&draft.content.steps).map_err(failed)?;
        let removed = match &draft.content.removed {
            None => String::new(),
            Some(removed) => serde_json::to_string(removed).map_err(failed)?,
        };
        Ok(Self { draft, steps, removed })
    }

    /// Its row.
    pub(super) fn values(&self) -> [V<'_>; 9] {
        let d = &self.draft;
        [
            V::Int(d.id.0),
            V::Int(d.unit.0),
            V::Text(&d.content.name),
            V::Text(&self.steps),
            V::Text(&self.removed),
            d.based_on.map_or(V::Null, |process| V::Int(process.0)),
            V::Int(d.begun_by.0),
            V::Int(d.begun_at.0),
            V::Int(d.version),
        ]
    }
}

macro_rules! draft_select {
    () => {
        "SELECT id, unit_id, name, steps, removed, based_on, begun_by, begun_at, version FROM process_draft "
    };
}

/// Every draft there is, the latest first.
///
/// # Errors
/// A fault naming the row that cannot be read.
pub fn all(tx: &mut Tx) -> Result<Vec<Draft>> {
    let mut found: Vec<Draft> = tx
        .query(concat!(draft_select!(), "ORDER BY id DESC"), &[], read)?
        .into_iter()
        .map(|stored| stored.draft)
        .collect();
    let rows = tx.query(
        "SELECT draft_id, procedure_id FROM process_draft_procedure ORDER BY draft_id, procedure_id",
        &[],
        |row| Ok((DraftId(row.int()?), ProcedureId(row.int()?))),
    )?;
    for (id, procedure) in rows {
        if let Some(draft) = found.iter_mut().find(|d| d.id == id) {
            draft.content.procedures.push(procedure);
        }
    }
    Ok(found)
}

/// A draft.
///
/// # Errors
/// A fault naming the row that cannot be read.
pub fn get(tx: &mut Tx, id: DraftId) -> Result<Option<Draft>> {
    Ok(stored(tx, id)?.map(|stored| stored.draft))
}

/// A draft with the row it has.
pub(super) fn stored(tx: &mut Tx, id: DraftId) -> Result<Option<Stored>> {
    let found = tx.query_opt(concat!(draft_select!(), "WHERE id = $1"), &vals![id.0], read)?;
    let Some(mut stored) = found else { return Ok(None) };
    stored.draft.content.procedures = tx.query(
        "SELECT procedure_id FROM process_draft_procedure WHERE draft_id = $1 ORDER BY procedure_id",
        &vals![id.0],
        |row| Ok(ProcedureId(row.int()?)),
    )?;
    Ok(Some(stored))
}

fn read(row: &mut Row<'_>) -> Result<Stored> {
    let (id, unit, name) = (DraftId(row.int()?), UnitId(row.int()?), row.text()?);
    let (steps, removed) = (row.text()?, row.text()?);
    let broken = |what: &str, e| Fault::because(format!("process_draft ({id}): {what}"), e);
    let content = Content {
        name,
        steps: serde_json::from_str(&steps).map_err(|e| broken("steps", e))?,
        removed: match removed.as_str() {
            "" => None,
            text => Some(serde_json::from_str(text).map_err(|e| broken("removed", e))?),
        },
        procedures: Vec::new(),
    };
    let (based_on, begun_by) = (row.opt_int()?.map(ProcessId), PersonId(row.int()?));
    let (begun_at, version) = (Instant(row.int()?), row.int()?);
    let draft = Draft { id, unit, content, based_on, begun_by, begun_at, version };
    Ok(Stored { draft, steps, removed })
}

/// Writes which procedures a draft is meant for. Call inside an action.
pub(super) fn set_procedures(
    tx: &mut Tx,
    id: DraftId,
    before: &[ProcedureId],
    now: &[ProcedureId],
) -> Result<()> {
    for gone in before.iter().filter(|p| !now.contains(p)) {
        if !tx.delete(&PROCESS_DRAFT_PROCEDURE, &vals![id.0, gone.0, 1i64])? {
            return Err(Fault::new("the draft of a process changed at the same time").into());
        }
    }
    for new in now.iter().filter(|p| !before.contains(p)) {
        tx.insert(&PROCESS_DRAFT_PROCEDURE, &vals![id.0, new.0, 1i64])?;
    }
    Ok(())
}
