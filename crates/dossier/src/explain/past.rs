//! The runs of a clock before the present one, as the events tell them.

use super::{Moved, Pause, filed_as};
use crate::desk::{DossierId, PauseReason, renewed};
use crate::model::{Dossier, Stage};
use crate::reference::Reference;
use crate::words::{EventKind, StateName};
use catalogue::{ProcedureId, Revision};
use kernel::calendar::{Calendar, CalendarError};
use kernel::explain::Run;
use kernel::term::{self, Held, Running};
use kernel::{Day, Fault, Instant, PersonId, Result, UnitId};
use serde_json::Value;
use std::sync::Arc;
use store::{Tx, vals};

/// What the events tell of a clock.
#[derive(Default)]
pub(crate) struct Past {
    /// Runs that ended with a pause.
    ended: Vec<Run>,
    /// The pauses, one for each of them.
    pauses: Vec<Pause>,
    /// What else moved the due date.
    pub(super) moved: Vec<Moved>,
    /// Withdrawn or stopped while the clock stood: there is no present run.
    settled_in_pause: bool,
    /// What happened, in order, each with the revision under which the dossier was filed afterwards.
    pub(crate) told: Vec<(Told, Arc<Revision>)>,
}

/// An event as the explanation reads it.
pub(crate) struct Told {
    pub(crate) at: Instant,
    pub(crate) kind: EventKind,
    pub(crate) actor: PersonId,
    pub(crate) state: StateName,
    pub(crate) step: i64,
    pub(crate) standing: UnitId,
    armed: Option<Day>,
    body: Value,
}

impl Told {
    fn number(&self, key: &str) -> Option<i64> {
        self.body.get(key).and_then(Value::as_i64)
    }
}

impl Past {
    pub(crate) fn read(tx: &mut Tx, reference: &Reference, d: &Dossier, calendar: &Calendar) -> Result<Self> {
        let told = events(tx, d.id)?;
        let revisions = revisions(reference, d, &told)?;
        let mut walk = Walk {
            calendar,
            past: Self::default(),
            accepted_at: None,
            running: None,
            held: None,
            kept: None,
        };
        for (event, filed) in told.iter().zip(&revisions) {
            walk.step(event, filed)
                .map_err(|e| Fault::because(format!("dossier {}: its calendar", d.id), e))?;
        }
        let mut past = walk.past;
        past.told = told.into_iter().zip(revisions).collect();
        Ok(past)
    }

    /// All runs and pauses of a clock, the present run as its row has it: the row is the truth about that one.
    pub(crate) fn with_the_present(&self, stage: &Stage, clock: Running) -> (Vec<Run>, Vec<Pause>) {
        let (mut runs, mut pauses) = (self.ended.clone(), self.pauses.clone());
        match (stage, runs.last_mut(), pauses.last_mut()) {
            (Stage::Paused { held, .. }, Some(last), Some(pause)) => {
                (last.running, pause.left) = (held.was, held.left);
            }
            (_, Some(last), _) if self.settled_in_pause => last.running = clock,
            _ => runs.push(Run { running: clock, stopped: None }),
        }
        (runs, pauses)
    }
}

fn events(tx: &mut Tx, id: DossierId) -> Result<Vec<Told>> {
    tx.query(
        "SELECT at, kind, actor_id, state, step, step_unit_id, armed_day, body FROM dossier_event \
         WHERE dossier_id = $1 ORDER BY seq",
        &vals![id.0],
        |row| {
            let (at, kind) = (Instant(row.int()?), EventKind::from_word(row.str()?));
            let (actor, state) = (PersonId(row.int()?), StateName::from_word(row.str()?));
            let (step, standing) = (row.int()?, UnitId(row.int()?));
            let (armed, body) = (row.opt_int()?.map(Day), row.opt_text()?);
            let broken = || Fault::new(format!("dossier {id}: its events cannot be read"));
            let body = match body {
                Some(text) => serde_json::from_str(&text).map_err(|_| broken())?,
                None => Value::Null,
            };
            let (kind, state) = kind.zip(state).ok_or_else(broken)?;
            Ok(Told { at, kind, actor, state, step, standing, armed, body })
        },
    )
}

/// The revision under which the dossier was filed after each event: a correction tells which procedure it was before.
fn revisions(reference: &Reference, d: &Dossier, told: &[Told]) -> Result<Vec<Arc<Revision>>> {
    let mut filed = filed_as(reference, d)?.clone();
    let mut found = Vec::with_capacity(told.len());
    for event in told.iter().rev() {
        found.push(filed.clone());
        if event.kind == EventKind::ProcedureCorrected
            && let Some(was) = event.number("was")
            && let Some(before) = reference.catalogue.in_force(ProcedureId(was), event.at.day())
        {
            filed = before.clone();
        }
    }
    found.reverse();
    Ok(found)
}

