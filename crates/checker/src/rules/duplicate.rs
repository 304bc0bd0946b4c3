//! Rows that stand twice in a table, and running numbers that jump.

use crate::claim::Claims;
use crate::finding::{Confidence, Kind, Words};
use crate::view::{Grid, Level, View};
use kernel::text::fold;
use std::collections::BTreeMap;

/// A text of so many letters is not repeated by chance.
const LONG: usize = 40;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    for grid in &view.grids {
        repeated(grid, claims);
        running(grid, claims);
    }
}

fn repeated(grid: &Grid, claims: &mut Claims) {
    let rows: Vec<usize> = grid.data().collect();
    let label = |r: usize| grid.cell(r, grid.labels).filter(|c| c.number.is_none() && !c.is_empty());
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut group = 0;
    for &r in &rows {
        // Names may come again under another heading of the table.
        if matches!(grid.rows[r].level, Level::Letter | Level::Roman | Level::Total) {
            group += 1;
            continue;
        }
        if let Some(cell) = label(r) {
            let text = fold(&cell.text);
            let key = if text.len() >= LONG { text } else { format!("{group}|{text}") };
            groups.entry(key).or_default().push(r);
        }
    }
    // A column of few different words (`Quyết định`) is no name of its rows.
    if 3 * groups.len() < 2 * rows.len() {
        return;
    }
    for same in groups.into_values().filter(|rows| rows.len() > 1) {
        for pair in same.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            let (Some(a), Some(b)) = (label(first), label(second)) else { continue };
            let (Some(first_span), Some(span)) = (a.place(), b.place()) else { continue };
            let numbers: Vec<_> = grid
                .numeric
                .iter()
                .filter_map(|&c| Some((grid.number(first, c)?, grid.number(second, c)?)))
                .collect();
            let same_numbers = !numbers.is_empty() && numbers.iter().all(|(x, y)| x.value == y.value);
            let short = fold(&b.text).len() < LONG;
            let confidence = match (short, same_numbers, numbers.is_empty()) {
                (_, true, _) => Confidence::Likely,
                (false, _, true) => Confidence::Likely,
                // A short name with other numbers: two things may be called alike.
                (true, false, true) => continue,
                _ => Confidence::Suspicious,
            };
            let index = |r: usize| {
                grid.index
                    .and_then(|c| grid.cell(r, c))
                    .map_or(String::new(), |c| c.text.trim_end_matches('.').to_owned())
            };
            let (x, y) = (index(first), index(second));
            let words = Words::new(
                format!("Dòng {y} lặp lại nội dung của dòng {x}."),
                format!("Row {y} says the same as row {x}."),
            );
            claims.alone(Kind::Duplicate, (span, b.text.clone()), [first_span], "", confidence, words);
        }
    }
}

/// `17, 18, 18, 20`: a running number twice or left out.
fn running(grid: &Grid, claims: &mut Claims) {
    let Some(index) = grid.index else { return };
    let numbered: Vec<(usize, u32)> = grid
        .data()
        .filter_map(|r| {
            Some((r, grid.cell(r, index)?.text.trim().trim_end_matches('.').parse::<u32>().ok()?))
        })
        .collect();
    let steps = numbered.windows(2).filter(|p| p[1].1 == p[0].1 + 1 || p[1].1 == 1).count();
    let odd: Vec<&[(usize, u32)]> =
        numbered.windows(2).filter(|p| p[1].1 != p[0].1 + 1 && p[1].1 != 1).collect();
    if steps < 4 || odd.len() > 2 || odd.len() * 8 > steps {
        return;
    }
    for pair in odd {
        let (Some(a), Some(b)) = (grid.cell(pair[0].0, index), grid.cell(pair[1].0, index)) else { continue };
        let (Some(first), Some(span)) = (a.place(), b.place()) else { continue };
        let expected = (pair[0].1 + 1).to_string();
        let words = Words::new(
            format!("Số thứ tự {} đứng sau {}, lẽ ra là {expected}.", b.text, a.text),
            format!("The running number {} follows {}; it should be {expected}.", b.text, a.text),
        );
        claims.alone(Kind::Count, (span, b.text.clone()), [first], &expected, Confidence::Suspicious, words);
    }
}
