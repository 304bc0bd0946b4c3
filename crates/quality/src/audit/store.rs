//! Every SQL statement on audits.

use super::model::{Audited, Finding, Grade, InternalAudit, Sample, Stage, answers_of, answers_word};
use super::{Action, ActionId, ActionStage, AuditId};
use crate::sampling::SizeRule;
use dossier::desk::DossierId;
use kernel::{Day, Fault, Instant, Period, Result, UnitId, Units};
use store::{Row, Tx, V, table, vals};

table! {
    /// Internal audits.
    pub(crate) static INTERNAL_AUDIT = 84 "internal_audit" key(id) version(version) {
        id: Int, unit_id: Int, from_day: Int, to_day: Int, planned_on: Int, auditors: Text, scope: Text,
        rule: Text, seed: Int, state: Text, drawn_at: Int, population: Int, concluded_on: Int, conclusion: Text,
        ended_on: Int, reason: Text, illustrative: Int, version: Int,
    }
}
table! {
    /// Dossiers of samples.
    pub(crate) static AUDIT_SAMPLE = 85 "audit_sample" key(audit_id, no) version(version) {
        audit_id: Int, no: Int, dossier_id: Int, code: Text, field: Text, answers: Text, note: Text, version: Int,
    }
}
table! {
    /// What was found.
    pub(crate) static AUDIT_FINDING = 86 "audit_finding" key(audit_id, no) {
        audit_id: Int, no: Int, sample_no: Int, grade: Text, clause: Text, body: Text,
    }
}
table! {
    /// What is done about it.
    pub(crate) static CORRECTIVE_ACTION = 87 "corrective_action" key(id) version(version) {
        id: Int, audit_id: Int, finding_no: Int, unit_id: Int, what: Text, owner: Text, due_on: Int, state: Text,
        done_on: Int, outcome: Text, verified_on: Int, remark: Text, version: Int,
    }
}

macro_rules! audit_select {
    () => {
        "SELECT id, unit_id, from_day, to_day, planned_on, auditors, scope, rule, seed, state, drawn_at, population, \
         concluded_on, conclusion, ended_on, reason, illustrative, version FROM internal_audit "
    };
}
macro_rules! action_select {
    () => {
        "SELECT id, audit_id, finding_no, unit_id, what, owner, due_on, state, done_on, outcome, verified_on, remark, \
         version FROM corrective_action "
    };
}

/// The row of an audit.
pub(super) fn audit_row(a: &InternalAudit) -> [V<'_>; 18] {
    let drawn = a.stage.drawn();
    let concluded = a.stage.concluded();
    let (ended, reason) = match &a.stage {
        Stage::Closed { on, .. } => (Some(on.0), None),
        Stage::Cancelled { on, reason } => (Some(on.0), Some(reason)),
        _ => (None, None),
    };
    [
        V::Int(a.id.0),
        V::Int(a.unit.0),
        V::Int(a.period.from.0),
        V::Int(a.period.to.0),
        V::Int(a.planned_on.0),
        V::Text(&a.auditors),
        V::Text(&a.scope),
        V::Text(a.rule.word()),
        V::Int(a.seed),
        V::Text(a.stage.word()),
        V::from(drawn.map(|d| d.0.0)),
        V::from(drawn.map(|d| d.1)),
        V::from(concluded.map(|c| c.0.0)),
        V::from(concluded.map(|c| c.1)),
        V::from(ended),
        V::from(reason),
        V::from(a.illustrative),
        V::Int(a.version),
    ]
}

/// The row of a dossier of the sample; its answers as they are stored.
pub(super) fn sample_row<'a>(audit: AuditId, s: &'a Sample, answers: &'a str) -> [V<'a>; 8] {
    [
        V::Int(audit.0),
        V::Int(s.no),
        V::Int(s.dossier.0),
        V::Text(&s.code),
        V::Text(&s.field),
        V::Text(answers),
        V::Text(&s.note),
        V::Int(s.version),
    ]
}

