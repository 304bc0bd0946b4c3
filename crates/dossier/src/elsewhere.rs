//! What was taken in at another desk than the competent unit's, by decision (the report, I.1 and II.2.2), as it is
//! known now.

use catalogue::reception::Since;
use catalogue::{Catalogue, ProcedureId};
use kernel::{Day, Period, Result, UnitId};
use rustc_hash::FxHashMap;
use store::{Tx, vals};

/// Dossiers of a procedure that a desk took in for a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TakenIn {
    /// The procedure.
    pub procedure: ProcedureId,
    /// The unit that settles it, or its heir.
    pub unit: UnitId,
    /// The desk.
    pub desk: UnitId,
    /// Whether everything is done there.
    pub wholly: bool,
    /// Accepted within the period.
    pub received: i64,
    /// Accepted since the decision, and settled within the period.
    pub settled: i64,
}

/// What desks took in by decision, each since the decision was in force. Voided intakes do not count.
///
/// # Errors
/// A fault of the database.
pub fn taken_in(tx: &mut Tx, catalogue: &Catalogue, period: Period) -> Result<Vec<TakenIn>> {
    // The same procedure of several units may have been given to a desk by several decisions.
    let mut since: FxHashMap<(UnitId, ProcedureId), Vec<&Since>> = FxHashMap::default();
    for s in catalogue.receptions() {
        since.entry((s.reception.desk, s.reception.procedure)).or_default().push(s);
    }
    let mut desks: Vec<UnitId> = since.keys().map(|(desk, _)| *desk).collect();
    desks.sort_unstable();
    desks.dedup();
    let mut found: FxHashMap<(UnitId, UnitId, ProcedureId), TakenIn> = FxHashMap::default();
    for desk in desks {
        tx.each(
            "SELECT procedure_id, unit_id, accepted_at, settled_at FROM dossier \
             WHERE receiving_id = $1 AND receiving_id <> unit_id AND accepted_at < $2 AND state <> 'void'",
            &vals![desk.0, period.to.start().0],
            |row| {
                let (procedure, unit) = (ProcedureId(row.int()?), UnitId(row.int()?));
                let (accepted, settled) = (day(row.int()?), row.opt_int()?.map(day));
                let Some(by) = since.get(&(desk, procedure)) else { return Ok(()) };
                // A unit of later goes by the decision on the one before it.
                let own = by.iter().find(|s| s.reception.unit == unit).or_else(|| by.first());
                let Some(own) = own.filter(|s| s.from <= accepted) else { return Ok(()) };
                let wholly = own.reception.wholly;
                let entry = found.entry((desk, unit, procedure)).or_insert(TakenIn {
                    procedure,
                    unit,
                    desk,
                    wholly,
                    received: 0,
                    settled: 0,
                });
                entry.received += i64::from(period.contains(accepted));
                entry.settled += i64::from(settled.is_some_and(|day| period.contains(day)));
                Ok(())
            },
        )?;
    }
    let mut found: Vec<TakenIn> = found.into_values().collect();
    found.sort_by_key(|t| (t.desk, t.wholly, t.unit, t.procedure));
    Ok(found)
}

fn day(instant: i64) -> Day {
    kernel::Instant(instant).day()
}
