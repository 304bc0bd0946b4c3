//! Decisions, and what they published of procedures (the report, II.2.1: 131 decisions, 767 procedures).

use crate::model::ProcedureId;
use ::store::{Ctx, Tx, table, vals};
use kernel::{Day, Fault, Refusal, Result};

kernel::typed_id!(
    /// A decision on procedures, processes or the places where dossiers are taken in.
    DecisionId
);

table! {
    /// Decisions.
    pub static DECISION = 27 "decision" key(id) version(version) {
        id: Int, number: Text, signed_on: Int, in_force_from: Int, issuer: Text, kind: Text, abstract: Text,
        illustrative: Int, version: Int,
    }
}
table! {
    /// What they published.
    pub static PUBLICATION = 28 "publication" key(decision_id, procedure_id) version(version) {
        decision_id: Int, procedure_id: Int, effect: Text, revision: Int, version: Int,
    }
}

kernel::words! {
    /// What a decision is about.
    DecisionKind {
        /// Publishes procedures: new, amended, replaced, abolished.
        Publication = "publication",
        /// Approves internal processes.
        Process = "process",
        /// Has the provincial centre take in dossiers of other units.
        Centre = "centre",
        /// Has procedures settled wholly at the centre.
        Wholly = "wholly",
    }
}

kernel::words! {
    /// What a decision did to a procedure.
    Effect {
        /// It was not there before.
        New = "new",
        /// It was changed.
        Amended = "amended",
        /// It took the place of what was there under its code.
        Replaced = "replaced",
        /// It ends.
        Abolished = "abolished",
    }
}

/// A decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// Its number and notation, `1000/QĐ-UBND`.
    pub number: String,
    /// The day it was signed.
    pub signed_on: Day,
    /// The first day it holds.
    pub in_force_from: Day,
    /// Who signed.
    pub issuer: String,
    /// What it is about.
    pub kind: DecisionKind,
    /// Its abstract (trích yếu).
    pub summary: String,
    /// Invented for the demo.
    pub illustrative: bool,
}

/// What a decision published of a procedure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Publication {
    /// The decision.
    pub decision: DecisionId,
    /// The procedure.
    pub procedure: ProcedureId,
    /// What it did.
    pub effect: Effect,
    /// The revision it made; none where the procedure ends.
    pub revision: Option<i64>,
}

/// Every decision, by day and number.
pub(crate) fn decisions(tx: &mut Tx) -> Result<Vec<Decision>> {
    tx.query(
        "SELECT id, number, signed_on, in_force_from, issuer, kind, abstract, illustrative FROM decision \
         ORDER BY signed_on, number",
        &[],
        |row| {
            let (id, number) = (DecisionId(row.int()?), row.text()?);
            let (signed_on, in_force_from, issuer) = (Day(row.int()?), Day(row.int()?), row.text()?);
            let kind = row.text()?;
            let kind = DecisionKind::from_word(&kind)
                .ok_or_else(|| Fault::new(format!("decision {number}: kind '{kind}'")))?;
            Ok(Decision {
                id,
                number,
                signed_on,
                in_force_from,
                issuer,
                kind,
                summary: row.text()?,
                illustrative: row.bool()?,
            })
        },
    )
}

/// Everything published.
pub(crate) fn publications(tx: &mut Tx) -> Result<Vec<Publication>> {
    tx.query(
        "SELECT decision_id, procedure_id, effect, revision FROM publication ORDER BY decision_id, procedure_id",
        &[],
        |row| {
            let (decision, procedure) = (DecisionId(row.int()?), ProcedureId(row.int()?));
            let effect = row.text()?;
            let effect = Effect::from_word(&effect)
                .ok_or_else(|| Fault::new(format!("publication ({decision}, {procedure}): effect '{effect}'")))?;
            Ok(Publication { decision, procedure, effect, revision: row.opt_int()? })
        },
    )
}

/// Keeps a decision; one that is known by number and day stays as it is. Its id is given here. Answers the id and
/// whether it was written.
///
/// # Errors
/// A refusal when the number of that day is known with another content: a signed decision is not edited.
pub fn keep_decision(tx: &mut Tx, ctx: &Ctx<'_>, new: &Decision) -> Result<(DecisionId, bool)> {
    let known = decisions(tx)?.into_iter().find(|d| d.number == new.number && d.signed_on == new.signed_on);
    if let Some(known) = known {
        if (Decision { id: known.id, ..new.clone() }) == known {
            return Ok((known.id, false));
        }
        return Err(Refusal::new(
            "catalogue.decision_known",
            format!(
                "Quyết định {} ngày {} đã có với nội dung khác. Quyết định đã ký không sửa được; hãy ban hành quyết định mới.",
                new.number, new.signed_on
            ),
            format!(
                "Decision {} of {} is known with another content. What is signed is not edited: issue a new one.",
                new.number, new.signed_on
            ),
        )
        .into());
    }
    let id = DecisionId(ctx.ids.next(ctx.now));
    tx.action(&ctx.action("catalogue.keep_decision"), |tx| {
        tx.insert(
            &DECISION,
            &vals![
                id.0,
                &new.number,
                new.signed_on.0,
                new.in_force_from.0,
                &new.issuer,
                new.kind.word(),
                &new.summary,
                new.illustrative,
                1i64
            ],
        )?;
        crate::store::bump(tx)
    })?;
    Ok((id, true))
}

/// Writes what a decision published. Call inside an action.
pub(crate) fn insert_publication(tx: &mut Tx, p: &Publication) -> Result<()> {
    tx.insert(&PUBLICATION, &vals![p.decision.0, p.procedure.0, p.effect.word(), p.revision, 1i64])
}

/// A decision that holds more days than this after it was signed is a mistyped year.
const FAR: i64 = 5 * 366;

/// A day of a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecisionDay {
    /// When it was signed.
    Signing,
    /// From when on it holds.
    Force,
}

/// What is wrong with the days of a decision that nobody knew before today, and with which of them.
pub fn implausible_days(signed_on: Day, in_force_from: Day, today: Day) -> Option<(DecisionDay, Refusal)> {
    if signed_on > today {
        let words = Refusal::new(
            "signed_later",
            format!("Ngày ký {signed_on} còn ở sau hôm nay ({today}). Hãy kiểm tra năm."),
            format!("the day of signing, {signed_on}, lies after today ({today}); look at its year"),
        );
        return Some((DecisionDay::Signing, words));
    }
    let words = if in_force_from < signed_on {
        Refusal::new(
            "date_order",
            "Quyết định có hiệu lực trước ngày ký. Hãy sửa ngày.",
            "the decision holds before it was signed; correct the day",
        )
    } else if in_force_from > signed_on.plus(FAR) {
        Refusal::new(
            "far_ahead",
            format!(
                "Hiệu lực từ {in_force_from} là hơn năm năm sau ngày ký ({signed_on}). Hãy kiểm tra năm."
            ),
            format!(
                "it would hold from {in_force_from}, more than five years after it was signed ({signed_on}); look at the year"
            ),
        )
    } else {
        return None;
    };
    Some((DecisionDay::Force, words))
}
