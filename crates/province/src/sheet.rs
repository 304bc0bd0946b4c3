//! A CSV file of the folder, read cell by cell; every mistake is noted with its place, and reading goes on.

use crate::problem::Problem;
use kernel::Day;
use std::path::Path;

/// No list of a province is longer: a file beyond is a mistake, not data.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Everything found wrong so far.
pub(crate) type Problems = Vec<Problem>;

/// Reads a text file of the folder.
pub(crate) fn read_text(dir: &Path, file: &str, problems: &mut Problems) -> Option<String> {
    let mut complain = |vi: String, en: String| {
        problems.push(Problem { file: file.into(), line: 0, column: String::new(), vi, en });
        None
    };
    let path = dir.join(file);
    let length = match std::fs::metadata(&path) {
        Ok(meta) => meta.len(),
        Err(e) => {
            return complain(
                format!("Không đọc được tệp ({e}). Hãy thêm tệp này vào thư mục tỉnh."),
                format!("the file cannot be read ({e}); put it into the province folder"),
            );
        }
    };
    if length > MAX_BYTES {
        return complain("Tệp quá lớn (trên 32 MB).".into(), "the file is larger than 32 MB".into());
    }
    match std::fs::read(&path).map(String::from_utf8) {
        // However a machine composes its letters, the same name is the same name.
        Ok(Ok(text)) => Some(kernel::text::composed(text.strip_prefix('\u{feff}').unwrap_or(&text))),
        Ok(Err(_)) => complain(
            "Tệp không phải UTF-8. Hãy lưu lại với mã UTF-8.".into(),
            "the file is not UTF-8; save it as UTF-8".into(),
        ),
        Err(e) => complain(format!("Không đọc được tệp ({e})."), format!("the file cannot be read ({e})")),
    }
}

/// A row of a sheet.
pub(crate) struct Cells<'a> {
    file: &'a str,
    columns: &'a [String],
    record: csv::StringRecord,
    line: u64,
    problems: &'a mut Problems,
}

impl Cells<'_> {
    /// The line of the file.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The cell of a column, trimmed; empty when the row is too short.
    pub(crate) fn text(&self, column: &str) -> String {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|i| self.record.get(i)).unwrap_or_default().trim().to_owned()
    }

    /// Notes a mistake in a column.
    pub(crate) fn wrong(&mut self, column: &str, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.push(Problem {
            file: self.file.into(),
            line: self.line,
            column: column.into(),
            vi: vi.into(),
            en: en.into(),
        });
    }

    /// A cell that must not be empty.
    pub(crate) fn need(&mut self, column: &str) -> String {
        let text = self.text(column);
        if text.is_empty() {
            self.wrong(column, "Ô trống. Hãy điền.", "the cell is empty; fill it in");
        }
        if text.chars().any(char::is_control) {
            self.wrong(
                column,
                "Ô có xuống dòng hoặc ký tự không hiển thị được. Hãy gõ lại.",
                "the cell holds a line break or characters that cannot be shown; type it again",
            );
        }
        text
    }

    /// A whole number.
    pub(crate) fn number(&mut self, column: &str) -> i64 {
        let text = self.text(column);
        if let Ok(n) = text.parse::<i64>()
            && (0..=1_000_000_000).contains(&n)
        {
            return n;
        }
        self.wrong(
            column,
            format!("'{text}' không phải số nguyên không âm. Viết 252156, không dấu chấm hay phẩy."),
            format!("'{text}' is no whole number; write 252156, without dots or commas"),
        );
        0
    }

    /// Whether the sheet has this column.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c == column)
    }

    /// A whole number, or nothing.
    pub(crate) fn opt_number(&mut self, column: &str) -> Option<i64> {
        if self.text(column).is_empty() { None } else { Some(self.number(column)) }
    }

    /// A date.
    pub(crate) fn day(&mut self, column: &str) -> Day {
        let text = self.text(column);
        text.parse().unwrap_or_else(|e| {
            self.wrong(
                column,
                format!("'{text}' không phải ngày. Viết 2020-11-13 (năm-tháng-ngày)."),
                format!("{e}"),
            );
            Day(0)
        })
    }

    /// A date, or nothing.
    pub(crate) fn opt_day(&mut self, column: &str) -> Option<Day> {
        if self.text(column).is_empty() { None } else { Some(self.day(column)) }
    }

    /// `yes` or `no`.
    pub(crate) fn yes(&mut self, column: &str) -> bool {
        match self.text(column).as_str() {
            "yes" => true,
            "no" => false,
            other => {
                let other = other.to_owned();
                self.wrong(
                    column,
                    format!("'{other}': hãy ghi yes hoặc no."),
                    format!("'{other}': write yes or no"),
                );
                false
            }
        }
    }

    /// `yes` or `no`, or what stands for it where the sheet has no such column.
    pub(crate) fn yes_or(&mut self, column: &str, absent: bool) -> bool {
        if self.has(column) { self.yes(column) } else { absent }
    }

    /// One of some words.
    pub(crate) fn word<T>(
        &mut self,
        column: &str,
        read: impl Fn(&str) -> Option<T>,
        words: &str,
    ) -> Option<T> {
        let text = self.text(column);
        let found = read(&text);
        if found.is_none() {
            self.wrong(
                column,
                format!("'{text}' không có trong danh sách cho phép: {words}."),
                format!("'{text}' is none of: {words}"),
            );
        }
        found
    }
}

