//! Official documents. A [`Document`] is what a report says, whatever it was written in: blocks in reading order, each
//! with the text as a reader sees it. Places in it are [`Span`]s, which a writer of comments ([`docx::comment`]) finds
//! again in the file.
//!
//! [`read`] recognises the format by the content and reads within [`Limits`]; what it does not read is [`Refused`] in a
//! sentence that says what to do.

mod document;
pub mod docx;
mod limits;
mod numbers;
mod package;
mod pdf;
mod read;
mod refused;
mod relations;
mod shown;
mod text;
mod xlsx;
mod xml;

pub use document::{
    Block, BlockId, Cell, Document, Format, List, Note, NoteId, NoteMark, Paragraph, Part, PartKind, Row,
    Span, Table,
};
pub use limits::Limits;
pub use read::{read, read_within};
pub use refused::{Much, Refused};
