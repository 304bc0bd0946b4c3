//! Working time: which minutes of which days a unit works, as data with validity.
//!
//! A [`Calendar`] is built for a span of days from a [`CalendarSpec`] and answers every question from prefix
//! sums, without walking over the days between.

use crate::{Day, Instant};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A span of working time within a day: minutes since local midnight, `from` before `to`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First minute worked, 0–1439.
    pub from: i64,
    /// First minute not worked any more, 1–1440.
    pub to: i64,
}

/// The usual hours of a weekday, from a day on. Later rules replace earlier ones from their first day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HoursRule {
    /// First day the rule holds.
    pub valid_from: Day,
    /// 1 = Monday … 7 = Sunday.
    pub weekday: u8,
    /// Hours worked, in order; none means a weekly day off.
    pub spans: Vec<Span>,
}

/// What a decreed exception is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A public holiday.
    Holiday,
    /// Off because a holiday fell on a weekly day off (nghỉ bù).
    CompensatoryOff,
    /// Off in exchange for a make-up day (nghỉ hoán đổi).
    SwappedOff,
    /// Worked in exchange for a day off (làm bù), with a Monday's hours unless it names its own.
    MakeUpWorkday,
    /// Worked for a part of the day only: its own hours, else the morning of that weekday, or of a Monday on a
    /// weekly day off.
    HalfDay,
}

impl DayKind {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::CompensatoryOff => "compensatory_off",
            Self::SwappedOff => "swapped_off",
            Self::MakeUpWorkday => "make_up_workday",
            Self::HalfDay => "half_day",
        }
    }

    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Holiday, Self::CompensatoryOff, Self::SwappedOff, Self::MakeUpWorkday, Self::HalfDay]
            .into_iter()
            .find(|kind| kind.word() == word)
    }

    /// In Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Holiday => "nghỉ lễ",
            Self::CompensatoryOff => "nghỉ bù",
            Self::SwappedOff => "nghỉ hoán đổi",
            Self::MakeUpWorkday => "làm bù",
            Self::HalfDay => "làm nửa ngày",
        }
    }

    /// In English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Holiday => "public holiday",
            Self::CompensatoryOff => "compensatory day off",
            Self::SwappedOff => "swapped day off",
            Self::MakeUpWorkday => "make-up working day",
            Self::HalfDay => "half working day",
        }
    }
}

/// A decreed exception.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayRule {
    /// The date.
    pub day: Day,
    /// What it is.
    pub kind: DayKind,
    /// Its name, for people.
    pub name: String,
    /// Its own hours; for half days and make-up days only.
    pub spans: Option<Vec<Span>>,
}

/// A calendar as data.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CalendarSpec {
    /// The weekly hours.
    pub hours: Vec<HoursRule>,
    /// The exceptions; a later entry for the same day replaces an earlier one (an override of one unit).
    pub days: Vec<DayRule>,
}

/// Why a calendar cannot be built, or cannot answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CalendarError {
    /// A span ends before it begins, or spans of a day overlap.
    BadSpans(String),
    /// No working day at all in the span built.
    NoWorkingDay,
    /// The question reaches outside the days the calendar was built for.
    OutOfRange {
        /// First day known.
        from: Day,
        /// First day not known any more.
        to: Day,
    },
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadSpans(which) => {
                write!(f, "the working hours of {which} overlap or end before they begin")
            }
            Self::NoWorkingDay => f.write_str("the calendar has no working day"),
            Self::OutOfRange { from, to } => write!(f, "the calendar is known from {from} up to {to} only"),
        }
    }
}

impl std::error::Error for CalendarError {}

/// Why a day is worked or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// An ordinary working day.
    Workday,
    /// A weekly day off.
    WeeklyDayOff,
    /// A decreed exception and its name.
    Decreed(DayKind, String),
}

