//! The numbers of a table as whole numbers of one scale, for quick sums.

use crate::lex::Unit;
use crate::rules::relation::Num;
use crate::view::Grid;

/// Largest scale of decimals that is brought together.
const MOST_DECIMALS: u32 = 6;

/// Columns of counts and of percentages, and the rows of data.
pub(super) struct Matrix {
    /// Rows of the grid with at least one number.
    pub(super) rows: Vec<usize>,
    /// Columns of counts.
    pub(super) counts: Vec<usize>,
    /// Columns of percentages.
    pub(super) percents: Vec<usize>,
    /// By row and column of the grid: the value times ten to the scale. A dash is nothing, said; an empty cell is none.
    values: Vec<Option<i128>>,
    columns: usize,
}

impl Matrix {
    pub(super) fn of(grid: &Grid) -> Self {
        let mut rows: Vec<usize> = grid.data().collect();
        rows.retain(|&r| grid.numeric.iter().any(|&c| grid.number(r, c).is_some()));
        let mut counts = Vec::new();
        let mut percents = Vec::new();
        for &c in &grid.numeric {
            let numbers = rows.iter().filter_map(|&r| grid.number(r, c));
            let (all, percent) =
                numbers.fold((0, 0), |(n, p), number| (n + 1, p + usize::from(number.unit == Unit::Percent)));
            if 2 * percent > all || (2 * percent == all && percent > 0) || is_share(grid.header(c)) {
                percents.push(c);
            } else if all > 0 {
                counts.push(c);
            }
        }
        let scale = rows
            .iter()
            .flat_map(|&r| counts.iter().filter_map(move |&c| Some(grid.number(r, c)?.value.scale())))
            .max()
            .unwrap_or(0)
            .min(MOST_DECIMALS);
        let mut values = vec![None; grid.rows.len() * grid.columns];
        for &r in &rows {
            for &c in &counts {
                let Some(cell) = grid.cell(r, c) else { continue };
                values[r * grid.columns + c] = match &cell.number {
                    Some(number) => number
                        .value
                        .digits(scale)
                        .and_then(|d| d.parse::<i128>().ok())
                        .map(|v| if number.value.is_negative() { -v } else { v }),
                    None if cell.dash => Some(0),
                    None => None,
                };
            }
        }
        Self { rows, counts, percents, values, columns: grid.columns }
    }

    pub(super) fn value(&self, row: usize, column: usize) -> Option<i128> {
        self.values.get(row * self.columns + column).copied().flatten()
    }
}

/// Whether a header says that its column holds shares.
fn is_share(header: &str) -> bool {
    header.contains('%')
        || header.starts_with("ty le")
        || header.ends_with("ty le")
        || header.starts_with("ti le")
        || header.ends_with("ti le")
}

/// Columns whose numbers mean nothing when summed.
pub(super) fn unsummable(header: &str) -> bool {
    [
        "binh quan",
        "trung binh",
        "diem",
        "xep hang",
        "thu hang",
        "xep loai",
        "thu tu",
        "nam thanh lap",
        "chi so",
        "he so",
    ]
    .iter()
    .any(|w| header.contains(w))
}

/// How many bits a number carries: the chance that a sum hits it is one in two to that.
pub(super) fn bits(value: i128) -> u32 {
    128 - value.unsigned_abs().leading_zeros()
}

/// The cells of a row as numbers; nothing when one is missing that is not a dash.
pub(super) fn nums(grid: &Grid, row: usize, columns: &[usize]) -> Option<Vec<Num>> {
    let mut found = Vec::with_capacity(columns.len());
    for &c in columns {
        match Num::cell(grid, row, c) {
            Some(num) => found.push(num),
            None if grid.cell(row, c).is_some_and(|cell| cell.dash || cell.is_empty()) => {}
            None => return None,
        }
    }
    Some(found)
}
