//! Standing in for somebody who is absent.

use super::access::{active, known, refuse, require_over};
use crate::model::{Delegation, DelegationId, Kind};
use crate::role::Role;
use crate::store;
use ::store::{Ctx, Tx};
use kernel::{Day, PersonId, Result, UnitId};

/// The longest absence that can be arranged at once, in days.
const LONGEST: i64 = 366;

/// A delegation to be arranged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDelegation {
    /// Who is absent.
    pub absent: PersonId,
    /// Who stands in.
    pub deputy: PersonId,
    /// First day.
    pub from: Day,
    /// First day no more.
    pub to: Day,
    /// One role alone, or all.
    pub role: Option<Role>,
    /// One unit alone, or all.
    pub unit: Option<UnitId>,
    /// Why.
    pub reason: String,
}

/// Arranges that somebody does another's work for some days, in his own name. Whoever is going to be absent arranges it
/// himself, or somebody who keeps people does. Only the absent one's own roles pass, never what he stands in for.
///
/// # Errors
/// Refusals: neither oneself nor somebody who keeps both, a period that lies behind, is none or longer than a year, a
/// deputy who is oneself, deactivated or a program.
pub fn delegate(tx: &mut Tx, ctx: &Ctx<'_>, new: NewDelegation) -> Result<DelegationId> {
    store::alone(tx)?;
    let (absent, deputy) = (active(tx, new.absent)?, active(tx, new.deputy)?);
    if ctx.actor.person != absent.id {
        require_over(tx, ctx, &absent)?;
    }
    if deputy.id == absent.id || deputy.kind == Kind::Service || deputy.kind != absent.kind {
        return refuse(
            "delegation.deputy",
            "Người làm thay phải là một người khác đang làm việc.",
            "The deputy must be somebody else of the staff.",
        );
    }
    // Arranged by somebody else for himself, it would be a role that he grants to himself.
    if ctx.actor.person == deputy.id {
        return refuse(
            "grant.self",
            "Không ai tự giao cho mình việc của người khác. Hãy nhờ người đó hoặc người quản trị khác.",
            "Nobody takes over somebody's work by himself. Ask that person or another administrator.",
        );
    }
    // The clock may have passed midnight while the form was open, but not more.
    let today = ctx.now.day();
    if new.from >= new.to || new.to <= today || new.to.0 - new.from.0 > LONGEST {
        return refuse(
            "delegation.period",
            "Ngày kết thúc phải sau ngày bắt đầu và sau hôm nay, trong vòng một năm.",
            "The last day must come after the first and after today, within a year.",
        );
    }
    let delegation = Delegation {
        id: DelegationId(ctx.ids.next(ctx.now)),
        absent: absent.id,
        deputy: deputy.id,
        from: new.from.max(today),
        to: new.to,
        role: new.role,
        unit: new.unit,
        reason: new.reason,
        version: 1,
    };
    tx.action(&ctx.action("person.delegate"), |tx| {
        store::insert_delegation(tx, &delegation)?;
        store::bump(tx)
    })?;
    Ok(delegation.id)
}

/// Ends a delegation today: the absent one is back. Either of the two may say so, or somebody who keeps people.
///
/// # Errors
/// Refusals: it has ended already, or none of these asks.
pub fn end_delegation(tx: &mut Tx, ctx: &Ctx<'_>, id: DelegationId) -> Result<()> {
    store::alone(tx)?;
    let today = ctx.now.day();
    let Some(delegation) = store::delegation(tx, id)?.filter(|d| d.to > today && d.from < d.to) else {
        return refuse(
            "delegation.unknown",
            "Không có ủy quyền này, hoặc đã hết hạn.",
            "There is no such delegation, or it has ended.",
        );
    };
    if ![delegation.absent, delegation.deputy].contains(&ctx.actor.person) {
        let absent = known(tx, delegation.absent)?;
        require_over(tx, ctx, &absent)?;
    }
    tx.action(&ctx.action("person.end_delegation"), |tx| {
        store::end_delegation(tx, &delegation, today)?;
        store::bump(tx)
    })
}
