//! What happens around every handler, in one place and in this order: is it an address at all, who asks, may they, what do they send, is it
//! really from our page, the handler, errors, compression, headers, the log.

mod address;
mod body;
mod compress;
mod headers;
mod origin;
mod panic;

pub(crate) use compress::accepts;
pub(crate) use panic::panic_text;

use crate::form::{Kept, Posted};
use crate::problem::{self, Problem};
use crate::site::Inside;
use crate::{Kind, Visit, form, log};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::clock::Stopwatch;
use std::net::SocketAddr;
use std::sync::Arc;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Stands around every request.
pub(crate) async fn around(State(site): State<Arc<Inside>>, request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let (parts, body) = request.into_parts();
    let mut visit = Visit::arrive(&site, &parts);
    let method = parts.method.clone();
    let packs = compress::asked(&parts.headers);
    let response = answer(&site, &mut visit, parts, body, next).await;
    let response = problem::dress(&visit, response);
    let mut response = compress::squeeze(response, packs).await;
    headers::guard(&visit, &mut response);
    let took = watch.elapsed();
    log::request(&visit, &method, &response, took);
    visit.kit().meter().answered(&visit, &method, response.status(), took);
    response
}

async fn answer(site: &Inside, visit: &mut Visit, mut parts: Parts, body: Body, next: Next) -> Response {
    if !address::names_one_host(&parts) {
        return Problem::of_status(StatusCode::BAD_REQUEST).into_response();
    }
    let Some(route) = visit.route().cloned() else {
        // No such route: the router says whether the path or the method is wrong.
        parts.extensions.insert(visit.clone());
        return panic::caught(next.run(Request::from_parts(parts, Body::empty()))).await;
    };
    if !address::is_text(&route, &parts) {
        return Problem::of_status(StatusCode::BAD_REQUEST).into_response();
    }
    let refused = site.gate.admit(visit, &route, &mut parts).await.err();
    *visit = visit.admitted(&parts);
    let usual = visit.kit().config().body_limit;
    let limit = if refused.is_some() { usual } else { route.limit.unwrap_or(usual) };
    let bytes = match body::read(visit, &parts, body, &route, limit).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    let kind_told = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let posted = match route.kind {
        Kind::Page => Posted::read(kind_told.unwrap_or_default(), &bytes),
        Kind::Api => Posted::default(),
    };
    if let Some(problem) = refused {
        return not_admitted(site, visit, &parts, &route.kind, posted, problem).await;
    }
    if route.is_file()
        && let Err(problem) = visit.throttle_files()
    {
        return problem.into_response();
    }
    if route.kind == Kind::Page && !parts.method.is_safe() {
        match origin::check(visit, &parts, &posted) {
            origin::From::Here => {}
            origin::From::Elsewhere => return origin::elsewhere().into_response(),
            // The session changed under the form: nothing is done, nothing typed is lost.
            origin::From::Before => {
                return form::again(visit, &Kept::of(visit, &posted)).unwrap_or_else(Problem::into_response);
            }
        }
    }
    parts.extensions.insert(visit.clone());
    parts.extensions.insert(posted);
    panic::caught(next.run(Request::from_parts(parts, Body::from(bytes)))).await
}

/// Refused: people who have to sign in are shown where, and what they had sent is kept.
async fn not_admitted(
    site: &Inside,
    visit: &Visit,
    parts: &Parts,
    kind: &Kind,
    posted: Posted,
    problem: Problem,
) -> Response {
    if problem.status != StatusCode::UNAUTHORIZED || *kind == Kind::Api || visit.wants_json() {
        return problem.into_response();
    }
    let kept = (parts.method == Method::POST).then(|| Kept::of(visit, &posted));
    site.gate.sign_in(visit, kept).await.unwrap_or_else(Problem::into_response)
}
