//! Changing the catalogue. Each function is one use case, done inside the caller's transaction.

use crate::model::{Competent, Place, ProcedureId, ProcessId, Revision, Step};
use crate::store::{self, PROCEDURE, PROCESS, PROCESS_STEP};
use ::store::{Ctx, Tx, vals};
use kernel::term::{Term, TermRules};
use kernel::{Day, Result};

/// A process to be kept.
#[derive(Clone, Debug)]
pub struct NewProcess {
    /// Its code in the province's folder.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Invented, not approved by a decision.
    pub illustrative: bool,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// A procedure to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewProcedure {
    /// Its code, `d.dddddd`.
    pub code: String,
    /// First day it holds.
    pub valid_from: Day,
    /// Its name.
    pub name: String,
    /// The tier that settles it.
    pub tier: String,
    /// The field it belongs to.
    pub field: String,
    /// Who may settle it.
    pub competent: Competent,
    /// Its term.
    pub term: Term,
    /// How the term is counted.
    pub rules: TermRules,
    /// Whether it may be filed online.
    pub online: bool,
    /// Whether it may be filed by post.
    pub post: bool,
    /// The process it runs through.
    pub process: ProcessId,
    /// Invented for the demo.
    pub illustrative: bool,
}

impl NewProcedure {
    /// Whether the same is said, from whichever day on.
    pub(crate) fn says_the_same_as(&self, other: &Self) -> bool {
        *self == Self { valid_from: self.valid_from, ..other.clone() }
    }

    /// The same as a revision.
    pub fn of(r: &Revision) -> Self {
        Self {
            code: r.code.clone(),
            valid_from: r.valid_from,
            name: r.name.clone(),
            tier: r.tier.clone(),
            field: r.field.clone(),
            competent: r.competent.clone(),
            term: r.term,
            rules: r.rules,
            online: r.online,
            post: r.post,
            process: r.process.id,
            illustrative: r.illustrative,
        }
    }
}

/// Keeps a process. One with the same code stays as it is, so that loading twice changes nothing.
///
/// # Errors
/// A fault when a process of this code has other steps: processes in use are not edited in place.
pub fn keep_process(tx: &mut Tx, ctx: &Ctx<'_>, new: &NewProcess) -> Result<(ProcessId, bool)> {
    if let Some(old) = store::process(tx, &new.code)? {
        if old.steps == new.steps && old.name == new.name {
            return Ok((old.id, false));
        }
        return Err(kernel::Refusal::new(
            "catalogue.process_in_use",
            format!("Quy trình {} đã có với các bước khác. Hãy dùng mã mới cho quy trình đã sửa.", new.code),
            format!("Process {} exists with other steps. Give the changed process a new code.", new.code),
        )
        .into());
    }
    let id = ProcessId(ctx.ids.next(ctx.now));
    tx.action(&ctx.action("catalogue.keep_process"), |tx| {
        tx.insert(&PROCESS, &vals![id.0, &new.code, &new.name, new.illustrative, 1i64])?;
        for (no, step) in (1i64..).zip(&new.steps) {
            let (place, unit) = match step.place {
                Place::Desk => ("desk", None),
                Place::Competent => ("competent", None),
                Place::Unit(unit) => ("unit", Some(unit.0)),
            };
            tx.insert(
                &PROCESS_STEP,
                &vals![
                    id.0,
                    no,
                    &step.name,
                    &step.role,
                    place,
                    unit,
                    step.allotment_minutes,
                    step.settles,
                    1i64
                ],
            )?;
        }
        store::bump(tx)
    })?;
    Ok((id, true))
}

/// Keeps a procedure: a new one gets revision 1, a changed one the next revision, an unchanged one nothing. A next
/// revision begins without papers: [`keep_components`](crate::keep_components) follows.
/// Answers the procedure and whether anything was written.
///
/// # Errors
/// A fault of the database.
pub fn keep_procedure(tx: &mut Tx, ctx: &Ctx<'_>, new: &NewProcedure) -> Result<(ProcedureId, bool)> {
    let last = store::last_by_code(tx, &new.code)?;
    // From when on it holds is no change of its own: a folder that is loaded again says the same of another day.
    if let Some(last) = &last
        && last.kept.says_the_same_as(new)
    {
        return Ok((last.procedure, false));
    }
    let id = last.as_ref().map_or_else(|| ProcedureId(ctx.ids.next(ctx.now)), |last| last.procedure);
    let revision = last.as_ref().map_or(1, |last| last.revision + 1);
    tx.action(&ctx.action("catalogue.keep_procedure"), |tx| {
        if last.is_none() {
            tx.insert(&PROCEDURE, &vals![id.0, &new.code, 1i64])?;
        }
        store::insert_revision(tx, id, revision, new)?;
        store::bump(tx)
    })?;
    Ok((id, true))
}
