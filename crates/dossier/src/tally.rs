//! From events to counters: what a change of one dossier books, for which unit, on which business day,
//! and from which day on it is known.
//!
//! Every figure of a period is a sum of day counters. A dossier is *overdue and pending* at a midnight when its
//! running due date lies before that day; so arming a due date books `+1` on the day it would pass, and taking
//! it away (settling, pausing, moving) books `-1` on that day or today, whichever is later.

use crate::words::{Channel, Outcome};
use catalogue::ProcedureId;
use kernel::timeliness::Timeliness;
use kernel::{Day, UnitId};

/// What is counted per unit, channel and day. The order is the order of the columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Accepted.
    Received,
    /// Settled before the due date.
    Early,
    /// Settled on the due date.
    OnTime,
    /// Settled after the due date.
    Late,
    /// Of the settled: refused.
    Refused,
    /// Of the settled: stopped.
    Stopped,
    /// Of the settled: withdrawn.
    Withdrawn,
    /// Pending dossiers that came (+) or went (−) with a re-organisation.
    Moved,
    /// Change in the number of overdue pending dossiers.
    Overdue,
    /// Change in the number of pending dossiers whose clock stands still.
    Paused,
    /// Results handed over by post.
    DeliveredPost,
    /// Taken in at this unit's desk for another unit. Never part of the unit's own dossiers.
    Taken,
}

/// Number of [`Measure`]s.
pub const MEASURES: usize = 12;
/// Their column names.
pub const MEASURE_NAMES: [&str; MEASURES] = [
    "received",
    "early",
    "on_time",
    "late",
    "refused",
    "stopped",
    "withdrawn",
    "moved",
    "overdue",
    "paused",
    "delivered_post",
    "taken",
];

/// One entry in the counters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Booking {
    /// The business day it belongs to.
    pub day: Day,
    /// The day from which on it is known; never before `day`.
    pub known: Day,
    /// The unit it counts for.
    pub unit: UnitId,
    /// How the dossier came in.
    pub channel: Channel,
    /// What is counted.
    pub measure: Measure,
    /// By how much.
    pub delta: i64,
    /// How often the procedure had been corrected: under which one it is counted ([`Ledger::procedure_of`]).
    pub era: usize,
    /// Counted by procedure alone: a corrected procedure changes nothing of the unit's own figures.
    pub by_procedure_only: bool,
}

/// How a dossier stands in the counters' eyes after an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The competent unit.
    pub unit: UnitId,
    /// The running due date; `None` while the clock stands still and after settlement.
    pub armed: Option<Day>,
    /// Whether the clock stands still.
    pub paused: bool,
    /// How it was settled, if it is.
    pub verdict: Option<(Timeliness, Outcome)>,
    /// Whether its result went out by post.
    pub posted: bool,
}

/// The bookings of one dossier so far, kept so that a correction can book them anew.
#[derive(Clone, Debug)]
pub struct Ledger {
    channel: Channel,
    receiving: UnitId,
    standing: Option<Standing>,
    bookings: Vec<Booking>,
    /// Where the bookings of the present unit begin.
    segment: usize,
    /// The day on which the present due date was armed.
    armed_on: Day,
    /// The procedures it was of before each correction.
    was: Vec<ProcedureId>,
}

impl Ledger {
    /// An empty ledger of a dossier that is not counted yet.
    pub fn new(channel: Channel, receiving: UnitId) -> Self {
        Self {
            channel,
            receiving,
            standing: None,
            bookings: Vec::new(),
            segment: 0,
            armed_on: Day(0),
            was: Vec::new(),
        }
    }

    /// Everything booked so far, in order.
    pub fn bookings(&self) -> &[Booking] {
        &self.bookings
    }

    /// How the dossier stands after everything booked so far.
    pub fn standing(&self) -> Option<Standing> {
        self.standing
    }

