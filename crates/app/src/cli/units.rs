//! Looking at units and changing them.

use super::args::{Decision, ListFormat, UnitCommand};
use super::{Done, Failure, list, open, say};
use dossier::desk::{Desk, Reorganised, Tokens};
use kernel::clock::Clock;
use kernel::{Actor, Day, Result as Decided, SystemClock, UnitId};
use organisation::{Directory, SuccessionKind, UnitVersion, desk};
use serde_json::{Value, json};
use std::process::ExitCode;
use store::{Ctx, Db, Open, Tx};

pub(super) fn unit(command: UnitCommand) -> Done {
    match command {
        UnitCommand::List { place, on, format } => {
            let directory = open(&place, Open::Existing)?.read(Directory::load)?;
            list_units(&directory, on.unwrap_or_else(|| SystemClock.now().day()), format)?;
        }
        UnitCommand::Show { code, place } => {
            let directory = open(&place, Open::Existing)?.read(Directory::load)?;
            show(&directory, find(&directory, &code, SystemClock.now().day())?)?;
        }
        UnitCommand::Found { code, name, tier, kind, command, territory, calendar, no_report, decision } => {
            let db = open(&decision.place, Open::Existing)?;
            let directory = db.read(Directory::load)?;
            let parent = |code: Option<String>| code.map(|c| find(&directory, &c, decision.on)).transpose();
            let new = UnitVersion {
                unit: UnitId(0),
                valid_from: decision.on,
                valid_to: None,
                code,
                name,
                tier: known_tier(&db, tier)?,
                kind,
                command: parent(command)?,
                territory: parent(territory)?,
                // At the end of lists.
                position: directory.all_versions().map(|v| v.position).max().unwrap_or(0) + 1,
                reports: !no_report,
                calendar,
            };
            let what = format!("{} is founded on {}", new.name, decision.on);
            decide(db, &decision, &what, move |tx, ctx, by| desk::found_by(tx, ctx, new, by).map(|_| ()))?;
        }
        UnitCommand::Merge { codes, into, decision } => {
            end(&codes, &into, &decision, SuccessionKind::Merge)?;
        }
        UnitCommand::Dissolve { code, into, decision } => {
            end(&[code], &into, &decision, SuccessionKind::Dissolve)?;
        }
        UnitCommand::Split { code, into, decision } => {
            let db = open(&decision.place, Open::Existing)?;
            let directory = db.read(Directory::load)?;
            let (on, unit) = (decision.on, find(&directory, &code, decision.on)?);
            let parts = into.iter().map(|c| find(&directory, c, on)).collect::<Result<Vec<_>, _>>()?;
            let what = format!("{code} is split on {on} into {}", into.join(", "));
            decide(db, &decision, &what, move |tx, ctx, by| desk::split(tx, ctx, unit, &parts, on, by))?;
        }
        other => still_there(other)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Decisions after which the unit goes on.
fn still_there(command: UnitCommand) -> Result<(), Failure> {
    match command {
        UnitCommand::Move { code, command, no_command, territory, no_territory, decision } => {
            let db = open(&decision.place, Open::Existing)?;
            let directory = db.read(Directory::load)?;
            let (on, unit) = (decision.on, find(&directory, &code, decision.on)?);
            let now = directory.version_at(unit, on);
            let parent = |named: Option<String>, none: bool, present: Option<UnitId>| match named {
                Some(code) => find(&directory, &code, on).map(Some),
                None => Ok(present.filter(|_| !none)),
            };
            let command = parent(command, no_command, now.and_then(|v| v.command))?;
            let territory = parent(territory, no_territory, now.and_then(|v| v.territory))?;
            let name =
                |u: Option<UnitId>| u.and_then(|u| directory.version_at(u, on)).map_or("nobody", |v| &v.name);
            let what = format!("{code} is from {on} on under {}, in {}", name(command), name(territory));
            decide(db, &decision, &what, move |tx, ctx, by| {
                desk::move_to(tx, ctx, unit, command, territory, on, by)
            })
        }
        UnitCommand::Rename { code, name, decision } => {
            let db = open(&decision.place, Open::Existing)?;
            let (on, unit) = (decision.on, find(&db.read(Directory::load)?, &code, decision.on)?);
            let what = format!("{code} is from {on} on {name}");
            decide(db, &decision, &what, move |tx, ctx, by| desk::rename(tx, ctx, unit, &name, on, by))
        }
        UnitCommand::Transfer { code, to, function, decision } => {
            let db = open(&decision.place, Open::Existing)?;
            let directory = db.read(Directory::load)?;
            let on = decision.on;
            let (from, heir) = (find(&directory, &code, on)?, find(&directory, &to, on)?);
            let what = format!("{function} passes on {on} from {code} to {to}; open dossiers stay");
            decide(db, &decision, &what, move |tx, ctx, by| {
                desk::transfer(tx, ctx, from, heir, &function, on, by)
            })
        }
        _ => Ok(()),
    }
}

fn end(codes: &[String], into: &str, decision: &Decision, kind: SuccessionKind) -> Result<(), Failure> {
    let db = open(&decision.place, Open::Existing)?;
    let directory = db.read(Directory::load)?;
    let (on, heir) = (decision.on, find(&directory, into, decision.on)?);
    let units = codes.iter().map(|c| find(&directory, c, on)).collect::<Result<Vec<_>, _>>()?;
    let verb = if codes.len() == 1 { "ends" } else { "end" };
    let what = format!("{} {verb} on {on}; the heir is {into}", codes.join(", "));
    decide(db, decision, &what, move |tx, ctx, by| desk::end_into(tx, ctx, &units, heir, on, kind, by))
}

/// Takes a decision, or looks at what it would do; tells how many open dossiers pass to whom.
fn decide(
    db: Db,
    decision: &Decision,
    what: &str,
    take: impl FnOnce(&mut Tx<'_>, &Ctx<'_>, &str) -> Decided<()> + Send + 'static,
) -> Result<(), Failure> {
    let (on, now) = (decision.on, decision.at.unwrap_or_else(|| SystemClock.now()));
    let (ids, by) = (db.ids().clone(), decision.decision.clone());
    let desk = Desk::open(db, Tokens::System);
    let done = if decision.dry_run {
        desk.foresee_reorganisation(on, move |tx| {
            take(tx, &Ctx { actor: Actor::SYSTEM, now, ids: &ids }, &by)
        })?
    } else {
        desk.alone(move |shift| {
            let ctx = Ctx { actor: Actor::SYSTEM, now, ids: &ids };
            shift.reorganise(&ctx, on, |tx, ctx| take(tx, ctx, &by))
        })?
    };
    tell(desk.db(), decision, what, &done, on <= now.day())
}

fn tell(db: &Db, decision: &Decision, what: &str, done: &Reorganised, begun: bool) -> Result<(), Failure> {
    let head = if decision.dry_run { "would be decided, nothing written" } else { "decided" };
    say(&format!("{head}: {what}"))?;
    // Units that end that day by an earlier decision pass nothing more.
    if done.total() == 0 {
        return Ok(());
    }
    let directory = db.read(Directory::load)?;
    let name = |unit: UnitId| directory.last_version(unit).map_or("?", |v| v.name.as_str());
    let passes = match (decision.dry_run, begun) {
        (true, _) => "would pass",
        (false, true) => "passed",
        (false, false) => "will pass",
    };
    for p in done.passing.iter().filter(|p| p.open + p.lying > 0) {
        let lying = if p.lying > 0 { format!(", and {} that lie there", p.lying) } else { String::new() };
        say(&format!("{}: {} open dossiers{lying} {passes} to {}", name(p.from), p.open, name(p.to)))?;
    }
    let when = if begun { String::new() } else { format!(" when {} begins", decision.on) };
    say(&format!("{} dossiers {passes} in all{when}", done.total()))
}

/// The tier, if the province has it.
fn known_tier(db: &Db, tier: String) -> Result<String, Failure> {
    let tiers = db.read(|tx| catalogue::settings::need(tx, "tiers"))?;
    let tiers: Vec<province::Tier> = serde_json::from_str(&tiers)
        .map_err(|e| kernel::Error::from(kernel::Fault::because("reading the setting 'tiers'", e)))?;
    if tiers.iter().any(|t| t.code == tier) {
        return Ok(tier);
    }
    let known: Vec<&str> = tiers.iter().map(|t| t.code.as_str()).collect();
    Err(Failure::new(format!(
        "there is no tier '{tier}', only: {0} / không có cấp '{tier}', chỉ có: {0}",
        known.join(", ")
    )))
}

/// The unit with a code on a day; else the last one that had it.
pub(super) fn find(directory: &Directory, code: &str, on: Day) -> Result<UnitId, Failure> {
    let then = directory.by_code(code, on).map(|v| v.unit);
    then.or_else(|| directory.ever_by_code(code)).ok_or_else(|| {
        Failure::new(format!(
            "there is no unit {code}; `motcua unit list` shows all / không có đơn vị {code}"
        ))
    })
}

const COLUMNS: [&str; 10] =
    ["code", "name", "tier", "kind", "command", "territory", "reports", "calendar", "valid_from", "valid_to"];

fn list_units(directory: &Directory, day: Day, format: ListFormat) -> Result<(), Failure> {
    let code = |unit: Option<UnitId>| unit.and_then(|u| directory.version_at(u, day)).map(|v| &v.code);
    let rows: Vec<[Value; 10]> = directory
        .all_at(day)
        .into_iter()
        .map(|v| {
            [
                json!(v.code),
                json!(v.name),
                json!(v.tier),
                json!(v.kind),
                json!(code(v.command)),
                json!(code(v.territory)),
                json!(v.reports),
                json!(v.calendar),
                json!(v.valid_from.to_string()),
                json!(v.valid_to.map(|d| d.to_string())),
            ]
        })
        .collect();
    list::write(format, COLUMNS, &rows, |row| [0, 2, 3, 1].map(|i| list::plain(&row[i])).join("\t"))
}

fn show(directory: &Directory, unit: UnitId) -> Result<(), Failure> {
    let name = |u: UnitId| directory.last_version(u).map_or("?", |v| v.name.as_str());
    for v in directory.versions(unit) {
        let to = v.valid_to.map_or("…".to_owned(), |d: Day| d.to_string());
        say(&format!("{} – {to}  {}  {}  ({}, {})", v.valid_from, v.code, v.name, v.tier, v.kind))?;
        for (what, above) in [("under", v.command), ("in", v.territory)] {
            if let Some(above) = above {
                say(&format!("    {what} {}", name(above)))?;
            }
        }
    }
    for s in directory.successions().iter().filter(|s| s.from == unit || s.to == unit) {
        let what = match &s.function {
            _ if s.from == s.to => s.kind.word().to_owned(),
            Some(function) => format!("{} of {function}: {} → {}", s.kind.word(), name(s.from), name(s.to)),
            None => format!("{}: {} → {}", s.kind.word(), name(s.from), name(s.to)),
        };
        say(&format!("{}  {what}  by {}", s.day, s.decision))?;
    }
    Ok(())
}
