//! Taking over the open dossiers of another program, with the codes and dates it gave them.
//!
//! What happened before, happened then: the events say the instants of the other program, and that they are known
//! since the day of the take-over. So a period tells of such a dossier as carried over, and a figure that was asked
//! before is answered as it was.

mod check;
mod kept;

use super::{Shift, circumstances, log_at};
use crate::event::standing_of;
use crate::model::{Applicant, Dossier, DossierId, Intake, Lying, Stage};
use crate::numbers;
use crate::referral::Plan;
use crate::row::{self, DOSSIER};
use crate::tally::Ledger;
use crate::words::{Channel, EventKind, PauseReason, ResultBy, StateName};
use catalogue::ProcedureId;
pub use check::{Wrong, check};
pub use kept::Judged;
use kernel::term::Held;
use kernel::{Day, Fault, Instant, Refusal, Result, Right, UnitId};
use serde_json::json;
use store::{Ctx, vals};

/// A pause that lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// What is waited for.
    pub why: PauseReason,
    /// Since when.
    pub since: Instant,
}

/// An open dossier of another program.
#[derive(Clone, Debug)]
pub struct TakeOver {
    /// Its code; it keeps it.
    pub code: String,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// The competent unit.
    pub unit: UnitId,
    /// The desk that took it in.
    pub receiving: UnitId,
    /// How it came in.
    pub channel: Channel,
    /// How the result is to be handed over.
    pub result_by: ResultBy,
    /// Whose it is.
    pub applicant: Applicant,
    /// What it is about, in a sentence.
    pub content: String,
    /// When it was accepted.
    pub accepted_at: Instant,
    /// The date printed on its slip.
    pub promised: Day,
    /// Its due date, lawful and as it is now; of one that is paused, as it was when the clock was stopped.
    pub due: Day,
    /// The date announced in an apology.
    pub announced: Option<Day>,
    /// The step in which it lies, from 1; at 1 it is still at the desk.
    pub step: i64,
    /// The unit in which it lies; none for the one that the process names.
    pub step_unit: Option<UnitId>,
    /// Why and since when its clock stands, if it does.
    pub paused: Option<Standing>,
}

/// What is known of a dossier to be taken over, when some of it could not be read: so that everything wrong with it
/// can be told at once.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// As [`TakeOver::code`].
    pub code: Option<String>,
    /// As [`TakeOver::procedure`].
    pub procedure: Option<ProcedureId>,
    /// As [`TakeOver::unit`].
    pub unit: Option<UnitId>,
    /// As [`TakeOver::receiving`].
    pub receiving: Option<UnitId>,
    /// As [`TakeOver::channel`].
    pub channel: Option<Channel>,
    /// As [`TakeOver::result_by`].
    pub result_by: Option<ResultBy>,
    /// As [`TakeOver::applicant`].
    pub applicant: Option<Applicant>,
    /// As [`TakeOver::content`].
    pub content: String,
    /// As [`TakeOver::accepted_at`].
    pub accepted_at: Option<Instant>,
    /// As [`TakeOver::promised`].
    pub promised: Option<Day>,
    /// As [`TakeOver::due`].
    pub due: Option<Day>,
    /// As [`TakeOver::announced`].
    pub announced: Option<Day>,
    /// Accepted, in step or paused.
    pub state: Option<StateName>,
    /// As [`TakeOver::step`].
    pub step: Option<i64>,
    /// As [`TakeOver::step_unit`].
    pub step_unit: Option<UnitId>,
    /// As [`TakeOver::paused`].
    pub paused: Option<Standing>,
}

/// What came of a take-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// The dossier.
    pub id: DossierId,
    /// Its due date: exactly the one it had.
    pub due_day: Day,
}

impl Draft {
    /// The whole, if nothing is missing.
    pub fn whole(self) -> Option<TakeOver> {
        let paused = self.paused.filter(|_| self.state == Some(StateName::Paused));
        if self.state? == StateName::Paused && paused.is_none() {
            return None;
        }
        Some(TakeOver {
            code: self.code?,
            procedure: self.procedure?,
            unit: self.unit?,
            receiving: self.receiving?,
            channel: self.channel?,
            result_by: self.result_by?,
            applicant: self.applicant?,
            content: self.content,
            accepted_at: self.accepted_at?,
            promised: self.promised?,
            due: self.due?,
            announced: self.announced,
            step: self.step?,
            step_unit: self.step_unit,
            paused,
        })
    }
}

impl From<TakeOver> for Draft {
    fn from(t: TakeOver) -> Self {
        let state = match t.paused {
            Some(_) => StateName::Paused,
            None if t.step == 1 => StateName::Accepted,
            None => StateName::InStep,
        };
        Self {
            code: Some(t.code),
            procedure: Some(t.procedure),
            unit: Some(t.unit),
            receiving: Some(t.receiving),
            channel: Some(t.channel),
            result_by: Some(t.result_by),
            applicant: Some(t.applicant),
            content: t.content,
            accepted_at: Some(t.accepted_at),
            promised: Some(t.promised),
            due: Some(t.due),
            announced: t.announced,
            state: Some(state),
            step: Some(t.step),
            step_unit: t.step_unit,
            paused: t.paused,
        }
    }
}

