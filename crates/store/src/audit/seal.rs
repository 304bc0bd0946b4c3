//! The sealer: chains the audit rows that no seal covers yet.

use super::codec;
use crate::{Db, Engine, Tx, V};
use kernel::Result;
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

/// Audit rows in a seal at most, give or take one transaction.
const MOST_ROWS: usize = 20_000;
/// Transactions in a seal at most.
const MOST_TRANSACTIONS: i64 = 2_000;
/// Stands for the digest of an audit row that is gone.
pub(super) const MISSING: [u8; 32] = [0; 32];

/// What the sealer did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sealed {
    /// Seals written.
    pub seals: u64,
    /// Audit rows that they cover.
    pub rows: u64,
}

/// Seals every audit row that is committed and not sealed. May run anywhere, any time, also twice at once.
///
/// # Errors
/// A fault of the database.
pub fn seal(db: &Db) -> Result<Sealed> {
    let mut sum = Sealed::default();
    loop {
        match db.write(one_seal)? {
            0 => return Ok(sum),
            rows => sum = Sealed { seals: sum.seals + 1, rows: sum.rows + rows },
        }
    }
}

/// The columns of a seal that its digest covers, besides the digests of its members.
pub(super) struct Head<'a> {
    pub(super) no: i64,
    pub(super) prev: &'a [u8],
    pub(super) first_at: i64,
    pub(super) count: i64,
    pub(super) members: &'a [u8],
    pub(super) sealed_at: i64,
}

impl Head<'_> {
    /// The seal's digest.
    pub(super) fn digest<'d>(&self, leaves: impl Iterator<Item = &'d [u8; 32]>) -> [u8; 32] {
        let mut room = Vec::with_capacity(self.members.len() + 128);
        for value in [
            V::Bytes(self.prev),
            V::Int(self.no),
            V::Int(self.first_at),
            V::Int(self.count),
            V::Int(self.sealed_at),
            V::Bytes(self.members),
        ] {
            crate::digest::canonical(&mut room, value);
        }
        let mut hash = Sha256::new_with_prefix(&room);
        leaves.for_each(|leaf| hash.update(leaf));
        hash.finalize().into()
    }
}

/// Writes one seal; returns how many rows it covers, 0 when there was nothing to do.
fn one_seal(tx: &mut Tx<'_>) -> Result<u64> {
    if tx.engine() == Engine::Postgres {
        // Two sealers at once would both follow the same seal.
        tx.batch("LOCK TABLE audit_seal IN SHARE ROW EXCLUSIVE MODE")?;
    }
    let (taken, ids) = queued(tx)?;
    if ids.is_empty() {
        return Ok(0);
    }
    let found = leaves(tx, &ids)?;
    let last = tx.query_opt("SELECT no, digest FROM audit_seal ORDER BY no DESC LIMIT 1", &[], |row| {
        Ok((row.int()?, row.bytes()?))
    })?;
    let (before, prev) = last.unwrap_or_else(|| (0, MISSING.to_vec()));
    let all: Vec<i64> = ids.iter().flatten().copied().collect();
    let members = codec::encode_members(&all);
    let first_at = all.iter().find_map(|id| found.get(id)).map_or(0, |(_, at)| *at);
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let sealed_at = tx.recorded_at().0;
    let head = Head { no: before + 1, prev: &prev, first_at, count, members: &members, sealed_at };
    let digest = head.digest(all.iter().map(|id| found.get(id).map_or(&MISSING, |(leaf, _)| leaf)));
    tx.exec(
        "INSERT INTO audit_seal (no, prev, first_at, count, members, digest, sealed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            V::Int(head.no),
            V::Bytes(&prev),
            V::Int(first_at),
            V::Int(count),
            V::Bytes(&members),
            V::Bytes(&digest),
            V::Int(sealed_at),
        ],
    )?;
    for first in taken {
        tx.exec("DELETE FROM audit_unsealed WHERE first_id = $1", &[V::Int(first)])?;
    }
    Ok(all.len() as u64)
}

/// The oldest of the queue: its keys, and the audit rows by stretches, all ids rising.
fn queued(tx: &mut Tx<'_>) -> Result<(Vec<i64>, Vec<Vec<i64>>)> {
    let mut taken = Vec::new();
    let mut ids: Vec<i64> = Vec::new();
    let rows = tx.query(
        "SELECT first_id, members FROM audit_unsealed ORDER BY first_id LIMIT $1",
        &[V::Int(MOST_TRANSACTIONS)],
        |row| Ok((row.int()?, codec::decode_members(row.slice()?))),
    )?;
    for (first, members) in rows {
        // What cannot be read stays in the queue, where `verify` names it; the rest must not wait for it.
        let Ok(members) = members else { continue };
        if ids.len() >= MOST_ROWS {
            break;
        }
        taken.push(first);
        ids.extend(members);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok((taken, stretches(&ids)))
}

/// Cuts where ids lie far apart, so that a transaction that committed late does not make us read all between.
fn stretches(ids: &[i64]) -> Vec<Vec<i64>> {
    const FAR: i64 = 60_000 << 22;
    ids.chunk_by(|a, b| b - a < FAR).map(<[i64]>::to_vec).collect()
}

/// Digest and technical time of each audit row.
fn leaves(tx: &mut Tx<'_>, ids: &[Vec<i64>]) -> Result<FxHashMap<i64, ([u8; 32], i64)>> {
    let mut found = FxHashMap::default();
    for stretch in ids {
        let (Some(from), Some(to)) = (stretch.first(), stretch.last()) else {
            continue;
        };
        let mut wanted = stretch.iter().peekable();
        tx.each(
            "SELECT id, digest, recorded_at FROM audit WHERE id BETWEEN $1 AND $2 ORDER BY id",
            &[V::Int(*from), V::Int(*to)],
            |row| {
                let (id, digest, at) = (row.int()?, row.slice()?, row.int()?);
                while wanted.next_if(|w| **w < id).is_some() {}
                if wanted.next_if(|w| **w == id).is_some() {
                    found.insert(id, (leaf(digest), at));
                }
                Ok(())
            },
        )?;
    }
    Ok(found)
}

/// The stored digest as the chain takes it.
pub(super) fn leaf(stored: &[u8]) -> [u8; 32] {
    <[u8; 32]>::try_from(stored).unwrap_or_else(|_| crate::digest::sha256(stored))
}
