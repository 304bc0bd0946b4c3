//! Switching over: files of another program, read cell by cell. Everything wrong is told at once, by file, row and
//! column; where anything is wrong nothing is taken, and what was taken before is not taken twice.

mod book;
mod cells;
pub mod dossiers;
pub mod figures;
mod grid;
mod header;
mod sheet;
mod when;

pub use grid::{FileFormat, Grid, MAX_BYTES, MAX_ROWS, Value, read};
pub use header::Problems;
