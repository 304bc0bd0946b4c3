//! Fields as a browser sent them.

use crate::Kind;
use unicode_normalization::UnicodeNormalization;

/// No form of ours has as many; more are not looked at.
const MOST: usize = 5_000;

/// Names and values in the order of the form. Text is composed (NFC), without control characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted(Vec<(String, String)>);

impl Posted {
    /// Reads the body of a form.
    pub(crate) fn read(kind: Kind, body: &[u8]) -> Self {
        if kind == Kind::Api {
            return Self::default();
        }
        Self(form_urlencoded::parse(body).take(MOST).map(|(k, v)| (clean(&k), clean(&v))).collect())
    }

    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Everything.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    pub(crate) fn set(&mut self, name: &str, value: String) {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), value));
    }
}

fn clean(text: &str) -> String {
    text.nfc().filter(|c| !c.is_control() || *c == '\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_freed_of_control_characters() {
        let posted = Posted::read(Kind::Page, "a=Ca%CC%80+Mau%00&b=1%0D%0A2&a=x".as_bytes());
        assert_eq!(posted.first("a"), Some("Cà Mau"));
        assert_eq!(posted.first("b"), Some("1\n2"));
        assert_eq!(posted.all("a").count(), 2);
    }
}
