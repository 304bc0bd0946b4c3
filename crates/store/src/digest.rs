//! SHA-256 over rows and tables, the same on both engines.

use crate::{Table, V};
use sha2::{Digest as _, Sha256};

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char])
        .collect()
}

/// Appends a value so that no two sequences of values look alike.
pub(crate) fn canonical(out: &mut Vec<u8>, value: V<'_>) {
    match value {
        V::Null => out.push(0),
        V::Int(x) => {
            out.push(1);
            out.extend_from_slice(&x.to_le_bytes());
        }
        V::Text(x) => sized(out, 2, x.as_bytes()),
        V::Bytes(x) => sized(out, 3, x),
    }
}

fn sized(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Half of a SHA-256: what the audit keeps of a row.
pub(crate) type RowDigest = [u8; 16];

/// The digest of a whole row: the table's name and every column.
pub(crate) fn row(room: &mut Vec<u8>, table: &Table, values: &[V<'_>]) -> RowDigest {
    room.clear();
    canonical(room, V::Text(table.name));
    for value in values {
        canonical(room, *value);
    }
    half(&sha256(room))
}

pub(crate) fn half(whole: &[u8; 32]) -> RowDigest {
    let mut half = [0; 16];
    half.copy_from_slice(&whole[..16]);
    half
}

/// The digest of many rows in any order: their number and the sum of their SHA-256, lane by lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Sum {
    pub(crate) rows: u64,
    lanes: [u64; 4],
}

impl Sum {
    pub(crate) fn add(&mut self, digest: &[u8; 32]) {
        self.rows += 1;
        for (lane, bytes) in self.lanes.iter_mut().zip(digest.chunks_exact(8)) {
            let mut word = [0; 8];
            word.copy_from_slice(bytes);
            *lane = lane.wrapping_add(u64::from_le_bytes(word));
        }
    }

    pub(crate) fn bytes(&self) -> [u8; 40] {
        let mut out = [0; 40];
        for (place, word) in out.chunks_exact_mut(8).zip([self.rows].iter().chain(&self.lanes)) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        out
    }
}
