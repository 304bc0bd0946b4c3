//! What is no address of ours, whatever the route: it is not worth a look into the database.

use super::Peer;
use axum::http::request::Parts;
use axum::http::{Version, header};

/// Whether a request names one host, and a path and a query that text can be made of.
pub(super) fn sound(parts: &Parts) -> bool {
    one_host(parts) && !holds_nul(parts.uri.path()) && !parts.uri.query().is_some_and(holds_nul)
}

/// A NUL character has no place in any text, and no database takes it. Servers decode once, so that this is how it
/// comes.
fn holds_nul(text: &str) -> bool {
    text.contains("%00")
}

/// RFC 9112, 3.2: two hosts, or none, are refused. A proxy in front may have gone by another one than we would.
fn one_host(parts: &Parts) -> bool {
    let hosts = parts.headers.get_all(header::HOST).iter().count();
    // What does not come through a connection names none.
    let over_the_net = parts.extensions.get::<Peer>().is_some();
    hosts == 1 || (hosts == 0 && !(over_the_net && parts.version == Version::HTTP_11))
}
