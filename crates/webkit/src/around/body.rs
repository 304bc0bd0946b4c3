//! Bodies are read whole before anything looks at them: of a known type, up to a limit, in a limited time.

use crate::{Kind, Problem, Route, Visit};
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use http_body_util::{BodyExt, Limited};

/// Reads the body of a request that may have one.
pub(super) async fn read(
    visit: &Visit,
    parts: &Parts,
    body: Body,
    route: &Route,
    limit: usize,
) -> Result<Bytes, Problem> {
    if parts.method.is_safe() {
        return Ok(Bytes::new());
    }
    let header = |name| parts.headers.get(name).and_then(|v| v.to_str().ok());
    // A compressed body could be a thousand times what it seems.
    if header(header::CONTENT_ENCODING).is_some_and(|e| e != "identity") {
        return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let told = header(header::CONTENT_LENGTH).and_then(|n| n.parse::<usize>().ok());
    if told.is_some_and(|n| n > limit) {
        return Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE));
    }
    let wait = visit.kit().config().body_timeout;
    let read = tokio::time::timeout(wait, Limited::new(body, limit).collect()).await;
    let bytes = match read {
        Err(_) => return Err(Problem::of_status(StatusCode::REQUEST_TIMEOUT)),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            return Err(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        Ok(Err(_)) => return Err(Problem::of_status(StatusCode::BAD_REQUEST)),
        Ok(Ok(whole)) => whole.to_bytes(),
    };
    let kind_told = header(header::CONTENT_TYPE);
    if (kind_told.is_some() || !bytes.is_empty())
        && !right_type(route.kind, route.upload, kind_told.unwrap_or_default())
    {
        return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    Ok(bytes)
}

/// Forms for pages, JSON for programs; nothing that a foreign page could send without being asked.
fn right_type(kind: Kind, upload: bool, told: &str) -> bool {
    let mut pieces = told.split(';').map(str::trim);
    let essence = pieces.next().unwrap_or_default().to_ascii_lowercase();
    let utf8 = pieces.all(|p| {
        p.split_once('=').is_none_or(|(key, value)| {
            !key.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    });
    let wanted = match kind {
        Kind::Page => "application/x-www-form-urlencoded",
        Kind::Api => "application/json",
    };
    utf8 && (essence == wanted || upload && essence == "multipart/form-data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_routes_own_type_is_read() {
        let form = "application/x-www-form-urlencoded";
        assert!(
            right_type(Kind::Page, false, form)
                && right_type(Kind::Page, false, "Application/X-WWW-Form-Urlencoded; charset=UTF-8")
        );
        assert!(right_type(Kind::Api, false, "application/json"));
        for (kind, told) in [
            (Kind::Page, "application/json"),
            (Kind::Page, "text/plain"),
            (Kind::Page, "application/x-www-form-urlencoded; charset=utf-16"),
            (Kind::Page, "multipart/form-data; boundary=x"),
            (Kind::Api, form),
            (Kind::Api, "text/plain; application/json"),
            (Kind::Api, ""),
        ] {
            assert!(!right_type(kind, false, told), "{told}");
        }
        assert!(
            right_type(Kind::Page, true, "multipart/form-data; boundary=x")
                && right_type(Kind::Page, true, form)
        );
        assert!(!right_type(Kind::Page, true, "application/json"));
    }
}
