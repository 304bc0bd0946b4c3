//! The log: one line a request, as text or JSON, without personal data. What stands in a path or a query is never
//! written, only the route's template.

use crate::Visit;
use axum::body::HttpBody;
use axum::http::Method;
use axum::response::Response;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// How lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs, one object a line.
    Json,
}

/// Starts logging to standard error. `filter` as in `info,webkit=debug`; the first call counts.
pub fn start(format: Format, filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let base = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start is no reason to stop: tests serve several sites in one process.
    let _ = match format {
        Format::Text => base.with_ansi(false).try_init(),
        Format::Json => base.json().flatten_event(true).with_current_span(false).try_init(),
    };
}

/// The line of one request.
pub(crate) fn request(visit: &Visit, method: &Method, response: &Response, took: Duration) {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        target: "http",
        request = visit.id(),
        method = %method,
        route = visit.template(),
        status = response.status().as_u16(),
        bytes = response.body().size_hint().exact().unwrap_or(0),
        micros,
        "answered"
    );
}
