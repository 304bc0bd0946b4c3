//! The dossiers behind a number: those that a figure of some units counts, in a period and as of a day.
//!
//! What was counted stands in the counters without names. So whoever might have been counted is looked up by the
//! columns of the dossiers, and what was counted of him is told anew by his events: the sum over the list is the
//! figure, corrections and re-organisations included. A dossier whose columns do not tell its past (another unit's
//! before, settled before, void) is always looked at.
//!
//! One definition goes beyond the report's: of a day that is not over, what is due that day is not overdue yet.

mod candidates;
mod figure;

pub use figure::Figure;

use crate::desk::DossierId;
use crate::event;
use crate::figures::UnitRow;
use crate::tally::Ledger;
use crate::words::{Channel, StateName};
use catalogue::ProcedureId;
use kernel::timeliness::Timeliness;
use kernel::{Day, Fault, Instant, Period, Refusal, Result, UnitId};
use rustc_hash::FxHashMap;
use store::{Row, Tx, V, vals};

/// A unit among those asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// The unit.
    pub unit: UnitId,
    /// From which day on its figures are computed; the period's first day unless it began later.
    pub from: Day,
    /// Whether what it carried over is computed, not entered.
    pub carried: bool,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Which figure.
    pub figure: Figure,
    /// The period.
    pub period: Period,
    /// As it was known at 00:00 of this day; not before the period's end.
    pub as_of: Day,
    /// The day that is not over.
    pub today: Day,
    /// Of which units, each once, by ascending id.
    pub units: &'a [Member],
    /// Of which procedures alone, each once, by ascending id.
    pub procedures: Option<&'a [ProcedureId]>,
}

impl Asked<'_> {
    /// Whether the period reaches into what is not over.
    fn unfinished(&self) -> bool {
        self.period.to > self.today
    }

    fn member(&self, unit: UnitId) -> Option<Member> {
        self.units.binary_search_by_key(&unit, |m| m.unit).ok().map(|at| self.units[at])
    }

    fn of_procedure(&self, procedure: ProcedureId) -> bool {
        self.procedures.is_none_or(|all| all.binary_search(&procedure).is_ok())
    }
}

/// A place in the list: where the next page begins. By the key, and of one key the newest dossier first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// What the list is ordered by.
    pub key: i64,
    /// The dossier.
    pub id: DossierId,
}

impl Mark {
    /// Reads `key.id`.
    pub fn read(text: &str) -> Option<Self> {
        let (key, id) = text.split_once('.')?;
        Some(Self { key: key.parse().ok()?, id: DossierId(id.parse().ok()?) })
    }
}

impl Ord for Mark {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.key, other.id).cmp(&(other.key, self.id))
    }
}

impl PartialOrd for Mark {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.key, self.id)
    }
}

/// A dossier of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// The dossier.
    pub id: DossierId,
    /// Its code.
    pub code: String,
    /// Whose it is.
    pub name: String,
    /// Its procedure.
    pub procedure: ProcedureId,
    /// The unit it belongs to now.
    pub unit: UnitId,
    /// The unit it was counted for.
    pub counted_for: UnitId,
    /// How often it was counted: 1, or −1 where a judgement of the time before was taken back.
    pub counts: i64,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When it is due, or was.
    pub due_day: Option<Day>,
    /// When it was settled.
    pub settled_at: Option<Instant>,
    /// How.
    pub timeliness: Option<Timeliness>,
    /// Its state now.
    pub state: StateName,
}

/// A page of the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// In order.
    pub rows: Vec<Counted>,
    /// Where the next page begins; none when this was the last one.
    pub next: Option<Mark>,
}

/// Dossiers looked at for one page at most: a page of something rare among much may come short and still go on.
const MOST: usize = 20_000;
/// Dossiers looked at in one go: first a page's worth, then more.
const FIRST: usize = 64;
const CHUNK: usize = 512;

/// The dossiers behind a figure, after a place in the list.
///
/// What came in is listed newest first, what is pending by its due date, what was late by how late it was.
///
/// # Errors
/// A refusal when `as_of` lies before the period's end; faults of the database.
pub fn behind(tx: &mut Tx, asked: &Asked<'_>, after: Option<Mark>, limit: usize) -> Result<Page> {
    if asked.as_of < asked.period.to {
        return Err(Refusal::new(
            "figures.as_of",
            format!(
                "Thời điểm chốt số liệu ({}) không được trước ngày kết thúc kỳ ({}).",
                asked.as_of, asked.period.to
            ),
            format!(
                "The figures cannot be asked as of {}, before the period ends on {}.",
                asked.as_of, asked.period.to
            ),
        )
        .into());
    }
    let mut page = Page::default();
    if asked.units.is_empty() {
        return Ok(page);
    }
    let mut source = candidates::Source::open(tx, asked, after)?;
    let (mut looked, mut last) = (0, None);
    loop {
        let some = source.next(tx, asked, if looked == 0 { FIRST.max(limit + 1) } else { CHUNK })?;
        if some.is_empty() {
            return Ok(page);
        }
        let counted = count(tx, asked, &some)?;
        for mark in some {
            if looked >= MOST {
                page.next = last;
                return Ok(page);
            }
            looked += 1;
            if let Some(row) = counted.get(&mark.id) {
                if page.rows.len() == limit {
                    page.next = last;
                    return Ok(page);
                }
                page.rows.push(row.clone());
            }
            // What does not count, after the last row, is not looked at again.
            last = Some(mark);
        }
    }
}

