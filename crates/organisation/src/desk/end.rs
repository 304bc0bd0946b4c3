//! Ending units: by merger, dissolution or split.

use super::{adopt, alone, checked, decided, present, refuse};
use crate::directory::Directory;
use crate::model::{Succession, SuccessionKind, UnitVersion};
use crate::store;
use ::store::{Ctx, Tx};
use kernel::{Day, Result, UnitId};

/// Ends units on a day; `heir` inherits their open dossiers and their history. Units under an ended one come
/// under the heir. With one unit and the kind `Dissolve` it is a dissolution, with several a merger.
///
/// # Errors
/// Refusals: no unit, a unit or the heir is not there on the day, the heir is among the ended, no decision.
pub fn end_into(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    units: &[UnitId],
    heir: UnitId,
    on: Day,
    kind: SuccessionKind,
    decision: &str,
) -> Result<()> {
    let directory = alone(tx, ctx)?;
    decided(decision)?;
    if units.is_empty() || units.contains(&heir) || directory.version_at(heir, on).is_none() {
        return refuse(
            "unit.heir",
            "Đơn vị kế thừa phải đang hoạt động và không nằm trong số đơn vị chấm dứt.",
            "The heir must be there on that day and not among the units that end.",
        );
    }
    let ending = ending(&directory, units, on)?;
    tx.action(&ctx.action("unit.end"), |tx| {
        for old in &ending {
            store::end_version(tx, old, on)?;
            store::end_unit(tx, old.unit, on)?;
            let line = Succession {
                day: on,
                kind,
                from: old.unit,
                to: heir,
                heir: true,
                function: None,
                decision: decision.into(),
            };
            store::insert_succession(tx, ctx.ids.next(ctx.now), &line)?;
        }
        adopt::adopt(tx, &directory, units, heir, on)?;
        store::bump(tx)
    })?;
    checked(tx)
}

/// The versions of the units that end, each once.
fn ending<'a>(directory: &'a Directory, units: &[UnitId], on: Day) -> Result<Vec<&'a UnitVersion>> {
    let mut ending: Vec<&UnitVersion> = Vec::new();
    for unit in units {
        let old = present(directory, *unit, on)?;
        if directory.versions(*unit).first().is_some_and(|first| first.valid_from >= on) {
            return refuse(
                "unit.not_there",
                format!("{} chưa hoạt động trước ngày {}.", old.name, on.vietnamese()),
                format!("{} is not there before {on}, so it cannot end on that day.", old.name),
            );
        }
        if let Some(end) = old.valid_to {
            return refuse(
                "unit.ends",
                format!("{} đã có quyết định chấm dứt vào ngày {}.", old.name, end.vietnamese()),
                format!("{} is to end on {end} by an earlier decision.", old.name),
            );
        }
        if !ending.iter().any(|v| v.unit == *unit) {
            ending.push(old);
        }
    }
    Ok(ending)
}

/// Splits a unit: it ends, the parts go on; the first part is the heir of open dossiers and history.
///
/// # Errors
/// Refusals as for [`end_into`], and when no part is given, or one is not there or given twice.
pub fn split(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    unit: UnitId,
    parts: &[UnitId],
    on: Day,
    decision: &str,
) -> Result<()> {
    let directory = alone(tx, ctx)?;
    let Some((heir, others)) = parts.split_first() else {
        return refuse("unit.parts", "Chưa chọn đơn vị mới sau khi tách.", "No part is given.");
    };
    for (i, part) in parts.iter().enumerate() {
        if *part == unit || parts[..i].contains(part) || directory.version_at(*part, on).is_none() {
            return refuse(
                "unit.parts",
                "Mỗi đơn vị mới phải khác nhau, khác đơn vị bị tách và đang hoạt động vào ngày tách.",
                "Each part must be there on that day, be given once and not be the unit itself.",
            );
        }
    }
    end_into(tx, ctx, &[unit], *heir, on, SuccessionKind::Split, decision)?;
    if others.is_empty() {
        return Ok(());
    }
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
