//! Tables without rules: lines one below another whose stretches stand in the same columns.

use super::grid::{PageCell, PageTable};
use super::lines::{Line, by, join};

/// Least rows and columns of a table without rules.
const LEAST: usize = 3;
/// Most columns of one.
const MOST: usize = 100;

/// What stands on a page, from the top.
#[derive(Debug)]
pub(super) enum Item {
    Line(Line),
    Table(PageTable),
}

impl Item {
    pub(super) fn y(&self) -> f64 {
        match self {
            Self::Line(line) => line.y,
            Self::Table(table) => table.top,
        }
    }
}

/// Lines, and tables where lines stand in columns.
pub(super) fn items(lines: Vec<Line>) -> Vec<Item> {
    let mut out = Vec::new();
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        if !(LEAST..=MOST).contains(&line.segments.len()) {
            out.push(Item::Line(line));
            continue;
        }
        let mut run = vec![line];
        while let Some(next) = lines.next_if(|next| goes_on(&run, next)) {
            run.push(next);
        }
        // A line that only goes on in the last row's cells may be the beginning of what follows.
        let rows = run.iter().filter(|l| l.segments.len() >= LEAST).count();
        match table(&run) {
            Some(table) if rows >= LEAST => out.push(Item::Table(table)),
            _ => out.extend(run.into_iter().map(Item::Line)),
        }
    }
    out
}

/// Whether a line belongs to the rows above it: a row itself, or the rest of cells whose text is longer than a line.
fn goes_on(run: &[Line], next: &Line) -> bool {
    let Some(last) = run.last() else { return false };
    if next.segments.len() > MOST {
        return false;
    }
    if next.y - last.y > 2.6 * next.size.max(last.size) {
        return false;
    }
    if next.segments.len() >= LEAST {
        return true;
    }
    let near = next.y - last.y < 1.6 * next.size.max(last.size);
    let first = &run[0];
    near && next.segments.iter().all(|s| {
        let over = first.segments.iter().filter(|o| o.x0 < s.x1 && s.x0 < o.x1).count();
        over == 1 && s.x1 - s.x0 < 0.5 * (first.x1() - first.x0())
    })
}

fn table(run: &[Line]) -> Option<PageTable> {
    // Columns are what no gap goes through from the top to the bottom.
    let mut spans: Vec<(f64, f64)> = run.iter().flat_map(|l| &l.segments).map(|s| (s.x0, s.x1)).collect();
    spans.sort_by(|a, b| by(a.0, b.0));
    let mut bands: Vec<(f64, f64)> = Vec::new();
    for span in spans {
        match bands.last_mut() {
            Some(band) if span.0 < band.1 => band.1 = band.1.max(span.1),
            _ => bands.push(span),
        }
    }
    if bands.len() < LEAST {
        return None;
    }
    let mut rows: Vec<Vec<PageCell>> = Vec::new();
    for line in run {
        let mut cells: Vec<PageCell> = (0..bands.len())
            .map(|column| PageCell { column, columns: 1, rows: 1, paragraphs: Vec::new() })
            .collect();
        for segment in &line.segments {
            let column = bands.partition_point(|b| b.0 <= segment.x0).saturating_sub(1);
            match cells[column].paragraphs.first_mut() {
                Some(text) => join(text, &segment.text),
                None => cells[column].paragraphs.push(segment.text.clone()),
            }
        }
        let rest = line.segments.len() < LEAST;
        match rows.last_mut().filter(|_| rest) {
            Some(row) => {
                for (to, from) in row.iter_mut().zip(cells) {
                    match (to.paragraphs.first_mut(), from.paragraphs.into_iter().next()) {
                        (Some(text), Some(more)) => join(text, &more),
                        (None, Some(more)) => to.paragraphs.push(more),
                        _ => {}
                    }
                }
            }
            None => rows.push(cells),
        }
    }
    let mut edges: Vec<f64> = bands.iter().map(|b| b.0).collect();
    edges.push(bands.last()?.1);
    let (top, bottom) = (run.first()?.y, run.last()?.y);
    Some(PageTable { top, bottom, edges, rows, header: 0 })
}
