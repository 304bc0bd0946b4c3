//! Terms and the clock that runs on them: start, pause, resume, and what a later decree changes.
//!
//! A term in working days counts *dates* of the unit's calendar; a term in hours counts hours; half days matter
//! only to hours. Which rule applies on resuming is configuration (`domain.md` 3: practice differs).

use crate::calendar::{Calendar, CalendarError};
use crate::{Day, Instant};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long a unit has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Working hours.
    Hours(i64),
    /// Working days; 0 is the same day.
    WorkingDays(i64),
    /// Days of the calendar, weekends and holidays included.
    CalendarDays(i64),
}

impl Term {
    /// The stored form: a word and a number.
    pub const fn to_parts(self) -> (&'static str, i64) {
        match self {
            Self::Hours(n) => ("hours", n),
            Self::WorkingDays(n) => ("working_days", n),
            Self::CalendarDays(n) => ("calendar_days", n),
        }
    }

    /// Reads the stored form; no term is negative or longer than ten years.
    pub fn from_parts(kind: &str, amount: i64) -> Option<Self> {
        if !(0..=87_600).contains(&amount) {
            return None;
        }
        match kind {
            "hours" => Some(Self::Hours(amount)),
            "working_days" if amount <= 3_650 => Some(Self::WorkingDays(amount)),
            "calendar_days" if amount <= 3_650 => Some(Self::CalendarDays(amount)),
            _ => None,
        }
    }

    /// What the term amounts to in its own unit of counting: minutes for hours, else days.
    const fn whole(self) -> i64 {
        match self {
            Self::Hours(n) => n * 60,
            Self::WorkingDays(n) | Self::CalendarDays(n) => n,
        }
    }

    /// About how many working minutes it gives, at eight hours a day and five days a week: what allotments of steps
    /// are shares of. What is due the same day has one day.
    pub const fn working_minutes(self) -> i64 {
        const DAY: i64 = 8 * 60;
        match self {
            Self::Hours(n) => n * 60,
            Self::WorkingDays(0) | Self::CalendarDays(0) => DAY,
            Self::WorkingDays(n) => n * DAY,
            Self::CalendarDays(n) => n * DAY * 5 / 7,
        }
    }

    /// In Vietnamese.
    pub fn vi(self) -> String {
        match self {
            Self::Hours(n) => format!("{n} giờ làm việc"),
            Self::WorkingDays(0) => "trong ngày".into(),
            Self::WorkingDays(n) => format!("{n} ngày làm việc"),
            Self::CalendarDays(n) => format!("{n} ngày"),
        }
    }
}

/// The ending of an English noun that is counted.
const fn plural(n: i64) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// In English.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Hours(n) => write!(f, "{n} working hour{}", plural(n)),
            Self::WorkingDays(0) => f.write_str("the same day"),
            Self::WorkingDays(n) => write!(f, "{n} working day{}", plural(n)),
            Self::CalendarDays(n) => write!(f, "{n} day{}", plural(n)),
        }
    }
}

/// What happens to the due date when a stopped clock goes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResumeRule {
    /// What was left goes on from now: the waiting is not the unit's time.
    Continue,
    /// What was left goes on, and some working days more (one, in practice seen).
    ContinuePlusDays(i64),
    /// The whole term again.
    Restart,
}

impl ResumeRule {
    /// In Vietnamese.
    pub fn vi(self) -> String {
        match self {
            Self::Continue => "khi tiếp tục, thời gian còn lại được tính tiếp".into(),
            Self::ContinuePlusDays(n) => {
                format!("khi tiếp tục, thời gian còn lại được tính tiếp, cộng thêm {n} ngày làm việc")
            }
            Self::Restart => "khi tiếp tục, thời hạn được tính lại từ đầu".into(),
        }
    }
}

/// In English.
impl fmt::Display for ResumeRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Continue => f.write_str("on resuming, what was left goes on"),
            Self::ContinuePlusDays(n) => {
                write!(f, "on resuming, what was left goes on, and {n} working day{} more", plural(n))
            }
            Self::Restart => f.write_str("on resuming, the whole term begins again"),
        }
    }
}

/// How a term is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRules {
    /// Taken in at or after this minute of the day, it counts as taken in at the start of the next working day
    /// (15:00 for same-day procedures by the practice of decree 61/2018).
    pub cut_off_minute: Option<i64>,
    /// Whether a due date in calendar days that falls on a day off moves to the next working day.
    pub move_off_days: bool,
    /// What resuming does.
    pub resume: ResumeRule,
}

impl Default for TermRules {
    fn default() -> Self {
        Self { cut_off_minute: None, move_off_days: true, resume: ResumeRule::Continue }
    }
}

/// A clock that runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Running {
    /// The term.
    pub term: Term,
    /// How it is counted.
    pub rules: TermRules,
    /// When the present run began.
    pub from: Instant,
    /// What was left then: minutes for a term in hours, else days.
    pub left: i64,
    /// The due date; it alone decides early, on time, late.
    pub due_day: Day,
    /// The instant on that date at which the time is used up.
    pub due_at: Instant,
}

