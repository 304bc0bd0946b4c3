//! Lists as files that people open: one description, two formats. Pure but for the bytes.

mod csv;
mod list;
mod xlsx;

pub use csv::csv;
pub use list::{Cell, Column, Kind, MOST_ROWS, Sheet};
pub use xlsx::{book, xlsx};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The media type of a CSV.
pub const CSV: &str = "text/csv; charset=utf-8";
