//! Two files that a folder may have: where units lie on a map of tiles, and ratings that somebody entered.

use crate::check::complain;
use crate::model::Unit;
use crate::sheet::{self, Problems};
use kernel::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

/// A row of `tiles.csv`: where a unit lies, not how large it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Line of the file.
    #[serde(skip)]
    pub line: u64,
    /// The unit's code.
    pub unit: String,
    /// Its name as it fits on a tile.
    pub name: String,
    /// Row from the north, from 1.
    pub row: u8,
    /// Column from the west, from 1.
    pub column: u8,
}

/// A row of `entered/satisfaction.csv`: what people said of a desk, counted by somebody and entered here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Line of the file.
    #[serde(skip)]
    pub line: u64,
    /// The unit's code.
    pub unit: String,
    /// Its name as it fits beside a chart.
    pub name: String,
    /// First day of what was counted.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Ratings given.
    pub ratings: i64,
    /// Of these satisfied, per ten thousand: 9851 is 98,51%.
    pub satisfied: i64,
    /// Where the figure comes from.
    pub source: String,
    /// Who entered it.
    pub entered_by: String,
    /// When.
    pub entered_on: Day,
}

/// The largest row and column of a map of tiles.
pub const MOST_TILES: i64 = 12;

/// Reads `tiles.csv`, if there is one.
pub(crate) fn tiles(dir: &Path, problems: &mut Problems) -> Vec<Tile> {
    if !dir.join("tiles.csv").exists() {
        return Vec::new();
    }
    sheet::read(dir, "tiles.csv", &["unit", "name", "row", "column"], problems, |c| {
        let mut place = |column: &str| {
            let n = c.number(column);
            if !(1..=MOST_TILES).contains(&n) {
                c.wrong(column, "Hàng, cột từ 1 đến 12.", "rows and columns go from 1 to 12");
            }
            u8::try_from(n).unwrap_or(1)
        };
        let (row, column) = (place("row"), place("column"));
        Some(Tile { line: c.line(), unit: c.need("unit"), name: c.need("name"), row, column })
    })
}

const RATING_COLUMNS: &[&str] =
    &["unit", "name", "from", "to", "ratings", "satisfied_percent", "source", "entered_by", "entered_on"];

/// Reads `entered/satisfaction.csv`, if there is one.
pub(crate) fn ratings(dir: &Path, problems: &mut Problems) -> Vec<Rating> {
    let file = "entered/satisfaction.csv";
    if !dir.join(file).exists() {
        return Vec::new();
    }
    sheet::read(dir, file, RATING_COLUMNS, problems, |c| {
        let text = c.need("satisfied_percent");
        let satisfied = hundredths(&text).filter(|n| (0..=10_000).contains(n));
        if satisfied.is_none() && !text.is_empty() {
            c.wrong(
                "satisfied_percent",
                format!("'{text}' không phải tỷ lệ từ 0 đến 100: viết 98.51."),
                format!("'{text}' is no share from 0 to 100; write it as 98.51"),
            );
        }
        let (from, to, ratings) = (c.day("from"), c.day("to"), c.number("ratings"));
        if to < from {
            c.wrong("to", "Ngày cuối trước ngày đầu.", "the last day lies before the first");
        }
        if ratings < 0 {
            c.wrong("ratings", "Số lượt không được âm.", "a count is not negative");
        }
        Some(Rating {
            line: c.line(),
            unit: c.need("unit"),
            name: c.need("name"),
            from,
            to,
            ratings,
            satisfied: satisfied.unwrap_or(0),
            source: c.need("source"),
            entered_by: c.need("entered_by"),
            entered_on: c.day("entered_on"),
        })
    })
}

/// `98.51` as 9851.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}

/// What must hold between these files and the units.
pub(crate) fn check(units: &[Unit], tiles: &[Tile], ratings: &[Rating], problems: &mut Problems) {
    let known: BTreeSet<&str> = units.iter().map(|u| u.code.as_str()).collect();
    let lines = tiles.iter().map(|t| ("tiles.csv", t.line, &t.unit));
    for (file, line, unit) in
        lines.chain(ratings.iter().map(|r| ("entered/satisfaction.csv", r.line, &r.unit)))
    {
        if !known.contains(unit.as_str()) {
            let (vi, en) = (
                format!("Không có đơn vị {unit} trong units.csv."),
                format!("there is no unit {unit} in units.csv"),
            );
            complain(problems, file, line, "unit", vi, en);
        }
    }
    let mut seen = BTreeSet::new();
    for tile in tiles.iter().filter(|tile| !seen.insert(&tile.unit)) {
        let (vi, en) =
            (format!("Đơn vị {} có hai dòng.", tile.unit), format!("{} stands there twice", tile.unit));
        complain(problems, "tiles.csv", tile.line, "unit", vi, en);
    }
    let mut seen = BTreeSet::new();
    for rating in ratings.iter().filter(|r| !seen.insert((&r.unit, r.from, r.to))) {
        let (vi, en) = (
            format!("Đơn vị {} có hai dòng cho cùng kỳ.", rating.unit),
            format!("{} stands there twice for one period", rating.unit),
        );
        complain(problems, "entered/satisfaction.csv", rating.line, "unit", vi, en);
    }
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn shares_are_read_to_the_hundredth() {
        for (text, n) in [
            ("99.7", Some(9970)),
            ("98.51", Some(9851)),
            ("100", Some(10_000)),
            ("98,51", None),
            ("9.999", None),
            ("x", None),
        ] {
            assert_eq!(hundredths(text), n, "{text}");
        }
    }
}
