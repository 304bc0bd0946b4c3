//! Changing the catalogue. Each function is one use case, done inside the caller's transaction.

pub use crate::process::{NewProcess, keep_process};

use crate::model::{Competent, ProcedureId, Revision};
use crate::process::ProcessId;
use crate::store::{self, PROCEDURE};
use ::store::{Ctx, Tx, vals};
use kernel::term::{Term, TermRules};
use kernel::{Day, Result};

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
