//! Columns by their names.

use super::cells::Cells;
use super::grid::{Grid, Value};
use super::problem::{Problem, Problems};
use kernel::Refusal;
use kernel::text::fold;
use std::collections::BTreeMap;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Other names it goes by, written as people write them.
    pub also: &'static [&'static str],
    /// Whether it must be there.
    pub required: bool,
}

/// A column that must be there.
pub const fn required(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, required: true }
}

/// A column that may be left out.
pub const fn optional(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, required: false }
}

/// Where each column of a file stands.
#[derive(Clone, Debug)]
pub struct Header {
    file: String,
    /// The place of each column that is there.
    pub(super) at: BTreeMap<&'static str, usize>,
    /// The headers as they stand in the file.
    pub(super) labels: Vec<String>,
    pub(super) serial_days: bool,
    /// Whether cells have types, so that a number written as a text is a mistake.
    pub(super) typed: bool,
}

impl Header {
    /// Reads the header row. Unknown and repeated headers and missing columns are wrong.
    pub fn read(file: &str, grid: &Grid, columns: &[Column], problems: &mut Problems) -> Self {
        let (line, cells) =
            grid.rows.first().map_or((1, [].as_slice()), |(line, cells)| (*line, cells.as_slice()));
        let labels: Vec<String> = cells.iter().map(label).collect();
        let (serial_days, typed) = (grid.serial_days, grid.typed);
        let mut header = Self { file: file.into(), at: BTreeMap::new(), labels, serial_days, typed };
        let known = || columns.iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
        for (at, label) in header.labels.clone().iter().enumerate() {
            let found = columns.iter().find(|c| same(c.name, label) || c.also.iter().any(|a| same(a, label)));
            let wrong = match found {
                Some(c) if header.at.contains_key(c.name) => (
                    "repeated_column",
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
                        "unnamed_column",
                        format!(
                            "Cột thứ {} không có tiêu đề nhưng có dữ liệu. Hãy đặt tiêu đề hoặc xóa cột.",
                            at + 1
                        ),
                        format!("column {} holds data but has no header; name or delete it", at + 1),
                    )
                }
                None => (
                    "unknown_column",
                    format!("Không có cột nào tên như vậy. Các cột: {}.", known()),
                    format!("there is no such column; the columns are: {}", known()),
                ),
            };
            problems.add(Problem {
                file: file.into(),
                line,
                at: Some(at),
                column: label.clone(),
                code: wrong.0,
                vi: wrong.1,
                en: wrong.2,
            });
        }
        for column in columns.iter().filter(|c| c.required && !header.at.contains_key(c.name)) {
            problems.add(Problem {
                file: file.into(),
                line,
                // Where it would be added.
                at: Some(header.labels.len()),
                column: column.name.into(),
                code: "missing_column",
                vi: format!("Thiếu cột {}. Hãy thêm cột.", column.also.first().unwrap_or(&column.name)),
                en: format!("the column {} is missing; add it", column.name),
            });
        }
        header
    }

    /// The row below, to be read.
    pub fn row<'a>(&'a self, line: u64, cells: &'a [Value], problems: &'a mut Problems) -> Cells<'a> {
        Cells { header: self, line, cells, problems }
    }

    /// Whether a column is there.
    pub fn has(&self, column: &str) -> bool {
        self.at.contains_key(column)
    }

    /// Notes something wrong in a column of a row.
    pub fn wrong(&self, line: u64, column: &'static str, refusal: &Refusal, problems: &mut Problems) {
        let at = self.at.get(column).copied();
        let label = at.and_then(|at| self.labels.get(at));
        problems.add(Problem {
            file: self.file.clone(),
            line,
            at,
            code: refusal.code,
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
pub(crate) fn same(name: &str, label: &str) -> bool {
    let plain = |text: &str| fold(text).replace(['_', '-', ' '], "");
    plain(name) == plain(label)
}

/// Two names among these columns that mean the same: then a header could not be told.
pub fn ambiguous(columns: &[Column]) -> Option<(&'static str, &'static str)> {
    let names: Vec<&str> =
        columns.iter().flat_map(|c| std::iter::once(c.name).chain(c.also.iter().copied())).collect();
    let twice =
        |(i, a): (usize, &&'static str)| names.iter().skip(i + 1).find(|b| same(a, b)).map(|b| (*a, *b));
    names.iter().enumerate().find_map(twice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_mean_the_same_however_they_are_written() {
        for label in ["Hạn giải quyết", "HAN GIAI QUYET", "han_giai_quyet"] {
            assert!(same("Hạn giải quyết", label));
        }
        assert!(!same("due_day", "due"));
    }
}
