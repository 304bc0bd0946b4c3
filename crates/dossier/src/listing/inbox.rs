//! An inbox: what stands in some units, in some states, by due day. Pages by key; counts by due day.
//!
//! Everything but the lines themselves is read from the index `dossier_desk`, which holds what is not yet delivered.

use super::line::{Line, line, line_columns};
use crate::desk::DossierId;
use crate::words::StateName;
use catalogue::ProcedureId;
use kernel::{Day, Fault, Result, UnitId};
use std::fmt::Write;
use store::{Tx, V};

/// Dossiers in one state that stand in some units.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pile {
    /// The state.
    pub state: StateName,
    /// The units.
    pub units: Vec<UnitId>,
}

/// Which due days. Only of what has a running clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// Before this day.
    Before(Day),
    /// On it.
    On(Day),
    /// After it.
    After(Day),
}

/// What an inbox shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Inbox {
    /// Each state once.
    pub piles: Vec<Pile>,
    /// Of these procedures alone.
    pub procedures: Option<Vec<ProcedureId>>,
    /// Due then.
    pub due: Option<Due>,
}

/// A place in the list, which is sorted by due day: first what is not yet accepted, last what has no running clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The due day, or what stands for it.
    pub key: i64,
    /// The dossier.
    pub id: DossierId,
}

/// Which way a page lies from a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// What follows it.
    After(Place),
    /// What comes before it.
    Before(Place),
}

/// How many have one state and one due day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// The state.
    pub state: StateName,
    /// The due day, where the clock runs.
    pub due: Option<Day>,
    /// How many.
    pub count: i64,
}

/// Stands for the due day of what is not accepted: before all days.
const FIRST: i64 = 0;
/// Stands for the due day of what has no running clock: after all days.
const LAST: i64 = 4_000_000;

impl Line {
    /// Its place in an inbox.
    pub fn place(&self) -> Place {
        Place { key: key_of(self.state).unwrap_or_else(|| self.due.map_or(FIRST, |d| d.0)), id: self.id }
    }
}

/// What stands for the due day of a state without a running clock; none where the due day itself counts.
fn key_of(state: StateName) -> Option<i64> {
    match state {
        StateName::Accepted | StateName::InStep | StateName::Settled => None,
        StateName::Paused => Some(LAST),
        StateName::Submitted | StateName::NotAccepted | StateName::Delivered | StateName::Void => Some(FIRST),
    }
}

/// A statement in the making.
#[derive(Default)]
struct Asking<'v> {
    text: String,
    args: Vec<V<'v>>,
}

impl<'v> Asking<'v> {
    fn arg(&mut self, value: V<'v>) -> String {
        self.args.push(value);
        format!("${}", self.args.len())
    }

    fn list(&mut self, values: impl ExactSizeIterator<Item = i64>) -> String {
        let list = store::placeholders(self.args.len() + 1, values.len());
        self.args.extend(values.map(V::Int));
        list
    }
}

impl Inbox {
    /// One `SELECT` of `state, id, due` for each pile, put together; none where there is nothing to look at.
    fn keys<'v>(&self, asking: &mut Asking<'v>) -> Option<String> {
        let mut parts = Vec::new();
        for pile in &self.piles {
            let running = matches!(pile.state, StateName::Accepted | StateName::InStep);
            let of_none = self.procedures.as_ref().is_some_and(Vec::is_empty);
            if pile.units.is_empty() || of_none || (self.due.is_some() && !running) {
                continue;
            }
            let key = key_of(pile.state)
                .map_or_else(|| "due_day".to_owned(), |key| format!("CAST({key} AS BIGINT)"));
            let state = pile.state.word();
            let units = asking.list(pile.units.iter().map(|u| u.0));
            let mut part = format!(
                "SELECT '{state}' AS state, id, {key} AS due FROM dossier \
                 WHERE delivered_at IS NULL AND step_unit_id IN ({units}) AND state = '{state}'"
            );
            let mut and = |text: &str| {
                // Writing to a String cannot fail.
                let _ = write!(part, " AND {text}");
            };
            match self.due {
                Some(Due::Before(day)) => and(&format!("due_day < {}", asking.arg(V::Int(day.0)))),
                Some(Due::On(day)) => and(&format!("due_day = {}", asking.arg(V::Int(day.0)))),
                Some(Due::After(day)) => and(&format!("due_day > {}", asking.arg(V::Int(day.0)))),
                None => {}
            }
            if let Some(procedures) = &self.procedures {
                and(&format!("procedure_id IN ({})", asking.list(procedures.iter().map(|p| p.0))));
            }
            parts.push(part);
        }
        (!parts.is_empty()).then(|| parts.join(" UNION ALL "))
    }

    /// A page of lines, in the order of the list.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn page(&self, tx: &mut Tx, side: Option<Side>, limit: i64) -> Result<Vec<Line>> {
        let mut asking = Asking::default();
        let Some(keys) = self.keys(&mut asking) else {
            return Ok(Vec::new());
        };
        let (order, place) = match side {
            None => ("o.due, o.id", None),
            Some(Side::After(place)) => ("o.due, o.id", Some((">", place))),
            Some(Side::Before(place)) => ("o.due DESC, o.id DESC", Some(("<", place))),
        };
        let beyond = place.map_or_else(String::new, |(sign, place)| {
            let (key, id) = (asking.arg(V::Int(place.key)), asking.arg(V::Int(place.id.0)));
            format!("WHERE (o.due, o.id) {sign} ({key}, {id}) ")
        });
        let limit = asking.arg(V::Int(limit));
        // First the page is found in the index, then its lines are read.
        asking.text = format!(
            "SELECT {} FROM (SELECT o.id, o.due FROM ({keys}) AS o {beyond}ORDER BY {order} LIMIT {limit}) AS o \
             CROSS JOIN dossier d WHERE d.id = o.id ORDER BY {order}",
            line_columns!()
        );
        let mut lines = tx.query(asking.text, &asking.args, line)?;
        if matches!(side, Some(Side::Before(_))) {
            lines.reverse();
        }
        Ok(lines)
    }

    /// How many there are, by state and due day; in no order.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn counts(&self, tx: &mut Tx) -> Result<Vec<Count>> {
        let mut asking = Asking::default();
        let Some(keys) = self.keys(&mut asking) else {
            return Ok(Vec::new());
        };
        asking.text = format!("SELECT o.state, o.due, COUNT(*) FROM ({keys}) AS o GROUP BY o.state, o.due");
        tx.query(asking.text, &asking.args, |row| {
            let state = StateName::from_word(row.str()?).ok_or_else(|| Fault::new("a state of an inbox"))?;
            let due = row.int()?;
            Ok(Count { state, due: key_of(state).is_none().then_some(Day(due)), count: row.int()? })
        })
    }
}
