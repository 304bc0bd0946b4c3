//! Days off and worked, and the due dates that move with them.

use super::args::{CalendarChange, CalendarCommand, ListFormat};
use super::{Done, Failure, list, open, say, units};
use dossier::desk::{Desk, Moves, Tokens, UnitMoves};
use kernel::clock::Clock;
use kernel::{Actor, Day, SystemClock, UnitId};
use organisation::desk::{DayChange, Decree};
use organisation::{Calendars, Decreed, Directory, decreed};
use serde_json::{Value, json};
use std::process::ExitCode;
use store::{Ctx, Db, Open};

pub(super) fn calendar(command: CalendarCommand) -> Done {
    match command {
        CalendarCommand::List { year, unit, format, place } => {
            list_days(&open(&place, Open::Existing)?, year, unit.as_deref(), format)?;
        }
        CalendarCommand::Decree { change, kind, name, hours } => {
            let db = open(&change.place, Open::Existing)?;
            let unit = unit_of(&db, &change)?;
            let spans = hours.map(|hours| hours.0);
            let decree = Decree { day: change.day, unit, kind: kind.into(), name, spans };
            turn(db, &change, DayChange::Decree(decree))?;
        }
        CalendarCommand::Revoke { change } => {
            let db = open(&change.place, Open::Existing)?;
            let unit = unit_of(&db, &change)?;
            turn(db, &change, DayChange::Revoke { day: change.day, unit })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn unit_of(db: &Db, change: &CalendarChange) -> Result<Option<UnitId>, Failure> {
    let Some(code) = &change.unit else {
        return Ok(None);
    };
    units::find(&db.read(Directory::load)?, code, change.day).map(Some)
}

/// Changes a day, or looks at what that would do.
fn turn(db: Db, asked: &CalendarChange, change: DayChange) -> Result<(), Failure> {
    let now = asked.at.unwrap_or_else(|| SystemClock.now());
    let ids = db.ids().clone();
    let desk = Desk::open(db, Tokens::System);
    let what = words(&change, asked.unit.as_deref());
    if asked.dry_run {
        let moves = desk.foresee_day(&change, now.day())?;
        return tell(desk.db(), &format!("would be written, nothing is: {what}"), "would move", &moves);
    }
    let moves =
        desk.alone(move |shift| shift.change_day(&Ctx { actor: Actor::SYSTEM, now, ids: &ids }, &change))?;
    if !moves.written {
        return say(&format!("known already, nothing changed: {what}"));
    }
    tell(desk.db(), &what, "moved", &moves)
}

fn words(change: &DayChange, unit: Option<&str>) -> String {
    let day = change.day();
    let of = unit.map_or("all units".to_owned(), str::to_owned);
    match change {
        DayChange::Decree(d) => format!("{day} {} ({}) for {of}", d.kind.en(), d.name),
        DayChange::Revoke { .. } => format!("{day} no longer decreed for {of}"),
    }
}

fn tell(db: &Db, what: &str, verb: &str, moves: &Moves) -> Result<(), Failure> {
    say(what)?;
    let directory = db.read(Directory::load)?;
    let mut units: Vec<(&UnitId, &UnitMoves)> = moves.units.iter().collect();
    let place = |unit: UnitId| directory.last_version(unit).map(|v| (v.position, v.code.as_str()));
    units.sort_by_key(|(unit, _)| place(**unit));
    for (unit, m) in units.into_iter().filter(|(_, m)| m.days > 0) {
        let v = directory.last_version(*unit);
        say(&format!("{}\t{}\t{}", v.map_or("?", |v| &v.code), v.map_or("?", |v| &v.name), m.days))?;
    }
    let UnitMoves { days, paused, hours, .. } = moves.total();
    let paused = if paused > 0 { format!(" ({paused} of stopped clocks)") } else { String::new() };
    let hours = if hours > 0 { format!(", {hours} more only by the hour") } else { String::new() };
    say(&format!("{days} due dates {verb}{paused}{hours}"))
}

const COLUMNS: [&str; 7] = ["date", "weekday", "kind", "name", "unit", "hours", "decreed_on"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn list_days(db: &Db, year: i32, unit: Option<&str>, format: ListFormat) -> Result<(), Failure> {
    let bounds = Day::from_ymd(year, 1, 1).zip(Day::from_ymd(year + 1, 1, 1));
    let Some((from, to)) = bounds else {
        return Err(Failure::new(format!("there is no year {year} / không có năm {year}")));
    };
    let (directory, days) = db.read(|tx| Ok((Directory::load(tx)?, decreed(tx, from, to)?)))?;
    let of = unit.map(|code| units::find(&directory, code, from)).transpose()?;
    // For one unit its own decree stands in place of everybody's.
    let own = |d: &Decreed| days.iter().any(|o| o.decree.day == d.decree.day && o.decree.unit == of);
    let holds = |d: &&Decreed| of.is_none() || d.decree.unit == of || (d.decree.unit.is_none() && !own(d));
    let rows: Vec<[Value; 7]> = days.iter().filter(holds).map(|d| row(d, &directory)).collect();
    list::write(format, COLUMNS, &rows, |row| {
        let [date, weekday, kind, name, unit, hours, _] = row.each_ref().map(list::plain);
        let of = if unit.is_empty() { String::new() } else { format!("  only {unit}") };
        let hours = if hours.is_empty() { String::new() } else { format!("  {hours}") };
        format!("{date} {weekday}  {kind}  {name}{hours}{of}")
    })?;
    if let (Some(unit), ListFormat::Text) = (of, format) {
        let calendars = db.read(Calendars::load)?;
        let worked = calendars
            .for_unit(unit)
            .and_then(|c| c.working_days_between(from.plus(-1), to.plus(-1)).ok())
            .map_or("?".to_owned(), |n| n.to_string());
        say(&format!("{worked} working days in {year}"))?;
    }
    Ok(())
}

fn row(d: &Decreed, directory: &Directory) -> [Value; 7] {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let hours = d.decree.spans.as_ref().map(|spans| {
        let spans: Vec<String> = spans.iter().map(|s| format!("{}-{}", clock(s.from), clock(s.to))).collect();
        spans.join(",")
    });
    let unit = d.decree.unit.and_then(|u| directory.last_version(u)).map(|v| v.code.clone());
    let weekday = WEEKDAYS[usize::from(d.decree.day.weekday() - 1)];
    [
        json!(d.decree.day.to_string()),
        json!(weekday),
        json!(d.decree.kind.word()),
        json!(d.decree.name),
        json!(unit),
        json!(hours),
        json!(d.on.to_string()),
    ]
}
