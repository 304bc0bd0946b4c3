//! Periods as people think of them: months, quarters, half years, years, and what they are compared with.

use crate::locale::T;
use kernel::{Day, Period};
use webkit::words;

/// The first day of a month, some months away.
pub(crate) fn month(day: Day, away: i32) -> Day {
    let (y, m, _) = day.ymd();
    let n = y * 12 + i32::from(m) - 1 + away;
    let month = u8::try_from(n.rem_euclid(12) + 1).unwrap_or(1);
    Day::from_ymd(n.div_euclid(12), month, 1).unwrap_or(day)
}

/// The same day some months away, or the last one of that month.
fn months_away(day: Day, away: i32) -> Day {
    let (first, (_, _, d)) = (month(day, away), day.ymd());
    let last = month(first, 1).plus(-1);
    first.plus(i64::from(d) - 1).min(last)
}

/// A stretch of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    Month,
    Quarter,
    Half,
    Year,
}

impl Unit {
    pub(crate) const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Half, Self::Year];

    const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Half => 6,
            Self::Year => 12,
        }
    }

    /// The one that a day lies in.
    pub(crate) fn around(self, day: Day) -> Period {
        let (y, m, _) = day.ymd();
        let first = (i32::from(m) - 1) / self.months() * self.months();
        let from = Day::from_ymd(y, u8::try_from(first + 1).unwrap_or(1), 1).unwrap_or(day);
        Period { from, to: month(from, self.months()) }
    }

    /// What a period is the whole or the first part of.
    fn of(period: Period) -> Option<Self> {
        let last = period.to.plus(-1);
        Self::ALL.into_iter().find(|unit| {
            let whole = unit.around(period.from);
            whole.from == period.from && whole.contains(last)
        })
    }
}

/// The period before, as far into its month, quarter or year as this one is; of any other as many days before it.
pub(crate) fn before(period: Period) -> Period {
    match Unit::of(period) {
        Some(unit) => away(period, -unit.months()),
        None => Period { from: period.from.plus(-period.days()), to: period.from },
    }
}

/// The period after this one.
pub(crate) fn after(period: Period) -> Period {
    match Unit::of(period) {
        Some(unit) => {
            Period { from: month(period.from, unit.months()), to: month(period.from, 2 * unit.months()) }
        }
        None => Period { from: period.to, to: period.to.plus(period.days()) },
    }
}

/// The same period a year before.
pub(crate) fn year_before(period: Period) -> Period {
    away(period, -12)
}

fn away(period: Period, months: i32) -> Period {
    let last = period.to.plus(-1);
    // A whole month stays whole, however many days the other one has.
    let to = if period.to == month(period.to, 0) {
        month(period.to, months)
    } else {
        months_away(last, months).plus(1)
    };
    Period { from: months_away(period.from, months), to }
}

/// Roman numerals of the quarters, as reports have them.
const QUARTERS: [&str; 4] = ["I", "II", "III", "IV"];

/// What a period is called.
pub(crate) fn name(t: T, period: Period) -> String {
    let last = period.to.plus(-1);
    let Some(unit) = Unit::of(period) else {
        return t.period_any(words::day(t.0, period.from), words::day(t.0, last));
    };
    let (year, m, _) = period.from.ymd();
    let year = year.to_string();
    let whole = match unit {
        Unit::Month => t.period_month(m.to_string(), year),
        Unit::Quarter => t.period_quarter(QUARTERS[usize::from(m - 1) / 3 % 4], year),
        Unit::Half if m == 1 => t.period_half_first(year),
        Unit::Half => t.period_half_second(year),
        Unit::Year => t.period_year(year),
    };
    if unit.around(period.from) == period {
        whole
    } else {
        t.period_until(whole, words::day_of_year(t.0, last))
    }
}

/// The midnights between the months of a period, its ends among them.
pub(crate) fn midnights(period: Period) -> Vec<Day> {
    let mut all = vec![period.from];
    let mut next = month(period.from, 1);
    while next < period.to {
        all.push(next);
        next = month(next, 1);
    }
    all.push(period.to);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use webkit::Lang;

    fn period(from: &str, last: &str) -> Period {
        let day = |text: &str| text.parse::<Day>().unwrap();
        Period { from: day(from), to: day(last).plus(1) }
    }

    #[test]
    fn periods_have_the_names_that_reports_give_them() {
        for (from, last, name_vi) in [
            ("2020-10-01", "2020-10-31", "Tháng 10/2020"),
            ("2020-11-01", "2020-11-20", "Tháng 11/2020, tới 20/11"),
            ("2020-07-01", "2020-09-30", "Quý III/2020"),
            ("2020-01-01", "2020-06-30", "6 tháng đầu năm 2020"),
            ("2020-07-01", "2020-12-31", "6 tháng cuối năm 2020"),
            ("2020-01-01", "2020-12-31", "Năm 2020"),
            ("2020-01-01", "2020-11-13", "Năm 2020, tới 13/11"),
            ("2020-02-03", "2020-11-13", "3/2/2020 – 13/11/2020"),
        ] {
            assert_eq!(name(T(Lang::Vi), period(from, last)), name_vi);
        }
    }

    #[test]
    fn a_period_is_compared_with_as_much_of_the_one_before() {
        for (from, last, from_before, last_before) in [
            ("2020-10-01", "2020-10-31", "2020-09-01", "2020-09-30"),
            ("2020-03-01", "2020-03-31", "2020-02-01", "2020-02-29"),
            ("2020-11-01", "2020-11-20", "2020-10-01", "2020-10-20"),
            ("2020-01-01", "2020-11-20", "2019-01-01", "2019-11-20"),
            ("2020-05-11", "2020-05-20", "2020-05-01", "2020-05-10"),
        ] {
            assert_eq!(before(period(from, last)), period(from_before, last_before), "{from}");
        }
        assert_eq!(year_before(period("2020-02-01", "2020-02-29")), period("2019-02-01", "2019-02-28"));
        assert_eq!(after(period("2020-09-01", "2020-09-20")), period("2020-10-01", "2020-10-31"));
    }

    #[test]
    fn months_of_a_period_end_where_it_ends() {
        let all = midnights(period("2020-09-10", "2020-11-20"));
        let days: Vec<String> = all.iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2020-09-10", "2020-10-01", "2020-11-01", "2020-11-21"]);
    }
}
