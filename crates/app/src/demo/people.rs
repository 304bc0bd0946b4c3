//! A demo is marked before anything stands in it, and gets people once its units do.

use identity::demo::{self, Database, Part};
use identity::{Role, Scope};
use kernel::{Actor, Day, IdSource, Result, UnitId};
use organisation::Directory;
use province::Province;
use store::{Ctx, Db, Tx};

/// Marks a new database as a demo, loads the province, and invents its people. Again it changes nothing.
///
/// # Errors
/// A refusal when the database is a real one; what [`load`](crate::load::load) refuses.
pub(crate) fn found(db: &Db, province: &Province) -> Result<()> {
    let day = province.valid_from;
    as_program(db, day, |tx, ctx| demo::mark(tx, ctx, Database::Demo).map(|_| ()))?;
    crate::load::load(db, province)?;
    let (unit, other, commune) = stage(db, province)?;
    as_program(db, day, move |tx, ctx| demo::people(tx, ctx, &cast(unit, other, commune)).map(|_| ()))
}

fn as_program(
    db: &Db,
    day: Day,
    work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<()> + Send + 'static,
) -> Result<()> {
    db.write(move |tx| {
        let ids: std::sync::Arc<IdSource> = tx.ids();
        work(tx, &Ctx { actor: Actor::SYSTEM, now: day.start(), ids: &ids })
    })
}

/// Where the people work: the unit with most in hand at the end of the plan, so that there is something to see; the
/// next one; and the busiest of the last tier.
fn stage(db: &Db, province: &Province) -> Result<(UnitId, UnitId, UnitId)> {
    let directory = db.read(Directory::load)?;
    let rows = province.plan.as_ref().map(|p| p.units.as_slice()).unwrap_or_default();
    let known = |code: &str| directory.ever_by_code(code);
    let mut by_pending: Vec<_> = rows.iter().filter_map(|r| Some((r.in_term, known(&r.unit)?))).collect();
    by_pending.sort_by_key(|(n, unit)| (-n, *unit));
    let last_tier = province.settings.tiers.last().map(|t| t.code.as_str());
    let tier = |code: &str| province.units.iter().find(|u| u.code == code).map(|u| u.tier.as_str());
    let busiest = rows
        .iter()
        .filter(|r| tier(&r.unit) == last_tier)
        .max_by_key(|r| r.on_time_or_early + r.late + r.in_term);
    let any = || directory.units().next().unwrap_or(identity::PROVINCE);
    let unit = by_pending.first().map_or_else(any, |(_, unit)| *unit);
    let other = by_pending.get(1).map_or(unit, |(_, unit)| *unit);
    Ok((unit, other, busiest.and_then(|r| known(&r.unit)).unwrap_or(other)))
}

/// The demo's cast, and the three people of a small unit who do everything there.
fn cast(unit: UnitId, other: UnitId, commune: UnitId) -> Vec<Part> {
    let mut parts = demo::cast(unit, other);
    let there = |login, name, title, role| Part {
        login,
        name,
        title,
        role,
        scope: Scope::Unit(commune),
        unit: Some(commune),
    };
    parts.extend([
        there("xa.tiepnhan", "Trịnh Thị Hoa", "Công chức bộ phận một cửa", Role::DeskOfficer),
        there("xa.xuly", "Cao Minh Đức", "Công chức tư pháp - hộ tịch", Role::CaseOfficer),
        there("xa.thutruong", "Dương Văn Phúc", "Thủ trưởng đơn vị", Role::UnitHead),
    ]);
    parts
}
