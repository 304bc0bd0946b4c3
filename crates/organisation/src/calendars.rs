//! The calendars of all units in memory. Units without exceptions of their own share one.

use crate::desk::{DayChange, Decree, not_decreed};
use crate::directory::Directory;
use crate::store::{self, DayRow};
use ::store::Tx;
use kernel::calendar::{Calendar, CalendarSpec, DayRule, HoursRule};
use kernel::{Day, Fault, Result, UnitId};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Calendars are built for these years around the data; a question beyond is an error that says so.
const YEARS_AROUND: i64 = 10;

/// A decree that holds, and the day it was given on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decreed {
    /// The decree.
    pub decree: Decree,
    /// The day it was given on.
    pub on: Day,
}

/// The decrees that hold for the days `[from, to)`, for all units and for single ones, by day.
///
/// # Errors
/// A fault naming the row that cannot be read.
pub fn decreed(tx: &mut Tx, from: Day, to: Day) -> Result<Vec<Decreed>> {
    let given = store::decreed_on(tx)?;
    let within = store::days(tx)?.into_iter().zip(given).filter(|(row, _)| from <= row.0 && row.0 < to);
    Ok(within
        .map(|((day, of, kind, name, spans), on)| {
            let unit = (of != UnitId(0)).then_some(of);
            Decreed { decree: Decree { day, unit, kind, name, spans }, on }
        })
        .collect())
}

/// Every unit's working time.
#[derive(Clone, Debug, Default)]
pub struct Calendars {
    by_unit: FxHashMap<UnitId, Arc<Calendar>>,
}

impl Calendars {
    /// Reads and builds everything.
    ///
    /// # Errors
    /// A fault naming the row that cannot be read, or hours that make no sense.
    pub fn load(tx: &mut Tx) -> Result<Self> {
        let days = store::days(tx)?;
        Self::build(tx, &days)
    }

    /// The calendars as they would be after a change.
    ///
    /// # Errors
    /// As [`load`](Self::load), and refusals as of the change itself.
    pub fn as_if(tx: &mut Tx, change: &DayChange, today: Day) -> Result<Self> {
        let mut days = store::days(tx)?;
        let (day, of) = (change.day(), change.unit().unwrap_or(UnitId(0)));
        let known = days.len();
        days.retain(|d| (d.0, d.1) != (day, of));
        match change {
            DayChange::Decree(decree) => {
                decree.check(today)?;
                days.push((day, of, decree.kind, decree.name.clone(), decree.spans.clone()));
            }
            DayChange::Revoke { .. } if days.len() == known => return Err(not_decreed(day)),
            DayChange::Revoke { .. } => {}
        }
        Self::build(tx, &days)
    }

    fn build(tx: &mut Tx, days: &[DayRow]) -> Result<Self> {
        let directory = Directory::load(tx)?;
        let hours = store::hours(tx)?;
        // The years for which days off are known, and some around them by the weekly hours alone.
        let first = days.iter().map(|d| d.0).min().unwrap_or(Day(18_262));
        let last = days.iter().map(|d| d.0).max().unwrap_or(Day(18_262));
        let (from, to) = (first.plus(-366 * YEARS_AROUND), last.plus(366 * YEARS_AROUND));
        let mut built: FxHashMap<(String, UnitId), Arc<Calendar>> = FxHashMap::default();
        let mut by_unit = FxHashMap::default();
        for unit in directory.units() {
            let Some(version) = directory.last_version(unit) else {
                continue;
            };
            let own = days.iter().any(|d| d.1 == unit);
            let key = (version.calendar.clone(), if own { unit } else { UnitId(0) });
            let calendar = match built.get(&key) {
                Some(calendar) => calendar.clone(),
                None => {
                    let spec = CalendarSpec {
                        hours: hours
                            .iter()
                            .filter(|h| h.0 == version.calendar)
                            .map(|h| HoursRule { weekday: h.1, valid_from: h.2, spans: h.3.clone() })
                            .collect(),
                        // Everybody's days first: a later entry of the unit's own replaces them.
                        days: [UnitId(0), key.1]
                            .iter()
                            .take(if own { 2 } else { 1 })
                            .flat_map(|of| days.iter().filter(move |d| d.1 == *of))
                            .map(|d| DayRule { day: d.0, kind: d.2, name: d.3.clone(), spans: d.4.clone() })
                            .collect(),
                    };
                    let calendar = Calendar::build(&spec, from, to)
                        .map_err(|e| Fault::because(format!("calendar '{}'", version.calendar), e))?;
                    let calendar = Arc::new(calendar);
                    built.insert(key, calendar.clone());
                    calendar
                }
            };
            by_unit.insert(unit, calendar);
        }
        Ok(Self { by_unit })
    }

    /// The calendar a unit works by.
    pub fn for_unit(&self, unit: UnitId) -> Option<&Arc<Calendar>> {
        self.by_unit.get(&unit)
    }
}
