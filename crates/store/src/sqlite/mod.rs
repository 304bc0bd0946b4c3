//! SQLite, embedded: one writer thread with group commit, a few read-only connections beside it.

mod open;
mod session;
mod writer;

#[cfg(any(test, feature = "testing"))]
pub(crate) use open::connect_writer;
pub(crate) use open::{SqliteDb, build};
pub(crate) use session::Session;
