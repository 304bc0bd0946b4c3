//! The program's interface for programs: `/api/v1`. See the README.

mod answer;
mod body;
pub mod budget;
mod document;
mod dossiers;
mod keys;
mod metrics;
mod param;
mod problems;
mod procedures;
pub mod scope;
mod statistics;
mod surface;
mod units;
pub mod webhook;

use crate::surface::{Call, Good, Surface};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use kernel::{Instant, Result};
use store::{Domain, Migration, Tx};
use webkit::{Access, Routes};

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "api",
    migrations: &[
        Migration { no: 50, name: "api", sql: include_str!("../migrations/0050_api.sql") },
        Migration { no: 51, name: "webhook", sql: include_str!("../migrations/0051_webhook.sql") },
        Migration { no: 52, name: "webhook_dead", sql: include_str!("../migrations/0052_webhook_dead.sql") },
    ],
    tables: &[&webhook::WEBHOOK],
    counters: &[],
};

/// Neither audited nor counters: keys of calls, and what waits to be sent or was.
pub const EXEMPT: &[&str] = &["api_key", "webhook_queue", "webhook_delivery", "webhook_attempt"];

/// What the post listens to.
pub const TOPICS: &[&str] = &[dossier::desk::tell::TOPIC];

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
    let surface = procedures::calls(units::calls(dossiers::calls(surface)));
    metrics::calls(webhook::calls(statistics::calls(surface)))
}

/// Forgets keys of calls and deliveries that are old enough. For a nightly job, in technical time.
///
/// # Errors
/// A fault of the database.
pub fn sweep(tx: &mut Tx, now: Instant) -> Result<()> {
    keys::sweep(tx, now)?;
    webhook::sweep(tx, now).map(|_| ())
}
