//! Leaving: an account is deactivated, and what it held passes to a successor.
//!
//! Dossiers lie in units and steps, not with persons: whoever has the role in the unit goes on with them. So what is
//! handed over are the roles, open delegations and nothing else; and a message on [`DEACTIVATED`] tells whoever keeps
//! work under a person's name to move it in the same way.

use super::access::{active, known, refuse, require_over};
use super::grants::{ends_no_sooner, keep_an_administrator};
use crate::credential::{self, Credential};
use crate::model::{Delegation, DelegationId, Grant, GrantId, Kind, Person, Status};
use crate::{session, store, token};
use ::store::{Ctx, Tx};
use kernel::{Fault, Instant, PersonId, Result};
use serde::Serialize;

/// The topic on which a deactivation is told: a [`HandOver`] as JSON. Delivered after the COMMIT, at least once.
pub const DEACTIVATED: &str = "identity.deactivated";

/// What a deactivation has moved and ended.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct HandOver {
    /// Who left.
    pub person: i64,
    /// Who goes on, if anybody.
    pub successor: Option<i64>,
    /// The business day, since 1970-01-01.
    pub day: i64,
    /// Roles that passed to the successor.
    pub grants_moved: usize,
    /// Roles that ended: nobody took them, or the successor had them already.
    pub grants_ended: usize,
    /// Absent colleagues for whom the successor stands in from now on.
    pub delegations_moved: usize,
    /// Delegations that ended.
    pub delegations_ended: usize,
    /// API tokens that were revoked.
    pub tokens_revoked: usize,
    /// Sessions that ended.
    pub sessions_ended: u64,
}

/// Deactivates an account, in one action: it cannot come in any more, its sessions end, its API tokens are revoked. Its
/// open roles end today and pass to the successor from today to their old end; of the delegations those in which it
/// stands in for somebody pass, those in which it is the absent one end.
///
/// # Errors
/// Refusals: no right over either account, oneself, the last administrator, a successor who is deactivated, a program or
/// the same person.
pub fn deactivate(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    id: PersonId,
    successor: Option<PersonId>,
    reason: &str,
) -> Result<HandOver> {
    store::alone(tx)?;
    let person = active(tx, id)?;
    require_over(tx, ctx, &person)?;
    if ctx.actor.person == id {
        return refuse(
            "person.self",
            "Không ai tự ngừng tài khoản của mình. Hãy nhờ người quản trị khác.",
            "Nobody deactivates his own account. Ask another administrator.",
        );
    }
    let successor = successor.map(|to| heir(tx, ctx, &person, to)).transpose()?;
    let today = ctx.now.day();
    let open: Vec<Grant> = store::grants_of(tx, id)?.into_iter().filter(|g| g.holds_from(today)).collect();
    if successor.is_none() {
        keep_an_administrator(tx, ctx, |g| g.person == id)?;
    }
    let delegations: Vec<Delegation> =
        store::delegations_of(tx, id)?.into_iter().filter(|d| d.to > today && d.from < d.to).collect();
    let mut done = HandOver {
        person: id.0,
        successor: successor.as_ref().map(|s| s.id.0),
        day: today.0,
        ..HandOver::default()
    };
    tx.action(&ctx.action("person.deactivate"), |tx| {
        store::update_person(tx, &person, &Person { status: Status::Deactivated, ..person.clone() })?;
        let why = format!("{reason} ({})", person.login);
        pass_grants(tx, ctx, &open, successor.as_ref(), &why, &mut done)?;
        pass_delegations(tx, ctx, &delegations, id, successor.as_ref(), &mut done)?;
        // The old password opens nothing, should the account be activated again.
        if let Some(old) = credential::of(tx, id)? {
            Credential { expires_at: Some(Instant(0)), totp: None, ..old.clone() }.write(tx, Some(&old))?;
        }
        done.tokens_revoked = token::revoke_all(tx, id)?;
        store::bump(tx)
    })?;
    done.sessions_ended = session::end_all(tx, id, None)?;
    let body = serde_json::to_string(&done).map_err(|e| Fault::because("telling of a deactivation", e))?;
    tx.emit(DEACTIVATED, &body)?;
    Ok(done)
}

fn heir(tx: &mut Tx, ctx: &Ctx<'_>, person: &Person, to: PersonId) -> Result<Person> {
    let successor = active(tx, to)?;
    require_over(tx, ctx, &successor)?;
    if successor.id == person.id || successor.kind != person.kind || successor.kind == Kind::Service {
        return refuse(
            "person.successor",
            "Người kế nhiệm phải là một người khác đang làm việc.",
            "The successor must be somebody else of the staff.",
        );
    }
    if successor.id == ctx.actor.person {
        return refuse(
            "grant.self",
            "Không ai tự nhận vai trò của người khác. Hãy nhờ người quản trị khác.",
            "Nobody hands somebody's roles to himself. Ask another administrator.",
        );
    }
    Ok(successor)
}

fn pass_grants(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    open: &[Grant],
    successor: Option<&Person>,
    why: &str,
    done: &mut HandOver,
) -> Result<()> {
    let today = ctx.now.day();
    let held = match successor {
        Some(successor) => store::grants_of(tx, successor.id)?,
        None => Vec::new(),
    };
    for old in open {
        store::end_grant(tx, old, today)?;
        let from = old.from.max(today);
        let has = |g: &Grant| {
            (g.role, g.scope) == (old.role, old.scope) && g.from <= from && ends_no_sooner(g.to, old.to)
        };
        match successor {
            Some(successor) if !held.iter().any(has) => {
                let grant = Grant {
                    id: GrantId(ctx.ids.next(ctx.now)),
                    person: successor.id,
                    from,
                    by: ctx.actor.person,
                    reason: why.to_owned(),
                    version: 1,
                    ..old.clone()
                };
                store::insert_grant(tx, &grant)?;
                done.grants_moved += 1;
            }
            _ => done.grants_ended += 1,
        }
    }
    Ok(())
}

fn pass_delegations(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    open: &[Delegation],
    person: PersonId,
    successor: Option<&Person>,
    done: &mut HandOver,
) -> Result<()> {
    let today = ctx.now.day();
    for old in open {
        store::end_delegation(tx, old, today)?;
        match successor {
            Some(successor) if old.deputy == person && old.absent != successor.id => {
                let id = DelegationId(ctx.ids.next(ctx.now));
                let new = Delegation {
                    id,
                    deputy: successor.id,
                    from: old.from.max(today),
                    version: 1,
                    ..old.clone()
                };
                store::insert_delegation(tx, &new)?;
                done.delegations_moved += 1;
            }
            _ => done.delegations_ended += 1,
        }
    }
    Ok(())
}

/// Lets somebody come in again. Roles and tokens do not come back; a new password must be given.
///
/// # Errors
/// Refusals: no right over the account, or it is active.
pub fn reactivate(tx: &mut Tx, ctx: &Ctx<'_>, id: PersonId) -> Result<()> {
    store::alone(tx)?;
    let person = known(tx, id)?;
    require_over(tx, ctx, &person)?;
    if person.status == Status::Active {
        return refuse("person.active", "Tài khoản đang được sử dụng.", "The account is in use.");
    }
    tx.action(&ctx.action("person.reactivate"), |tx| {
        store::update_person(tx, &person, &Person { status: Status::Active, ..person.clone() })?;
        store::bump(tx)
    })
}
