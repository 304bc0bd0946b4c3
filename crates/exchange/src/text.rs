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
    let mark = delimiter(whole);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(mark)
        .from_reader(whole.as_bytes());
    let mut grid = Grid::default();
    let mut rows = Rows { text: whole.as_bytes(), row: 0 };
    for record in reader.records() {
        let record = record.map_err(|e| {
            let line = rows.next(e.position());
            Unreadable { line, vi: format!("Dòng hỏng ({e})."), en: format!("the row is broken ({e})") }
        })?;
        let line = rows.next(record.position());
        if grid.rows.len() > MAX_ROWS {
            return Err(Unreadable::too_many_rows());
        }
        if record.len() > MAX_COLUMNS {
            return Err(Unreadable { line, ..Unreadable::too_many_columns() });
        }
        if rows.is_open(record.position(), mark) {
            return Err(Unreadable {
                line,
                vi: "Dấu ngoặc kép mở ở dòng này không được đóng, nên các dòng sau bị coi là một ô. Hãy thêm dấu \" còn thiếu."
                    .into(),
                en: "a quotation mark opened in this row is never closed, so that all rows after it are one cell; add the missing \""
                    .into(),
            });
        }
        grid.rows.push((line, record.iter().map(|cell| text(unguarded(cell))).collect()));
    }
    Ok(grid)
}

/// Numbers the rows as a spreadsheet does: a cell of several lines is in one row, and a blank line is a row.
struct Rows<'a> {
    text: &'a [u8],
    row: u64,
}

impl<'a> Rows<'a> {
    /// The number of the record that begins at a position, each asked once and in order.
    fn next(&mut self, position: Option<&csv::Position>) -> u64 {
        let mut rest = self.from(position);
        // The reader begins a record after the first mark of the line end before it, or at blank lines.
        let start = self.text.len() - rest.len();
        if start > 0 && self.text.get(start - 1) == Some(&b'\r') {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        self.row += 1;
        while let [b'\r' | b'\n', ..] = rest {
            rest = rest.strip_prefix(b"\r\n").unwrap_or(&rest[1..]);
            self.row += 1;
        }
        self.row
    }

    fn from(&self, position: Option<&csv::Position>) -> &'a [u8] {
        let byte = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(self.text.len());
        self.text.get(byte..).unwrap_or_default()
    }

    /// Whether the record at a position has a quotation mark that nothing closes before the file ends.
    fn is_open(&self, position: Option<&csv::Position>, delimiter: u8) -> bool {
        let mut bytes =
            self.from(position).iter().copied().skip_while(|b| matches!(b, b'\r' | b'\n')).peekable();
        let (mut quoted, mut begins) = (false, true);
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if quoted && bytes.peek() == Some(&b'"') => {
                    bytes.next();
                }
                b'"' if quoted => quoted = false,
                b'"' if begins => quoted = true,
                b'\r' | b'\n' if !quoted => return false,
                _ => {}
            }
            begins = !quoted && byte == delimiter;
        }
        quoted
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<u64> {
        read(text.as_bytes()).ok().unwrap().rows.iter().map(|(row, _)| *row).collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them_whatever_ends_a_line() {
        for (text, numbers) in [
            ("code,name\n1,a\n2,b\n", vec![1, 2, 3]),
            ("code,name\r\n1,a\r\n2,b\r\n", vec![1, 2, 3]),
            ("code,name\r1,a\r2,b", vec![1, 2, 3]),
            ("code,name\r\n\r\n1,a\r\n\r\n\r\n2,b", vec![1, 3, 6]),
            ("\n\ncode,name\n\n1,a", vec![3, 5]),
            ("code,name\r\n1,\"a\r\nb\r\nc\"\r\n2,b\r\n", vec![1, 2, 3]),
            ("\u{feff}code,name\r\n1,a", vec![1, 2]),
        ] {
            assert_eq!(rows(text), numbers, "{text:?}");
        }
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_is_named_by_its_row() {
        let open = read("code,name\r\n1,a\r\n2,\"b\r\n3,c\r\n".as_bytes()).err().unwrap();
        assert_eq!(open.line, 3);
        for closed in ["code,name\n1,\"a \"\"b\"\"\"\n", "code,name\n1,5\" pipe\n2,b\n", "code\n\"a\"\n"] {
            assert!(read(closed.as_bytes()).is_ok(), "{closed:?}");
        }
    }
}
