//! Taking dossiers in.

use super::{Shift, circumstances, log};
use crate::event::standing_of;
use crate::model::{Applicant, Dossier, DossierId, Lying, Stage};
use crate::numbers;
use crate::papers::{self, Paper};
use crate::referral::Plan;
use crate::row::{self, DOSSIER};
use crate::rule::Deed;
use crate::tally::Ledger;
use crate::words::{Channel, EventKind, ResultBy};
use catalogue::{ProcedureId, Revision};
use kernel::{Day, Refusal, Result, Right, UnitId};
use store::{Ctx, vals};

/// A dossier sent online.
#[derive(Clone, Debug)]
pub struct Submit {
    /// The id it is to have, where the caller makes ids himself (a replay, an import).
    pub id: Option<DossierId>,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// The competent unit.
    pub unit: UnitId,
    /// The desk that will take it in.
    pub receiving: UnitId,
    /// How the result is to be handed over.
    pub result_by: ResultBy,
    /// Whose it is.
    pub applicant: Applicant,
    /// What it is about, in a sentence.
    pub content: String,
}

/// A dossier brought to a desk or sent by post.
#[derive(Clone, Debug)]
pub struct Accept {
    /// The id it is to have, where the caller makes ids himself.
    pub id: Option<DossierId>,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// The competent unit.
    pub unit: UnitId,
    /// The desk that takes it in.
    pub receiving: UnitId,
    /// At the counter or by post.
    pub channel: Channel,
    /// How the result is to be handed over.
    pub result_by: ResultBy,
    /// Whose it is.
    pub applicant: Applicant,
    /// What it is about, in a sentence.
    pub content: String,
}

/// What the slip says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The dossier.
    pub id: DossierId,
    /// Its code.
    pub code: String,
    /// The date printed on the slip.
    pub promised: Day,
    /// The lawful due date; on this day the same.
    pub due_day: Day,
}

/// What is kept with a new dossier besides itself.
#[derive(Clone, Copy, Default)]
pub(super) struct With<'a> {
    /// Its papers.
    pub(super) papers: &'a [Paper],
    /// What its event says.
    pub(super) body: Option<&'a str>,
}

impl Shift<'_, '_> {
    /// Keeps a dossier sent online. It counts nowhere until it is accepted.
    ///
    /// # Errors
    /// Refusals: an unknown or not competent unit, a procedure not in force or not open to online filing, no name.
    pub fn submit(&mut self, ctx: &Ctx<'_>, cmd: Submit) -> Result<DossierId> {
        let accept = Accept {
            id: cmd.id,
            procedure: cmd.procedure,
            unit: cmd.unit,
            receiving: cmd.receiving,
            channel: Channel::Online,
            result_by: cmd.result_by,
            applicant: cmd.applicant,
            content: cmd.content,
        };
        let mut d = self.filed(ctx, accept)?;
        d.submitted_at = Some(ctx.now);
        self.keep_new(ctx, "dossier.submit", &d, EventKind::Submitted, With::default())?;
        Ok(d.id)
    }

    /// Accepts a dossier at the counter or by post: the clock starts, it gets its code.
    ///
    /// # Errors
    /// As [`submit`](Self::submit), and when the actor may not receive at that desk.
    pub fn accept(&mut self, ctx: &Ctx<'_>, cmd: Accept) -> Result<Accepted> {
        self.accept_with(ctx, cmd, With::default())
    }

    /// The same with what belongs to the dossier besides.
    pub(super) fn accept_with(&mut self, ctx: &Ctx<'_>, cmd: Accept, with: With<'_>) -> Result<Accepted> {
        ctx.actor.require(Right::Receive, cmd.receiving)?;
        let filed = self.filed(ctx, cmd)?;
        let reference = self.reference.clone();
        let c = circumstances(&reference, ctx, &filed)?;
        let mut d = filed.accept(&c)?;
        self.number(ctx, &mut d)?;
        self.keep_new(ctx, "dossier.accept", &d, EventKind::Accepted, with)?;
        self.slip(&d)
    }

    /// Accepts a dossier that was sent online.
    ///
    /// # Errors
    /// Refusals: not submitted, or the actor may not receive at that desk.
    pub fn accept_submitted(&mut self, ctx: &Ctx<'_>, id: DossierId) -> Result<Accepted> {
        let before = self.dossier(id)?;
        Deed::TakeIn.require(&ctx.actor, &before)?;
        let reference = self.reference.clone();
        let c = circumstances(&reference, ctx, &before)?;
        let mut after =
            before.clone().accept(&c).map_err(|refused| self.who_was_first(refused.into(), id))?;
        self.number(ctx, &mut after)?;
        after.version = before.version + 1;
        let change = super::Change { after, kind: EventKind::Accepted, body: None };
        self.write(ctx, "dossier.accept", &before, &change)?;
        self.count_step(ctx, &before, &change.after);
        let d = change.after;
        self.slip(&d)
    }

    /// Turns a submitted dossier away.
    ///
    /// # Errors
    /// Refusals: not submitted, or no reason given.
    pub fn not_accept(&mut self, ctx: &Ctx<'_>, id: DossierId, reason: &str) -> Result<()> {
        let reason = super::work::said(reason)?;
        self.change(ctx, id, "dossier.not_accept", Deed::TakeIn, |d, _| {
            Ok(super::Change { after: d.not_accept()?, kind: EventKind::NotAccepted, body: Some(reason) })
        })?;
        Ok(())
    }

