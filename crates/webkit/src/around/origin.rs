//! Whether a form really came from one of our pages.

use crate::form::Posted;
use crate::{Problem, Visit};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

/// Where a form came from.
pub(super) enum From {
    /// One of our pages, in this session.
    Here,
    /// One of our pages, before the session changed.
    Before,
    /// Another site.
    Elsewhere,
}

/// Two proofs: the browser's word about the page that sent it, and the token of the session.
pub(super) fn check(visit: &Visit, parts: &Parts, posted: &Posted) -> From {
    if !same_site(visit, parts) {
        return From::Elsewhere;
    }
    match visit.session() {
        None => From::Here,
        Some(session) => {
            let token = posted.first("csrf").unwrap_or_default();
            if visit.kit().secret().token_holds(session.id.as_bytes(), token) {
                From::Here
            } else {
                From::Before
            }
        }
    }
}

pub(super) fn elsewhere() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "request.foreign", |t| t.problem_foreign_words().into())
}

/// Browsers say where a form comes from. What says nothing is no browser, and carries nobody's cookies.
fn same_site(visit: &Visit, parts: &Parts) -> bool {
    let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = header(header::ORIGIN.as_str()) else {
        return true;
    };
    if visit.kit().config().public_url.as_deref().is_some_and(|own| own.trim_end_matches('/') == origin) {
        return true;
    }
    let host = header(header::HOST.as_str()).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, from)| !host.is_empty() && from.eq_ignore_ascii_case(host))
}
