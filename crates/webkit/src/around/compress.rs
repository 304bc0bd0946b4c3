//! Answers made on the spot, compressed on the spot: gzip at 5. Brotli, which assets are packed with while building,
//! would make a page a tenth smaller and cost more than the whole page does.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use std::io::Write;

/// Smaller answers fit a packet anyway.
const WORTH: usize = 600;
/// Larger ones are compressed away from the threads that serve.
const LARGE: usize = 64 * 1024;

/// Whether an `Accept-Encoding` takes this one.
pub(crate) fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|part| {
        let mut pieces = part.split(';');
        let name = pieces.next().unwrap_or_default().trim();
        let refused = pieces.any(|p| p.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32)));
        name.eq_ignore_ascii_case(encoding) && !refused
    })
}

/// Whether the client takes what pages are packed with.
pub(super) fn asked(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| accepts(v, "gzip"))
}

/// Compresses what is text, whole and large enough.
pub(super) async fn squeeze(response: Response, asked: bool) -> Response {
    let (mut parts, body) = response.into_parts();
    let text = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(is_text);
    let size = axum::body::HttpBody::size_hint(&body).exact().and_then(|n| usize::try_from(n).ok());
    let fresh =
        !parts.headers.contains_key(header::CONTENT_ENCODING) && parts.status != StatusCode::NOT_MODIFIED;
    if !(text && fresh) {
        return Response::from_parts(parts, body);
    }
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let Some(size) = size.filter(|n| asked && *n >= WORTH) else {
        return Response::from_parts(parts, body);
    };
    // A body of exact size is in memory: collecting it neither waits nor fails.
    let Ok(whole) = body.collect().await else {
        return Response::from_parts(parts, Body::empty());
    };
    let plain = whole.to_bytes();
    let copy = plain.clone();
    let packed = if size > LARGE {
        tokio::task::spawn_blocking(move || pack(&copy)).await.unwrap_or(None)
    } else {
        pack(&copy)
    };
    let Some(packed) = packed.filter(|p| p.len() < plain.len()) else {
        return Response::from_parts(parts, Body::from(plain));
    };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(packed))
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.contains("json") || kind.contains("xml") || kind.contains("javascript")
}

fn pack(plain: &Bytes) -> Option<Vec<u8>> {
    let packed = Vec::with_capacity(plain.len() / 4);
    let mut gz = flate2::write::GzEncoder::new(packed, flate2::Compression::new(5));
    gz.write_all(plain).ok()?;
    gz.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_with_weight_nought_is_refused() {
        assert!(accepts("gzip, deflate, br", "br") && accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br") && !accepts("", "br") && !accepts("brotli", "br"));
    }
}
