//! Which months a page is about: whole ones that are over.

use super::Query;
use crate::locale::T;
use crate::period::month;
use kernel::{Day, Period};
use webkit::words;

/// How months are cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// From the 1st to the last day.
    Calendar,
    /// From the 15th of the month before to the 14th, as the national reports are closed.
    Reporting,
}

impl Way {
    pub(super) const ALL: [Self; 2] = [Self::Calendar, Self::Reporting];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Reporting => "reporting",
        }
    }

    /// The first day after the month of this way that a day lies in.
    pub(super) fn end(self, day: Day) -> Day {
        match self {
            Self::Calendar => month(day, 1),
            Self::Reporting => month(day.plus(-14), 1).plus(14),
        }
    }

    /// Some months before an end.
    pub(super) fn back(self, end: Day, months: i32) -> Day {
        match self {
            Self::Calendar => month(end, -months),
            Self::Reporting => month(end, -months).plus(14),
        }
    }
}

/// What is asked for: whole months that are over.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) way: Way,
    pub(super) months: i32,
    pub(super) period: Period,
    /// The last month that is over ends before this day.
    pub(super) newest: Day,
    /// The day that could not be read or is no end of a month.
    pub(super) wrong: Option<String>,
}

/// Lengths in months.
pub(super) const LENGTHS: [i32; 4] = [1, 3, 6, 12];

impl Span {
    pub(super) fn read(query: &Query, today: Day) -> Self {
        let way = Way::ALL.into_iter().find(|w| query.way.as_deref() == Some(w.word()));
        let way = way.unwrap_or(Way::Calendar);
        let months = query.months.as_deref().and_then(|n| n.parse().ok());
        let months = months.filter(|n| LENGTHS.contains(n)).unwrap_or(1);
        let newest = way.back(way.end(today), 1);
        let asked = query.to.as_deref().filter(|text| !text.is_empty());
        // A day within a month stands for that month.
        let to = asked.and_then(|text| text.parse::<Day>().ok()).map(|day| way.end(day.plus(-1)));
        let known = to.filter(|to| *to <= newest);
        let to = known.unwrap_or(newest);
        let wrong = if known.is_none() { asked.map(str::to_owned) } else { None };
        Self { way, months, period: Period { from: way.back(to, months), to }, newest, wrong }
    }

    pub(super) fn over(&self, way: Way, months: i32, to: Day) -> Self {
        // Another way of cutting shows the month that ended last by then.
        let to = if way == self.way { to } else { way.back(way.end(to), 1) };
        Self { way, months, period: Period { from: way.back(to, months), to }, ..self.clone() }
    }

    pub(super) fn name(&self, t: T) -> String {
        let (from, last) = (self.period.from, self.period.to.plus(-1));
        let days = t.period_any(words::day(t.0, from), words::day(t.0, last));
        match self.way {
            Way::Calendar => crate::period::name(t, self.period),
            Way::Reporting => t.procedures_reporting(days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(way: &str, months: &str, to: &str, today: &str) -> (String, String, bool) {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let query = Query { way: text(way), months: text(months), to: text(to), ..Query::default() };
        let span = Span::read(&query, today.parse().unwrap());
        (span.period.from.to_string(), span.period.to.to_string(), span.wrong.is_some())
    }

    #[test]
    fn without_a_question_it_is_the_last_month_that_is_over() {
        for (way, today, from, to) in [
            ("", "2020-11-20", "2020-10-01", "2020-11-01"),
            ("", "2020-11-01", "2020-10-01", "2020-11-01"),
            ("reporting", "2020-11-14", "2020-09-15", "2020-10-15"),
            ("reporting", "2020-11-15", "2020-10-15", "2020-11-15"),
            ("reporting", "2021-01-03", "2020-11-15", "2020-12-15"),
        ] {
            assert_eq!(span(way, "", "", today), (from.into(), to.into(), false), "{way} {today}");
        }
    }

    #[test]
    fn a_day_stands_for_its_month_and_what_is_not_over_is_said() {
        for (way, months, to, from, end, wrong) in [
            ("calendar", "3", "2020-06-30", "2020-04-01", "2020-07-01", false),
            ("calendar", "3", "2020-07-01", "2020-04-01", "2020-07-01", false),
            ("reporting", "12", "2020-11-15", "2019-11-15", "2020-11-15", false),
            ("reporting", "1", "2020-11-10", "2020-10-15", "2020-11-15", false),
            ("calendar", "1", "2020-12-24", "2020-10-01", "2020-11-01", true),
            ("calendar", "1", "mai", "2020-10-01", "2020-11-01", true),
            ("calendar", "5", "", "2020-10-01", "2020-11-01", false),
        ] {
            let found = span(way, months, to, "2020-11-20");
            assert_eq!(found, (from.into(), end.into(), wrong), "{way} {months} {to}");
        }
    }
}
