//! Places of cells, and cells that are merged.

use crate::limits::Meter;
use crate::refused::Refused;
use std::collections::HashMap;

/// Most rows and columns of a sheet.
const MAX: (u32, u32) = (1_048_576, 16_384);
/// A merged cell of more rows is looked up by itself.
const TALL: u32 = 200;

/// A cell's place: the row from 1, the column from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Place {
    pub(super) row: u32,
    pub(super) column: u32,
}

impl Place {
    /// `C12`.
    pub(super) fn of(name: &str) -> Option<Self> {
        let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters == 0 || letters > 3 {
            return None;
        }
        let column = name
            .bytes()
            .take(letters)
            .fold(0u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
        let row: u32 = name[letters..].parse().ok()?;
        let found = Self { row, column: column - 1 };
        (row >= 1 && row <= MAX.0 && found.column < MAX.1).then_some(found)
    }

    pub(super) fn name(self) -> String {
        let mut letters = Vec::new();
        let mut n = self.column;
        loop {
            letters.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[usize::try_from(n % 26).unwrap_or(0)]));
            if n < 26 {
                break;
            }
            n = n / 26 - 1;
        }
        let letters: String = letters.into_iter().rev().collect();
        format!("{letters}{}", self.row)
    }
}

/// The merged cells of a sheet.
#[derive(Debug, Default)]
pub(super) struct Merged {
    sizes: HashMap<Place, (u32, u32)>,
    /// For every row, the columns that a merged cell covers, and where it begins.
    rows: HashMap<u32, Vec<(u32, u32, Place)>>,
    tall: Vec<(Place, Place)>,
}

impl Merged {
    /// `A1:C3`.
    pub(super) fn add(&mut self, range: &str, meter: &mut Meter) -> Result<(), Refused> {
        let Some((from, to)) = range.split_once(':').and_then(|(a, b)| Some((Place::of(a)?, Place::of(b)?)))
        else {
            return Ok(());
        };
        if to.row < from.row || to.column < from.column {
            return Ok(());
        }
        let (columns, rows) = (to.column - from.column + 1, to.row - from.row + 1);
        self.sizes.insert(from, (columns, rows));
        if rows > TALL {
            // There are few of these; every cell is compared with each.
            if self.tall.len() < 100 {
                self.tall.push((from, to));
            }
            return Ok(());
        }
        meter.steps(usize::try_from(rows).unwrap_or(usize::MAX))?;
        for row in from.row..=to.row {
            self.rows.entry(row).or_default().push((from.column, to.column, from));
        }
        Ok(())
    }

    /// How many columns and rows a cell covers.
    pub(super) fn size(&self, place: Place) -> (u32, u32) {
        self.sizes.get(&place).copied().unwrap_or((1, 1))
    }

    /// Whether another cell covers a place.
    pub(super) fn covers(&self, place: Place) -> bool {
        let in_row = self.rows.get(&place.row).into_iter().flatten();
        let in_row = in_row.filter(|m| (m.0..=m.1).contains(&place.column)).any(|m| m.2 != place);
        in_row
            || self.tall.iter().any(|(from, to)| {
                *from != place
                    && (from.row..=to.row).contains(&place.row)
                    && (from.column..=to.column).contains(&place.column)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_the_names_that_people_know() {
        for name in ["A1", "Z9", "AA10", "XFD1048576", "BC12"] {
            assert_eq!(Place::of(name).map(Place::name).as_deref(), Some(name));
        }
        for name in ["", "A0", "1", "XFE1", "A1048577", "AAAA1", "Ă1"] {
            assert_eq!(Place::of(name), None, "{name}");
        }
    }
}
