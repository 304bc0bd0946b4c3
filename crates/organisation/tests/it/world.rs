//! A tree of units to re-organise.

use kernel::calendar::Span;
use kernel::{Actor, Day, IdSource, Result, UnitId};
use organisation::{UnitVersion, desk};
use store::{Ctx, Db, Schema, Tx};

/// The organisation's schema.
pub(crate) fn schema() -> Schema {
    Schema::of(&[&organisation::DOMAIN])
}

/// The day on which the first units are founded.
pub(crate) const START: Day = Day(18_000);

/// A unit as it would be founded on [`START`].
pub(crate) fn version(n: usize, parent: Option<UnitId>) -> UnitVersion {
    UnitVersion {
        unit: UnitId(0),
        valid_from: START,
        valid_to: None,
        code: format!("U{n}"),
        name: format!("Đơn vị {n}"),
        tier: "one".into(),
        kind: "office".into(),
        command: parent,
        territory: parent,
        position: i64::try_from(n).unwrap(),
        reports: true,
        calendar: "office".into(),
    }
}

/// Does something on a day.
pub(crate) fn on<T: Send + 'static>(
    db: &Db,
    day: Day,
    work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write(move |tx| {
        let ids = tx.ids();
        work(tx, &Ctx { actor: Actor::SYSTEM, now: day.start(), ids: &ids })
    })
}

/// What a refused deed was refused for.
pub(crate) fn code<T: std::fmt::Debug>(refused: Result<T>) -> &'static str {
    refused.unwrap_err().refusal().expect("a refusal, no fault").code
}

/// A tree of units: each stands under an earlier one.
pub(crate) fn tree(db: &Db, parents: &[usize]) -> Vec<UnitId> {
    let parents = parents.to_vec();
    db.write(move |tx| {
        let ids = IdSource::new(0);
        let ctx = Ctx { actor: Actor::SYSTEM, now: START.start(), ids: &ids };
        for weekday in 1..=5 {
            desk::keep_hours(tx, &ctx, "office", weekday, Day(0), &[Span { from: 420, to: 1020 }])?;
        }
        let mut units = vec![desk::found(tx, &ctx, version(0, None))?];
        for (n, parent) in parents.iter().enumerate() {
            let above = units[parent % units.len()];
            units.push(desk::found(tx, &ctx, version(n + 1, Some(above)))?);
        }
        Ok(units)
    })
    .unwrap()
}
