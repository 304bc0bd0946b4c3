//! What can be done with audits: one use case each, in the audit log.

use super::model::{Answer, CheckItem, Finding, Grade, InternalAudit, Sample, Stage};
use super::store::{self, AUDIT_FINDING, AUDIT_SAMPLE, CORRECTIVE_ACTION, INTERNAL_AUDIT};
use super::{Action, ActionId, ActionStage, AuditId};
use crate::sampling::{self, SizeRule};
use crate::system::empty;
use ::store::{Ctx, Tx};
use dossier::course;
use dossier::desk::texts;
use dossier::reference::Reference;
use kernel::{Day, Period, Refusal, Result, Right, UnitId};

/// Longest text of a conclusion, a finding or an action.
const TEXT: usize = 4_000;
/// The longest time an action may have, in working days.
pub const MOST_DAYS: i64 = 250;

/// An audit to be planned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAudit {
    /// The unit.
    pub unit: UnitId,
    /// What was settled then is looked at.
    pub period: Period,
    /// When it is held.
    pub planned_on: Day,
    /// Who holds it.
    pub auditors: String,
    /// What it is about.
    pub scope: String,
    /// How many dossiers are looked at.
    pub rule: SizeRule,
    /// What the sample is drawn by; none for the audit's own id.
    pub seed: Option<i64>,
    /// Invented.
    pub illustrative: bool,
}

fn said(what: (&str, &str), text: &str, most: usize) -> Result<String> {
    if text.trim().is_empty() {
        return Err(empty(what));
    }
    texts::lines(what, text, most)?;
    Ok(text.trim().to_owned())
}

/// Plans an audit.
///
/// # Errors
/// Refusals: no right, an empty period, nobody who holds it, no scope.
pub fn plan(tx: &mut Tx, ctx: &Ctx<'_>, new: &NewAudit) -> Result<AuditId> {
    ctx.actor.require(Right::Assure, new.unit)?;
    if new.period.days() == 0 {
        return Err(Refusal::new(
            "audit.empty_period",
            "Kỳ được đánh giá phải có ít nhất một ngày.",
            "The period needs one day at least.",
        )
        .into());
    }
    let id = AuditId(ctx.ids.next(ctx.now));
    let audit = InternalAudit {
        id,
        unit: new.unit,
        period: new.period,
        planned_on: new.planned_on,
        auditors: said(("Đoàn đánh giá", "auditors"), &new.auditors, 500)?,
        scope: said(("Phạm vi", "scope"), &new.scope, TEXT)?,
        rule: new.rule,
        seed: new.seed.unwrap_or(id.0),
        stage: Stage::Planned,
        illustrative: new.illustrative,
        version: 1,
    };
    tx.action(&ctx.action("quality.plan_audit"), |tx| tx.insert(&INTERNAL_AUDIT, &store::audit_row(&audit)))?;
    Ok(id)
}

/// An audit that somebody may change.
fn mine(tx: &mut Tx, ctx: &Ctx<'_>, id: AuditId) -> Result<InternalAudit> {
    let audit = store::one(tx, id)?;
    ctx.actor.require(Right::Assure, audit.unit)?;
    Ok(audit)
}

/// Writes a changed audit. Call inside an action.
fn write(tx: &mut Tx, before: &InternalAudit, after: InternalAudit) -> Result<bool> {
    let after = InternalAudit { version: before.version + 1, ..after };
    tx.update(&INTERNAL_AUDIT, &store::audit_row(before), &store::audit_row(&after))
}

fn written(done: bool) -> Result<()> {
    if done { Ok(()) } else { Err(crate::stale()) }
}

