//! Opinions gathered at once: each unit that was asked gives its own, and only then is the dossier handed on.

use super::{Change, Shift, one_at_a_time};
use crate::model::{Dossier, DossierId, Stage};
use crate::referral::{self, Plan, Referral, ReferralKind};
use crate::rule::Deed;
use crate::words::EventKind;
use kernel::{Refusal, Result};
use serde_json::json;
use store::Ctx;

/// An opinion was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opined {
    /// How many opinions are still waited for.
    pub waiting: usize,
}

impl Shift<'_, '_> {
    /// Gives the opinion that was asked for in a step. Also while the dossier's clock stands: it is judged by what was
    /// left of its time then.
    ///
    /// # Errors
    /// Refusals: nothing was asked there, it was answered before, or nobody waits for it any more; the actor works
    /// elsewhere; no opinion.
    pub fn opine(&mut self, ctx: &Ctx<'_>, id: DossierId, no: i64, opinion: &str) -> Result<Opined> {
        said(opinion)?;
        // Units answer independently of each other: whoever comes second waits, and is not refused.
        one_at_a_time(self.tx, id.0)?;
        let before = self.dossier(id)?;
        let open = referral::open_of(self.tx, id)?;
        let asked = open.iter().find(|one| one.no == no && one.kind == ReferralKind::Opinion);
        let Some(asked) = asked.cloned() else {
            return Err(self.not_waited_for(id, no)?.into());
        };
        Deed::Opine(asked.unit).require(&ctx.actor, &before)?;
        let body = json!({ "no": no, "of": asked.unit, "note": opinion }).to_string();
        let after = Dossier { version: before.version + 1, ..before.clone() };
        let reference = self.reference.clone();
        let answered = asked.clone().answered(&reference, ctx, opinion)?;
        let change = Change { after, kind: EventKind::OpinionGiven, body: Some(body) };
        self.write_with(ctx, "dossier.opine", &before, &change, &Plan::one(asked, answered))?;
        self.count_step(ctx, &before, &change.after);
        let waiting = open.iter().filter(|one| one.kind == ReferralKind::Opinion).count();
        Ok(Opined { waiting: waiting.saturating_sub(1) })
    }

    fn not_waited_for(&mut self, id: DossierId, no: i64) -> Result<Refusal> {
        let all = referral::of_dossier(self.tx, id)?;
        Ok(match all.iter().rev().find(|one| one.no == no && one.kind == ReferralKind::Opinion) {
            Some(Referral { done: Some(at), .. }) => Refusal::new(
                "opinion.answered",
                format!("Ý kiến này đã được trả lời ngày {}.", at.day().vietnamese()),
                format!("This opinion was given on {}.", at.day()),
            ),
            Some(_) => Refusal::new(
                "opinion.lapsed",
                "Hồ sơ đã được chuyển tiếp, không còn chờ ý kiến này.",
                "The dossier has gone on; nobody waits for this opinion any more.",
            ),
            None => Refusal::new(
                "opinion.not_asked",
                "Hồ sơ này không xin ý kiến ở bước đó.",
                "No opinion was asked for in that step of this dossier.",
            ),
        })
    }

    /// Refused with the names of whom it waits for, while opinions are.
    pub(super) fn all_answered(&mut self, ctx: &Ctx<'_>, d: &Dossier) -> Result<()> {
        let runs = matches!(d.stage, Stage::Accepted(_) | Stage::InStep(_));
        if !runs || !referral::refers(&self.reference, d) {
            return Ok(());
        }
        let open = referral::open_of(self.tx, d.id)?;
        let name = |one: &Referral| {
            let found = self.reference.directory.version_at(one.unit, ctx.now.day());
            found.map_or_else(|| one.unit.to_string(), |v| v.name.clone())
        };
        let missing: Vec<String> =
            open.iter().filter(|one| one.kind == ReferralKind::Opinion).map(name).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing = missing.join("; ");
        Err(Refusal::new(
            "opinion.missing",
            format!("Chưa đủ ý kiến, còn chờ: {missing}. Hãy đôn đốc, hoặc trả lại bước trước."),
            format!("Opinions are still waited for: {missing}. Remind them, or send the dossier back."),
        )
        .into())
    }
}

/// An opinion must say something.
fn said(opinion: &str) -> Result<()> {
    if opinion.trim().is_empty() {
        return Err(Refusal::new(
            "opinion.needed",
            "Thiếu nội dung ý kiến. Hãy ghi ý kiến của đơn vị.",
            "The opinion is missing. Write down what the unit says.",
        )
        .into());
    }
    super::texts::lines(("Ý kiến", "opinion"), opinion, super::texts::REASON)
}
