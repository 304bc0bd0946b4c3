//! Reading documents and writing comments into them, from the outside.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod comments;
mod docx;
mod hostile;
mod made;
mod pdf;
mod saved;
mod text;
mod xlsx;

use paper::{Block, Document, Table};

/// Every paragraph's text, in order.
fn texts(document: &Document) -> Vec<String> {
    document.paragraphs().map(|p| p.text.clone()).collect()
}

/// The first table.
fn table(document: &Document) -> &Table {
    let blocks = document.parts.iter().flat_map(|p| &p.blocks);
    let mut tables = blocks.filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None });
    tables.next().expect("there is a table")
}

/// A table's cells as `column+columns×rows:text`, row by row.
fn cells(table: &Table) -> Vec<String> {
    let shown = |c: &paper::Cell| {
        let text: Vec<&str> = c.blocks.iter().map(|p| p.text.as_str()).collect();
        let span =
            if (c.columns, c.rows) != (1, 1) { format!("+{}x{}", c.columns, c.rows) } else { String::new() };
        format!("{}{span}:{}", c.column, text.join("/"))
    };
    table.rows.iter().map(|r| r.cells.iter().map(shown).collect::<Vec<_>>().join(" ")).collect()
}
