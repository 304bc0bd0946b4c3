//! Taking in at the desk as pages do it: with the papers, once however often a form is sent, one by one or together.

use super::intake::With;
use super::{Accept, Accepted, Outcome, ResultBy, Settle, Shift};
use crate::batch::{self, Batch, BatchId, INTAKE_BATCH, INTAKE_BATCH_ROW};
use crate::model::{Applicant, DossierId};
use crate::numbers;
use crate::papers::{self, Paper};
use crate::words::Channel;
use catalogue::{PaperKind, ProcedureId};
use kernel::term::Term;
use kernel::{Actor, Error, Fault, Refusal, Result, Right, UnitId};
use store::{Ctx, vals};

/// A dossier brought to a desk, with its papers.
#[derive(Clone, Debug)]
pub struct TakeIn {
    /// The id it is to have: the same form sent twice is one dossier.
    pub id: DossierId,
    /// What is asked for; its own `id` is not looked at.
    pub accept: Accept,
    /// The papers handed in and missing, in the order of the procedure's list.
    pub papers: Vec<Paper>,
    /// What the desk notes for those who work on it; may be empty.
    pub note: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the slip says.
    pub accepted: Accepted,
    /// Whether it was taken in just now, and not when the form was sent before.
    pub now: bool,
}

/// One certification of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchItem {
    /// Whose it is.
    pub applicant: Applicant,
    /// What was brought.
    pub document: String,
    /// How many copies are asked for.
    pub copies: i64,
    /// What the dossier is about, in a sentence.
    pub content: String,
}

/// Dossiers of one procedure, brought together.
#[derive(Clone, Debug)]
pub struct TakeBatch {
    /// The id it is to have: the same form sent twice is one batch.
    pub id: BatchId,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// The competent unit.
    pub unit: UnitId,
    /// The desk that takes it in.
    pub receiving: UnitId,
    /// The rows.
    pub items: Vec<BatchItem>,
}

/// No list that a desk fills in at once is longer.
pub const MOST_ITEMS: usize = 200;

impl Shift<'_, '_> {
    /// Takes a dossier in with its papers. The same form sent again answers what came of it the first time.
    ///
    /// # Errors
    /// Refusals as of [`accept`](Self::accept), papers that cannot be counted, and a form that was used for another
    /// dossier.
    pub fn take_in(&mut self, ctx: &Ctx<'_>, mut cmd: TakeIn) -> Result<Taken> {
        ctx.actor.require(Right::Receive, cmd.accept.receiving)?;
        papers::check(&cmd.papers)?;
        super::texts::lines(("Ghi chú", "note"), &cmd.note, super::texts::REASON)?;
        // As it was kept the first time.
        cmd.accept.applicant = numbers::kept(cmd.accept.applicant)?;
        super::one_at_a_time(self.tx, cmd.id.0)?;
        if let Some(accepted) = self.taken_before(&cmd)? {
            return Ok(Taken { accepted, now: false });
        }
        let note = cmd.note.trim();
        let body = (!note.is_empty()).then(|| serde_json::json!({ "note": note }).to_string());
        let accept = Accept { id: Some(cmd.id), ..cmd.accept };
        let with = With { papers: &cmd.papers, body: body.as_deref() };
        Ok(Taken { accepted: self.accept_with(ctx, accept, with)?, now: true })
    }

    /// What was taken in under this id before, if it is the same.
    fn taken_before(&mut self, cmd: &TakeIn) -> Result<Option<Accepted>> {
        let there = self.tx.query_opt("SELECT 1 FROM dossier WHERE id = $1", &vals![cmd.id.0], |_| Ok(()))?;
        if there.is_none() {
            return Ok(None);
        }
        let d = self.dossier(cmd.id)?;
        let a = &cmd.accept;
        let own = d.receiving == a.receiving && d.channel == a.channel;
        let code = d.intake.as_ref().filter(|_| own).map(|i| i.code.clone());
        if own && d.procedure == a.procedure && d.applicant == a.applicant && d.content == a.content {
            return self.slip(&d).map(Some);
        }
        Err(used(code.as_deref()))
    }

    /// Takes a batch in: all of it or nothing. `then` is done to each dossier as soon as it is taken in.
    ///
    /// # Errors
    /// Refusals as of [`take_in`](Self::take_in), with the number of the row.
    pub fn take_batch(
        &mut self,
        ctx: &Ctx<'_>,
        mut cmd: TakeBatch,
        mut then: impl FnMut(&mut Self, DossierId) -> Result<()>,
    ) -> Result<(Batch, bool)> {
        ctx.actor.require(Right::Receive, cmd.receiving)?;
        if cmd.items.is_empty() || cmd.items.len() > MOST_ITEMS {
            return Err(Refusal::new(
                "batch.rows",
                format!("Cần ít nhất một dòng và nhiều nhất {MOST_ITEMS} dòng."),
                format!("It takes one row at least and {MOST_ITEMS} at most."),
            )
            .into());
        }
        for (no, item) in (1..).zip(&mut cmd.items) {
            let applicant = std::mem::take(&mut item.applicant);
            item.applicant = numbers::kept(applicant).map_err(|refusal| in_row(no, refusal.into()))?;
        }
        super::one_at_a_time(self.tx, cmd.id.0)?;
        if let Some(before) = batch::read(self.tx, cmd.id)? {
            return if same(&before, &cmd) { Ok((before, false)) } else { Err(used(None)) };
        }
        let mut ids = Vec::new();
        for (no, item) in (1..).zip(&cmd.items) {
            let done = self.take_item(ctx, &cmd, item).and_then(|id| then(self, id).map(|()| id));
            ids.push(done.map_err(|error| in_row(no, error))?);
        }
        self.tx.action(&ctx.action("dossier.accept_batch"), |tx| {
            let (at, actor) = (ctx.now, ctx.actor.person);
            tx.insert(
                &INTAKE_BATCH,
                &vals![cmd.id.0, cmd.receiving.0, at.day().0, at.0, actor.0, cmd.procedure.0],
            )?;
            for ((no, item), id) in (1i64..).zip(&cmd.items).zip(&ids) {
                tx.insert(&INTAKE_BATCH_ROW, &vals![cmd.id.0, no, id.0, &item.document, item.copies])?;
            }
            Ok(())
        })?;
        let batch = batch::read(self.tx, cmd.id)?;
        batch.map(|b| (b, true)).ok_or_else(|| Fault::new("a batch just written is not there").into())
    }

