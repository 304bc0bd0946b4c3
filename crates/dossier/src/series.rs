//! What came in and what was settled between several midnights: a year by months, say. The cost is that of a few
//! columns of a sealed day for each midnight.

use kernel::{Day, Refusal, Result, UnitId};
use rustc_hash::FxHashMap;
use store::{Row, Tx, vals};

/// A unit's sums of one stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Point {
    /// Accepted.
    pub received: i64,
    /// Settled before or on the due date.
    pub on_time_or_early: i64,
    /// Settled after it.
    pub late: i64,
}

impl Point {
    /// Settled, whatever the outcome.
    pub fn settled(&self) -> i64 {
        self.on_time_or_early + self.late
    }

    /// Adds another one.
    pub fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.on_time_or_early += other.on_time_or_early;
        self.late += other.late;
    }

    fn minus(mut self, other: &Self) -> Self {
        self.received -= other.received;
        self.on_time_or_early -= other.on_time_or_early;
        self.late -= other.late;
        self
    }
}

/// Sums by unit.
pub type Points = FxHashMap<UnitId, Point>;

/// The units' sums between each of these midnights and the next, as they were known at 00:00 of `as_of`. One stretch
/// fewer than there are midnights; these must ascend.
///
/// # Errors
/// A refusal when `as_of` lies before the last of them.
pub fn series(tx: &mut Tx, midnights: &[Day], as_of: Day) -> Result<Vec<Points>> {
    if let Some(last) = midnights.last().filter(|last| as_of < **last) {
        return Err(Refusal::new(
            "figures.as_of",
            format!("Thời điểm chốt số liệu ({as_of}) không được trước ngày kết thúc kỳ ({last})."),
            format!("The figures cannot be asked as of {as_of}, before the period ends on {last}."),
        )
        .into());
    }
    let mut stretches = Vec::new();
    let mut before: Option<Points> = None;
    for midnight in midnights {
        let after = until(tx, *midnight, as_of)?;
        if let Some(before) = &before {
            let within = after
                .iter()
                .map(|(unit, point)| (*unit, point.minus(before.get(unit).unwrap_or(&Point::default()))));
            stretches.push(within.filter(|(_, point)| *point != Point::default()).collect());
        }
        before = Some(after);
    }
    Ok(stretches)
}

/// Everything before a midnight: a sealed day, what came since, and what was corrected later.
fn until(tx: &mut Tx, midnight: Day, as_of: Day) -> Result<Points> {
    let base = tx
        .query_one("SELECT MAX(day) FROM stat_seal WHERE day <= $1", &vals![midnight.0], |row| row.opt_int())?
        .unwrap_or(i64::MIN);
    let mut sums = Points::default();
    let mut add = |row: &mut Row<'_>| {
        let unit = UnitId(row.int()?);
        let (received, early, on_time, late) = (row.int()?, row.int()?, row.int()?, row.int()?);
        sums.entry(unit).or_default().add(&Point { received, on_time_or_early: early + on_time, late });
        Ok(())
    };
    tx.each(
        "SELECT unit_id, received, early, on_time, late FROM stat_seal WHERE day = $1",
        &vals![base],
        &mut add,
    )?;
    tx.each(
        "SELECT unit_id, received, early, on_time, late FROM stat_unit_day WHERE known_day >= $1 AND known_day < $2",
        &vals![base, midnight.0],
        &mut add,
    )?;
    tx.each(
        "SELECT unit_id, received, early, on_time, late FROM stat_unit_day \
         WHERE known_day > day AND known_day >= $1 AND known_day < $2 AND day < $1",
        &vals![midnight.0, as_of.0],
        &mut add,
    )?;
    Ok(sums)
}
