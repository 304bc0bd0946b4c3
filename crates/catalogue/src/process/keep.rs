//! Keeping a process, as one use case inside the caller's transaction.

use super::store::{self, PROCESS, PROCESS_STANDING, PROCESS_STEP, PROCESS_STEP_RULE};
use super::{Place, Power, ProcessId, Step};
use crate::decision::DecisionId;
use ::store::{Ctx, Tx, vals};
use kernel::Result;

/// A process to be kept.
#[derive(Clone, Debug, Default)]
pub struct NewProcess {
    /// Its code in the province's folder.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Invented, not approved by a decision.
    pub illustrative: bool,
    /// The decision that approved it.
    pub decision: Option<DecisionId>,
    /// The tier whose procedures without a process of their own run through it.
    pub default_for: Option<String>,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// Keeps a process. One with the same code stays as it is, so that loading twice changes nothing.
///
/// # Errors
/// A refusal when it cannot be run ([`Process::problems`](super::Process::problems)), or when a process of this code
/// has other steps: processes in use are not edited in place.
pub fn keep_process(tx: &mut Tx, ctx: &Ctx<'_>, new: &NewProcess) -> Result<(ProcessId, bool)> {
    if let Some(old) = store::by_code(tx, &new.code)? {
        let same = old.steps == new.steps
            && old.name == new.name
            && old.decision == new.decision
            && old.default_for == new.default_for;
        if same {
            return Ok((old.id, false));
        }
        return Err(kernel::Refusal::new(
            "catalogue.process_in_use",
            format!("Quy trình {} đã có với nội dung khác. Hãy dùng mã mới cho quy trình đã sửa.", new.code),
            format!("Process {} exists with other contents. Give the changed process a new code.", new.code),
        )
        .into());
    }
    if let Some(problem) = super::check::problems(&new.steps, None).first() {
        return Err(problem.refusal(&new.code).into());
    }
    let id = ProcessId(ctx.ids.next(ctx.now));
    tx.action(&ctx.action("catalogue.keep_process"), |tx| {
        tx.insert(&PROCESS, &vals![id.0, &new.code, &new.name, new.illustrative, 1i64])?;
        let decision = new.decision.map(|d| d.0);
        let default_for = new.default_for.as_deref().unwrap_or_default();
        if decision.is_some() || !default_for.is_empty() {
            tx.insert(&PROCESS_STANDING, &vals![id.0, decision, default_for, 1i64])?;
        }
        for (no, step) in (1i64..).zip(&new.steps) {
            insert_step(tx, id, no, step)?;
        }
        crate::store::bump(tx)
    })?;
    Ok((id, true))
}

fn insert_step(tx: &mut Tx, id: ProcessId, no: i64, step: &Step) -> Result<()> {
    let (place, unit) = match step.place {
        Place::Desk => ("desk", None),
        Place::Competent => ("competent", None),
        Place::Unit(unit) => ("unit", Some(unit.0)),
    };
    let minutes = if step.share.is_some() { 0 } else { step.allotment_minutes };
    tx.insert(
        &PROCESS_STEP,
        &vals![id.0, no, &step.name, &step.role, place, unit, minutes, step.settles, 1i64],
    )?;
    let group = step.group.as_deref().unwrap_or_default();
    let may = may_word(&step.may);
    if step.share.is_some() || !group.is_empty() || !may.is_empty() || !step.produces.is_empty() {
        tx.insert(&PROCESS_STEP_RULE, &vals![id.0, no, step.share, group, &may, &step.produces, 1i64])?;
    }
    Ok(())
}

/// The stored form of what may be done: words with blanks between; empty for everything, `-` for nothing.
fn may_word(may: &[Power]) -> String {
    if Power::ALL.iter().all(|p| may.contains(p)) {
        return String::new();
    }
    let words: Vec<&str> = Power::ALL.iter().filter(|p| may.contains(p)).map(|p| p.word()).collect();
    if words.is_empty() { "-".into() } else { words.join(" ") }
}
