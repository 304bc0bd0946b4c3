//! Workbooks of Excel. The archive is unpacked once to see how large it really is before the workbook is read.

use super::grid::{Grid, MAX_COLUMNS, MAX_ROWS, Page, Unreadable, Value, text};
use calamine::{DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsx};
use kernel::Day;
use std::io::{Cursor, Read};
use std::panic::AssertUnwindSafe;

/// Most bytes that all parts come to when unpacked.
const MAX_UNPACKED: u64 = 128 * 1024 * 1024;
/// Most parts of an archive.
const MAX_PARTS: usize = 2_000;
/// Most digits of a number of strings that a workbook announces: memory is set aside for as many.
const COUNT_DIGITS: usize = 7;
/// Most sheets that are read.
const MAX_SHEETS: usize = 40;
/// Most cells of all sheets together.
const MAX_CELLS: usize = 2_000_000;

pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Grid, Unreadable> {
    guarded(bytes, |book| {
        let name = choose(book.sheets_metadata(), sheet)?;
        rows(book, &name, &mut MAX_CELLS.clone())
    })
}

/// Every sheet, in order, hidden ones too.
pub(super) fn read_all(bytes: &[u8]) -> Result<Vec<Page>, Unreadable> {
    guarded(bytes, |book| {
        let sheets = book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
        let names: Vec<String> = sheets.map(|s| s.name.clone()).collect();
        if names.len() > MAX_SHEETS {
            return Err(Unreadable::whole(
                format!("Tệp có hơn {MAX_SHEETS} trang tính. Hãy bỏ các trang thừa."),
                format!("more than {MAX_SHEETS} sheets; leave out those that are not asked for"),
            ));
        }
        let mut left = MAX_CELLS;
        names.into_iter().map(|title| page(book, title, &mut left)).collect()
    })
}

fn page(book: &mut Book<'_>, title: String, left: &mut usize) -> Result<Page, Unreadable> {
    let grid = rows(book, &title, left)?;
    let merged = book.merge_cells_by_sheet_name(&title).map_err(broken)?;
    let merged = merged.into_iter().map(|m| {
        let (rows, columns) = (index(m.start.0)..=index(m.end.0), index(m.start.1)..=index(m.end.1));
        let row = |at: usize| u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1);
        (row(*rows.start())..=row(*rows.end()), columns)
    });
    Ok(Page { title, grid, merged: merged.collect() })
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

