//! Changing the organisation, by decision. Each function is one use case inside the caller's transaction.
//!
//! Decisions are taken one after the other: each waits for the one before to be committed, so that it is judged
//! by what is there then.

mod adopt;
mod calendar;
mod end;

pub(crate) use calendar::not_decreed;
pub use calendar::{DayChange, Decree, change_day, decree_day, keep_hours, revoke_day};
pub use end::{end_into, split};

use crate::directory::Directory;
use crate::model::{Succession, SuccessionKind, UnitVersion};
use crate::store::{self, UNIT};
use ::store::{Ctx, Tx, vals};
use kernel::{Day, Refusal, Result, Right, UnitId};

/// A unit to be founded.
pub type NewUnit = UnitVersion;

fn administer(ctx: &Ctx<'_>) -> Result<()> {
    Ok(ctx.actor.require(Right::Administer, UnitId(0))?)
}

fn refuse<T>(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Result<T> {
    Err(Refusal::new(code, vi, en).into())
}

/// The organisation as it is, which nobody else changes before this transaction ends.
fn alone(tx: &mut Tx, ctx: &Ctx<'_>) -> Result<Directory> {
    administer(ctx)?;
    store::lock(tx)?;
    Directory::load(tx)
}

/// Nothing is kept that leaves the organisation in a state that cannot be.
fn checked(tx: &mut Tx) -> Result<()> {
    match Directory::load(tx)?.check().into_iter().next() {
        None => Ok(()),
        Some(problem) => refuse("organisation.invalid", problem.vi, problem.en),
    }
}

fn decided(decision: &str) -> Result<()> {
    if decision.trim().is_empty() {
        return refuse(
            "decision.needed",
            "Thiếu số quyết định, nghị quyết. Hãy ghi số văn bản.",
            "The number of the decision is missing. Give it.",
        );
    }
    Ok(())
}

fn named(name: &str) -> Result<()> {
    if name.trim().is_empty() {
        return refuse(
            "unit.name_needed",
            "Thiếu tên đơn vị. Hãy nhập tên.",
            "The unit's name is missing. Give it.",
        );
    }
    Ok(())
}

/// Founds a unit; its id is made by the caller's id source. `unit` of the version is ignored.
///
/// # Errors
/// Refusals: no name or code, a code that is taken on a day of its validity, a parent that is not there on every
/// day of it, a calendar without hours.
pub fn found(tx: &mut Tx, ctx: &Ctx<'_>, new: NewUnit) -> Result<UnitId> {
    let directory = alone(tx, ctx)?;
    named(&new.name)?;
    if new.code.trim().is_empty() {
        return refuse(
            "unit.code_needed",
            "Thiếu mã đơn vị. Hãy nhập mã.",
            "The unit's code is missing. Give it.",
        );
    }
    code_free(&directory, None, &new)?;
    for parent in [new.command, new.territory].into_iter().flatten() {
        stays(&directory, parent, &new)?;
    }
    if !store::hours(tx)?.iter().any(|h| h.0 == new.calendar && !h.3.is_empty()) {
        return refuse(
            "unit.calendar",
            format!("Chưa có giờ làm việc cho lịch '{}'. Hãy chọn lịch khác.", new.calendar),
            format!("The calendar '{}' has no working hours. Choose another.", new.calendar),
        );
    }
    let id = UnitId(ctx.ids.next(ctx.now));
    tx.action(&ctx.action("unit.found"), |tx| {
        tx.insert(&UNIT, &vals![id.0, new.valid_from.0, new.valid_to.map(|d| d.0), 1i64])?;
        store::insert_version(tx, &UnitVersion { unit: id, ..new })?;
        store::bump(tx)
    })?;
    checked(tx)?;
    Ok(id)
}

/// The same by a decision, which the unit's lineage then names: it comes under its parents by it.
///
/// # Errors
/// As [`found`], and when no decision is named.
pub fn found_by(tx: &mut Tx, ctx: &Ctx<'_>, new: NewUnit, decision: &str) -> Result<UnitId> {
    decided(decision)?;
    let day = new.valid_from;
    let unit = found(tx, ctx, new)?;
    let line = Succession {
        day,
        kind: SuccessionKind::Move,
        from: unit,
        to: unit,
        heir: false,
        function: None,
        decision: decision.into(),
    };
    tx.action(&ctx.action("unit.found_by"), |tx| {
        store::insert_succession(tx, ctx.ids.next(ctx.now), &line)?;
        store::bump(tx)
    })?;
    Ok(unit)
}

/// Nobody else has the code on any day of the version.
fn code_free(directory: &Directory, own: Option<UnitId>, new: &UnitVersion) -> Result<()> {
    let taken = directory
        .all_versions()
        .find(|v| Some(v.unit) != own && v.code == new.code && v.overlaps(new.valid_from, new.valid_to));
    match taken {
        None => Ok(()),
        Some(v) => refuse(
            "unit.code_taken",
            format!("Mã {} đã thuộc {} ({}). Hãy chọn mã khác.", v.code, v.name, v.days_vi()),
            format!("The code {} belongs to {} ({}). Choose another.", v.code, v.name, v.days()),
        ),
    }
}

/// A parent is there on every day of the version.
fn stays(directory: &Directory, parent: UnitId, child: &UnitVersion) -> Result<()> {
    let from = child.valid_from;
    let Some(there) = directory.version_at(parent, from) else {
        let name = directory.last_version(parent).map_or_else(|| parent.to_string(), |v| v.name.clone());
        return refuse(
            "unit.parent_not_there",
            format!("{name} không hoạt động vào ngày {}. Hãy chọn cấp trên khác.", from.vietnamese()),
            format!("{name} is not there on {from}. Choose another parent."),
        );
    };
    let ends = directory.last_version(parent).and_then(|v| v.valid_to);
    match ends {
        Some(end) if child.valid_to.is_none_or(|to| end < to) => refuse(
            "unit.parent_ends",
            format!(
                "{} chấm dứt vào ngày {}. Hãy chọn đơn vị kế thừa làm cấp trên.",
                there.name,
                end.vietnamese()
            ),
            format!("{} ends on {end}. Choose its heir as the parent.", there.name),
        ),
        _ => Ok(()),
    }
}

/// The version of a unit that a decision for a day changes.
fn present(directory: &Directory, unit: UnitId, on: Day) -> Result<&UnitVersion> {
    let last = directory.last_version(unit);
    let name = last.map_or_else(|| unit.to_string(), |v| v.name.clone());
    match last {
        Some(v) if v.holds(on) => Ok(v),
        Some(v) if v.valid_from > on && directory.version_at(unit, on).is_some() => refuse(
            "unit.changes_later",
            format!(
                "{name} đã có thay đổi từ ngày {}. Hãy chọn ngày đó hoặc ngày sau đó.",
                v.valid_from.vietnamese()
            ),
            format!("{name} changes again on {}. Decide this for that day or a later one.", v.valid_from),
        ),
        _ => refuse(
            "unit.not_there",
            format!("{name} không hoạt động vào ngày {}.", on.vietnamese()),
            format!("{name} is not there on {on}."),
        ),
    }
}

/// Changes what a unit is from a day on: its name, parents, place in lists. What begins on that very day by an
/// earlier decision is amended, so that both hold.
fn change(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    directory: &Directory,
    (kind, on, decision): (SuccessionKind, Day, &str),
    old: &UnitVersion,
    edit: impl FnOnce(&mut UnitVersion),
) -> Result<()> {
    decided(decision)?;
    let mut new = UnitVersion { valid_from: on, ..old.clone() };
    edit(&mut new);
    code_free(directory, Some(old.unit), &new)?;
    let id = ctx.ids.next(ctx.now);
    let name = if kind == SuccessionKind::Rename { "unit.rename" } else { "unit.move" };
    tx.action(&ctx.action(name), |tx| {
        store::revise(tx, old, &new)?;
        let line = Succession {
            day: on,
            kind,
            from: old.unit,
            to: old.unit,
            heir: false,
            function: None,
            decision: decision.into(),
        };
        store::insert_succession(tx, id, &line)?;
        store::bump(tx)
    })?;
    checked(tx)
}

/// Gives a unit another name from a day on.
///
/// # Errors
/// Refusals: the unit is not there on the day or changes after it, no name, no decision.
pub fn rename(tx: &mut Tx, ctx: &Ctx<'_>, unit: UnitId, name: &str, on: Day, decision: &str) -> Result<()> {
    let directory = alone(tx, ctx)?;
    named(name)?;
    let old = present(&directory, unit, on)?;
    change(tx, ctx, &directory, (SuccessionKind::Rename, on, decision), old, |v| {
        name.trim().clone_into(&mut v.name);
    })
}

/// Puts a unit under others from a day on.
///
/// # Errors
/// Refusals: the unit or a parent is not there, it would belong to itself, no decision.
pub fn move_to(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    unit: UnitId,
    command: Option<UnitId>,
    territory: Option<UnitId>,
    on: Day,
    decision: &str,
) -> Result<()> {
    let directory = alone(tx, ctx)?;
    let old = present(&directory, unit, on)?;
    let from_then = UnitVersion { valid_from: on, ..old.clone() };
    for (parent, by_territory) in [(command, false), (territory, true)] {
        let Some(parent) = parent else { continue };
        stays(&directory, parent, &from_then)?;
        if directory.subtree(unit, on, by_territory).contains(&parent) {
            return refuse(
                "unit.under_itself",
                format!("{} không thể thuộc chính mình hoặc đơn vị cấp dưới của mình.", old.name),
                format!("{} cannot belong to itself or to a unit under it.", old.name),
            );
        }
    }
    change(tx, ctx, &directory, (SuccessionKind::Move, on, decision), old, |v| {
        v.command = command;
        v.territory = territory;
    })
}

/// Passes a function (a field or a procedure's code) to another unit; both go on, open dossiers stay.
///
/// # Errors
/// Refusals: one of them is not there, they are the same, no function or decision is named.
pub fn transfer(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    from: UnitId,
    to: UnitId,
    function: &str,
    on: Day,
    decision: &str,
) -> Result<()> {
    let directory = alone(tx, ctx)?;
    decided(decision)?;
    if let Some(gone) = [from, to].into_iter().find(|u| directory.version_at(*u, on).is_none()) {
        let name = directory.last_version(gone).map_or_else(|| gone.to_string(), |v| v.name.clone());
        return refuse(
            "unit.not_there",
            format!("{name} không hoạt động vào ngày {}.", on.vietnamese()),
            format!("{name} is not there on {on}."),
        );
    }
    if from == to || function.trim().is_empty() {
        return refuse(
            "unit.function",
            "Hãy ghi lĩnh vực hoặc mã thủ tục được chuyển, và chọn hai đơn vị khác nhau.",
            "Name the field or the procedure's code that passes, and two different units.",
        );
    }
    let line = Succession {
        day: on,
        kind: SuccessionKind::Transfer,
        from,
        to,
        heir: false,
        function: Some(function.trim().into()),
        decision: decision.into(),
    };
    tx.action(&ctx.action("unit.transfer"), |tx| {
        store::insert_succession(tx, ctx.ids.next(ctx.now), &line)?;
        store::bump(tx)
    })?;
    checked(tx)
}
