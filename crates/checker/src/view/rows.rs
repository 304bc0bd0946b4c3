//! What the rows of a table are: headers, totals, groups and items, told by their running numbers and first words.

use super::grid::{Grid, GridCell};
use kernel::text::fold;

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RowKind {
    /// Part of the header, also when it is repeated on the next page.
    Header,
    /// The numbers of the columns: `(1) (2) (3)=(1)+(2)`.
    Columns,
    /// Data.
    Data,
    /// Text that goes on from the row before.
    Rest,
}

/// Where a row stands among others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Level {
    /// It does not say.
    None,
    /// A total.
    Total,
    /// Numbered in capital letters or Roman numerals: `A`, `II`.
    Letter,
    Roman,
    /// Numbered `1`, `1.1`, … with that many parts.
    Item(u8),
    /// `a`, `-`, `+`, `trong đó`: part of the row above.
    Detail,
}

/// How many rows at the top are the header.
pub(super) fn header_rows(rows: &[(bool, Vec<GridCell>)]) -> usize {
    let marked = rows.iter().take_while(|(header, _)| *header).count();
    let mut head = marked;
    for (_, cells) in rows.iter().skip(marked).take(4) {
        let filled = cells.iter().filter(|c| !c.is_empty()).count();
        let numbers = cells.iter().filter(|c| c.number.is_some() || c.dash).count();
        let first_index = cells.iter().find(|c| !c.is_empty()).is_some_and(|c| index(&c.text) != Level::None);
        if numbers > 0
            || columns_row(cells)
            || filled == 0
            || (head > 0 && first_index && filled > 1 && !all_roman(cells))
        {
            break;
        }
        head += 1;
    }
    head.min(rows.len().saturating_sub(1))
}

fn all_roman(cells: &[GridCell]) -> bool {
    cells.iter().filter(|c| !c.is_empty()).all(|c| c.text.chars().all(|c| matches!(c, 'I' | 'V' | 'X')))
}

/// `A B (1) (2) (3)=(1)+(2)`.
fn columns_row(cells: &[GridCell]) -> bool {
    let filled: Vec<&str> = cells.iter().filter(|c| !c.is_empty()).map(|c| c.text.trim()).collect();
    if filled.len() < 3 {
        return false;
    }
    let bracketed =
        filled.iter().filter(|t| t.starts_with('(') && t.contains(|c: char| c.is_ascii_digit())).count();
    if 2 * bracketed >= filled.len() {
        return true;
    }
    let mut last = 0;
    let mut counted = 0;
    for text in filled {
        match text.trim_matches(['(', ')']).split(['=', ' ']).next().and_then(|t| t.parse::<u32>().ok()) {
            Some(n) if n == last + 1 || (last == 0 && n <= 2) => {
                last = n;
                counted += 1;
            }
            None if text.len() == 1 && last == 0 => {}
            _ => return false,
        }
    }
    counted >= 3
}

/// What a row below the header is.
pub(super) fn kind(cells: &[GridCell], first: &[String]) -> RowKind {
    if columns_row(cells) {
        return RowKind::Columns;
    }
    let filled = cells.iter().filter(|c| !c.is_empty()).count();
    let numbers = cells.iter().filter(|c| c.number.is_some()).count();
    let same = cells.iter().filter(|c| !c.is_empty() && first.contains(&fold(&c.text))).count();
    if numbers == 0 && filled > 1 && 2 * same >= filled {
        return RowKind::Header;
    }
    // A scan may have put anything into a header that is repeated: most of it still reads the same.
    if filled == 0 || (numbers == 0 && cells.first().is_some_and(GridCell::is_empty) && filled <= 2) {
        return RowKind::Rest;
    }
    RowKind::Data
}

/// The level that a running number says.
pub(crate) fn index(text: &str) -> Level {
    let text = text.trim().trim_end_matches(['.', ')', '/']).trim_start_matches('(');
    if text.is_empty() || text.len() > 10 {
        return if matches!(text, "-" | "+") { Level::Detail } else { Level::None };
    }
    if matches!(text, "-" | "+" | "–" | "*") {
        return Level::Detail;
    }
    if text.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L')) {
        return Level::Roman;
    }
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && c.is_alphabetic()
    {
        return if c.is_uppercase() { Level::Letter } else { Level::Detail };
    }
    let parts: Vec<&str> = text.split('.').collect();
    if parts.iter().all(|p| !p.is_empty() && p.len() < 4 && p.bytes().all(|b| b.is_ascii_digit())) {
        return Level::Item(u8::try_from(parts.len()).unwrap_or(u8::MAX));
    }
    Level::None
}

/// Whether a row says to be a total.
pub(crate) fn is_total(label: &str) -> bool {
    let label = label.trim_start_matches(|c: char| !c.is_alphanumeric());
    ["tong", "cong", "toan tinh", "toan huyen", "toan thanh pho", "toan xa", "toan nganh", "tat ca"]
        .iter()
        .any(|head| {
            label.strip_prefix(head).is_some_and(|rest| {
                // `Công Thương`, `Tổng cục …` and `Cộng tác viên` are names.
                let next = rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                (rest.is_empty() || !rest.starts_with(char::is_alphanumeric))
                    && (head.len() > 4
                        || matches!(
                            next,
                            "" | "cong"
                                | "so"
                                | "the"
                                | "hop"
                                | "chung"
                                | "toan"
                                | "cac"
                                | "muc"
                                | "a"
                                | "b"
                                | "i"
                                | "ii"
                                | "iii"
                                | "iv"
                                | "v"
                        )
                        || rest.trim_start().starts_with(|c: char| !c.is_alphanumeric()))
            })
        })
}

