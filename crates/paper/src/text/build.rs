//! A document from the pieces of a text: paragraphs that a page broke are put together, notes are found by their
//! marks.

use super::inline::{self, Inline};
use super::lines::{self, Piece};
use super::tables::RawTable;
use crate::document::{
    Block, Cell, Document, Format, List, Note, NoteId, NoteMark, Paragraph, Part, PartKind, Row, Table,
};
use crate::limits::Meter;
use crate::numbers::{Numbers, guessed_pages};
use crate::refused::Refused;
use std::collections::HashMap;

pub(super) fn document(pieces: Vec<Piece>, format: Format, meter: &mut Meter) -> Result<Document, Refused> {
    let (pieces, printed) = without_page_numbers(pieces);
    let pieces = joined(pieces);
    let mut build = Build {
        numbers: Numbers::default(),
        labels: HashMap::new(),
        notes: Vec::new(),
        marked: format == Format::Markdown,
    };
    for piece in &pieces {
        if let Piece::Note(label, _) = piece {
            let id = build.numbers.note();
            build.labels.entry(label.clone()).or_default().ids.push(id);
        }
    }
    let ids: Vec<NoteId> = {
        let mut all: Vec<NoteId> = build.labels.values().flat_map(|l| l.ids.iter().copied()).collect();
        all.sort_unstable();
        all
    };
    let (mut blocks, mut ids, mut ends) = (Vec::new(), ids.into_iter(), 0u32);
    for piece in pieces {
        match piece {
            Piece::Heading(depth, text) => {
                let paragraph = build.paragraph(&text, meter)?;
                blocks.push(Block::Paragraph(Paragraph { heading: Some(depth), ..paragraph }));
            }
            Piece::Text(text) => blocks.push(Block::Paragraph(build.paragraph(&text, meter)?)),
            Piece::Item(depth, label, text) => {
                let list = Some(List { depth, label });
                blocks.push(Block::Paragraph(Paragraph { list, ..build.paragraph(&text, meter)? }));
            }
            Piece::Note(label, text) => {
                let Some(id) = ids.next() else { continue };
                let paragraph = build.paragraph(&text, meter)?;
                build.notes.push(Note { id, label, blocks: vec![Block::Paragraph(paragraph)] });
            }
            Piece::Table(table) => blocks.push(Block::Table(build.table(&table, meter)?)),
            Piece::Page => ends += 1,
        }
    }
    blocks.retain(|b| !matches!(b, Block::Paragraph(p) if p.text.is_empty()));
    let parts = vec![Part { kind: PartKind::Body, blocks }];
    let told = printed.max(if ends > 0 { ends + 1 } else { 0 });
    let pages = if told > 0 { told } else { guessed_pages(&parts, &build.notes) };
    let document = Document { format, parts, notes: build.notes, pages };
    if document.says_something() { Ok(document) } else { Err(Refused::Empty) }
}

/// Takes away numbers of pages that stand alone: they count up from the first page. Gives the last one too.
fn without_page_numbers(pieces: Vec<Piece>) -> (Vec<Piece>, u32) {
    let mut last = 0u32;
    let kept = pieces.into_iter().filter(|piece| {
        let Piece::Text(text) = piece else { return true };
        let Some(number) = page_number(text) else { return true };
        let follows = if last == 0 { (1..=3).contains(&number) } else { number > last && number <= last + 3 };
        if follows {
            last = number;
        }
        !follows
    });
    (kept.collect(), last)
}

/// The number of a page that stands alone: `12`, `- 12 -`, `Trang 12`, `12/30`.
pub(crate) fn page_number(text: &str) -> Option<u32> {
    let text = text.trim().trim_matches(|c| matches!(c, '-' | '–' | '*' | ' '));
    let text = text.strip_prefix("Trang ").or_else(|| text.strip_prefix("trang ")).unwrap_or(text);
    let text = text.split_once('/').map_or(text, |(page, _)| page);
    let digits = text.trim();
    if digits.is_empty() || digits.len() > 4 || digits.starts_with('0') {
        return None;
    }
    digits.parse().ok()
}

