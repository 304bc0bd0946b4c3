//! Tables on a grid: header, numbers, and what goes on over a page.

use super::rows::{self, Level, RowKind};
use crate::lex::{self, Evidence, Notation, Number, Tok};
use kernel::text::fold;
use paper::{Block, BlockId, Paragraph, Row, Span, Table};
use std::ops::Range;

/// Columns beyond these are not looked at: no report has so many, and a hostile sheet may have a million.
const MOST_COLUMNS: usize = 60;

/// A cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct GridCell {
    /// What it says, lines joined.
    pub(crate) text: String,
    /// Its first paragraph and the bytes of its number, or of all its text.
    pub(crate) span: Option<(BlockId, Range<usize>)>,
    /// The number, when the cell is one.
    pub(crate) number: Option<Number>,
    /// A dash: nothing, said.
    pub(crate) dash: bool,
    pub(crate) name: Option<String>,
    /// Columns that it covers.
    pub(crate) columns: usize,
    /// Only while the view is made.
    pub(super) paragraphs: Vec<Paragraph>,
}

impl GridCell {
    pub(crate) fn place(&self) -> Option<Span> {
        self.span.clone().map(|(block, bytes)| Span { block, bytes })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct GridRow {
    pub(crate) cells: Vec<GridCell>,
    pub(crate) kind: RowKind,
    pub(crate) level: Level,
    /// What the row is about: its first text that is no number.
    pub(crate) label: String,
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) rows: Vec<GridRow>,
    /// What stands above each column, folded.
    pub(crate) headers: Vec<String>,
    /// The same, as it is written.
    pub(crate) titles: Vec<String>,
    pub(crate) columns: usize,
    pub(crate) section: usize,
    pub(crate) notation: Notation,
    /// The column of running numbers.
    pub(crate) index: Option<usize>,
    /// The column that says what a row is about.
    pub(crate) labels: usize,
    /// Columns of numbers.
    pub(crate) numeric: Vec<usize>,
}

impl Grid {
    /// The table at `i` with those that go on with it, and what comes behind.
    pub(super) fn of(blocks: &[Block], i: usize, section: usize, decimal: char) -> (Self, usize) {
        let mut tables: Vec<&Table> = Vec::new();
        let mut end = i;
        while let Some(block) = blocks.get(end) {
            match block {
                Block::Table(table) if goes_on(&tables, table) => tables.push(table),
                Block::Paragraph(p) if !tables.is_empty() && p.text.trim().is_empty() => {}
                _ => break,
            }
            end += 1;
        }
        let notation = notation(&tables, decimal);
        let columns = tables.iter().map(|t| width(t)).max().unwrap_or(0).min(MOST_COLUMNS);
        let mut rows: Vec<(bool, Vec<GridCell>)> = Vec::new();
        for row in tables.iter().flat_map(|table| &table.rows) {
            rows.push((row.header, cells(row, columns, notation)));
        }
        let head = rows::header_rows(&rows);
        let titles = titles(&rows[..head], columns);
        let mut grid = Self {
            rows: Vec::with_capacity(rows.len()),
            headers: titles.iter().map(|title| fold(title)).collect(),
            titles,
            columns,
            section,
            notation,
            index: None,
            labels: 0,
            numeric: Vec::new(),
        };
        let first: Vec<String> =
            rows.first().map(|(_, row)| row.iter().map(|c| fold(&c.text)).collect()).unwrap_or_default();
        for (r, (_, cells)) in rows.into_iter().enumerate() {
            let kind = if r < head { RowKind::Header } else { rows::kind(&cells, &first) };
            grid.rows.push(GridRow { cells, kind, level: Level::None, label: String::new() });
        }
        rows::describe(&mut grid);
        (grid, end)
    }

    /// Drops what only the making of the view needed.
    pub(super) fn release(&mut self) {
        for cell in self.rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.paragraphs = Vec::new();
        }
    }

    pub(crate) fn cell(&self, row: usize, column: usize) -> Option<&GridCell> {
        self.rows.get(row)?.cells.get(column)
    }

    pub(crate) fn number(&self, row: usize, column: usize) -> Option<&Number> {
        self.cell(row, column)?.number.as_ref()
    }

    /// Rows of data, totals and groups among them.
    pub(crate) fn data(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.rows.len()).filter(|&r| self.rows[r].kind == RowKind::Data)
    }

    /// What stands above a column, folded.
    pub(crate) fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("", String::as_str)
    }
}

fn width(table: &Table) -> usize {
    let widest = table
        .rows
        .iter()
        .filter_map(|row| row.cells.last())
        .map(|cell| cell.column.saturating_add(cell.columns.max(1)))
        .max()
        .unwrap_or(0);
    usize::try_from(widest).unwrap_or(usize::MAX)
}

