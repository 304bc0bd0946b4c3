//! Tables with rules: the rules make a grid, and where one is missing between two places, they are one cell.

use super::lines::{self, Line, by};
use super::page::{Glyph, Rule};
use crate::limits::Meter;
use crate::refused::Refused;

/// A table on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PageTable {
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Where its columns begin, and where the last one ends.
    pub(super) edges: Vec<f64>,
    pub(super) rows: Vec<Vec<PageCell>>,
    /// Rows from the top that are repeated on the next page.
    pub(super) header: usize,
}

/// A cell of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PageCell {
    pub(super) column: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) paragraphs: Vec<String>,
}

/// Places that are nearer than this are the same.
const NEAR: f64 = 3.0;

/// Takes the tables with rules out of a page: their letters are no longer among `glyphs`.
pub(super) fn tables(
    glyphs: &mut Vec<Glyph>,
    rules: Vec<Rule>,
    meter: &mut Meter,
) -> Result<Vec<PageTable>, Refused> {
    let (level, upright): (Vec<Rule>, Vec<Rule>) = rules.into_iter().partition(|r| r.level);
    let (level, upright) = (merged(level), merged(upright));
    let mut found = Vec::new();
    for (level, upright) in together(&level, &upright, meter)? {
        if let Some(table) = table(&level, &upright, glyphs, meter)? {
            found.push(table);
        }
    }
    found.sort_by(|a, b| by(a.top, b.top));
    Ok(found)
}

/// Rules that go on in one another are one.
fn merged(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| by(a.at, b.at).then(by(a.from, b.from)));
    // Rules on nearly the same line are put on it first.
    let mut at = f64::MIN;
    for rule in &mut rules {
        if rule.at - at > 1.5 {
            at = rule.at;
        }
        rule.at = at;
    }
    rules.sort_by(|a, b| by(a.at, b.at).then(by(a.from, b.from)));
    let mut out: Vec<Rule> = Vec::new();
    for rule in rules {
        match out.last_mut() {
            Some(last) if last.at == rule.at && rule.from <= last.to + 2.0 => last.to = last.to.max(rule.to),
            _ => out.push(rule),
        }
    }
    out
}

type Group = (Vec<Rule>, Vec<Rule>);