fn guarded<T>(
    bytes: &[u8],
    work: impl FnOnce(&mut Book<'_>) -> Result<T, Unreadable>,
) -> Result<T, Unreadable> {
    weigh(bytes)?;
    let open = || Xlsx::new(Cursor::new(bytes)).map_err(broken).and_then(|mut book| work(&mut book));
    // Whoever made the file, a mistake of the reader's must not end the program.
    std::panic::catch_unwind(AssertUnwindSafe(open))
        .unwrap_or_else(|_| Err(broken("the workbook's structure")))
}

fn broken(why: impl std::fmt::Display) -> Unreadable {
    Unreadable::whole(
        format!("Không đọc được tệp Excel ({why}). Hãy mở và lưu lại dạng .xlsx, hoặc lưu CSV UTF-8."),
        format!("the workbook cannot be read ({why}); open it and save it as .xlsx again, or as CSV UTF-8"),
    )
}

/// Unpacks every part, to throw it away: only that shows how large it is. What an archive says of itself is not
/// believed.
fn weigh(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let bomb = || {
        Unreadable::whole(
            "Tệp Excel bung ra quá lớn (trên 128 MB). Hãy bỏ hình ảnh, định dạng thừa, hoặc lưu CSV.",
            "unpacked the workbook is larger than 128 MB; leave out pictures and formats, or save it as CSV",
        )
    };
    if archive.len() > MAX_PARTS {
        return Err(bomb());
    }
    let mut left = MAX_UNPACKED;
    let mut part = Vec::new();
    for at in 0..archive.len() {
        part.clear();
        let file = archive.by_index(at).map_err(broken)?;
        let strings = file.name().map_or(true, |n| n.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let read = file.take(left + 1).read_to_end(&mut part).map_err(broken)?;
        left = left.checked_sub(u64::try_from(read).unwrap_or(u64::MAX)).ok_or_else(bomb)?;
        if strings && announces_too_much(&part) {
            return Err(broken("it announces more texts than any workbook has"));
        }
    }
    Ok(())
}

/// Whether a part announces more strings than any workbook has: the reader would set memory aside for them.
fn announces_too_much(part: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    // In another encoding than UTF-8 the name could hide.
    if std::str::from_utf8(part).is_err() || part.contains(&0) {
        return true;
    }
    part.windows(NAME.len()).enumerate().filter(|(_, w)| *w == NAME).any(|(at, _)| {
        let value = part[at + NAME.len()..].iter().take(256);
        let value = value.skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit());
        value.skip_while(|b| **b == b'0').count() > COUNT_DIGITS
    })
}

/// The rows of a sheet; `left` is how many cells there may still be.
fn rows(book: &mut Book<'_>, name: &str, left: &mut usize) -> Result<Grid, Unreadable> {
    let mut grid = Grid { rows: Vec::new(), serial_days: !book.has_1904_epoch(), typed: true };
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let mut table: Vec<Vec<Value>> = Vec::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(broken)? {
        let (row, column) = (index(cell.pos.0), index(cell.pos.1));
        let value = match (value(&cell.value), cell.formula.is_some()) {
            (Value::Empty, false) => continue,
            (Value::Empty, true) if !matches!(cell.value, DataRef::String(_) | DataRef::SharedString(_)) => {
                Value::Broken(
                    "formula_without_value",
                    "Ô là công thức chưa có giá trị. Hãy mở tệp bằng Excel và lưu lại, hoặc dán giá trị."
                        .into(),
                    "a formula without a value; open the file in Excel and save it, or paste the value"
                        .into(),
                )
            }
            (value, _) => value,
        };
        *left = left.checked_sub(1).ok_or_else(Unreadable::too_many_rows)?;
        if row > MAX_ROWS {
            return Err(Unreadable::too_many_rows());
        }
        if column >= MAX_COLUMNS {
            return Err(Unreadable::too_many_columns());
        }
        if table.len() <= row {
            table.resize_with(row + 1, Vec::new);
        }
        if table[row].len() <= column {
            table[row].resize(column + 1, Value::Empty);
        }
        table[row][column] = value;
    }
    grid.rows = (1u64..).zip(table).collect();
    Ok(grid)
}

fn index(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// The sheet that is named, or the first that people see.
fn choose(sheets: &[Sheet], wanted: Option<&str>) -> Result<String, Unreadable> {
    let mut usable = sheets.iter().filter(|s| s.typ == SheetType::WorkSheet);
    let found = match wanted {
        Some(name) => usable.find(|s| s.name == name),
        None => usable.find(|s| s.visible == SheetVisible::Visible),
    };
    found.map(|s| s.name.clone()).ok_or_else(|| {
        let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).take(20).collect();
        let (wanted, names) = (wanted.unwrap_or("?"), names.join(", "));
        Unreadable::whole(
            format!("Không có trang tính '{wanted}'. Tệp có: {names}."),
            format!("there is no sheet '{wanted}'; the file has: {names}"),
        )
    })
}

fn value(data: &DataRef<'_>) -> Value {
    match data {
        DataRef::Empty => Value::Empty,
        #[expect(
            clippy::cast_precision_loss,
            reason = "cells of workbooks are floating-point numbers anyway"
        )]
        DataRef::Int(n) => Value::Number(*n as f64),
        DataRef::Float(n) => Value::Number(*n),
        DataRef::String(s) => text(s),
        DataRef::SharedString(s) => text(s),
        DataRef::Bool(yes) => Value::Text(yes.to_string()),
        DataRef::DateTime(when) => date(when),
        DataRef::DateTimeIso(s) => text(s),
        DataRef::DurationIso(_) => duration(),
        DataRef::Error(e) => Value::Broken(
            "formula_error",
            format!("Ô báo lỗi {e}. Hãy sửa công thức hoặc gõ giá trị."),
            format!("the cell shows the error {e}; mend the formula or type the value"),
        ),
    }
}

fn duration() -> Value {
    Value::Broken(
        "not_a_date",
        "Ô là khoảng thời gian, không phải ngày. Hãy định dạng lại ô.".into(),
        "the cell is a duration, not a date; format it anew".into(),
    )
}

fn date(when: &ExcelDateTime) -> Value {
    if when.is_duration() {
        return duration();
    }
    let (year, month, day, hour, minute, second, milli) = when.to_ymd_hms_milli();
    let seconds =
        i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second) + i64::from(milli >= 500);
    match Day::from_ymd(i32::from(year), month, day) {
        Some(day) => Value::When(day, seconds),
        None => Value::Broken(
            "not_a_date",
            "Ô không phải ngày có thật.".into(),
            "no such date exists; correct it".into(),
        ),
    }
}
