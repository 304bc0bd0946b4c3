//! Who might have been counted: found by the columns of the dossiers, in the order of the list.
//!
//! Much (what came in, what was settled in time) is walked unit by unit in an index, a page at a time. Little is read
//! whole and put in order: what is pending or late, which is never more than a stock of open work, and what turned since
//! the period began.

use super::{Asked, Figure, Mark, padded};
use crate::desk::DossierId;
use kernel::{Day, Result, UnitId};
use store::{Row, Tx, V};

/// What a list is ordered by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Order {
    /// When it was accepted, the newest first.
    Accepted,
    /// When it was settled, the newest first.
    Settled,
    /// When the result was handed over, the newest first.
    Delivered,
    /// When it is due.
    Due,
    /// How long after its day it was settled, the longest first.
    Lateness,
}

impl Order {
    const fn of(figure: Figure) -> Self {
        use Figure as F;
        match figure {
            F::ToProcess | F::Received | F::Online | F::Post | F::Moved | F::TakenForOthers => Self::Accepted,
            F::OnTimeOrEarly | F::Early | F::OnTime | F::Refused | F::Stopped | F::Withdrawn | F::Apart => {
                Self::Settled
            }
            F::DeliveredPost => Self::Delivered,
            F::CarriedOver | F::InTerm | F::Overdue => Self::Due,
            F::Late => Self::Lateness,
        }
    }

    /// The key in SQL; ascending is the order of the list.
    const fn key(self) -> &'static str {
        match self {
            Self::Accepted => "-COALESCE(accepted_at, 0)",
            Self::Settled => "-COALESCE(settled_at, 0)",
            Self::Delivered => "-COALESCE(delivered_at, 0)",
            Self::Due => "COALESCE(due_day, 0)",
            Self::Lateness => "COALESCE(due_day * 86400000000 - settled_at, 0)",
        }
    }
}

/// Walks through an index, newest first: the column that it is ordered by, what else must hold, and a channel.
#[derive(Clone, Copy)]
struct Walk {
    column: &'static str,
    condition: &'static str,
    channel: Option<i64>,
}

fn walk(figure: Figure) -> Option<Walk> {
    let received = Walk { column: "accepted_at", condition: "", channel: None };
    match figure {
        Figure::ToProcess | Figure::Received => Some(received),
        Figure::Online => Some(Walk { condition: " AND channel = $6", channel: Some(2), ..received }),
        Figure::Post => Some(Walk { condition: " AND channel = $6", channel: Some(3), ..received }),
        Figure::OnTimeOrEarly | Figure::Early | Figure::OnTime => {
            let condition = match figure {
                Figure::Early => " AND timeliness = 'early'",
                Figure::OnTime => " AND timeliness = 'on_time'",
                _ => " AND timeliness <> 'late'",
            };
            Some(Walk { column: "settled_at", condition, channel: None })
        }
        _ => None,
    }
}

impl Walk {
    /// The part of a unit after a place, and of some procedures alone.
    fn sql(self, procedures: &str) -> String {
        let Self { column, condition, .. } = self;
        format!(
            "SELECT {column}, id FROM dossier WHERE {column} IS NOT NULL AND unit_id = $1 AND {column} >= $2 \
             AND ({column}, id) < ($3, $4){condition}{procedures} ORDER BY {column} DESC, id DESC LIMIT $5"
        )
    }
}

/// The condition that a dossier is of the procedures asked for, with parameters from a number on.
fn of_procedures(asked: &Asked<'_>, from: usize) -> (String, Vec<V<'static>>) {
    let Some(procedures) = asked.procedures else { return (String::new(), Vec::new()) };
    let ids = padded(procedures.iter().map(|p| p.0));
    (format!(" AND procedure_id IN ({})", store::placeholders(from, ids.len())), ids)
}

/// Those who might be counted, in order, from a place on.
pub(super) struct Source {
    /// What was read whole, in order; the next one last.
    gathered: Vec<Mark>,
    walk: Option<Walk>,
    /// What was carried over has still to be looked for.
    carried: bool,
    /// The last one that was given.
    at: Option<Mark>,
}

impl Source {
    pub(super) fn open(tx: &mut Tx, asked: &Asked<'_>, after: Option<Mark>) -> Result<Self> {
        let mut gathered = Vec::new();
        gather(tx, asked, &mut gathered)?;
        turned(tx, asked, &mut gathered)?;
        gathered.retain(|mark| after.is_none_or(|after| *mark > after));
        gathered.sort_unstable_by(|a, b| b.cmp(a));
        gathered.dedup();
        let carried = asked.figure == Figure::ToProcess;
        Ok(Self { gathered, walk: walk(asked.figure), carried, at: after })
    }

