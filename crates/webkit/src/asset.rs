//! Style sheets, scripts, fonts: named by their digest, compressed at build time, kept by browsers for a year.

use crate::{Access, Problem, Routes};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One file, as `webkit_build::assets` wrote it down.
#[derive(Debug)]
pub struct Asset {
    /// `core.css`.
    pub name: &'static str,
    /// `/assets/core.0123456789.css`.
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// As it is.
    pub plain: &'static [u8],
    /// Compressed by brotli, if that helps.
    pub br: Option<&'static [u8]>,
    /// Compressed by gzip, if that helps.
    pub gz: Option<&'static [u8]>,
}

/// Serves these assets under `/assets/`.
pub fn routes(lists: Vec<&'static [Asset]>) -> Routes {
    Routes::of("webkit").get(
        "/assets/{file}",
        Access::Public,
        move |Path(file): Path<String>, headers: HeaderMap| {
            let answer = serve(&lists, &file, &headers);
            async move { answer }
        },
    )
}

fn serve(lists: &[&'static [Asset]], file: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let all = || lists.iter().flat_map(|list| list.iter());
    let current = all().find(|a| a.path.strip_prefix("/assets/") == Some(file));
    // A page of the previous release may still ask for its own: the present file, not to be kept.
    let asset = current.or_else(|| all().find(|a| outdated(file).is_some_and(|name| name == a.name)));
    let asset = asset.ok_or_else(Problem::lost)?;
    let keep = if current.is_some() { "public, max-age=31536000, immutable" } else { "no-cache" };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (bytes, encoding) = match (asset.br, asset.gz) {
        (Some(br), _) if crate::around::accepts(accepted, "br") => (br, Some("br")),
        (_, Some(gz)) if crate::around::accepts(accepted, "gzip") => (gz, Some("gzip")),
        _ => (asset.plain, None),
    };
    let base = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, keep)];
    let mut response = (StatusCode::OK, base, bytes).into_response();
    if asset.br.is_some() {
        response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept-encoding"));
    }
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// `core.0123456789.css` was a `core.css` once.
fn outdated(file: &str) -> Option<String> {
    let (rest, end) = file.rsplit_once('.')?;
    let (stem, digest) = rest.rsplit_once('.')?;
    (digest.len() == 10 && digest.bytes().all(|b| b.is_ascii_hexdigit())).then(|| format!("{stem}.{end}"))
}
