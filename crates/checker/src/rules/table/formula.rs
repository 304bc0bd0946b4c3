//! Tables that say their own identities below the header: `(1) (2)=(3)+(4) (3) (4)`.

use super::matrix::{Matrix, nums};
use crate::claim::Claims;
use crate::finding::{Confidence, Kind, Words};
use crate::rules::relation::{Num, sum_broken, sum_holds, sums};
use crate::view::{Grid, RowKind};
use std::collections::BTreeMap;

/// A column that is the sum of others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sum {
    pub(super) whole: usize,
    pub(super) parts: Vec<usize>,
}

/// Checks the identities that a table says, and answers them.
pub(super) fn run(grid: &Grid, matrix: &Matrix, claims: &mut Claims) -> Vec<Sum> {
    let Some(row) = grid.rows.iter().position(|row| row.kind == RowKind::Columns) else { return Vec::new() };
    let texts: Vec<&str> = grid.rows[row].cells.iter().map(|c| c.text.as_str()).collect();
    let found = read(&texts);
    for sum in &found {
        for &r in &matrix.rows {
            let (Some(whole), Some(parts)) = (Num::cell(grid, r, sum.whole), nums(grid, r, &sum.parts))
            else {
                continue;
            };
            match sums(&whole, &parts) {
                Some(true) => sum_holds(claims, &whole, &parts),
                Some(false) if !parts.is_empty() => {
                    let before = Words::new("Theo công thức của bảng:", "By the table's own formula:");
                    sum_broken(claims, Kind::Table, &whole, &parts, Confidence::Certain, Some(before));
                }
                _ => {}
            }
        }
    }
    found
}

/// Reads `(2)=(3)+(4)`; with one minus, `(5)=(2)-(4)` is read as `(2)=(5)+(4)`.
fn read(texts: &[&str]) -> Vec<Sum> {
    let number = |t: &str| t.trim().trim_matches(['(', ')']).trim().to_lowercase();
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    for (c, text) in texts.iter().enumerate() {
        let name = number(text.split('=').next().unwrap_or_default());
        if !name.is_empty() {
            columns.entry(name).or_insert(c);
        }
    }
    let mut found = Vec::new();
    for (c, text) in texts.iter().enumerate() {
        let Some((_, formula)) = text.split_once('=') else { continue };
        if formula.contains(['/', ':', '*', '×', '%']) {
            continue;
        }
        let terms: Vec<&str> = formula.split(['+', '-', '–']).collect();
        let places: Option<Vec<usize>> = terms.iter().map(|t| columns.get(&number(t)).copied()).collect();
        let Some(places) = places else { continue };
        let minus = formula.chars().filter(|c| matches!(c, '-' | '–')).count();
        match (minus, places.as_slice()) {
            (0, [_, _, ..]) if !places.contains(&c) => found.push(Sum { whole: c, parts: places }),
            (1, &[a, b]) if a != c && b != c => found.push(Sum { whole: a, parts: vec![c, b] }),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_below_a_header_are_read() {
        let sum = |whole, parts: &[usize]| Sum { whole, parts: parts.to_vec() };
        assert_eq!(read(&["A", "B", "(1)=(2)+(3)", "(2)", "(3)"]), [sum(2, &[3, 4])]);
        assert_eq!(read(&["1", "2", "3=4+5+6", "4", "5", "6"]), [sum(2, &[3, 4, 5])]);
        assert_eq!(read(&["(1)", "(2)", "(3)=(1)-(2)"]), [sum(0, &[2, 1])]);
        assert_eq!(read(&["(1)", "(2)", "(3)=(2)/(1)*100"]), []);
        assert_eq!(read(&["(1)", "(2)=(7)+(8)"]), []);
    }
}
