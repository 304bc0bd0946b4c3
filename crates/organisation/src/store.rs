//! Every SQL statement of the organisation.

use crate::directory::Directory;
use crate::model::{Succession, SuccessionKind, UnitVersion};
use kernel::calendar::{DayKind, Span};
use kernel::{Day, Fault, Result, UnitId};
use store::{Engine, Row, Tx, table, vals};

table! {
    /// Units.
    pub static UNIT = 10 "unit" key(id) version(version) { id: Int, founded_on: Int, ended_on: Int, version: Int }
}
table! {
    /// What they were when.
    pub static UNIT_VERSION = 11 "unit_version" key(unit_id, valid_from) version(version) {
        unit_id: Int, valid_from: Int, valid_to: Int, code: Text, name: Text, tier: Text, kind: Text,
        command_id: Int, territory_id: Int, position: Int, reports: Int, calendar: Text, version: Int,
    }
}
table! {
    /// Lineage.
    pub static SUCCESSION = 12 "succession" key(id) {
        id: Int, day: Int, kind: Text, from_id: Int, to_id: Int, heir: Int, function: Text, decision: Text,
    }
}
table! {
    /// Weekly hours.
    pub static CALENDAR_HOURS = 13 "calendar_hours" key(calendar, weekday, valid_from) {
        calendar: Text, weekday: Int, valid_from: Int, spans: Text,
    }
}
table! {
    /// Decreed days.
    pub static CALENDAR_DAY = 14 "calendar_day" key(day, unit_id) version(version) {
        day: Int, unit_id: Int, kind: Text, name: Text, spans: Text, decreed_on: Int, version: Int,
    }
}
table! {
    /// The one row that goes up with every change.
    pub static ORGANISATION_REVISION = 15 "organisation_revision" key(id) version(version) {
        id: Int, revision: Int, version: Int,
    }
}

pub(crate) fn revision(tx: &mut Tx) -> Result<i64> {
    let revision =
        tx.query_opt("SELECT revision FROM organisation_revision WHERE id = 1", &[], |row| row.int())?;
    Ok(revision.unwrap_or(0))
}

/// Makes whoever else wants to change the organisation wait until this transaction ends. Reading goes on.
///
/// On SQLite there is one writer anyway. The whole table is locked because at the very first change there is no row.
pub(crate) fn lock(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        tx.exec("/* postgres */ LOCK TABLE organisation_revision IN SHARE ROW EXCLUSIVE MODE", &[])?;
    }
    Ok(())
}

/// Counts one change. Call inside an action.
pub(crate) fn bump(tx: &mut Tx) -> Result<()> {
    let old =
        tx.query_opt("SELECT revision, version FROM organisation_revision WHERE id = 1", &[], |row| {
            Ok((row.int()?, row.int()?))
        })?;
    let Some((revision, version)) = old else {
        return tx.insert(&ORGANISATION_REVISION, &vals![1i64, 1i64, 1i64]);
    };
    let (old, new) = (vals![1i64, revision, version], vals![1i64, revision + 1, version + 1]);
    if tx.update(&ORGANISATION_REVISION, &old, &new)? {
        return Ok(());
    }
    Err(Fault::new("the organisation changed at the same time").into())
}

impl Directory {
    /// Reads everything.
    ///
    /// # Errors
    /// A fault naming the row that cannot be read.
    pub fn load(tx: &mut Tx) -> Result<Self> {
        let revision = revision(tx)?;
        let versions = tx.query(
            "SELECT unit_id, valid_from, valid_to, code, name, tier, kind, command_id, territory_id, position, \
             reports, calendar FROM unit_version ORDER BY unit_id, valid_from",
            &[],
            read_version,
        )?;
        let successions = tx.query(
            "SELECT id, day, kind, from_id, to_id, heir, function, decision FROM succession ORDER BY day, id",
            &[],
            |row| {
                let id = row.int()?;
                Ok(Succession {
                    day: Day(row.int()?),
                    kind: SuccessionKind::from_word(row.str()?)
                        .ok_or_else(|| Fault::new(format!("succession {id}: kind")))?,
                    from: UnitId(row.int()?),
                    to: UnitId(row.int()?),
                    heir: row.bool()?,
                    function: row.opt_text()?,
                    decision: row.text()?,
                })
            },
        )?;
        Ok(Self::new(revision, versions, successions))
    }

    /// How often the organisation has changed by now.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn current_revision(tx: &mut Tx) -> Result<i64> {
        revision(tx)
    }
}

fn read_version(row: &mut Row<'_>) -> Result<UnitVersion> {
    Ok(UnitVersion {
        unit: UnitId(row.int()?),
        valid_from: Day(row.int()?),
        valid_to: row.opt_int()?.map(Day),
        code: row.text()?,
        name: row.text()?,
        tier: row.text()?,
        kind: row.text()?,
        command: row.opt_int()?.map(UnitId),
        territory: row.opt_int()?.map(UnitId),
        position: row.int()?,
        reports: row.bool()?,
        calendar: row.text()?,
    })
}

/// The values of a version's row.
pub(crate) fn insert_version(tx: &mut Tx, v: &UnitVersion) -> Result<()> {
    tx.insert(&UNIT_VERSION, &version_values(v, v.valid_to, 1))
}

