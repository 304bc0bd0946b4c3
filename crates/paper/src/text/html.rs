//! The tags that stand in Markdown: names, entities, raised text, and tables.

use super::tables::{RawCell, RawRow, RawTable};

/// Longest tag that is taken for one, in bytes.
const MAX_TAG: usize = 300;
/// Most rows or columns that a cell covers.
const MAX_SPAN: u32 = 1_000;

/// The tag at the beginning of a text: its name, `/` before the name of an end, and its length.
pub(super) fn tag(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('<')?;
    let close = inner.bytes().take(MAX_TAG).position(|b| matches!(b, b'>' | b'<'))?;
    let (body, end) = (inner.get(..close)?, close + 2);
    if inner.as_bytes()[close] != b'>' {
        return None;
    }
    let slash = if body.starts_with('/') { "/" } else { "" };
    let name = body.trim_start_matches('/');
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    let known = [
        "b", "i", "u", "s", "em", "strong", "sup", "sub", "br", "p", "div", "span", "font", "center",
        "small", "big", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "col", "colgroup",
        "a", "img", "hr", "ul", "ol", "li", "del", "ins", "mark", "code",
    ];
    let name = name.to_ascii_lowercase();
    known.contains(&name.as_str()).then(|| (format!("{slash}{name}"), end))
}

/// What stands between `<sup>` and `</sup>` at the beginning of a text, and how long it is altogether.
pub(super) fn raised(text: &str) -> Option<(&str, usize)> {
    let (name, from) = tag(text)?;
    if name != "sup" {
        return None;
    }
    let inner = &text[from..];
    let to = inner.bytes().take(40).position(|b| b == b'<')?;
    let (name, len) = tag(&inner[to..])?;
    (name == "/sup").then(|| (&inner[..to], from + to + len))
}

/// The character that an entity at the beginning of a text stands for, and the entity's length.
pub(super) fn entity(text: &str) -> (char, usize) {
    let bound = text.bytes().take(12).position(|b| b == b';');
    let found = bound.and_then(|end| {
        let name = text.get(1..end)?;
        let code = match name.strip_prefix('#') {
            Some(n) => match n.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => n.parse().ok(),
            },
            None => None,
        };
        let c = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            "ndash" => '–',
            "mdash" => '—',
            "hellip" => '…',
            _ => char::from_u32(code?).filter(|c| !c.is_control())?,
        };
        Some((c, end + 1))
    });
    found.unwrap_or(('&', 1))
}

/// Where a table begins in a text.
pub(super) fn table_start(text: &str) -> Option<usize> {
    find(text, "<table")
}

/// Where the next table ends in a text.
pub(super) fn table_end(text: &str) -> Option<usize> {
    find(text, "</table>").map(|at| at + "</table>".len())
}

fn find(text: &str, tag: &str) -> Option<usize> {
    text.as_bytes().windows(tag.len()).position(|w| w.eq_ignore_ascii_case(tag.as_bytes()))
}

/// A table of tags. Cells keep what stands in them as Markdown.
pub(super) fn table(text: &str) -> RawTable {
    let mut table = RawTable::default();
    let mut head = false;
    let mut cell = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let found = if c == '<' { tag(rest) } else { None };
        let Some((name, len)) = found else {
            if let Some(cell) = table.last_cell().filter(|_| cell) {
                cell.text.push(if c == '\n' { ' ' } else { c });
            }
            at += c.len_utf8();
            continue;
        };
        match name.as_str() {
            "thead" => head = true,
            "/thead" => head = false,
            "tr" => {
                table.rows.push(RawRow { header: head, ..RawRow::default() });
                cell = false;
            }
            "td" | "th" => {
                if table.rows.is_empty() {
                    table.rows.push(RawRow { header: head, ..RawRow::default() });
                }
                let (columns, rows) = (span(&rest[..len], "colspan"), span(&rest[..len], "rowspan"));
                if let Some(row) = table.rows.last_mut() {
                    row.cells.push(RawCell { text: String::new(), columns, rows });
                }
                cell = true;
            }
            "/td" | "/th" | "/tr" => cell = false,
            "p" | "/p" | "div" | "/div" | "li" => {
                if let Some(cell) = table.last_cell().filter(|_| cell) {
                    cell.text.push_str("<br>");
                }
            }
            "table" | "/table" | "tbody" | "/tbody" => {}
            _ => {
                if let Some(cell) = table.last_cell().filter(|_| cell) {
                    cell.text.push_str(&rest[..len]);
                }
            }
        }
        at += len;
    }
    table.rows.retain(|row| !row.cells.is_empty());
    table
}

/// How many rows or columns a tag says that its cell covers.
fn span(tag: &str, name: &str) -> u32 {
    let Some(at) = find(tag, name) else { return 1 };
    let digits = tag[at + name.len()..].trim_start_matches([' ', '=', '"', '\'']);
    let digits = &digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())];
    digits.parse().unwrap_or(1).clamp(1, MAX_SPAN)
}