impl Shift<'_, '_> {
    /// Takes over an open dossier of another program. Its due date is exactly the one it had; decrees, pauses and
    /// resumptions move it from now on. It counts as received on the day it was accepted, known from today.
    ///
    /// # Errors
    /// Refusals: the code is taken or may still be given by a desk, and whatever [`check`] finds wrong.
    pub fn take_over(&mut self, ctx: &Ctx<'_>, cmd: TakeOver) -> Result<TakenOver> {
        ctx.actor.require(Right::Administer, UnitId(0))?;
        let reference = self.reference.clone();
        if let Some(wrong) = check(&reference, ctx.now, &cmd.clone().into())?.into_iter().next() {
            return Err(wrong.refusal.into());
        }
        let taken =
            self.tx.query_opt("SELECT 1 FROM dossier WHERE code = $1", &vals![&cmd.code], |r| r.int())?;
        if taken.is_some() {
            return Err(kept::code_taken(&cmd.code).into());
        }
        let body = json!({ "entered": ctx.now, "facts": kept::facts(&cmd) }).to_string();
        let (running, paused) = self.as_it_stood(ctx, cmd)?;
        self.keep_taken_over(ctx, &running, paused.as_ref(), &body)?;
        let due_day = running.stage.running().map(|r| r.due_day);
        Ok(TakenOver {
            id: running.id,
            due_day: due_day.ok_or_else(|| Fault::new("no clock was taken over"))?,
        })
    }

    /// The dossier with its clock running, and as it is now if the clock stands.
    fn as_it_stood(&mut self, ctx: &Ctx<'_>, cmd: TakeOver) -> Result<(Dossier, Option<Dossier>)> {
        let reference = self.reference.clone();
        let revision = check::filed_under(&reference, cmd.procedure, cmd.accepted_at.day(), ctx.now.day())
            .ok_or_else(|| Fault::new("a procedure that was checked is not there"))?;
        let id = DossierId(ctx.ids.next(ctx.now));
        let filed = Dossier {
            id,
            token: self.token(id)?,
            procedure: cmd.procedure,
            revision: revision.revision,
            receiving: cmd.receiving,
            unit: cmd.unit,
            channel: cmd.channel,
            result_by: cmd.result_by,
            applicant: numbers::kept(cmd.applicant)?,
            content: cmd.content,
            submitted_at: None,
            intake: None,
            announced: cmd.announced,
            lying: Lying { step: cmd.step, unit: cmd.unit, since: ctx.now, due: None },
            stage: Stage::Submitted,
            version: 1,
        };
        let c = circumstances(&reference, ctx, &filed)?;
        let at = cmd.paused.map_or(ctx.now, |p| p.since);
        let clock = check::clock(c.calendar, revision, at, cmd.due)?;
        let intake = Intake { code: cmd.code, number: None, at: cmd.accepted_at, promised: cmd.promised };
        let mut running = filed.take_over(&c, intake, clock, cmd.step)?;
        if let Some(unit) = cmd.step_unit {
            running.lying.unit = unit;
        }
        let paused = cmd.paused.map(|p| {
            let held = Held { was: clock, left: clock.left };
            let mut paused = Dossier {
                stage: Stage::Paused { why: p.why, since: p.since, held },
                version: 2,
                ..running.clone()
            };
            paused.lying.due = None;
            paused
        });
        Ok((running, paused))
    }

    fn keep_taken_over(
        &mut self,
        ctx: &Ctx<'_>,
        running: &Dossier,
        paused: Option<&Dossier>,
        body: &str,
    ) -> Result<()> {
        let now = paused.unwrap_or(running);
        let search = row::search_text(&now.applicant, now.intake.as_ref());
        let known = self.known(ctx.now.day());
        let accepted = running.intake.as_ref().map_or(ctx.now, |i| i.at);
        let mut ledger = Ledger::new(running.channel, running.receiving);
        if let Some(standing) = standing_of(running) {
            ledger.step(standing, accepted.day(), known);
        }
        let stopped = match paused.map(|d| (d, &d.stage)) {
            Some((d, Stage::Paused { why, since, .. })) => Some((d, *why, *since)),
            _ => None,
        };
        if let Some((standing, (_, _, since))) = paused.and_then(standing_of).zip(stopped) {
            ledger.step(standing, since.day(), known);
        }
        let plan = Plan::of(self.tx, &self.reference, ctx, (None, now), EventKind::TakenOver)?;
        let asking = plan.told_in(Some(body))?;
        let body = asking.as_deref().unwrap_or(body);
        self.tx.action(&ctx.action("dossier.take_over"), |tx| {
            tx.insert(&DOSSIER, &row::values(now, &search))?;
            log_at(tx, ctx, accepted, known, running, EventKind::TakenOver, Some(body))?;
            plan.write(tx)?;
            if let Some((d, why, since)) = stopped {
                let kind = match why {
                    PauseReason::Supplement => EventKind::SupplementRequested,
                    PauseReason::FinancialDuty => EventKind::PaymentRequested,
                };
                let body = json!({ "reason": null, "taken_over": true }).to_string();
                log_at(tx, ctx, since, known, d, kind, Some(&body))?;
            }
            Ok(())
        })?;
        self.texts.new_one(now.id);
        self.count(&ledger, 0, now.procedure);
        Ok(())
    }
}

/// A refusal of these rules.
fn refused(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(code, vi, en)
}
