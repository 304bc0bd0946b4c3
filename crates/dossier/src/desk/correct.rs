//! Correcting mistakes of intake. What was booked wrongly is booked anew on the same business days, known from
//! the day of the correction; nothing is erased.

use super::{Change, Shift, circumstances};
use crate::event;
use crate::model::{Circumstances, Dossier, DossierId, Stage, Verdict};
use crate::rule::Deed;
use crate::tally::Ledger;
use crate::words::EventKind;
use catalogue::{ProcedureId, Revision};
use kernel::calendar::{Calendar, CalendarError};
use kernel::term::{self, Running, Term};
use kernel::{Instant, Refusal, Result, UnitId};
use serde_json::json;
use store::Ctx;

impl Shift<'_, '_> {
    /// Corrects the applicant's name. Nothing is counted differently.
    ///
    /// # Errors
    /// Refusals: no name, no reason.
    pub fn correct_name(&mut self, ctx: &Ctx<'_>, id: DossierId, name: &str, reason: &str) -> Result<()> {
        super::work::said(reason)?;
        super::texts::name(name)?;
        self.change(ctx, id, "dossier.correct_name", Deed::Correct, |mut d, _| {
            let body = json!({ "reason": reason, "was": d.applicant.name }).to_string();
            name.clone_into(&mut d.applicant.name);
            Ok(Change { after: d, kind: EventKind::NameCorrected, body: Some(body) })
        })?;
        Ok(())
    }

    /// Corrects the competent unit since the dossier came to the wrong one. The due date stays.
    ///
    /// # Errors
    /// Refusals: not accepted, the same unit, a unit that does not exist today, no reason.
    pub fn correct_unit(&mut self, ctx: &Ctx<'_>, id: DossierId, right: UnitId, reason: &str) -> Result<()> {
        super::work::said(reason)?;
        self.reference.unit_code(right, ctx.now.day())?;
        self.rebook(ctx, id, "dossier.correct_unit", |d, c| {
            accepted(&d)?;
            if d.unit == right {
                return Err(Refusal::new(
                    "correction.same",
                    "Hồ sơ đã thuộc đơn vị này.",
                    "The dossier belongs to that unit already.",
                ));
            }
            let body = json!({ "reason": reason, "was": d.unit }).to_string();
            Ok(Change { after: d.belonging_to(c, right), kind: EventKind::UnitCorrected, body: Some(body) })
        })
    }

    /// Corrects the procedure. The running due date is counted again with the right term; what is settled keeps
    /// its judgement.
    ///
    /// # Errors
    /// Refusals: not accepted, the same procedure, one not in force, paused (resume it first), no reason.
    pub fn correct_procedure(
        &mut self,
        ctx: &Ctx<'_>,
        id: DossierId,
        right: ProcedureId,
        reason: &str,
    ) -> Result<()> {
        super::work::said(reason)?;
        let reference = self.reference.clone();
        let Some(revision) = reference.catalogue.in_force(right, ctx.now.day()) else {
            return Err(Refusal::new(
                "procedure.not_in_force",
                "Thủ tục đúng chưa có hiệu lực.",
                "The right procedure is not in force.",
            )
            .into());
        };
        self.rebook(ctx, id, "dossier.correct_procedure", |d, c| {
            accepted(&d)?;
            if d.procedure == right {
                return Err(Refusal::new(
                    "correction.same",
                    "Hồ sơ đã thuộc thủ tục này.",
                    "The dossier is of that procedure already.",
                ));
            }
            let body = json!({ "reason": reason, "was": d.procedure }).to_string();
            let accepted_at = d.intake.as_ref().map(|i| i.at);
            let anew = |running: Running| {
                renewed(&running, revision, accepted_at, c.calendar)
                    .map_err(|e| crate::model::out_of_calendar(&e))
            };
            let stage = match d.stage {
                Stage::Accepted(running) => Stage::Accepted(anew(running)?),
                Stage::InStep(running) => Stage::InStep(anew(running)?),
                Stage::Paused { .. } => {
                    return Err(Refusal::new(
                        "correction.paused",
                        "Hồ sơ đang tạm dừng: hãy cho tiếp tục trước khi sửa thủ tục.",
                        "The clock stands still: let it go on before correcting the procedure.",
                    ));
                }
                // Judged already: only what a reopened one would go on with is told in the right term.
                Stage::Settled(running, verdict) => {
                    let Running { due_day, due_at, .. } = running;
                    let verdict = Verdict { held: None, ..verdict };
                    Stage::Settled(Running { due_day, due_at, ..anew(running)? }, verdict)
                }
                over => over,
            };
            let step = d.lying.step.min(revision.process.len());
            let step = *crate::model::stage_of(&revision.process, step).start();
            let mut after = Dossier { procedure: right, revision: revision.revision, stage, ..d };
            after.lying.step = step;
            Ok(Change { after, kind: EventKind::ProcedureCorrected, body: Some(body) })
        })
    }