fn row_version(tx: &mut Tx, v: &UnitVersion) -> Result<i64> {
    tx.query_one(
        "SELECT version FROM unit_version WHERE unit_id = $1 AND valid_from = $2",
        &vals![v.unit.0, v.valid_from.0],
        |row| row.int(),
    )
}

fn rewrite(tx: &mut Tx, old: &UnitVersion, new: &UnitVersion) -> Result<()> {
    let version = row_version(tx, old)?;
    let was = version_values(old, old.valid_to, version);
    if tx.update(&UNIT_VERSION, &was, &version_values(new, new.valid_to, version + 1))? {
        return Ok(());
    }
    Err(Fault::new("the unit changed at the same time").into())
}

/// From the first day of `new` on the unit is what `new` says. A version that begins that very day is amended.
pub(crate) fn revise(tx: &mut Tx, old: &UnitVersion, new: &UnitVersion) -> Result<()> {
    if old.valid_from == new.valid_from {
        return rewrite(tx, old, new);
    }
    end_version(tx, old, new.valid_from)?;
    insert_version(tx, new)
}

/// Ends a version on a day. One that would have begun that very day never holds, and goes.
pub(crate) fn end_version(tx: &mut Tx, v: &UnitVersion, on: Day) -> Result<()> {
    if v.valid_from < on {
        return rewrite(tx, v, &UnitVersion { valid_to: Some(on), ..v.clone() });
    }
    let version = row_version(tx, v)?;
    if tx.delete(&UNIT_VERSION, &version_values(v, v.valid_to, version))? {
        return Ok(());
    }
    Err(Fault::new("the unit changed at the same time").into())
}

fn version_values(v: &UnitVersion, valid_to: Option<Day>, version: i64) -> [store::V<'_>; 13] {
    vals![
        v.unit.0,
        v.valid_from.0,
        valid_to.map(|d| d.0),
        &v.code,
        &v.name,
        &v.tier,
        &v.kind,
        v.command.map(|u| u.0),
        v.territory.map(|u| u.0),
        v.position,
        v.reports,
        &v.calendar,
        version
    ]
}

/// Ends a unit on a day.
pub(crate) fn end_unit(tx: &mut Tx, unit: UnitId, on: Day) -> Result<()> {
    let (founded, version) =
        tx.query_one("SELECT founded_on, version FROM unit WHERE id = $1", &vals![unit.0], |row| {
            Ok((row.int()?, row.int()?))
        })?;
    let (old, new) =
        (vals![unit.0, founded, Option::<i64>::None, version], vals![unit.0, founded, on.0, version + 1]);
    if tx.update(&UNIT, &old, &new)? {
        return Ok(());
    }
    Err(Fault::new("the unit changed at the same time").into())
}

pub(crate) fn insert_succession(tx: &mut Tx, id: i64, s: &Succession) -> Result<()> {
    tx.insert(
        &SUCCESSION,
        &vals![id, s.day.0, s.kind.word(), s.from.0, s.to.0, s.heir, s.function.as_ref(), &s.decision],
    )
}

/// Hours of a weekday: calendar, weekday, valid from, spans.
pub(crate) type HoursRow = (String, u8, Day, Vec<Span>);
/// A decreed day: day, unit (0 = all), kind, name, spans.
pub(crate) type DayRow = (Day, UnitId, DayKind, String, Option<Vec<Span>>);

pub(crate) fn hours(tx: &mut Tx) -> Result<Vec<HoursRow>> {
    tx.query(
        "SELECT calendar, weekday, valid_from, spans FROM calendar_hours ORDER BY calendar, weekday, valid_from",
        &[],
        |row| {
            let (calendar, weekday, from) = (row.text()?, row.int()?, Day(row.int()?));
            let spans = read_spans(row.str()?, || format!("calendar_hours ({calendar}, {weekday}, {from})"))?;
            Ok((calendar, u8::try_from(weekday).unwrap_or(0), from, spans))
        },
    )
}

pub(crate) fn days(tx: &mut Tx) -> Result<Vec<DayRow>> {
    tx.query("SELECT day, unit_id, kind, name, spans FROM calendar_day ORDER BY day, unit_id", &[], |row| {
        let (day, unit) = (Day(row.int()?), UnitId(row.int()?));
        let which = || format!("calendar_day ({day}, {unit})");
        let kind = DayKind::from_word(row.str()?).ok_or_else(|| Fault::new(format!("{}: kind", which())))?;
        let name = row.text()?;
        let spans = match row.opt_text()? {
            Some(text) => Some(read_spans(&text, which)?),
            None => None,
        };
        Ok((day, unit, kind, name, spans))
    })
}

/// When each of [`days`] was decreed, in the same order.
pub(crate) fn decreed_on(tx: &mut Tx) -> Result<Vec<Day>> {
    tx.query("SELECT decreed_on FROM calendar_day ORDER BY day, unit_id", &[], |row| Ok(Day(row.int()?)))
}

fn read_spans(text: &str, which: impl Fn() -> String) -> Result<Vec<Span>> {
    serde_json::from_str(text).map_err(|e| Fault::because(format!("{}: spans", which()), e).into())
}
