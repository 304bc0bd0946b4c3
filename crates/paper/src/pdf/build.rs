//! A document from pages: lines become paragraphs, tables and paragraphs go on over the ends of pages.

use super::columns::{self, Item};
use super::grid::{self, PageTable};
use super::lines::{self, Line, by, join};
use super::notes::{self, PageNote};
use super::page::Shown;
use crate::document::{
    Block, Cell, Document, Format, Note, NoteId, NoteMark, Paragraph, Part, PartKind, Row, Table,
};
use crate::limits::Meter;
use crate::numbers::Numbers;
use crate::refused::Refused;
use std::collections::HashMap;

/// A paragraph while its lines come.
#[derive(Debug, Default)]
struct Open {
    text: String,
    page: u32,
    last: Line,
}

#[derive(Debug)]
enum Piece {
    Text(Open),
    Table(PageTable, u32),
}

pub(super) fn document(shown: Vec<Shown>, meter: &mut Meter) -> Result<Document, Refused> {
    let pages = u32::try_from(shown.len()).unwrap_or(u32::MAX);
    let (mut texts, mut tables, mut rules) = (Vec::new(), Vec::new(), Vec::new());
    for mut page in shown {
        meter.steps(page.glyphs.len())?;
        let found = grid::tables(&mut page.glyphs, page.rules.clone(), meter)?;
        texts.push(lines::lines(page.glyphs));
        tables.push(found);
        rules.push(page.rules);
    }
    let margins = notes::margins(&mut texts);
    let size = usual_size(&texts);
    let (mut pieces, mut found) = (Vec::new(), Vec::<(PageNote, u32)>::new());
    for (at, ((mut lines, tables), rules)) in (1u32..).zip(texts.into_iter().zip(tables).zip(rules)) {
        for note in notes::notes(&mut lines, &rules, size) {
            match found.last_mut().filter(|_| note.label.is_none()) {
                Some(last) => join(&mut last.0.text, &note.text),
                None => found.push((note, at)),
            }
        }
        let mut items = columns::items(lines);
        items.extend(tables.into_iter().map(Item::Table));
        items.sort_by(|a, b| by(a.y(), b.y()));
        page(items, at, &mut pieces);
    }
    finished(pieces, found, margins, pages, meter)
}

/// The size of the text's letters: the largest one that a good part of all lines outside of tables has. Notes may be
/// longer than the text that they belong to.
fn usual_size(pages: &[Vec<Line>]) -> f64 {
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    #[expect(clippy::cast_possible_truncation, reason = "bounded on both sides")]
    let half = |size: f64| (size.clamp(0.0, 1000.0) * 2.0).round() as i64;
    for line in pages.iter().flatten() {
        *sizes.entry(half(line.size)).or_default() +=
            line.segments.iter().map(|s| s.text.len()).sum::<usize>();
    }
    let all: usize = sizes.values().sum();
    let most = sizes.into_iter().filter(|(_, n)| n * 5 >= all).map(|(size, _)| size).max();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
    let size = most.map_or(12.0, |size| size as f64 / 2.0);
    size
}

/// Puts the items of a page after those of the pages before it.
fn page(items: Vec<Item>, number: u32, pieces: &mut Vec<Piece>) {
    let of_lines = || items.iter().filter_map(|i| if let Item::Line(l) = i { Some(l) } else { None });
    let right = of_lines().map(Line::x1).fold(f64::MIN, f64::max);
    let left = of_lines().map(Line::x0).fold(f64::MAX, f64::min);
    // In sizes of the letters, most gaps of a page are between lines of a paragraph; those between paragraphs are the
    // larger ones, those between things that have nothing to do with each other larger still.
    let mut gaps: Vec<f64> =
        of_lines().zip(of_lines().skip(1)).map(|(a, b)| (b.y - a.y) / b.size.max(1.0)).collect();
    gaps.retain(|gap| (0.8..2.4).contains(gap));
    gaps.sort_by(|a, b| by(*a, *b));
    let gap = gaps.get(gaps.len() / 3).copied().unwrap_or(1.3);
    let mut first = true;
    for item in items {
        match item {
            Item::Table(table) => match pieces.last_mut() {
                Some(Piece::Table(open, _))
                    if first && open.edges.len() == table.edges.len() && same_edges(open, &table) =>
                {
                    continued(open, table);
                }
                _ => pieces.push(Piece::Table(table, number)),
            },
            Item::Line(line) => {
                let open = match pieces.last_mut() {
                    Some(Piece::Text(open)) => Some(open),
                    _ => None,
                };
                let goes_on = open.filter(|open| {
                    if first {
                        over_the_page(open, &line, left)
                    } else {
                        same_paragraph(open, &line, right, gap)
                    }
                });
                match goes_on {
                    Some(open) => {
                        join(&mut open.text, &line.text());
                        open.last = line;
                    }
                    None => separate(line, number, pieces),
                }
            }
        }
        first = false;
    }
}