    fn book(&mut self, day: Day, known: Day, unit: UnitId, measure: Measure, delta: i64) {
        let (known, channel, era) = (known.max(day), self.channel, self.was.len());
        let by_procedure_only = false;
        self.bookings.push(Booking { day, known, unit, channel, measure, delta, era, by_procedure_only });
    }

    /// The procedure a booking is counted under, of a dossier that is of `present` now.
    pub fn procedure_of(&self, booking: &Booking, present: ProcedureId) -> ProcedureId {
        self.was.get(booking.era).copied().unwrap_or(present)
    }

    /// The procedure was wrong: all that was booked under it is booked anew under the right one, on the same business
    /// days, known from today.
    pub fn correct_procedure(&mut self, was: ProcedureId, known: Day) {
        let (era, standing) = (self.was.len(), self.net(0, |_| true));
        let anew = |b: &Booking, era, sign: i64| {
            let (known, delta) = (known.max(b.known), sign * b.delta);
            Booking { known, delta, era, by_procedure_only: true, ..*b }
        };
        self.bookings.extend(standing.iter().map(|b| anew(b, era, -1)));
        self.bookings.extend(standing.iter().map(|b| anew(b, era + 1, 1)));
        self.was.push(was);
    }

    /// An event of the day's ordinary business. `known` is today, or the first day not yet sealed if that is later.
    pub fn step(&mut self, after: Standing, today: Day, known: Day) {
        match self.standing {
            None => {
                self.book(today, known, after.unit, Measure::Received, 1);
                if self.receiving != after.unit {
                    self.book(today, known, self.receiving, Measure::Taken, 1);
                }
            }
            Some(before) if before.unit != after.unit => self.transfer(before, after.unit, today, known),
            Some(_) => {}
        }
        let before = self
            .standing
            .map_or(Standing { armed: None, paused: false, verdict: None, posted: false, ..after }, |b| {
                Standing { unit: after.unit, ..b }
            });
        if before.armed != after.armed {
            self.arm(before.armed, after, today, known);
        }
        if before.paused != after.paused {
            self.book(today, known, after.unit, Measure::Paused, if after.paused { 1 } else { -1 });
        }
        if before.verdict != after.verdict {
            for (verdict, sign) in [(before.verdict, -1), (after.verdict, 1)] {
                let Some((timeliness, outcome)) = verdict else {
                    continue;
                };
                for measure in verdict_measures(timeliness, outcome) {
                    self.book(today, known, after.unit, measure, sign);
                }
            }
        }
        if before.posted != after.posted {
            self.book(today, known, after.unit, Measure::DeliveredPost, if after.posted { 1 } else { -1 });
        }
        self.standing = Some(after);
    }

    fn arm(&mut self, old: Option<Day>, after: Standing, today: Day, known: Day) {
        if let Some(due) = old {
            self.book(due.max(today), known, after.unit, Measure::Overdue, -1);
        }
        if let Some(due) = after.armed {
            self.book(due.max(today), known, after.unit, Measure::Overdue, 1);
            self.armed_on = today;
        }
    }

    /// A pending dossier passes to another unit: everything that stands leaves the one and enters the other.
    fn transfer(&mut self, before: Standing, to: UnitId, today: Day, known: Day) {
        if before.verdict.is_none() {
            self.book(today, known, before.unit, Measure::Moved, -1);
        }
        if let Some(due) = before.armed {
            self.book(due.max(today), known, before.unit, Measure::Overdue, -1);
        }
        if before.paused {
            self.book(today, known, before.unit, Measure::Paused, -1);
        }
        self.segment = self.bookings.len();
        if before.verdict.is_none() {
            self.book(today, known, to, Measure::Moved, 1);
        }
        if let Some(due) = before.armed {
            self.book(due.max(today), known, to, Measure::Overdue, 1);
            self.armed_on = today;
        }
        if before.paused {
            self.book(today, known, to, Measure::Paused, 1);
        }
    }