/// Whether a table goes on with the ones before: as many columns and the same header or none; or its running numbers
/// go on, or its first row does.
fn goes_on(before: &[&Table], next: &Table) -> bool {
    let (Some(first), Some(last)) = (before.first(), before.last()) else { return true };
    let apart = width(first).abs_diff(width(next));
    let text = |row: &Row, c: usize| {
        row.cells
            .get(c)
            .map(|c| c.blocks.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" "))
            .unwrap_or_default()
    };
    let index = |row: &Row| text(row, 0).trim().trim_end_matches('.').parse::<u32>().ok();
    let numbered = last.rows.iter().rev().find_map(index);
    let rest = next.rows.first().is_some_and(|row| text(row, 0).trim().is_empty());
    let on = next.rows.iter().take(3).find_map(index);
    if numbered.is_some()
        && on == numbered.map(|n| n + 1)
        && apart < 5
        && (rest || next.rows.first().and_then(index).is_some())
    {
        return true;
    }
    if apart > 1 {
        return false;
    }
    let words = |row: &Row| -> Vec<String> { (0..row.cells.len()).map(|c| fold(&text(row, c))).collect() };
    let (Some(x), Some(y)) = (first.rows.first().map(words), next.rows.first().map(words)) else {
        return true;
    };
    let digits = y.iter().filter(|t| t.bytes().any(|b| b.is_ascii_digit())).count();
    let same = y.iter().filter(|t| !t.is_empty() && x.contains(t)).count();
    2 * same >= y.iter().filter(|t| !t.is_empty()).count() || digits > 0 || rest
}

/// How numerals of a table are read: three digits behind the document's decimal mark are decimals only in a table that
/// has other decimals too.
fn notation(tables: &[&Table], decimal: char) -> Notation {
    let mut evidence = Evidence::default();
    let cells = tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells);
    cells.flat_map(|c| &c.blocks).filter(|p| p.text.len() < 40).for_each(|p| evidence.see_text(&p.text));
    let sure = evidence.comma_decimal + evidence.dot_decimal;
    let decimal = if sure > 0 || evidence.comma_three + evidence.dot_three == 0 {
        Evidence {
            comma_decimal: u32::from(decimal == ','),
            dot_decimal: u32::from(decimal == '.'),
            ..Evidence::default()
        }
        .with(evidence)
        .prevailing()
    } else {
        decimal
    };
    let own = if decimal == ',' { evidence.comma_decimal } else { evidence.dot_decimal };
    let three = if decimal == ',' { evidence.comma_three } else { evidence.dot_three };
    Notation { decimal, measured: own >= 2 && own >= three }
}

fn cells(row: &Row, columns: usize, notation: Notation) -> Vec<GridCell> {
    let mut cells = vec![GridCell { columns: 1, ..GridCell::default() }; columns];
    for cell in &row.cells {
        let column = usize::try_from(cell.column).unwrap_or(usize::MAX);
        let Some(place) = cells.get_mut(column) else { continue };
        let mut text = String::new();
        for paragraph in cell.blocks.iter().filter(|p| !p.text.trim().is_empty()) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(paragraph.text.trim());
        }
        place.dash = matches!(text.as_str(), "-" | "–" | "—" | "_");
        place.columns = usize::try_from(cell.columns.max(1)).unwrap_or(1);
        place.name.clone_from(&cell.name);
        let spoken: Vec<&Paragraph> = cell.blocks.iter().filter(|p| !p.text.trim().is_empty()).collect();
        if let Some(first) = spoken.first() {
            let start = first.text.len() - first.text.trim_start().len();
            let mut span = start..start + first.text.trim().len();
            if spoken.len() == 1
                && let Some((number, at)) = number(&first.text, notation)
            {
                place.number = Some(number);
                span = at;
            }
            place.span = Some((first.id, span));
        }
        place.text = text;
        place.paragraphs.clone_from(&cell.blocks);
    }
    cells
}

/// The number of a cell that is nothing but a number, maybe with a unit behind.
fn number(text: &str, notation: Notation) -> Option<(Number, Range<usize>)> {
    if text.len() > 40 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let tokens = lex::read(text.trim(), notation);
    let lead = text.len() - text.trim_start().len();
    let mut found = None;
    let mut words = 0;
    for token in &tokens {
        match &token.tok {
            Tok::Number(number) if found.is_none() && !number.vague => {
                found = Some((number.clone(), token.at.start + lead..token.at.end + lead));
            }
            Tok::Word(_) if found.is_some() && words < 2 => words += 1,
            Tok::Mark('(' | ')' | '*' | '+' | '-' | '[' | ']' | '_' | '\'' | '%') | Tok::Stop => {}
            _ => return None,
        }
    }
    // Brackets are an accountant's minus nowhere in these reports; `(5)` is a number of a column.
    found
}

/// What stands above each column; a cell that covers several columns stands above each of them.
fn titles(rows: &[(bool, Vec<GridCell>)], columns: usize) -> Vec<String> {
    let mut headers = vec![String::new(); columns];
    for (r, (_, cells)) in rows.iter().enumerate() {
        let mut last: Option<(usize, &str)> = None;
        for (c, header) in headers.iter_mut().enumerate() {
            let Some(cell) = cells.get(c) else { continue };
            if !cell.is_empty() {
                last = Some((c + cell.columns, &cell.text));
                push(header, &cell.text);
            } else if let Some((end, text)) = last {
                // Merged by the format, or an empty cell of a table typed as text with a row of headers below.
                let below =
                    rows[r + 1..].iter().any(|(_, row)| row.get(c).is_some_and(|cell| !cell.is_empty()));
                if c < end || below && cells[..c].iter().any(|cell| !cell.is_empty()) {
                    push(header, text);
                }
            }
        }
    }
    headers
}

fn push(header: &mut String, text: &str) {
    if !header.is_empty() {
        header.push(' ');
    }
    header.push_str(text);
}