/// Draws the sample: by the audit's rule and seed, from what the unit settled in the period, spread over the fields of
/// procedures. Answers how many were drawn.
///
/// # Errors
/// Refusals: no right, drawn before, the period is not over, nothing was settled.
pub fn draw(tx: &mut Tx, ctx: &Ctx<'_>, reference: &Reference, id: AuditId) -> Result<usize> {
    let audit = mine(tx, ctx, id)?;
    let settled = course::settled_by_procedure(tx, audit.unit, audit.period)?;
    let population = i64::try_from(settled.len()).unwrap_or(i64::MAX);
    let after = audit.clone().draw(ctx.now, population)?;
    let field = |procedure| reference.catalogue.in_force(procedure, audit.period.to.plus(-1));
    let last = |procedure| reference.catalogue.revisions().iter().rfind(|r| r.procedure == procedure);
    let fields: Vec<&str> = settled
        .iter()
        .map(|(_, _, p)| field(*p).or_else(|| last(*p)).map_or("", |r| r.field.as_str()))
        .collect();
    let list: Vec<(i64, &str)> = settled.iter().zip(&fields).map(|((id, ..), f)| (id.0, *f)).collect();
    let drawn = sampling::draw(&list, audit.rule.size(list.len()), audit.seed);
    let picked = drawn.iter().filter_map(|place| settled.get(*place).zip(fields.get(*place)));
    let samples: Vec<Sample> = (1..)
        .zip(picked)
        .map(|(no, ((dossier, code, _), field))| Sample {
            no,
            dossier: *dossier,
            code: code.clone(),
            field: (*field).to_owned(),
            answers: None,
            note: String::new(),
            version: 1,
        })
        .collect();
    let done = tx.action(&ctx.action("quality.draw_sample"), |tx| {
        if !write(tx, &audit, after)? {
            return Ok(false);
        }
        samples.iter().try_for_each(|s| tx.insert(&AUDIT_SAMPLE, &store::sample_row(id, s, "")))?;
        Ok(true)
    })?;
    written(done)?;
    Ok(samples.len())
}

fn being_looked_at(audit: &InternalAudit) -> Result<()> {
    if audit.is_open() {
        return Ok(());
    }
    Err(Refusal::new(
        "audit.not_open",
        "Chỉ ghi được khi mẫu đã rút và chưa kết luận.",
        "That is entered after the sample is drawn and before the report is issued.",
    )
    .into())
}

/// Enters the checklist of a dossier of the sample: an answer to each of [`CheckItem::ALL`].
///
/// # Errors
/// Refusals: no right, not being looked at, no such number, not every question answered.
pub fn check(tx: &mut Tx, ctx: &Ctx<'_>, id: AuditId, no: i64, answers: &[Answer], note: &str) -> Result<()> {
    let audit = mine(tx, ctx, id)?;
    being_looked_at(&audit)?;
    texts::lines(("Ghi chú", "note"), note, TEXT)?;
    if answers.len() != CheckItem::ALL.len() {
        return Err(Refusal::new(
            "audit.answers",
            "Hãy trả lời mọi câu hỏi của phiếu kiểm tra.",
            "Answer every question of the checklist.",
        )
        .into());
    }
    let before = store::samples(tx, id)?
        .into_iter()
        .find(|s| s.no == no)
        .ok_or_else(|| crate::unknown("Mẫu không có số này.", "The sample has no such number."))?;
    let after = Sample {
        answers: Some(answers.to_vec()),
        note: note.trim().to_owned(),
        version: before.version + 1,
        ..before.clone()
    };
    let done =
        tx.action(&ctx.action("quality.check_sample"), |tx| store::update_sample(tx, id, &before, &after))?;
    written(done)
}

/// A finding to be entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewFinding {
    /// The number of the dossier of the sample that shows it.
    pub sample: Option<i64>,
    /// How grave it is.
    pub grade: Grade,
    /// The clause.
    pub clause: String,
    /// What was found.
    pub text: String,
}

/// Enters a finding; answers its number.
///
/// # Errors
/// Refusals: no right, not being looked at, no such number in the sample, nothing said.
pub fn find(tx: &mut Tx, ctx: &Ctx<'_>, id: AuditId, new: &NewFinding) -> Result<i64> {
    let audit = mine(tx, ctx, id)?;
    being_looked_at(&audit)?;
    texts::line(("Điều khoản", "clause"), &new.clause, 60)?;
    let text = said(("Nội dung phát hiện", "finding"), &new.text, TEXT)?;
    if let Some(no) = new.sample
        && !store::samples(tx, id)?.iter().any(|s| s.no == no)
    {
        return Err(crate::unknown("Mẫu không có số này.", "The sample has no such number."));
    }
    let no = store::findings(tx, id)?.last().map_or(1, |f| f.no + 1);
    let clause = new.clause.trim().to_owned();
    let finding = Finding { no, sample: new.sample, grade: new.grade, clause, text };
    tx.action(&ctx.action("quality.enter_finding"), |tx| {
        tx.insert(&AUDIT_FINDING, &store::finding_row(id, &finding))
    })?;
    Ok(no)
}

