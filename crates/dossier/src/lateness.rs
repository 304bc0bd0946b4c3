//! Why a dossier is late, or how much of its time is left: where the minutes went, step by step.
//!
//! In working minutes of the competent unit's calendar, pauses excluded:
//!
//! ```text
//! used − term = Σ over the realised critical path of (used − allotted) − reserve
//! reserve     = term − Σ allotted on that path
//! ```
//!
//! The realised critical path is every visit of a step in the order in which it happened. Where opinions were gathered
//! at once it goes through the one that was answered last, for the step waits for all of them; what passed between that
//! answer and the hand-over is a wait of its own, to which nothing was allotted. A step that was visited again has its
//! allotment again, as the due time said that was shown to whoever worked on it: what going back cost stands in the
//! reserve, and [`Lateness::repeated`] tells how much of it that was.
//!
//! The law judges by date: a dossier is late only when its due *day* is over. What the end of the due day gives beyond
//! the term is [`Lateness::rounding`], an item of its own; what resuming or a correction gave or took is
//! [`Lateness::adjusted`]. So `used − (term + adjusted + rounding)` is what was used after the end of the due day.
//!
//! How late a linked unit was counts in its own calendar ([`Lateness::linked`]) and is never part of the sum: its
//! dossier is counted once, under the competent unit.

mod allowed;
mod path;
mod read;

pub use allowed::{Allowed, Given};
pub use path::{Opinion, Visit};

use kernel::calendar::{Calendar, CalendarError};
use kernel::{Instant, PersonId, UnitId};
use serde::Serialize;
use std::fmt;

kernel::words!(
    /// What a part of the path was.
    PartKind {
        /// A step was worked on.
        Step = "step",
        /// The last of the opinions gathered at once was waited for.
        Opinion = "opinion",
        /// All opinions were there, and the dossier was not yet handed over.
        HandOver = "hand_over",
        /// It lay settled until it was taken back into work.
        Settled = "settled",
    }
);

/// A part of the realised critical path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it was.
    pub kind: PartKind,
    /// The step it belongs to, from 1.
    pub step: i64,
    /// The step's name.
    pub name: String,
    /// Which visit of that step, from 1.
    pub visit: i64,
    /// The unit it belongs to.
    pub unit: UnitId,
    /// Who ended it; nobody yet where it goes on.
    pub person: Option<PersonId>,
    /// When it began.
    pub from: Instant,
    /// When it ended, or now.
    pub to: Instant,
    /// Working minutes used, pauses excluded.
    pub used: i64,
    /// Working minutes allotted.
    pub allotted: i64,
}

impl Part {
    /// Minutes used beyond the allotment; below zero where some were left.
    pub fn over(&self) -> i64 {
        self.used - self.allotted
    }
}

/// How a linked unit kept its own time, by its own calendar. Never part of the dossier's sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// The step it was asked for.
    pub step: i64,
    /// The step's name.
    pub name: String,
    /// The linked unit.
    pub unit: UnitId,
    /// Who ended it; nobody yet where it goes on.
    pub person: Option<PersonId>,
    /// When it came there.
    pub came: Instant,
    /// When it left; none where it is there still.
    pub left: Option<Instant>,
    /// Working minutes of its own calendar used, pauses excluded.
    pub used: i64,
    /// Working minutes allotted.
    pub allotted: i64,
}

impl Linked {
    /// Minutes used beyond the allotment; below zero where some were left.
    pub fn over(&self) -> i64 {
        self.used - self.allotted
    }
}

/// Where a dossier's time went. All in working minutes of the competent unit's calendar, pauses excluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lateness {
    /// The realised critical path, in order.
    pub parts: Vec<Part>,
    /// Used since the clock began to count: the sum over the parts.
    pub used: i64,
    /// The term: from the clock's beginning to the same hour of its last day, or the whole of a term in hours.
    pub term: i64,
    /// What the rule on resuming, or a corrected procedure, has given since (taken, below zero).
    pub adjusted: i64,
    /// What the end of the due day gives beyond term and adjustment.
    pub rounding: i64,
    /// The term less everything allotted on the path: what the process kept for itself.
    pub reserve: i64,
    /// Of what was allotted: to steps that were visited again.
    pub repeated: i64,
    /// Linked units in their own time.
    pub linked: Vec<Linked>,
}

impl Lateness {
    /// Minutes used beyond the term: what the parts and the reserve explain.
    pub fn over(&self) -> i64 {
        self.used - self.term
    }

    /// Minutes used after the end of the due day; below zero while some are left. A dossier that is settled on a day
    /// off after its due day is late with none.
    pub fn past_due(&self) -> i64 {
        self.over() - self.adjusted - self.rounding
    }

    /// What the parts come to beyond their allotments.
    pub fn over_allotments(&self) -> i64 {
        self.parts.iter().map(Part::over).sum()
    }

    /// Puts the explanation together. The used minutes are counted twice, along the clock and along the path: an
    /// explanation that does not explain all of them is none.
    ///
    /// # Errors
    /// [`Unexplained`] when the path leaves out a part of the clock's time or tells it twice, when a linked unit has no
    /// calendar, or when a calendar does not reach that far.
    pub fn explain<'c>(
        visits: &[Visit],
        allowed: &Allowed,
        calendar: &Calendar,
        calendar_of: impl Fn(UnitId) -> Option<&'c Calendar>,
    ) -> Result<Self, Unexplained> {
        let parts = path::critical(visits, allowed, calendar)?;
        let told: i64 = parts.iter().map(|p| p.used).sum();
        if told != allowed.used {
            return Err(Unexplained::Gap { used: allowed.used, told });
        }
        let allotted: i64 = parts.iter().map(|p| p.allotted).sum();
        let again = parts.iter().filter(|p| p.visit > 1).map(|p| p.allotted).sum();
        let Given { term, adjusted, rounding } = allowed.given;
        Ok(Self {
            linked: path::linked(visits, allowed, calendar_of)?,
            parts,
            used: allowed.used,
            term,
            adjusted,
            rounding,
            reserve: term - allotted,
            repeated: again,
        })
    }
}

/// Why nothing can be explained.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unexplained {
    /// The path does not tell of the clock's time exactly once.
    Gap {
        /// Minutes that the clock ran.
        used: i64,
        /// Minutes that the path tells of.
        told: i64,
    },
    /// A unit has no calendar.
    NoCalendar(UnitId),
    /// A calendar does not reach far enough.
    Calendar(CalendarError),
}

impl fmt::Display for Unexplained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { used, told } => {
                write!(f, "the clock ran for {used} working minutes, and the steps tell of {told}")
            }
            Self::NoCalendar(unit) => write!(f, "unit {unit} has no calendar"),
            Self::Calendar(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unexplained {}

impl From<CalendarError> for Unexplained {
    fn from(error: CalendarError) -> Self {
        Self::Calendar(error)
    }
}