    pub(super) fn slip(&self, d: &Dossier) -> Result<Accepted> {
        let intake =
            d.intake.as_ref().ok_or_else(|| kernel::Fault::new("an accepted dossier has no intake"))?;
        let due_day = d.stage.running().map_or(intake.promised, |r| r.due_day);
        Ok(Accepted { id: d.id, code: intake.code.clone(), promised: intake.promised, due_day })
    }

    /// A dossier as filed, not yet accepted, with everything checked that does not depend on the clock.
    fn filed(&mut self, ctx: &Ctx<'_>, cmd: Accept) -> Result<Dossier> {
        let today = ctx.now.day();
        let reference = self.reference.clone();
        let Some(revision) = reference.catalogue.in_force(cmd.procedure, today) else {
            return Err(Refusal::new(
                "procedure.not_in_force",
                "Thủ tục này chưa có hoặc chưa có hiệu lực. Hãy chọn thủ tục khác.",
                "This procedure does not exist or is not yet in force. Choose another.",
            )
            .into());
        };
        if cmd.channel == Channel::Online && !revision.online
            || cmd.channel == Channel::Post && !revision.post
        {
            return Err(Refusal::new(
                "procedure.channel",
                "Thủ tục này không nhận theo cách nộp đã chọn. Hãy nộp tại quầy.",
                "This procedure is not open to that way of filing. File it at the desk.",
            )
            .into());
        }
        self.reference.unit_code(cmd.unit, today)?;
        self.reference.unit_code(cmd.receiving, today)?;
        self.competent(revision, cmd.unit, today)?;
        super::texts::intake(&cmd.applicant, &cmd.content)?;
        let applicant = numbers::kept(cmd.applicant)?;
        let id = cmd.id.unwrap_or_else(|| DossierId(ctx.ids.next(ctx.now)));
        Ok(Dossier {
            id,
            token: self.token(id)?,
            procedure: cmd.procedure,
            revision: revision.revision,
            receiving: cmd.receiving,
            unit: cmd.unit,
            channel: cmd.channel,
            result_by: cmd.result_by,
            applicant,
            content: cmd.content,
            submitted_at: None,
            intake: None,
            announced: None,
            lying: Lying { step: 1, unit: cmd.receiving, since: ctx.now, due: None },
            stage: Stage::Submitted,
            version: 1,
        })
    }

    /// Whether the procedure is settled by such a unit, or its function has passed to it.
    fn competent(&self, revision: &Revision, unit: UnitId, today: Day) -> Result<()> {
        if self.reference.is_competent(revision, unit, today) {
            return Ok(());
        }
        Err(Refusal::new(
            "unit.not_competent",
            "Đơn vị này không giải quyết thủ tục đã chọn. Hãy chọn đơn vị có thẩm quyền.",
            "This unit does not settle that procedure. Choose the competent one.",
        )
        .into())
    }

    fn keep_new(
        &mut self,
        ctx: &Ctx<'_>,
        name: &'static str,
        d: &Dossier,
        kind: EventKind,
        with: With<'_>,
    ) -> Result<()> {
        let search = row::search_text(&d.applicant, d.intake.as_ref());
        let (known, told) = (self.known(ctx.now.day()), self.told);
        let plan = Plan::of(self.tx, &self.reference, ctx, (None, d), kind)?;
        let asking = plan.told_in(with.body)?;
        let body = asking.as_deref().or(with.body);
        self.tx.action(&ctx.action(name), |tx| {
            tx.insert(&DOSSIER, &row::values(d, &search))?;
            papers::keep(tx, d.id, with.papers)?;
            log(tx, ctx, known, d, kind, body)?;
            plan.write(tx)?;
            if told { super::tell::tell(tx, d, kind, ctx.now) } else { Ok(()) }
        })?;
        self.texts.new_one(d.id);
        if let Some(standing) = standing_of(d) {
            let mut ledger = Ledger::new(d.channel, d.receiving);
            ledger.step(standing, ctx.now.day(), known);
            self.count(&ledger, 0, d.procedure);
        }
        Ok(())
    }

    /// The next number of the day at a desk. The row's lock makes the numbers gap-free: whoever comes second
    /// waits for the first to commit, and a rolled-back number is given again.
    fn next_number(&mut self, receiving: UnitId, day: Day) -> Result<i64> {
        self.tx.query_one(
            "INSERT INTO code_counter (receiving_id, day, last) VALUES ($1, $2, 1) \
             ON CONFLICT (receiving_id, day) DO UPDATE SET last = code_counter.last + 1 RETURNING last",
            &vals![receiving.0, day.0],
            |row| row.int(),
        )
    }

    /// Gives an accepted dossier its code. The last thing that may be refused is behind it: a number once taken is
    /// never lost.
    fn number(&mut self, ctx: &Ctx<'_>, d: &mut Dossier) -> Result<()> {
        let today = ctx.now.day();
        let unit = self.reference.unit_code(d.receiving, today)?.to_owned();
        let number = self.next_number(d.receiving, today)?;
        if let Some(intake) = &mut d.intake {
            intake.number = Some(number);
            intake.code = self.reference.codes.code(&unit, today, number);
        }
        Ok(())
    }
}
