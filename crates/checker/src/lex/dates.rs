//! Dates as reports write them.

use super::raw::Raw;

/// A date as far as it is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Date {
    pub(crate) day: Option<u32>,
    pub(crate) month: Option<u32>,
    pub(crate) year: Option<u32>,
}

impl Date {
    /// Year, month and day, when all are said.
    pub(crate) fn full(self) -> Option<(u32, u32, u32)> {
        Some((self.year?, self.month?, self.day?))
    }

    /// Whether the calendar has such a day.
    pub(crate) fn exists(self) -> bool {
        let month = self.month.unwrap_or(1);
        let leap = self.year.is_none_or(|y| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return false,
        };
        self.day.is_none_or(|day| (1..=days).contains(&day))
    }

    pub(crate) fn written(self) -> String {
        let mut parts = Vec::new();
        if let Some(day) = self.day {
            parts.push(format!("{day:02}"));
        }
        if let Some(month) = self.month {
            parts.push(format!("{month:02}"));
        }
        if let Some(year) = self.year {
            parts.push(year.to_string());
        }
        parts.join("/")
    }
}

/// Whether a number is a year of our times.
pub(crate) fn is_year(n: u32) -> bool {
    (1900..=2100).contains(&n)
}

/// A date that begins with the stretch `i`, and the stretch behind it.
pub(super) fn date(text: &str, raws: &[Raw], i: usize) -> Option<(Date, usize)> {
    let at = |k: usize| raws.get(i + k);
    let whole = |k: usize, most: usize| -> Option<u32> {
        let digits = &text[at(k).filter(|r| r.is_numeral())?.at.clone()];
        (digits.len() <= most).then(|| digits.parse().ok())?
    };
    let mark = |k: usize, c: char| at(k).is_some_and(|r| r.is_mark(c));
    let word = |k: usize, w: &str| at(k).is_some_and(|r| r.word() == Some(w));
    let before = |w: &str| i > 0 && raws[i - 1].word() == Some(w);
    // 13.11.2020 is one numeral.
    let dotted: Vec<&str> = text[at(0)?.at.clone()].split('.').collect();
    if let [d, m, y] = dotted[..]
        && y.len() == 4
        && d.len() <= 2
        && m.len() <= 2
        && let (Ok(d), Ok(m), Ok(y)) = (d.parse(), m.parse(), y.parse())
        && is_year(y)
    {
        return Some((Date { day: Some(d), month: Some(m), year: Some(y) }, i + 1));
    }
    for separator in ['/', '-'] {
        if mark(1, separator)
            && mark(3, separator)
            && let (Some(d), Some(m), Some(y)) = (whole(0, 2), whole(2, 2), whole(4, 4))
            && is_year(y)
        {
            return Some((Date { day: Some(d), month: Some(m), year: Some(y) }, i + 5));
        }
    }
    if before("ngày") && word(1, "tháng") {
        let (d, m) = (whole(0, 2)?, whole(2, 2)?);
        if word(3, "năm")
            && let Some(y) = whole(4, 4).filter(|&y| is_year(y))
        {
            return Some((Date { day: Some(d), month: Some(m), year: Some(y) }, i + 5));
        }
        return Some((Date { day: Some(d), month: Some(m), year: None }, i + 3));
    }
    if before("tháng")
        && let Some(m) = whole(0, 2).filter(|&m| m <= 99)
    {
        let year = if word(1, "năm") || mark(1, '/') { whole(2, 4).filter(|&y| is_year(y)) } else { None };
        let end = if year.is_some() { i + 3 } else { i + 1 };
        return Some((Date { day: None, month: Some(m), year }, end));
    }
    if mark(1, '/')
        && let (Some(m), Some(y)) = (whole(0, 2), whole(2, 4))
        && is_year(y)
        && (1..=12).contains(&m)
    {
        return Some((Date { day: None, month: Some(m), year: Some(y) }, i + 3));
    }
    let festive = ["ngày", "lễ", "mùng", "dịp", "sáng", "chiều", "trước"].into_iter().any(before);
    if festive
        && mark(1, '/')
        && let (Some(d), Some(m)) = (whole(0, 2), whole(2, 2))
        && (1..=12).contains(&m)
        && (1..=31).contains(&d)
    {
        return Some((Date { day: Some(d), month: Some(m), year: None }, i + 3));
    }
    None
}
