//! Changing the organisation, by decision. Each function is one use case inside the caller's transaction.

use crate::directory::Directory;
use crate::model::{Succession, SuccessionKind, UnitVersion};
use crate::store::{self, CALENDAR_DAY, CALENDAR_HOURS, UNIT};
use ::store::{Ctx, Tx, vals};
use kernel::calendar::{DayKind, Span};
use kernel::{Day, Fault, Refusal, Result, Right, UnitId};

/// A unit to be founded.
pub type NewUnit = UnitVersion;

fn administer(ctx: &Ctx<'_>) -> Result<()> {
    Ok(ctx.actor.require(Right::Administer, UnitId(0))?)
}

fn refuse<T>(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Result<T> {
    Err(Refusal::new(code, vi, en).into())
}

/// Nothing is kept that leaves the organisation in a state that cannot be.
fn checked(tx: &mut Tx) -> Result<()> {
    match Directory::load(tx)?.check().into_iter().next() {
        None => Ok(()),
        Some(problem) => refuse("organisation.invalid", problem.vi, problem.en),
    }
}

/// Founds a unit; its id is made by the caller's id source. `unit` of the version is ignored.
///
/// # Errors
/// A refusal when its code is taken, or it would belong to a unit that is not there.
pub fn found(tx: &mut Tx, ctx: &Ctx<'_>, new: NewUnit) -> Result<UnitId> {
    administer(ctx)?;
    let id = UnitId(ctx.ids.next(ctx.now));
    tx.action(&ctx.action("unit.found"), |tx| {
        tx.insert(&UNIT, &vals![id.0, new.valid_from.0, new.valid_to.map(|d| d.0), 1i64])?;
        store::insert_version(tx, &UnitVersion { unit: id, ..new })?;
        store::bump(tx)
    })?;
    Ok(id)
}

/// Changes what a unit is from a day on: its name, code, parents, place in lists.
fn change(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    unit: UnitId,
    on: Day,
    kind: SuccessionKind,
    decision: &str,
    edit: impl FnOnce(&mut UnitVersion),
) -> Result<()> {
    administer(ctx)?;
    let directory = Directory::load(tx)?;
    let Some(old) = directory.last_version(unit).filter(|v| v.holds(on) && v.valid_from < on) else {
        return refuse(
            "unit.not_there",
            format!("Đơn vị không hoạt động vào ngày {}, hoặc đã thay đổi sau ngày đó.", on.vietnamese()),
            format!("The unit is not there on {on}, or has changed since."),
        );
    };
    let mut new = UnitVersion { valid_from: on, valid_to: None, ..old.clone() };
    edit(&mut new);
    let id = ctx.ids.next(ctx.now);
    let name = if kind == SuccessionKind::Rename { "unit.rename" } else { "unit.move" };
    tx.action(&ctx.action(name), |tx| {
        store::end_version(tx, old, on)?;
        store::insert_version(tx, &new)?;
        let line = Succession {
            day: on,
            kind,
            from: unit,
            to: unit,
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
/// A refusal when the unit is not there on the day.
pub fn rename(tx: &mut Tx, ctx: &Ctx<'_>, unit: UnitId, name: &str, on: Day, decision: &str) -> Result<()> {
    change(tx, ctx, unit, on, SuccessionKind::Rename, decision, |v| name.clone_into(&mut v.name))
}

/// Puts a unit under others from a day on.
///
/// # Errors
/// Refusals: the unit is not there, or would belong to itself.
pub fn move_to(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    unit: UnitId,
    command: Option<UnitId>,
    territory: Option<UnitId>,
    on: Day,
    decision: &str,
) -> Result<()> {
    change(tx, ctx, unit, on, SuccessionKind::Move, decision, |v| {
        v.command = command;
        v.territory = territory;
    })
}

/// Ends units on a day; `heir` inherits their open dossiers and their history. Units under an ended one come
/// under the heir. With one unit and the kind `Dissolve` it is a dissolution, with several a merger.
///
/// # Errors
/// Refusals: a unit or the heir is not there on the day, or the heir is among the ended.
pub fn end_into(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    units: &[UnitId],
    heir: UnitId,
    on: Day,
    kind: SuccessionKind,
    decision: &str,
) -> Result<()> {
    administer(ctx)?;
    let directory = Directory::load(tx)?;
    if units.contains(&heir) || directory.version_at(heir, on).is_none() {
        return refuse(
            "unit.heir",
            "Đơn vị kế thừa phải đang hoạt động và không nằm trong số đơn vị chấm dứt.",
            "The heir must be there on that day and not among the units that end.",
        );
    }
    tx.action(&ctx.action("unit.end"), |tx| {
        for unit in units {
            let Some(old) = directory.last_version(*unit).filter(|v| v.holds(on) && v.valid_from < on) else {
                return refuse(
                    "unit.not_there",
                    format!("Đơn vị {unit} không hoạt động vào ngày {}.", on.vietnamese()),
                    format!("Unit {unit} is not there on {on}."),
                );
            };
            store::end_version(tx, old, on)?;
            store::end_unit(tx, *unit, on)?;
            let line = Succession {
                day: on,
                kind,
                from: *unit,
                to: heir,
                heir: true,
                function: None,
                decision: decision.into(),
            };
            store::insert_succession(tx, ctx.ids.next(ctx.now), &line)?;
        }
        adopt(tx, &directory, units, heir, on)?;
        store::bump(tx)
    })?;
    checked(tx)
}

/// Splits a unit: it ends, the parts go on; the first part is the heir of open dossiers and history.
///
/// # Errors
/// Refusals as for [`end_into`], and when no part is given.
pub fn split(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    unit: UnitId,
    parts: &[UnitId],
    on: Day,
    decision: &str,
) -> Result<()> {
    let Some((heir, others)) = parts.split_first() else {
        return refuse("unit.parts", "Chưa chọn đơn vị mới sau khi tách.", "No part is given.");
    };
    end_into(tx, ctx, &[unit], *heir, on, SuccessionKind::Split, decision)?;
    tx.action(&ctx.action("unit.split"), |tx| {
        for part in others {
            let line = Succession {
                day: on,
                kind: SuccessionKind::Split,
                from: unit,
                to: *part,
                heir: false,
                function: None,
                decision: decision.into(),
            };
            store::insert_succession(tx, ctx.ids.next(ctx.now), &line)?;
        }
        store::bump(tx)
    })
}

/// Passes a function (a field or a procedure's code) to another unit; both go on, open dossiers stay.
///
/// # Errors
/// A refusal when one of them is not there.
pub fn transfer(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    from: UnitId,
    to: UnitId,
    function: &str,
    on: Day,
    decision: &str,
) -> Result<()> {
    administer(ctx)?;
    let directory = Directory::load(tx)?;
    if [from, to].iter().any(|u| directory.version_at(*u, on).is_none()) {
        return refuse(
            "unit.not_there",
            "Đơn vị không hoạt động vào ngày đó.",
            "A unit is not there on that day.",
        );
    }
    let line = Succession {
        day: on,
        kind: SuccessionKind::Transfer,
        from,
        to,
        heir: false,
        function: Some(function.into()),
        decision: decision.into(),
    };
    tx.action(&ctx.action("unit.transfer"), |tx| {
        store::insert_succession(tx, ctx.ids.next(ctx.now), &line)?;
        store::bump(tx)
    })
}

/// Units under an ended one come under its heir.
fn adopt(tx: &mut Tx, directory: &Directory, ended: &[UnitId], heir: UnitId, on: Day) -> Result<()> {
    let over = |parent: Option<UnitId>| parent.map(|p| if ended.contains(&p) { heir } else { p });
    for v in directory.all_at(on) {
        let (command, territory) = (over(v.command), over(v.territory));
        if ended.contains(&v.unit) || (command, territory) == (v.command, v.territory) {
            continue;
        }
        // The heir itself may have stood under one of them: then it takes that one's own place.
        let own = |parent: Option<UnitId>, of: fn(&UnitVersion) -> Option<UnitId>| match parent {
            Some(p) if p == v.unit => {
                let above = ended.iter().filter_map(|e| directory.version_at(*e, on)).find_map(of);
                above.filter(|a| *a != v.unit && !ended.contains(a))
            }
            other => other,
        };
        let (command, territory) = (own(command, |e| e.command), own(territory, |e| e.territory));
        if v.valid_from == on {
            return Err(Fault::new(format!(
                "{} changes twice on {on}; give it its new parent at once",
                v.name
            ))
            .into());
        }
        store::end_version(tx, v, on)?;
        store::insert_version(
            tx,
            &UnitVersion { valid_from: on, valid_to: None, command, territory, ..v.clone() },
        )?;
    }
    Ok(())
}

/// Keeps the weekly hours of a calendar; what is there already stays. Answers whether anything was written.
///
/// # Errors
/// A fault of the database.
pub fn keep_hours(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    calendar: &str,
    weekday: u8,
    from: Day,
    spans: &[Span],
) -> Result<bool> {
    administer(ctx)?;
    let known = store::hours(tx)?;
    if let Some(old) = known.iter().find(|h| h.0 == calendar && h.1 == weekday && h.2 == from) {
        if old.3 == spans {
            return Ok(false);
        }
        return refuse(
            "calendar.hours_known",
            format!("Giờ làm việc từ ngày {} đã có và khác. Hãy dùng ngày hiệu lực mới.", from.vietnamese()),
            format!("Other hours are known from {from} on. Give the new ones a later day."),
        );
    }
    let text = spans_text(spans)?;
    tx.action(&ctx.action("calendar.keep_hours"), |tx| {
        tx.insert(&CALENDAR_HOURS, &vals![calendar, i64::from(weekday), from.0, &text])?;
        store::bump(tx)
    })?;
    Ok(true)
}

/// Decrees a day off, a worked day or a half day, for all units or one. A known one is replaced. Due dates are
/// moved by the dossier desk afterwards. Answers whether anything was written.
///
/// # Errors
/// A fault of the database.
pub fn decree_day(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    day: Day,
    unit: Option<UnitId>,
    kind: DayKind,
    name: &str,
    spans: Option<&[Span]>,
) -> Result<bool> {
    administer(ctx)?;
    let of = unit.unwrap_or(UnitId(0));
    let text = spans.map(spans_text).transpose()?;
    let old = tx.query_opt(
        "SELECT kind, name, spans, decreed_on, version FROM calendar_day WHERE day = $1 AND unit_id = $2",
        &vals![day.0, of.0],
        |row| Ok((row.text()?, row.text()?, row.opt_text()?, row.int()?, row.int()?)),
    )?;
    let decreed_on = ctx.now.day().0;
    match old {
        Some((k, n, s, ..)) if k == kind.word() && n == name && s == text => return Ok(false),
        Some((k, n, s, on, version)) => tx.action(&ctx.action("calendar.decree"), |tx| {
            let old = vals![day.0, of.0, &k, &n, s.as_ref(), on, version];
            let new = vals![day.0, of.0, kind.word(), name, text.as_ref(), decreed_on, version + 1];
            if !tx.update(&CALENDAR_DAY, &old, &new)? {
                return Err(Fault::new("the day was decreed at the same time").into());
            }
            store::bump(tx)
        })?,
        None => tx.action(&ctx.action("calendar.decree"), |tx| {
            tx.insert(
                &CALENDAR_DAY,
                &vals![day.0, of.0, kind.word(), name, text.as_ref(), decreed_on, 1i64],
            )?;
            store::bump(tx)
        })?,
    }
    Ok(true)
}

fn spans_text(spans: &[Span]) -> Result<String> {
    serde_json::to_string(spans).map_err(|e| Fault::because("writing working hours", e).into())
}
