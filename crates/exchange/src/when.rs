//! Numbers and dates as the files of offices write them.

use kernel::Day;

/// A number of a workbook as people would have typed it.
pub(super) fn plain(n: f64) -> String {
    whole(n).map_or_else(|| n.to_string(), |n| n.to_string())
}

/// A floating-point number that is a whole one; numbers of 15 digits and fewer are kept exactly.
pub(super) fn whole(n: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "just checked to be whole and far below 2^53")]
    (n.is_finite() && n.fract() == 0.0 && n.abs() < 1e15).then_some(n as i64)
}

/// A date of a workbook whose cell is not formatted as one: days since the end of 1899, of the years 2000 to 2099.
pub(super) fn serial(n: f64) -> Option<(Day, i64)> {
    if !(36_526.0..73_051.0).contains(&n) {
        return None;
    }
    let seconds = whole((n.fract() * 86_400.0).round())?;
    // 25,569 days lie between the end of 1899, as workbooks count, and 1970.
    Some((Day(whole(n.trunc())? - 25_569).plus(seconds / 86_400), seconds % 86_400))
}

/// `2026-01-05`, `05/01/2026`, either with a time before or after it, or with a `T` between.
pub(super) fn read_when(text: &str) -> Option<(Day, i64)> {
    let mut parts = text.splitn(3, |c: char| c.is_whitespace() || c == 'T').filter(|p| !p.is_empty());
    let (first, second) = (parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    match second {
        None => Some((read_day(first)?, 0)),
        Some(second) if first.contains(':') => Some((read_day(second)?, read_time(first)?)),
        Some(second) => Some((read_day(first)?, read_time(second)?)),
    }
}

fn read_day(text: &str) -> Option<Day> {
    if let Ok(day) = text.parse::<Day>() {
        return (1900..2200).contains(&day.ymd().0).then_some(day);
    }
    let mut parts = text.split(['/', '-', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |t: &str| (1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    let long = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !short(day) || !short(month) || !long {
        return None;
    }
    let year: i32 = year.parse().ok().filter(|y| (1900..2200).contains(y))?;
    Day::from_ymd(year, month.parse().ok()?, day.parse().ok()?)
}

/// `8:30`, `08:30:15`, and fractions of a second that are left aside.
fn read_time(text: &str) -> Option<i64> {
    let text = text.trim_end_matches('Z').split('.').next()?;
    let mut parts = text.split(':');
    let mut next = |most: i64| {
        let part = parts.next()?;
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<i64>().ok().filter(|n| digits && *n < most)
    };
    let (hour, minute) = (next(24)?, next(60)?);
    let second = if text.matches(':').count() == 2 { next(60)? } else { 0 };
    (text.matches(':').count() <= 2).then_some(hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_files_of_offices_write_them() {
        let at = |day: &str, h: i64, m: i64| Some((day.parse::<Day>().unwrap(), h * 3600 + m * 60));
        for (text, read) in [
            ("2026-01-05", at("2026-01-05", 0, 0)),
            ("05/01/2026", at("2026-01-05", 0, 0)),
            ("5/1/2026 8:30", at("2026-01-05", 8, 30)),
            ("08:30 05-01-2026", at("2026-01-05", 8, 30)),
            ("2026-01-05T08:30:00", at("2026-01-05", 8, 30)),
            ("2026-01-05 08:30:00.000", at("2026-01-05", 8, 30)),
            ("31/02/2026", None),
            ("01/13/2026", None),
            ("05/01/26", None),
            ("2026-01-05 25:00", None),
            ("0026-01-05", None),
            ("hôm qua", None),
            ("1/1/2026 8:30 9:30", None),
        ] {
            assert_eq!(read_when(text), read, "{text}");
        }
    }

    #[test]
    fn days_of_a_workbook_are_counted_from_the_end_of_1899() {
        assert_eq!(serial(46_027.0), Some(("2026-01-05".parse().unwrap(), 0)));
        assert_eq!(serial(46_027.354_166_666_7), Some(("2026-01-05".parse().unwrap(), 8 * 3600 + 30 * 60)));
        assert_eq!(serial(7.0), None);
        assert_eq!(serial(f64::NAN), None);
    }
}
