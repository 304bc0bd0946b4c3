//! Every SQL statement on processes.

use super::{Place, Power, Process, ProcessId, Step};
use crate::decision::DecisionId;
use ::store::{Row, Tx, table, vals};
use kernel::{Fault, Result, UnitId};
use rustc_hash::FxHashMap;

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
    /// The decision that approved a process, and for whom it is the default.
    pub static PROCESS_STANDING = 67 "process_standing" key(process_id) version(version) {
        process_id: Int, decision_id: Int, default_for: Text, version: Int,
    }
}
table! {
    /// Of steps: shares, groups, what may be done and what must be produced.
    pub static PROCESS_STEP_RULE = 68 "process_step_rule" key(process_id, no) version(version) {
        process_id: Int, no: Int, share: Int, step_group: Text, may: Text, produces: Text, version: Int,
    }
}

macro_rules! process_select {
    () => {
        "SELECT p.id, p.code, p.name, p.illustrative, s.decision_id, s.default_for FROM process p \
         LEFT JOIN process_standing s ON s.process_id = p.id "
    };
}

macro_rules! step_select {
    () => {
        "SELECT s.process_id, s.no, s.name, s.role, s.place, s.unit_id, s.allotment_minutes, s.settles, \
         r.share, r.step_group, r.may, r.produces FROM process_step s \
         LEFT JOIN process_step_rule r ON r.process_id = s.process_id AND r.no = s.no "
    };
}

/// Every process.
pub(crate) fn all(tx: &mut Tx) -> Result<FxHashMap<ProcessId, Process>> {
    let all = tx.query(concat!(process_select!(), "ORDER BY p.id"), &[], read_process)?;
    let mut found: FxHashMap<ProcessId, Process> = all.into_iter().map(|p| (p.id, p)).collect();
    let steps = tx.query(concat!(step_select!(), "ORDER BY s.process_id, s.no"), &[], read_step)?;
    for (id, no, step) in steps {
        let process = found
            .get_mut(&id)
            .ok_or_else(|| Fault::new(format!("process_step ({id}, {no}) belongs to no process")))?;
        append(process, no, step)?;
    }
    Ok(found)
}

/// The process with this code.
pub(super) fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Process>> {
    let found = tx.query_opt(concat!(process_select!(), "WHERE p.code = $1"), &vals![code], read_process)?;
    let Some(mut process) = found else { return Ok(None) };
    let steps = tx.query(
        concat!(step_select!(), "WHERE s.process_id = $1 ORDER BY s.no"),
        &vals![process.id.0],
        read_step,
    )?;
    for (_, no, step) in steps {
        append(&mut process, no, step)?;
    }
    Ok(Some(process))
}

fn append(process: &mut Process, no: i64, step: Step) -> Result<()> {
    if process.len() + 1 != no {
        return Err(Fault::new(format!("process_step ({}, {no}) is out of order", process.id)).into());
    }
    process.steps.push(step);
    Ok(())
}

fn read_process(row: &mut Row<'_>) -> Result<Process> {
    Ok(Process {
        id: ProcessId(row.int()?),
        code: row.text()?,
        name: row.text()?,
        illustrative: row.bool()?,
        decision: row.opt_int()?.map(DecisionId),
        default_for: row.opt_text()?.filter(|tier| !tier.is_empty()),
        steps: Vec::new(),
    })
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
    let (allotment_minutes, settles) = (row.int()?, row.bool()?);
    let (share, group) = (row.opt_int()?, row.opt_text()?.filter(|group| !group.is_empty()));
    let may = may_of(&row.opt_text()?.unwrap_or_default())
        .ok_or_else(|| Fault::new(format!("process_step_rule ({id}, {no}): may cannot be read")))?;
    let produces = row.opt_text()?.unwrap_or_default();
    Ok((id, no, Step { name, role, place, allotment_minutes, share, settles, group, may, produces }))
}

/// Reads what may be done in a step as it is stored and as folders write it: words with blanks between, nothing for
/// everything, `-` for nothing at all.
pub fn may_of(words: &str) -> Option<Vec<Power>> {
    match words {
        "" => Some(Power::ALL.to_vec()),
        "-" => Some(Vec::new()),
        words => words.split_whitespace().map(Power::from_word).collect(),
    }
}