    /// Adds what was carried over, as far as it stands after the last one that was given.
    fn carry(&mut self, tx: &mut Tx, asked: &Asked<'_>) -> Result<()> {
        self.carried = false;
        open_at(tx, asked, asked.period.from, &mut self.gathered)?;
        self.gathered.retain(|mark| self.at.is_none_or(|at| *mark > at));
        self.gathered.sort_unstable_by(|a, b| b.cmp(a));
        self.gathered.dedup();
        Ok(())
    }

    /// The next ones, each once; none when there are no more.
    pub(super) fn next(&mut self, tx: &mut Tx, asked: &Asked<'_>, n: usize) -> Result<Vec<Mark>> {
        let mut some = Vec::new();
        if let Some(walk) = self.walk {
            self.walked(tx, asked, walk, n, &mut some)?;
        }
        if self.carried && some.len() < n {
            self.carry(tx, asked)?;
        }
        let own = self.gathered.len().saturating_sub(n);
        some.extend(self.gathered[own..].iter().copied());
        some.sort_unstable();
        some.dedup();
        some.truncate(n);
        if let Some(last) = some.last() {
            self.at = Some(*last);
            while self.gathered.last().is_some_and(|mark| mark <= last) {
                self.gathered.pop();
            }
        }
        Ok(some)
    }

    fn walked(
        &self,
        tx: &mut Tx,
        asked: &Asked<'_>,
        walk: Walk,
        n: usize,
        some: &mut Vec<Mark>,
    ) -> Result<()> {
        let end = (asked.period.to.start().0, i64::MIN);
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        let (procedures, ids) = of_procedures(asked, if walk.channel.is_some() { 7 } else { 6 });
        let sql = walk.sql(&procedures);
        for member in asked.units {
            let (before, id) = match self.at {
                Some(at) if -at.key < end.0 => (-at.key, at.id.0),
                _ => end,
            };
            let mut args = vec![
                V::Int(member.unit.0),
                V::Int(member.from.start().0),
                V::Int(before),
                V::Int(id),
                V::Int(n),
            ];
            args.extend(walk.channel.map(V::Int));
            args.extend(ids.iter().copied());
            tx.each(sql.clone(), &args, |row| {
                some.push(Mark { key: -row.int()?, id: DossierId(row.int()?) });
                Ok(())
            })?;
        }
        Ok(())
    }
}

fn mark(row: &mut Row<'_>) -> Result<Mark> {
    Ok(Mark { key: row.int()?, id: DossierId(row.int()?) })
}

/// What is read whole: pending at a midnight, late, refused and so on, by the dossiers' own columns.
fn gather(tx: &mut Tx, asked: &Asked<'_>, found: &mut Vec<Mark>) -> Result<()> {
    let earliest = asked.units.iter().map(|m| m.from).min().unwrap_or(asked.period.from);
    let within = [earliest.start().0, asked.period.to.start().0];
    let mut of_units = |condition: &str| by(tx, asked, "unit_id", condition, &within, found);
    match asked.figure {
        Figure::Received | Figure::Online | Figure::Post | Figure::Moved => Ok(()),
        Figure::OnTimeOrEarly | Figure::Early | Figure::OnTime => Ok(()),
        // What came in stands before what was carried over, so that is looked for when it is reached.
        Figure::ToProcess => Ok(()),
        Figure::CarriedOver => open_at(tx, asked, asked.period.from, found),
        Figure::InTerm => open_at(tx, asked, asked.period.to, found),
        Figure::Overdue if asked.unfinished() => overdue_now(tx, asked, found),
        Figure::Overdue => overdue_then(tx, asked, found),
        Figure::Late => of_units("timeliness = 'late' AND settled_at >= $1 AND settled_at < $2"),
        // (The index is of whatever was not granted.)
        Figure::Refused => {
            of_units("outcome <> 'granted' AND outcome = 'refused' AND settled_at >= $1 AND settled_at < $2")
        }
        Figure::Stopped => {
            of_units("outcome <> 'granted' AND outcome = 'stopped' AND settled_at >= $1 AND settled_at < $2")
        }
        Figure::Withdrawn => of_units(
            "outcome <> 'granted' AND outcome = 'withdrawn' AND settled_at >= $1 AND settled_at < $2",
        ),
        Figure::Apart => of_units("outcome <> 'granted' AND settled_at >= $1 AND settled_at < $2"),
        Figure::DeliveredPost => {
            of_units("delivered_by = 'post' AND delivered_at >= $1 AND delivered_at < $2")
        }
        Figure::TakenForOthers => {
            let condition = "receiving_id <> unit_id AND accepted_at >= $1 AND accepted_at < $2";
            by(tx, asked, "receiving_id", condition, &within, found)
        }
    }
}

