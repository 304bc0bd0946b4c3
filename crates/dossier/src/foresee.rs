//! When a dossier would be due if it were taken in now: what the desk tells before it saves.

use crate::desk::Desk;
use crate::explain::{Line, before_the_clock};
use crate::model::out_of_calendar;
use crate::reference::Reference;
use catalogue::Revision;
use kernel::{Day, Instant, Result, UnitId};
use organisation::UnitVersion;
use std::sync::Arc;

/// When a dossier taken in at an instant would be due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Foreseen {
    /// When its clock would begin.
    pub begins: Instant,
    /// The date that would stand on the slip.
    pub promised: Day,
    /// When on that day the time would be used up.
    pub due_at: Instant,
    /// The days between now and the clock's beginning, each with its reason; none when it begins at once.
    pub before: Vec<Line>,
}

impl Desk {
    /// Everything looked up, as it is now: for pages that offer a choice.
    ///
    /// # Errors
    /// A fault when no province is loaded, or a row cannot be read.
    pub fn now_in_force(&self) -> Result<Arc<Reference>> {
        self.db().read(|tx| self.reference(tx))
    }
}

impl Reference {
    /// When a dossier of a procedure would be due for a unit if it were taken in at an instant.
    ///
    /// # Errors
    /// A refusal when the calendar does not reach that far; a fault when the unit has none.
    pub fn foresee(&self, filed: &Revision, unit: UnitId, now: Instant) -> Result<Foreseen> {
        let calendar = self.calendar(unit)?;
        let running =
            kernel::term::start(calendar, filed.term, filed.rules, now).map_err(|e| out_of_calendar(&e))?;
        let before = before_the_clock(now, running.from, calendar).map_err(|e| out_of_calendar(&e))?;
        Ok(Foreseen { begins: running.from, promised: running.due_day, due_at: running.due_at, before })
    }

    /// The units that may settle a procedure on a day, in the order of lists.
    pub fn competent_units(&self, filed: &Revision, day: Day) -> Vec<&UnitVersion> {
        filed.settlers(&self.directory, day)
    }

    /// Whether a procedure is settled by such a unit, by the heir of the one that was named, or its function has passed
    /// to it: a re-organisation needs no new publication.
    pub fn is_competent(&self, filed: &Revision, unit: UnitId, day: Day) -> bool {
        filed.settled_by(&self.directory, unit, day)
    }
}
