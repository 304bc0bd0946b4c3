//! How far the one who keeps people may reach.

use crate::model::{PROVINCE, Person, Scope};
use crate::store;
use crate::who::{Standing, Who};
use ::store::{Ctx, Tx};
use kernel::{Actor, PersonId, Refusal, Result, Right};
use organisation::Directory;
use std::sync::Arc;

/// What somebody was given, and what he stands in for.
///
/// # Errors
/// A fault of the database.
pub fn standing(tx: &mut Tx, person: PersonId) -> Result<Standing> {
    let mut standing = Standing { grants: store::grants_of(tx, person)?, delegated: Vec::new() };
    for delegation in store::delegations_of(tx, person)? {
        if delegation.deputy == person {
            let grants = store::grants_of(tx, delegation.absent)?;
            standing.delegated.push((delegation, grants));
        }
    }
    Ok(standing)
}

/// The person who acts, with all that reaches today; looked up, not believed.
fn acting(tx: &mut Tx, ctx: &Ctx<'_>) -> Result<Who> {
    let person = known(tx, ctx.actor.person)?;
    let directory = Arc::new(Directory::load(tx)?);
    let today = ctx.now.day();
    let reaches = standing(tx, person.id)?.on(&directory, today);
    Ok(Who::new(Arc::new(person), false, reaches.into(), directory, today))
}

/// Passes if the actor keeps people in all of the scopes. An actor who reaches everywhere needs no look-up.
pub(crate) fn require(tx: &mut Tx, ctx: &Ctx<'_>, scopes: &[Scope]) -> Result<()> {
    if ctx.actor.unit.is_none() {
        return Ok(ctx.actor.require(Right::People, PROVINCE)?);
    }
    if !ctx.actor.rights.has(Right::People) {
        return Err(Actor::not_allowed().into());
    }
    let who = acting(tx, ctx)?;
    if scopes.iter().all(|scope| who.covers(Right::People, *scope)) {
        return Ok(());
    }
    Err(Actor::not_allowed().into())
}

/// Passes if the actor keeps people where this one belongs and in all places where he has a role.
pub(crate) fn require_over(tx: &mut Tx, ctx: &Ctx<'_>, person: &Person) -> Result<()> {
    let mut scopes = vec![Scope::of(person.unit)];
    let today = ctx.now.day();
    let grants = store::grants_of(tx, person.id)?;
    scopes.extend(grants.iter().filter(|g| g.holds_from(today)).map(|g| g.scope));
    require(tx, ctx, &scopes)
}

/// A person, or a refusal.
pub(crate) fn known(tx: &mut Tx, id: PersonId) -> Result<Person> {
    store::person(tx, id)?.ok_or_else(|| {
        Refusal::new("person.unknown", "Không tìm thấy tài khoản này.", "There is no such account.").into()
    })
}

/// A person who may come in, or a refusal.
pub(crate) fn active(tx: &mut Tx, id: PersonId) -> Result<Person> {
    let person = known(tx, id)?;
    if person.status == crate::model::Status::Active {
        return Ok(person);
    }
    Err(Refusal::new(
        "person.deactivated",
        format!("Tài khoản {} đã ngừng sử dụng.", person.login),
        format!("The account {} is deactivated.", person.login),
    )
    .into())
}

pub(crate) fn refuse<T>(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Result<T> {
    Err(Refusal::new(code, vi, en).into())
}
