//! What stands behind the question mark of an address. Browsers repeat a name for each ticked box.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

/// No address of ours has as many; more are not looked at.
const MOST: usize = 100;

/// Names and values in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// The first value of a name, or nothing.
    pub(crate) fn first(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Never fails: what cannot be read is not there.
impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let pairs = form_urlencoded::parse(query).take(MOST);
        Ok(Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()))
    }
}

/// An address with what stands behind its question mark; empty values are left out.
pub(crate) fn address<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_so_that_it_can_be_read_again() {
        assert_eq!(address("/search", [("q", ""), ("page", "")]), "/search");
        assert_eq!(
            address("/search", [("q", "đất & \"nhà\"")]),
            "/search?q=%C4%91%E1%BA%A5t+%26+%22nh%C3%A0%22"
        );
    }
}
