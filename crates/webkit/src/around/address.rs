//! What is no address of ours: it is not worth a look into the database.

use super::Peer;
use crate::{Access, Kind, Route};
use axum::http::request::Parts;
use axum::http::{Version, header};

/// Whether text can be made of the path and the query. A NUL character has no place in any, and no database takes it;
/// addresses are decoded once, so that this is how it comes. Pages for everybody say in their own words that there is
/// no such thing, and so does the interface for programs.
pub(super) fn is_text(route: &Route, parts: &Parts) -> bool {
    let own_words = route.access == Access::Public || route.kind == Kind::Api;
    let holds_nul = |text: &str| text.contains("%00");
    own_words || !(holds_nul(parts.uri.path()) || parts.uri.query().is_some_and(holds_nul))
}

/// RFC 9112, 3.2: two hosts, or none, are refused. A proxy in front may have gone by another one than we would.
pub(super) fn names_one_host(parts: &Parts) -> bool {
    let hosts = parts.headers.get_all(header::HOST).iter().count();
    // What does not come through a connection names none.
    let over_the_net = parts.extensions.get::<Peer>().is_some();
    hosts == 1 || (hosts == 0 && !(over_the_net && parts.version == Version::HTTP_11))
}
