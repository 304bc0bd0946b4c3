//! What whoever keeps people does with somebody's keys besides giving a new password: ending his sessions, taking away a
//! second factor whose telephone is lost.

use super::access::{active, refuse, require_over};
use crate::credential::{self, Credential};
use crate::model::Person;
use crate::session::{self, Session, SessionRules};
use crate::store;
use ::store::{Ctx, Tx};
use kernel::{Instant, PersonId, Result};

/// Ends all sessions of somebody. Answers how many.
///
/// # Errors
/// Refusals: no right over the account, it is deactivated, or it is one's own.
pub fn end_sessions(tx: &mut Tx, ctx: &Ctx<'_>, id: PersonId) -> Result<u64> {
    store::alone(tx)?;
    kept(tx, ctx, id)?;
    let ended = session::end_all(tx, id, None)?;
    // The sessions themselves are not audited; that somebody ended them is.
    tx.action(&ctx.action("person.end_sessions"), store::bump)?;
    Ok(ended)
}

/// Takes somebody's second factor away; his sessions end. His password stays.
///
/// # Errors
/// Refusals: no right over the account, it is deactivated, it is one's own, or it has none.
pub fn remove_second_factor(tx: &mut Tx, ctx: &Ctx<'_>, id: PersonId) -> Result<()> {
    store::alone(tx)?;
    kept(tx, ctx, id)?;
    let before = credential::locked(tx, id)?;
    let Some(before) = before.filter(|c| c.totp.is_some()) else {
        return refuse(
            "person.no_second_factor",
            "Tài khoản này không bật xác thực hai lớp.",
            "This account has no second factor.",
        );
    };
    tx.action(&ctx.action("person.remove_second_factor"), |tx| {
        Credential { totp: None, ..before.clone() }.write(tx, Some(&before))?;
        store::bump(tx)
    })?;
    session::end_all(tx, id, None)?;
    Ok(())
}

/// Somebody else's living account, over which the actor has the right.
fn kept(tx: &mut Tx, ctx: &Ctx<'_>, id: PersonId) -> Result<Person> {
    let person = active(tx, id)?;
    require_over(tx, ctx, &person)?;
    if ctx.actor.person == id {
        return refuse(
            "person.own_keys",
            "Đây là tài khoản của chính bạn. Hãy làm việc này ở trang Tài khoản.",
            "This is your own account. Do this on your account's page.",
        );
    }
    Ok(person)
}

/// The living sessions of somebody, the latest used first; `now` is technical time.
///
/// # Errors
/// A fault of the database.
pub fn sessions_of(tx: &mut Tx, id: PersonId, now: Instant, rules: SessionRules) -> Result<Vec<Session>> {
    session::of(tx, id, now, rules)
}