/// A clock that stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Held {
    /// The clock as it ran until it was stopped, with its due date.
    pub was: Running,
    /// What is left: minutes for a term in hours, else days; below zero when it was overdue already, for
    /// stopping forgives nothing.
    pub left: i64,
}

impl Held {
    /// The clock as it ran until it was stopped.
    pub const fn as_running(self) -> Running {
        self.was
    }
}

/// Starts a clock at acceptance.
///
/// # Errors
/// [`CalendarError::OutOfRange`] when the calendar ends before the term does.
pub fn start(
    calendar: &Calendar,
    term: Term,
    rules: TermRules,
    accepted_at: Instant,
) -> Result<Running, CalendarError> {
    run(calendar, term, rules, begin(calendar, rules, accepted_at)?, term.whole())
}

/// When the clock of what was accepted at an instant begins to run: then, or at the start of the next working day
/// where a cut-off says so.
///
/// # Errors
/// [`CalendarError::OutOfRange`].
pub fn begin(calendar: &Calendar, rules: TermRules, accepted_at: Instant) -> Result<Instant, CalendarError> {
    // On a day off the cut-off is past: else what comes on a Saturday would be due before Friday evening's.
    if let Some(cut_off) = rules.cut_off_minute
        && (accepted_at.minute_of_day() >= cut_off || !calendar.is_working_day(accepted_at.day())?)
    {
        return Ok(calendar.add_working_days(accepted_at.day(), 1)?.start());
    }
    Ok(accepted_at)
}

/// Runs `left` of a term from an instant on.
fn run(
    calendar: &Calendar,
    term: Term,
    rules: TermRules,
    from: Instant,
    left: i64,
) -> Result<Running, CalendarError> {
    let (due_day, due_at) = match term {
        // Nothing left: due on the date at hand, or the next that is worked.
        Term::Hours(_) if left == 0 => {
            let day = calendar.working_day_from(from.day())?;
            (day, calendar.closing(day)?)
        }
        Term::Hours(_) => {
            let at = calendar.add_minutes(from, left)?;
            (at.day(), at)
        }
        Term::WorkingDays(_) => {
            let day = match left {
                // Nothing left, or a same-day term, is due the same day if that is worked at all.
                0 => calendar.working_day_from(from.day())?,
                1.. => calendar.add_working_days(from.day(), left)?,
                // What is owed is counted back from a worked day, as `pause` counted it.
                _ => calendar.add_working_days(calendar.working_day_from(from.day())?, left)?,
            };
            (day, calendar.closing(day)?)
        }
        Term::CalendarDays(_) => {
            let mut day = from.day().plus(left);
            // Moved over days off for whoever is in time; what is overdue stays where it is.
            if rules.move_off_days && left >= 0 {
                day = calendar.working_day_from(day)?;
            }
            (day, calendar.closing(day)?)
        }
    };
    Ok(Running { term, rules, from, left, due_day, due_at })
}

/// Stops a clock. Up to the due date nothing is owed, whatever the hour and however many days off the due date
/// was moved over; after it, what is owed counts from the due date.
///
/// # Errors
/// [`CalendarError::OutOfRange`].
pub fn pause(running: Running, calendar: &Calendar, at: Instant) -> Result<Held, CalendarError> {
    let overdue = at.day() > running.due_day;
    let left = match running.term {
        Term::WorkingDays(_) if overdue => {
            -calendar.working_days_between(running.due_day, calendar.working_day_from(at.day())?)?
        }
        Term::CalendarDays(_) if overdue => running.due_day.0 - at.day().0,
        // On the day off after it, not a minute was worked, and it is overdue all the same.
        Term::Hours(_) if overdue => (-calendar.working_minutes(running.due_at, at)?).min(-1),
        Term::Hours(_) => running.left - calendar.working_minutes(running.from, at)?.max(0),
        Term::WorkingDays(_) => {
            running.left - calendar.working_days_between(running.from.day(), at.day())?.max(0)
        }
        Term::CalendarDays(_) => running.left - (at.day().0 - running.from.day().0).max(0),
    };
    Ok(Held { was: running, left: if overdue { left } else { left.max(0) } })
}

/// Lets a stopped clock go on, by its rule.
///
/// # Errors
/// [`CalendarError::OutOfRange`].
pub fn resume(held: Held, calendar: &Calendar, at: Instant) -> Result<Running, CalendarError> {
    let Running { term, rules, .. } = held.was;
    // Stopped and started again before the clock began to count: it begins when it would have begun.
    let at = if at < held.was.from { beginning(&held.was, calendar)? } else { after_midnight(rules, at) };
    match rules.resume {
        ResumeRule::Continue => run(calendar, term, rules, at, held.left),
        ResumeRule::Restart => run(calendar, term, rules, at, term.whole()),
        ResumeRule::ContinuePlusDays(n) => {
            let running = run(calendar, term, rules, at, held.left)?;
            let day = calendar.add_working_days(running.due_day, n)?;
            let due_at = calendar.closing(day)?;
            // What is left grows by what was added, so that a later decree finds the same due date again.
            let left = match term {
                Term::Hours(_) if day < at.day() => calendar.working_minutes(at, due_at)?.min(-1),
                Term::Hours(_) => calendar.working_minutes(at, due_at)?,
                Term::WorkingDays(_) if day < at.day() => {
                    calendar.working_days_between(calendar.working_day_from(at.day())?, day)?
                }
                Term::WorkingDays(_) => calendar.working_days_between(at.day(), day)?,
                Term::CalendarDays(_) => day.0 - at.day().0,
            };
            Ok(Running { due_day: day, due_at, left, ..running })
        }
    }
}

