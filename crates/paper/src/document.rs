//! A document as a reader sees it.

use std::ops::Range;

/// What a document was written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Format {
    /// Plain text.
    Txt,
    /// Text with Markdown's marks of headings, tables and footnotes.
    Markdown,
    /// WordprocessingML.
    Docx,
    /// SpreadsheetML.
    Xlsx,
    /// PDF with a text layer.
    Pdf,
}

/// A document: parts in reading order.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    /// What it was written in.
    pub format: Format,
    /// Body, sheets, footnotes. Footnotes stand in [`Self::notes`] as well as where they are marked.
    pub parts: Vec<Part>,
    /// Footnotes and endnotes, by their order in the document.
    pub notes: Vec<Note>,
    /// Pages: counted where the format has pages, else estimated from the amount of text.
    pub pages: u32,
}

/// A stretch of the document that is read by itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its blocks in reading order.
    pub blocks: Vec<Block>,
}

/// What a part is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PartKind {
    /// The text itself, annexes included.
    Body,
    /// A sheet of a workbook, by its name.
    Sheet(String),
    /// What is repeated on the head or foot of every page.
    Margin,
}

/// The number of a paragraph within the document: every paragraph has one, those in table cells and notes too. Stable
/// for the same bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub struct BlockId(pub u32);

/// The number of a note within the document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct NoteId(pub u32);

/// A paragraph or a table.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// Running text, a heading or an item of a list.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Paragraph {
    /// Its number.
    pub id: BlockId,
    /// What a reader sees, composed (NFC), without marks of notes; line breaks within as `\n`.
    pub text: String,
    /// The depth of a heading, from 1; none for running text. Only what the format itself says.
    pub heading: Option<u8>,
    /// An item of a list, as the format itself says; a label that is typed is part of the text.
    pub list: Option<List>,
    /// Marks of notes, ascending.
    pub notes: Vec<NoteMark>,
    /// The page it begins on, from 1, where the format tells.
    pub page: Option<u32>,
}

/// An item of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// How deep, from 0.
    pub depth: u8,
    /// What a reader sees in front of it: `-`, `1.`, `a)`.
    pub label: String,
}

/// Where a note is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoteMark {
    /// The byte of the text before which the mark stands.
    pub at: usize,
    /// Which note.
    pub note: NoteId,
}

/// A footnote or an endnote.
#[derive(Clone, PartialEq, Debug)]
pub struct Note {
    /// Its number within the document.
    pub id: NoteId,
    /// What a reader sees as its mark: `9`.
    pub label: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A table. Its cells stand on a grid: a merged cell stands once, at its first row and column.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// Rows in order.
    pub rows: Vec<Row>,
    /// Number of columns of the grid.
    pub columns: u32,
}

/// A row of a table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// Its cells from the left; a place covered by a merged cell has none.
    pub cells: Vec<Cell>,
    /// Whether the format says that it is repeated as a header.
    pub header: bool,
    /// The row of the sheet, from 1, in a workbook.
    pub number: Option<u32>,
}

/// A cell of a table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cell {
    /// Its first column on the grid, from 0.
    pub column: u32,
    /// Columns that it covers, at least 1.
    pub columns: u32,
    /// Rows that it covers, at least 1.
    pub rows: u32,
    /// What it says. An empty cell has no paragraphs.
    pub blocks: Vec<Paragraph>,
    /// The number itself where the format keeps one (a workbook's cell), beside the text that it is shown as.
    pub value: Option<f64>,
    /// A workbook's name of the place: `C12`.
    pub name: Option<String>,
}

/// A place in a document: bytes of a paragraph's text.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Span {
    /// The paragraph.
    pub block: BlockId,
    /// Bytes of its text, at the bounds of characters.
    pub bytes: Range<usize>,
}
