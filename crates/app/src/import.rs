//! Switching over: files of another program, read cell by cell. Everything wrong is told at once, by file, row and
//! column; where anything is wrong nothing is taken, and what was taken before is not taken twice.

pub mod dossiers;
pub mod figures;

pub use exchange::{FileFormat, Grid, MAX_BYTES, MAX_ROWS, Problems, Value, read};
