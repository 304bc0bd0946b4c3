//! The dates of a dossier, and how many working days are left.

use crate::locale::T;
use dossier::reference::Reference;
use kernel::{Day, UnitId};

/// Its dates.
pub(super) struct Days {
    pub(super) promised: Day,
    pub(super) due: Day,
    pub(super) announced: Option<Day>,
    /// Nothing while the clock stands and once it is settled.
    pub(super) left: Option<Left>,
}

impl Days {
    /// The due date, where it is no longer the promised one.
    pub(super) fn moved(&self) -> Option<Day> {
        (self.due != self.promised).then_some(self.due)
    }
}

/// How much time is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Left {
    /// Working days after today, up to the due one.
    Days(i64),
    /// It is due today.
    Today,
    /// Working days since the due one; none yet on a day off right after it.
    Late(i64),
}

impl Left {
    /// By the calendar of the unit; unknown where that does not reach.
    pub(super) fn until(reference: &Reference, unit: UnitId, due: Day, today: Day) -> Option<Self> {
        let calendar = reference.calendar(unit).ok()?;
        if due == today {
            return Some(Self::Today);
        }
        let days = calendar.working_days_between(today, due).ok()?;
        Some(if due > today { Self::Days(days) } else { Self::Late(-days) })
    }

    /// What it is called, and how much.
    pub(super) fn words(self, t: T) -> (String, String) {
        match self {
            Self::Days(n) => (t.track_left().into(), t.track_days(n)),
            Self::Today => (t.track_left().into(), t.track_today().into()),
            Self::Late(0) => (t.track_late().into(), t.track_late_now().into()),
            Self::Late(n) => (t.track_late().into(), t.track_days(n)),
        }
    }
}
