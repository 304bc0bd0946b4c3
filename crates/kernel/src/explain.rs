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
/// used: for the present one exactly what was left when it began.
///
/// # Errors
/// [`CalendarError::OutOfRange`].
pub fn explain(calendar: &Calendar, runs: &[Run]) -> Result<Vec<Line>, CalendarError> {
    let mut lines = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let until = run.stopped.unwrap_or(run.running.due_at);
        let last = run.stopped.map_or(run.running.due_day, Instant::day);
        let mut day = run.running.from.day();
        while day <= last {
            lines.push(line(calendar, run, i == 0, day, until)?);
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

fn line(
    calendar: &Calendar,
    run: &Run,
    first: bool,
    day: Day,
    until: Instant,
) -> Result<Line, CalendarError> {
    let running = &run.running;
    // What was used until a clock was stopped is counted beyond the term as well: stopping forgives nothing.
    let ended = run.stopped.is_some();
    let why = calendar.why(day)?;
    let worked = calendar.is_working_day(day)?;
    let (counted, vi, en) = match running.term {
        Term::Hours(_) => {
            let begin = running.from.max(day.start());
            let end = until.min(day.plus(1).start());
            let minutes = calendar.working_minutes(begin, end)?.max(0);
            (minutes, format!("{}: {minutes} phút", why.vi()), format!("{}: {minutes} minutes", why.en()))
        }
        _ if day == running.from.day() && (running.left > 0 || ended) => {
            let (vi, en) = if first { ("bắt đầu", "began") } else { ("tiếp tục", "went on") };
            (0, format!("ngày {vi}: không tính"), format!("the day it {en}: not counted"))
        }
        Term::WorkingDays(_) if !worked => {
            (0, format!("{}: không tính", why.vi()), format!("{}: not counted", why.en()))
        }
        // Of a same-day term, or where nothing is left, no day is counted.
        Term::WorkingDays(_) if running.left == 0 && !ended => {
            (0, format!("{}: hạn cuối ngày", why.vi()), format!("{}: due at its end", why.en()))
        }
        Term::WorkingDays(_) => (1, why.vi(), why.en()),
        Term::CalendarDays(_)
            if !ended && (running.left == 0 || day > running.from.day().plus(running.left)) =>
        {
            (
                0,
                "hạn rơi vào ngày nghỉ: dời sang ngày làm việc".into(),
                "due on a day off: moved to the next working day".into(),
            )
        }
        Term::CalendarDays(_) if matches!(why, Why::Workday) => (1, "tính".into(), "counted".into()),
        Term::CalendarDays(_) => {
            (1, format!("{}: vẫn tính (ngày lịch)", why.vi()), format!("{}: counted all the same", why.en()))
        }
    };
    Ok(Line { day, counted, vi, en })
}
