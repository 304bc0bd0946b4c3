//! CSV: comma, semicolon or tabulator, UTF-8 with or without a byte order mark.

use super::grid::{Grid, MAX_COLUMNS, MAX_ROWS, Unreadable, text};

pub(super) fn read(bytes: &[u8]) -> Result<Grid, Unreadable> {
    let Ok(whole) = std::str::from_utf8(bytes) else {
        return Err(Unreadable::whole(
            "Tệp không phải UTF-8. Trong Excel hãy lưu dạng \"CSV UTF-8\".",
            "the file is not UTF-8; in Excel save it as \"CSV UTF-8\"",
        ));
    };
    let whole = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(whole))
        .from_reader(whole.as_bytes());
    let mut grid = Grid::default();
    for record in reader.records() {
        let record = record.map_err(|e| {
            let line = e.position().map_or(0, csv::Position::line);
            Unreadable { line, vi: format!("Dòng hỏng ({e})."), en: format!("the row is broken ({e})") }
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        if grid.rows.len() > MAX_ROWS {
            return Err(Unreadable::too_many_rows());
        }
        if record.len() > MAX_COLUMNS {
            return Err(Unreadable { line, ..Unreadable::too_many_columns() });
        }
        grid.rows.push((line, record.iter().map(|cell| text(unguarded(cell))).collect()));
    }
    Ok(grid)
}

/// The mark that stands most often in the first line, outside quotes.
fn delimiter(whole: &str) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in whole.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            byte => counts.iter_mut().filter(|(mark, _)| *mark == byte).for_each(|(_, n)| *n += 1),
        }
    }
    // Of equally many the first: the comma.
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(mark, _)| *mark)
}

/// What is written so that no spreadsheet takes it for a formula has an apostrophe in front, which is not part of it.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']))
        .unwrap_or(cell)
}
