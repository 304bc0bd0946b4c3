//! Tables: what their rows and columns promise. Nothing is known of any header; relations are found in the numbers,
//! by holding in nearly all rows, and the rows that break them are reported. Words of headers only add weight.

mod formula;
mod identity;
mod matrix;
mod ratio;
mod total;

use crate::claim::Claims;
use crate::view::View;
use matrix::Matrix;

pub(crate) fn run(view: &View, claims: &mut Claims) {
    for grid in &view.grids {
        let matrix = Matrix::of(grid);
        if matrix.rows.is_empty() {
            continue;
        }
        let said = formula::run(grid, &matrix, claims);
        identity::run(grid, &matrix, &said, claims);
        ratio::run(grid, &matrix, claims);
        total::run(grid, &matrix, claims);
    }
}
