//! Early warning: open dossiers that will be late if every step from now on takes what it is allotted, and steps that
//! have used up their own allotment.

use super::line::{Line, line, line_columns};
use crate::reference::Reference;
use crate::words::StateName;
use kernel::{Day, Instant, Result, UnitId, Units};
use store::{Tx, V};

/// Why somebody is warned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// The steps that are left are allotted more time than there is up to the due date.
    WontFit,
    /// The present step has used up its allotment; the reserve may still do.
    StepOver,
}

/// A dossier that somebody should look at now.
#[derive(Clone, Debug)]
pub struct Warning {
    /// The dossier.
    pub line: Line,
    /// Why.
    pub why: Why,
    /// Working minutes of the competent unit from now to the end of the due day.
    pub left: i64,
    /// Working minutes allotted to what is left of this step and to the steps after it.
    pub needed: i64,
    /// Working minutes by which the present step is over its allotment; 0 where it is not.
    pub over: i64,
}

/// Warnings at a moment.
#[derive(Clone, Debug, Default)]
pub struct Warnings {
    /// Those who lack most time first.
    pub found: Vec<Warning>,
    /// Open dossiers that were looked at.
    pub looked_at: usize,
}

/// Units that are asked one by one; more are read through.
const FEW: usize = 32;

/// Looks at the open dossiers of some units that are due from today to a day. Those that are overdue need no warning
/// any more, and those whose clock stands wait for somebody else.
///
/// # Errors
/// A fault of the database.
pub fn warnings(
    tx: &mut Tx,
    reference: &Reference,
    units: &Units,
    now: Instant,
    until: Day,
) -> Result<Warnings> {
    let mut warnings = Warnings::default();
    for line in open(tx, units, now.day(), until)? {
        warnings.looked_at += 1;
        warnings.found.extend(judge(reference, line, now));
    }
    warnings.found.sort_by_key(|w| (w.why, w.left - w.needed, w.line.due, w.line.id));
    Ok(warnings)
}

fn open(tx: &mut Tx, units: &Units, today: Day, until: Day) -> Result<Vec<Line>> {
    let mut args = vec![V::Int(today.0), V::Int(until.0)];
    let mut only = String::new();
    if let Units::Some(some) = units
        && some.len() <= FEW
    {
        if some.is_empty() {
            return Ok(Vec::new());
        }
        args.extend(some.iter().map(|unit| V::Int(unit.0)));
        only = format!(" AND d.unit_id IN ({})", store::placeholders(3, some.len()));
    }
    let sql = format!(
        "SELECT {} FROM dossier d WHERE d.due_day IS NOT NULL AND d.settled_at IS NULL \
         AND d.due_day >= $1 AND d.due_day <= $2{only} ORDER BY d.due_day, d.id",
        line_columns!()
    );
    let mut found = tx.query(sql, &args, line)?;
    found.retain(|l| units.has(l.unit) && matches!(l.state, StateName::Accepted | StateName::InStep));
    Ok(found)
}

/// None where there is nothing to warn of, or nothing can be told: the calendar does not reach, or nobody knows the
/// process.
fn judge(reference: &Reference, line: Line, now: Instant) -> Option<Warning> {
    let process = &reference.catalogue.at_revision(line.procedure, line.revision)?.process;
    let minutes = |unit: UnitId, from: Instant, to: Instant| {
        let calendar = reference.calendars.for_unit(reference.holder(unit, now.day()))?;
        if from < to { calendar.working_minutes(from, to).ok() } else { Some(0) }
    };
    let calendar = reference.calendars.for_unit(reference.holder(line.unit, now.day()))?;
    let closing = calendar.closing(line.due?).ok()?;
    let left = minutes(line.unit, now, closing)?;
    let step_due = line.step_due?;
    let needed = minutes(line.unit, now, step_due)? + process.after(line.step);
    let over = minutes(line.standing, step_due, now)?;
    let why = if needed > left {
        Why::WontFit
    } else if over > 0 {
        Why::StepOver
    } else {
        return None;
    };
    Some(Warning { line, why, left, needed, over })
}
