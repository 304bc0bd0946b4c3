//! Whether a dossier went the way of its process: each step in its order, where it belongs, within its allotment.
//!
//! Pure. What may happen by the rules (sent back, paused, withdrawn) is told and is no deviation. Time is counted in
//! working minutes of the calendar of the unit that was competent then, in a linked unit's step of that unit's own, pauses
//! left out; each stay in a step is measured by itself, against the step's whole allotment. While opinions are gathered
//! the dossier stays in their first step, for as long as the longest of them has; each must have been given.

mod walk;

use catalogue::Process;
use dossier::course::Course;
use dossier::file::Entry;
use dossier::reference::Reference;
use dossier::words::{EventKind, Outcome};
use kernel::timeliness::Timeliness;
use kernel::{Day, Instant, PersonId, UnitId};

kernel::words! {
    /// How a dossier left the way of its process.
    DeviationKind {
        /// A step was left out.
        Skipped = "skipped",
        /// A step was done before one that comes first, without being sent back.
        OutOfOrder = "order",
        /// A step was done elsewhere than where it belongs.
        WrongPlace = "place",
        /// A step took longer than its allotment.
        OverAllotment = "allotment",
        /// Something was done in a step in which it may not be.
        WithoutPower = "power",
        /// The result was granted in a step that does not decide.
        GrantedElsewhere = "granted",
    }
}

/// A deviation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deviation {
    /// What.
    pub kind: DeviationKind,
    /// In which step.
    pub step: i64,
    /// By how many working minutes the allotment was exceeded; else 0.
    pub minutes: i64,
}

/// What happened besides, and is no deviation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// Sent back from a step, with the reason.
    SentBack(i64, String),
    /// The clock stood in a step: what was asked for.
    Paused(i64, String),
    /// Settled, and taken back into a step.
    Reopened(i64, String),
    /// Came from another program in a step: what was before is not known here.
    TakenOver(i64),
    /// The procedure was corrected in a step: what was before is not judged.
    Corrected(i64),
    /// Passed to the heir of a unit.
    Transferred(i64),
    /// Ended before the steps from here on, which were not due any more.
    NotDue(i64),
}

/// A stay in a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    /// The step.
    pub step: i64,
    /// Where.
    pub place: UnitId,
    /// The competent unit then.
    pub competent: UnitId,
    /// By whose calendar it is measured.
    pub clock: UnitId,
    /// Since when.
    pub from: Instant,
    /// Until when; none while it lasts.
    pub until: Option<Instant>,
    /// How it began.
    pub began: EventKind,
    /// Who handed it over, and what he said.
    pub by: PersonId,
    /// What was said.
    pub said: String,
    /// How it ended.
    pub ended: Option<EventKind>,
    /// Working minutes used so far, pauses left out; none where the calendar does not reach.
    pub used: Option<i64>,
    /// Working minutes allotted; 0 where nothing is.
    pub allotted: i64,
    /// Whether it is judged: it lies not before a correction of the procedure.
    pub judged: bool,
}

/// What came of holding a dossier against its process.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Conformity {
    /// The stays in steps, in order.
    pub visits: Vec<Visit>,
    /// Where it left the way, in the order of steps.
    pub deviations: Vec<Deviation>,
    /// What else happened.
    pub told: Vec<Told>,
    /// When it was settled; none while it is open, and judged so far.
    pub settled: Option<Instant>,
    /// When the result was handed over.
    pub delivered: Option<Instant>,
}

impl Conformity {
    /// Whether it went the way of its process, so far.
    pub fn conforms(&self) -> bool {
        self.deviations.is_empty()
    }

    /// Whether there is a deviation of a kind.
    pub fn has(&self, kind: DeviationKind) -> bool {
        self.deviations.iter().any(|d| d.kind == kind)
    }
}

/// What is asked of calendars and lineage.
pub trait Rules {
    /// Working minutes of a unit between two instants; none where its calendar does not reach.
    fn minutes(&self, unit: UnitId, from: Instant, to: Instant) -> Option<i64>;
    /// The instant so many working minutes later.
    fn later(&self, unit: UnitId, at: Instant, minutes: i64) -> Option<Instant>;
    /// Who holds a unit's work on a day.
    fn holder(&self, unit: UnitId, day: Day) -> UnitId;
}

impl Rules for Reference {
    fn minutes(&self, unit: UnitId, from: Instant, to: Instant) -> Option<i64> {
        self.calendars.for_unit(unit)?.working_minutes(from, to).ok()
    }

    fn later(&self, unit: UnitId, at: Instant, minutes: i64) -> Option<Instant> {
        self.calendars.for_unit(unit)?.add_minutes(at, minutes).ok()
    }

    fn holder(&self, unit: UnitId, day: Day) -> UnitId {
        Self::holder(self, unit, day)
    }
}

/// Holds a dossier against the process of the revision it was filed under; an open one up to `now`.
pub fn of_course(course: &Course, rules: &impl Rules, now: Instant) -> Conformity {
    let d = &course.dossier;
    let outcome = d.stage.verdict().map(|v| v.outcome);
    judge(&course.filed.process, (d.receiving, outcome), &course.history, rules, now)
}

/// Holds what happened against a process. Of the dossier itself only the desk that took it in and how it ended matter.
pub fn judge(
    process: &Process,
    (receiving, outcome): (UnitId, Option<Outcome>),
    history: &[Entry],
    rules: &impl Rules,
    now: Instant,
) -> Conformity {
    walk::Walk::new(process, receiving, outcome, rules).through(history, now)
}

impl Visit {
    /// Whether its allotment is used up, and by how many minutes it was exceeded.
    pub fn over(&self) -> Option<i64> {
        let over = self.used? - self.allotted;
        (self.allotted > 0 && over > 0).then_some(over)
    }

    /// When its allotment is used up if the clock runs on: counted back from its end, or from `now`.
    pub fn due(&self, rules: &impl Rules, now: Instant) -> Option<Instant> {
        if self.allotted == 0 {
            return None;
        }
        let (end, left) = (self.until.unwrap_or(now), self.allotted - self.used?);
        if left < 0 { None } else { rules.later(self.clock, end, left) }
    }

    /// How it was in time: late when its allotment was exceeded, early when it ended on a day before the one on which it
    /// would have been used up. None while it lasts within its allotment, and where nothing is allotted.
    pub fn timeliness(&self, rules: &impl Rules, now: Instant) -> Option<Timeliness> {
        if self.over().is_some() {
            return Some(Timeliness::Late);
        }
        let (until, due) = (self.until?, self.due(rules, now)?);
        Some(if until.day() < due.day() { Timeliness::Early } else { Timeliness::OnTime })
    }
}

#[cfg(test)]
mod tests;
