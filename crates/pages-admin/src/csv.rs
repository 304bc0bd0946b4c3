//! Lists as CSV: UTF-8 with byte order mark, so that spreadsheets read Vietnamese, and nothing in a cell that they would
//! take for a formula.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A list for a spreadsheet. The file's name is one of ours, in ASCII.
pub(crate) fn answer(
    file: &'static str,
    heads: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Response {
    let mut text = String::from("\u{feff}");
    line(&mut text, heads.iter().copied());
    for row in rows {
        line(&mut text, row.iter().map(String::as_str));
    }
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{file}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response()
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            text.push(',');
        }
        // A cell that begins like a formula is one to a spreadsheet; an apostrophe makes it a text.
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        if guard.is_empty() && !cell.contains(['"', ',', '\n', '\r', ';']) {
            text.push_str(cell);
        } else {
            text.push('"');
            text.push_str(guard);
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        }
    }
    text.push_str("\r\n");
}

/// A value of a query.
pub(crate) fn escaped(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_quotes_are_doubled() {
        let mut text = String::new();
        line(&mut text, ["a", "=1+1", "b\"c", "d,e", "-5", "An\nBình"].into_iter());
        assert_eq!(text, "a,\"'=1+1\",\"b\"\"c\",\"d,e\",\"'-5\",\"An\nBình\"\r\n");
    }

    #[test]
    fn a_query_holds_any_text() {
        assert_eq!(escaped("Đỗ &=?"), "%C4%90%E1%BB%97%20%26%3D%3F");
    }
}
