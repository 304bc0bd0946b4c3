//! Columns by their names, and everything wrong with a file.

use super::cells::Cells;
use super::grid::{Grid, Value};
use kernel::Refusal;
use kernel::text::fold;
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
    pub(super) at: BTreeMap<&'static str, usize>,
    /// The headers as they stand in the file.
    pub(super) labels: Vec<String>,
    pub(super) serial_days: bool,
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
            let refusal =
                Refusal::new("import", "Thiếu cột này. Hãy thêm cột.", "the column is missing; add it");
            header.wrong(line, column.name, &refusal, problems);
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
