//! What pages show of calendars.

use crate::store;
use ::store::Tx;
use kernel::calendar::Span;
use kernel::{Day, Result};

/// The hours of a weekday of a calendar, from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WeekdayHours {
    /// The calendar.
    pub calendar: String,
    /// 1 is Monday.
    pub weekday: u8,
    /// The first day on which they hold.
    pub from: Day,
    /// The hours; none on a weekly day off.
    pub spans: Vec<Span>,
}

/// The weekly hours of every calendar, by calendar, weekday and day.
///
/// # Errors
/// A fault naming the row that cannot be read.
pub fn weekly_hours(tx: &mut Tx) -> Result<Vec<WeekdayHours>> {
    let rows = store::hours(tx)?;
    Ok(rows
        .into_iter()
        .map(|(calendar, weekday, from, spans)| WeekdayHours { calendar, weekday, from, spans })
        .collect())
}
