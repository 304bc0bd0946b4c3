//! Statistics by field and procedure: what a unit's dossiers of each procedure came to over whole halves of months
//! (forms II.06 and II.07 of circular 02/2017/TT-VPCP and its successors ask for them by field).

use crate::tally::{Booking, Measure};
use crate::words::Channel;
use catalogue::ProcedureId;
use kernel::{Day, Period, Refusal, Result, UnitId};
use rustc_hash::FxHashMap;
use store::{CounterTable, Tx, vals};

/// Number of columns.
const WIDTH: usize = 10;
/// The columns of the counters.
pub const COLUMNS: [&str; WIDTH] =
    ["received", "online", "early", "on_time", "late", "refused", "stopped", "withdrawn", "moved", "overdue"];
const ONLINE: usize = 1;

/// Counters per unit, procedure and half month.
pub static STAT_PROCEDURE_HALF: CounterTable = CounterTable {
    name: "stat_procedure_half",
    keys: &["known_half", "half", "unit_id", "procedure_id"],
    measures: &COLUMNS,
};

/// The first day of the half month that a day lies in: the 1st or the 15th.
pub fn half_of(day: Day) -> Day {
    let (.., date) = day.ymd();
    day.plus(-i64::from(if date < 15 { date - 1 } else { date - 15 }))
}

/// Whether a half month begins on a day.
pub fn begins_half(day: Day) -> bool {
    half_of(day) == day
}

const fn column(measure: Measure) -> Option<usize> {
    Some(match measure {
        Measure::Received => 0,
        Measure::Early => 2,
        Measure::OnTime => 3,
        Measure::Late => 4,
        Measure::Refused => 5,
        Measure::Stopped => 6,
        Measure::Withdrawn => 7,
        Measure::Moved => 8,
        Measure::Overdue => 9,
        Measure::Paused | Measure::DeliveredPost | Measure::Taken => return None,
    })
}

/// A key of the counters, and by how much which columns change.
type Entry = ([i64; 4], [(usize, i64); 2]);

/// Where and by how much a booking is counted by procedure.
pub(crate) fn counted(b: &Booking, procedure: ProcedureId) -> Option<Entry> {
    let column = column(b.measure)?;
    let online = b.measure == Measure::Received && b.channel == Channel::Online;
    let deltas = [(column, b.delta), (ONLINE, if online { b.delta } else { 0 })];
    Some(([half_of(b.known).0, half_of(b.day).0, b.unit.0, procedure.0], deltas))
}

/// What dossiers of one procedure came to in a unit and a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ProcedureRow {
    /// Pending at the start of the period.
    pub carried_over: i64,
    /// Accepted in the period.
    pub received: i64,
    /// Of these online.
    pub online: i64,
    /// Came from (+) or went to (−) other units in the period.
    pub moved: i64,
    /// Settled before the due date.
    pub early: i64,
    /// Settled on the due date.
    pub on_time: i64,
    /// Settled after it.
    pub late: i64,
    /// Of the settled: refused, stopped, withdrawn.
    pub apart: [i64; 3],
    /// Pending at the end, within term; a paused one is within term.
    pub in_term: i64,
    /// Pending at the end, overdue.
    pub overdue: i64,
}

impl ProcedureRow {
    /// Settled, whatever the outcome.
    pub fn settled(&self) -> i64 {
        self.early + self.on_time + self.late
    }

    /// Carried over, received and moved: everything there was to deal with.
    pub fn to_process(&self) -> i64 {
        self.carried_over + self.received + self.moved
    }

    /// Adds another row.
    pub fn add(&mut self, other: &Self) {
        self.carried_over += other.carried_over;
        self.received += other.received;
        self.online += other.online;
        self.moved += other.moved;
        self.early += other.early;
        self.on_time += other.on_time;
        self.late += other.late;
        for (sum, n) in self.apart.iter_mut().zip(other.apart) {
            *sum += n;
        }
        self.in_term += other.in_term;
        self.overdue += other.overdue;
    }

    fn count(&mut self, half: Day, period: Period, n: &[i64; WIDTH]) {
        let [received, online, early, on_time, late, refused, stopped, withdrawn, moved, overdue] = *n;
        let pending = received + moved - early - on_time - late;
        if half < period.from {
            self.carried_over += pending;
        } else {
            self.received += received;
            self.online += online;
            self.moved += moved;
            self.early += early;
            self.on_time += on_time;
            self.late += late;
            for (sum, n) in self.apart.iter_mut().zip([refused, stopped, withdrawn]) {
                *sum += n;
            }
        }
        self.in_term += pending - overdue;
        self.overdue += overdue;
    }
}

/// Rows by unit and procedure.
pub type Rows = FxHashMap<(UnitId, ProcedureId), ProcedureRow>;

