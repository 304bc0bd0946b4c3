//! Answers that are saved as a file.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A file of a media type. Its name is one of ours, in ASCII; one that no header can hold is left to the browser.
pub fn download(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(media)), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}
