//! As text: commas, UTF-8 with a byte order mark, one line of heads, days as ISO 8601.

use crate::{Cell, Sheet};
use kernel::Result;

/// Writes the columns and rows as CSV (RFC 4180). Title and notes stay out, so that programs read it too.
///
/// # Errors
/// A refusal when there are more rows than [`MOST_ROWS`](crate::MOST_ROWS).
pub fn csv(sheet: &Sheet) -> Result<Vec<u8>> {
    sheet.fits()?;
    let mut text = String::from("\u{feff}");
    line(&mut text, sheet.columns.iter().map(|c| harmless(&c.label)));
    for row in &sheet.rows {
        let cells = (0..sheet.columns.len()).map(|i| row.get(i).map_or_else(String::new, written));
        line(&mut text, cells);
    }
    Ok(text.into_bytes())
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Whole(n) => n.to_string(),
        Cell::Decimal(n) => n.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Moment(at) => at.to_string(),
    }
}

/// A cell that begins like a formula would be run by the spreadsheet that opens the file.
fn harmless(text: &str) -> String {
    // Some take the wide forms of the signs for the same.
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(SIGNS) { format!("'{text}") } else { text.to_owned() }
}
