//! What was taken in at another desk than the competent unit's, by decision (the report, I.1 and II.2.2), as it is
//! known now, and the dossiers behind it.

use crate::behind::{self, Mark, Page};
use crate::desk::DossierId;
use catalogue::reception::Since;
use catalogue::{Catalogue, ProcedureId};
use kernel::{Day, Instant, Period, Result, UnitId};
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

kernel::words! {
    /// What is counted of what a desk takes in.
    Count {
        /// Accepted within the period.
        Received = "received",
        /// Settled within the period.
        Settled = "settled",
    }
}

/// A dossier that a desk took in since the decision was in force.
struct Taken {
    id: DossierId,
    procedure: ProcedureId,
    unit: UnitId,
    desk: UnitId,
    wholly: bool,
    accepted: Instant,
    settled: Option<Instant>,
}

impl Taken {
    fn counts(&self, count: Count, period: Period) -> bool {
        match count {
            Count::Received => period.contains(self.accepted.day()),
            Count::Settled => self.settled.is_some_and(|at| period.contains(at.day())),
        }
    }
}

/// What desks took in by decision, each since the decision was in force. Voided intakes do not count.
///
/// # Errors
/// A fault of the database.
pub fn taken_in(tx: &mut Tx, catalogue: &Catalogue, period: Period) -> Result<Vec<TakenIn>> {
    let mut found: FxHashMap<(UnitId, UnitId, ProcedureId), TakenIn> = FxHashMap::default();
    each(tx, catalogue, period.to, |taken| {
        let Taken { procedure, unit, desk, wholly, .. } = taken;
        let new = TakenIn { procedure, unit, desk, wholly, received: 0, settled: 0 };
        let entry = found.entry((desk, unit, procedure)).or_insert(new);
        entry.received += i64::from(taken.counts(Count::Received, period));
        entry.settled += i64::from(taken.counts(Count::Settled, period));
    })?;
    let mut found: Vec<TakenIn> = found.into_values().collect();
    found.sort_by_key(|t| (t.desk, t.wholly, t.unit, t.procedure));
    Ok(found)
}

/// How many dossiers stand behind a count, and a page of them, the latest accepted first: of those that pass, by
/// procedure, unit, desk and whether everything is done there.
///
/// # Errors
/// A fault of the database.
pub fn dossiers(
    tx: &mut Tx,
    catalogue: &Catalogue,
    (count, period): (Count, Period),
    passes: impl Fn(&TakenIn) -> bool,
    after: Option<Mark>,
    limit: usize,
) -> Result<(i64, Page)> {
    let (mut all, mut marks, mut of) = (0, Vec::new(), FxHashMap::default());
    each(tx, catalogue, period.to, |taken| {
        let Taken { id, procedure, unit, desk, wholly, accepted, .. } = taken;
        let row = TakenIn { procedure, unit, desk, wholly, received: 1, settled: 1 };
        let mark = Mark { key: -accepted.0, id };
        if !taken.counts(count, period) || !passes(&row) {
            return;
        }
        all += 1;
        if after.is_none_or(|after| mark > after) {
            marks.push(mark);
            of.insert(id, (1, unit));
        }
    })?;
    marks.sort_unstable();
    let next = if marks.len() > limit { marks.get(limit.saturating_sub(1)).copied() } else { None };
    marks.truncate(limit);
    let mut page = Page { rows: Vec::with_capacity(marks.len()), next };
    for part in marks.chunks(512) {
        let told = part.iter().filter_map(|mark| Some((mark.id, *of.get(&mark.id)?))).collect();
        let mut rows: FxHashMap<DossierId, _> =
            behind::rows(tx, &told)?.into_iter().map(|row| (row.id, row)).collect();
        page.rows.extend(part.iter().filter_map(|mark| rows.remove(&mark.id)));
    }
    Ok((all, page))
}

/// Every dossier that a desk took in by decision before a day, since the decision was in force.
fn each(tx: &mut Tx, catalogue: &Catalogue, before: Day, mut f: impl FnMut(Taken)) -> Result<()> {
    // The same procedure of several units may have been given to a desk by several decisions.
    let mut since: FxHashMap<(UnitId, ProcedureId), Vec<&Since>> = FxHashMap::default();
    for s in catalogue.receptions() {
        since.entry((s.reception.desk, s.reception.procedure)).or_default().push(s);
    }
    let mut desks: Vec<UnitId> = since.keys().map(|(desk, _)| *desk).collect();
    desks.sort_unstable();
    desks.dedup();
    for desk in desks {
        tx.each(
            "SELECT id, procedure_id, unit_id, accepted_at, settled_at FROM dossier \
             WHERE receiving_id = $1 AND receiving_id <> unit_id AND accepted_at < $2 AND state <> 'void'",
            &vals![desk.0, before.start().0],
            |row| {
                let (id, procedure) = (DossierId(row.int()?), ProcedureId(row.int()?));
                let (unit, accepted) = (UnitId(row.int()?), Instant(row.int()?));
                let settled = row.opt_int()?.map(Instant);
                let Some(by) = since.get(&(desk, procedure)) else { return Ok(()) };
                // A unit of later goes by the decision on the one before it.
                let own = by.iter().find(|s| s.reception.unit == unit).or_else(|| by.first());
                if let Some(own) = own.filter(|s| s.from <= accepted.day()) {
                    let wholly = own.reception.wholly;
                    f(Taken { id, procedure, unit, desk, wholly, accepted, settled });
                }
                Ok(())
            },
        )?;
    }
    Ok(())
}
