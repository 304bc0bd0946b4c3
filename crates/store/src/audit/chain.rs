//! First half of `verify`: every audit row and every seal, each once.

use super::codec::{AuditRow, decode_changes, decode_members};
use super::expected::Expected;
use super::report::{Anchor, Report, What};
use super::seal::{Head, MISSING, leaf};
use crate::Tx;
use crate::digest::{Sum, hex, sha256};
use kernel::Result;

/// The audit rows as the chain sees them: 40 bytes a row.
struct Leaves {
    ids: Vec<i64>,
    digests: Vec<[u8; 32]>,
    covered: Vec<bool>,
}

/// Checks the chain; what the audit says of the rows goes into `expected`.
pub(super) fn check(
    tx: &mut Tx<'_>,
    expected: &mut Expected,
    anchor: Option<&Anchor>,
    report: &mut Report,
) -> Result<()> {
    let mut leaves = audit_rows(tx, expected, report)?;
    seals(tx, &mut leaves, anchor, report)?;
    queue(tx, &mut leaves, report)?;
    for (id, _) in leaves.ids.iter().zip(&leaves.covered).filter(|(_, covered)| !**covered) {
        report.add("audit", id.to_string(), What::Unqueued);
    }
    Ok(())
}

fn audit_rows(tx: &mut Tx<'_>, expected: &mut Expected, report: &mut Report) -> Result<Leaves> {
    let rows = tx.query_one("SELECT COUNT(*) FROM audit", &[], |row| row.int())?;
    let room_for = usize::try_from(rows).unwrap_or(0);
    let mut leaves = Leaves {
        ids: Vec::with_capacity(room_for),
        digests: Vec::with_capacity(room_for),
        covered: Vec::new(),
    };
    let mut room = Vec::new();
    let mut sum = Sum::default();
    let mut rows = 0;
    tx.each(
        "SELECT id, at, recorded_at, actor, action, changes, behalf, digest FROM audit ORDER BY id",
        &[],
        |row| {
            let audit = AuditRow {
                id: row.int()?,
                at: row.int()?,
                recorded_at: row.int()?,
                actor: row.int()?,
                action: row.str()?,
                changes: row.slice()?,
                behalf: row.opt_int()?,
            };
            let stored = row.slice()?;
            rows += 1;
            // What the store itself does (migrations) happens at technical times only.
            if !audit.action.starts_with("store.") {
                sum.add(&audit.timeless(&mut room));
            }
            let read = decode_changes(audit.changes, |change| expected.learn(&change, report));
            if read.is_err() || audit.digest(&mut room) != *stored {
                report.add("audit", audit.id.to_string(), What::Edited);
            }
            leaves.ids.push(audit.id);
            leaves.digests.push(leaf(stored));
            leaves.covered.push(false);
            Ok(())
        },
    )?;
    report.audit_rows = rows;
    report.audit = hex(&sha256(&sum.bytes()));
    Ok(leaves)
}

fn seals(tx: &mut Tx<'_>, leaves: &mut Leaves, anchor: Option<&Anchor>, report: &mut Report) -> Result<()> {
    let mut before = (0, MISSING.to_vec());
    let mut anchored = anchor.is_none();
    tx.each(
        "SELECT no, prev, first_at, count, members, digest, sealed_at FROM audit_seal ORDER BY no",
        &[],
        |row| {
            let head = Head {
                no: row.int()?,
                prev: row.slice()?,
                first_at: row.int()?,
                count: row.int()?,
                members: row.slice()?,
                sealed_at: 0,
            };
            let stored = row.slice()?;
            let head = Head { sealed_at: row.int()?, ..head };
            // A long row of gaps is one gap in truth; the first numbers tell where.
            for missing in (before.0 + 1..head.no).take(100) {
                report.add("audit_seal", missing.to_string(), What::Deleted);
            }
            if head.no == before.0 + 1 && head.prev != before.1 {
                report.add("audit_seal", head.no.to_string(), What::Unchained);
            }
            one_seal(&head, stored, leaves, report);
            anchored |= anchor.is_some_and(|a| a.no == head.no && a.digest == *stored);
            report.seals += 1;
            report.head = stored.try_into().ok().map(|digest| Anchor { no: head.no, digest });
            before = (head.no, stored.to_vec());
            Ok(())
        },
    )?;
    if let Some(anchor) = anchor.filter(|_| !anchored) {
        report.add("audit_seal", anchor.no.to_string(), What::Unanchored);
    }
    Ok(())
}

fn one_seal(head: &Head<'_>, stored: &[u8], leaves: &mut Leaves, report: &mut Report) {
    let name = head.no.to_string();
    let Ok(members) = decode_members(head.members) else {
        report.add("audit_seal", name, What::Edited);
        return;
    };
    let mut missing = false;
    let mut found = Vec::with_capacity(members.len());
    for id in &members {
        match leaves.take(*id) {
            Taken::Now(at) => found.push(leaves.digests[at]),
            Taken::Before(at) => {
                report.add("audit", id.to_string(), What::Twice);
                found.push(leaves.digests[at]);
            }
            Taken::Gone => {
                report.add("audit", id.to_string(), What::Deleted);
                missing = true;
                found.push(MISSING);
            }
        }
    }
    if i64::try_from(members.len()) != Ok(head.count) || members.is_empty() {
        report.add("audit_seal", name, What::Edited);
    } else if !missing && head.digest(found.iter()) != *stored {
        // Either the seal's own columns or a member with its digest: the row alone cannot tell.
        report.add("audit_seal", name, What::Broken);
    }
}

fn queue(tx: &mut Tx<'_>, leaves: &mut Leaves, report: &mut Report) -> Result<()> {
    tx.each("SELECT first_id, members FROM audit_unsealed ORDER BY first_id", &[], |row| {
        let (first, members) = (row.int()?, decode_members(row.slice()?));
        let Ok(members) = members else {
            report.add("audit_unsealed", first.to_string(), What::Edited);
            return Ok(());
        };
        if members.first() != Some(&first) {
            report.add("audit_unsealed", first.to_string(), What::Edited);
        }
        for id in members {
            match leaves.take(id) {
                Taken::Now(_) => report.unsealed += 1,
                Taken::Before(_) => report.add("audit", id.to_string(), What::Twice),
                Taken::Gone => report.add("audit", id.to_string(), What::Deleted),
            }
        }
        Ok(())
    })
}

enum Taken {
    Now(usize),
    Before(usize),
    Gone,
}

impl Leaves {
    fn take(&mut self, id: i64) -> Taken {
        match self.ids.binary_search(&id) {
            Ok(at) if std::mem::replace(&mut self.covered[at], true) => Taken::Before(at),
            Ok(at) => Taken::Now(at),
            Err(_) => Taken::Gone,
        }
    }
}
