//! The figures of a period, from sealed days and what came since. The cost depends on units and channels, not on
//! dossiers: two sealed days are subtracted, and corrections that became known later are added.

use crate::tally::{MEASURES, Measure};
use crate::words::Channel;
use kernel::{Day, Fault, Period, Refusal, Result, UnitId};
use rustc_hash::FxHashMap;
use store::{Row, Tx, vals};

/// Sums of every [`Measure`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums([i64; MEASURES]);

impl Sums {
    /// One of them.
    pub fn get(&self, measure: Measure) -> i64 {
        self.0[measure as usize]
    }

    /// Adds to one of them.
    pub fn add(&mut self, measure: Measure, n: i64) {
        self.0[measure as usize] += n;
    }

    fn add_all(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    /// Settled, whatever the outcome.
    pub fn settled(&self) -> i64 {
        self.get(Measure::Early) + self.get(Measure::OnTime) + self.get(Measure::Late)
    }

    /// Pending, if these are the sums since the beginning.
    pub fn pending(&self) -> i64 {
        self.get(Measure::Received) + self.get(Measure::Moved) - self.settled()
    }
}

/// A unit's dossiers of one channel over a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Totals {
    /// The competent unit.
    pub unit: UnitId,
    /// How they came in.
    pub channel: Channel,
    /// Everything before the period.
    pub before: Sums,
    /// Everything up to the end of the period.
    pub after: Sums,
}

impl Totals {
    /// What a measure came to within the period.
    pub fn within(&self, measure: Measure) -> i64 {
        self.after.get(measure) - self.before.get(measure)
    }
}

/// A unit's row of the report: all channels together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct UnitRow {
    /// Pending at the start of the period.
    pub carried_over: i64,
    /// Accepted in the period.
    pub received: i64,
    /// Of these online.
    pub online: i64,
    /// Of these by post.
    pub post: i64,
    /// Came from (+) or went to (−) other units in the period.
    pub moved: i64,
    /// Settled before or on the due date.
    pub on_time_or_early: i64,
    /// Settled after it.
    pub late: i64,
    /// Pending at the end, within term; a paused one is within term.
    pub in_term: i64,
    /// Pending at the end, overdue.
    pub overdue: i64,
    /// Of the settled: refused, stopped, withdrawn.
    pub apart: [i64; 3],
    /// Results handed over by post in the period.
    pub delivered_post: i64,
    /// Taken in for other units in the period.
    pub taken_for_others: i64,
}

impl UnitRow {
    /// Carried over, received and moved: everything the unit had to deal with.
    pub fn to_process(&self) -> i64 {
        self.carried_over + self.received + self.moved
    }

    /// Adds one channel.
    pub fn add(&mut self, t: &Totals) {
        let pending = t.after.pending();
        let overdue = t.after.get(Measure::Overdue);
        self.carried_over += t.before.pending();
        self.received += t.within(Measure::Received);
        match t.channel {
            Channel::Online => self.online += t.within(Measure::Received),
            Channel::Post => self.post += t.within(Measure::Received),
            Channel::Counter => {}
        }
        self.moved += t.within(Measure::Moved);
        self.on_time_or_early += t.within(Measure::Early) + t.within(Measure::OnTime);
        self.late += t.within(Measure::Late);
        self.in_term += pending - overdue;
        self.overdue += overdue;
        for (sum, m) in self.apart.iter_mut().zip([Measure::Refused, Measure::Stopped, Measure::Withdrawn]) {
            *sum += t.within(m);
        }
        self.delivered_post += t.within(Measure::DeliveredPost);
        self.taken_for_others += t.within(Measure::Taken);
    }

    /// Adds another row.
    pub fn add_row(&mut self, r: &Self) {
        self.carried_over += r.carried_over;
        self.received += r.received;
        self.online += r.online;
        self.post += r.post;
        self.moved += r.moved;
        self.on_time_or_early += r.on_time_or_early;
        self.late += r.late;
        self.in_term += r.in_term;
        self.overdue += r.overdue;
        for (sum, n) in self.apart.iter_mut().zip(r.apart) {
            *sum += n;
        }
        self.delivered_post += r.delivered_post;
        self.taken_for_others += r.taken_for_others;
    }
}

