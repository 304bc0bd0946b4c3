//! Fields as a browser sent them.

use super::multipart;
use axum::body::Bytes;
use unicode_normalization::UnicodeNormalization;

/// No form of ours has as many; more are not looked at.
const MOST: usize = 5_000;

/// A file that a form carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// What it is called on the machine it came from, without folders.
    pub name: String,
    /// Its content.
    pub bytes: Bytes,
}

/// Names and values in the order of the form. Text is composed (NFC), without control characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    fields: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
}

impl Posted {
    /// Reads the body of a form, of the type that its header tells.
    pub(crate) fn read(told: &str, body: &Bytes) -> Self {
        let mut posted = Self::default();
        let Some(boundary) = multipart::boundary(told) else {
            let pairs = form_urlencoded::parse(body).take(MOST);
            posted.fields.extend(pairs.map(|(k, v)| (clean(&k), clean(&v))));
            return posted;
        };
        for part in multipart::parts(&boundary, body).into_iter().take(MOST) {
            let name = clean(&part.name);
            let content = body.slice(part.content);
            match part.file {
                Some(file) => {
                    let own = file.rsplit(['/', '\\']).next().unwrap_or_default();
                    let own: String = clean(own).chars().filter(|c| !c.is_control()).take(200).collect();
                    posted.files.push((name, Upload { name: own, bytes: content }));
                }
                None => posted.fields.push((name, clean(&String::from_utf8_lossy(&content)))),
            }
        }
        posted
    }

    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        Self { fields, files: Vec::new() }
    }

    /// The file of a name; a field that was left empty carries none.
    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.files
            .iter()
            .find(|(n, f)| n == name && !(f.name.is_empty() && f.bytes.is_empty()))
            .map(|(_, f)| f)
    }

    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Everything.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.fields
    }

    pub(crate) fn set(&mut self, name: &str, value: String) {
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value));
    }
}

fn clean(text: &str) -> String {
    text.nfc().filter(|c| !c.is_control() || *c == '\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn text_is_composed_and_freed_of_control_characters() {
        let posted = Posted::read(FORM, &Bytes::from("a=Ca%CC%80+Mau%00&b=1%0D%0A2&a=x"));
        assert_eq!(posted.first("a"), Some("Cà Mau"));
        assert_eq!(posted.first("b"), Some("1\n2"));
        assert_eq!(posted.all("a").count(), 2);
    }

    #[test]
    fn a_form_with_a_file_has_its_fields_and_the_file_apart() {
        let body = "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nT\r\n--xx\r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\tmp\\Danh mục.xlsx\"\r\nContent-Type: x/y\r\n\r\nPK\r\n--x\r\n--xx--\r\n";
        let posted = Posted::read("Multipart/Form-Data; boundary=\"xx\"", &Bytes::from(body));
        assert_eq!(posted.first("csrf"), Some("T"));
        let file = posted.file("file").unwrap();
        assert_eq!((file.name.as_str(), &file.bytes[..]), ("Danh mục.xlsx", &b"PK\r\n--x"[..]));
        assert_eq!((posted.file("csrf"), posted.first("file")), (None, None));
        let empty = "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--xx--";
        assert_eq!(Posted::read("multipart/form-data; boundary=xx", &Bytes::from(empty)).file("file"), None);
    }
}