    /// The competent unit was wrong: all that was booked for it since the dossier came to it is booked anew for
    /// the right one, on the same business days, known from today.
    pub fn correct_unit(&mut self, right: UnitId, known: Day) {
        let Some(standing) = self.standing else { return };
        let wrong = standing.unit;
        let anew: Vec<Booking> = self.net(self.segment, |b| b.unit == wrong && b.measure != Measure::Taken);
        let taken: Vec<Booking> = self.net(0, |b| b.measure == Measure::Taken);
        let accepted_here = self.segment == 0;
        // The re-booked lines become the segment, so that a second correction moves exactly these again.
        let mut replacement = Vec::with_capacity(anew.len());
        for b in anew {
            self.book(b.day, known.max(b.known), wrong, b.measure, -b.delta);
            replacement.push(b);
        }
        if accepted_here {
            for b in &taken {
                self.book(b.day, known.max(b.known), b.unit, Measure::Taken, -b.delta);
            }
        }
        self.segment = if accepted_here { 0 } else { self.bookings.len() };
        if let Some(first) = replacement.iter().find(|b| b.measure == Measure::Received)
            && accepted_here
            && self.receiving != right
        {
            self.book(first.day, known.max(first.known), self.receiving, Measure::Taken, 1);
        }
        for b in replacement {
            self.book(b.day, known.max(b.known), right, b.measure, b.delta);
        }
        self.standing = Some(Standing { unit: right, ..standing });
    }

    /// The running due date was wrong since it was armed (a corrected procedure).
    pub fn correct_due(&mut self, right: Day, known: Day) {
        let Some(standing) = self.standing else { return };
        let Some(wrong) = standing.armed else { return };
        if wrong == right {
            return;
        }
        let since = self.armed_on;
        self.book(wrong.max(since), known, standing.unit, Measure::Overdue, -1);
        self.book(right.max(since), known, standing.unit, Measure::Overdue, 1);
        self.standing = Some(Standing { armed: Some(right), ..standing });
    }

    /// The intake was wrong: nothing of it counts, known from today.
    pub fn void(&mut self, known: Day) {
        for b in self.net(0, |_| true) {
            self.book(b.day, known.max(b.known), b.unit, b.measure, -b.delta);
        }
        self.standing = None;
    }

    /// The bookings since `start` that pass, summed per day, unit and measure, without the zeros.
    fn net(&self, start: usize, pass: impl Fn(&Booking) -> bool) -> Vec<Booking> {
        let mut sums: Vec<Booking> = Vec::new();
        for b in self.bookings.iter().skip(start).filter(|b| !b.by_procedure_only && pass(b)) {
            match sums.iter_mut().find(|s| s.day == b.day && s.unit == b.unit && s.measure == b.measure) {
                Some(sum) => sum.delta += b.delta,
                None => sums.push(*b),
            }
        }
        sums.retain(|b| b.delta != 0);
        sums
    }
}

/// A settled dossier counts by its timeliness; refused, stopped and withdrawn are also shown apart.
fn verdict_measures(timeliness: Timeliness, outcome: Outcome) -> impl Iterator<Item = Measure> {
    let by_date = match timeliness {
        Timeliness::Early => Measure::Early,
        Timeliness::OnTime => Measure::OnTime,
        Timeliness::Late => Measure::Late,
    };
    let apart = match outcome {
        Outcome::Granted => None,
        Outcome::Refused => Some(Measure::Refused),
        Outcome::Stopped => Some(Measure::Stopped),
        Outcome::Withdrawn => Some(Measure::Withdrawn),
    };
    std::iter::once(by_date).chain(apart)
}

impl Ledger {
    /// A ledger that stands somewhere, without the bookings that led there: enough for the next ordinary event.
    pub fn standing_at(channel: Channel, receiving: UnitId, standing: Option<Standing>) -> Self {
        Self { standing, ..Self::new(channel, receiving) }
    }
}
