//! The figures that have dossiers behind them, and what one dossier adds to them.

use super::{Asked, Member};
use crate::figures::UnitRow;
use crate::statistics::ProcedureRow;
use crate::tally::{Booking, Ledger, Measure};
use crate::words::Channel;
use catalogue::ProcedureId;
use kernel::UnitId;

/// A figure of a unit's row or a procedure's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Figure {
    /// Carried over, received and moved.
    ToProcess,
    /// Pending at the start.
    CarriedOver,
    /// Accepted.
    Received,
    /// Of these online.
    Online,
    /// Of these by post.
    Post,
    /// Came from (+) or went to (−) other units.
    Moved,
    /// Settled before or on the due date.
    OnTimeOrEarly,
    /// Of these before it; counted by procedure alone.
    Early,
    /// Of these on it; counted by procedure alone.
    OnTime,
    /// Settled after it.
    Late,
    /// Pending at the end, within term.
    InTerm,
    /// Pending at the end, overdue.
    Overdue,
    /// Of the settled: refused.
    Refused,
    /// Of the settled: stopped.
    Stopped,
    /// Of the settled: withdrawn.
    Withdrawn,
    /// Refused, stopped or withdrawn; counted by procedure alone.
    Apart,
    /// Results handed over by post.
    DeliveredPost,
    /// Taken in for other units.
    TakenForOthers,
}

impl Figure {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::ToProcess,
        Self::CarriedOver,
        Self::Received,
        Self::Online,
        Self::Post,
        Self::Moved,
        Self::OnTimeOrEarly,
        Self::Early,
        Self::OnTime,
        Self::Late,
        Self::InTerm,
        Self::Overdue,
        Self::Refused,
        Self::Stopped,
        Self::Withdrawn,
        Self::Apart,
        Self::DeliveredPost,
        Self::TakenForOthers,
    ];

    /// The word by which an address names it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ToProcess => "to_process",
            Self::CarriedOver => "carried_over",
            Self::Received => "received",
            Self::Online => "online",
            Self::Post => "post",
            Self::Moved => "moved",
            Self::OnTimeOrEarly => "on_time_or_early",
            Self::Early => "early",
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::InTerm => "in_term",
            Self::Overdue => "overdue",
            Self::Refused => "refused",
            Self::Stopped => "stopped",
            Self::Withdrawn => "withdrawn",
            Self::Apart => "apart",
            Self::DeliveredPost => "delivered_post",
            Self::TakenForOthers => "taken_for_others",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.word() == word)
    }

    /// What it is in a row of a unit; none where it is not counted by unit.
    pub fn of(self, row: &UnitRow) -> Option<i64> {
        Some(match self {
            Self::ToProcess => row.to_process(),
            Self::CarriedOver => row.carried_over,
            Self::Received => row.received,
            Self::Online => row.online,
            Self::Post => row.post,
            Self::Moved => row.moved,
            Self::OnTimeOrEarly => row.on_time_or_early,
            Self::Late => row.late,
            Self::InTerm => row.in_term,
            Self::Overdue => row.overdue,
            Self::Refused => row.apart[0],
            Self::Stopped => row.apart[1],
            Self::Withdrawn => row.apart[2],
            Self::DeliveredPost => row.delivered_post,
            Self::TakenForOthers => row.taken_for_others,
            Self::Early | Self::OnTime | Self::Apart => return None,
        })
    }

    /// What it is in a row by procedure; none where it is not counted by procedure.
    pub fn of_procedure(self, row: &ProcedureRow) -> Option<i64> {
        Some(match self {
            Self::ToProcess => row.to_process(),
            Self::CarriedOver => row.carried_over,
            Self::Received => row.received,
            Self::Online => row.online,
            Self::Moved => row.moved,
            Self::OnTimeOrEarly => row.early + row.on_time,
            Self::Early => row.early,
            Self::OnTime => row.on_time,
            Self::Late => row.late,
            Self::InTerm => row.in_term,
            Self::Overdue => row.overdue,
            Self::Refused => row.apart[0],
            Self::Stopped => row.apart[1],
            Self::Withdrawn => row.apart[2],
            Self::Apart => row.apart.iter().sum(),
            Self::Post | Self::DeliveredPost | Self::TakenForOthers => return None,
        })
    }
}

