//! Columns of percentages: of which columns they are, found by fitting in nearly all rows.

use super::matrix::Matrix;
use crate::claim::{Claims, Expected, Member};
use crate::decimal::{Decimal, Fit, fits};
use crate::finding::{Confidence, Kind, Words};
use crate::rules::relation::{Num, Share};
use crate::say;
use crate::view::{Grid, Level};

/// Columns of counts that are tried against each other.
const MOST_COLUMNS: usize = 24;
/// Rows by which a relation is tried.
const SAMPLE: usize = 40;

pub(super) fn run(grid: &Grid, matrix: &Matrix, claims: &mut Claims) {
    for &p in &matrix.percents {
        let tried = candidates(grid, matrix, p);
        let count = u32::try_from(tried.len()).unwrap_or(u32::MAX).max(1);
        let best = tried.into_iter().map(|of| (tally(grid, matrix, p, of), of)).max_by_key(|(t, of)| {
            (t.fits + t.rounded, std::cmp::Reverse(t.breaks), of.closeness(p), of.plainness())
        });
        let Some((tally, of)) = best else { continue };
        let beside = of.closeness(p) > 0;
        let needed = 8 + count.ilog2();
        let enough = tally.bits + if beside { 6 } else { 0 } >= needed;
        if tally.fits > 0 && tally.breaks <= tally.fits && enough {
            report(grid, matrix, p, of, tally, claims);
        } else if tally.fits == 0 {
            alone(grid, matrix, p, claims);
        }
    }
    complements(grid, matrix, claims);
}

/// What a percentage may be of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Of {
    /// A part of another column.
    Columns { part: usize, whole: usize },
    /// A part of the sum of itself and another column.
    Both { part: usize, rest: usize },
    /// A part of the total row of its own column.
    Total { part: usize, row: usize },
    /// How much it grew from another column.
    Growth { new: usize, old: usize },
}

impl Of {
    fn part(self) -> usize {
        match self {
            Self::Columns { part, .. } | Self::Both { part, .. } | Self::Total { part, .. } => part,
            Self::Growth { new, .. } => new,
        }
    }

    /// Percentages stand beside what they are of.
    fn closeness(self, p: usize) -> u8 {
        let part = self.part();
        if part + 1 == p { 2 } else { u8::from(p + 1 == part) }
    }

    /// Two columns explain more plainly than a sum does.
    fn plainness(self) -> u8 {
        match self {
            Self::Columns { .. } => 2,
            Self::Growth { .. } => 1,
            Self::Total { .. } | Self::Both { .. } => 0,
        }
    }

    /// Part and whole in a row; of a growth, the difference and what was before.
    fn values(self, grid: &Grid, row: usize) -> Option<(Decimal, Decimal)> {
        let value = |r: usize, c: usize| grid.number(r, c).map(|n| n.value);
        match self {
            Self::Columns { part, whole } => Some((value(row, part)?, value(row, whole)?)),
            Self::Both { part, rest } => {
                let part = value(row, part)?;
                Some((part, part.plus(value(row, rest)?)?))
            }
            Self::Total { part, row: total } => Some((value(row, part)?, value(total, part)?)),
            Self::Growth { new, old } => {
                let old = value(row, old)?;
                Some((value(row, new)?.minus(old)?, old))
            }
        }
    }
}

fn candidates(grid: &Grid, matrix: &Matrix, p: usize) -> Vec<Of> {
    let mut columns = matrix.counts.clone();
    // Of very many, those around the percentage.
    columns.sort_by_key(|c| c.abs_diff(p));
    columns.truncate(MOST_COLUMNS);
    columns.sort_unstable();
    let mut found = Vec::new();
    for &a in &columns {
        for &b in columns.iter().filter(|&&b| b != a) {
            found.push(Of::Columns { part: a, whole: b });
            found.push(Of::Growth { new: a, old: b });
            if a < b || a + 1 == p {
                found.push(Of::Both { part: a, rest: b });
            }
        }
        for &r in matrix.rows.iter().filter(|&&r| grid.rows[r].level == Level::Total).take(2) {
            found.push(Of::Total { part: a, row: r });
        }
    }
    found
}

