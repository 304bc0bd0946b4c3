//! A list as it is described: title, notes, columns, rows.

use kernel::{Day, Instant};

/// Rows that a sheet may have. Spreadsheets hold a million; nobody reads as many.
pub const MOST_ROWS: usize = 200_000;

/// A list to be written.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// What it is: the first line, and the name of the sheet as far as it fits there.
    pub title: String,
    /// Lines under the title: the unit, the filter, the day, what was cut.
    pub notes: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each in the order of the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub label: String,
    /// What its cells hold.
    pub kind: Kind,
    /// What may stand in it: a workbook offers these; none: anything may.
    pub choices: Vec<String>,
}

impl Column {
    /// A column.
    pub fn new(label: impl Into<String>, kind: Kind) -> Self {
        Self { label: label.into(), kind, choices: Vec::new() }
    }

    /// With these values to choose from in a workbook that comes back.
    #[must_use]
    pub fn choices(self, choices: Vec<String>) -> Self {
        Self { choices, ..self }
    }
}

/// What the cells of a column hold: decides width, alignment and how values are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Text, on one line.
    Text,
    /// Text of several lines or sentences: wrapped.
    Long,
    /// A whole number.
    Whole,
    /// A number with so many places.
    Decimal(u8),
    /// A day.
    Day,
    /// A day and a time.
    Moment,
}

/// A value.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Nothing. Not nought.
    #[default]
    Empty,
    /// Text, as it is: `=1+1` stays four characters.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Decimal(f64),
    /// A day.
    Day(Day),
    /// A point in time, shown in the province's zone.
    Moment(Instant),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<i64> for Cell {
    fn from(n: i64) -> Self {
        Self::Whole(n)
    }
}

impl From<f64> for Cell {
    fn from(n: f64) -> Self {
        Self::Decimal(n)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl From<Instant> for Cell {
    fn from(at: Instant) -> Self {
        Self::Moment(at)
    }
}

impl<C: Into<Self>> From<Option<C>> for Cell {
    fn from(value: Option<C>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Sheet {
    /// Refuses what no spreadsheet should be given.
    pub(crate) fn fits(&self) -> kernel::Result<()> {
        if self.rows.len() <= MOST_ROWS {
            return Ok(());
        }
        let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
        Err(kernel::Refusal::new(
            "sheet.too_long",
            format!("Danh sách dài quá {} dòng. Hãy lọc hẹp hơn rồi xuất lại.", kernel::text::number(most)),
            format!("The list is longer than {most} rows. Narrow it and export again."),
        )
        .into())
    }
}
