//! Forms that carry files (RFC 7578): where each part of a body lies.

use std::ops::Range;

/// Bytes of the headers of one part; browsers send some hundred.
const HEADERS: usize = 4_096;
/// Parts of one form.
const PARTS: usize = 200;

/// One part of a body.
pub(super) struct Part {
    /// The name of the field.
    pub(super) name: String,
    /// The name of the file, where it is one.
    pub(super) file: Option<String>,
    /// Where the content lies.
    pub(super) content: Range<usize>,
}

/// What parts are divided by, of a body of this type.
pub(super) fn boundary(told: &str) -> Option<String> {
    let mut pieces = told.split(';').map(str::trim);
    if !pieces.next()?.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let value = pieces.find_map(|p| {
        p.split_once('=').filter(|(key, _)| key.trim().eq_ignore_ascii_case("boundary")).map(|(_, v)| v)
    })?;
    let value = value.trim().trim_matches('"');
    (1..=70).contains(&value.len()).then(|| value.to_owned())
}

/// The parts of a body; what is not made as it should be ends it.
pub(super) fn parts(boundary: &str, body: &[u8]) -> Vec<Part> {
    let (first, next) = (format!("--{boundary}"), format!("\r\n--{boundary}"));
    let mut found = Vec::new();
    let Some(mut at) = position(body, 0, first.as_bytes()).map(|start| start + first.len()) else {
        return found;
    };
    while found.len() < PARTS && body.get(at..).is_some_and(|rest| rest.starts_with(b"\r\n")) {
        let head = at + 2;
        let window = body.get(..body.len().min(head + HEADERS)).unwrap_or_default();
        // A part may have no header at all, and then none of ours is there either.
        let Some(end) = position(window, head.saturating_sub(2), b"\r\n\r\n") else { break };
        let from = end + 4;
        let Some(to) = position(body, from.saturating_sub(2), next.as_bytes()) else { break };
        let headers = String::from_utf8_lossy(body.get(head..end).unwrap_or_default());
        if let Some((name, file)) = disposition(&headers) {
            found.push(Part { name, file, content: from.min(to)..to });
        }
        at = to + next.len();
    }
    found
}

/// Where a pattern begins at or after a place.
fn position(body: &[u8], from: usize, pattern: &[u8]) -> Option<usize> {
    let first = *pattern.first()?;
    let mut at = from;
    loop {
        at += body.get(at..)?.iter().position(|b| *b == first)?;
        if body.get(at..)?.starts_with(pattern) {
            return Some(at);
        }
        at += 1;
    }
}

/// The field's name, and the file's.
fn disposition(headers: &str) -> Option<(String, Option<String>)> {
    let line = headers.split("\r\n").find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let value = |key: &str| {
        // `filename` has `name` in it: what stands before must end a word.
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(key) {
            let own = before.ends_with([' ', ';']) && after.starts_with("=\"");
            if own {
                let text = after.strip_prefix("=\"")?.split('"').next()?;
                return Some(text.replace("%22", "\"").replace("%0D", "").replace("%0A", ""));
            }
            rest = after;
        }
        None
    };
    Some((value("name")?, value("filename")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_such_body_has_no_parts() {
        for body in ["", "--x", "--x\r\n", "--x\r\na: b\r\n\r\nc", "--x--", "a\r\n--x\r\n\r\n\r\n\r\n--x"] {
            assert!(parts("x", body.as_bytes()).is_empty(), "{body:?}");
        }
        for told in
            ["multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x", ""]
        {
            assert_eq!(boundary(told), None, "{told}");
        }
    }

    #[test]
    fn names_are_told_apart_from_names_of_files() {
        let both = disposition("Content-Disposition: form-data; filename=\"a%22b.csv\"; name=\"f\"");
        assert_eq!(both, Some(("f".into(), Some("a\"b.csv".into()))));
        assert_eq!(disposition("Content-Disposition: form-data; filename=\"a\""), None);
    }
}
