//! Columns by their names, and a row's cells as what they should be. Every mistake is noted with its place, and
//! reading goes on.

use super::grid::{self, Grid, Value};
use kernel::text::fold;
use kernel::{Day, Instant, Refusal};
use province::Problem;
use std::collections::BTreeMap;

/// A column: its name, other names it goes by (written as people write them), and whether it must be there.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) also: &'static [&'static str],
    pub(super) required: bool,
}

pub(super) const fn required(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, required: true }
}

pub(super) const fn optional(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, required: false }
}

/// Most mistakes kept; what is beyond is only counted.
const MAX_KEPT: usize = 20_000;

/// Everything wrong with a file.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// In the order of the file.
    pub told: Vec<Problem>,
    /// How many more there are.
    pub further: usize,
}

impl Problems {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    pub(super) fn add(&mut self, problem: Problem) {
        if self.told.len() < MAX_KEPT { self.told.push(problem) } else { self.further += 1 }
    }

    /// Brings them into the order of the file.
    pub(super) fn sort(&mut self, header: &Header) {
        self.told.sort_by_key(|p| (p.line, header.labels.iter().position(|l| *l == p.column)));
    }
}

impl From<Vec<Problem>> for Problems {
    fn from(told: Vec<Problem>) -> Self {
        Self { told, further: 0 }
    }
}

/// Where each column of a file stands.
pub(super) struct Header {
    file: String,
    /// The place of each column that is there.
    at: BTreeMap<&'static str, usize>,
    /// The headers as they stand in the file.
    labels: Vec<String>,
    serial_days: bool,
}

impl Header {
    /// Reads the header row. Unknown and repeated headers and missing columns are wrong.
    pub(super) fn read(file: &str, grid: &Grid, columns: &[Column], problems: &mut Problems) -> Self {
        let (line, cells) =
            grid.rows.first().map_or((1, [].as_slice()), |(line, cells)| (*line, cells.as_slice()));
        let labels: Vec<String> = cells.iter().map(label).collect();
        let mut header =
            Self { file: file.into(), at: BTreeMap::new(), labels, serial_days: grid.serial_days };
        let known = || columns.iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
        for (at, label) in header.labels.clone().iter().enumerate() {
            let found = columns.iter().find(|c| same(c.name, label) || c.also.iter().any(|a| same(a, label)));
            let wrong = match found {
                Some(c) if header.at.contains_key(c.name) => (
                    format!("Cột {} có hai lần. Hãy bỏ một cột.", c.name),
                    format!("the column {} stands there twice; leave one out", c.name),
                ),
                Some(c) => {
                    header.at.insert(c.name, at);
                    continue;
                }
                // A column without a name is nothing as long as nothing stands in it.
                None if label.is_empty() => {
                    let used = |row: &(u64, Vec<Value>)| row.1.get(at).is_some_and(|v| *v != Value::Empty);
                    if !grid.rows.iter().skip(1).any(used) {
                        continue;
                    }
                    (
                        format!(
                            "Cột thứ {} không có tiêu đề nhưng có dữ liệu. Hãy đặt tiêu đề hoặc xóa cột.",
                            at + 1
                        ),
                        format!("column {} holds data but has no header; name or delete it", at + 1),
                    )
                }
                None => (
                    format!("Không có cột nào tên như vậy. Các cột: {}.", known()),
                    format!("there is no such column; the columns are: {}", known()),
                ),
            };
            problems.add(Problem {
                file: file.into(),
                line,
                column: label.clone(),
                vi: wrong.0,
                en: wrong.1,
            });
        }
        for column in columns.iter().filter(|c| c.required && !header.at.contains_key(c.name)) {
            problems.add(Problem {
                file: file.into(),
                line,
                column: column.name.into(),
                vi: "Thiếu cột này. Hãy thêm cột.".into(),
                en: "the column is missing; add it".into(),
            });
        }
        header
    }

    /// The row below, to be read.
    pub(super) fn row<'a>(&'a self, line: u64, cells: &'a [Value], problems: &'a mut Problems) -> Cells<'a> {
        Cells { header: self, line, cells, problems }
    }

    /// Whether a column is there.
    pub(super) fn has(&self, column: &str) -> bool {
        self.at.contains_key(column)
    }

    /// Notes something wrong in a column of a row.
    pub(super) fn wrong(&self, line: u64, column: &'static str, refusal: &Refusal, problems: &mut Problems) {
        let label = self.at.get(column).and_then(|at| self.labels.get(*at));
        problems.add(Problem {
            file: self.file.clone(),
            line,
            column: label.map_or(column, String::as_str).into(),
            vi: refusal.vi.clone(),
            en: refusal.en.clone(),
        });
    }
}

