#![cfg(test)]
//! A small reader of text for these tests: tables as lines with tabs, headings with `#`, notes with `<sup>`.

use paper::{
    Block, BlockId, Cell, Document, Format, Note, NoteId, NoteMark, Paragraph, Part, PartKind, Row, Table,
};
use std::collections::BTreeMap;

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    notes: Vec<Note>,
    labels: BTreeMap<String, NoteId>,
    next: u32,
}

/// Reads a text.
pub(crate) fn read(text: &str) -> Document {
    let mut reader = Reader::default();
    let lines: Vec<&str> = text.lines().collect();
    let mut i = 0;
    while i < lines.len() {
        let line = lines[i].trim_end();
        if line.contains('\t') {
            let rows = lines[i..].iter().take_while(|l| l.contains('\t')).count();
            reader.table(&lines[i..i + rows]);
            i += rows;
            continue;
        }
        if !line.trim().is_empty() {
            reader.line(line);
        }
        i += 1;
    }
    Document {
        format: Format::Txt,
        parts: vec![Part { kind: PartKind::Body, blocks: reader.blocks }],
        notes: reader.notes,
        pages: 1,
    }
}

impl Reader {
    fn id(&mut self) -> BlockId {
        self.next += 1;
        BlockId(self.next)
    }

    fn label(&mut self, label: &str) -> NoteId {
        let next = NoteId(u32::try_from(self.labels.len()).unwrap());
        *self.labels.entry(label.to_owned()).or_insert(next)
    }

    fn line(&mut self, line: &str) {
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        let heading = (hashes > 0).then(|| u8::try_from(hashes).unwrap());
        let line = line.trim_start_matches('#').trim();
        if let Some(rest) = line.strip_prefix("<sup>")
            && let Some((label, rest)) = rest.split_once("</sup>")
        {
            let id = self.label(label);
            let paragraph = self.paragraph(rest.trim(), None);
            self.notes.push(Note { id, label: label.to_owned(), blocks: vec![Block::Paragraph(paragraph)] });
            return;
        }
        let paragraph = self.paragraph(line, heading);
        self.blocks.push(Block::Paragraph(paragraph));
    }

    fn paragraph(&mut self, line: &str, heading: Option<u8>) -> Paragraph {
        let mut text = String::new();
        let mut notes = Vec::new();
        let mut rest = line;
        while let Some(i) = rest.find(['<', '*']) {
            text.push_str(&rest[..i]);
            rest = &rest[i..];
            if let Some(inner) = rest.strip_prefix("<sup>")
                && let Some((label, behind)) = inner.split_once("</sup>")
            {
                let note = self.label(label);
                notes.push(NoteMark { at: text.len(), note });
                rest = behind;
            } else if let Some(behind) =
                ["<b>", "</b>", "<i>", "</i>", "**", "*"].iter().find_map(|t| rest.strip_prefix(t))
            {
                rest = behind;
            } else {
                text.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
        text.push_str(rest);
        Paragraph { id: self.id(), text, heading, notes, ..Paragraph::default() }
    }

    fn table(&mut self, lines: &[&str]) {
        let mut table = Table::default();
        for line in lines {
            let mut cells = Vec::new();
            for (c, text) in line.split('\t').enumerate() {
                let column = u32::try_from(c).unwrap();
                table.columns = table.columns.max(column + 1);
                let blocks =
                    if text.trim().is_empty() { Vec::new() } else { vec![self.paragraph(text.trim(), None)] };
                cells.push(Cell { column, columns: 1, rows: 1, blocks, ..Cell::default() });
            }
            table.rows.push(Row { cells, ..Row::default() });
        }
        self.blocks.push(Block::Table(table));
    }
}