/// Follows a clock through its events.
struct Walk<'a> {
    calendar: &'a Calendar,
    past: Past,
    accepted_at: Option<Instant>,
    running: Option<Running>,
    held: Option<Held>,
    /// What the clock held when the dossier was settled while it stood.
    kept: Option<Held>,
}

impl Walk<'_> {
    fn step(&mut self, event: &Told, filed: &Revision) -> std::result::Result<(), CalendarError> {
        match event.kind {
            EventKind::Accepted => {
                self.accepted_at = Some(event.at);
                self.running = Some(term::start(self.calendar, filed.term, filed.rules, event.at)?);
            }
            EventKind::SupplementRequested => self.stop(event, PauseReason::Supplement)?,
            EventKind::PaymentRequested => self.stop(event, PauseReason::FinancialDuty)?,
            EventKind::Resumed => self.go_on(event)?,
            EventKind::DueMoved => self.decreed(event),
            EventKind::ProcedureCorrected => {
                let was = self.running;
                self.running = match &was {
                    Some(run) => Some(renewed(run, filed, self.accepted_at, self.calendar)?),
                    None => None,
                };
                self.note_move(event, was.map(|r| r.due_day), None);
            }
            EventKind::Settled => {
                self.past.settled_in_pause = self.held.is_some();
                if let Some(held) = self.held.take() {
                    self.running = Some(held.was);
                    self.kept = Some(held);
                    self.end_pause(event.at);
                }
            }
            // Taken back into work it goes on with what was left when the clock was stopped.
            EventKind::Reopened if self.past.settled_in_pause => {
                self.past.settled_in_pause = false;
                self.held = self.kept.take();
                self.go_on(event)?;
            }
            EventKind::Reopened => {
                if let Some(running) = &self.running {
                    self.running = Some(term::recompute(running, self.calendar)?);
                }
            }
            _ => {}
        }
        if let (Some(running), Some(armed)) = (&mut self.running, event.armed) {
            running.due_day = armed;
        }
        Ok(())
    }

    fn stop(&mut self, event: &Told, reason: PauseReason) -> std::result::Result<(), CalendarError> {
        let Some(running) = self.running.take() else {
            return Ok(());
        };
        let mut held = term::pause(running, self.calendar, event.at)?;
        held.left = event.number("left").unwrap_or(held.left);
        let asked = event.body.get("reason").and_then(Value::as_str).unwrap_or_default().to_owned();
        self.past.ended.push(Run { running, stopped: Some(event.at) });
        self.past.pauses.push(Pause { reason, asked, since: event.at, until: None, left: held.left });
        self.held = Some(held);
        Ok(())
    }

    fn go_on(&mut self, event: &Told) -> std::result::Result<(), CalendarError> {
        let Some(held) = self.held.take() else {
            return Ok(());
        };
        let mut running = term::resume(held, self.calendar, event.at)?;
        if let Some((from, left)) = event.number("from").zip(event.number("left")) {
            running = Running { from: Instant(from), left, ..running };
        }
        self.end_pause(event.at);
        self.running = Some(running);
        Ok(())
    }

    fn end_pause(&mut self, at: Instant) {
        if let Some(pause) = self.past.pauses.last_mut() {
            pause.until = Some(at);
        }
    }

    fn decreed(&mut self, event: &Told) {
        let (was, from) = (event.number("was").map(Day), event.number("from").map(Instant));
        let stopped = self.held.as_mut().zip(self.past.ended.last_mut()).zip(self.past.pauses.last_mut());
        if let Some(running) = &mut self.running {
            running.from = from.unwrap_or(running.from);
        } else if let Some(((held, run), pause)) = stopped {
            held.left = event.number("left").unwrap_or(held.left);
            held.was.from = from.unwrap_or(held.was.from);
            (run.running, pause.left) = (held.was, held.left);
        }
        self.note_move(event, was, event.number("decreed").map(Day));
    }

    fn note_move(&mut self, event: &Told, was: Option<Day>, decreed: Option<Day>) {
        let now = event.armed.or_else(|| event.number("due").map(Day));
        if let Some((was, now)) = was.zip(now)
            && was != now
        {
            self.past.moved.push(Moved { at: event.at, was, now, decreed });
        }
    }
}
