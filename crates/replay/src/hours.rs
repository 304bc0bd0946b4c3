//! A unit's working time as one line of minutes, so that any minute on it is a minute somebody works.

use kernel::calendar::{Calendar, CalendarError, Span};
use kernel::{Day, Instant};
use std::sync::Arc;

/// The working minutes of a calendar, numbered from 0 at the first day of the plan.
#[derive(Debug)]
pub(crate) struct Hours {
    /// The calendar itself, for terms.
    pub(crate) calendar: Arc<Calendar>,
    from: Day,
    /// Working minutes before each day, and before the day after the last.
    opens: Vec<i64>,
    spans: Vec<Vec<Span>>,
    /// The working days in order.
    working: Vec<Day>,
}

impl Hours {
    /// The days `[from, to)` of a calendar.
    pub(crate) fn build(calendar: &Arc<Calendar>, from: Day, to: Day) -> Result<Self, CalendarError> {
        let (mut opens, mut spans, mut working) = (vec![0], Vec::new(), Vec::new());
        let mut minutes = 0;
        for n in from.0..to.0 {
            let of_day = calendar.spans(Day(n))?.to_vec();
            let length: i64 = of_day.iter().map(|s| s.to - s.from).sum();
            if length > 0 {
                working.push(Day(n));
            }
            minutes += length;
            opens.push(minutes);
            spans.push(of_day);
        }
        if working.is_empty() {
            return Err(CalendarError::NoWorkingDay);
        }
        Ok(Self { calendar: calendar.clone(), from, opens, spans, working })
    }

    fn index(&self, day: Day) -> usize {
        usize::try_from(day.0 - self.from.0).unwrap_or(0).min(self.spans.len() - 1)
    }

    /// The first working minute on or after the day.
    pub(crate) fn open(&self, day: Day) -> i64 {
        self.opens[self.index(day)]
    }

    /// The first working minute after the day.
    pub(crate) fn close(&self, day: Day) -> i64 {
        self.opens[self.index(day) + 1]
    }

    /// The instant `second` (0–59) of a working minute; of the last one known when there are no more.
    pub(crate) fn instant(&self, at: i64, second: i64) -> Instant {
        let last = self.opens[self.opens.len() - 1] - 1;
        let at = at.clamp(0, last);
        let index = self.opens.partition_point(|open| *open <= at) - 1;
        let mut left = at - self.opens[index];
        let day = self.from.plus(i64::try_from(index).unwrap_or(0));
        for span in &self.spans[index] {
            let length = span.to - span.from;
            if left < length {
                return day.at_minute(span.from + left).plus_seconds(second);
            }
            left -= length;
        }
        day.start()
    }

    /// The first working day on or after `day` (the last one known when there are no more).
    pub(crate) fn on_or_after(&self, day: Day) -> Day {
        let i = self.working.partition_point(|d| *d < day);
        self.working[i.min(self.working.len() - 1)]
    }

    /// The last working day on or before `day`, if any.
    pub(crate) fn on_or_before(&self, day: Day) -> Option<Day> {
        let i = self.working.partition_point(|d| *d <= day);
        i.checked_sub(1).map(|i| self.working[i])
    }

    /// The `n`-th working day after `day`; for 0 the day itself if it is worked, else the last one before.
    pub(crate) fn step(&self, day: Day, n: i64) -> Day {
        let here = i64::try_from(self.working.partition_point(|d| *d <= day)).unwrap_or(0) - 1;
        let last = i64::try_from(self.working.len()).unwrap_or(1) - 1;
        self.working[usize::try_from((here + n).clamp(0, last)).unwrap_or(0)]
    }

    /// Working days in `(after, upto]`; none when `upto` comes first.
    pub(crate) fn days_between(&self, after: Day, upto: Day) -> i64 {
        let through = |day: Day| i64::try_from(self.working.partition_point(|d| *d <= day)).unwrap_or(0);
        (through(upto) - through(after)).max(0)
    }

    /// The working days in `[from, to)`.
    pub(crate) fn days(&self, from: Day, to: Day) -> &[Day] {
        let first = self.working.partition_point(|d| *d < from);
        let last = self.working.partition_point(|d| *d < to);
        &self.working[first.min(last)..last]
    }
}
