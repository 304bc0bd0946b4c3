//! A file as rows of values, whichever form it has. Nobody knows who made it: its size is bounded before it is read.

use super::problem::Problem;
use super::{book, text as csv_text};
use kernel::Day;
use std::ops::RangeInclusive;

/// No file of open dossiers is larger: one beyond is a mistake, not data.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Most rows below the header.
pub const MAX_ROWS: usize = 50_000;
/// Most columns.
pub(super) const MAX_COLUMNS: usize = 100;
/// Longest text of a cell, in characters.
pub(super) const MAX_TEXT: usize = 4_000;

/// What a cell holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// A text, as it stands.
    Text(String),
    /// A number of a workbook.
    Number(f64),
    /// A date of a workbook, and the seconds since its midnight.
    When(Day, i64),
    /// Something that cannot be used: what kind of mistake, and why, in Vietnamese and English.
    Broken(&'static str, String, String),
}

/// A file's rows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Grid {
    /// The rows that hold anything, each with its number in the file; the first is the header.
    pub rows: Vec<(u64, Vec<Value>)>,
    /// Whether a plain number may be a date of a workbook: the days since the end of 1899.
    pub serial_days: bool,
    /// Whether cells have types of their own, as a workbook's have.
    pub typed: bool,
}

/// A sheet of a workbook.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its rows; none where it is empty. Rows and columns that are hidden or filtered away are there like the others.
    pub grid: Grid,
    /// Cells that are merged: the rows from 1, the columns from 0.
    pub merged: Vec<(RangeInclusive<u64>, RangeInclusive<usize>)>,
}

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileFormat {
    /// Comma, semicolon or tabulator between the cells, UTF-8.
    Csv,
    /// A workbook of Excel.
    Xlsx,
}

impl FileFormat {
    /// What the bytes look like: a workbook is a ZIP archive.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK") { Self::Xlsx } else { Self::Csv }
    }
}

/// What is wrong with a whole file, or a row of it.
pub(super) struct Unreadable {
    pub(super) line: u64,
    pub(super) vi: String,
    pub(super) en: String,
}

impl Unreadable {
    pub(super) fn whole(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { line: 0, vi: vi.into(), en: en.into() }
    }

    fn no_header() -> Self {
        Self::whole("Tệp không có dòng tiêu đề.", "the file has no header row")
    }

    fn problem(self, name: &str) -> Problem {
        Problem { line: self.line, ..Problem::whole(name, "unreadable", self.vi, self.en) }
    }

    pub(super) fn too_many_rows() -> Self {
        Self::whole(
            format!("Tệp có hơn {MAX_ROWS} dòng. Hãy chia thành nhiều tệp."),
            format!("more than {MAX_ROWS} rows; divide it into several files"),
        )
    }

    pub(super) fn too_many_columns() -> Self {
        Self::whole(
            format!("Tệp có hơn {MAX_COLUMNS} cột. Hãy bỏ các cột thừa."),
            format!("more than {MAX_COLUMNS} columns; leave out those that are not asked for"),
        )
    }
}

/// Reads a file's bytes; `sheet` names the sheet of a workbook, the first one when left out.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn read(
    name: &str,
    bytes: &[u8],
    format: Option<FileFormat>,
    sheet: Option<&str>,
) -> Result<Grid, Vec<Problem>> {
    let grid = sized(bytes).and_then(|()| match format.unwrap_or_else(|| FileFormat::of(bytes)) {
        FileFormat::Xlsx => book::read(bytes, sheet),
        FileFormat::Csv if sheet.is_some() => Err(Unreadable::whole(
            "Tệp CSV không có trang tính; hãy bỏ --sheet.",
            "a CSV file has no sheets; leave out --sheet",
        )),
        FileFormat::Csv => csv_text::read(bytes),
    });
    let told = grid.and_then(|mut grid| {
        grid.drop_empty();
        if grid.rows.is_empty() { Err(Unreadable::no_header()) } else { Ok(grid) }
    });
    told.map_err(|u| vec![u.problem(name)])
}

/// Reads all sheets of a file; a CSV is one sheet with the file's name for its title.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn read_all(name: &str, bytes: &[u8], format: Option<FileFormat>) -> Result<Vec<Page>, Box<Problem>> {
    let pages = sized(bytes).and_then(|()| match format.unwrap_or_else(|| FileFormat::of(bytes)) {
        FileFormat::Xlsx => book::read_all(bytes),
        FileFormat::Csv => {
            csv_text::read(bytes).map(|grid| vec![Page { title: name.into(), grid, merged: Vec::new() }])
        }
    });
    let told = pages.and_then(|mut pages| {
        pages.iter_mut().for_each(|page| page.grid.drop_empty());
        let nothing = pages.iter().all(|page| page.grid.rows.is_empty());
        if nothing { Err(Unreadable::no_header()) } else { Ok(pages) }
    });
    told.map_err(|u| Box::new(u.problem(name)))
}

fn sized(bytes: &[u8]) -> Result<(), Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::whole(
            "Tệp quá lớn (trên 32 MB).",
            "the file is larger than 32 MB; divide it",
        ));
    }
    Ok(())
}

impl Grid {
    fn drop_empty(&mut self) {
        self.rows.retain(|(_, cells)| cells.iter().any(|c| *c != Value::Empty));
    }
}

/// What nobody sees and nobody typed: controls, marks without width, and those that turn the direction of writing, by
/// which a name can be made to look like another.
fn unseen(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    control
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text as a value: without spaces around it, and empty when nothing is left.
pub(super) fn text(text: &str) -> Value {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.is_empty() {
        return Value::Empty;
    }
    // Long ones are counted only as far as needed.
    if text.chars().nth(MAX_TEXT).is_some() {
        return Value::Broken(
            "too_long",
            format!("Ô dài quá {MAX_TEXT} ký tự. Hãy rút gọn."),
            format!("longer than {MAX_TEXT} characters; shorten it"),
        );
    }
    if text.chars().any(unseen) {
        return Value::Broken(
            "control_characters",
            "Ô có ký tự điều khiển hoặc ký tự không nhìn thấy. Hãy gõ lại.".into(),
            "the cell holds control characters or such as nobody sees; type it again".into(),
        );
    }
    Value::Text(text.to_owned())
}