/// A line that begins a paragraph. Stretches far apart, as in the head of a letter, are paragraphs of their own.
fn separate(line: Line, page: u32, pieces: &mut Vec<Piece>) {
    let apart = line.segments.windows(2).any(|w| w[1].x0 - w[0].x1 > 3.0 * line.size);
    if !apart {
        pieces.push(Piece::Text(Open { text: line.text(), page, last: line }));
        return;
    }
    for segment in &line.segments {
        let last = Line { segments: vec![segment.clone()], ..line.clone() };
        pieces.push(Piece::Text(Open { text: segment.text.clone(), page, last }));
    }
}

fn begins_small(text: &str) -> bool {
    text.starts_with(|c: char| c.is_lowercase())
}

fn ended(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹”\"".contains(c));
    text.ends_with(['.', ':', '!', '?', '…'])
}

fn same_paragraph(open: &Open, line: &Line, right: f64, gap: f64) -> bool {
    let (before, text) = (&open.last, line.text());
    let size = line.size.max(before.size);
    if crate::text::is_labelled(&text) || line.segments.windows(2).any(|w| w[1].x0 - w[0].x1 > 3.0 * size) {
        return false;
    }
    let step = (line.y - before.y) / line.size.max(1.0);
    if (line.size - before.size).abs() > 0.12 * size || step > gap * 1.9 || step < 0.0 {
        return false;
    }
    let small = begins_small(&text) && !ended(&open.text);
    let indented = line.x0() > before.x0() + 0.8 * size;
    let short = before.x1() < right - 4.0 * size;
    let spaced = step > gap * 1.25;
    small && !spaced || !(indented || short || spaced)
}

/// Whether the first line of a page goes on with the last paragraph of the page before.
fn over_the_page(open: &Open, line: &Line, left: f64) -> bool {
    let text = line.text();
    if crate::text::is_labelled(&text)
        || ended(&open.text)
        || (line.size - open.last.size).abs() > 0.12 * line.size
    {
        return false;
    }
    begins_small(&text) || (line.x0() < left + 0.8 * line.size && !text.chars().all(|c| !c.is_lowercase()))
}

fn same_edges(a: &PageTable, b: &PageTable) -> bool {
    a.edges.iter().zip(&b.edges).all(|(a, b)| (a - b).abs() < 5.0)
}

/// Puts the rows of a table that goes on on the next page after it; a head that is repeated is left out.
fn continued(open: &mut PageTable, mut table: PageTable) {
    let said =
        |row: &[grid::PageCell]| -> Vec<Vec<String>> { row.iter().map(|c| c.paragraphs.clone()).collect() };
    let mut same = 0;
    while same < 4
        && same < open.rows.len()
        && same + 1 < table.rows.len()
        && said(&open.rows[same]) == said(&table.rows[same])
        && said(&table.rows[same]).iter().any(|c| !c.is_empty())
    {
        same += 1;
    }
    open.header = open.header.max(same);
    let mut rows = table.rows.drain(same..).peekable();
    if let (Some(last), Some(first)) = (open.rows.last_mut(), rows.peek())
        && is_rest(last, first)
    {
        for (to, from) in last.iter_mut().zip(first) {
            for text in &from.paragraphs {
                match to.paragraphs.last_mut() {
                    Some(last) => join(last, text),
                    None => to.paragraphs.push(text.clone()),
                }
            }
        }
        rows.next();
    }
    open.rows.extend(rows);
}

/// Whether a row is the rest of the one before it, which the end of a page parted: it has no number of its own, and
/// its cells go on in what was said.
fn is_rest(last: &[grid::PageCell], first: &[grid::PageCell]) -> bool {
    let same = last.len() == first.len() && last.iter().zip(first).all(|(a, b)| a.column == b.column);
    let says = |c: &&grid::PageCell| !c.paragraphs.is_empty();
    let numbered = last.first().is_some_and(|c| says(&c)) && first.first().is_some_and(|c| !says(&c));
    let over = last.iter().zip(first).filter(|(_, b)| says(b));
    let goes_on = over.clone().count() > 0
        && over.clone().all(|(a, _)| says(&a))
        && over.into_iter().any(|(a, b)| {
            let text = |c: &grid::PageCell, last: bool| {
                let text = if last { c.paragraphs.last() } else { c.paragraphs.first() };
                text.cloned().unwrap_or_default()
            };
            begins_small(&text(b, false)) || !ended(&text(a, true)) && text(a, true).contains(' ')
        });
    same && numbered && goes_on
}

