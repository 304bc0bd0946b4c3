//! Totals and subtotals: rows that are the sum of other rows, by their first words or by their running numbers.

use super::matrix::{Matrix, bits, unsummable};
use crate::claim::Claims;
use crate::decimal::Decimal;
use crate::finding::{Confidence, Kind, Words};
use crate::rules::relation::{Num, sum_broken, sum_holds, sums};
use crate::slip::slip;
use crate::view::{Grid, Level};
use std::collections::BTreeSet;

pub(super) fn run(grid: &Grid, matrix: &Matrix, claims: &mut Claims) {
    let columns: Vec<usize> =
        matrix.counts.iter().copied().filter(|&c| !unsummable(grid.header(c))).collect();
    if columns.is_empty() || matrix.rows.len() < 3 {
        return;
    }
    let rows = Rows::of(grid, matrix);
    let groups = rows.groups();
    let mut all = Tally::default();
    for (group, children) in &groups {
        all.add(rows.tally(matrix, &columns, *group, children));
    }
    // Numbered groups sum their items in this table, or they do not.
    if all.holds > all.breaks || all.holds > 0 && all.holds == all.breaks {
        for (group, children) in &groups {
            report(
                grid,
                &columns,
                *group,
                children,
                rows.tally(matrix, &columns, *group, children),
                all,
                claims,
            );
        }
    }
    for i in rows.totals() {
        let total = matrix.rows[i];
        let best = rows
            .hypotheses(i)
            .into_iter()
            .filter(|children| children.len() > 1)
            .map(|children| (rows.tally(matrix, &columns, total, &children), children))
            .max_by_key(|(tally, children)| {
                (tally.holds, std::cmp::Reverse(tally.breaks), tally.near, children.len())
            });
        if let Some((tally, children)) = best
            && (tally.holds >= tally.breaks && tally.holds > 0
                || tally.near >= tally.breaks && tally.breaks > 0)
        {
            report(grid, &columns, total, &children, tally, tally, claims);
        }
    }
}

/// In how many columns a total is the sum of its rows.
#[derive(Clone, Copy, Default, Debug)]
struct Tally {
    holds: u32,
    breaks: u32,
    /// Of those that break: columns where it is nearly so.
    near: u32,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.holds += other.holds;
        self.breaks += other.breaks;
        self.near += other.near;
    }
}

/// The rows with how deep each stands.
struct Rows<'a> {
    rows: &'a [usize],
    depth: Vec<u8>,
}

impl<'a> Rows<'a> {
    fn of(grid: &'a Grid, matrix: &'a Matrix) -> Self {
        let numbered = matrix.rows.iter().any(|&r| matches!(grid.rows[r].level, Level::Item(_)));
        let depth = |&r: &usize| match grid.rows[r].level {
            Level::Total => 0,
            Level::Letter => 1,
            Level::Roman => 2,
            Level::Item(n) => 2 + n.min(20),
            Level::None if numbered => 24,
            Level::None => 3,
            Level::Detail => 25,
        };
        Self { rows: &matrix.rows, depth: matrix.rows.iter().map(depth).collect() }
    }

    /// Numbered rows that others stand under, with the rows right below each.
    fn groups(&self) -> Vec<(usize, Vec<usize>)> {
        let mut found = Vec::new();
        for (i, &r) in self.rows.iter().enumerate() {
            let own = self.depth[i];
            // Details (`trong đó: nữ`) are seldom all there is.
            if own == 0 || own >= 24 {
                continue;
            }
            let end = (i + 1..self.rows.len()).find(|&k| self.depth[k] <= own).unwrap_or(self.rows.len());
            let top = (i + 1..end).map(|k| self.depth[k]).filter(|d| *d < 24).min();
            let children: Vec<usize> =
                (i + 1..end).filter(|&k| Some(self.depth[k]) == top).map(|k| self.rows[k]).collect();
            if children.len() > 1 {
                found.push((r, children));
            }
        }
        found
    }

    fn totals(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|&i| self.depth[i] == 0).collect()
    }

    /// What a total may be the sum of; `total` counts within the rows that have numbers.
    fn hypotheses(&self, total: usize) -> Vec<Vec<usize>> {
        let before = (0..total).rev().find(|&k| self.depth[k] == 0).map_or(0, |k| k + 1);
        let after = (total + 1..self.rows.len()).find(|&k| self.depth[k] == 0).unwrap_or(self.rows.len());
        let mut found = Vec::new();
        for range in [before..total, total + 1..after, 0..total, total + 1..self.rows.len()] {
            let inner: Vec<usize> = range.clone().filter(|&k| self.depth[k] > 0).collect();
            let top = inner.iter().map(|&k| self.depth[k]).min();
            found.push(inner.iter().copied().filter(|&k| Some(self.depth[k]) == top).collect());
            // Leaves: rows that nothing stands under.
            found.push(
                inner
                    .iter()
                    .copied()
                    .filter(|&k| self.depth[k] < 24)
                    .filter(|&k| {
                        inner
                            .iter()
                            .find(|&&n| n > k)
                            .is_none_or(|&n| self.depth[n] <= self.depth[k] || self.depth[n] >= 24)
                    })
                    .collect(),
            );
        }
        let others: Vec<usize> = (0..total).filter(|&k| self.depth[k] == 0).collect();
        found.push(others);
        let mut seen = BTreeSet::new();
        found.retain(|children| seen.insert(children.clone()));
        found.into_iter().map(|children| children.into_iter().map(|k| self.rows[k]).collect()).collect()
    }

    /// In how many columns a row of the grid is the sum of others.
    fn tally(&self, matrix: &Matrix, columns: &[usize], total: usize, children: &[usize]) -> Tally {
        let mut tally = Tally::default();
        for &c in columns {
            let Some(whole) = matrix.value(total, c) else { continue };
            let parts: Vec<i128> = children.iter().filter_map(|&r| matrix.value(r, c)).collect();
            let full = parts.iter().filter(|v| **v != 0).count() > 1;
            let sum: i128 = parts.iter().sum();
            if parts.is_empty() {
                continue;
            }
            if sum == whole {
                tally.holds += u32::from(full);
            } else {
                tally.breaks += 1;
                let off = (sum - whole).unsigned_abs();
                let close = off * 50 <= whole.unsigned_abs() && bits(whole) > 6;
                tally.near += u32::from(close || slip(Decimal::whole(sum), Decimal::whole(whole)));
            }
        }
        tally
    }
}

fn report(
    grid: &Grid,
    columns: &[usize],
    row: usize,
    children: &[usize],
    tally: Tally,
    all: Tally,
    claims: &mut Claims,
) {
    let label = &grid.rows[row].label;
    for &c in columns {
        let Some(whole) = Num::cell(grid, row, c) else { continue };
        let parts: Vec<Num> = children.iter().filter_map(|&r| Num::cell(grid, r, c)).collect();
        let complete = parts.len()
            + children
                .iter()
                .filter(|&&r| grid.cell(r, c).is_some_and(|cell| cell.dash || cell.is_empty()))
                .count()
            == children.len();
        if parts.is_empty() || !complete {
            continue;
        }
        match sums(&whole, &parts) {
            Some(true) => sum_holds(claims, &whole, &parts),
            Some(false) => {
                let confidence =
                    if tally.holds >= 2 || all.holds >= 4 { Confidence::Certain } else { Confidence::Likely };
                let before = Words::new(
                    format!("Cộng các dòng của «{label}»:"),
                    format!("The rows of «{label}» sum up:"),
                );
                sum_broken(claims, Kind::Table, &whole, &parts, confidence, Some(before));
            }
            None => {}
        }
    }
}