/// Takes a finding back that was entered by mistake, before the report is issued.
///
/// # Errors
/// Refusals: no right, the report is issued, no such finding, or something is being done about it.
pub fn take_back(tx: &mut Tx, ctx: &Ctx<'_>, id: AuditId, no: i64) -> Result<()> {
    let audit = mine(tx, ctx, id)?;
    being_looked_at(&audit)?;
    if store::actions(tx, id)?.iter().any(|a| a.finding == no) {
        return Err(Refusal::new(
            "audit.acted_upon",
            "Phát hiện này đã có hành động khắc phục nên không rút được.",
            "Something is being done about this finding; it is not taken back.",
        )
        .into());
    }
    let finding = finding(tx, id, no)?;
    let done = tx.action(&ctx.action("quality.take_back_finding"), |tx| {
        tx.delete(&AUDIT_FINDING, &store::finding_row(id, &finding))
    })?;
    written(done)
}

fn finding(tx: &mut Tx, id: AuditId, no: i64) -> Result<Finding> {
    let found = store::findings(tx, id)?.into_iter().find(|f| f.no == no);
    found.ok_or_else(|| crate::unknown("Không có phát hiện số này.", "There is no finding of that number."))
}

/// Issues the report.
///
/// # Errors
/// Refusals: no right, not drawn, dossiers not looked at, no conclusion.
pub fn conclude(tx: &mut Tx, ctx: &Ctx<'_>, id: AuditId, conclusion: &str) -> Result<()> {
    let audit = mine(tx, ctx, id)?;
    let conclusion = said(("Kết luận", "conclusion"), conclusion, TEXT)?;
    let unseen = store::samples(tx, id)?.iter().filter(|s| s.answers.is_none()).count();
    let after = audit.clone().conclude(ctx.now.day(), conclusion, unseen)?;
    written(tx.action(&ctx.action("quality.conclude_audit"), |tx| write(tx, &audit, after))?)
}

/// Closes an audit.
///
/// # Errors
/// Refusals: no right, the report is not issued, or something found wrong is not put right.
pub fn close(tx: &mut Tx, ctx: &Ctx<'_>, id: AuditId) -> Result<()> {
    let audit = mine(tx, ctx, id)?;
    let (findings, actions) = (store::findings(tx, id)?, store::actions(tx, id)?);
    let after = audit.clone().close(ctx.now.day(), &findings, &actions)?;
    written(tx.action(&ctx.action("quality.close_audit"), |tx| write(tx, &audit, after))?)
}

/// An audit is not held.
///
/// # Errors
/// Refusals: no right, the report is issued, no reason.
pub fn cancel(tx: &mut Tx, ctx: &Ctx<'_>, id: AuditId, reason: &str) -> Result<()> {
    let audit = mine(tx, ctx, id)?;
    let reason = said(("Lý do hủy", "reason"), reason, TEXT)?;
    let after = audit.clone().cancel(ctx.now.day(), reason)?;
    written(tx.action(&ctx.action("quality.cancel_audit"), |tx| write(tx, &audit, after))?)
}

/// An action to be entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAction {
    /// The number of the finding.
    pub finding: i64,
    /// What is to be done.
    pub what: String,
    /// Who answers for it.
    pub owner: String,
    /// How many working days there are, by the unit's calendar.
    pub days: i64,
}

