//! Explains a due date: every day counted or skipped, and why.

use crate::calendar::{Calendar, CalendarError, Why};
use crate::term::{self, Running, Term};
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
        let begun = lines.len();
        let mut day = run.running.from.day();
        // A due date on a day off lasts until its midnight, which is the next day's first moment.
        let last = if run.stopped.is_none() { until.day().min(run.running.due_day) } else { until.day() };
        while day <= last {
            lines.push(line(calendar, run, i == 0, day, until)?);
            day = day.plus(1);
        }
        if let Some(stopped) = run.stopped.filter(|s| s.day() > run.running.due_day) {
            owed(calendar, run, stopped, &mut lines[begun..])?;
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

/// What was owed when an overdue clock was stopped is rounded up to a whole day or minute: the last line says so.
fn owed(calendar: &Calendar, run: &Run, stopped: Instant, lines: &mut [Line]) -> Result<(), CalendarError> {
    let used = run.running.left - term::pause(run.running, calendar, stopped)?.left;
    let more = used - lines.iter().map(|l| l.counted).sum::<i64>();
    if let Some(last) = lines.last_mut().filter(|_| more != 0) {
        last.counted += more;
        last.vi.push_str("; phần quá hạn làm tròn lên");
        last.en.push_str("; what was owed rounded up");
    }
    Ok(())
}

fn line(
    calendar: &Calendar,
    run: &Run,
    first: bool,
    day: Day,
    until: Instant,
) -> Result<Line, CalendarError> {
    let running = &run.running;
    // Of a same-day term no day is counted: it is due at the end of the day on which it begins.
    let same_day = matches!(running.term, Term::WorkingDays(_)) && running.left == 0 && run.stopped.is_none();
    let why = calendar.why(day)?;
    let worked = calendar.is_working_day(day)?;
    let (counted, vi, en) = match running.term {
        Term::Hours(_) => {
            let begin = running.from.max(day.start());
            let end = until.min(day.plus(1).start());
            let minutes = calendar.working_minutes(begin, end)?.max(0);
            (minutes, format!("{}: {minutes} phút", why.vi()), format!("{}: {minutes} minutes", why.en()))
        }
        _ if day == running.from.day() && !same_day => {
            let (vi, en) = if first { ("bắt đầu", "began") } else { ("tiếp tục", "went on") };
            (0, format!("ngày {vi}: không tính"), format!("the day it {en}: not counted"))
        }
        Term::WorkingDays(_) if !worked => {
            (0, format!("{}: không tính", why.vi()), format!("{}: not counted", why.en()))
        }
        _ if day > running.due_day => (1, "quá hạn: vẫn tính".into(), "past the due date: counted".into()),
        Term::WorkingDays(_) if running.left == 0 => {
            (0, format!("{}: hạn cuối ngày", why.vi()), format!("{}: due at its end", why.en()))
        }
        Term::WorkingDays(_) => (1, why.vi(), why.en()),
        Term::CalendarDays(_) if day > running.from.day().plus(running.left) => moved(),
        Term::CalendarDays(_) if matches!(why, Why::Workday) => (1, "tính".into(), "counted".into()),
        Term::CalendarDays(_) => {
            (1, format!("{}: vẫn tính (ngày lịch)", why.vi()), format!("{}: counted all the same", why.en()))
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
