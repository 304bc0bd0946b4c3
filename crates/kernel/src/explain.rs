//! Explains a due date: every day counted or skipped, and why.

use crate::calendar::{Calendar, CalendarError, Why};
use crate::term::{Running, Term};
use crate::{Day, Instant};

/// One line of an explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The date.
    pub day: Day,
    /// What it counts: minutes for a term in hours, else 0 or 1 day.
    pub counted: i64,
    /// Why, in Vietnamese.
    pub vi: String,
    /// Why, in English.
    pub en: String,
}

/// A run of the clock that has ended (by a pause) or is the present one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// The clock as it ran.
    pub running: Running,
    /// When it was stopped; none for the present run.
    pub stopped: Option<Instant>,
}

/// Explains a history of runs, the present one last. Within each run the counted lines add up to what the run
/// used (overdue ones have used more): for the present one exactly what was left when it began.
///
/// # Errors
/// [`CalendarError::OutOfRange`].
pub fn explain(calendar: &Calendar, runs: &[Run]) -> Result<Vec<Line>, CalendarError> {
    let mut lines = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        // With nothing left it is due without being counted; else nothing is counted on the due date after the hour
        // at which the time was used up.
        let used_up = if run.running.left == 0 { run.running.from } else { run.running.due_at };
        let until = match run.stopped {
            Some(stopped) if stopped.day() > run.running.due_day => stopped,
            Some(stopped) => stopped.min(used_up),
            None => used_up,
        };
        let mut day = run.running.from.day();
        // A due date on a day off lasts until its midnight, which is the next day's first moment.
        let last = if run.stopped.is_none() { until.day().min(run.running.due_day) } else { until.day() };
        while day <= last {
            lines.push(line(calendar, &run.running, day, until)?);
            day = day.plus(1);
        }
        if let (Some(stopped), Some(next)) = (run.stopped, runs.get(i + 1)) {
            let mut day = stopped.day().plus(1);
            while day < next.running.from.day() {
                lines.push(Line {
                    day,
                    counted: 0,
                    vi: "tạm dừng: không tính".into(),
                    en: "the clock stood still: not counted".into(),
                });
                day = day.plus(1);
            }
        }
    }
    Ok(lines)
}

fn line(calendar: &Calendar, running: &Running, day: Day, until: Instant) -> Result<Line, CalendarError> {
    let why = calendar.why(day)?;
    let worked = calendar.is_working_day(day)?;
    let (counted, vi, en) = match running.term {
        Term::Hours(_) => {
            let begin = running.from.max(day.start());
            let end = until.min(day.plus(1).start());
            let minutes = calendar.working_minutes(begin, end)?.max(0);
            (minutes, format!("{}: {minutes} phút", why.vi()), format!("{}: {minutes} minutes", why.en()))
        }
        _ if day == running.from.day() => {
            (0, "ngày bắt đầu: không tính".into(), "the day it began: not counted".into())
        }
        Term::WorkingDays(_) if !worked => {
            (0, format!("{}: không tính", why.vi()), format!("{}: not counted", why.en()))
        }
        _ if day > running.due_day => (1, "quá hạn: vẫn tính".into(), "past the due date: counted".into()),
        // Nothing was left when it began, on a day off.
        Term::WorkingDays(_) if running.left == 0 => moved(),
        Term::WorkingDays(_) => (1, why.vi(), why.en()),
        Term::CalendarDays(_) if day > running.from.day().plus(running.left) => moved(),
        Term::CalendarDays(_) => {
            let (vi, en) = match why {
                Why::Workday => ("tính".to_owned(), "counted".to_owned()),
                _ => (
                    format!("{}: vẫn tính (ngày lịch)", why.vi()),
                    format!("{}: counted all the same", why.en()),
                ),
            };
            (1, vi, en)
        }
    };
    Ok(Line { day, counted, vi, en })
}

fn moved() -> (i64, String, String) {
    (
        0,
        "hạn rơi vào ngày nghỉ: dời sang ngày làm việc".into(),
        "due on a day off: moved to the next working day".into(),
    )
}
