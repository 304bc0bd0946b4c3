//! The catalogue as a workbook: written, read, held against what stands, and published.
//!
//! A row is compared with the revision it was made from; what is different becomes a new revision, published by the
//! decision that the row names or that is asked for. What is not different is not touched, so that a workbook that comes
//! back as it went changes nothing.

mod book;
mod columns;
mod decisions;
mod judge;
mod known;
mod lists;
mod publish;
mod row;
mod text;
mod write;

pub use columns::Part;
pub use decisions::Asked;
pub use judge::{Change, Looked, look};
pub use known::Known;
pub use publish::{Published, publish};
pub use write::{Language, csv, xlsx};