/// Notes by their labels; numbering may begin anew.
#[derive(Default)]
struct Labels {
    notes: HashMap<String, (Vec<NoteId>, usize)>,
}

impl Labels {
    fn next(&mut self, label: &str) -> Option<NoteId> {
        let (ids, used) = self.notes.get_mut(label)?;
        let id = ids.get(*used).copied()?;
        *used += 1;
        Some(id)
    }
}

fn finished(
    pieces: Vec<Piece>,
    found: Vec<(PageNote, u32)>,
    margins: Vec<String>,
    pages: u32,
    meter: &mut Meter,
) -> Result<Document, Refused> {
    let mut numbers = Numbers::default();
    let mut labels = Labels::default();
    let ids: Vec<NoteId> = found.iter().map(|_| numbers.note()).collect();
    for (id, (note, _)) in ids.iter().zip(&found) {
        labels.notes.entry(note.label.clone().unwrap_or_default()).or_default().0.push(*id);
    }
    let mut blocks = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(open) => {
                blocks.push(Block::Paragraph(paragraph(
                    &open.text,
                    open.page,
                    &mut numbers,
                    &mut labels,
                    meter,
                )?));
            }
            Piece::Table(raw, page) => {
                blocks.push(Block::Table(table(raw, page, &mut numbers, &mut labels, meter)?))
            }
        }
    }
    let mut written = Vec::new();
    for (id, (note, page)) in ids.into_iter().zip(found) {
        let text = paragraph(&note.text, page, &mut numbers, &mut Labels::default(), meter)?;
        written.push(Note {
            id,
            label: note.label.unwrap_or_default(),
            blocks: vec![Block::Paragraph(text)],
        });
    }
    let mut parts = vec![Part { kind: PartKind::Body, blocks }];
    for margin in margins {
        let block = Block::Paragraph(numbers.paragraph(margin, meter)?);
        parts.push(Part { kind: PartKind::Margin, blocks: vec![block] });
    }
    Ok(Document { format: Format::Pdf, parts, notes: written, pages })
}

/// A paragraph; raised digits that are a note's label become its mark.
fn paragraph(
    source: &str,
    page: u32,
    numbers: &mut Numbers,
    labels: &mut Labels,
    meter: &mut Meter,
) -> Result<Paragraph, Refused> {
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let (mut text, mut marks) = (String::with_capacity(source.len()), Vec::new());
    let mut rest = source.trim();
    while let Some(from) = rest.find(|c| RAISED.contains(c)) {
        let (before, raised) = rest.split_at(from);
        let (raised, after) = raised.split_at(raised.find(|c| !RAISED.contains(c)).unwrap_or(raised.len()));
        text.push_str(before);
        // A space between a word and its mark is a gap of the raised letter's.
        match labels.next(&notes::plain(raised)) {
            Some(note) => {
                text.truncate(text.trim_end().len());
                marks.push(NoteMark { at: text.len(), note });
            }
            None => text.push_str(raised),
        }
        rest = after;
    }
    text.push_str(rest);
    let paragraph = numbers.paragraph(text, meter)?;
    Ok(Paragraph { notes: marks, page: Some(page), ..paragraph })
}

fn table(
    raw: PageTable,
    page: u32,
    numbers: &mut Numbers,
    labels: &mut Labels,
    meter: &mut Meter,
) -> Result<Table, Refused> {
    meter.block()?;
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut table = Table { rows: Vec::new(), columns: small(raw.edges.len().saturating_sub(1)) };
    for (at, cells) in raw.rows.into_iter().enumerate() {
        let mut row = Row { header: at < raw.header, ..Row::default() };
        for cell in cells {
            meter.cells(1)?;
            let mut blocks = Vec::new();
            for text in &cell.paragraphs {
                blocks.push(paragraph(text, page, numbers, labels, meter)?);
            }
            let (columns, rows) = (small(cell.columns), small(cell.rows));
            row.cells.push(Cell { column: small(cell.column), columns, rows, blocks, ..Cell::default() });
        }
        table.rows.push(row);
    }
    Ok(table)
}
