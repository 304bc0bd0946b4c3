//! Addresses of this site with what stands behind their question mark.

use kernel::text::percent_encoded;

/// An address in the making. What people typed stays one value, whatever it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    path: String,
    query: String,
}

impl Address {
    /// A page of this site, without a question.
    pub fn of(path: impl Into<String>) -> Self {
        Self { path: path.into(), query: String::new() }
    }

    /// A name and its value; nothing where there is no value.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            let before = if self.query.is_empty() { "" } else { "&" };
            self.query.extend([before, name, "=", &percent_encoded(value)]);
        }
        self
    }

    /// Several of them.
    #[must_use]
    pub fn with<'a>(self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        pairs.into_iter().fold(self, |address, (name, value)| address.and(name, value))
    }

    /// What stands behind the question mark alone.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The whole.
    pub fn text(self) -> String {
        if self.query.is_empty() { self.path } else { format!("{}?{}", self.path, self.query) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_text_and_nothing_empty() {
        let address = Address::of("/a").and("q", "Đỗ &=?\"").with([("x", ""), ("y", "1")]);
        assert_eq!(address.query(), "q=%C4%90%E1%BB%97%20%26%3D%3F%22&y=1");
        assert_eq!(address.text(), "/a?q=%C4%90%E1%BB%97%20%26%3D%3F%22&y=1");
        assert_eq!(Address::of("/a").and("q", "").text(), "/a");
    }
}
