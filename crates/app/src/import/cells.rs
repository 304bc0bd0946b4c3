//! A row's cells as what they should be. Every mistake is noted with its place, and
//! reading goes on.

use super::grid::{self, Value};
use super::header::{Header, Problems, same};
use super::when::{plain, read_when, serial, whole};
use kernel::{Day, Instant, Refusal};

/// A row's cells.
pub(super) struct Cells<'a> {
    pub(super) header: &'a Header,
    pub(super) line: u64,
    pub(super) cells: &'a [Value],
    pub(super) problems: &'a mut Problems,
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

    /// A number that identifies somebody, as it is kept. A workbook that took it for a number has dropped the zeros in
    /// front; they are put back where only one length is left.
    pub(super) fn digits(
        &mut self,
        column: &'static str,
        pad: &[usize],
        read: impl Fn(&str) -> Option<String>,
        vi: &str,
        en: &str,
    ) -> String {
        if self.is_empty(column) {
            return String::new();
        }
        let number = matches!(self.value(column), Value::Number(_));
        let Some(mut text) = self.need(column) else { return String::new() };
        if number && let Some(length) = pad.iter().find(|n| text.len() <= **n) {
            text = format!("{text:0>length$}");
        }
        read(&text).unwrap_or_else(|| {
            self.wrong(column, vi, en);
            // Told once: the rules of the take-over need not tell it again.
            String::new()
        })
    }
}
