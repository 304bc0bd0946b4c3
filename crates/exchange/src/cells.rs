//! A row's cells as what they should be. Every mistake is noted with its place, and
//! reading goes on.

use super::grid::{self, Value};
use super::header::{Header, same};
use super::problem::Problems;
use super::when::{plain, read_when, serial, whole};
use kernel::text::composed;
use kernel::{Day, Instant, Refusal};

/// A row's cells.
pub struct Cells<'a> {
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
    pub fn wrong(&mut self, column: &'static str, vi: impl Into<String>, en: impl Into<String>) {
        self.object("import", column, vi, en);
    }

    /// Notes something wrong in a column, of a kind.
    pub fn object(
        &mut self,
        code: &'static str,
        column: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.header.wrong(self.line, column, &Refusal::new(code, vi, en), self.problems);
    }

    /// A code of a procedure, also where a workbook has taken it for a number: what else is said of it can be joined
    /// then. Says nothing of what is wrong.
    pub(crate) fn meant(&self, column: &str) -> Option<String> {
        match self.value(column) {
            Value::Text(text) => Some(composed(&text.split_whitespace().collect::<Vec<_>>().join(" "))),
            Value::Number(n) => Some(format!("{n:.6}")),
            _ => None,
        }
    }

    /// The number of the row in the file.
    pub fn row(&self) -> u64 {
        self.line
    }

    /// Whether the file has this column.
    pub fn has(&self, column: &str) -> bool {
        self.header.has(column)
    }

    /// Cells beyond the header, where something stands that belongs nowhere.
    pub fn overhang(&mut self) {
        let beyond = self.cells.iter().skip(self.header.labels.len()).any(|v| *v != Value::Empty);
        if beyond {
            self.object(
                "overhang",
                "",
                "Dòng có nhiều ô hơn tiêu đề. Hãy kiểm tra dấu phân cách hoặc dấu ngoặc kép.",
                "the row has more cells than the header; look at its separators and quotes",
            );
        }
    }

    /// The cell is empty (a missing column is empty everywhere).
    pub fn is_empty(&self, column: &str) -> bool {
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
                    self.object("empty", column, "Ô trống. Hãy điền.", "the cell is empty; fill it in");
                }
                None
            }
            Value::Broken(code, vi, en) => {
                self.object(code, column, vi, en);
                None
            }
            value => Some(value),
        }
    }

    /// A column that this row needs is not in the file at all.
    pub fn demand(&mut self, column: &'static str) {
        if !self.header.has(column) {
            self.object(
                "missing_column",
                column,
                format!("Thiếu cột '{column}' mà dòng cần đến. Hãy thêm cột."),
                format!("the column '{column}' is missing, and this row needs it; add it"),
            );
        }
    }

    /// A text on one line, empty when there is none. A whole number is written without decimals.
    pub fn text(&mut self, column: &'static str) -> String {
        if self.is_empty(column) { String::new() } else { self.need(column).unwrap_or_default() }
    }

    /// A text that must be there.
    pub fn need(&mut self, column: &'static str) -> Option<String> {
        Some(match self.filled(column)? {
            // However a machine composes its letters, the same name is the same name.
            Value::Text(text) => composed(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Value::Number(n) => plain(n),
            Value::When(day, _) => day.to_string(),
            Value::Empty | Value::Broken(..) => return None,
        })
    }

    /// A whole number.
    pub fn number(&mut self, column: &'static str) -> Option<i64> {
        let read = match self.filled(column)? {
            Value::Number(n) => whole(n),
            Value::Text(text) => text.parse().ok().filter(|n: &i64| n.abs() <= 1_000_000_000),
            _ => None,
        };
        if read.is_none() {
            self.object(
                "not_a_number",
                column,
                "Không phải số nguyên. Viết 252156, không dấu chấm hay phẩy.",
                "this is no whole number; write 252156, without dots or commas",
            );
        }
        read
    }

    /// A count from 0 to `most`. In a workbook it must be a number: a text that looks like one is told.
    pub fn count(&mut self, column: &'static str, most: i64) -> Option<i64> {
        let value = self.filled(column)?;
        let written = match &value {
            Value::Text(text) => text.parse::<f64>().ok(),
            Value::Number(n) => Some(*n),
            _ => None,
        };
        let Some(n) = written.filter(|n| n.is_finite()) else {
            self.object(
                "not_a_number",
                column,
                "Không phải số. Viết số nguyên như 15, không kèm chữ, dấu chấm hay phẩy.",
                "this is no number; write a whole one like 15, without words, dots or commas",
            );
            return None;
        };
        if self.header.typed && matches!(value, Value::Text(_)) {
            self.object(
                "number_as_text",
                column,
                "Số đang lưu dạng văn bản. Hãy đổi ô sang dạng số (Convert to Number) rồi lưu lại.",
                "a number stored as text; turn the cell into a number (Convert to Number) and save",
            );
            return None;
        }
        let (code, vi, en) = match whole(n) {
            None => {
                ("fraction", "Phải là số nguyên, không có phần lẻ.".to_owned(), "must be whole".to_owned())
            }
            Some(n) if n < 0 => ("negative", "Không được là số âm.".into(), "must not be negative".into()),
            Some(n) if n > most => {
                ("too_large", format!("Lớn nhất là {most}."), format!("must be {most} at most"))
            }
            Some(n) => return Some(n),
        };
        self.object(code, column, vi, en);
        None
    }

    /// A count, or nothing.
    pub fn opt_count(&mut self, column: &'static str, most: i64) -> Option<i64> {
        if self.is_empty(column) { None } else { self.count(column, most) }
    }

    /// Yes or no, as people write it.
    pub fn yes(&mut self, column: &'static str) -> Option<bool> {
        const WORDS: &[(bool, &[&str])] =
            &[(true, &["có", "yes", "x", "true", "1"]), (false, &["không", "no", "false", "0"])];
        self.word(column, WORDS)
    }

    /// A text of at most so many characters; it must be there.
    pub fn line(&mut self, column: &'static str, most: usize) -> Option<String> {
        let text = self.need(column)?;
        if text.chars().nth(most).is_none() {
            return Some(text);
        }
        let length = text.chars().count();
        self.object(
            "too_long",
            column,
            format!("Dài {length} ký tự, tối đa {most}. Hãy rút gọn."),
            format!("{length} characters, of {most} at most; shorten it"),
        );
        None
    }

    /// A code or number of a document: a text, which a workbook must not have taken for a number.
    pub fn notation(&mut self, column: &'static str, most: usize) -> Option<String> {
        if matches!(self.value(column), Value::Number(_) | Value::When(..)) {
            self.object(
                "text_as_number",
                column,
                "Excel đã đổi mã này thành số hoặc ngày. Hãy định dạng ô là văn bản (Text) và gõ lại.",
                "the workbook took this for a number or a date; format the cell as text and type it again",
            );
            return None;
        }
        self.line(column, most)
    }

    /// A whole number, or nothing.
    pub fn opt_number(&mut self, column: &'static str) -> Option<i64> {
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
            self.object(
                "not_a_date",
                column,
                format!("'{shown}' không phải ngày có thật. Viết 2026-01-05 hoặc 05/01/2026, giờ nếu có: 08:30."),
                format!("'{shown}' is no date; write 2026-01-05 or 05/01/2026 (day, month, year), with the time if there is one: 08:30"),
            );
        }
        read
    }

    /// A date; a time beside it is left aside.
    pub fn day(&mut self, column: &'static str) -> Option<Day> {
        self.when(column).map(|(day, _)| day)
    }

    /// A date, or nothing.
    pub fn opt_day(&mut self, column: &'static str) -> Option<Day> {
        if self.is_empty(column) { None } else { self.day(column) }
    }

    /// An instant; the start of the day where no time stands.
    pub fn instant(&mut self, column: &'static str) -> Option<Instant> {
        self.when(column).map(|(day, seconds)| day.start().plus_seconds(seconds))
    }

    /// One of some words, each with the ways to write it.
    pub fn word<T: Copy>(&mut self, column: &'static str, words: &[(T, &[&str])]) -> Option<T> {
        let text = self.need(column)?;
        let found = words.iter().find(|(_, ways)| ways.iter().any(|w| same(w, &text))).map(|(word, _)| *word);
        if found.is_none() {
            let shown: String = text.chars().take(40).collect();
            let all: Vec<&str> = words.iter().filter_map(|(_, ways)| ways.first().copied()).collect();
            let all = all.join(", ");
            self.object(
                "unknown_word",
                column,
                format!("'{shown}' không có trong danh sách: {all}."),
                format!("'{shown}' is none of: {all}"),
            );
        }
        found
    }

    /// A number that identifies somebody, as it is kept. A workbook that took it for a number has dropped the zeros in
    /// front; they are put back where only one length is left.
    pub fn digits(
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