    fn take_item(&mut self, ctx: &Ctx<'_>, cmd: &TakeBatch, item: &BatchItem) -> Result<DossierId> {
        let paper = Paper {
            name: item.document.clone(),
            kind: PaperKind::Original,
            wanted: 1,
            given: 1,
            required: true,
        };
        papers::check(std::slice::from_ref(&paper))?;
        if !(1..=999).contains(&item.copies) {
            return Err(Refusal::new(
                "batch.copies",
                "Số bản phải từ 1 đến 999.",
                "The number of copies must be 1 to 999.",
            )
            .into());
        }
        let accept = Accept {
            id: None,
            procedure: cmd.procedure,
            unit: cmd.unit,
            receiving: cmd.receiving,
            channel: Channel::Counter,
            result_by: ResultBy::Counter,
            applicant: item.applicant.clone(),
            content: item.content.clone(),
        };
        let with = With { papers: std::slice::from_ref(&paper), body: None };
        self.accept_with(ctx, accept, with).map(|accepted| accepted.id)
    }

    /// Grants and hands out at once what is settled on the same day: every step of its process is done by whoever
    /// `actor` says may do it there.
    ///
    /// # Errors
    /// Refusals: the procedure is not one of the same day, or nobody may do a step.
    pub fn hand_out_at_once(
        &mut self,
        ctx: &Ctx<'_>,
        id: DossierId,
        actor: &dyn Fn(Right, UnitId) -> std::result::Result<Actor, Refusal>,
    ) -> Result<()> {
        let reference = self.reference.clone();
        let d = self.dossier(id)?;
        let filed = reference.catalogue.at_revision(d.procedure, d.revision);
        let filed = filed.ok_or_else(|| Fault::new(format!("dossier {id}: its procedure is unknown")))?;
        if !same_day(filed.term) {
            return Err(Refusal::new(
                "dossier.not_same_day",
                "Chỉ trả ngay được thủ tục giải quyết trong ngày.",
                "Only what is settled on the same day can be handed out at once.",
            )
            .into());
        }
        let mut lying = d.lying;
        // A process has as many steps as it has: each round does one.
        for _ in 1..=filed.process.len() {
            if filed.process.step(lying.step).is_some_and(|s| s.settles) {
                break;
            }
            let ctx = Ctx { actor: actor(Right::Process, lying.unit)?, ..*ctx };
            self.forward(&ctx, id, None)?;
            lying = self.dossier(id)?.lying;
        }
        let settling = Ctx { actor: actor(Right::Settle, lying.unit)?, ..*ctx };
        let granted = Settle { outcome: Outcome::Granted, reason: None, late_reason: None };
        self.settle(&settling, id, granted)?;
        let lying = self.dossier(id)?.lying;
        let handing = Ctx { actor: actor(Right::Receive, lying.unit)?, ..*ctx };
        self.deliver(&handing, id, ResultBy::Counter)
    }
}

/// Whether a term is that of a procedure settled on the day it is taken in.
pub fn same_day(term: Term) -> bool {
    term == Term::WorkingDays(0)
}

fn same(before: &Batch, cmd: &TakeBatch) -> bool {
    before.receiving == cmd.receiving
        && before.procedure == cmd.procedure
        && before.rows.len() == cmd.items.len()
        && before.rows.iter().zip(&cmd.items).all(|(row, item)| {
            row.document == item.document && row.copies == item.copies && row.applicant == item.applicant
        })
}

fn used(code: Option<&str>) -> Error {
    let (vi, en) = match code {
        Some(code) => (format!(" (mã {code})"), format!(" ({code})")),
        None => (String::new(), String::new()),
    };
    Refusal::new(
        "intake.form_used",
        format!("Biểu mẫu này đã được lưu cho hồ sơ khác{vi}. Nếu đây là hồ sơ mới, hãy lưu lại lần nữa."),
        format!("This form was saved before, for another dossier{en}. If this is a new one, save it again."),
    )
    .into()
}

fn in_row(no: i64, error: Error) -> Error {
    match error {
        Error::Refused(r) => {
            Refusal { code: r.code, vi: format!("Dòng {no}: {}", r.vi), en: format!("Row {no}: {}", r.en) }
                .into()
        }
        fault => fault,
    }
}
