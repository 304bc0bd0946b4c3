//! Periods that may be chosen: the year so far, years, quarters, months; whole days that are over, and no others.

use crate::locale::T;
use kernel::{Day, Period, Refusal, Result};
use webkit::words;

/// Quarters and months that the list offers; older ones still open by their address.
const QUARTERS: usize = 8;
const MONTHS: usize = 24;

/// What a period's name in an address stands for: `2026`, `2026-q3`, `2026-07`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Year(i32),
    Quarter(i32, u8),
    Month(i32, u8),
}

impl Kind {
    fn read(name: &str) -> Option<Self> {
        let (year, part) = name.split_once('-').map_or((name, None), |(year, part)| (year, Some(part)));
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        let year: i32 = Some(year).filter(|y| digits(y, 4))?.parse().ok()?;
        let within = |text: &str, most: u8| text.parse().ok().filter(|n| (1..=most).contains(n));
        match part {
            None => Some(Self::Year(year)),
            Some(part) => match part.strip_prefix('q') {
                Some(quarter) if digits(quarter, 1) => Some(Self::Quarter(year, within(quarter, 4)?)),
                None if digits(part, 2) => Some(Self::Month(year, within(part, 12)?)),
                _ => None,
            },
        }
    }

    /// First day, and the first day after it.
    fn days(self) -> Option<(Day, Day)> {
        let (year, first, months) = match self {
            Self::Year(year) => (year, 1, 12),
            Self::Quarter(year, quarter) => (year, quarter * 3 - 2, 3),
            Self::Month(year, month) => (year, month, 1),
        };
        let (next_year, next) = if first + months > 12 { (year + 1, 1) } else { (year, first + months) };
        Some((Day::from_ymd(year, first, 1)?, Day::from_ymd(next_year, next, 1)?))
    }

    fn name(self) -> String {
        match self {
            Self::Year(year) => format!("{year:04}"),
            Self::Quarter(year, quarter) => format!("{year:04}-q{quarter}"),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
        }
    }

    fn label(self, t: T) -> String {
        match self {
            Self::Year(year) => t.period_year(year),
            Self::Quarter(year, quarter) => t.period_quarter(quarter, year),
            Self::Month(year, month) => t.period_month(month, year),
        }
    }

    /// The one before.
    fn before(self) -> Self {
        match self {
            Self::Year(year) => Self::Year(year - 1),
            Self::Quarter(year, 1) => Self::Quarter(year - 1, 4),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter - 1),
            Self::Month(year, 1) => Self::Month(year - 1, 12),
            Self::Month(year, month) => Self::Month(year, month - 1),
        }
    }
}

/// The year of the last day that is over, so far.
fn year_to_date(closed_to: Day) -> Option<Period> {
    let (year, ..) = closed_to.plus(-1).ymd();
    Period::new(Day::from_ymd(year, 1, 1)?, closed_to)
}

/// The period of a name; the year so far without one. `None`: no day is over yet.
///
/// # Errors
/// A refusal for what is no period, or one of which no day is over.
pub(crate) fn read(name: &str, closed_to: Day, first: Day) -> Result<Option<Period>> {
    if closed_to <= first {
        return Ok(None);
    }
    if name.is_empty() {
        return Ok(year_to_date(closed_to));
    }
    let known = |(from, to): &(Day, Day)| *from < closed_to && first < *to;
    match Kind::read(name).and_then(Kind::days).filter(known) {
        Some((from, to)) => Ok(Period::new(from, to.min(closed_to))),
        None => Err(Refusal::new(
            "statistics.period",
            "Chưa có số liệu cho kỳ này. Hãy chọn một kỳ trong danh sách ở trang Số liệu.",
            "There are no figures for this period. Choose one of the list on the page of statistics.",
        )
        .into()),
    }
}

/// A choice of the list.
pub(super) struct Choice {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) on: bool,
}

/// The choices, in groups: years, quarters, months; the latest first.
pub(super) fn choices(t: T, chosen: &str, closed_to: Day, first: Day) -> Vec<(&'static str, Vec<Choice>)> {
    let (year, month, _) = closed_to.plus(-1).ymd();
    let list = |latest: Kind, most: usize| {
        let reaches = |kind: &Kind| kind.days().is_some_and(|(_, to)| first < to);
        let kinds = std::iter::successors(Some(latest), |kind| Some(kind.before())).take_while(reaches);
        let choice =
            |kind: Kind| Choice { on: kind.name() == chosen, name: kind.name(), label: kind.label(t) };
        kinds.take(most).map(choice).collect()
    };
    vec![
        (t.period_years(), list(Kind::Year(year), 30)),
        (t.period_quarters(), list(Kind::Quarter(year, (month - 1) / 3 + 1), QUARTERS)),
        (t.period_months(), list(Kind::Month(year, month), MONTHS)),
    ]
}

/// `1/1/2026 – 6/7/2026`, both days inside.
pub(crate) fn shown(t: T, period: Period) -> (String, String) {
    (words::day(t.0, period.from), words::day(t.0, period.to.plus(-1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use webkit::Lang;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn days(name: &str) -> Option<(String, String)> {
        let found = read(name, day("2020-11-14"), day("2019-06-10")).ok()??;
        Some((found.from.to_string(), found.to.to_string()))
    }

    #[test]
    fn names_stand_for_periods_that_are_over_as_far_as_they_are() {
        for (name, from, to) in [
            ("", "2020-01-01", "2020-11-14"),
            ("2019", "2019-01-01", "2020-01-01"),
            ("2020", "2020-01-01", "2020-11-14"),
            ("2020-q3", "2020-07-01", "2020-10-01"),
            ("2020-q4", "2020-10-01", "2020-11-14"),
            ("2019-12", "2019-12-01", "2020-01-01"),
            ("2020-11", "2020-11-01", "2020-11-14"),
        ] {
            assert_eq!(days(name), Some((from.into(), to.into())), "{name}");
        }
    }

    #[test]
    fn what_is_no_period_or_not_yet_one_is_refused() {
        let wrong =
            ["2020-12", "2021", "2018", "2019-05", "2020-q5", "2020-13", "2020-1", "2020-q", "+020", "nay"];
        for name in wrong.into_iter().chain(["2020-q3 ", "'; --", "9999", "0000", "2020-07-01"]) {
            let refused = read(name, day("2020-11-14"), day("2019-06-10")).unwrap_err();
            assert_eq!(refused.refusal().unwrap().code, "statistics.period", "{name}");
        }
    }

    #[test]
    fn before_a_day_is_over_there_is_no_period() {
        assert_eq!(read("", Day(0), day("2020-01-01")).unwrap(), None);
        assert_eq!(read("2020", day("2020-01-01"), day("2020-01-01")).unwrap(), None);
    }

    #[test]
    fn the_last_day_of_a_year_closes_that_year() {
        let period = year_to_date(day("2021-01-01")).unwrap();
        assert_eq!((period.from, period.to), (day("2020-01-01"), day("2021-01-01")));
    }

    #[test]
    fn the_list_goes_back_to_the_first_day_with_the_latest_first() {
        let groups = choices(T(Lang::Vi), "2020-q2", day("2020-11-14"), day("2020-02-10"));
        let names = |n: usize| groups[n].1.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(0), ["2020"]);
        assert_eq!(names(1), ["2020-q4", "2020-q3", "2020-q2", "2020-q1"]);
        assert_eq!((names(2).first().unwrap().as_str(), names(2).len()), ("2020-11", 10));
        assert!(groups[1].1[2].on);
    }
}
