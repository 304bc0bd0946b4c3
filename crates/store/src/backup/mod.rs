//! Backups: one file, the same on both engines.
//!
//! Magic, length and text of the header (JSON), an LZ4 frame with the rows of each table in the order of its key,
//! the SHA-256 of all that, closing magic. Times, texts and bytes are as in the tables, so a backup of one engine
//! restores on the other.

mod error;
mod format;
mod restore;
mod write;

pub use error::BackupError;
pub use format::{Contents, check};
pub use restore::restore;
pub use write::write;
