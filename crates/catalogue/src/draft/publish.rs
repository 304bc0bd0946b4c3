//! Approving a draft by decision: a process of its own, and a revision of each procedure that runs through it from the
//! decision's first day on.
//!
//! Such a revision is no publication: nothing of what citizens are told has changed. It has no row there, so that the
//! figures of what was published stay what they are; [`Catalogue::made_by`] finds the decision by its process. Dossiers
//! under way keep their revision, and with it their process.

use super::desk::{remove, seen_by};
use super::{Draft, DraftId, Objection, objections};
use crate::decision::{Decision, DecisionId, DecisionKind, implausible_days, keep_decision};
use crate::desk::NewProcedure;
use crate::edition::{Edition, keep_editions};
use crate::model::ProcedureId;
use crate::process::{NewProcess, ProcessId, keep_process};
use crate::snapshot::Catalogue;
use ::store::{Ctx, Tx};
use kernel::{Day, Refusal, Result, Right, UnitId};
use organisation::Directory;

/// What asks for the right in the whole province: processes are approved by the province, whichever unit drew them up.
const PROVINCE: UnitId = UnitId(0);
/// Objections that are told in one breath; of more, how many.
const TOLD: usize = 12;

/// The decision that approves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approval {
    /// Its number and notation, `1000/QĐ-UBND`.
    pub number: String,
    /// The day it was signed.
    pub signed_on: Day,
    /// The first day it holds.
    pub in_force_from: Day,
    /// Who signed.
    pub issuer: String,
    /// Its abstract (trích yếu).
    pub summary: String,
}

/// What was made of a draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approved {
    /// The process.
    pub process: ProcessId,
    /// Its code.
    pub code: String,
    /// The decision.
    pub decision: DecisionId,
    /// The procedures that run through it.
    pub procedures: Vec<ProcedureId>,
}

/// Approves a draft by decision; the draft is gone after. A decision that is known by number and day approves one more
/// process. `seen` is the version of the draft that is approved.
///
/// # Errors
/// Refusals: whoever acts does not administer the province; the draft has changed or is gone; everything of
/// [`objections`]; the decision holds before it is signed, or is known with another content.
pub fn publish(tx: &mut Tx, ctx: &Ctx<'_>, id: DraftId, seen: i64, approval: &Approval) -> Result<Approved> {
    ctx.actor.require(Right::Administer, PROVINCE)?;
    let stored = seen_by(tx, ctx, id, seen)?;
    let draft = &stored.draft;
    let (catalogue, directory) = (Catalogue::load(tx)?, Directory::load(tx)?);
    if let Some((_, words)) = implausible_days(approval.signed_on, approval.in_force_from, ctx.now.day()) {
        return Err(Refusal { code: "catalogue.decision_days", ..words }.into());
    }
    let found = objections(draft, &catalogue, &directory, approval.in_force_from);
    if !found.is_empty() {
        return Err(refusal(&found).into());
    }
    let decision = keep_decision(tx, ctx, &decision(&catalogue, approval))?.0;
    let code = fresh_code(&catalogue, draft);
    let new = NewProcess {
        code: code.clone(),
        name: draft.content.name.clone(),
        illustrative: false,
        decision: Some(decision),
        default_for: None,
        steps: draft.content.steps.clone(),
    };
    let process = keep_process(tx, ctx, &new)?.0;
    let editions = editions(&catalogue, draft, process, approval.in_force_from);
    keep_editions(tx, ctx, &editions, &[])?;
    tx.action(&ctx.action("catalogue.approve_process"), |tx| remove(tx, &stored))?;
    Ok(Approved { process, code, decision, procedures: draft.content.procedures.clone() })
}

/// All of them in one refusal.
fn refusal(found: &[Objection]) -> Refusal {
    let told = |words: fn(&Objection) -> String, more: &str| {
        let mut lines: Vec<String> = found.iter().take(TOLD).map(words).collect();
        if found.len() > TOLD {
            lines.push(format!("… (+{} {more})", found.len() - TOLD));
        }
        lines
    };
    Refusal::new(
        "catalogue.process_unsound",
        format!("Chưa ban hành được quy trình. {}", told(Objection::vi, "lỗi khác").join(" ")),
        format!("The process cannot be approved: {}.", told(Objection::en, "more").join("; ")),
    )
}

/// The decision as it is known, where the same one approved a process before; else a new one.
fn decision(catalogue: &Catalogue, approval: &Approval) -> Decision {
    let same = |d: &&Decision| {
        d.kind == DecisionKind::Process
            && (&d.number, d.signed_on, d.in_force_from)
                == (&approval.number, approval.signed_on, approval.in_force_from)
    };
    catalogue.decisions().iter().find(same).cloned().unwrap_or_else(|| Decision {
        id: DecisionId(0),
        number: approval.number.clone(),
        signed_on: approval.signed_on,
        in_force_from: approval.in_force_from,
        issuer: approval.issuer.clone(),
        kind: DecisionKind::Process,
        summary: approval.summary.clone(),
        illustrative: false,
    })
}

/// `qt-1.001247`, or with a number behind it where that was given.
fn fresh_code(catalogue: &Catalogue, draft: &Draft) -> String {
    let first = draft.content.procedures.first().and_then(|p| catalogue.last_revision(*p));
    let stem = first.map_or_else(|| format!("qt-{}", draft.id), |r| format!("qt-{}", r.code));
    let known = |code: &str| catalogue.processes().any(|p| p.code == code);
    let mut code = stem.clone();
    let mut n = 2;
    while known(&code) {
        code = format!("{stem}-{n}");
        n += 1;
    }
    code
}

/// Each procedure as it is, through another process.
fn editions(catalogue: &Catalogue, draft: &Draft, process: ProcessId, from: Day) -> Vec<Edition> {
    let revisions = draft.content.procedures.iter().filter_map(|p| catalogue.in_force(*p, from));
    revisions
        .map(|r| Edition {
            procedure: NewProcedure { valid_from: from, process, ..NewProcedure::of(r) },
            components: Some(catalogue.components(r.procedure, r.revision).to_vec()),
            details: catalogue.details(r.procedure, r.revision).cloned().unwrap_or_default(),
            published: None,
        })
        .collect()
}
