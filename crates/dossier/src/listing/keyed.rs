//! Lists for programs: everything that somebody sees, in an order that does not change, a page after a place.

use super::line::{Line, lines_of};
use crate::desk::DossierId;
use crate::words::StateName;
use kernel::{Day, Result, UnitId, Units};
use store::{Tx, V, vals};

/// How many of a unit are walked for one page where a filter may pass over most of them.
const STROLL: i64 = 5_000;

/// A place in a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum After {
    /// In the order in which they came in.
    Id(DossierId),
    /// In the order of due days.
    Due(Day, DossierId),
}

/// What a list holds: dossiers of which these are the competent units.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The competent units.
    pub units: Units,
    /// In this state.
    pub state: Option<StateName>,
    /// Pending and due before this day, by due day; else in the order in which they came in.
    pub due_before: Option<Day>,
}

/// A page. It may hold fewer than asked for, and still not be the last.
#[derive(Clone, Debug)]
pub struct Page {
    /// The lines.
    pub lines: Vec<Line>,
    /// Where the next page begins; none after the last.
    pub next: Option<After>,
}

/// A page of a list.
///
/// # Errors
/// A fault of the database.
pub fn keyed(tx: &mut Tx, asked: &Asked, after: Option<After>, limit: i64) -> Result<Page> {
    match asked.due_before {
        Some(before) => by_due(tx, asked, before, after, limit),
        None => by_id(tx, asked, after, limit),
    }
}

/// Each unit by itself, or all at once: unit 0 stands for all.
fn each(units: &Units) -> Vec<UnitId> {
    match units {
        Units::All => vec![UnitId(0)],
        Units::Some(units) => units.to_vec(),
    }
}

fn full(found: usize, limit: i64) -> bool {
    i64::try_from(found).unwrap_or(i64::MAX) >= limit
}

fn by_id(tx: &mut Tx, asked: &Asked, after: Option<After>, limit: i64) -> Result<Page> {
    let after = match after {
        Some(After::Id(id) | After::Due(_, id)) => id.0,
        None => 0,
    };
    let mut found: Vec<i64> = Vec::new();
    // Up to here every unit was looked through.
    let mut horizon: Option<i64> = None;
    for unit in each(&asked.units) {
        let end = match asked.state {
            Some(_) => end_of_stroll(tx, unit, after)?,
            None => None,
        };
        found.extend(ids(tx, unit, asked.state, after, end.unwrap_or(i64::MAX), limit)?);
        horizon = match (horizon, end) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    found.retain(|id| horizon.is_none_or(|end| *id <= end));
    found.sort_unstable();
    let whole = full(found.len(), limit);
    found.truncate(usize::try_from(limit).unwrap_or(0));
    let next = if whole { found.last().copied() } else { horizon };
    let ids: Vec<DossierId> = found.into_iter().map(DossierId).collect();
    Ok(Page { lines: lines_of(tx, &ids)?, next: next.map(|id| After::Id(DossierId(id))) })
}

fn end_of_stroll(tx: &mut Tx, unit: UnitId, after: i64) -> Result<Option<i64>> {
    let (one, all) = (
        "SELECT id FROM dossier WHERE unit_id = $1 AND id > $2 ORDER BY id LIMIT 1 OFFSET $3",
        "SELECT id FROM dossier WHERE CAST($1 AS BIGINT) = 0 AND id > $2 ORDER BY id LIMIT 1 OFFSET $3",
    );
    let text = if unit.0 == 0 { all } else { one };
    tx.query_opt(text, &vals![unit.0, after, STROLL - 1], |row| row.int())
}

fn ids(
    tx: &mut Tx,
    unit: UnitId,
    state: Option<StateName>,
    after: i64,
    end: i64,
    limit: i64,
) -> Result<Vec<i64>> {
    let of = if unit.0 == 0 { "CAST($1 AS BIGINT) = 0" } else { "unit_id = $1" };
    let mut args = vec![V::Int(unit.0), V::Int(after), V::Int(end), V::Int(limit)];
    let mut text = format!("SELECT id FROM dossier WHERE {of} AND id > $2 AND id <= $3");
    if let Some(state) = state {
        args.push(V::Text(state.word()));
        text.push_str(" AND state = $5");
    }
    text.push_str(" ORDER BY id LIMIT $4");
    tx.query(text, &args, |row| row.int())
}

fn by_due(tx: &mut Tx, asked: &Asked, before: Day, after: Option<After>, limit: i64) -> Result<Page> {
    let (day, id) = match after {
        Some(After::Due(day, id)) => (day.0, id.0),
        // A place of the other order: from the start.
        Some(After::Id(_)) | None => (i64::MIN, i64::MIN),
    };
    let mut found: Vec<(i64, i64)> = Vec::new();
    for unit in each(&asked.units) {
        let of = if unit.0 == 0 { "CAST($1 AS BIGINT) = 0" } else { "unit_id = $1" };
        let mut args = vec![V::Int(unit.0), V::Int(before.0), V::Int(day), V::Int(id), V::Int(limit)];
        let mut text = format!(
            "SELECT due_day, id FROM dossier WHERE due_day IS NOT NULL AND settled_at IS NULL AND {of} \
             AND due_day < $2 AND (due_day, id) > ($3, $4)"
        );
        if let Some(state) = asked.state {
            args.push(V::Text(state.word()));
            text.push_str(" AND state = $6");
        }
        text.push_str(" ORDER BY due_day, id LIMIT $5");
        found.extend(tx.query(text, &args, |row| Ok((row.int()?, row.int()?)))?);
    }
    found.sort_unstable();
    let whole = full(found.len(), limit);
    found.truncate(usize::try_from(limit).unwrap_or(0));
    let last = found.last().filter(|_| whole).map(|(day, id)| After::Due(Day(*day), DossierId(*id)));
    let ids: Vec<DossierId> = found.into_iter().map(|(_, id)| DossierId(id)).collect();
    Ok(Page { lines: lines_of(tx, &ids)?, next: last })
}