/// The same run under a changed calendar: a decreed day off moves the due date if the run includes that day.
///
/// # Errors
/// [`CalendarError::OutOfRange`].
pub fn recompute(running: &Running, calendar: &Calendar) -> Result<Running, CalendarError> {
    run(calendar, running.term, running.rules, beginning(running, calendar)?, running.left)
}

/// What begins at 00:00 sharp with its whole term left is what a cut-off put off (see [`beginning`]); what is resumed
/// at that instant is not, and begins a microsecond later.
fn after_midnight(rules: TermRules, at: Instant) -> Instant {
    if rules.cut_off_minute.is_some() && at == at.day().start() { Instant(at.0 + 1) } else { at }
}

/// When a run begins under a calendar that may have changed since: what the cut-off put off to the start of the next
/// working day waits for another one if that day was decreed off.
fn beginning(running: &Running, calendar: &Calendar) -> Result<Instant, CalendarError> {
    let day = running.from.day();
    let put_off = running.rules.cut_off_minute.is_some()
        && running.from == day.start()
        && running.left == running.term.whole();
    if put_off { Ok(calendar.working_day_from(day)?.start()) } else { Ok(running.from) }
}

/// What a changed calendar makes of a run; `None` where the run does not include what changed. `accepted_at` is when
/// the dossier was accepted: a run put off by a cut-off is put off anew.
///
/// A run that was overdue when it was resumed includes no day any more. A run whose due date was set by another
/// calendar (its dossier passed to another unit) keeps what it counts as days of `was`.
///
/// # Errors
/// [`CalendarError::OutOfRange`].
pub fn changed(
    running: &Running,
    accepted_at: Instant,
    was: &Calendar,
    now: &Calendar,
) -> Result<Option<Running>, CalendarError> {
    if running.left < 0 || running.due_day < running.from.day() {
        return Ok(None);
    }
    let put_off = running.from == begin(was, running.rules, accepted_at)?;
    let from = if put_off { begin(now, running.rules, accepted_at)? } else { running.from };
    let mut left = running.left;
    if recompute(running, was)? != *running {
        left = match running.term {
            Term::Hours(_) => was.working_minutes(running.from, running.due_at)?,
            Term::WorkingDays(_) => was.working_days_between(running.from.day(), running.due_day)?,
            Term::CalendarDays(_) => running.due_day.0 - running.from.day().0,
        };
        if left < 0 || recompute(&Running { left, ..*running }, was)?.due_day != running.due_day {
            return Ok(None);
        }
    }
    let then = recompute(&Running { left, ..*running }, was)?;
    let anew = recompute(&Running { from, left, ..*running }, now)?;
    let same = (then.from, then.due_day, then.due_at) == (anew.from, anew.due_day, anew.due_at);
    Ok((!same).then_some(Running { left: running.left, ..anew }))
}

/// A clock that another program started: runs from `at`, and is due on exactly `due_day`.
///
/// What is left is what the calendar has between the two, below zero when it is overdue; so a decree, a pause or a
/// resumption from `at` on moves the due date as it moves any other. `None` when no term counted this way can be due
/// on that day: the unit does not work on it.
///
/// # Errors
/// [`CalendarError::OutOfRange`].
pub fn taken_over(
    calendar: &Calendar,
    term: Term,
    rules: TermRules,
    at: Instant,
    due_day: Day,
) -> Result<Option<Running>, CalendarError> {
    let any_day = matches!(term, Term::CalendarDays(_)) && !rules.move_off_days;
    if !any_day && !calendar.is_working_day(due_day)? {
        return Ok(None);
    }
    // Days are counted from a working day, else what was due on Friday and is taken over on Saturday would have
    // nothing left, and be due on Monday.
    let from = match term {
        Term::CalendarDays(_) => at,
        _ if calendar.is_working_day(at.day())? => at,
        _ => calendar.add_working_days(at.day(), 1)?.start(),
    };
    let left = match term {
        Term::WorkingDays(_) => calendar.working_days_between(from.day(), due_day)?,
        Term::CalendarDays(_) => due_day.0 - from.day().0,
        Term::Hours(_) => {
            let left = calendar.working_minutes(from, calendar.closing(due_day)?)?;
            // Between the closing of one day and the opening of the next nothing is worked: a minute tells the two
            // apart.
            if due_day < from.day() { left - 1 } else { left }
        }
    };
    let running = run(calendar, term, rules, from, left)?;
    Ok((running.due_day == due_day).then_some(running))
}
