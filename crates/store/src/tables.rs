//! Registered tables: what the audited writes, `verify` and the digest need to know of them.

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A 64-bit integer.
    Int,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

/// A column of a registered table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Left out of the business digest (technical times, say); `verify` looks at it all the same.
    pub volatile: bool,
}

/// A business table. Every change of its rows goes through an action and is named in the audit.
#[derive(Debug)]
pub struct Table {
    /// Stable number, written into the audit. Unique among all domains; never used again for another table.
    pub no: u16,
    /// Its name.
    pub name: &'static str,
    /// All its columns, in the order in which rows are passed.
    pub columns: &'static [Column],
    /// Positions of the key's columns.
    pub key: &'static [usize],
    /// Position of the version, which goes up by one with each change. Rows of a table without one are
    /// inserted and deleted, never changed.
    pub version: Option<usize>,
}

/// A table of additive counters, all BIGINT: the key, then measures `NOT NULL DEFAULT 0`. A cache of the
/// events, kept by [`Tx::count`](crate::Tx::count); not audited, but part of the business digest.
#[derive(Debug)]
pub struct CounterTable {
    /// Its name.
    pub name: &'static str,
    /// The columns of its primary key, at most [`MAX_KEY`](crate::MAX_KEY).
    pub keys: &'static [&'static str],
    /// The measures.
    pub measures: &'static [&'static str],
}

/// Where a column of this name stands; fails the build when there is none. For [`table!`](crate::table).
pub const fn index_of(columns: &[Column], name: &str) -> usize {
    let mut i = 0;
    while i < columns.len() {
        if same(columns[i].name, name) {
            return i;
        }
        i += 1;
    }
    panic!("the key or version names a column that the table does not have")
}

/// Accepts the one word that may follow a column's kind. For [`table!`](crate::table).
pub const fn is_volatile(word: &str) -> bool {
    assert!(same(word, "volatile"), "only `volatile` may follow a column's kind");
    true
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Declares a [`Table`]: `table! { /// Doc. pub static UNIT = 10 "unit" key(id) version(version) { id: Int, code: Text,
/// seen_at: Int volatile, version: Int } }`.
#[macro_export]
macro_rules! table {
    ($(#[$doc:meta])* $vis:vis static $name:ident = $no:literal $table:literal key($($key:ident),+ $(,)?)
     $(version($version:ident))? { $($column:ident : $kind:ident $($volatile:ident)?),+ $(,)? }) => {
        $(#[$doc])*
        $vis static $name: $crate::Table = {
            const COLUMNS: &[$crate::Column] = &[$($crate::Column {
                name: stringify!($column),
                kind: $crate::Kind::$kind,
                volatile: false $(|| $crate::tables::is_volatile(stringify!($volatile)))?,
            }),+];
            const KEY: &[usize] = &[$($crate::tables::index_of(COLUMNS, stringify!($key))),+];
            const VERSION: &[usize] = &[$($crate::tables::index_of(COLUMNS, stringify!($version)))?];
            $crate::Table {
                no: $no,
                name: $table,
                columns: COLUMNS,
                key: KEY,
                version: if VERSION.is_empty() { None } else { Some(VERSION[0]) },
            }
        };
    };
}
