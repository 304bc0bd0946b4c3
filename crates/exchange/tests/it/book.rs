//! A workbook that a clerk has in front of them: cells are changed, rows added, and it is saved again.

use crate::world::pages;
use exchange::Value;
use rust_xlsxwriter::{Format, Formula, Workbook};

/// What is done to a workbook.
pub(crate) struct Draft {
    sheets: Vec<(String, Vec<Vec<Value>>)>,
    merged: Vec<(String, u32, u16, u32, u16)>,
    errors: Vec<(String, u32, u16)>,
    hidden: Vec<String>,
}

impl Draft {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let sheet = |page: exchange::Page| {
            let mut rows = Vec::new();
            for (line, cells) in page.grid.rows {
                let at = usize::try_from(line).unwrap() - 1;
                rows.resize_with(at, Vec::new);
                rows.push(cells);
            }
            (page.title, rows)
        };
        let sheets = pages(bytes).into_iter().map(sheet).collect();
        Self { sheets, merged: Vec::new(), errors: Vec::new(), hidden: Vec::new() }
    }

    fn sheet(&mut self, title: &str) -> &mut Vec<Vec<Value>> {
        &mut self.sheets.iter_mut().find(|(t, _)| t == title).unwrap().1
    }

    /// Changes a cell: `D17` of a sheet.
    pub(crate) fn set(&mut self, title: &str, cell: &str, value: Value) -> &mut Self {
        let (row, column) = place(cell);
        let rows = self.sheet(title);
        let (row, column) = (usize::try_from(row).unwrap(), usize::from(column));
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, Value::Empty);
        }
        rows[row][column] = value;
        self
    }

    pub(crate) fn text(&mut self, title: &str, cell: &str, text: &str) -> &mut Self {
        self.set(title, cell, Value::Text(text.into()))
    }

    pub(crate) fn number(&mut self, title: &str, cell: &str, n: f64) -> &mut Self {
        self.set(title, cell, Value::Number(n))
    }

    pub(crate) fn clear(&mut self, title: &str, cell: &str) -> &mut Self {
        self.set(title, cell, Value::Empty)
    }

    pub(crate) fn get(&mut self, title: &str, cell: &str) -> Value {
        let (row, column) = place(cell);
        self.sheet(title)[usize::try_from(row).unwrap()][usize::from(column)].clone()
    }

    /// The number of the first row below everything.
    pub(crate) fn end(&mut self, title: &str) -> usize {
        self.sheet(title).len() + 1
    }

    /// Adds a row and answers its number.
    pub(crate) fn row(&mut self, title: &str, cells: &[Value]) -> usize {
        let rows = self.sheet(title);
        rows.push(cells.to_vec());
        rows.len()
    }

    pub(crate) fn delete_row(&mut self, title: &str, row: usize) {
        self.sheet(title).remove(row - 1);
    }

    pub(crate) fn delete_sheet(&mut self, title: &str) {
        self.sheets.retain(|(t, _)| t != title);
    }

    /// A copy of a sheet with its header and one of its rows.
    pub(crate) fn copy(&mut self, title: &str, row: usize) {
        let rows = self.sheet(title);
        let copied = vec![rows[0].clone(), rows[row - 1].clone()];
        self.sheets.push((format!("{title} (2)"), copied));
    }

    pub(crate) fn hide(&mut self, title: &str) {
        self.hidden.push(title.into());
    }

    pub(crate) fn merge(&mut self, title: &str, from: &str, to: &str) {
        let ((top, left), (bottom, right)) = (place(from), place(to));
        self.merged.push((title.into(), top, left, bottom, right));
    }

    /// A formula that points nowhere.
    pub(crate) fn error(&mut self, title: &str, cell: &str) {
        let (row, column) = place(cell);
        self.clear(title, cell);
        self.errors.push((title.into(), row, column));
    }

    pub(crate) fn save(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        let day = Format::new().set_num_format("dd/mm/yyyy");
        for (title, rows) in &self.sheets {
            let sheet = book.add_worksheet();
            sheet.set_name(title).unwrap();
            for (row, cells) in (0u32..).zip(rows) {
                for (column, value) in (0u16..).zip(cells) {
                    match value {
                        Value::Empty => {}
                        Value::Text(text) => {
                            sheet.write_string(row, column, text).unwrap();
                        }
                        Value::Number(n) => {
                            sheet.write_number(row, column, *n).unwrap();
                        }
                        Value::When(at, _) => {
                            let n = f64::from(i32::try_from(at.0).unwrap()) + 25_569.0;
                            sheet.write_number_with_format(row, column, n, &day).unwrap();
                        }
                        Value::Broken(..) => panic!("nobody writes what cannot be read"),
                    }
                }
            }
            for (_, top, left, bottom, right) in self.merged.iter().filter(|m| m.0 == *title) {
                let kept = rows[usize::try_from(*top).unwrap()].get(usize::from(*left)).cloned();
                let Some(Value::Text(text)) = kept else { panic!("merge texts") };
                sheet.merge_range(*top, *left, *bottom, *right, &text, &Format::new()).unwrap();
            }
            for (_, row, column) in self.errors.iter().filter(|e| e.0 == *title) {
                sheet.write_formula(*row, *column, Formula::new("=#REF!").set_result("#REF!")).unwrap();
            }
            if self.hidden.contains(title) {
                sheet.set_hidden(true);
            }
            // A row that is filtered away is hidden, and read all the same.
            sheet.set_row_hidden(2).unwrap();
        }
        book.save_to_buffer().unwrap()
    }
}

/// Cells as they are typed: whole numbers as numbers, everything else as text.
pub(crate) fn cells(texts: &[&str]) -> Vec<Value> {
    let cell = |text: &&str| match text.parse::<f64>() {
        Ok(n) if !text.contains('.') => Value::Number(n),
        _ if text.is_empty() => Value::Empty,
        _ => Value::Text((*text).into()),
    };
    texts.iter().map(cell).collect()
}

/// A row for a procedure that is not there: twenty-two cells, some of them other than right.
pub(crate) fn new_row(code: &str, other: &[(usize, &str)]) -> Vec<Value> {
    let mut row = vec![
        code,
        "Thủ tục mới",
        "Cấp tỉnh",
        "Lĩnh vực 1",
        "X.02",
        "10",
        "7",
        "ngày làm việc",
        "không",
        "3",
        "có",
        "",
        "không",
        "có",
        "có",
        "không",
        "Giấy phép",
        "",
        "có",
        "",
        "",
        "",
    ];
    for (at, text) in other {
        row[*at] = text;
    }
    cells(&row)
}

/// A row for a decision of the sheet.
pub(crate) fn decision_row(number: &str, signed: Value, from: Value) -> Vec<Value> {
    let mut row = vec![Value::Text(number.into()), signed, from];
    row.extend(cells(&["Chủ tịch", "công bố thủ tục", "Công bố thủ tục mới", "20", "có"]));
    row
}

/// Row and column from 0.
fn place(cell: &str) -> (u32, u16) {
    let letters = cell.chars().take_while(char::is_ascii_uppercase).count();
    let column =
        cell[..letters].bytes().fold(0u16, |sum, letter| sum * 26 + u16::from(letter - b'A') + 1) - 1;
    (cell[letters..].parse::<u32>().unwrap() - 1, column)
}
