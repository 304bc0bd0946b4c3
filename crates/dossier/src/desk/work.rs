//! Working on dossiers: hand-overs, pauses, decisions, delivery.

use super::{Change, Shift};
use crate::model::{Dossier, DossierId, Stage};
use crate::rule::Deed;
use crate::words::{EventKind, Outcome, PauseReason, ResultBy};
use kernel::timeliness::Timeliness;
use kernel::{Day, Fault, Instant, Result};
use serde_json::json;
use store::Ctx;

/// Where a dossier has come to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepEntered {
    /// The step, from 1.
    pub step: i64,
    /// When its allotment is used up.
    pub due_at: Instant,
}

/// What resuming made of the due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// The due date from now on.
    pub due_day: Day,
}

/// Why a dossier is late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateReason {
    /// A code of the province's list of causes.
    pub cause: String,
    /// In a sentence.
    pub text: String,
}

/// How a dossier ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settle {
    /// How.
    pub outcome: Outcome,
    /// Why; needed for refused, stopped and withdrawn.
    pub reason: Option<String>,
    /// Why it is late; needed when it is.
    pub late_reason: Option<LateReason>,
}

/// How it was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// By date.
    pub timeliness: Timeliness,
}

/// A reason as an event's body; nobody may leave it out.
pub(super) fn said(reason: &str) -> Result<String> {
    super::texts::reason(reason)?;
    Ok(json!({ "reason": reason }).to_string())
}

impl Shift<'_, '_> {
    /// Hands a dossier over to the next step of its process.
    ///
    /// # Errors
    /// Refusals: not in work, or the present step is the one that decides.
    pub fn forward(&mut self, ctx: &Ctx<'_>, id: DossierId, note: Option<&str>) -> Result<StepEntered> {
        super::texts::lines(("Ghi chú", "note"), note.unwrap_or_default(), super::texts::REASON)?;
        let d = self.change(ctx, id, "dossier.forward", Deed::Forward, |d, c| {
            let body = json!({ "from": d.lying.unit, "note": note }).to_string();
            Ok(Change { after: d.forward(c)?, kind: EventKind::Forwarded, body: Some(body) })
        })?;
        entered(&d)
    }

    /// Sends a dossier back: to the previous step, or a settled one into its last step.
    ///
    /// # Errors
    /// Refusals: no earlier step, or no reason.
    pub fn send_back(&mut self, ctx: &Ctx<'_>, id: DossierId, reason: &str) -> Result<StepEntered> {
        let body = said(reason)?;
        let d = self.change(ctx, id, "dossier.send_back", Deed::SendBack, |d, c| {
            let kind = if d.stage.verdict().is_some() { EventKind::Reopened } else { EventKind::SentBack };
            Ok(Change { after: d.send_back(c)?, kind, body: Some(body) })
        })?;
        entered(&d)
    }

    /// Asks the applicant for missing papers; the clock stands until they are there.
    ///
    /// # Errors
    /// Refusals: the clock does not run, or nothing is asked for.
    pub fn request_supplement(&mut self, ctx: &Ctx<'_>, id: DossierId, what: &str) -> Result<()> {
        self.stop_clock(ctx, id, what, PauseReason::Supplement, EventKind::SupplementRequested)
    }

    /// Asks the applicant to pay first; the clock stands until it is paid.
    ///
    /// # Errors
    /// Refusals: the clock does not run, or nothing is asked for.
    pub fn request_payment(&mut self, ctx: &Ctx<'_>, id: DossierId, what: &str) -> Result<()> {
        self.stop_clock(ctx, id, what, PauseReason::FinancialDuty, EventKind::PaymentRequested)
    }

