//! Every SQL statement of the catalogue.

use crate::desk::NewProcedure;
use crate::model::{Competent, Place, ProcedureId, Process, ProcessId, Revision, Step};
use kernel::{Day, Fault, Result, UnitId};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use store::{Row, Tx, table, vals};

table! {
    /// Internal processes.
    pub static PROCESS = 20 "process" key(id) version(version) {
        id: Int, code: Text, name: Text, illustrative: Int, version: Int,
    }
}
table! {
    /// Their steps.
    pub static PROCESS_STEP = 21 "process_step" key(process_id, no) version(version) {
        process_id: Int, no: Int, name: Text, role: Text, place: Text, unit_id: Int,
        allotment_minutes: Int, settles: Int, version: Int,
    }
}
table! {
    /// Procedures.
    pub static PROCEDURE = 22 "procedure" key(id) version(version) { id: Int, code: Text, version: Int, }
}
table! {
    /// Their revisions.
    pub static PROCEDURE_REVISION = 23 "procedure_revision" key(procedure_id, revision) version(version) {
        procedure_id: Int, revision: Int, valid_from: Int, name: Text, tier: Text, field: Text,
        competent: Text, term_kind: Text, term_amount: Int, rules: Text, online: Int, post: Int,
        process_id: Int, illustrative: Int, version: Int,
    }
}
table! {
    /// The one row that goes up with every change.
    pub static CATALOGUE_REVISION = 24 "catalogue_revision" key(id) version(version) {
        id: Int, revision: Int, version: Int,
    }
}

/// How often the catalogue has changed.
pub(crate) fn revision(tx: &mut Tx) -> Result<i64> {
    let revision =
        tx.query_opt("SELECT revision FROM catalogue_revision WHERE id = 1", &[], |row| row.int())?;
    Ok(revision.unwrap_or(0))
}

/// Counts one change. Call inside an action.
pub(crate) fn bump(tx: &mut Tx) -> Result<()> {
    let old = tx.query_opt("SELECT revision, version FROM catalogue_revision WHERE id = 1", &[], |row| {
        Ok((row.int()?, row.int()?))
    })?;
    match old {
        None => tx.insert(&CATALOGUE_REVISION, &vals![1i64, 1i64, 1i64]),
        Some((revision, version)) => {
            let changed = tx.update(
                &CATALOGUE_REVISION,
                &vals![1i64, revision, version],
                &vals![1i64, revision + 1, version + 1],
            )?;
            if changed { Ok(()) } else { Err(Fault::new("the catalogue changed at the same time").into()) }
        }
    }
}

pub(crate) fn processes(tx: &mut Tx) -> Result<FxHashMap<ProcessId, Process>> {
    let mut found = FxHashMap::default();
    for process in tx.query("SELECT id, code, name, illustrative FROM process ORDER BY id", &[], |row| {
        Ok(Process {
            id: ProcessId(row.int()?),
            code: row.text()?,
            name: row.text()?,
            illustrative: row.bool()?,
            steps: Vec::new(),
        })
    })? {
        found.insert(process.id, process);
    }
    let steps = tx.query(
        "SELECT process_id, no, name, role, place, unit_id, allotment_minutes, settles \
         FROM process_step ORDER BY process_id, no",
        &[],
        read_step,
    )?;
    for (id, no, step) in steps {
        let process: &mut Process = found
            .get_mut(&id)
            .ok_or_else(|| Fault::new(format!("process_step ({id}, {no}) belongs to no process")))?;
        if process.len() + 1 != no {
            return Err(Fault::new(format!("process_step ({id}, {no}) is out of order")).into());
        }
        process.steps.push(step);
    }
    Ok(found)
}

fn read_step(row: &mut Row<'_>) -> Result<(ProcessId, i64, Step)> {
    let (id, no) = (ProcessId(row.int()?), row.int()?);
    let (name, role, place, unit) = (row.text()?, row.text()?, row.text()?, row.opt_int()?);
    let place = match (place.as_str(), unit) {
        ("desk", None) => Place::Desk,
        ("competent", None) => Place::Competent,
        ("unit", Some(unit)) => Place::Unit(UnitId(unit)),
        _ => return Err(Fault::new(format!("process_step ({id}, {no}): place '{place}'")).into()),
    };
    Ok((id, no, Step { name, role, place, allotment_minutes: row.int()?, settles: row.bool()? }))
}

pub(crate) fn revisions(
    tx: &mut Tx,
    processes: &FxHashMap<ProcessId, Arc<Process>>,
) -> Result<Vec<Revision>> {
    tx.query(
        "SELECT p.id, p.code, r.revision, r.valid_from, r.name, r.tier, r.field, r.competent, r.term_kind, \
         r.term_amount, r.rules, r.online, r.post, r.process_id, r.illustrative \
         FROM procedure p JOIN procedure_revision r ON r.procedure_id = p.id ORDER BY p.code, r.revision",
        &[],
        |row| {
            let procedure = ProcedureId(row.int()?);
            let (code, revision, valid_from) = (row.text()?, row.int()?, Day(row.int()?));
            let (name, tier, field) = (row.text()?, row.text()?, row.text()?);
            let broken = |what: &str| {
                Fault::new(format!("procedure_revision ({procedure}, {revision}): {what} cannot be read"))
            };
            let competent: Competent = serde_json::from_str(&row.text()?).map_err(|_| broken("competent"))?;
            let term =
                kernel::term::Term::from_parts(&row.text()?, row.int()?).ok_or_else(|| broken("term"))?;
            let rules = serde_json::from_str(&row.text()?).map_err(|_| broken("rules"))?;
            let (online, post) = (row.bool()?, row.bool()?);
            let process = processes.get(&ProcessId(row.int()?)).ok_or_else(|| broken("process"))?.clone();
            Ok(Revision {
                procedure,
                code,
                revision,
                valid_from,
                name,
                tier,
                field,
                competent,
                term,
                rules,
                online,
                post,
                process,
                illustrative: row.bool()?,
            })
        },
    )
}

/// Writes a revision. Call inside an action.
pub(crate) fn insert_revision(
    tx: &mut Tx,
    procedure: ProcedureId,
    revision: i64,
    new: &NewProcedure,
) -> Result<()> {
    let json = |what: serde_json::Result<String>| {
        what.map_err(|e| Fault::because(format!("writing procedure {}", new.code), e))
    };
    let competent = json(serde_json::to_string(&new.competent))?;
    let rules = json(serde_json::to_string(&new.rules))?;
    let (term_kind, term_amount) = new.term.to_parts();
    tx.insert(
        &PROCEDURE_REVISION,
        &vals![
            procedure.0,
            revision,
            new.valid_from.0,
            &new.name,
            &new.tier,
            &new.field,
            &competent,
            term_kind,
            term_amount,
            &rules,
            new.online,
            new.post,
            new.process.0,
            new.illustrative,
            1i64
        ],
    )
}
