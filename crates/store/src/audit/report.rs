//! What `verify` found.

use crate::digest::hex;
use std::fmt;
use std::str::FromStr;

/// Problems that are named one by one; further ones are counted.
const MOST_PROBLEMS: usize = 1_000;

/// What is wrong with a row or table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// It was changed outside the program.
    Edited,
    /// It was deleted outside the program.
    Deleted,
    /// It was added outside the program.
    Added,
    /// The audit row is in no seal and not waiting for one.
    Unqueued,
    /// The audit row is in two seals, or sealed and still waiting.
    Twice,
    /// The seal does not follow the one before it.
    Unchained,
    /// The seal does not cover its audit rows as they are now.
    Broken,
    /// The chain does not contain the anchor.
    Unanchored,
    /// No part of the program knows the table.
    Unregistered,
    /// The table's columns are not those that the program knows.
    Misshapen,
}

/// Something that is not as the program left it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The table.
    pub table: String,
    /// The row's key, its columns joined by `, `; empty when it concerns the whole table.
    pub key: String,
    /// What is wrong.
    pub what: What,
}

impl Problem {
    fn place(&self) -> String {
        if self.key.is_empty() { self.table.clone() } else { format!("{} ({})", self.table, self.key) }
    }

    /// For people, in English.
    pub fn en(&self) -> String {
        let says = match self.what {
            What::Edited => "was edited outside the program",
            What::Deleted => "was deleted outside the program",
            What::Added => "was added outside the program",
            What::Unqueued => "is in no seal and not waiting for one",
            What::Twice => "is sealed twice, or sealed and still waiting",
            What::Unchained => "does not follow the seal before it",
            What::Broken => "does not match its audit rows: one of them was edited",
            What::Unanchored => "is missing or other than the anchor says",
            What::Unregistered => "belongs to no part of the program",
            What::Misshapen => "has other columns than the program knows",
        };
        format!("{}: {says}", self.place())
    }

    /// For people, in Vietnamese.
    pub fn vi(&self) -> String {
        let says = match self.what {
            What::Edited => "bị sửa ngoài chương trình",
            What::Deleted => "bị xóa ngoài chương trình",
            What::Added => "được thêm ngoài chương trình",
            What::Unqueued => "không thuộc niêm phong nào và không chờ niêm phong",
            What::Twice => "bị niêm phong hai lần, hoặc đã niêm phong mà vẫn chờ",
            What::Unchained => "không nối tiếp niêm phong trước",
            What::Broken => "không khớp các dòng nhật ký: có dòng đã bị sửa",
            What::Unanchored => "không có hoặc khác với mốc neo",
            What::Unregistered => "không thuộc phần nào của chương trình",
            What::Misshapen => "có các cột khác với chương trình",
        };
        format!("{}: {says}", self.place())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

/// The head of the chain at some time, to be kept elsewhere: whoever cuts the chain short cannot hide it.
/// Written `12:ab34…`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Anchor {
    /// Number of the seal.
    pub no: i64,
    /// Its digest.
    pub digest: [u8; 32],
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.no, hex(&self.digest))
    }
}

/// A text that is no anchor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadAnchor;

impl fmt::Display for BadAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an anchor is a number, a colon and 64 hexadecimal digits, as `verify` prints it")
    }
}

impl std::error::Error for BadAnchor {}

impl FromStr for Anchor {
    type Err = BadAnchor;

    fn from_str(s: &str) -> Result<Self, BadAnchor> {
        let (no, text) = s.trim().split_once(':').ok_or(BadAnchor)?;
        let no = no.parse().map_err(|_| BadAnchor)?;
        let mut digest = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(BadAnchor);
        }
        for (i, byte) in digest.iter_mut().enumerate() {
            let two = text.get(2 * i..2 * i + 2).filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()));
            *byte = two.and_then(|t| u8::from_str_radix(t, 16).ok()).ok_or(BadAnchor)?;
        }
        Ok(Self { no, digest })
    }
}

/// Rows and digest of one table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableDigest {
    /// The table.
    pub table: &'static str,
    /// Its rows.
    pub rows: u64,
    /// The digest of its rows in any order, hexadecimal.
    pub digest: String,
}

/// What `verify` found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// What is not as the program left it; empty when all is well. At most a thousand are named.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub further: u64,
    /// Audit rows in all.
    pub audit_rows: u64,
    /// Audit rows that wait for the sealer. Not a problem.
    pub unsealed: u64,
    /// Seals in all.
    pub seals: u64,
    /// The head of the chain, for export as an anchor.
    pub head: Option<Anchor>,
    /// The digest of all audit rows in any order without their technical times, hexadecimal: equal when the
    /// same work was done.
    pub audit: String,
    /// The digest of all business tables, hexadecimal; equal on both engines.
    pub digest: String,
    /// The same by table.
    pub tables: Vec<TableDigest>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    pub(super) fn add(&mut self, table: &str, key: impl Into<String>, what: What) {
        let problem = Problem { table: table.to_owned(), key: key.into(), what };
        if self.problems.len() >= MOST_PROBLEMS {
            self.further += 1;
        } else if !self.problems.contains(&problem) {
            // The same row may show in two ways (an edited migration, say).
            self.problems.push(problem);
        }
    }
}
