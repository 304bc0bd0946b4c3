//! Roles.

use super::access::{active, known, refuse, require, require_over};
use crate::model::{Grant, GrantId, Kind, Scope};
use crate::role::Role;
use crate::store;
use ::store::{Ctx, Tx};
use kernel::{Day, PersonId, Result};
use organisation::Directory;

/// A role to be granted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewGrant {
    /// Who gets it.
    pub person: PersonId,
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// First day.
    pub from: Day,
    /// First day no more.
    pub to: Option<Day>,
    /// Why.
    pub reason: String,
}

/// Grants a role. The same role at the same place for the same or a longer time is not granted twice.
///
/// # Errors
/// Refusals: no right to keep people there, a unit that is not there, a period that lies behind or is none, oneself.
pub fn grant(tx: &mut Tx, ctx: &Ctx<'_>, new: NewGrant) -> Result<GrantId> {
    store::alone(tx)?;
    let person = active(tx, new.person)?;
    require_over(tx, ctx, &person)?;
    require(tx, ctx, &[new.scope])?;
    not_oneself(ctx, person.id)?;
    if person.kind == Kind::Service && new.role == Role::Administrator {
        return refuse(
            "grant.service",
            "Tài khoản của phần mềm không được giữ vai trò quản trị.",
            "The account of a program cannot be an administrator.",
        );
    }
    let today = ctx.now.day();
    if new.to.is_some_and(|to| to <= new.from || to <= today) {
        return refuse(
            "grant.period",
            "Ngày kết thúc phải sau ngày bắt đầu và sau hôm nay.",
            "The last day must come after the first, and after today.",
        );
    }
    if new.scope != Scope::Province && !there(&Directory::load(tx)?, new.scope, today.max(new.from)) {
        return refuse(
            "grant.unit",
            "Đơn vị không hoạt động vào ngày đó.",
            "The unit is not there on that day.",
        );
    }
    let same = |g: &Grant| {
        (g.role, g.scope) == (new.role, new.scope)
            && g.from <= new.from.max(today)
            && ends_no_sooner(g.to, new.to)
    };
    if let Some(known) = store::grants_of(tx, person.id)?.iter().find(|g| same(g)) {
        return Ok(known.id);
    }
    let grant = Grant {
        id: GrantId(ctx.ids.next(ctx.now)),
        person: person.id,
        role: new.role,
        scope: new.scope,
        from: new.from,
        to: new.to,
        by: ctx.actor.person,
        reason: new.reason,
        version: 1,
    };
    tx.action(&ctx.action("person.grant"), |tx| {
        store::insert_grant(tx, &grant)?;
        store::bump(tx)
    })?;
    Ok(grant.id)
}

fn there(directory: &Directory, scope: Scope, day: Day) -> bool {
    directory.version_at(scope.unit(), day).is_some()
}

pub(super) fn ends_no_sooner(to: Option<Day>, than: Option<Day>) -> bool {
    match (to, than) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(to), Some(than)) => to >= than,
    }
}

fn not_oneself(ctx: &Ctx<'_>, person: PersonId) -> Result<()> {
    if ctx.actor.person != person {
        return Ok(());
    }
    refuse(
        "grant.self",
        "Không ai tự cấp hoặc tự thu hồi vai trò của mình. Hãy nhờ người quản trị khác.",
        "Nobody grants or revokes his own roles. Ask another administrator.",
    )
}

/// Ends a role today.
///
/// # Errors
/// Refusals: no right to keep people there, oneself, the last administrator of the province.
pub fn revoke(tx: &mut Tx, ctx: &Ctx<'_>, id: GrantId) -> Result<()> {
    // Two administrators who revoke each other at the same moment must not both find the other.
    store::alone(tx)?;
    let Some(grant) = store::grant(tx, id)?.filter(|g| g.holds_from(ctx.now.day())) else {
        return refuse(
            "grant.unknown",
            "Không có vai trò này, hoặc đã hết hạn.",
            "There is no such role, or it has ended.",
        );
    };
    let person = known(tx, grant.person)?;
    require_over(tx, ctx, &person)?;
    not_oneself(ctx, person.id)?;
    keep_an_administrator(tx, ctx, |g| g.id == id)?;
    tx.action(&ctx.action("person.revoke"), |tx| {
        store::end_grant(tx, &grant, ctx.now.day())?;
        store::bump(tx)
    })
}

/// Somebody must be left who keeps the whole province, now and without an end in sight.
pub(super) fn keep_an_administrator(tx: &mut Tx, ctx: &Ctx<'_>, goes: impl Fn(&Grant) -> bool) -> Result<()> {
    let today = ctx.now.day();
    let all = store::grants_of_role(tx, Role::Administrator)?;
    let lasting = |g: &&Grant| g.scope == Scope::Province && g.holds(today) && g.to.is_none();
    let (going, staying): (Vec<&Grant>, Vec<&Grant>) = all.iter().filter(lasting).partition(|g| goes(g));
    if going.is_empty() || !staying.is_empty() {
        return Ok(());
    }
    refuse(
        "person.last_administrator",
        "Đây là người quản trị cuối cùng của tỉnh. Hãy cấp vai trò quản trị cho người khác trước.",
        "This is the province's last administrator. Make another one first.",
    )
}