/// The row of a finding.
pub(super) fn finding_row(audit: AuditId, f: &Finding) -> [V<'_>; 6] {
    [
        V::Int(audit.0),
        V::Int(f.no),
        V::from(f.sample),
        V::Text(f.grade.word()),
        V::Text(&f.clause),
        V::Text(&f.text),
    ]
}

/// The row of an action.
pub(super) fn action_row(a: &Action) -> [V<'_>; 13] {
    let (state, done, outcome, verified) = match &a.stage {
        ActionStage::Open => ("open", None, "", None),
        ActionStage::Done { on, outcome } => ("done", Some(on.0), outcome.as_str(), None),
        ActionStage::Verified { done, outcome, on } => {
            ("verified", Some(done.0), outcome.as_str(), Some(on.0))
        }
    };
    [
        V::Int(a.id.0),
        V::Int(a.audit.0),
        V::Int(a.finding),
        V::Int(a.unit.0),
        V::Text(&a.what),
        V::Text(&a.owner),
        V::Int(a.due.0),
        V::Text(state),
        V::from(done),
        V::Text(outcome),
        V::from(verified),
        V::Text(&a.remark),
        V::Int(a.version),
    ]
}

fn read_audit(row: &mut Row<'_>) -> Result<InternalAudit> {
    let id = AuditId(row.int()?);
    let broken = |what: &str| Fault::new(format!("internal_audit {id}: {what}"));
    let unit = UnitId(row.int()?);
    let period = Period::new(Day(row.int()?), Day(row.int()?)).ok_or_else(|| broken("its period"))?;
    let (planned_on, auditors, scope) = (Day(row.int()?), row.text()?, row.text()?);
    let rule = SizeRule::from_word(row.str()?).ok_or_else(|| broken("rule"))?;
    let (seed, state) = (row.int()?, row.text()?);
    let drawn = row.opt_int()?.map(Instant).zip(row.opt_int()?);
    let concluded = row.opt_int()?.map(Day).zip(row.opt_text()?);
    let (ended, reason) = (row.opt_int()?.map(Day), row.opt_text()?);
    let stage = match (state.as_str(), drawn, concluded, ended, reason) {
        ("planned", None, None, None, None) => Some(Stage::Planned),
        ("drawn", Some((at, population)), None, None, None) => Some(Stage::Drawn { at, population }),
        ("concluded", Some(drawn), Some((on, conclusion)), None, None) => {
            Some(Stage::Concluded { drawn, on, conclusion })
        }
        ("closed", Some(drawn), Some((concluded, conclusion)), Some(on), None) => {
            Some(Stage::Closed { drawn, concluded, conclusion, on })
        }
        ("cancelled", _, None, Some(on), Some(reason)) => Some(Stage::Cancelled { on, reason }),
        _ => None,
    };
    let stage = stage.ok_or_else(|| broken("its state does not fit its days"))?;
    let (illustrative, version) = (row.bool()?, row.int()?);
    Ok(InternalAudit {
        id,
        unit,
        period,
        planned_on,
        auditors,
        scope,
        rule,
        seed,
        stage,
        illustrative,
        version,
    })
}

fn read_action(row: &mut Row<'_>) -> Result<Action> {
    let (id, audit, finding) = (ActionId(row.int()?), AuditId(row.int()?), row.int()?);
    let (unit, what, owner, due) = (UnitId(row.int()?), row.text()?, row.text()?, Day(row.int()?));
    let state = row.text()?;
    let (done, outcome) = (row.opt_int()?.map(Day), row.text()?);
    let verified = row.opt_int()?.map(Day);
    let stage = match (state.as_str(), done, verified) {
        ("open", None, None) => ActionStage::Open,
        ("done", Some(on), None) => ActionStage::Done { on, outcome },
        ("verified", Some(done), Some(on)) => ActionStage::Verified { done, outcome, on },
        _ => {
            return Err(Fault::new(format!("corrective_action {id}: its state does not fit its days")).into());
        }
    };
    Ok(Action { id, audit, finding, unit, what, owner, due, stage, remark: row.text()?, version: row.int()? })
}