/// Puts together what the end of a page took apart: text that goes on in small letters after notes or an empty line.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    // The paragraph and the note that may go on.
    let (mut text, mut note) = (None::<usize>, None::<usize>);
    for piece in pieces {
        match &piece {
            Piece::Heading(..) | Piece::Table(_) => text = None,
            Piece::Page => {}
            Piece::Item(..) => text = Some(out.len()),
            Piece::Note(..) => note = Some(out.len()),
            Piece::Text(more) => {
                let goes_on = begins_small(more);
                let open = [text, note].into_iter().flatten().find(|at| goes_on && is_open(&out[*at]));
                if let Some(at) = open {
                    append(&mut out[at], more);
                    continue;
                }
                text = Some(out.len());
            }
        }
        out.push(piece);
    }
    out
}

fn begins_small(text: &str) -> bool {
    let plain = text.trim_start_matches(['*', '_']);
    plain.starts_with(char::is_lowercase) && !lines::is_labelled(plain)
}

/// Whether a piece does not end as a sentence does.
fn is_open(piece: &Piece) -> bool {
    let (Piece::Text(text) | Piece::Item(_, _, text) | Piece::Note(_, text)) = piece else { return false };
    if text.ends_with(char::is_alphanumeric) {
        return true;
    }
    // Only how it ends matters; the rest may be long, and is asked for again and again.
    let from = text.char_indices().rev().take(120).last().map_or(0, |(at, _)| at);
    let shown = inline::read(&text[from..], &|_| true).text;
    !shown.is_empty() && !shown.ends_with(['.', ':', '!', '?', '…'])
}

fn append(piece: &mut Piece, more: &str) {
    if let Piece::Text(text) | Piece::Item(_, _, text) | Piece::Note(_, text) = piece {
        text.push(' ');
        text.push_str(more);
    }
}

#[derive(Default)]
struct Label {
    ids: Vec<NoteId>,
    used: usize,
}

impl Label {
    /// The note that the next mark of this label belongs to: numbering may begin anew on every page.
    fn next(&mut self) -> Option<NoteId> {
        let id = self.ids.get(self.used).or(self.ids.last()).copied();
        self.used += 1;
        id
    }
}

struct Build {
    numbers: Numbers,
    labels: HashMap<String, Label>,
    notes: Vec<Note>,
    marked: bool,
}

impl Build {
    fn paragraph(&mut self, source: &str, meter: &mut Meter) -> Result<Paragraph, Refused> {
        let Inline { text, marks } = if self.marked {
            inline::read(source, &|label| self.labels.contains_key(label))
        } else {
            Inline { text: source.trim().to_owned(), marks: Vec::new() }
        };
        let mut paragraph = self.numbers.paragraph(text, meter)?;
        for (at, label) in marks {
            if let Some(note) = self.labels.get_mut(&label).and_then(Label::next) {
                paragraph.notes.push(NoteMark { at, note });
            }
        }
        Ok(paragraph)
    }

    fn table(&mut self, raw: &RawTable, meter: &mut Meter) -> Result<Table, Refused> {
        meter.block()?;
        let mut table = Table::default();
        // For every column, the rows that a cell from above still covers.
        let mut covered: Vec<u32> = Vec::new();
        for raw in &raw.rows {
            meter.cells(raw.cells.len())?;
            let mut row = Row { header: raw.header, ..Row::default() };
            let mut column = 0usize;
            for raw in &raw.cells {
                while covered.get(column).is_some_and(|left| *left > 0) {
                    column += 1;
                }
                let wide = usize::try_from(raw.columns).unwrap_or(1);
                meter.cells(wide)?;
                if covered.len() < column + wide {
                    covered.resize(column + wide, 0);
                }
                covered[column..column + wide].fill(raw.rows);
                let paragraph = self.paragraph(&raw.text, meter)?;
                let blocks = if paragraph.text.is_empty() && paragraph.notes.is_empty() {
                    Vec::new()
                } else {
                    vec![paragraph]
                };
                let at = u32::try_from(column).unwrap_or(u32::MAX);
                row.cells.push(Cell {
                    column: at,
                    columns: raw.columns,
                    rows: raw.rows,
                    blocks,
                    ..Cell::default()
                });
                column += wide;
            }
            covered.iter_mut().for_each(|left| *left = left.saturating_sub(1));
            meter.steps(covered.len())?;
            table.columns = table.columns.max(u32::try_from(covered.len()).unwrap_or(u32::MAX));
            table.rows.push(row);
        }
        Ok(table)
    }
}
