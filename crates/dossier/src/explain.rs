//! Why a dossier is due when it is: every day or hour counted or skipped, through all its pauses.

mod past;

pub(crate) use past::{Past, Told};

use crate::desk::{Desk, DossierId, PauseReason};
use crate::model::{Dossier, Stage};
use crate::reference::Reference;
use crate::row;
use crate::words::StateName;
use catalogue::Revision;
use kernel::calendar::{Calendar, CalendarError};
use kernel::explain::{Run, explain};
use kernel::term::{Running, Term};
use kernel::timeliness::Timeliness;
use kernel::{Day, Fault, Instant, Refusal, Result};
use serde::Serialize;
use std::sync::Arc;
use store::{Tx, vals};

/// Words for people in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// A day of the explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The date.
    pub day: Day,
    /// What it counts: minutes for a term in hours, else 0 or 1 day.
    pub counted: i64,
    /// Why.
    pub why: Words,
}

/// A time during which the clock stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pause {
    /// What was waited for.
    pub reason: PauseReason,
    /// What the applicant was asked for.
    pub asked: String,
    /// Since when.
    pub since: Instant,
    /// Until when; none while the clock still stands.
    pub until: Option<Instant>,
    /// What was left of the term: minutes for a term in hours, else days; below zero when it was overdue already.
    pub left: i64,
}

/// A time during which the clock ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// When it began.
    pub from: Instant,
    /// When it was stopped; none for the present run.
    pub stopped: Option<Instant>,
    /// What was left when it began: minutes for a term in hours, else days.
    pub left: i64,
    /// What its lines count.
    pub counted: i64,
}

/// A due date that a decree or a correction moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// When.
    pub at: Instant,
    /// From which day.
    pub was: Day,
    /// To which day.
    pub now: Day,
    /// The day that was decreed; none for a correction.
    pub decreed: Option<Day>,
}

/// A due date explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The dossier's code.
    pub code: String,
    /// The competent unit.
    pub unit: String,
    /// The procedure's code.
    pub procedure: String,
    /// The procedure's name.
    pub procedure_name: String,
    /// The state it is in.
    pub state: StateName,
    /// When it was accepted.
    pub accepted_at: Instant,
    /// Its term.
    pub term: Words,
    /// Whether the lines count minutes, and not days.
    pub in_minutes: bool,
    /// What resuming does to the due date.
    pub resuming: Words,
    /// The date on the slip; never changes.
    pub promised: Day,
    /// The lawful due date; while the clock stands, as it was when it was stopped.
    pub due_day: Day,
    /// When on that day the time is used up.
    pub due_at: Instant,
    /// The date announced in an apology; decides nothing.
    pub announced: Option<Day>,
    /// When it was settled and how it was judged.
    pub judged: Option<(Instant, Timeliness)>,
    /// When the clock stood still.
    pub pauses: Vec<Pause>,
    /// What else moved the due date.
    pub moved: Vec<Moved>,
    /// The runs of the clock between the pauses, the present one last.
    pub runs: Vec<Stretch>,
    /// Every day from acceptance on.
    pub lines: Vec<Line>,
    /// Whether the lines of each run add up to what it used, the present one's to what was left when it began. They do
    /// not where a unit with other working hours had the dossier before, or the past was decreed otherwise since.
    pub adds_up: bool,
}

impl Desk {
    /// Explains the due date of the dossier with this code.
    ///
    /// # Errors
    /// Refusals: no such code, or a dossier without a clock (not accepted, or voided).
    pub fn explain(&self, code: &str) -> Result<Explanation> {
        let code = code.trim();
        self.look_up(|tx, reference| {
            let id = tx.query_opt("SELECT id FROM dossier WHERE code = $1", &vals![code], |row| row.int())?;
            match id {
                Some(id) => of_dossier(tx, reference, DossierId(id)),
                None => Err(Refusal::new(
                    "dossier.unknown",
                    format!("Không có hồ sơ mã {code}. Hãy kiểm tra lại mã."),
                    format!("There is no dossier {code}. Check the code."),
                )
                .into()),
            }
        })
    }
}