fn label(value: &Value) -> String {
    match value {
        Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Empty => String::new(),
        _ => "?".into(),
    }
}

/// Whether a header or a word means the same, written with or without diacritics, spaces and capitals.
pub(super) fn same(name: &str, label: &str) -> bool {
    let plain = |text: &str| fold(text).replace(['_', '-', ' '], "");
    plain(name) == plain(label)
}

/// A row's cells.
pub(super) struct Cells<'a> {
    header: &'a Header,
    pub(super) line: u64,
    cells: &'a [Value],
    problems: &'a mut Problems,
}

impl Cells<'_> {
    fn value(&self, column: &str) -> &Value {
        self.header.at.get(column).and_then(|at| self.cells.get(*at)).unwrap_or(&Value::Empty)
    }

    /// Notes something wrong in a column.
    pub(super) fn wrong(&mut self, column: &'static str, vi: impl Into<String>, en: impl Into<String>) {
        self.header.wrong(self.line, column, &Refusal::new("import", vi, en), self.problems);
    }

    /// Cells beyond the header, where something stands that belongs nowhere.
    pub(super) fn overhang(&mut self) {
        let beyond = self.cells.iter().skip(self.header.labels.len()).any(|v| *v != Value::Empty);
        if beyond {
            self.wrong(
                "",
                "Dòng có nhiều ô hơn tiêu đề. Hãy kiểm tra dấu phân cách hoặc dấu ngoặc kép.",
                "the row has more cells than the header; look at its separators and quotes",
            );
        }
    }

    /// The cell is empty (a missing column is empty everywhere).
    pub(super) fn is_empty(&self, column: &str) -> bool {
        *self.value(column) == Value::Empty
    }

    /// The cell must not be empty; `None` when it is. Nothing is said of a column that is missing altogether.
    fn filled(&mut self, column: &'static str) -> Option<Value> {
        // A grid may have been made by others than the readers: its texts are looked at once more.
        let value = match self.value(column) {
            Value::Text(text) => grid::text(text),
            value => value.clone(),
        };
        match value {
            Value::Empty => {
                if self.header.has(column) {
                    self.wrong(column, "Ô trống. Hãy điền.", "the cell is empty; fill it in");
                }
                None
            }
            Value::Broken(vi, en) => {
                self.wrong(column, vi, en);
                None
            }
            value => Some(value),
        }
    }

    /// A column that this row needs is not in the file at all.
    pub(super) fn demand(&mut self, column: &'static str) {
        if !self.header.has(column) {
            self.wrong(
                column,
                "Thiếu cột này mà dòng cần đến. Hãy thêm cột.",
                "the column is missing, and this row needs it; add it",
            );
        }
    }

    /// A text on one line, empty when there is none. A whole number is written without decimals.
    pub(super) fn text(&mut self, column: &'static str) -> String {
        if self.is_empty(column) { String::new() } else { self.need(column).unwrap_or_default() }
    }

    /// A text that must be there.
    pub(super) fn need(&mut self, column: &'static str) -> Option<String> {
        Some(match self.filled(column)? {
            Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Value::Number(n) => plain(n),
            Value::When(day, _) => day.to_string(),
            Value::Empty | Value::Broken(..) => return None,
        })
    }

    /// A whole number.
    pub(super) fn number(&mut self, column: &'static str) -> Option<i64> {
        let read = match self.filled(column)? {
            Value::Number(n) => whole(n),
            Value::Text(text) => text.parse().ok().filter(|n: &i64| n.abs() <= 1_000_000_000),
            _ => None,
        };
        if read.is_none() {
            self.wrong(
                column,
                "Không phải số nguyên. Viết 252156, không dấu chấm hay phẩy.",
                "this is no whole number; write 252156, without dots or commas",
            );
        }
        read
    }

    /// A whole number, or nothing.
    pub(super) fn opt_number(&mut self, column: &'static str) -> Option<i64> {
        if self.is_empty(column) { None } else { self.number(column) }
    }

    /// A date and the seconds since its midnight; 0 where no time stands.
    fn when(&mut self, column: &'static str) -> Option<(Day, i64)> {
        let value = self.filled(column)?;
        let read = match &value {
            Value::When(day, seconds) => Some((*day, *seconds)),
            Value::Text(text) => read_when(text),
            Value::Number(n) if self.header.serial_days => serial(*n),
            _ => None,
        };
        if read.is_none() {
            let shown = match &value {
                Value::Text(text) => text.chars().take(40).collect(),
                Value::Number(n) => plain(*n),
                _ => "?".into(),
            };
            self.wrong(
                column,
                format!("'{shown}' không phải ngày có thật. Viết 2026-01-05 hoặc 05/01/2026, giờ nếu có: 08:30."),
                format!("'{shown}' is no date; write 2026-01-05 or 05/01/2026 (day, month, year), with the time if there is one: 08:30"),
            );
        }
        read
    }

    /// A date; a time beside it is left aside.
    pub(super) fn day(&mut self, column: &'static str) -> Option<Day> {
        self.when(column).map(|(day, _)| day)
    }

    /// A date, or nothing.
    pub(super) fn opt_day(&mut self, column: &'static str) -> Option<Day> {
        if self.is_empty(column) { None } else { self.day(column) }
    }

    /// An instant; the start of the day where no time stands.
    pub(super) fn instant(&mut self, column: &'static str) -> Option<Instant> {
        self.when(column).map(|(day, seconds)| day.start().plus_seconds(seconds))
    }

    /// One of some words, each with the ways to write it.
    pub(super) fn word<T: Copy>(&mut self, column: &'static str, words: &[(T, &[&str])]) -> Option<T> {
        let text = self.need(column)?;
        let found = words.iter().find(|(_, ways)| ways.iter().any(|w| same(w, &text))).map(|(word, _)| *word);
        if found.is_none() {
            let shown: String = text.chars().take(40).collect();
            let all: Vec<&str> = words.iter().filter_map(|(_, ways)| ways.first().copied()).collect();
            let all = all.join(", ");
            self.wrong(
                column,
                format!("'{shown}' không có trong danh sách: {all}."),
                format!("'{shown}' is none of: {all}"),
            );
        }
        found
    }

    /// A number that identifies somebody, as digits: spaces, dots and hyphens are left out. A workbook that took it for
    /// a number has dropped the zeros in front; they are put back where only one length is left.
    pub(super) fn digits(
        &mut self,
        column: &'static str,
        pad: &[usize],
        good: impl Fn(&str) -> bool,
        vi: &str,
        en: &str,
    ) -> String {
        if self.is_empty(column) {
            return String::new();
        }
        let number = matches!(self.value(column), Value::Number(_));
        let Some(text) = self.need(column) else { return String::new() };
        let mut digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
        if let Some(rest) = digits.strip_prefix("+84") {
            digits = format!("0{rest}");
        }
        if number && let Some(length) = pad.iter().find(|n| digits.len() <= **n) {
            digits = format!("{digits:0>length$}");
        }
        if !digits.bytes().all(|b| b.is_ascii_digit()) || !good(&digits) {
            self.wrong(column, vi, en);
        }
        digits
    }
}

