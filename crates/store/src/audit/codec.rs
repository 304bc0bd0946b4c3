//! How changes and members are written into the audit. The decoders take any bytes and never panic.

use crate::V;
use crate::digest::{RowDigest, canonical, sha256};
use crate::varint::{Reader, put, put_signed};

/// One change as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Number of the table.
    pub table: u16,
    /// The row's key.
    pub key: Vec<V<'a>>,
    /// Its version after the change; 0 in tables without one.
    pub version: u64,
    /// Its digest after the change; none when it was deleted.
    pub digest: Option<RowDigest>,
}

/// Bytes that no encoder of ours has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Appends a change: number of key columns and whether a digest follows, table, key, version, digest.
pub(crate) fn encode_change<'v>(
    out: &mut Vec<u8>,
    table: u16,
    key: impl ExactSizeIterator<Item = V<'v>>,
    version: u64,
    digest: Option<&RowDigest>,
) {
    put(out, (key.len() as u64) << 1 | u64::from(digest.is_some()));
    put_key(out, table, key);
    put(out, version);
    out.extend_from_slice(digest.map_or(&[], |d| d.as_slice()));
}

/// A table and a key as they stand in a change.
pub(crate) fn encode_key<'v>(table: u16, key: impl Iterator<Item = V<'v>>) -> Vec<u8> {
    let mut out = Vec::new();
    put_key(&mut out, table, key);
    out
}

fn put_key<'v>(out: &mut Vec<u8>, table: u16, key: impl Iterator<Item = V<'v>>) {
    put(out, u64::from(table));
    for value in key {
        match value {
            V::Null => out.push(0),
            V::Int(x) => {
                out.push(1);
                put_signed(out, x);
            }
            V::Text(x) => sized(out, 2, x.as_bytes()),
            V::Bytes(x) => sized(out, 3, x),
        }
    }
}

fn sized(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads the changes of an audit row one after the other.
///
/// # Errors
/// [`Malformed`] at the first byte that does not fit.
pub fn decode_changes<'a>(bytes: &'a [u8], mut f: impl FnMut(Change<'a>)) -> Result<(), Malformed> {
    let mut reader = Reader::new(bytes);
    while !reader.is_empty() {
        f(change(&mut reader).ok_or(Malformed)?);
    }
    Ok(())
}

fn change<'a>(reader: &mut Reader<'a>) -> Option<Change<'a>> {
    let head = reader.number()?;
    let table = u16::try_from(reader.number()?).ok()?;
    let columns = usize::try_from(head >> 1).ok().filter(|n| *n <= crate::schema::MAX_COLUMNS)?;
    let mut key = Vec::with_capacity(columns);
    for _ in 0..columns {
        key.push(match reader.byte()? {
            0 => V::Null,
            1 => V::Int(reader.signed()?),
            2 => V::Text(std::str::from_utf8(reader.sized()?).ok()?),
            3 => V::Bytes(reader.sized()?),
            _ => return None,
        });
    }
    let version = reader.number()?;
    let digest = match head & 1 {
        0 => None,
        _ => Some(reader.take(16)?.try_into().ok()?),
    };
    Some(Change { table, key, version, digest })
}

/// Ids in rising order as differences.
pub(crate) fn encode_members(ids: &[i64]) -> Vec<u8> {
    let mut out = Vec::with_capacity(ids.len() * 3 + 8);
    let mut before = 0;
    for id in ids {
        put(&mut out, id.wrapping_sub(before) as u64);
        before = *id;
    }
    out
}

/// The ids again, strictly rising and not negative.
///
/// # Errors
/// [`Malformed`] for anything else.
pub fn decode_members(bytes: &[u8]) -> Result<Vec<i64>, Malformed> {
    let mut reader = Reader::new(bytes);
    let mut ids: Vec<i64> = Vec::new();
    while !reader.is_empty() {
        let step = reader.number().and_then(|s| i64::try_from(s).ok()).ok_or(Malformed)?;
        let id = match ids.last() {
            None => step,
            Some(_) if step == 0 => return Err(Malformed),
            Some(last) => last.checked_add(step).ok_or(Malformed)?,
        };
        ids.push(id);
    }
    Ok(ids)
}

/// An audit row without its digest.
pub(crate) struct AuditRow<'a> {
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) recorded_at: i64,
    pub(crate) actor: i64,
    pub(crate) action: &'a str,
    pub(crate) changes: &'a [u8],
    /// For whom; none in rows from before it was kept.
    pub(crate) behalf: Option<i64>,
}

impl AuditRow<'_> {
    /// The digest of every column.
    pub(crate) fn digest(&self, room: &mut Vec<u8>) -> [u8; 32] {
        self.hashed(room, true)
    }

    /// The digest of what is the same whenever the same work is done: all but the technical time.
    pub(crate) fn timeless(&self, room: &mut Vec<u8>) -> [u8; 32] {
        self.hashed(room, false)
    }

    fn hashed(&self, room: &mut Vec<u8>, with_time: bool) -> [u8; 32] {
        room.clear();
        let time = if with_time { V::Int(self.recorded_at) } else { V::Null };
        let rest = [V::Int(self.actor), V::Text(self.action), V::Bytes(self.changes)];
        for value in [V::Int(self.id), V::Int(self.at), time].into_iter().chain(rest) {
            canonical(room, value);
        }
        // One value more and no other: without one the digest is that of the rows from before.
        if let Some(behalf) = self.behalf {
            canonical(room, V::Int(behalf));
        }
        sha256(room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_done_for_nobody_has_the_digest_it_had_before_that_was_kept() {
        let row = AuditRow {
            id: 5,
            at: 6,
            recorded_at: 7,
            actor: 8,
            action: "thing.make",
            changes: &[1, 2],
            behalf: None,
        };
        let (mut own, mut room) = (Vec::new(), Vec::new());
        for value in [V::Int(5), V::Int(6), V::Int(7), V::Int(8), V::Text("thing.make"), V::Bytes(&[1, 2])] {
            canonical(&mut own, value);
        }
        assert_eq!(row.digest(&mut room), sha256(&own));
        let other = AuditRow { behalf: Some(9), ..row };
        assert_ne!(other.digest(&mut room), sha256(&own));
    }
}