/// Open work that was accepted before an instant. (The sum keeps the planner at the index of open work, which is
/// short.)
macro_rules! open {
    () => {
        "due_day IS NOT NULL AND settled_at IS NULL AND accepted_at + 0 < $1"
    };
}

/// What was accepted before an instant and settled since.
macro_rules! settled_since {
    () => {
        "settled_at IS NOT NULL AND settled_at >= $1 AND accepted_at < $1"
    };
}

/// Pending at 00:00 of a day: still open, or settled since.
fn open_at(tx: &mut Tx, asked: &Asked<'_>, day: Day, found: &mut Vec<Mark>) -> Result<()> {
    let at = [day.start().0];
    by(tx, asked, "unit_id", open!(), &at, found)?;
    by(tx, asked, "unit_id", settled_since!(), &at, found)
}

/// Overdue now: the due date tells.
fn overdue_now(tx: &mut Tx, asked: &Asked<'_>, found: &mut Vec<Mark>) -> Result<()> {
    let at = [asked.period.to.start().0, asked.today.0];
    by(tx, asked, "unit_id", concat!(open!(), " AND due_day < $2"), &at, found)
}

/// Overdue at the period's end: due dates may have been moved since, but some event had set one before that day.
fn overdue_then(tx: &mut Tx, asked: &Asked<'_>, found: &mut Vec<Mark>) -> Result<()> {
    let at = [asked.period.to.start().0, asked.period.to.0];
    let open = concat!(
        open!(),
        " AND EXISTS (SELECT 1 FROM dossier_event o WHERE o.dossier_id = dossier.id AND o.armed_day < $2)"
    );
    let settled = concat!(
        settled_since!(),
        " AND EXISTS (SELECT 1 FROM dossier_event o WHERE o.dossier_id = dossier.id AND o.armed_day < $2)"
    );
    by(tx, asked, "unit_id", open, &at, found)?;
    by(tx, asked, "unit_id", settled, &at, found)
}

/// Dossiers of the units by a condition on some numbers.
fn by(
    tx: &mut Tx,
    asked: &Asked<'_>,
    column: &str,
    condition: &str,
    numbers: &[i64],
    found: &mut Vec<Mark>,
) -> Result<()> {
    let units = padded(asked.units.iter().map(|m| m.unit.0));
    let (procedures, ids) = of_procedures(asked, numbers.len() + units.len() + 1);
    let sql = format!(
        "SELECT {}, id FROM dossier WHERE {condition} AND {column} IN ({}){procedures}",
        Order::of(asked.figure).key(),
        store::placeholders(numbers.len() + 1, units.len())
    );
    let mut args: Vec<V<'_>> = numbers.iter().map(|n| V::Int(*n)).collect();
    args.extend(units);
    args.extend(ids);
    tx.each(sql, &args, |row| {
        found.push(mark(row)?);
        Ok(())
    })
}

/// Those whose columns do not tell what the period counts, if any of the units had to do with them: they turned since
/// it began. Whatever turned before it and was counted before it is over, and from then on the columns hold: so the cost
/// grows with what has happened since the period's first day, not with the years before.
fn turned(tx: &mut Tx, asked: &Asked<'_>, found: &mut Vec<Mark>) -> Result<()> {
    let receiving = asked.figure == Figure::TakenForOthers;
    // What procedure it was of matters only where that is asked.
    let corrected = if asked.procedures.is_some() {
        " UNION SELECT dossier_id FROM dossier_event WHERE kind = 'procedure_corrected' AND known_day >= $1"
    } else {
        ""
    };
    let sql = format!(
        "SELECT {}, d.id, d.receiving_id, o.unit_id FROM dossier d JOIN dossier_event o ON o.dossier_id = d.id \
         WHERE d.id IN (SELECT dossier_id FROM dossier_event WHERE (kind = 'reopened' OR kind = 'transferred' OR \
         kind = 'unit_corrected' OR kind = 'voided') AND known_day >= $1{corrected}) AND d.accepted_at < $2",
        Order::of(asked.figure).key()
    );
    tx.each(sql, &[V::Int(asked.period.from.0), V::Int(asked.period.to.start().0)], |row| {
        let mark = mark(row)?;
        let (desk, unit) = (UnitId(row.int()?), UnitId(row.int()?));
        let concerned = asked.member(unit).is_some() || (receiving && asked.member(desk).is_some());
        if concerned && found.last() != Some(&mark) {
            found.push(mark);
        }
        Ok(())
    })
}
