//! How linked units keep their own time: what was asked of them in a period, by their own calendars. Never part of the
//! figures on dossiers, where each counts once, under its competent unit.

use kernel::{Day, Instant, Period, Result, UnitId};
use std::collections::BTreeMap;
use store::{Tx, vals};

/// What was asked of a linked unit in a period, and what came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LinkedRow {
    /// Asked within the period: steps and opinions.
    pub asked: i64,
    /// Of these done before or on the due day.
    pub in_time: i64,
    /// Done after it.
    pub late: i64,
    /// Open, within their time, or while the dossier's clock stands.
    pub open: i64,
    /// Open past their due day.
    pub overdue: i64,
    /// Not waited for any more.
    pub lapsed: i64,
}

/// By linked unit: what was asked within a period, as it stands now.
///
/// # Errors
/// A fault of the database.
pub fn linked_rows(tx: &mut Tx, period: Period, now: Instant) -> Result<BTreeMap<UnitId, LinkedRow>> {
    let mut rows: BTreeMap<UnitId, LinkedRow> = BTreeMap::new();
    tx.each(
        "SELECT unit_id, due_at, done_at, lapsed_at FROM dossier_referral \
         WHERE linked = 1 AND asked_at >= $1 AND asked_at < $2",
        &vals![period.from.start().0, period.to.start().0],
        |row| {
            let unit = UnitId(row.int()?);
            let day = |at: Option<i64>| at.map(|at| Instant(at).day());
            let (due, done, lapsed): (Option<Day>, Option<Day>, Option<i64>) =
                (day(row.opt_int()?), day(row.opt_int()?), row.opt_int()?);
            let counted = rows.entry(unit).or_default();
            counted.asked += 1;
            let past = |day: Day| due.is_some_and(|due| day > due);
            match (done, lapsed) {
                (_, Some(_)) => counted.lapsed += 1,
                (Some(done), None) if past(done) => counted.late += 1,
                (Some(_), None) => counted.in_time += 1,
                (None, None) if past(now.day()) => counted.overdue += 1,
                (None, None) => counted.open += 1,
            }
            Ok(())
        },
    )?;
    Ok(rows)
}