/// The day on which so many working days are over, by the calendar of a unit.
fn due(reference: &Reference, unit: UnitId, today: Day, days: i64) -> Result<Day> {
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Refusal::new(
            "action.days",
            format!("Thời hạn từ 1 đến {MOST_DAYS} ngày làm việc."),
            format!("There are 1 to {MOST_DAYS} working days."),
        )
        .into());
    }
    reference.calendar(unit)?.add_working_days(today, days).map_err(|e| {
        Refusal::new(
            "calendar.out_of_range",
            format!("Lịch làm việc của đơn vị chưa có tới hạn này ({e}). Hãy bổ sung lịch."),
            format!("The unit's calendar does not reach that far ({e}). Extend it."),
        )
        .into()
    })
}

/// Enters what is to be done about a finding, before or after the report is issued; answers the action and its day.
///
/// # Errors
/// Refusals: no right, closed or cancelled, no such finding, nothing to do, nobody who does it, too few or many days.
pub fn act(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    reference: &Reference,
    id: AuditId,
    new: &NewAction,
) -> Result<(ActionId, Day)> {
    let audit = mine(tx, ctx, id)?;
    if !matches!(audit.stage, Stage::Drawn { .. } | Stage::Concluded { .. }) {
        return Err(Refusal::new(
            "audit.not_open",
            "Đợt đánh giá chưa rút mẫu hoặc đã kết thúc.",
            "The audit has no sample yet, or is over.",
        )
        .into());
    }
    finding(tx, id, new.finding)?;
    let what = said(("Hành động khắc phục", "corrective action"), &new.what, TEXT)?;
    let owner = said(("Người chịu trách nhiệm", "owner"), &new.owner, 200)?;
    let due = due(reference, audit.unit, ctx.now.day(), new.days)?;
    let action = Action {
        id: ActionId(ctx.ids.next(ctx.now)),
        audit: id,
        finding: new.finding,
        unit: audit.unit,
        what,
        owner,
        due,
        stage: ActionStage::Open,
        remark: String::new(),
        version: 1,
    };
    tx.action(&ctx.action("quality.enter_action"), |tx| {
        tx.insert(&CORRECTIVE_ACTION, &store::action_row(&action))
    })?;
    Ok((action.id, due))
}

/// One use case on an action.
fn change(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    id: ActionId,
    name: &'static str,
    judge: impl FnOnce(Action) -> Result<Action>,
) -> Result<AuditId> {
    let before = store::action(tx, id)?;
    ctx.actor.require(Right::Assure, before.unit)?;
    let after = Action { version: before.version + 1, ..judge(before.clone())? };
    let done = tx.action(&ctx.action(name), |tx| {
        tx.update(&CORRECTIVE_ACTION, &store::action_row(&before), &store::action_row(&after))
    })?;
    written(done)?;
    Ok(before.audit)
}

/// An action is done.
///
/// # Errors
/// Refusals: no right, no such action, done before, nothing said.
pub fn done(tx: &mut Tx, ctx: &Ctx<'_>, id: ActionId, outcome: &str) -> Result<AuditId> {
    let outcome = said(("Kết quả thực hiện", "outcome"), outcome, TEXT)?;
    change(tx, ctx, id, "quality.action_done", |a| Ok(a.done(ctx.now.day(), outcome)?))
}

/// An action was seen to work.
///
/// # Errors
/// Refusals: no right, no such action, not done, verified before.
pub fn verify(tx: &mut Tx, ctx: &Ctx<'_>, id: ActionId, remark: &str) -> Result<AuditId> {
    texts::lines(("Ý kiến", "remark"), remark, TEXT)?;
    let remark = remark.trim().to_owned();
    change(tx, ctx, id, "quality.verify_action", |a| Ok(a.verify(ctx.now.day(), remark)?))
}

/// An action does not work, and is open again for so many working days.
///
/// # Errors
/// Refusals: no right, no such action, not done, verified before, no remark, too few or many days.
pub fn reject(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    reference: &Reference,
    id: ActionId,
    remark: &str,
    days: i64,
) -> Result<AuditId> {
    let remark = said(("Ý kiến", "remark"), remark, TEXT)?;
    let until = due(reference, store::action(tx, id)?.unit, ctx.now.day(), days)?;
    change(tx, ctx, id, "quality.reject_action", |a| Ok(a.reject(until, remark)?))
}