/// Rules that meet belong to one table.
fn together(level: &[Rule], upright: &[Rule], meter: &mut Meter) -> Result<Vec<Group>, Refused> {
    meter.steps(level.len().saturating_mul(upright.len()))?;
    let mut group: Vec<usize> = (0..level.len() + upright.len()).collect();
    fn root(group: &mut [usize], mut at: usize) -> usize {
        while group[at] != at {
            group[at] = group[group[at]];
            at = group[at];
        }
        at
    }
    for (i, l) in level.iter().enumerate() {
        for (j, u) in upright.iter().enumerate() {
            let meets =
                u.at >= l.from - NEAR && u.at <= l.to + NEAR && l.at >= u.from - NEAR && l.at <= u.to + NEAR;
            if meets {
                let (a, b) = (root(&mut group, i), root(&mut group, level.len() + j));
                group[a] = b;
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, Group> = std::collections::BTreeMap::new();
    for (i, rule) in level.iter().enumerate() {
        groups.entry(root(&mut group, i)).or_default().0.push(*rule);
    }
    for (j, rule) in upright.iter().enumerate() {
        groups.entry(root(&mut group, level.len() + j)).or_default().1.push(*rule);
    }
    Ok(groups.into_values().filter(|g| g.0.len() >= 2 && !g.1.is_empty()).collect())
}

/// The places of rules, each once.
fn places(at: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut at: Vec<f64> = at.collect();
    at.sort_by(|a, b| by(*a, *b));
    at.dedup_by(|b, a| *b - *a < NEAR);
    at
}

fn table(
    level: &[Rule],
    upright: &[Rule],
    glyphs: &mut Vec<Glyph>,
    meter: &mut Meter,
) -> Result<Option<PageTable>, Refused> {
    let ys = places(level.iter().map(|r| r.at));
    // A table may be open at its sides.
    let sides = level
        .iter()
        .flat_map(|r| [r.from, r.to])
        .fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
    let mut xs = places(upright.iter().map(|r| r.at));
    if xs.first().is_none_or(|x| x - sides.0 > 12.0) {
        xs.insert(0, sides.0);
    }
    if xs.last().is_none_or(|x| sides.1 - x > 12.0) {
        xs.push(sides.1);
    }
    let (columns, rows) = (xs.len().saturating_sub(1), ys.len().saturating_sub(1));
    if columns < 2 || rows < 1 || columns > 200 {
        return Ok(None);
    }
    meter.cells(columns.saturating_mul(rows))?;
    meter.steps(columns.saturating_mul(rows).saturating_mul(4 + (level.len() + upright.len()) / 4))?;
    let covers = |rules: &[Rule], at: f64, place: f64| {
        rules.iter().any(|r| (r.at - at).abs() < NEAR && r.from - 1.0 <= place && place <= r.to + 1.0)
    };
    let right =
        |row: usize, column: usize| covers(upright, xs[column + 1], f64::midpoint(ys[row], ys[row + 1]));
    let below =
        |row: usize, column: usize| covers(level, ys[row + 1], f64::midpoint(xs[column], xs[column + 1]));
    // For every place of the grid, the cell that covers it.
    let mut owner = vec![None::<usize>; columns * rows];
    let mut cells: Vec<(usize, PageCell)> = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if owner[row * columns + column].is_some() {
                continue;
            }
            let (mut wide, mut high) = (1, 1);
            while column + wide < columns
                && !right(row, column + wide - 1)
                && owner[row * columns + column + wide].is_none()
            {
                wide += 1;
            }
            while row + high < rows
                && (column..column + wide).all(|c| !below(row + high - 1, c))
                && (column..column + wide - 1).all(|c| !right(row + high, c))
            {
                high += 1;
            }
            for r in row..row + high {
                owner[r * columns + column..r * columns + column + wide].fill(Some(cells.len()));
            }
            cells.push((row, PageCell { column, columns: wide, rows: high, paragraphs: Vec::new() }));
        }
    }
    if cells.len() < 3 {
        return Ok(None);
    }
    let mut texts: Vec<Vec<Glyph>> = vec![Vec::new(); cells.len()];
    let place = |edges: &[f64], at: f64| {
        edges.partition_point(|e| *e <= at).checked_sub(1).filter(|i| *i + 1 < edges.len())
    };
    glyphs.retain(|g| {
        let column = place(&xs, f64::midpoint(g.x0, g.x1));
        let row = place(&ys, g.y - 0.3 * g.size);
        let Some(cell) = row.zip(column).and_then(|(r, c)| owner[r * columns + c]) else { return true };
        texts[cell].push(g.clone());
        false
    });
    let mut table =
        PageTable { top: ys[0], bottom: ys[rows], edges: xs, rows: vec![Vec::new(); rows], header: 0 };
    let mut says = false;
    for ((row, mut cell), text) in cells.into_iter().zip(texts) {
        let width = table.edges[cell.column + cell.columns] - table.edges[cell.column];
        cell.paragraphs = paragraphs(text, width);
        says |= !cell.paragraphs.is_empty();
        table.rows[row].push(cell);
    }
    Ok(says.then_some(table))
}

/// The text of a cell: its lines go on in one another, items of a list stand by themselves.
fn paragraphs(glyphs: Vec<Glyph>, width: f64) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut before = Line::default();
    for line in lines::lines(glyphs) {
        let text = line.text();
        match out.last_mut() {
            Some(last) if !crate::text::is_labelled(&text) => {
                if is_parted(&before, &line, width) {
                    last.push_str(&text);
                } else {
                    lines::join(last, &text);
                }
            }
            _ => out.push(text),
        }
        before = line;
    }
    out
}

/// Whether a cell was too narrow for a word, so that the word goes on in the next line: it fills its line alone.
fn is_parted(before: &Line, line: &Line, width: f64) -> bool {
    let (text, more) = (before.text(), line.text());
    let word = text.split(' ').count() == 1 && before.x1() - before.x0() > 0.75 * width;
    let number =
        text.ends_with(|c: char| c.is_ascii_digit()) && more.starts_with(|c: char| c.is_ascii_digit());
    word && (number || text.chars().count() > 9)
}
