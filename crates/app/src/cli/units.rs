//! Looking at units and changing them.

use super::args::UnitCommand;
use super::{Done, Failure, open, say};
use dossier::desk::{Desk, Tokens};
use kernel::clock::Clock;
use kernel::{Actor, Day, SystemClock, UnitId};
use organisation::{Directory, SuccessionKind, desk};
use std::process::ExitCode;
use store::{Ctx, Open, Tx};

pub(super) fn unit(command: UnitCommand) -> Done {
    match command {
        UnitCommand::List { place, on } => {
            let directory = open(&place, Open::Existing)?.read(Directory::load)?;
            let day = on.unwrap_or_else(|| SystemClock.now().day());
            for v in directory.all_at(day) {
                say(&format!("{}\t{}\t{}\t{}", v.code, v.tier, v.kind, v.name))?;
            }
        }
        UnitCommand::Show { code, place } => {
            let directory = open(&place, Open::Existing)?.read(Directory::load)?;
            show(&directory, find(&directory, &code)?)?;
        }
        UnitCommand::Rename { code, name, on, decision, place } => {
            let db = open(&place, Open::Existing)?;
            let unit = find(&db.read(Directory::load)?, &code)?;
            let clock = SystemClock.now();
            db.write(move |tx: &mut Tx<'_>| {
                let ids = tx.ids();
                let ctx = Ctx { actor: Actor::SYSTEM, now: clock, ids: &ids };
                desk::rename(tx, &ctx, unit, &name, on, &decision)
            })?;
            say("renamed")?;
        }
        UnitCommand::Merge { codes, into, on, decision, place } => {
            let db = open(&place, Open::Existing)?;
            let directory = db.read(Directory::load)?;
            let heir = find(&directory, &into)?;
            let units = codes.iter().map(|c| find(&directory, c)).collect::<Result<Vec<_>, _>>()?;
            let clock = SystemClock.now();
            let ending = units.len();
            db.write(move |tx: &mut Tx<'_>| {
                let ids = tx.ids();
                let ctx = Ctx { actor: Actor::SYSTEM, now: clock, ids: &ids };
                desk::end_into(tx, &ctx, &units, heir, on, SuccessionKind::Merge, &decision)
            })?;
            // On or after the day the open dossiers pass at once; before it, when the day begins.
            let moved = if on <= clock.day() {
                let ids = db.ids().clone();
                Desk::open(db, Tokens::System).shift(move |shift| {
                    let ctx = Ctx { actor: Actor::SYSTEM, now: clock, ids: &ids };
                    shift.open_day(&ctx, on)
                })?
            } else {
                0
            };
            say(&format!("{ending} units end on {on}; {moved} open dossiers passed to {into}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn find(directory: &Directory, code: &str) -> Result<UnitId, Failure> {
    directory.ever_by_code(code).ok_or_else(|| {
        Failure::new(format!(
            "there is no unit {code}; `motcua unit list` shows all / không có đơn vị {code}"
        ))
    })
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
        say(&format!("{}  {}: {} → {}  by {}", s.day, s.kind.word(), name(s.from), name(s.to), s.decision))?;
    }
    Ok(())
}
