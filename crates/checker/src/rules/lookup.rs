//! Percentages in running text whose whole stands in a table: `cấp tỉnh 142.227 hồ sơ, tỷ lệ 56,41%`, where a table
//! has the 142.227 in a row and the number that it is a part of beside it.

use super::percentage::{Pair, pairs};
use super::relation::{Num, Share};
use crate::claim::Claims;
use crate::decimal::{Decimal, Fit};
use crate::finding::{Confidence, Kind};
use crate::view::{CellPlace, Flow, View};
use std::collections::BTreeMap;

/// Places of one value that are looked at.
const MOST_PLACES: usize = 12;

/// A column whose numbers are the wholes of most pairs.
struct Best {
    fits: usize,
    grid: usize,
    whole: usize,
    /// Pairs with the row that each stands in.
    rows: Vec<(usize, usize)>,
}

pub(crate) fn run(view: &View, claims: &mut Claims) {
    let index = view.cells_by_number(MOST_PLACES);
    for flow in &view.flows {
        for sentence in flow.sentences() {
            let found = pairs(flow, sentence);
            if found.len() > 1 {
                list(view, flow, &found, &index, claims);
            }
        }
    }
}

/// The parts of one list stand in one column of a table; their wholes stand in another.
fn list(
    view: &View,
    flow: &Flow,
    pairs: &[Pair],
    index: &BTreeMap<i128, Vec<CellPlace>>,
    claims: &mut Claims,
) {
    let places = |pair: &Pair| -> &[CellPlace] {
        let value = flow.tokens[pair.part].number().and_then(|n| n.value.to_whole());
        value.and_then(|v| index.get(&v)).map_or(&[], Vec::as_slice)
    };
    // The column that has the most of them.
    let mut columns: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    for (k, pair) in pairs.iter().enumerate() {
        for &(g, r, c) in places(pair) {
            let rows = columns.entry((g, c)).or_default();
            if rows.last().is_none_or(|last| last.0 != k) {
                rows.push((k, r));
            }
        }
    }
    let mut best: Option<Best> = None;
    for ((g, c), rows) in columns {
        if rows.len() < 2 {
            continue;
        }
        for &whole in view.grids[g].numeric.iter().filter(|&&w| w != c) {
            let fits = rows
                .iter()
                .filter(|(k, r)| fit(view, flow, pairs[*k], (g, *r, whole)) == Some(Fit::Rounded))
                .count();
            if 2 * fits > rows.len() && best.as_ref().is_none_or(|b| fits > b.fits) {
                best = Some(Best { fits, grid: g, whole, rows: rows.clone() });
            }
        }
    }
    let Some(Best { grid: g, whole, rows, .. }) = best else { return };
    for (k, r) in rows {
        let pair = pairs[k];
        let nums =
            (Num::text(flow, pair.percent), Num::text(flow, pair.part), Num::cell(&view.grids[g], r, whole));
        let (Some(percent), Some(part), Some(whole)) = nums else { continue };
        let share = Share { percent: &percent, part: &part, whole: &whole };
        match share.fit() {
            Some(Fit::Rounded) => share.holds(claims),
            Some(Fit::Cut) => share.broken(claims, Kind::Percentage, Confidence::Suspicious),
            Some(Fit::No) => share.broken(claims, Kind::Percentage, Confidence::Certain),
            None => {}
        }
    }
}

fn fit(view: &View, flow: &Flow, pair: Pair, (g, r, c): CellPlace) -> Option<Fit> {
    let percent = flow.tokens[pair.percent].number()?;
    let part = flow.tokens[pair.part].number()?;
    let whole = view.grids[g].number(r, c).filter(|n| n.value > Decimal::ZERO)?;
    crate::decimal::fits(percent.value, percent.decimals, part.value, whole.value)
}