/// Rows by unit and procedure over a period of whole halves, as they were known when the half month `as_of` began. A
/// procedure without dossiers has no row.
///
/// # Errors
/// A refusal where a day is not the 1st or the 15th, or the period is of later than `as_of`.
pub fn procedure_rows(tx: &mut Tx, period: Period, as_of: Day, units: Option<&[UnitId]>) -> Result<Rows> {
    if ![period.from, period.to, as_of].into_iter().all(begins_half) {
        return Err(Refusal::new(
            "statistics.half",
            "Số liệu theo thủ tục có theo nửa tháng: kỳ phải bắt đầu và kết thúc vào ngày 1 hoặc ngày 15.",
            "Figures by procedure are kept by half months: a period begins and ends on the 1st or the 15th.",
        )
        .into());
    }
    if as_of < period.to {
        return Err(Refusal::new(
            "figures.as_of",
            "Ngày chốt số liệu phải từ cuối kỳ trở đi.",
            "The as-of day must not lie before the end of the period.",
        )
        .into());
    }
    filled(tx)?;
    let mut rows = Rows::default();
    let only: Option<rustc_hash::FxHashSet<UnitId>> = units.map(|units| units.iter().copied().collect());
    tx.each(
        "SELECT half, unit_id, procedure_id, received, online, early, on_time, late, refused, stopped, withdrawn, \
         moved, overdue FROM stat_procedure_half WHERE half < $1 AND known_half < $2",
        &vals![period.to.0, as_of.0],
        |row| {
            let (half, unit, procedure) = (Day(row.int()?), UnitId(row.int()?), ProcedureId(row.int()?));
            let mut n = [0; WIDTH];
            for column in &mut n {
                *column = row.int()?;
            }
            if only.as_ref().is_none_or(|only| only.contains(&unit)) {
                rows.entry((unit, procedure)).or_default().count(half, period, &n);
            }
            Ok(())
        },
    )?;
    rows.retain(|_, row| *row != ProcedureRow::default());
    Ok(rows)
}

/// Whether the counters hold everything from the events on.
///
/// # Errors
/// A fault of the database.
pub fn is_filled(tx: &mut Tx) -> Result<bool> {
    tx.query_one("SELECT filled FROM stat_procedure_filled WHERE id = 1", &[], |row| row.bool())
}

/// Else nothing can be told by procedure yet.
fn filled(tx: &mut Tx) -> Result<()> {
    if is_filled(tx)? {
        return Ok(());
    }
    Err(Refusal::new(
        "statistics.not_filled",
        "Số liệu theo thủ tục đang được tính từ các sự kiện đã có. Hãy thử lại sau ít phút.",
        "The figures by procedure are being derived from what happened before. Try again in a few minutes.",
    )
    .into())
}

/// Derives the counters of a database that is older than they are, once. Answers whether there was anything to do.
///
/// # Errors
/// A fault when an event cannot be read.
pub fn fill(tx: &mut Tx) -> Result<bool> {
    // Whoever comes second waits here and finds it done.
    let open = tx.exec("UPDATE stat_procedure_filled SET filled = 1 WHERE id = 1 AND filled = 0", &[])?;
    if open == 0 {
        return Ok(false);
    }
    let counters = crate::recount::by_procedure(tx)?;
    if counters.is_empty() {
        return Ok(true);
    }
    write(tx, &counters)?;
    Ok(true)
}

/// Puts counters in the place of all that is there.
pub(crate) fn write<'c>(
    tx: &mut Tx,
    counters: impl IntoIterator<Item = (&'c [i64; 4], &'c [i64; WIDTH])>,
) -> Result<()> {
    tx.exec("DELETE FROM stat_procedure_half", &[])?;
    for (key, counted) in counters {
        let args: Vec<store::V<'_>> = key.iter().chain(counted).map(|n| store::V::Int(*n)).collect();
        tx.exec(
            "INSERT INTO stat_procedure_half (known_half, half, unit_id, procedure_id, received, online, early, \
             on_time, late, refused, stopped, withdrawn, moved, overdue) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            &args,
        )?;
    }
    Ok(())
}

/// The counters as the table holds them.
pub(crate) fn read(tx: &mut Tx) -> Result<std::collections::BTreeMap<[i64; 4], [i64; WIDTH]>> {
    let mut found = std::collections::BTreeMap::new();
    tx.each(
        "SELECT known_half, half, unit_id, procedure_id, received, online, early, on_time, late, refused, stopped, \
         withdrawn, moved, overdue FROM stat_procedure_half",
        &[],
        |row| {
            let (mut key, mut counted) = ([0; 4], [0; WIDTH]);
            for n in key.iter_mut().chain(&mut counted) {
                *n = row.int()?;
            }
            found.insert(key, counted);
            Ok(())
        },
    )?;
    Ok(found)
}