/// What a booking does to what is pending.
fn pending(b: &Booking) -> i64 {
    match b.measure {
        Measure::Received | Measure::Moved => b.delta,
        Measure::Early | Measure::OnTime | Measure::Late => -b.delta,
        _ => 0,
    }
}

/// What a booking of a member adds to the figure.
fn one(asked: &Asked<'_>, member: Member, b: &Booking) -> i64 {
    let when = |sure: bool| if sure { b.delta } else { 0 };
    let within = member.from <= b.day && b.day < asked.period.to;
    let carried = if member.carried && b.day < member.from { pending(b) } else { 0 };
    let at_end = if b.day < asked.period.to { pending(b) } else { 0 };
    let overdue = when(b.day < asked.period.to && b.measure == Measure::Overdue);
    let is = |measure: Measure| when(within && b.measure == measure);
    let came = |channel: Channel| if b.channel == channel { is(Measure::Received) } else { 0 };
    match asked.figure {
        Figure::ToProcess => carried + is(Measure::Received) + is(Measure::Moved),
        Figure::CarriedOver => carried,
        Figure::Received => is(Measure::Received),
        Figure::Online => came(Channel::Online),
        Figure::Post => came(Channel::Post),
        Figure::Moved => is(Measure::Moved),
        Figure::OnTimeOrEarly => is(Measure::Early) + is(Measure::OnTime),
        Figure::Early => is(Measure::Early),
        Figure::OnTime => is(Measure::OnTime),
        Figure::Late => is(Measure::Late),
        // Of a day that is not over, what is overdue is told by the standing below.
        Figure::InTerm | Figure::Overdue if asked.unfinished() => at_end,
        Figure::InTerm => at_end - overdue,
        Figure::Overdue => overdue,
        Figure::Refused => is(Measure::Refused),
        Figure::Stopped => is(Measure::Stopped),
        Figure::Withdrawn => is(Measure::Withdrawn),
        Figure::Apart => is(Measure::Refused) + is(Measure::Stopped) + is(Measure::Withdrawn),
        Figure::DeliveredPost => is(Measure::DeliveredPost),
        Figure::TakenForOthers => is(Measure::Taken),
    }
}

/// What a dossier that is of a procedure now adds to the figure, and the unit that it adds most to. A reopened one can
/// take away.
pub(super) fn counts(asked: &Asked<'_>, ledger: &Ledger, present: ProcedureId) -> (i64, Option<UnitId>) {
    let mut by_unit: Vec<(UnitId, i64)> = Vec::new();
    for b in ledger.bookings().iter().filter(|b| b.known < asked.as_of) {
        // It counts under the procedure that it was of at that time.
        if !asked.of_procedure(ledger.procedure_of(b, present)) {
            continue;
        }
        let Some(member) = asked.member(b.unit) else { continue };
        let n = one(asked, member, b);
        match by_unit.iter_mut().find(|(unit, _)| *unit == b.unit) {
            Some((_, sum)) => *sum += n,
            None => by_unit.push((b.unit, n)),
        }
    }
    let unit = by_unit.iter().filter(|(_, n)| *n != 0).max_by_key(|(_, n)| *n).map(|(unit, _)| *unit);
    let sum = by_unit.iter().map(|(_, n)| n).sum();
    if asked.unfinished() && matches!(asked.figure, Figure::InTerm | Figure::Overdue) {
        let passed = ledger.standing().and_then(|s| s.armed).is_some_and(|due| due < asked.today);
        if passed != (asked.figure == Figure::Overdue) {
            return (0, None);
        }
    }
    (sum, unit)
}
