//! What the audit says the rows should be: version and digest by key, 32 bytes a row.

use super::codec::{Change, decode_changes};
use super::report::{Report, What};
use crate::digest::{RowDigest, canonical};
use crate::{Schema, Tx, V};
use kernel::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};

/// Stands for a row that was deleted; no SHA-256 begins like this.
const GONE: RowDigest = [0; 16];

#[derive(Clone, Copy)]
struct Latest {
    version: u64,
    digest: RowDigest,
}

/// The latest change of every key that the audit names.
pub(super) struct Expected {
    schema: Schema,
    latest: FxHashMap<u64, Latest>,
    /// Keyed anew in each run: nobody can prepare two keys that look alike.
    hasher: RandomState,
    room: Vec<u8>,
}

impl Expected {
    pub(super) fn new(schema: Schema) -> Self {
        Self { schema, latest: FxHashMap::default(), hasher: RandomState::new(), room: Vec::new() }
    }

    fn hash<'v>(&mut self, table: u16, key: impl Iterator<Item = V<'v>>) -> u64 {
        self.room.clear();
        self.room.extend_from_slice(&table.to_le_bytes());
        for value in key {
            canonical(&mut self.room, value);
        }
        self.hasher.hash_one(self.room.as_slice())
    }

    /// Takes in a change. Of two with the same version the later one holds.
    pub(super) fn learn(&mut self, change: &Change<'_>, report: &mut Report) {
        if self.schema.table_of(change.table).is_none() {
            report.add(&format!("table number {}", change.table), "", What::Unregistered);
            return;
        }
        let hash = self.hash(change.table, change.key.iter().copied());
        let new = Latest { version: change.version, digest: change.digest.unwrap_or(GONE) };
        let latest = self.latest.entry(hash).or_insert(new);
        if new.version >= latest.version {
            *latest = new;
        }
    }

    /// Holds a row that is there against what should be; a row is asked for once.
    pub(super) fn meet<'v>(
        &mut self,
        table: u16,
        key: impl Iterator<Item = V<'v>>,
        digest: &RowDigest,
    ) -> Option<What> {
        let hash = self.hash(table, key);
        match self.latest.remove(&hash) {
            None => Some(What::Added),
            Some(latest) if latest.digest == GONE => Some(What::Added),
            Some(latest) if latest.digest != *digest => Some(What::Edited),
            Some(_) => None,
        }
    }

    /// Names the rows that should be there and were not met.
    pub(super) fn name_missing(mut self, tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
        self.latest.retain(|_, latest| latest.digest != GONE);
        let mut left: FxHashSet<u64> = self.latest.keys().copied().collect();
        self.latest = FxHashMap::default();
        if left.is_empty() {
            return Ok(());
        }
        // Only the hashes were kept; the audit has the keys.
        tx.each("SELECT changes FROM audit ORDER BY id", &[], |row| {
            let _ = decode_changes(row.slice()?, |change| {
                let hash = self.hash(change.table, change.key.iter().copied());
                if left.remove(&hash)
                    && let Some(table) = self.schema.table_of(change.table)
                {
                    report.add(table.name, key_text(change.key.iter().copied()), What::Deleted);
                }
            });
            Ok(())
        })
    }
}

/// A key for people.
pub(super) fn key_text<'v>(key: impl Iterator<Item = V<'v>>) -> String {
    let mut out = String::new();
    for value in key {
        let comma = if out.is_empty() { "" } else { ", " };
        let _ = match value {
            V::Int(x) => write!(out, "{comma}{x}"),
            V::Text(x) => write!(out, "{comma}{x}"),
            V::Bytes(x) => write!(out, "{comma}{}", crate::hex(x)),
            V::Null => write!(out, "{comma}NULL"),
        };
    }
    out
}
