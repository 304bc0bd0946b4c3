//! The document: OpenAPI 3.1, made from the calls and the very types that read bodies and write answers.

use crate::surface::{Call, Surface};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::sync::OnceLock;
use webkit::Access;

const ABOUT: &str = "\
Dossiers of a one-stop government, from the desk back to the desk. A token does what its scopes say and what its \
person may do; what it may not see answers like what does not exist. Days are dates in the province's zone (+07:00), \
periods are half-open: from the first day inside to the first day outside. Lists are paged by `next`; a page may be \
shorter than asked for and still not be the last. Whatever is refused is `application/problem+json` with a stable \
`code`. Numbers of cards and telephones are masked.";

/// The document as text, made once.
pub(crate) fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| document(&crate::surface()).to_string())
}

fn generator(answers: bool) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|s| {
        s.definitions_path = "/components/schemas".into();
        s.meta_schema = None;
    });
    if answers { settings.for_serialize().into() } else { settings.into() }
}

/// The whole of it.
pub(crate) fn document(surface: &Surface) -> Value {
    let (mut sent, mut answered) = (generator(false), generator(true));
    let mut paths: Map<String, Value> = Map::new();
    for call in &surface.calls {
        let operation = operation(call, &mut sent, &mut answered);
        let path = paths.entry(call.path).or_insert_with(|| json!({}));
        path[call.verb.word()] = operation;
    }
    let mut schemas: Map<String, Value> = Map::new();
    schemas.extend(sent.take_definitions(true));
    schemas.extend(answered.take_definitions(true));
    schemas.insert("Problem".into(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "motcua", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "dossiers", "description": "Taking in, looking at and acting on dossiers." },
            { "name": "catalogue", "description": "Units and procedures." },
            { "name": "statistics", "description": "Figures of a period as known on a day." },
            { "name": "webhooks", "description": "Being told of what happens." },
            { "name": "about", "description": "The interface itself, and how the program does." },
        ],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "An API token: `Authorization: Bearer motcua_…`." } },
        },
    })
}

fn operation(call: &Call, sent: &mut SchemaGenerator, answered: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": call.id, "tags": [call.tag], "summary": call.summary, "description": call.about,
        "parameters": call.params.iter().map(|p| p.document()).collect::<Vec<_>>(),
        "responses": responses(call, answered),
        "security": match call.access {
            Access::Token(scope) => json!([{ "token": [scope] }]),
            _ => json!([]),
        },
    });
    if let Some(schema) = call.body {
        let example: Value =
            call.example.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": schema(sent).to_value(), "example": example } },
        });
    }
    operation
}

fn responses(call: &Call, answered: &mut SchemaGenerator) -> Value {
    let mut all: Map<String, Value> = Map::new();
    for status in call.statuses() {
        let told = if status == call.good.status { good(call, answered) } else { bad(status) };
        all.insert(status.to_string(), told);
    }
    all.into()
}

fn good(call: &Call, answered: &mut SchemaGenerator) -> Value {
    let mut told = json!({ "description": call.good.about });
    match (call.good.media, call.good.schema) {
        (Some(media), Some(schema)) => {
            told["content"] = json!({ media: { "schema": schema(answered).to_value() } });
        }
        (Some("application/json"), None) => {
            told["content"] = json!({ "application/json": { "schema": { "type": "object" } } });
        }
        (Some(media), None) => told["content"] = json!({ media: { "schema": { "type": "string" } } }),
        (None, _) => {}
    }
    if !call.good.headers.is_empty() {
        let header = |(name, about): &(&str, &str)| {
            (
                (*name).to_owned(),
                json!({ "description": about, "required": true, "schema": { "type": "string" } }),
            )
        };
        told["headers"] = call.good.headers.iter().map(header).collect::<Map<_, _>>().into();
    }
    if !call.good.leads.is_empty() {
        let link = |(id, param, at): &(&str, &str, &str)| {
            let parameters = json!({ *param: format!("$response.body#{at}") });
            ((*id).to_owned(), json!({ "operationId": id, "parameters": parameters }))
        };
        told["links"] = call.good.leads.iter().map(link).collect::<Map<_, _>>().into();
    }
    told
}

fn bad(status: u16) -> Value {
    let about = match status {
        400 => "The address, a parameter, a header or the JSON cannot be read.",
        401 => "No token, or one that does not open.",
        403 => "The token does not have the scope, or its person may not do this there.",
        404 => "It is not there, or it is none of this token's.",
        408 => "The body did not arrive in time.",
        412 => "Somebody else has changed it meanwhile: who did what, and when.",
        413 => "The body is too large.",
        415 => "The body is not `application/json`, or it is compressed.",
        422 => "The rules say no, or the body is not as described: see `code` and `errors`.",
        428 => "The header that says which version was seen is missing.",
        429 => "The token has asked more than its budget allows.",
        503 => "Nothing is written now: a demo's year is being lived.",
        _ => "A fault of the program. It is written down under `request_id`.",
    };
    let mut told = json!({
        "description": about,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    if status == 429 {
        told["headers"] = json!({ "Retry-After": {
            "description": "Seconds to wait.", "required": true, "schema": { "type": "integer", "minimum": 1 },
        } });
    }
    told
}

fn problem() -> Value {
    let text = || json!({ "type": "string" });
    json!({
        "description": "What is wrong, as RFC 9457 has it.",
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "request_id"],
        "properties": {
            "type": text(), "title": text(), "detail": text(),
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "Stable and dotted: what programs decide by." },
            "request_id": { "type": "string", "description": "What the log calls this request." },
            "errors": {
                "type": "array",
                "description": "What exactly is wrong with what was sent.",
                "items": {
                    "type": "object",
                    "required": ["detail_vi", "detail_en"],
                    "properties": {
                        "pointer": { "type": "string", "description": "JSON pointer into the body." },
                        "parameter": { "type": "string", "description": "Name of a parameter or header." },
                        "detail_vi": text(), "detail_en": text(),
                    },
                },
            },
        },
    })
}
