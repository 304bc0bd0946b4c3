//! What waits for the opinions of some units: a list of its own in their inbox.

use super::{Referral, read, referral_columns};
use crate::listing::{Line, lines_of};
use crate::model::DossierId;
use kernel::{Result, Units};
use rustc_hash::FxHashMap;
use store::{Tx, V, placeholders};

/// An opinion that is waited for.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What is asked of whom.
    pub asked: Referral,
    /// The dossier.
    pub dossier: Line,
}

/// Only opinions: what a linked unit has as a step stands in its inbox anyway.
const OPEN: &str = "r.kind = 'opinion' AND r.done_at IS NULL AND r.lapsed_at IS NULL";

/// The opinions that are waited for from these units, by due time; those whose dossier's clock stands come last.
///
/// # Errors
/// A fault of the database.
pub fn waiting(tx: &mut Tx, units: &Units, limit: i64) -> Result<Vec<Waiting>> {
    let (of, mut args) = of_units(units);
    args.push(V::Int(limit));
    let text = format!(
        "SELECT {} FROM dossier_referral r WHERE {OPEN}{of} \
         ORDER BY CASE WHEN r.due_at IS NULL THEN 1 ELSE 0 END, r.due_at, r.dossier_id, r.no LIMIT ${}",
        referral_columns!(),
        args.len()
    );
    let asked = tx.query(text, &args, read)?;
    let ids: Vec<DossierId> = asked.iter().map(|r| r.dossier).collect();
    let lines: FxHashMap<DossierId, Line> = lines_of(tx, &ids)?.into_iter().map(|l| (l.id, l)).collect();
    let found = asked.into_iter().filter_map(|asked| {
        let dossier = lines.get(&asked.dossier)?.clone();
        Some(Waiting { asked, dossier })
    });
    Ok(found.collect())
}

/// How many there are.
///
/// # Errors
/// A fault of the database.
pub fn count_waiting(tx: &mut Tx, units: &Units) -> Result<i64> {
    let (of, args) = of_units(units);
    tx.query_one(format!("SELECT COUNT(*) FROM dossier_referral r WHERE {OPEN}{of}"), &args, |row| row.int())
}

fn of_units(units: &Units) -> (String, Vec<V<'static>>) {
    match units {
        Units::All => (String::new(), Vec::new()),
        Units::Some(units) if units.is_empty() => (" AND 1 = 0".into(), Vec::new()),
        Units::Some(units) => {
            let args: Vec<V<'static>> = units.iter().map(|u| V::Int(u.0)).collect();
            (format!(" AND r.unit_id IN ({})", placeholders(1, args.len())), args)
        }
    }
}
