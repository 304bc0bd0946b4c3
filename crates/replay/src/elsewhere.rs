//! What is taken in at another desk than the unit's: so many of some fields, and all that is settled there wholly.

use crate::dice::Dice;
use crate::plan::{Plan, unplannable};
use crate::skeleton::{Fate, Skeleton, Slot};
use kernel::Refusal;

/// Splits what is to be settled wholly at other desks among the units that have such offers, by what they receive
/// and settle on time.
pub(crate) fn wholly_of(plan: &Plan) -> Result<Vec<i64>, Refusal> {
    let weight = |u: &crate::UnitPlan| {
        let has = u.offers.iter().any(|o| o.elsewhere.is_some_and(|e| e.wholly));
        // What was carried over came in before there was such a desk.
        if has { (u.on_time_or_early - u.carried_over).max(0) } else { 0 }
    };
    let whole: i64 = plan.units.iter().map(weight).sum();
    if plan.wholly > 0 && whole == 0 {
        return Err(unplannable(
            "không có thủ tục nào được giải quyết toàn bộ tại nơi khác",
            "no procedure is settled wholly elsewhere",
        ));
    }
    let (mut seen, mut given) = (0, 0);
    let share = |u: &crate::UnitPlan| {
        seen += weight(u);
        let part = if whole == 0 { 0 } else { plan.wholly * seen / whole - given };
        given += part;
        part
    };
    Ok(plan.units.iter().map(share).collect())
}

/// Chooses which dossiers of the fields are taken in at the other desk.
pub(crate) fn take_in(plan: &Plan, skeleton: &mut Skeleton) -> Result<(), Refusal> {
    let mut dice = Dice::new(plan.seed, 3);
    for quota in &plan.taken_in {
        let may = |slot: &Slot| {
            let offer = &plan.units[usize::from(slot.unit)].offers[usize::from(slot.offer)];
            let since = offer.elsewhere.filter(|e| !e.wholly && e.from <= slot.day);
            since.is_some()
                && offer.field == quota.field
                && plan.period.contains(slot.day)
                && !slot.online
                && slot.fate != Fate::Turned
        };
        let slots = || skeleton.days.iter().flatten();
        let mut left = i64::try_from(slots().filter(|slot| may(slot)).count()).unwrap_or(i64::MAX);
        let mut wanted = quota.received;
        if wanted > left {
            return Err(unplannable(
                &format!(
                    "cần {wanted} hồ sơ lĩnh vực {} tiếp nhận tại nơi khác nhưng chỉ có thể có {left}",
                    quota.field
                ),
                &format!(
                    "{wanted} dossiers of the field {} are to be taken in elsewhere, but at most {left} can be",
                    quota.field
                ),
            ));
        }
        for slot in skeleton.days.iter_mut().flatten().filter(|slot| may(slot)) {
            slot.elsewhere = dice.select(&mut wanted, &mut left);
        }
    }
    Ok(())
}