impl Why {
    /// In Vietnamese.
    pub fn vi(&self) -> String {
        match self {
            Self::Workday => "ngày làm việc".into(),
            Self::WeeklyDayOff => "nghỉ hằng tuần".into(),
            Self::Decreed(kind, name) => format!("{}: {name}", kind.vi()),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::Workday => "working day".into(),
            Self::WeeklyDayOff => "weekly day off".into(),
            Self::Decreed(kind, name) => format!("{}: {name}", kind.en()),
        }
    }
}

#[derive(Clone, Debug)]
struct Slot {
    spans: Vec<Span>,
    why: Why,
    /// Working minutes of all days before this one.
    minutes_before: i64,
    /// Working days before this one.
    days_before: i64,
}

/// The working time of one unit over a span of days.
#[derive(Clone, Debug)]
pub struct Calendar {
    from: Day,
    slots: Vec<Slot>,
    /// Indexes of the working days, in order.
    working: Vec<usize>,
    total_minutes: i64,
}

impl Calendar {
    /// Builds the calendar of the days `[from, to)`.
    ///
    /// # Errors
    /// [`CalendarError`] for hours that make no sense, or when nobody ever works.
    pub fn build(spec: &CalendarSpec, from: Day, to: Day) -> Result<Self, CalendarError> {
        for rule in &spec.hours {
            check(&rule.spans, || format!("weekday {} from {}", rule.weekday, rule.valid_from))?;
        }
        for rule in &spec.days {
            check(rule.spans.as_deref().unwrap_or_default(), || rule.day.to_string())?;
        }
        let mut rules: Vec<&HoursRule> = spec.hours.iter().collect();
        rules.sort_by_key(|rule| rule.valid_from);
        let usual = |day: Day, weekday: u8| -> Vec<Span> {
            let rule = rules.iter().rev().find(|r| r.weekday == weekday && r.valid_from <= day);
            rule.map(|r| r.spans.clone()).unwrap_or_default()
        };
        let mut slots: Vec<Slot> = Vec::new();
        let (mut minutes, mut days) = (0, 0);
        let mut working = Vec::new();
        for n in from.0..to.0 {
            let day = Day(n);
            let decreed = spec.days.iter().rev().find(|rule| rule.day == day);
            let (spans, why) = match decreed {
                None => {
                    let spans = usual(day, day.weekday());
                    let why = if spans.is_empty() { Why::WeeklyDayOff } else { Why::Workday };
                    (spans, why)
                }
                Some(rule) => {
                    let spans = match rule.kind {
                        DayKind::Holiday | DayKind::CompensatoryOff | DayKind::SwappedOff => Vec::new(),
                        DayKind::MakeUpWorkday => rule.spans.clone().unwrap_or_else(|| usual(day, 1)),
                        DayKind::HalfDay => rule.spans.clone().unwrap_or_else(|| {
                            // On a weekly day off (a Saturday morning at the desk) it is a Monday's morning.
                            let own = usual(day, day.weekday());
                            let hours = if own.is_empty() { usual(day, 1) } else { own };
                            hours.into_iter().take(1).collect()
                        }),
                    };
                    (spans, Why::Decreed(rule.kind, rule.name.clone()))
                }
            };
            let length: i64 = spans.iter().map(|s| s.to - s.from).sum();
            if !spans.is_empty() {
                working.push(slots.len());
            }
            slots.push(Slot { why, minutes_before: minutes, days_before: days, spans });
            minutes += length;
            days += i64::from(length > 0);
        }
        if working.is_empty() {
            return Err(CalendarError::NoWorkingDay);
        }
        Ok(Self { from, slots, working, total_minutes: minutes })
    }

    fn out(&self) -> CalendarError {
        CalendarError::OutOfRange { from: self.from, to: self.to() }
    }

    fn to(&self) -> Day {
        self.from.plus(i64::try_from(self.slots.len()).unwrap_or(i64::MAX))
    }

    fn slot(&self, day: Day) -> Result<&Slot, CalendarError> {
        usize::try_from(day.0 - self.from.0).ok().and_then(|i| self.slots.get(i)).ok_or_else(|| self.out())
    }

