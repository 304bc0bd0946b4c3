//! Files that offices exchange: tables read cell by cell, whoever made them, and the catalogue of procedures as a
//! workbook that is downloaded, changed, looked at and published.

mod book;
mod cells;
mod grid;
mod header;
mod problem;
mod text;
pub mod upload;
mod when;
pub mod workbook;

pub use cells::Cells;
pub use grid::{FileFormat, Grid, MAX_BYTES, MAX_ROWS, Page, Value, read, read_all};
pub use header::{Column, Header, ambiguous, optional, required};
pub use problem::{Problem, Problems};

use store::{Domain, Migration};

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "exchange",
    migrations: &[Migration {
        no: 70,
        name: "catalogue_upload",
        sql: include_str!("../migrations/0070_catalogue_upload.sql"),
    }],
    tables: &[],
    counters: &[],
};

/// Work in progress that no audit tells: it comes and goes.
pub const EXEMPT: &[&str] = &["catalogue_upload"];
