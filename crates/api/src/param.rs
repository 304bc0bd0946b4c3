//! Parameters and headers: declared once, read by that declaration, and told by it in the document.

use crate::problems;
use axum::http::HeaderMap;
use dossier::words::StateName;
use kernel::Day;
use serde_json::{Value, json};
use webkit::{Problem, Wrong};

/// Most entries of a page.
pub(crate) const MOST: i64 = 200;
/// Entries of a page when nothing is asked for.
pub(crate) const USUAL: i64 = 50;

/// A text without control characters, as a pattern.
const PRINTABLE: &str = r"^[^\x00-\x1f\x7f-\x9f]*$";

/// Where a parameter stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum At {
    Query,
    Path,
    Header,
}

/// What a parameter may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// A date: `2020-11-20`.
    Day,
    /// How many entries a page has.
    Limit,
    /// A text of some characters.
    Text { least: usize, most: usize },
    /// A whole number from 1.
    Number,
    /// The state of a dossier.
    State,
    /// Where a page of dossiers begins, as the page before it said.
    Cursor,
    /// Where a page of procedures begins, as the page before it said.
    AfterCode,
    /// An entity tag: a version in quotes.
    Etag,
    /// The key of something that must happen once: visible ASCII.
    Key,
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) at: At,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    pub(crate) about: &'static str,
    pub(crate) example: &'static str,
}

impl Param {
    /// One that may be left out of the query.
    pub(crate) const fn query(
        name: &'static str,
        shape: Shape,
        about: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, at: At::Query, shape, required: false, about, example }
    }

    /// A piece of the path.
    pub(crate) const fn path(
        name: &'static str,
        shape: Shape,
        about: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, at: At::Path, shape, required: true, about, example }
    }

    /// A header that must be there.
    pub(crate) const fn header(
        name: &'static str,
        shape: Shape,
        about: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, at: At::Header, shape, required: true, about, example }
    }

    /// The same, but it must be there.
    pub(crate) const fn needed(self) -> Self {
        Self { required: true, ..self }
    }

    /// As OpenAPI tells it.
    pub(crate) fn document(&self) -> Value {
        let place = match self.at {
            At::Query => "query",
            At::Path => "path",
            At::Header => "header",
        };
        let example = match self.shape {
            Shape::Limit | Shape::Number => json!(self.example.parse::<i64>().unwrap_or(1)),
            _ => json!(self.example),
        };
        json!({
            "name": self.name, "in": place, "required": self.required, "description": self.about,
            "schema": self.shape.schema(), "example": example,
        })
    }
}

impl Shape {
    fn schema(self) -> Value {
        match self {
            Self::Day => {
                json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
            }
            Self::Limit => json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL }),
            Self::Number => json!({ "type": "integer", "minimum": 1, "maximum": 999_999_999 }),
            Self::Text { least, most } => {
                json!({ "type": "string", "minLength": least, "maxLength": most, "pattern": PRINTABLE })
            }
            Self::State => {
                json!({ "type": "string", "enum": StateName::ALL.iter().map(|s| s.word()).collect::<Vec<_>>() })
            }
            Self::Cursor => {
                json!({ "type": "string", "pattern": "^(i[0-9]{1,19}|d[0-9]{1,7}\\.[0-9]{1,19})$" })
            }
            Self::AfterCode => json!({ "type": "string", "pattern": "^p[ -~]{1,60}$" }),
            Self::Etag => json!({ "type": "string", "pattern": "^\"[0-9]{1,9}\"$" }),
            Self::Key => json!({ "type": "string", "pattern": "^[!-~]{8,64}$" }),
        }
    }

    /// What is wrong with a value, if anything.
    fn mistake(self, text: &str) -> Option<(String, String)> {
        let number =
            |most: i64| text.len() <= 9 && digits(text) && (1..=most).contains(&text.parse().unwrap_or(0));
        let (good, vi, en) = match self {
            Self::Day => (
                text.parse::<Day>().is_ok(),
                "Hãy viết ngày như 2020-11-20.".to_owned(),
                "Write a date as 2020-11-20.".to_owned(),
            ),
            Self::Limit => (
                number(MOST),
                format!("Hãy cho một số từ 1 đến {MOST}."),
                format!("Give a number from 1 to {MOST}."),
            ),
            Self::Number => (
                number(999_999_999),
                "Hãy cho một số nguyên từ 1.".to_owned(),
                "Give a whole number from 1.".to_owned(),
            ),
            Self::Text { least, most } => (
                (least..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control),
                format!("Hãy cho từ {least} đến {most} ký tự, không có ký tự điều khiển."),
                format!("Give {least} to {most} characters, none of them a control character."),
            ),
            Self::State => {
                let all = StateName::ALL.iter().map(|s| s.word()).collect::<Vec<_>>().join(", ");
                (
                    StateName::from_word(text).is_some(),
                    format!("Hãy chọn một trong: {all}."),
                    format!("Choose one of: {all}."),
                )
            }
            Self::Cursor => (
                crate::dossiers::cursor(text).is_some(),
                "Hãy dùng giá trị next của trang trước.".to_owned(),
                "Use the value of next of the page before.".to_owned(),
            ),
            Self::AfterCode => (
                text.starts_with('p')
                    && (2..=61).contains(&text.len())
                    && text.bytes().all(|b| (b' '..=b'~').contains(&b)),
                "Hãy dùng giá trị next của trang trước.".to_owned(),
                "Use the value of next of the page before.".to_owned(),
            ),
            Self::Etag => (
                etag(text).is_some(),
                "Hãy gửi ETag của hồ sơ, ví dụ \"3\".".to_owned(),
                "Send the dossier's ETag, such as \"3\".".to_owned(),
            ),
            Self::Key => (
                (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()),
                "Hãy gửi một khóa từ 8 đến 64 ký tự ASCII, không có dấu cách.".to_owned(),
                "Send a key of 8 to 64 visible ASCII characters.".to_owned(),
            ),
        };
        (!good).then_some((vi, en))
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The version of an entity tag.
fn etag(text: &str) -> Option<i64> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    (inside.len() <= 9 && digits(inside)).then(|| inside.parse().ok())?
}

