//! Tables: cells on a grid, merged ones once.

use super::walk::Walker;
use crate::document::{Block, Cell, Paragraph, Row, Table};
use crate::refused::Refused;
use crate::xml::{Element, Piece, Xml};
use std::collections::HashMap;

/// Most columns that a cell covers.
const MAX_SPAN: u32 = 1_000;

#[derive(Default)]
struct Properties {
    columns: u32,
    /// In a column of merged cells: whether it is the first of them.
    merged: Option<bool>,
    /// Merged with the cell on its left.
    joined: bool,
}

/// The row that is read.
#[derive(Default)]
struct Reading {
    row: Row,
    column: u32,
    deleted: bool,
}

impl Walker<'_> {
    /// Reads a table that has just begun. Tables within its cells come after it.
    pub(super) fn table(&mut self, xml: &mut Xml<'_>, out: &mut Vec<Block>) -> Result<(), Refused> {
        self.meter.block()?;
        let outside = xml.depth().saturating_sub(1);
        let mut table = Table::default();
        let mut inner = Vec::new();
        // The merged cell that is open in a column: its row and its place in the row.
        let mut open: HashMap<u32, (usize, usize)> = HashMap::new();
        let mut reading: Option<Reading> = None;
        while let Some(piece) = xml.next(self.meter)? {
            let e = match piece {
                Piece::Start(e) => e,
                Piece::End("tr") => {
                    let Some(done) = reading.take().filter(|r| !r.deleted) else { continue };
                    table.columns = table.columns.max(done.column);
                    table.rows.push(done.row);
                    continue;
                }
                Piece::End(_) if xml.depth() <= outside => break,
                _ => continue,
            };
            match (e.name(), &mut reading) {
                ("tr", _) if !e.empty => reading = Some(Reading::default()),
                ("trPr", Some(row)) if !e.empty => self.row(xml, row)?,
                ("tc", Some(row)) if !e.empty => {
                    let (properties, cell) = self.cell(xml, &mut inner)?;
                    place(&mut table, row, &mut open, properties, cell);
                    self.meter.cells(1)?;
                }
                ("del" | "moveFrom" | "tblPr" | "tblGrid" | "sdtPr" | "sdtEndPr", _) => {
                    xml.skip(&e, self.meter)?
                }
                _ => {}
            }
        }
        if table.rows.iter().any(|r| r.cells.iter().any(|c| !c.blocks.is_empty())) {
            out.push(Block::Table(table));
        }
        out.append(&mut inner);
        Ok(())
    }

    fn row(&mut self, xml: &mut Xml<'_>, reading: &mut Reading) -> Result<(), Refused> {
        let outside = xml.depth().saturating_sub(1);
        while let Some(e) = xml.inside(outside, self.meter)? {
            match e.name() {
                "tblHeader" => reading.row.header = e.is_on(),
                "gridBefore" => reading.column = span(&e),
                // A row that was deleted, and the deletion not yet accepted.
                "del" => reading.deleted = true,
                "trPrChange" => xml.skip(&e, self.meter)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        xml: &mut Xml<'_>,
        inner: &mut Vec<Block>,
    ) -> Result<(Properties, Vec<Paragraph>), Refused> {
        let mut properties = Properties { columns: 1, ..Properties::default() };
        let mut blocks = Vec::new();
        self.cell_blocks(xml, &mut properties, &mut blocks)?;
        let mut paragraphs = Vec::new();
        for block in blocks {
            match block {
                Block::Paragraph(p) => paragraphs.push(p),
                table @ Block::Table(_) => inner.push(table),
            }
        }
        Ok((properties, paragraphs))
    }

    /// The properties come first in a cell, then its blocks.
    fn cell_blocks(
        &mut self,
        xml: &mut Xml<'_>,
        properties: &mut Properties,
        out: &mut Vec<Block>,
    ) -> Result<(), Refused> {
        self.blocks_with(xml, out, &mut |e| match e.name() {
            "gridSpan" => properties.columns = span(e).max(1),
            "vMerge" => properties.merged = Some(e.get("val").as_deref() == Some("restart")),
            "hMerge" => properties.joined = e.get("val").as_deref() != Some("restart"),
            _ => {}
        })
    }
}

/// Puts a cell on the grid.
fn place(
    table: &mut Table,
    reading: &mut Reading,
    open: &mut HashMap<u32, (usize, usize)>,
    properties: Properties,
    blocks: Vec<Paragraph>,
) {
    let column = reading.column;
    reading.column = column.saturating_add(properties.columns);
    if properties.joined
        && let Some(left) = reading.row.cells.last_mut()
    {
        left.columns = left.columns.saturating_add(properties.columns);
        return;
    }
    if properties.merged == Some(false)
        && let Some((row, cell)) = open.get(&column)
        && let Some(above) = table.rows.get_mut(*row).and_then(|r| r.cells.get_mut(*cell))
    {
        above.rows = above.rows.saturating_add(1);
        return;
    }
    open.remove(&column);
    if properties.merged.is_some() && !reading.deleted {
        open.insert(column, (table.rows.len(), reading.row.cells.len()));
    }
    reading.row.cells.push(Cell { column, columns: properties.columns, rows: 1, blocks, ..Cell::default() });
}

fn span(e: &Element<'_>) -> u32 {
    e.number("val").unwrap_or(1).min(MAX_SPAN)
}
