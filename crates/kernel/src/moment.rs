//! Points in time: [`Instant`] in UTC, [`Day`] in the province's zone.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Microseconds in a day.
pub const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Microseconds in a minute.
pub const MICROS_PER_MINUTE: i64 = 60_000_000;
/// Viet Nam is at UTC+07:00 all year, without daylight saving time since 1975.
pub const ZONE_OFFSET_MICROS: i64 = 7 * 3600 * 1_000_000;

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// A calendar date in the province's zone: days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i64);

impl Instant {
    /// The date of this instant in the province's zone.
    pub fn day(self) -> Day {
        Day((self.0 + ZONE_OFFSET_MICROS).div_euclid(MICROS_PER_DAY))
    }

    /// Whole minutes since local midnight, 0–1439.
    pub fn minute_of_day(self) -> i64 {
        (self.0 + ZONE_OFFSET_MICROS).rem_euclid(MICROS_PER_DAY) / MICROS_PER_MINUTE
    }

    /// This instant plus a number of seconds.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }
}

impl Day {
    /// The day of a Gregorian date, or `None` for one that does not exist.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = time::Month::try_from(month).ok()?;
        let date = time::Date::from_calendar_date(year, month, day).ok()?;
        Some(Self(i64::from(date.to_julian_day() - UNIX_JULIAN_DAY)))
    }

    /// (year, month 1–12, day 1–31).
    pub fn ymd(self) -> (i32, u8, u8) {
        let julian = i32::try_from(self.0).unwrap_or(0).saturating_add(UNIX_JULIAN_DAY);
        let date = time::Date::from_julian_day(julian).unwrap_or(time::Date::MIN);
        (date.year(), u8::from(date.month()), date.day())
    }

    /// Day of the week: 1 = Monday … 7 = Sunday (ISO 8601).
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.0 + 3).rem_euclid(7) + 1).unwrap_or(1)
    }

    /// 00:00 of this day in the province's zone.
    pub fn start(self) -> Instant {
        Instant(self.0 * MICROS_PER_DAY - ZONE_OFFSET_MICROS)
    }

    /// The instant `minutes` after local midnight of this day.
    pub fn at_minute(self, minutes: i64) -> Instant {
        Instant(self.start().0 + minutes * MICROS_PER_MINUTE)
    }

    /// The day `n` days later (earlier when negative).
    #[must_use]
    pub fn plus(self, n: i64) -> Self {
        Self(self.0 + n)
    }

    /// As people write it: `13/11/2020`.
    pub fn vietnamese(self) -> String {
        let (y, m, d) = self.ymd();
        format!("{d:02}/{m:02}/{y}")
    }
}

const UNIX_JULIAN_DAY: i32 = 2_440_588;

/// ISO 8601: `2020-11-13`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

/// ISO 8601 in the province's zone: `2020-11-13T08:00:00+07:00`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = (self.0 + ZONE_OFFSET_MICROS).rem_euclid(MICROS_PER_DAY) / 1_000_000;
        write!(f, "{}T{:02}:{:02}:{:02}+07:00", self.day(), seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

/// What was wrong with a date that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotADay(pub String);

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is not a date; write it as 2020-11-13 (year-month-day)", self.0)
    }
}

impl std::error::Error for NotADay {}

/// Reads ISO 8601 `2020-11-13`, nothing else.
impl FromStr for Day {
    type Err = NotADay;

    fn from_str(s: &str) -> Result<Self, NotADay> {
        let wrong = || NotADay(s.to_owned());
        let bytes = s.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' || !s.is_ascii() {
            return Err(wrong());
        }
        let digits = |range: std::ops::Range<usize>| {
            s.get(range).filter(|t| t.bytes().all(|b| b.is_ascii_digit())).and_then(|t| t.parse::<u16>().ok())
        };
        let (Some(y), Some(m), Some(d)) = (digits(0..4), digits(5..7), digits(8..10)) else {
            return Err(wrong());
        };
        let (Ok(m), Ok(d)) = (u8::try_from(m), u8::try_from(d)) else {
            return Err(wrong());
        };
        Self::from_ymd(i32::from(y), m, d).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_in_the_province_is_seventeen_o_clock_the_day_before_in_utc() {
        let day: Day = "2020-11-13".parse().unwrap();
        assert_eq!(day.start().0 / 1_000_000, 1_605_200_400);
        assert_eq!(day.start().day(), day);
        assert_eq!(Instant(day.start().0 - 1).day(), day.plus(-1));
        assert_eq!(day.at_minute(8 * 60).to_string(), "2020-11-13T08:00:00+07:00");
    }

    #[test]
    fn the_thirteenth_of_november_2020_was_a_friday() {
        assert_eq!("2020-11-13".parse::<Day>().unwrap().weekday(), 5);
    }

    #[test]
    fn only_existing_dates_in_iso_form_are_read() {
        for wrong in ["2020-02-30", "2020-1-01", "13/11/2020", "", "2020-11-13T", "２０20-1-1", "+020-11-13"]
        {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        assert!("2020-02-29".parse::<Day>().is_ok());
    }
}