/// A number of a workbook as people would have typed it.
fn plain(n: f64) -> String {
    whole(n).map_or_else(|| n.to_string(), |n| n.to_string())
}

/// A floating-point number that is a whole one; numbers of 15 digits and fewer are kept exactly.
fn whole(n: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "just checked to be whole and far below 2^53")]
    (n.is_finite() && n.fract() == 0.0 && n.abs() < 1e15).then_some(n as i64)
}

/// A date of a workbook whose cell is not formatted as one: days since the end of 1899, of the years 2000 to 2099.
fn serial(n: f64) -> Option<(Day, i64)> {
    if !(36_526.0..73_051.0).contains(&n) {
        return None;
    }
    let seconds = whole((n.fract() * 86_400.0).round())?;
    // 25,569 days lie between the end of 1899, as workbooks count, and 1970.
    Some((Day(whole(n.trunc())? - 25_569).plus(seconds / 86_400), seconds % 86_400))
}

/// `2026-01-05`, `05/01/2026`, either with a time before or after it, or with a `T` between.
fn read_when(text: &str) -> Option<(Day, i64)> {
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

    #[test]
    fn headers_mean_the_same_however_they_are_written() {
        for label in ["Hạn giải quyết", "HAN GIAI QUYET", "han_giai_quyet"] {
            assert!(same("Hạn giải quyết", label));
        }
        assert!(!same("due_day", "due"));
    }
}