/// Finds the columns of numbers and labels, and the level of each row.
pub(super) fn describe(grid: &mut Grid) {
    let data: Vec<usize> = grid.data().collect();
    let count = |grid: &Grid, column: usize, test: &dyn Fn(&GridCell) -> bool| {
        data.iter().filter(|&&r| grid.cell(r, column).is_some_and(test)).count()
    };
    let indexed = |grid: &Grid, column: usize| {
        let header = grid.header(column);
        let said = ["stt", "tt", "so tt", "so thu tu"].contains(&header);
        let filled = count(grid, column, &|c| !c.is_empty());
        let running = count(grid, column, &|c| index(&c.text) != Level::None);
        filled > 0 && (said || (column == 0 && running * 10 >= filled * 7 && ascending(grid, column, &data)))
    };
    grid.index = (0..grid.columns.min(2)).find(|&c| indexed(grid, c));
    let from = grid.index.map_or(0, |c| c + 1);
    grid.labels = (from..grid.columns)
        .find(|&c| {
            let filled = count(grid, c, &|cell| !cell.is_empty());
            let numbers = count(grid, c, &|cell| cell.number.is_some());
            filled > 0 && numbers * 2 < filled
        })
        .unwrap_or(from.min(grid.columns.saturating_sub(1)));
    slid(grid, &data);
    grid.numeric = (from..grid.columns)
        .filter(|&c| {
            let filled = count(grid, c, &|cell| !cell.is_empty());
            let numbers = count(grid, c, &|cell| cell.number.is_some() || cell.dash);
            c != grid.labels && numbers > 0 && 2 * numbers >= filled
        })
        .collect();
    for &r in &data {
        let row = &grid.rows[r];
        let texts = row.cells.iter().filter(|c| c.number.is_none() && !c.is_empty() && !c.dash);
        let own = row.cells.get(grid.labels).filter(|c| c.number.is_none() && !c.is_empty());
        let index_text = grid.index.and_then(|c| row.cells.get(c)).map_or("", |c| c.text.as_str());
        let total = texts.clone().take(2).find(|c| is_total(&fold(&c.text)));
        let label =
            total.or(own).or_else(|| texts.clone().next()).map_or_else(String::new, |c| c.text.clone());
        let folded = fold(&label);
        let level = if total.is_some() {
            Level::Total
        } else if folded.starts_with("trong do") || folded.starts_with("- ") || folded.starts_with("+ ") {
            Level::Detail
        } else {
            index(index_text)
        };
        let row = &mut grid.rows[r];
        row.label = label;
        row.level = level;
    }
}

/// Whether running numbers begin anew or go up.
fn ascending(grid: &Grid, column: usize, data: &[usize]) -> bool {
    let numbers: Vec<u32> =
        data.iter().filter_map(|&r| grid.cell(r, column)?.text.trim_end_matches('.').parse().ok()).collect();
    let steps = numbers.windows(2).filter(|pair| pair[1] == pair[0] + 1 || pair[1] == 1).count();
    numbers.len() < 2 || steps * 10 >= (numbers.len() - 1) * 7
}

/// Brings rows back that slid by a column: as many numbers as the others, one place to the left or right.
fn slid(grid: &mut Grid, data: &[usize]) {
    let pattern =
        |cells: &[GridCell]| -> Vec<bool> { cells.iter().map(|c| c.number.is_some() || c.dash).collect() };
    let mut tally: std::collections::BTreeMap<Vec<bool>, usize> = std::collections::BTreeMap::new();
    for &r in data {
        *tally.entry(pattern(&grid.rows[r].cells)).or_default() += 1;
    }
    let Some((usual, times)) = tally.into_iter().max_by_key(|(p, n)| (*n, p.iter().filter(|b| **b).count()))
    else {
        return;
    };
    let first = usual.iter().rposition(|b| !b).map_or(0, |i| i + 1);
    let numbers = usual.len() - first;
    // Only where the numbers stand together at the right, and nearly all rows agree.
    if numbers < 3 || times * 3 < data.len() * 2 {
        return;
    }
    for &r in data {
        let cells = &mut grid.rows[r].cells;
        let own = pattern(cells);
        if own == usual || own.iter().filter(|b| **b).count() < numbers {
            continue;
        }
        let end = own.iter().rposition(|b| *b).map_or(0, |i| i + 1);
        let run = own[..end].iter().rev().take_while(|b| **b).count();
        let shift = own.len() - end;
        if shift == 1 && run == numbers && cells.last().is_some_and(GridCell::is_empty) {
            // The last column is empty and the numbers stand one to the left.
            if let Some(empty) = cells.pop() {
                cells.insert(end - run, empty);
            }
        }
    }
}
