//! SQLite, embedded: one writer thread with group commit, a few read-only connections beside it.

mod open;
mod session;
mod writer;

pub(crate) use open::{SqliteDb, build};
pub(crate) use session::Session;