/// Explains a dossier's due date.
///
/// # Errors
/// A refusal for a dossier without a clock; a fault when its events cannot be read.
pub fn of_dossier(tx: &mut Tx, reference: &Reference, id: DossierId) -> Result<Explanation> {
    let d = tx.query_one(
        concat!("SELECT ", row::dossier_columns!(), " FROM dossier d WHERE d.id = $1"),
        &vals![id.0],
        |row| row::read(row, &reference.catalogue),
    )?;
    let Some((intake, clock)) = d.intake.as_ref().zip(clock(&d.stage)) else {
        return Err(Refusal::new(
            "dossier.no_clock",
            "Hồ sơ chưa được tiếp nhận hoặc đã hủy tiếp nhận nên không có hạn.",
            "The dossier was not accepted, or its intake was voided: it has no due date.",
        )
        .into());
    };
    let calendar = reference.calendar(d.unit)?;
    let past = Past::read(tx, reference, &d, calendar)?;
    let out = |e| Fault::because(format!("dossier {id}: its calendar"), e);
    let (runs, pauses) = past.with_the_present(&d.stage, clock);
    let mut lines = before_the_clock(intake.at, runs[0].running.from, calendar).map_err(out)?;
    lines.extend(explain(calendar, &runs).map_err(out)?.into_iter().map(Line::from));
    let stretches = runs.iter().map(|run| stretch(calendar, run)).collect::<std::result::Result<Vec<_>, _>>();
    let stretches = stretches.map_err(out)?;
    let (directory, then) = (&reference.directory, d.lying.since.day());
    let unit = directory.version_at(d.unit, then).or_else(|| directory.last_version(d.unit));
    let filed = filed_as(reference, &d)?;
    Ok(Explanation {
        code: intake.code.clone(),
        unit: unit.map_or("?", |v| v.name.as_str()).to_owned(),
        procedure: filed.code.clone(),
        procedure_name: filed.name.clone(),
        state: d.stage.name(),
        accepted_at: intake.at,
        term: Words { vi: clock.term.vi(), en: clock.term.to_string() },
        in_minutes: matches!(clock.term, Term::Hours(_)),
        resuming: Words { vi: clock.rules.resume.vi(), en: clock.rules.resume.to_string() },
        promised: intake.promised,
        due_day: clock.due_day,
        due_at: clock.due_at,
        announced: d.announced,
        judged: d.stage.verdict().map(|v| (v.at, v.timeliness)),
        moved: past.moved,
        adds_up: adds_up(&stretches, &pauses),
        runs: stretches,
        pauses,
        lines,
    })
}

fn stretch(calendar: &Calendar, run: &Run) -> std::result::Result<Stretch, CalendarError> {
    let counted = explain(calendar, &[*run])?.iter().map(|l| l.counted).sum();
    let Running { from, left, .. } = run.running;
    Ok(Stretch { from, stopped: run.stopped, left, counted })
}

fn adds_up(runs: &[Stretch], pauses: &[Pause]) -> bool {
    runs.iter().zip(pauses.iter().map(Some).chain([None])).all(|(run, pause)| match pause {
        Some(pause) => run.left - run.counted == pause.left,
        // Nothing is left to count where it was overdue when it was resumed.
        None => run.counted == run.left.max(0),
    })
}

impl From<kernel::explain::Line> for Line {
    fn from(l: kernel::explain::Line) -> Self {
        Self { day: l.day, counted: l.counted, why: Words { vi: l.vi, en: l.en } }
    }
}

/// The clock as it runs, or as it last ran.
pub(crate) fn clock(stage: &Stage) -> Option<Running> {
    match stage {
        Stage::Settled(running, _) | Stage::Delivered(running, ..) => Some(*running),
        other => other.clock().copied(),
    }
}

fn filed_as<'a>(reference: &'a Reference, d: &Dossier) -> Result<&'a Arc<Revision>> {
    let found = reference.catalogue.at_revision(d.procedure, d.revision);
    found.ok_or_else(|| Fault::new(format!("dossier {}: its procedure is not in the catalogue", d.id)).into())
}

/// The days between acceptance and the clock's beginning, where a cut-off put it off.
///
/// # Errors
/// When the calendar does not reach that far.
pub fn before_the_clock(
    accepted: Instant,
    from: Instant,
    calendar: &Calendar,
) -> std::result::Result<Vec<Line>, CalendarError> {
    let mut lines = Vec::new();
    let mut day = accepted.day();
    while day < from.day() {
        let why = calendar.why(day)?;
        let why = if day == accepted.day() && calendar.is_working_day(day)? {
            Words {
                vi: "nhận sau giờ chốt: tính từ đầu ngày làm việc tiếp theo".into(),
                en: "received after the cut-off: counts from the start of the next working day".into(),
            }
        } else {
            Words { vi: format!("{}: không tính", why.vi()), en: format!("{}: not counted", why.en()) }
        };
        lines.push(Line { day, counted: 0, why });
        day = day.plus(1);
    }
    Ok(lines)
}