/// Every unit's dossiers of a period, by channel, as it was known at 00:00 of `as_of`.
///
/// # Errors
/// A refusal when `as_of` lies before the period's end: what was not over cannot be known.
pub fn totals(tx: &mut Tx, period: Period, as_of: Day) -> Result<Vec<Totals>> {
    if as_of < period.to {
        return Err(Refusal::new(
            "figures.as_of",
            format!("Thời điểm chốt số liệu ({as_of}) không được trước ngày kết thúc kỳ ({}).", period.to),
            format!("The figures cannot be asked as of {as_of}, before the period ends on {}.", period.to),
        )
        .into());
    }
    let before = cumulative(tx, period.from, as_of)?;
    let after = cumulative(tx, period.to, as_of)?;
    let mut found = Vec::with_capacity(after.len());
    for ((unit, code), after) in after {
        let channel = Channel::from_national_code(code)
            .ok_or_else(|| Fault::new(format!("the counters hold an unknown channel {code}")))?;
        let before = before.get(&(unit, code)).copied().unwrap_or_default();
        found.push(Totals { unit: UnitId(unit), channel, before, after });
    }
    found.sort_by_key(|t| (t.unit, t.channel));
    Ok(found)
}

/// The first day that is not closed: figures as of it or earlier never change again, later ones may.
///
/// # Errors
/// A fault of the database.
pub fn closed_to(tx: &mut Tx) -> Result<Day> {
    tx.query_one("SELECT sealed_to FROM day_close WHERE id = 1", &[], |row| Ok(Day(row.int()?)))
}

type Cumulative = FxHashMap<(i64, i64), Sums>;

/// Everything before 00:00 of `day`, as it was known at 00:00 of `as_of`.
fn cumulative(tx: &mut Tx, day: Day, as_of: Day) -> Result<Cumulative> {
    let base = tx
        .query_one("SELECT MAX(day) FROM stat_seal WHERE day <= $1", &vals![day.0], |row| row.opt_int())?
        .unwrap_or(i64::MIN);
    let mut sums = Cumulative::default();
    let mut add = |row: &mut Row<'_>| {
        let key = (row.int()?, row.int()?);
        let mut these = Sums::default();
        for n in &mut these.0 {
            *n = row.int()?;
        }
        sums.entry(key).or_default().add_all(&these);
        Ok(())
    };
    tx.each(
        "SELECT unit_id, channel, received, early, on_time, late, refused, stopped, withdrawn, moved, overdue, \
         paused, delivered_post, taken FROM stat_seal WHERE day = $1",
        &vals![base],
        &mut add,
    )?;
    // What was known before the day belongs to days before it.
    tx.each(
        "SELECT unit_id, channel, received, early, on_time, late, refused, stopped, withdrawn, moved, overdue, \
         paused, delivered_post, taken FROM stat_unit_day WHERE known_day >= $1 AND known_day < $2",
        &vals![base, day.0],
        &mut add,
    )?;
    // Corrections of those days that became known since.
    tx.each(
        "SELECT unit_id, channel, received, early, on_time, late, refused, stopped, withdrawn, moved, overdue, \
         paused, delivered_post, taken FROM stat_unit_day \
         WHERE known_day > day AND known_day >= $1 AND known_day < $2 AND day < $1",
        &vals![day.0, as_of.0],
        &mut add,
    )?;
    Ok(sums)
}

/// Rows per unit, in no order.
///
/// # Errors
/// As [`totals`].
pub fn unit_rows(tx: &mut Tx, period: Period, as_of: Day) -> Result<FxHashMap<UnitId, UnitRow>> {
    let mut rows: FxHashMap<UnitId, UnitRow> = FxHashMap::default();
    for t in totals(tx, period, as_of)? {
        rows.entry(t.unit).or_default().add(&t);
    }
    Ok(rows)
}
