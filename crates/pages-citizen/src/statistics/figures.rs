//! Figures of closed days, computed once and kept for a minute: days that are closed do not change, but what is entered
//! by hand for the time before may.

use super::period;
use kernel::{Day, Instant, Period, Result};
use report::annex3::{Annex, Cell, Line, Question, RowKind, annex};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::Tx;

/// Seconds for which figures are kept.
const KEPT: i64 = 60;
/// Periods that are kept at once.
const MOST: usize = 60;

/// What there is to be told.
pub(crate) struct Figures {
    /// The table.
    pub(crate) annex: Annex,
}

/// What figures are of: the first and last day, the day up to which days are closed, and the organisation.
type Of = (Period, Day, i64);

/// Figures, and when they were computed.
type Kept = FxHashMap<Of, (Instant, Arc<Figures>)>;

/// Figures that were computed lately. One for the routes of a site.
#[derive(Clone, Default)]
pub(crate) struct Lately(Arc<Mutex<Kept>>);

/// How far figures reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Reach {
    /// The first day of which anything is known.
    pub(crate) first: Day,
    /// The first day that is not closed.
    pub(crate) closed_to: Day,
}

impl Reach {
    /// As it is now.
    pub(crate) fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let first = catalogue::settings::coverage_from(tx)?;
        Ok(Self { first, closed_to: dossier::figures::closed_to(tx)? })
    }
}

impl Lately {
    /// The figures of a period as it is called in an address; none before a day is closed.
    ///
    /// # Errors
    /// A refusal for what is no such period.
    pub(crate) fn of(
        &self,
        tx: &mut Tx<'_>,
        name: &str,
        reach: Reach,
        organisation: i64,
        now: Instant,
    ) -> Result<Option<Arc<Figures>>> {
        let Some(period) = period::read(name, reach.closed_to, reach.first)? else {
            return Ok(None);
        };
        let of = (period, reach.closed_to, organisation);
        let fresh = |at: &Instant| *at <= now && now < at.plus_seconds(KEPT);
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, figures)) = lock().get(&of).filter(|(at, _)| fresh(at)) {
            return Ok(Some(figures.clone()));
        }
        let figures = Arc::new(Figures { annex: computed(tx, period, reach)? });
        let mut kept = lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(of, (now, figures.clone()));
        Ok(Some(figures))
    }
}

fn computed(tx: &mut Tx<'_>, period: Period, reach: Reach) -> Result<Annex> {
    let ask =
        |period| Question { period, as_of: reach.closed_to, subtotals: true, overdue: true, mapped_to: None };
    let whole = annex(tx, ask(period))?;
    // The first year begins amid: what nobody knows of it is left out, unless it was entered.
    let known = whole.of_kind(RowKind::Unit).any(|line| line.sums.is_some() || line.entered);
    match Period::new(reach.first, period.to) {
        Some(rest) if period.from < reach.first && !known => annex(tx, ask(rest)),
        _ => Ok(whole),
    }
}

/// A figure of a line, where it is known.
pub(crate) fn known(line: &Line, figure: &str) -> Option<i64> {
    match line.figure(figure) {
        Cell::Number(n) => Some(n),
        Cell::Text(_) | Cell::Unknown(()) => None,
    }
}

/// Settled and late of a line, where both are known.
pub(crate) fn settled_and_late(line: &Line) -> Option<(i64, i64)> {
    let (in_time, late) = (known(line, "on_time_or_early")?, known(line, "late")?);
    Some((in_time + late, late))
}
