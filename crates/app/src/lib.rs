//! Một Cửa: the composition root. The list of domains, the command line, the pages, and the chores that need more
//! than one domain.

mod background;
pub mod backups;
pub mod cli;
mod demo;
pub mod domains;
pub mod import;
pub mod load;
mod output;
pub mod serve;
mod upgrade;
pub mod worker;
pub mod year;

/// The setting of a database made for measurements: what is special about it, in English. Nobody works in one.
pub const BENCH: &str = "bench";