    /// Voids a wrong intake: the code stays used, nothing of it counts any more.
    ///
    /// # Errors
    /// Refusals: voided before, no reason.
    pub fn void(&mut self, ctx: &Ctx<'_>, id: DossierId, reason: &str) -> Result<()> {
        super::work::said(reason)?;
        self.rebook(ctx, id, "dossier.void", |d, _| {
            if d.stage == Stage::Void {
                return Err(Refusal::new(
                    "dossier.wrong_state",
                    "Hồ sơ đã được hủy tiếp nhận.",
                    "The intake has been voided before.",
                ));
            }
            let body = json!({ "reason": reason, "was": d.stage.name() }).to_string();
            let mut after = Dossier { stage: Stage::Void, ..d };
            after.lying.due = None;
            Ok(Change { after, kind: EventKind::Voided, body: Some(body) })
        })
    }

    /// A correction: like any change, but what was booked before is booked anew.
    fn rebook(
        &mut self,
        ctx: &Ctx<'_>,
        id: DossierId,
        name: &'static str,
        judge: impl FnOnce(Dossier, &Circumstances<'_>) -> std::result::Result<Change, Refusal>,
    ) -> Result<()> {
        let before = self.dossier(id)?;
        Deed::Correct.require(&ctx.actor, &before)?;
        let reference = self.reference.clone();
        let c = circumstances(&reference, ctx, &before)?;
        let mut change =
            judge(before.clone(), &c).map_err(|refused| self.who_was_first(refused.into(), id))?;
        change.after.version = before.version + 1;
        let mut ledger: Ledger = event::ledger(self.tx, &before)?;
        let so_far = ledger.bookings().len();
        let known = self.known(ctx.now.day());
        let event = event::Event {
            at: ctx.now,
            known,
            kind: change.kind,
            state: change.after.stage.name(),
            unit: change.after.unit,
            armed: change.after.stage.running().map(|r| r.due_day),
            verdict: event::verdict_text(&change.after.stage),
            was: (change.kind == EventKind::ProcedureCorrected).then_some(before.procedure),
        };
        event.book(&mut ledger)?;
        self.write(ctx, name, &before, &change)?;
        self.count(&ledger, so_far, change.after.procedure);
        Ok(())
    }
}

/// A clock as it would run by another procedure's term.
pub(crate) fn renewed(
    running: &Running,
    right: &Revision,
    accepted_at: Option<Instant>,
    calendar: &Calendar,
) -> std::result::Result<Running, CalendarError> {
    let first = |term, rules| accepted_at.map(|at| term::start(calendar, term, rules, at)).transpose();
    // Never stopped so far: it runs as if it had been accepted rightly, cut-off and all.
    if let Some(wrong) = first(running.term, running.rules)?
        && (wrong.from, wrong.left) == (running.from, running.left)
        && let Some(anew) = first(right.term, right.rules)?
    {
        return Ok(anew);
    }
    // What was used up before the present run began stays used up.
    let left = match (running.term, right.term) {
        (Term::Hours(a), Term::Hours(b)) => running.left + (b - a) * 60,
        (Term::WorkingDays(a), Term::WorkingDays(b)) | (Term::CalendarDays(a), Term::CalendarDays(b)) => {
            running.left + b - a
        }
        (_, Term::Hours(b)) => b * 60,
        (_, Term::WorkingDays(b) | Term::CalendarDays(b)) => b,
    };
    term::recompute(&Running { term: right.term, rules: right.rules, left, ..*running }, calendar)
}

fn accepted(d: &Dossier) -> std::result::Result<(), Refusal> {
    if event::standing_of(d).is_some() {
        return Ok(());
    }
    Err(Refusal::new(
        "dossier.wrong_state",
        "Hồ sơ chưa được tiếp nhận hoặc đã hủy.",
        "The dossier is not accepted, or was voided.",
    ))
}