/// Those that count, of these.
fn count(tx: &mut Tx, asked: &Asked<'_>, some: &[Mark]) -> Result<FxHashMap<DossierId, Counted>> {
    let mut counting = FxHashMap::default();
    for part in some.chunks(CHUNK) {
        let ids = padded(part.iter().map(|m| m.id.0));
        let mut ledgers: Vec<(DossierId, ProcedureId, Ledger)> = Vec::new();
        let sql = format!(
            "SELECT d.id, d.channel, d.receiving_id, e.at, e.known_day, e.kind, e.state, e.unit_id, e.armed_day, \
             e.verdict, CASE WHEN e.kind = 'procedure_corrected' THEN e.body END, d.procedure_id FROM dossier d \
             JOIN dossier_event e ON e.dossier_id = d.id WHERE d.id IN ({}) ORDER BY d.id, e.seq",
            store::placeholders(1, ids.len())
        );
        tx.each(sql, &ids, |row| {
            let (id, channel, receiving) = (DossierId(row.int()?), row.int()?, UnitId(row.int()?));
            let event = event::read(row)?;
            let procedure = ProcedureId(row.int()?);
            if ledgers.last().is_none_or(|(of, ..)| *of != id) {
                let channel = Channel::from_national_code(channel)
                    .ok_or_else(|| Fault::new(format!("dossier {id}: unknown channel {channel}")))?;
                ledgers.push((id, procedure, Ledger::new(channel, receiving)));
            }
            match ledgers.last_mut() {
                Some((.., ledger)) => event.book(ledger),
                None => Ok(()),
            }
        })?;
        let told = ledgers.iter().filter_map(|(id, procedure, ledger)| {
            let (n, unit) = figure::counts(asked, ledger, *procedure);
            unit.filter(|_| n != 0).map(|unit| (*id, (n, unit)))
        });
        let told: FxHashMap<DossierId, (i64, UnitId)> = told.collect();
        if told.is_empty() {
            continue;
        }
        counting.extend(rows(tx, &told)?.into_iter().map(|c| (c.id, c)));
    }
    Ok(counting)
}

/// Dossiers by id, each with how often it was counted and for which unit.
pub(crate) fn rows(tx: &mut Tx, told: &FxHashMap<DossierId, (i64, UnitId)>) -> Result<Vec<Counted>> {
    let ids = padded(told.keys().map(|id| id.0));
    let sql = format!(
        "SELECT id, code, applicant_name, procedure_id, unit_id, accepted_at, due_day, settled_at, timeliness, \
         state FROM dossier WHERE id IN ({})",
        store::placeholders(1, ids.len())
    );
    tx.query(sql, &ids, |row| counted(row, told))
}

/// Ids as parameters, so many that few statements differ: a list is filled up with its first.
fn padded(ids: impl Iterator<Item = i64>) -> Vec<V<'static>> {
    let mut all: Vec<V<'static>> = ids.map(V::Int).collect();
    let (first, n) = (all.first().copied().unwrap_or(V::Int(0)), all.len().max(1).next_power_of_two());
    all.resize(n, first);
    all
}

fn counted(row: &mut Row<'_>, told: &FxHashMap<DossierId, (i64, UnitId)>) -> Result<Counted> {
    let id = DossierId(row.int()?);
    let broken = |what: &str| Fault::new(format!("dossier {id}: {what}"));
    let (counts, counted_for) = told.get(&id).copied().ok_or_else(|| broken("was not asked for"))?;
    let (code, name) = (row.opt_text()?.unwrap_or_default(), row.text()?);
    let (procedure, unit) = (ProcedureId(row.int()?), UnitId(row.int()?));
    let (accepted_at, due_day) = (row.opt_int()?.map(Instant), row.opt_int()?.map(Day));
    let settled_at = row.opt_int()?.map(Instant);
    let timeliness = match row.opt_text()? {
        Some(word) => Some(Timeliness::from_word(&word).ok_or_else(|| broken("timeliness"))?),
        None => None,
    };
    let state = StateName::from_word(row.str()?).ok_or_else(|| broken("state"))?;
    Ok(Counted {
        id,
        code,
        name,
        procedure,
        unit,
        counted_for,
        counts,
        accepted_at,
        due_day,
        settled_at,
        timeliness,
        state,
    })
}

/// Pending dossiers whose running due date falls on `today` or after it, but before `to`: the report of a period that
/// reaches beyond today counts them as overdue, and nobody is late before his day is over.
///
/// # Errors
/// A fault of the database.
pub fn still_in_term(tx: &mut Tx, today: Day, to: Day) -> Result<FxHashMap<UnitId, i64>> {
    let rows = tx.query(
        "SELECT unit_id, COUNT(*) FROM dossier WHERE due_day IS NOT NULL AND settled_at IS NULL AND due_day >= $1 \
         AND due_day < $2 AND (state = 'accepted' OR state = 'in_step') GROUP BY unit_id",
        &vals![today.0, to.0],
        |row| Ok((UnitId(row.int()?), row.int()?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// A row with what is due on a day that is not over told as in term.
pub fn told_today(mut row: UnitRow, still: i64) -> UnitRow {
    row.overdue -= still;
    row.in_term += still;
    row
}