/// What was asked, read by the declarations.
#[derive(Debug)]
pub(crate) struct Asked(Vec<(&'static str, String)>);

impl Asked {
    /// Reads the query and the headers: nothing unknown, nothing twice, everything that must be there.
    ///
    /// # Errors
    /// 400 with everything that is wrong.
    pub(crate) fn read(params: &[Param], query: Option<&str>, headers: &HeaderMap) -> Result<Self, Problem> {
        let (mut read, mut wrong) = (Vec::new(), Vec::new());
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match params.iter().find(|p| p.at == At::Query && p.name == name) {
                None => wrong.push(Wrong::new(
                    printable(&name),
                    "Không có tham số này.",
                    "There is no such parameter.",
                )),
                Some(p) if read.iter().any(|(n, _)| *n == p.name) => wrong.push(Wrong::new(
                    p.name,
                    "Tham số chỉ được gửi một lần.",
                    "Send the parameter once.",
                )),
                Some(p) => read.push((p.name, value.into_owned())),
            }
        }
        for p in params.iter().filter(|p| p.at == At::Header) {
            let mut all = headers.get_all(p.name).iter();
            if let (Some(one), None) = (all.next(), all.next()) {
                read.push((p.name, String::from_utf8_lossy(one.as_bytes()).into_owned()));
            }
        }
        for p in params.iter().filter(|p| p.at != At::Path) {
            match read.iter().find(|(name, _)| *name == p.name) {
                None if p.required => {
                    wrong.push(Wrong::new(
                        p.name,
                        "Thiếu, hoặc gửi hai lần.",
                        "It is missing, or sent twice.",
                    ));
                }
                None => {}
                Some((_, value)) => {
                    wrong.extend(p.shape.mistake(value).map(|(vi, en)| Wrong::new(p.name, vi, en)));
                }
            }
        }
        if wrong.is_empty() { Ok(Self(read)) } else { Err(problems::parameters(wrong)) }
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
    }

    /// A day.
    pub(crate) fn day(&self, name: &str) -> Option<Day> {
        self.text(name)?.parse().ok()
    }

    /// The version of an entity tag.
    pub(crate) fn version(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(etag)
    }

    /// How many entries a page has.
    pub(crate) fn limit(&self) -> i64 {
        self.text("limit").and_then(|n| n.parse().ok()).unwrap_or(USUAL)
    }
}

/// A piece of a path as something may be called: short, and no character that a database or a reader would stumble
/// over.
pub(crate) fn name_of(piece: &str) -> Option<&str> {
    let good =
        !piece.trim().is_empty() && piece.chars().count() <= 60 && !piece.chars().any(char::is_control);
    good.then_some(piece)
}

/// Somebody else's word, to be said back.
fn printable(text: &str) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    // It must not look like a pointer.
    if short.is_empty() || short.starts_with('/') { format!("?{short}") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: &[Param] = &[
        Param::query("from", Shape::Day, "", "2020-11-20").needed(),
        Param::query("limit", Shape::Limit, "", "20"),
    ];

    fn wrong(query: &str) -> Vec<String> {
        match Asked::read(PARAMS, Some(query), &HeaderMap::new()) {
            Ok(_) => Vec::new(),
            Err(problem) => problem.errors().iter().map(|w| w.at.clone()).collect(),
        }
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        assert_eq!(wrong("from=2020-11-20&limit=20"), Vec::<String>::new());
        assert_eq!(wrong("from=2020-02-30&limit=0&x=1"), ["x", "from", "limit"]);
        assert_eq!(wrong("limit=5&limit=6"), ["limit", "from"]);
        assert_eq!(wrong("from=2020-11-20&limit=99999999999999999999"), ["limit"]);
        assert_eq!(wrong("from=2020-11-20&%00=1"), ["?"]);
    }

    #[test]
    fn entity_tags_are_versions_in_quotes() {
        assert_eq!(etag("\"12\""), Some(12));
        for bad in ["12", "\"\"", "W/\"12\"", "\"-1\"", "*", "\"9999999999\""] {
            assert_eq!(etag(bad), None, "{bad}");
        }
    }
}
