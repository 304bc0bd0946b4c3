//! The program's interface for programs: `/api/v1`. See the README.

mod answer;
mod body;
mod document;
mod dossiers;
mod keys;
mod param;
mod problems;
mod procedures;
pub mod scope;
mod statistics;
mod surface;
mod units;

use crate::surface::{Call, Good, Surface};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use store::{Domain, Migration};
use webkit::{Access, Routes};

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "api",
    migrations: &[Migration { no: 50, name: "api", sql: include_str!("../migrations/0050_api.sql") }],
    tables: &[],
    counters: &[],
};

/// Neither audited nor counters: keys of calls.
pub const EXEMPT: &[&str] = &["api_key"];

const DOCUMENT: Call = Call::get(
    "/api/v1/openapi.json",
    "getDocument",
    Access::Public,
    Good::of("application/json", "OpenAPI 3.1."),
)
.about("about", "This document", "The document that describes the interface. Public.");

/// The routes.
pub fn routes() -> Routes {
    surface().routes
}

/// The document that describes them: OpenAPI 3.1, as JSON.
pub fn document() -> &'static str {
    document::text()
}

fn surface() -> Surface {
    let surface = Surface::new().on(DOCUMENT, async || {
        let headers =
            [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")];
        (StatusCode::OK, headers, document::text()).into_response()
    });
    statistics::calls(procedures::calls(units::calls(dossiers::calls(surface))))
}

/// A name as a piece of a path.
fn encoded(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
