//! Columns that are the sum of other columns, in nearly all rows.

use super::formula::Sum;
use super::matrix::{Matrix, bits, nums, unsummable};
use crate::claim::Claims;
use crate::finding::{Confidence, Kind};
use crate::rules::relation::{Num, sum_broken, sum_holds, sums};
use crate::view::Grid;

/// Columns that are looked at together: all their sums are tried.
const TOGETHER: usize = 11;
/// Rows by which a sum is tried before all rows are.
const SAMPLE: usize = 8;
/// Identities that one table may have.
const MOST: usize = 24;
/// Most parts of a sum.
const MOST_PARTS: u32 = 6;

pub(super) fn run(grid: &Grid, matrix: &Matrix, said: &[Sum], claims: &mut Claims) {
    let columns: Vec<usize> =
        matrix.counts.iter().copied().filter(|&c| !unsummable(grid.header(c))).collect();
    let mut found: Vec<(Sum, Tally)> = Vec::new();
    let mut from = 0;
    while from < columns.len() {
        let window = &columns[from..columns.len().min(from + TOGETHER)];
        discover(grid, matrix, window, &mut found);
        if from + TOGETHER >= columns.len() {
            break;
        }
        from += TOGETHER / 2;
    }
    // The shortest first: a longer one often follows from it.
    found.sort_by_key(|(sum, _)| (sum.parts.len(), sum.whole));
    found.dedup_by(|a, b| a.0 == b.0);
    found.retain(|(sum, _)| !said.contains(sum));
    // A part that is nearly always nothing: the sum without it holds in nearly all rows too, and is the wrong one.
    let better = found.clone();
    found.retain(|(sum, tally)| {
        let within =
            |other: &Sum| other.whole == sum.whole && sum.parts.iter().all(|c| other.parts.contains(c));
        tally.breaks == 0
            || !better.iter().any(|(other, t)| t.breaks < tally.breaks && within(other) && other != sum)
    });
    for (sum, tally) in found.into_iter().take(MOST) {
        report(grid, matrix, &sum, tally, claims);
    }
}

/// In how many rows an identity holds.
#[derive(Clone, Copy, Default, Debug)]
struct Tally {
    /// Rows with at least two parts that are not nothing.
    holds: u32,
    breaks: u32,
    /// What the rows that hold carry against chance.
    bits: u32,
}

fn discover(grid: &Grid, matrix: &Matrix, window: &[usize], found: &mut Vec<(Sum, Tally)>) {
    let n = window.len();
    if n < 3 {
        return;
    }
    // Rows with the most numbers tell the most.
    let full = |r: usize| window.iter().filter(|&&c| matrix.value(r, c).is_some_and(|v| v != 0)).count();
    let mut sample: Vec<usize> = matrix.rows.iter().copied().filter(|&r| full(r) >= 3).collect();
    if sample.len() > SAMPLE {
        sample.sort_by_key(|&r| std::cmp::Reverse(full(r)));
        sample.truncate(SAMPLE);
    }
    if sample.is_empty() {
        return;
    }
    let values: Vec<Vec<i128>> =
        sample.iter().map(|&r| window.iter().map(|&c| matrix.value(r, c).unwrap_or(0)).collect()).collect();
    let tried = u32::try_from(n).unwrap_or(0) + bits(i128::try_from(n).unwrap_or(1));
    for whole in 0..n {
        for mask in 1u32..(1 << n) {
            if mask & (1 << whole) != 0 || mask.count_ones() < 2 || mask.count_ones() > MOST_PARTS {
                continue;
            }
            let held = values
                .iter()
                .filter(|row| {
                    let sum: i128 = (0..n).filter(|k| mask & (1 << k) != 0).map(|k| row[k]).sum();
                    sum == row[whole]
                })
                .count();
            if held * 2 < values.len() || held == 0 {
                continue;
            }
            let parts: Vec<usize> = (0..n).filter(|k| mask & (1 << k) != 0).map(|k| window[k]).collect();
            let sum = Sum { whole: window[whole], parts };
            let tally = tally(matrix, &sum);
            let named = if grid.header(sum.whole).contains("tong") { 8 } else { 0 };
            let needed = tried + if tally.breaks > 0 { 10 } else { 4 };
            let few = tally.breaks * 5 <= tally.holds * 2 || (tally.breaks == 1 && tally.holds >= 1);
            if tally.holds > 0 && few && tally.bits + named >= needed {
                found.push((sum, tally));
            }
        }
    }
}

fn tally(matrix: &Matrix, sum: &Sum) -> Tally {
    let mut tally = Tally::default();
    for &r in &matrix.rows {
        let Some(whole) = matrix.value(r, sum.whole) else { continue };
        let parts: Vec<i128> = sum.parts.iter().filter_map(|&c| matrix.value(r, c)).collect();
        if parts.is_empty() {
            continue;
        }
        let full = parts.iter().filter(|v| **v != 0).count() >= 2;
        if parts.iter().sum::<i128>() != whole {
            tally.breaks += 1;
        } else if full {
            tally.holds += 1;
            tally.bits += bits(whole);
        }
    }
    tally
}

fn report(grid: &Grid, matrix: &Matrix, sum: &Sum, tally: Tally, claims: &mut Claims) {
    let confidence = if tally.holds >= 3 && tally.breaks * 4 <= tally.holds {
        Confidence::Certain
    } else {
        Confidence::Likely
    };
    for &r in &matrix.rows {
        let (Some(whole), Some(parts)) = (Num::cell(grid, r, sum.whole), nums(grid, r, &sum.parts)) else {
            continue;
        };
        if parts.is_empty() {
            continue;
        }
        match sums(&whole, &parts) {
            Some(true) => sum_holds(claims, &whole, &parts),
            Some(false) => {
                // A part that is not there may be meant to be known.
                let missing = sum.parts.iter().any(|&c| grid.cell(r, c).is_some_and(|cell| cell.is_empty()));
                let confidence = if missing { Confidence::Suspicious } else { confidence };
                sum_broken(claims, Kind::Table, &whole, &parts, confidence, None);
            }
            None => {}
        }
    }
}