#[derive(Clone, Copy, Default, Debug)]
struct Tally {
    fits: u32,
    /// Of those that fit: not cut.
    rounded: u32,
    breaks: u32,
    bits: u32,
}

fn tally(grid: &Grid, matrix: &Matrix, p: usize, of: Of) -> Tally {
    let mut tally = Tally::default();
    for &r in matrix.rows.iter().take(SAMPLE) {
        let Some(percent) = grid.number(r, p) else { continue };
        let Some((part, whole)) = of.values(grid, r) else { continue };
        match fits(percent.value.abs(), percent.decimals, part.abs(), whole) {
            // All and nothing fit by chance.
            Some(Fit::Rounded | Fit::Cut) if percent.value.is_zero() || percent.value == Decimal::HUNDRED => {
            }
            Some(fit @ (Fit::Rounded | Fit::Cut)) => {
                tally.fits += 1;
                tally.rounded += u32::from(fit == Fit::Rounded);
                tally.bits += 4 + 3 * percent.decimals.min(4);
            }
            Some(Fit::No) => tally.breaks += 1,
            None => {}
        }
    }
    tally
}

fn report(grid: &Grid, matrix: &Matrix, p: usize, of: Of, tally: Tally, claims: &mut Claims) {
    let mut cut = Vec::new();
    let mut rounded = 0;
    for &r in &matrix.rows {
        let (Some(percent), Some((part, whole))) = (Num::cell(grid, r, p), of.values(grid, r)) else {
            continue;
        };
        match fits(percent.value().abs(), percent.number.decimals, part.abs(), whole) {
            Some(Fit::Rounded) => {
                rounded += 1;
                claims.holds(spans(grid, r, of, &percent));
            }
            Some(Fit::Cut) => cut.push(r),
            Some(Fit::No) => {
                let confidence = if tally.fits >= 2 { Confidence::Certain } else { Confidence::Likely };
                broken(grid, r, of, &percent, confidence, claims);
            }
            None => {}
        }
    }
    // Where most are cut, that is how this table is made.
    if cut.len() <= rounded {
        for r in cut {
            if let Some(percent) = Num::cell(grid, r, p) {
                broken(grid, r, of, &percent, Confidence::Suspicious, claims);
            }
        }
    }
}

fn spans(grid: &Grid, row: usize, of: Of, percent: &Num) -> Vec<paper::Span> {
    let cell = |r: usize, c: usize| grid.cell(r, c).and_then(|cell| cell.place());
    let (a, b) = match of {
        Of::Columns { part, whole } => (cell(row, part), cell(row, whole)),
        Of::Both { part, rest } => (cell(row, part), cell(row, rest)),
        // The total belongs to all rows: it is no witness for one.
        Of::Total { part, .. } => (cell(row, part), None),
        Of::Growth { new, old } => (cell(row, new), cell(row, old)),
    };
    std::iter::once(percent.span.clone()).chain(a).chain(b).collect()
}

fn broken(grid: &Grid, row: usize, of: Of, percent: &Num, confidence: Confidence, claims: &mut Claims) {
    let pair = match of {
        Of::Columns { part, whole } => Num::cell(grid, row, part).zip(Num::cell(grid, row, whole)),
        Of::Total { part, row: total } => Num::cell(grid, row, part).zip(Num::cell(grid, total, part)),
        Of::Both { .. } | Of::Growth { .. } => None,
    };
    if let Some((part, whole)) = pair {
        Share { percent, part: &part, whole: &whole }.broken(claims, Kind::Percentage, confidence);
        return;
    }
    let Some((part, whole)) = of.values(grid, row) else { return };
    let Some(expected) = part.percent_of(whole, percent.number.decimals) else { return };
    let (Of::Both { part: a, rest: b } | Of::Growth { new: a, old: b }) = of else { return };
    let (Some(a), Some(b)) = (Num::cell(grid, row, a), Num::cell(grid, row, b)) else { return };
    let shown = percent.number.like(expected);
    let calculation = match of {
        Of::Both { .. } => format!("{} ÷ ({} + {}) = {shown}", a.shown, a.shown, b.shown),
        _ => format!("({} - {}) ÷ {} = {shown}", a.shown, b.shown, b.shown),
    };
    let kind = if matches!(of, Of::Growth { .. }) { Kind::Change } else { Kind::Percentage };
    let signed =
        if percent.value().is_negative() == expected.is_negative() { expected } else { expected.abs() };
    let text = percent.number.like(signed);
    let mut members = vec![Member {
        span: percent.span.clone(),
        shown: percent.shown.clone(),
        expected: Some(Expected::exactly(signed, percent.value(), text)),
    }];
    members.extend([a, b].map(|n| Member { span: n.span, shown: n.shown, expected: None }));
    claims.broken(kind, members, 0, confidence, say::against(&calculation, &percent.said()));
}