    fn stop_clock(
        &mut self,
        ctx: &Ctx<'_>,
        id: DossierId,
        what: &str,
        why: PauseReason,
        kind: EventKind,
    ) -> Result<()> {
        said(what)?;
        self.change(ctx, id, "dossier.pause", Deed::Pause, |d, c| {
            let after = d.pause(c, why)?;
            let left = match &after.stage {
                Stage::Paused { held, .. } => Some(held.left),
                _ => None,
            };
            // With what was left the past run can be explained even when the calendar has changed since.
            let body = json!({ "reason": what, "left": left }).to_string();
            Ok(Change { after, kind, body: Some(body) })
        })?;
        Ok(())
    }

    /// What was asked for is there: the clock goes on.
    ///
    /// # Errors
    /// A refusal unless the clock stands still.
    pub fn resume(&mut self, ctx: &Ctx<'_>, id: DossierId) -> Result<Resumed> {
        let d = self.change(ctx, id, "dossier.resume", Deed::Resume, |d, c| {
            let after = d.resume(c)?;
            let body = after.stage.running().map(|r| json!({ "from": r.from, "left": r.left }).to_string());
            Ok(Change { after, kind: EventKind::Resumed, body })
        })?;
        let due_day =
            d.stage.running().map(|r| r.due_day).ok_or_else(|| Fault::new("a resumed clock does not run"))?;
        Ok(Resumed { due_day })
    }

    /// Apologises and announces another date. The due date stays what it is.
    ///
    /// # Errors
    /// Refusals: not pending, announced before, not later than promised, or no reason.
    pub fn announce(&mut self, ctx: &Ctx<'_>, id: DossierId, day: Day, reason: &str) -> Result<()> {
        said(reason)?;
        self.change(ctx, id, "dossier.announce", Deed::Announce, |d, c| {
            let body = json!({ "reason": reason, "day": day }).to_string();
            Ok(Change { after: d.announce(c, day)?, kind: EventKind::Announced, body: Some(body) })
        })?;
        Ok(())
    }

    /// Settles a dossier: grants, refuses, stops it, or notes its withdrawal. Judged by date, once.
    ///
    /// # Errors
    /// Refusals: not in work, not the step that decides, no reason where one is needed, late without a cause.
    pub fn settle(&mut self, ctx: &Ctx<'_>, id: DossierId, cmd: Settle) -> Result<Settled> {
        if cmd.outcome != Outcome::Granted {
            said(cmd.reason.as_deref().unwrap_or_default())?;
        }
        for text in cmd.reason.iter().chain(cmd.late_reason.iter().flat_map(|l| [&l.cause, &l.text])) {
            super::texts::lines(("Lý do", "reason"), text, super::texts::REASON)?;
        }
        let d = self.change(ctx, id, "dossier.settle", Deed::Settle, |d, c| {
            let late = cmd.late_reason.as_ref();
            let body = match (&cmd.reason, late) {
                (None, None) => None,
                (reason, late) => {
                    Some(json!({ "reason": reason, "late": late.map(|l| &l.text) }).to_string())
                }
            };
            let after = d.settle(c, cmd.outcome, late.map(|l| l.cause.clone()))?;
            Ok(Change { after, kind: EventKind::Settled, body })
        })?;
        match d.stage.verdict() {
            Some(verdict) => Ok(Settled { timeliness: verdict.timeliness }),
            None => Err(Fault::new("a settled dossier has no verdict").into()),
        }
    }

    /// Hands the result over.
    ///
    /// # Errors
    /// A refusal unless it is settled and not yet delivered.
    pub fn deliver(&mut self, ctx: &Ctx<'_>, id: DossierId, by: ResultBy) -> Result<()> {
        self.change(ctx, id, "dossier.deliver", Deed::Deliver, |d, c| {
            Ok(Change { after: d.deliver(c, by)?, kind: EventKind::Delivered, body: None })
        })?;
        Ok(())
    }
}

fn entered(d: &Dossier) -> Result<StepEntered> {
    match d.lying.due {
        Some(due_at) => Ok(StepEntered { step: d.lying.step, due_at }),
        None => Err(Fault::new("a step was entered without a due time").into()),
    }
}
