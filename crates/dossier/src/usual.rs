//! How long a procedure usually takes: half and nine in ten of its dossiers of the last twelve months. One walk over a
//! year of settled dossiers is too much for a page, so it is done at the turn of the day and kept.
//!
//! Counted is what counts against the term: from acceptance to the decision by the unit's calendar, without the time in
//! which the clock stood. That is the term less what was left of it up to the due date, which pauses and decreed
//! holidays have moved; one settled after it has used more than the term.

use crate::model::out_of_calendar;
use crate::reference::Reference;
use catalogue::ProcedureId;
use kernel::calendar::{Calendar, CalendarError};
use kernel::term::Term;
use kernel::{Day, Fault, Instant, Result, UnitId};
use std::collections::BTreeMap;
use store::{Tx, vals};

/// Dossiers below which nothing is said: a few would say more of their owners than of the procedure.
pub const FEWEST: i64 = 10;

/// Days that are looked back.
const YEAR: i64 = 365;

/// How long a procedure usually takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Usual {
    /// Dossiers granted or refused in the year before this day.
    pub to: Day,
    /// How many of them there were.
    pub dossiers: i64,
    /// Half of them took no longer.
    pub half: Term,
    /// Nine in ten took no longer.
    pub nine_in_ten: Term,
}

/// How long this procedure usually takes; nothing where fewer than [`FEWEST`] dossiers say so.
///
/// # Errors
/// A fault naming the row that cannot be read.
pub fn of(tx: &mut Tx, procedure: ProcedureId) -> Result<Option<Usual>> {
    tx.query_opt(
        "SELECT to_day, kind, dossiers, half, nine_in_ten FROM usual_time WHERE procedure_id = $1",
        &vals![procedure.0],
        |row| {
            let (to, kind, dossiers) = (Day(row.int()?), row.text()?, row.int()?);
            let broken = || Fault::new(format!("usual_time {procedure}: '{kind}' cannot be read"));
            let half = Term::from_parts(&kind, row.int()?).ok_or_else(broken)?;
            let nine_in_ten = Term::from_parts(&kind, row.int()?).ok_or_else(broken)?;
            Ok(Usual { to, dossiers, half, nine_in_ten })
        },
    )
}

/// How many dossiers took how long, in the kind of the term.
type Spread = BTreeMap<i64, i64>;

/// What the year before a day came to, for every procedure in force with enough dossiers.
///
/// # Errors
/// A fault of the database, or where a unit has no calendar.
pub fn computed(tx: &mut Tx, reference: &Reference, to: Day) -> Result<Vec<(ProcedureId, Usual)>> {
    let mut spreads: BTreeMap<ProcedureId, Spread> = BTreeMap::new();
    let (from, end) = (to.plus(-YEAR).start().0, to.start().0);
    tx.each(
        "SELECT procedure_id, revision, unit_id, settled_at, due_day, due_at FROM dossier \
         WHERE settled_at >= $1 AND settled_at < $2 AND (outcome = 'granted' OR outcome = 'refused')",
        &vals![from, end],
        |row| {
            let (procedure, revision, unit) = (ProcedureId(row.int()?), row.int()?, UnitId(row.int()?));
            let (settled, due) = (Instant(row.int()?), row.opt_int()?.map(Day));
            let due_at = row.opt_int()?.map(Instant);
            let catalogue = &reference.catalogue;
            let (Some(filed), Some(now)) =
                (catalogue.at_revision(procedure, revision), catalogue.in_force(procedure, to))
            else {
                return Ok(());
            };
            // What was counted in another kind cannot stand beside the present term.
            if filed.term.to_parts().0 == now.term.to_parts().0 {
                let used = used(reference.calendar(unit)?, filed.term, settled, due, due_at);
                if let Some(used) = used.map_err(|e| out_of_calendar(&e))? {
                    *spreads.entry(procedure).or_default().entry(used).or_default() += 1;
                }
            }
            Ok(())
        },
    )?;
    let usual = |(procedure, spread): (ProcedureId, Spread)| {
        let dossiers: i64 = spread.values().sum();
        let kind = reference.catalogue.in_force(procedure, to)?.term.to_parts().0;
        let share = |tenths| Term::from_parts(kind, reached(&spread, dossiers, tenths));
        (dossiers >= FEWEST).then_some(())?;
        Some((procedure, Usual { to, dossiers, half: share(5)?, nine_in_ten: share(9)? }))
    };
    Ok(spreads.into_iter().filter_map(usual).collect())
}

/// What of its term a dossier has used up when it was settled; at least nothing.
fn used(
    calendar: &Calendar,
    term: Term,
    settled: Instant,
    due: Option<Day>,
    due_at: Option<Instant>,
) -> std::result::Result<Option<i64>, CalendarError> {
    let (day, Some(due)) = (settled.day(), due) else { return Ok(None) };
    let used = match (term, due_at) {
        (Term::WorkingDays(n), _) => n - calendar.working_days_between(day, due)?,
        (Term::CalendarDays(n), _) => n - (due.0 - day.0),
        (Term::Hours(n), Some(at)) => n - calendar.working_minutes(settled, at)?.div_euclid(60),
        (Term::Hours(_), None) => return Ok(None),
    };
    Ok(Some(used.max(0)))
}

/// The shortest time in which so many tenths of all were done.
fn reached(spread: &Spread, all: i64, tenths: i64) -> i64 {
    let mut done = 0;
    for (used, count) in spread {
        done += count;
        if done * 10 >= all * tenths {
            return *used;
        }
    }
    spread.keys().next_back().copied().unwrap_or(0)
}

/// Keeps what was worked out, and nothing else.
///
/// # Errors
/// A fault of the database.
pub fn keep(tx: &mut Tx, all: &[(ProcedureId, Usual)]) -> Result<()> {
    tx.exec("DELETE FROM usual_time", &[])?;
    for (procedure, u) in all {
        let (kind, half) = u.half.to_parts();
        tx.exec(
            "INSERT INTO usual_time (procedure_id, to_day, kind, dossiers, half, nine_in_ten) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            &vals![procedure.0, u.to.0, kind, u.dossiers, half, u.nine_in_ten.to_parts().1],
        )?;
    }
    Ok(())
}