/// A table of one or two rows: the percentage beside a column, of one that is called a total.
fn alone(grid: &Grid, matrix: &Matrix, p: usize, claims: &mut Claims) {
    if matrix.rows.len() > 2 || p == 0 || !matrix.counts.contains(&(p - 1)) {
        return;
    }
    let whole = matrix
        .counts
        .iter()
        .copied()
        .filter(|&c| c != p - 1)
        .find(|&c| ["tong", "phai", "ke hoach", "giao"].iter().any(|w| grid.header(c).contains(w)));
    let Some(whole) = whole else { return };
    for &r in &matrix.rows {
        let (Some(percent), Some(part), Some(whole)) =
            (Num::cell(grid, r, p), Num::cell(grid, r, p - 1), Num::cell(grid, r, whole))
        else {
            continue;
        };
        let share = Share { percent: &percent, part: &part, whole: &whole };
        if share.fit() == Some(Fit::No) && (share.percent_slipped() || share.near(10)) {
            share.broken(claims, Kind::Percentage, Confidence::Likely);
        }
    }
}

/// Two columns of percentages that make a hundred in nearly all rows.
fn complements(grid: &Grid, matrix: &Matrix, claims: &mut Claims) {
    for (i, &a) in matrix.percents.iter().enumerate() {
        for &b in &matrix.percents[i + 1..] {
            let rows: Vec<(Num, Num)> = matrix
                .rows
                .iter()
                .filter_map(|&r| Num::cell(grid, r, a).zip(Num::cell(grid, r, b)))
                .collect();
            let makes = |(x, y): &(Num, Num)| {
                let off = x.value().plus(y.value())?.minus(Decimal::HUNDRED)?.abs();
                Some(off <= x.number.ulp().plus(y.number.ulp())?)
            };
            let trivial = |(x, y): &(Num, Num)| x.value().is_zero() || y.value().is_zero();
            let holds = rows.iter().filter(|pair| makes(pair) == Some(true) && !trivial(pair)).count();
            let breaks = rows.iter().filter(|pair| makes(pair) == Some(false)).count();
            if holds < 2 || breaks * 2 > holds {
                continue;
            }
            for pair in &rows {
                let (x, y) = pair;
                if makes(pair) == Some(true) {
                    claims.holds([x.span.clone(), y.span.clone()]);
                    continue;
                }
                let member = |own: &Num, other: &Num| {
                    let value = Decimal::HUNDRED.minus(other.value());
                    let expected = value.map(|v| {
                        let room = other.number.ulp();
                        let (low, high) = (v.minus(room).unwrap_or(v), v.plus(room).unwrap_or(v));
                        Expected { low, high, ..Expected::exactly(v, own.value(), own.number.like(v)) }
                    });
                    Member { span: own.span.clone(), shown: own.shown.clone(), expected }
                };
                let Some(sum) = x.value().plus(y.value()) else { continue };
                let words = Words::new(
                    format!("{} + {} = {}, không phải 100%.", x.said(), y.said(), x.number.like(sum)),
                    format!("{} + {} = {}, not 100%.", x.said(), y.said(), x.number.like(sum)),
                );
                claims.broken(Kind::Table, vec![member(x, y), member(y, x)], 0, Confidence::Likely, words);
            }
        }
    }
}