/// The audits of some units, the latest first.
///
/// # Errors
/// A fault of the database.
pub fn audits(tx: &mut Tx, units: &Units) -> Result<Vec<InternalAudit>> {
    let all = tx.query(concat!(audit_select!(), "ORDER BY planned_on DESC, id DESC"), &[], read_audit)?;
    Ok(all.into_iter().filter(|a| units.has(a.unit)).collect())
}

/// An audit.
///
/// # Errors
/// A refusal `quality.unknown`, or a fault of the database.
pub fn one(tx: &mut Tx, id: AuditId) -> Result<InternalAudit> {
    let found = tx.query_opt(concat!(audit_select!(), "WHERE id = $1"), &vals![id.0], read_audit)?;
    found.ok_or_else(|| {
        crate::unknown("Không có đợt đánh giá này. Hãy kiểm tra lại.", "There is no such audit. Look again.")
    })
}

/// An audit with all that belongs to it.
///
/// # Errors
/// As [`one`].
pub fn whole(tx: &mut Tx, id: AuditId) -> Result<Audited> {
    let audit = one(tx, id)?;
    Ok(Audited { audit, samples: samples(tx, id)?, findings: findings(tx, id)?, actions: actions(tx, id)? })
}

pub(super) fn samples(tx: &mut Tx, id: AuditId) -> Result<Vec<Sample>> {
    tx.query(
        "SELECT no, dossier_id, code, field, answers, note, version FROM audit_sample WHERE audit_id = $1 \
         ORDER BY no",
        &vals![id.0],
        |row| {
            let (no, dossier) = (row.int()?, DossierId(row.int()?));
            let (code, field, answers) = (row.text()?, row.text()?, row.text()?);
            let answers = answers_of(&answers)
                .ok_or_else(|| Fault::new(format!("audit_sample ({id}, {no}): answers '{answers}'")))?;
            Ok(Sample { no, dossier, code, field, answers, note: row.text()?, version: row.int()? })
        },
    )
}

pub(super) fn findings(tx: &mut Tx, id: AuditId) -> Result<Vec<Finding>> {
    tx.query(
        "SELECT no, sample_no, grade, clause, body FROM audit_finding WHERE audit_id = $1 ORDER BY no",
        &vals![id.0],
        |row| {
            let (no, sample) = (row.int()?, row.opt_int()?);
            let grade = Grade::from_word(row.str()?)
                .ok_or_else(|| Fault::new(format!("audit_finding ({id}, {no}): its grade cannot be read")))?;
            Ok(Finding { no, sample, grade, clause: row.text()?, text: row.text()? })
        },
    )
}

/// The actions of an audit, by finding.
///
/// # Errors
/// A fault of the database.
pub fn actions(tx: &mut Tx, id: AuditId) -> Result<Vec<Action>> {
    tx.query(
        concat!(action_select!(), "WHERE audit_id = $1 ORDER BY finding_no, id"),
        &vals![id.0],
        read_action,
    )
}

/// The actions of some units that are not verified, by day.
///
/// # Errors
/// A fault of the database.
pub fn open_actions(tx: &mut Tx, units: &Units) -> Result<Vec<Action>> {
    let all = tx.query(
        concat!(action_select!(), "WHERE state <> 'verified' ORDER BY due_on, id"),
        &[],
        read_action,
    )?;
    Ok(all.into_iter().filter(|a| units.has(a.unit)).collect())
}

pub(super) fn action(tx: &mut Tx, id: ActionId) -> Result<Action> {
    let found = tx.query_opt(concat!(action_select!(), "WHERE id = $1"), &vals![id.0], read_action)?;
    found.ok_or_else(|| {
        crate::unknown("Không có hành động này. Hãy kiểm tra lại.", "There is no such action. Look again.")
    })
}

/// Writes a changed sample. Call inside an action.
pub(super) fn update_sample(tx: &mut Tx, audit: AuditId, before: &Sample, after: &Sample) -> Result<bool> {
    let (old, new) = (answers_word(before.answers.as_deref()), answers_word(after.answers.as_deref()));
    tx.update(&AUDIT_SAMPLE, &sample_row(audit, before, &old), &sample_row(audit, after, &new))
}
