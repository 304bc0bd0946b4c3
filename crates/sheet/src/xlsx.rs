//! As a workbook: one sheet for people to read, or several that people change and send back.

use crate::{Cell, Column, Kind, Sheet};
use kernel::moment::{MICROS_PER_DAY, ZONE_OFFSET_MICROS};
use kernel::{Fault, Instant, Result};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// What a spreadsheet's days begin with: 1970-01-01 is day 25,569 there.
const EPOCH: f64 = 25_569.0;
/// Longest text a cell takes.
const LONGEST: usize = 32_767;
/// Widest column, in letters.
const WIDEST: usize = 60;
/// Empty rows under a list in which choices are offered.
const MORE: u32 = 500;

/// Writes a workbook.
///
/// # Errors
/// A refusal when there are more rows than [`MOST_ROWS`](crate::MOST_ROWS); a fault when it cannot be written.
pub fn xlsx(list: &Sheet) -> Result<Vec<u8>> {
    list.fits()?;
    Ok(written(list).map_err(|e| Fault::because("writing a workbook", e))?)
}

/// Writes a workbook that comes back: a sheet for each list, its heads in the first row and nothing else around the
/// rows. Columns offer their choices.
///
/// # Errors
/// A refusal when a list has more rows than [`MOST_ROWS`](crate::MOST_ROWS); a fault when it cannot be written.
pub fn book(lists: &[Sheet]) -> Result<Vec<u8>> {
    let all = || {
        let mut book = Workbook::new();
        for list in lists {
            let sheet = book.add_worksheet();
            sheet.set_name(tab(&list.title))?;
            table(sheet, 0, list)?;
            offer(sheet, list)?;
        }
        book.save_to_buffer()
    };
    lists.iter().try_for_each(Sheet::fits)?;
    Ok(all().map_err(|e| Fault::because("writing a workbook", e))?)
}

/// Lists to choose from, also in the rows that are still to be written.
fn offer(sheet: &mut Worksheet, list: &Sheet) -> std::result::Result<(), XlsxError> {
    let last = u32::try_from(list.rows.len()).unwrap_or(u32::MAX).saturating_add(MORE);
    for (i, column) in (0u16..).zip(&list.columns).filter(|(_, c)| !c.choices.is_empty()) {
        let rule = DataValidation::new().allow_list_strings(&column.choices)?;
        sheet.add_data_validation(1, i, last, i, &rule)?;
    }
    Ok(())
}

fn written(list: &Sheet) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(tab(&list.title))?;
    let title = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, &list.title, &title)?;
    let mut row = 1;
    for note in &list.notes {
        sheet.write_string(row, 0, note)?;
        row += 1;
    }
    // An empty line between the notes and the head: a filter takes what touches it for its own.
    table(sheet, row + 1, list)?;
    book.save_to_buffer()
}

/// Heads in a row, and the rows below them.
fn table(sheet: &mut Worksheet, head: u32, list: &Sheet) -> std::result::Result<(), XlsxError> {
    heads(sheet, head, &list.columns)?;
    let formats: Vec<Format> = list.columns.iter().map(|c| format(c.kind)).collect();
    for (at, cells) in (head + 1..).zip(&list.rows) {
        for ((i, value), format) in (0u16..).zip(cells).zip(&formats) {
            put(sheet, at, i, value, format)?;
        }
    }
    for (i, column) in (0u16..).zip(&list.columns) {
        sheet.set_column_width(i, width(list, usize::from(i), column))?;
    }
    sheet.set_freeze_panes(head + 1, 0)?;
    if let Some(last) = (0u16..).zip(&list.columns).last().map(|(i, _)| i) {
        let rows = u32::try_from(list.rows.len()).unwrap_or(u32::MAX);
        sheet.autofilter(head, 0, head.saturating_add(rows), last)?;
    }
    sheet.set_repeat_rows(head, head)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&R&P/&N");
    Ok(())
}

/// A name that a sheet may have: without the characters that mean something there, at most 31 letters.
fn tab(title: &str) -> String {
    let plain: String =
        title.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')).collect();
    let short: String = plain.trim_matches([' ', '\'']).chars().take(31).collect();
    if short.trim().is_empty() { "1".to_owned() } else { short.trim_end_matches([' ', '\'']).to_owned() }
}

fn heads(sheet: &mut Worksheet, at: u32, columns: &[Column]) -> std::result::Result<(), XlsxError> {
    let format = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Medium);
    for (i, column) in (0u16..).zip(columns) {
        sheet.write_string_with_format(at, i, &column.label, &format)?;
    }
    Ok(())
}

fn format(kind: Kind) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    match kind {
        Kind::Text => format,
        Kind::Long => format.set_text_wrap(),
        Kind::Whole => format.set_num_format("#,##0"),
        Kind::Decimal(0) => format.set_num_format("#,##0"),
        Kind::Decimal(places) => format.set_num_format(format!("#,##0.{}", "0".repeat(places.into()))),
        Kind::Day => format.set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left),
        Kind::Moment => format.set_num_format("dd/mm/yyyy hh:mm").set_align(FormatAlign::Left),
    }
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Cell,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    let number = match value {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => {
            // Always as a string, whatever it looks like.
            sheet.write_string_with_format(row, column, &*cut(text), format)?;
            return Ok(());
        }
        Cell::Whole(n) => float(*n),
        Cell::Decimal(n) => *n,
        Cell::Day(day) => EPOCH + float(day.0),
        Cell::Moment(at) => moment(*at),
    };
    sheet.write_number_with_format(row, column, number, format)?;
    Ok(())
}

fn moment(at: Instant) -> f64 {
    EPOCH + float(at.0 + ZONE_OFFSET_MICROS) / float(MICROS_PER_DAY)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts are far below 2^53, and moments lose less than a microsecond"
)]
fn float(n: i64) -> f64 {
    n as f64
}

fn cut(text: &str) -> std::borrow::Cow<'_, str> {
    // The format counts in UTF-16.
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text.into();
    }
    let mut room = LONGEST - 1;
    let kept = text.chars().take_while(|c| {
        let fits = room >= c.len_utf16();
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    kept.chain(['…']).collect::<String>().into()
}

/// As wide as what stands in the column, within reason.
fn width(list: &Sheet, at: usize, column: &Column) -> u32 {
    let head = column.label.chars().count().div_ceil(2).max(6);
    let widest = |least: usize, most: usize| {
        let texts = list.rows.iter().filter_map(|r| match r.get(at) {
            Some(Cell::Text(text)) => Some(text.chars().count()),
            _ => None,
        });
        texts.max().unwrap_or(0).max(head).clamp(least, most)
    };
    let letters = match column.kind {
        Kind::Text => widest(8, 40),
        Kind::Long => widest(24, WIDEST),
        Kind::Whole | Kind::Decimal(_) => head.max(11),
        Kind::Day => head.max(12),
        Kind::Moment => head.max(17),
    };
    u32::try_from(letters + 2).unwrap_or(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_sheet_keeps_to_the_rules_of_spreadsheets() {
        assert_eq!(tab("Hồ sơ [quá hạn] 2020/11"), "Hồ sơ quá hạn 202011");
        assert_eq!(tab("''"), "1");
        assert_eq!(tab(&"a".repeat(40)).len(), 31);
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_with_a_mark() {
        let cut = cut(&"ở".repeat(40_000)).into_owned();
        assert_eq!(cut.encode_utf16().count(), LONGEST);
        assert!(cut.ends_with('…'));
    }
}
