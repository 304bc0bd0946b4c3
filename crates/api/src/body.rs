//! Bodies: JSON that is what the document says, nothing else in it.

use crate::problems;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webkit::{Problem, Wrong};

/// What a body's fields must be besides their types.
pub(crate) trait Check {
    /// What is wrong.
    fn check(&self, wrong: &mut Vec<Wrong>);
}

/// Reads a body.
///
/// # Errors
/// 400 for what is no JSON; 422 with a pointer for what is not as described.
pub(crate) fn read<T: DeserializeOwned + Check>(bytes: &[u8]) -> Result<T, Problem> {
    let whole: Value = serde_json::from_slice(bytes).map_err(|e| problems::no_json(&place(&e)))?;
    let mut wrong = Vec::new();
    unreadable(&whole, &mut String::new(), &mut wrong);
    if !wrong.is_empty() {
        return Err(problems::invalid(wrong));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let why = plain(error.inner());
        let at = pointer(error.path(), &why);
        problems::invalid(vec![Wrong::new(at, format!("Không đúng: {why}."), format!("{why}."))])
    })?;
    read.check(&mut wrong);
    if wrong.is_empty() { Ok(read) } else { Err(problems::invalid(wrong)) }
}

/// Where reading stopped, without what stood there.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

/// What serde says, without the place at its end and without what was sent.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let shown: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    shown
}

/// The place as a JSON pointer. Inside a tagged value serde has lost it; then the name of the field is in its words.
fn pointer(path: &serde_path_to_error::Path, why: &str) -> String {
    use serde_path_to_error::Segment;
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Map { key } => text.push_str(&format!("/{}", escaped(key))),
            Segment::Seq { index } => text.push_str(&format!("/{index}")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let named = ["missing field `", "unknown field `", "duplicate field `"]
        .iter()
        .find_map(|start| why.strip_prefix(start)?.split('`').next());
    match named {
        Some(name) if !text.ends_with(&format!("/{}", escaped(name))) => format!("{text}/{}", escaped(name)),
        _ => text,
    }
}

fn escaped(key: &str) -> String {
    let shown: String = key.chars().filter(|c| !c.is_control()).take(60).collect();
    shown.replace('~', "~0").replace('/', "~1")
}

/// Characters that no text may hold, wherever it stands.
fn unreadable(value: &Value, at: &mut String, wrong: &mut Vec<Wrong>) {
    let length = at.len();
    match value {
        Value::String(text) if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) => {
            wrong.push(Wrong::new(
                at.clone(),
                "Có ký tự điều khiển không được phép.",
                "It holds a control character.",
            ));
        }
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                at.push_str(&format!("/{i}"));
                unreadable(value, at, wrong);
                at.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                at.push_str(&format!("/{}", escaped(key)));
                unreadable(value, at, wrong);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

/// Says that a text is empty or too long.
pub(crate) fn length(at: &str, text: &str, least: usize, most: usize, wrong: &mut Vec<Wrong>) {
    let count = text.chars().count();
    if !(least..=most).contains(&count) || (least > 0 && text.trim().is_empty()) {
        wrong.push(Wrong::new(
            at,
            format!("Hãy ghi từ {least} đến {most} ký tự."),
            format!("Give {least} to {most} characters, not only blanks."),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[serde(rename = "n")]
        _n: i64,
    }

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(rename = "inner")]
        _inner: Inner,
        #[serde(rename = "a/b")]
        _ab: Option<String>,
    }

    impl Check for Outer {
        fn check(&self, _: &mut Vec<Wrong>) {}
    }

    fn said(text: &str) -> (u16, Vec<String>) {
        match read::<Outer>(text.as_bytes()) {
            Ok(_) => (200, Vec::new()),
            Err(p) => (p.status.as_u16(), p.errors().iter().map(|w| w.at.clone()).collect()),
        }
    }

    #[test]
    fn a_mistake_is_pointed_at() {
        let at = |text: &str| said(text).1.join(" ");
        assert_eq!(said(r#"{"inner":{"n":1}}"#).0, 200);
        assert_eq!(at(r#"{"inner":{"n":"x"}}"#), "/inner/n");
        assert_eq!(at(r#"{"inner":{"n":1.5}}"#), "/inner/n");
        assert_eq!(at(r#"{"inner":{"n":1,"m":2}}"#), "/inner/m");
        assert_eq!(at(r#"{"inner":{}}"#), "/inner/n");
        assert_eq!(at(r#"{"inner":{"n":1},"a/b":"\u0000"}"#), "/a~1b");
        assert_eq!(at(r#"[]"#), "");
    }

    #[test]
    fn what_is_no_json_is_told_where_it_stops() {
        for text in ["", "{", "nul", "{\"inner\":1,}", &"[".repeat(5_000), "{\"inner\":1e999}", "\u{0}"] {
            assert_eq!(said(text).0, 400, "{}", text.chars().take(20).collect::<String>());
        }
    }
}