/// Finds the line on which a row begins. The reader's own count stops at the blank lines before it.
struct Lines<'a> {
    text: &'a str,
    /// Bytes counted so far, and the line they end on.
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(self.at);
        let bytes = self.text.as_bytes();
        let blank = bytes.iter().skip(start).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let begin = start.saturating_add(blank).min(bytes.len());
        let breaks = bytes.get(self.at..begin).unwrap_or_default().iter().filter(|b| **b == b'\n').count();
        self.line += u64::try_from(breaks).unwrap_or(0);
        self.at = self.at.max(begin);
        self.line
    }
}

/// Whether a header has all columns it must have, none twice, and no others than it may have.
fn fits(header: &[String], columns: &[&str], more: &[&str]) -> bool {
    let known = |h: &String| columns.contains(&h.as_str()) || more.contains(&h.as_str());
    let once = (1..).zip(header).all(|(next, h)| !header.iter().skip(next).any(|other| other == h));
    once && header.iter().all(known) && columns.iter().all(|c| header.iter().any(|h| h == c))
}

/// Reads a sheet; a broken row is noted and the others are read all the same.
pub(crate) fn read<T>(
    dir: &Path,
    file: &str,
    columns: &[&str],
    problems: &mut Problems,
    row: impl FnMut(&mut Cells<'_>) -> Option<T>,
) -> Vec<T> {
    read_columns(dir, file, columns, &[], problems, row)
}

/// The same for a sheet that may have more columns; those it has stand in any order.
pub(crate) fn read_columns<T>(
    dir: &Path,
    file: &str,
    columns: &[&str],
    more: &[&str],
    problems: &mut Problems,
    mut row: impl FnMut(&mut Cells<'_>) -> Option<T>,
) -> Vec<T> {
    let Some(text) = read_text(dir, file, problems) else {
        return Vec::new();
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(text.as_bytes());
    let place = |line: u64, vi: String, en: String, problems: &mut Problems| {
        problems.push(Problem { file: file.into(), line, column: String::new(), vi, en });
    };
    let header = match reader.headers() {
        Ok(header) => header.iter().map(|h| h.trim().to_owned()).collect::<Vec<_>>(),
        Err(e) => {
            place(
                1,
                format!("Dòng tiêu đề hỏng ({e})."),
                format!("the header line is broken ({e})"),
                problems,
            );
            return Vec::new();
        }
    };
    let exact = more.is_empty() && header == columns;
    if !exact && (more.is_empty() || !fits(&header, columns, more)) {
        let hint = if header.len() == 1 && header[0].contains(';') {
            (
                " Tệp dùng dấu chấm phẩy: hãy lưu với dấu phẩy.",
                "; the file uses semicolons: save it with commas",
            )
        } else {
            ("", "")
        };
        let (mut may_vi, mut may_en) = (String::new(), String::new());
        if !more.is_empty() {
            may_vi = format!(" Có thể thêm: {}.", more.join(","));
            may_en = format!("; it may also have: {}", more.join(","));
        }
        place(
            1,
            format!("Dòng tiêu đề phải là: {}.{may_vi}{}", columns.join(","), hint.0),
            format!("the header line must be: {}{may_en}{}", columns.join(","), hint.1),
            problems,
        );
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = lines.of(record.position());
                if record.len() != header.len() {
                    place(
                        line,
                        format!("Dòng có {} ô, cần {}.", record.len(), header.len()),
                        format!("the row has {} cells instead of {}", record.len(), header.len()),
                        problems,
                    );
                    continue;
                }
                let mut cells = Cells { file, columns: &header, record, line, problems };
                found.extend(row(&mut cells));
            }
            Err(e) => {
                let line = lines.of(e.position());
                place(line, format!("Dòng hỏng ({e})."), format!("the row is broken ({e})"), problems);
            }
        }
    }
    found
}
