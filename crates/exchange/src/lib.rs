//! Files that offices exchange: tables read cell by cell, whoever made them, and the catalogue of procedures as a
//! workbook that is downloaded, changed, looked at and published.

mod book;
mod cells;
mod grid;
mod header;
mod problem;
mod text;
mod when;
pub mod workbook;

pub use cells::Cells;
pub use grid::{FileFormat, Grid, MAX_BYTES, MAX_ROWS, Page, Value, read, read_all};
pub use header::{Column, Header, ambiguous, optional, required};
pub use problem::{Problem, Problems};
