//! Seeing a card and a telephone number in full. The page hides them; each look is an action of its own in the audit.

use super::Shift;
use crate::model::{Applicant, DossierId};
use crate::rule::Deed;
use kernel::{Instant, PersonId, Result};
use store::{Ctx, Tx, table, vals};

table! {
    /// Who saw numbers in full.
    pub static DOSSIER_REVEAL = 34 "dossier_reveal" key(dossier_id, id) {
        dossier_id: Int, id: Int, at: Int, person_id: Int, behalf_id: Int,
    }
}

/// Who saw the numbers of a dossier, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// When.
    pub at: Instant,
    /// Who.
    pub person: PersonId,
    /// In whose absence.
    pub behalf: Option<PersonId>,
}

impl Shift<'_, '_> {
    /// The applicant's numbers in full, for whoever has the right where it is seen from. Written down before they are told.
    ///
    /// # Errors
    /// Refusals: there is no such dossier, or the actor may not.
    pub fn reveal(&mut self, ctx: &Ctx<'_>, id: DossierId) -> Result<Applicant> {
        let d = self.dossier(id)?;
        Deed::Reveal.require(&ctx.actor, &d)?;
        let look = ctx.ids.next(ctx.now);
        let (person, behalf) = (ctx.actor.person.0, ctx.actor.behalf.map(|p| p.0));
        self.tx.action(&ctx.action("dossier.reveal"), |tx| {
            tx.insert(&DOSSIER_REVEAL, &vals![id.0, look, ctx.now.0, person, behalf])
        })?;
        Ok(d.applicant)
    }
}

/// Who saw the numbers of a dossier in full, the latest first.
///
/// # Errors
/// A fault of the database.
pub fn looks(tx: &mut Tx, id: DossierId, limit: i64) -> Result<Vec<Look>> {
    tx.query(
        "SELECT at, person_id, behalf_id FROM dossier_reveal WHERE dossier_id = $1 ORDER BY id DESC LIMIT $2",
        &vals![id.0, limit],
        |row| {
            let (at, person) = (Instant(row.int()?), PersonId(row.int()?));
            Ok(Look { at, person, behalf: row.opt_int()?.map(PersonId) })
        },
    )
}
