//! Answers: JSON, dates as people write them to programs, and how things are named.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Day, Fault, Instant, UnitId};
use organisation::Directory;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use webkit::Problem;

/// Answers with JSON that nobody keeps.
///
/// # Errors
/// A fault: it cannot be written.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Result<Response, Problem> {
    let text = serde_json::to_string(value).map_err(|e| Fault::because("writing an answer", e))?;
    Ok(json_text(status, text))
}

/// The same of a text that is JSON.
pub(crate) fn json_text(status: StatusCode, text: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, text).into_response()
}

/// The same with the version of what is shown.
pub(crate) fn with_etag(mut response: Response, version: i64) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// A date in the province's zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Date(pub(crate) Day);

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom("a date is written as 2020-11-20"))
    }
}

impl JsonSchema for Date {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
    }
}

/// An instant, written in the province's zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Moment(pub(crate) Instant);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// One of some words.
pub(crate) fn one_of(words: impl Iterator<Item = &'static str>) -> Schema {
    let words: Vec<&str> = words.collect();
    json_schema!({ "type": "string", "enum": words })
}

/// Something with a code and a name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct Named {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
}

impl Named {
    /// A unit as it is called on a day; one that has ended as it was called last.
    pub(crate) fn unit(directory: &Directory, unit: UnitId, day: Day) -> Self {
        let version = directory.version_at(unit, day).or_else(|| directory.last_version(unit));
        version.map_or_else(
            || Self { code: unit.to_string(), name: String::new() },
            |v| Self { code: v.code.clone(), name: v.name.clone() },
        )
    }
}
