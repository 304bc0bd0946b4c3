//! What a clock used and was given, in working minutes: the runs between the pauses, the term, and what counting by
//! date adds to it.

use kernel::Instant;
use kernel::calendar::{Calendar, CalendarError};
use kernel::explain::Run;
use kernel::term::{Running, Term};

/// What a clock was given, in working minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// The term.
    pub term: i64,
    /// Given by the rule on resuming, or by a corrected procedure.
    pub adjusted: i64,
    /// Given by the end of the due day.
    pub rounding: i64,
}

/// The time in which a clock ran, and what it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// When it ran: the time between the pauses.
    pub(super) stretches: Vec<(Instant, Instant)>,
    /// Working minutes within them.
    pub used: i64,
    /// What it was given.
    pub given: Given,
}

impl Allowed {
    /// Reads the runs of a clock, the present one last, up to when the dossier was settled, or now. `left` says what was
    /// left at each pause, in the order of the pauses: minutes for a term in hours, else days.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub fn of(calendar: &Calendar, runs: &[Run], left: &[i64], end: Instant) -> Result<Self, CalendarError> {
        let mut stretches = Vec::with_capacity(runs.len());
        let mut used = 0;
        let (mut granted, mut adjusted) = (0, 0);
        for (i, run) in runs.iter().enumerate() {
            let from = run.running.from;
            let to = run.stopped.unwrap_or(end).max(from);
            let minutes = calendar.working_minutes(from, to)?;
            stretches.push((from, to));
            used += minutes;
            granted += match runs.get(i + 1) {
                Some(_) => minutes,
                // The last run decides: it may be used up to the end of its due day.
                None => calendar.working_minutes(from, calendar.closing(run.running.due_day)?)?,
            };
            if let (Some(next), Some(left)) = (runs.get(i + 1), left.get(i)) {
                let kept = Running { left: *left, from: next.running.from, ..run.running };
                adjusted += nominal(calendar, &next.running)? - nominal(calendar, &kept)?;
            }
        }
        let term = match runs.first() {
            Some(first) => nominal(calendar, &first.running)?,
            None => 0,
        };
        let given = Given { term, adjusted, rounding: granted - term - adjusted };
        Ok(Self { stretches, used, given })
    }

    /// Working minutes of a calendar within a span of time in which the clock ran.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`].
    pub(super) fn within(
        &self,
        calendar: &Calendar,
        from: Instant,
        to: Instant,
    ) -> Result<i64, CalendarError> {
        let mut minutes = 0;
        for (begin, end) in &self.stretches {
            let (begin, end) = (from.max(*begin), to.min(*end));
            if begin < end {
                minutes += calendar.working_minutes(begin, end)?;
            }
        }
        Ok(minutes)
    }
}

/// The minutes that what is left of a run comes to when it is not rounded to the end of a day: as many days later at the
/// same hour. A same-day term is the rest of its day: there the end of the day is the term itself.
fn nominal(calendar: &Calendar, run: &Running) -> Result<i64, CalendarError> {
    let (day, minute) = (run.from.day(), run.from.minute_of_day());
    let to = match run.term {
        Term::Hours(_) => return Ok(run.left),
        Term::WorkingDays(0) if run.left == 0 => calendar.closing(calendar.working_day_from(day)?)?,
        Term::WorkingDays(_) => calendar.add_working_days(day, run.left)?.at_minute(minute),
        Term::CalendarDays(0) if run.left == 0 => calendar.closing(day)?,
        Term::CalendarDays(_) => day.plus(run.left).at_minute(minute),
    };
    calendar.working_minutes(run.from, to)
}
