//! Official documents. A [`Document`] is what a report says, whatever it was written in: blocks in reading order, each
//! with the text as a reader sees it. Places in it are [`Span`]s, which a writer of comments can find again in the file.

mod document;

pub use document::{
    Block, BlockId, Cell, Document, Format, List, Note, NoteId, NoteMark, Paragraph, Part, PartKind, Row, Span, Table,
};