    /// Whether anything is worked on the day. Half days and make-up days are working days.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn is_working_day(&self, day: Day) -> Result<bool, CalendarError> {
        Ok(!self.slot(day)?.spans.is_empty())
    }

    /// Why the day is worked or not.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn why(&self, day: Day) -> Result<&Why, CalendarError> {
        Ok(&self.slot(day)?.why)
    }

    /// The hours worked on the day, in order.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn spans(&self, day: Day) -> Result<&[Span], CalendarError> {
        Ok(&self.slot(day)?.spans)
    }

    /// Working minutes since the calendar's first day.
    fn minutes_at(&self, at: Instant) -> Result<i64, CalendarError> {
        let slot = self.slot(at.day())?;
        let minute = at.minute_of_day();
        let today: i64 = slot.spans.iter().map(|s| (minute.min(s.to) - s.from).max(0)).sum();
        Ok(slot.minutes_before + today)
    }

    /// Working minutes between two instants (negative when `to` comes first).
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn working_minutes(&self, from: Instant, to: Instant) -> Result<i64, CalendarError> {
        Ok(self.minutes_at(to)? - self.minutes_at(from)?)
    }

    /// The instant at which `minutes` of working time after `from` are used up (before it, when negative). It
    /// lies in working time; for 0 it is `from` itself.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn add_minutes(&self, from: Instant, minutes: i64) -> Result<Instant, CalendarError> {
        if minutes == 0 {
            return Ok(from);
        }
        let target = self.minutes_at(from)? + minutes;
        if target > self.total_minutes || target <= 0 {
            return Err(self.out());
        }
        // The last day before which fewer than `target` minutes were worked.
        let index = self.slots.partition_point(|slot| slot.minutes_before < target) - 1;
        let slot = &self.slots[index];
        let mut left = target - slot.minutes_before;
        let day = self.from.plus(i64::try_from(index).unwrap_or(i64::MAX));
        for span in &slot.spans {
            let length = span.to - span.from;
            if left <= length {
                return Ok(day.at_minute(span.from + left));
            }
            left -= length;
        }
        Err(self.out())
    }

    /// Working days in `(after, upto]`; negative when `upto` comes first.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn working_days_between(&self, after: Day, upto: Day) -> Result<i64, CalendarError> {
        Ok(self.days_through(upto)? - self.days_through(after)?)
    }

    fn days_through(&self, day: Day) -> Result<i64, CalendarError> {
        let slot = self.slot(day)?;
        Ok(slot.days_before + i64::from(!slot.spans.is_empty()))
    }

    /// The `n`-th working day after `after` (before it, when negative); for 0 `after` itself.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn add_working_days(&self, after: Day, n: i64) -> Result<Day, CalendarError> {
        if n == 0 {
            return Ok(after);
        }
        let index = self.days_through(after)? + n - 1;
        let slot = usize::try_from(index).ok().and_then(|i| self.working.get(i)).ok_or_else(|| self.out())?;
        Ok(self.from.plus(i64::try_from(*slot).unwrap_or(i64::MAX)))
    }

    /// The first working day on or after `day`.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn working_day_from(&self, day: Day) -> Result<Day, CalendarError> {
        if self.is_working_day(day)? { Ok(day) } else { self.add_working_days(day, 1) }
    }

    /// End of the last hour worked on the day, or its midnight when nothing is worked.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn closing(&self, day: Day) -> Result<Instant, CalendarError> {
        Ok(day.at_minute(self.slot(day)?.spans.last().map_or(24 * 60, |s| s.to)))
    }
}

fn check(spans: &[Span], which: impl Fn() -> String) -> Result<(), CalendarError> {
    let inside = spans.iter().all(|s| 0 <= s.from && s.from < s.to && s.to <= 24 * 60);
    let ordered = spans.windows(2).all(|pair| pair[0].to <= pair[1].from);
    if inside && ordered { Ok(()) } else { Err(CalendarError::BadSpans(which())) }
}
