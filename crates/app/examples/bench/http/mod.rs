//! What is measured over HTTP: the program serves in a process of its own, the clients are here.
//!
//! A year that was lived is no demo: business time is today's, so that whatever was left open is overdue.

mod client;
mod creates;
mod lead;
mod mixed;
mod pages;
mod people;
mod served;
mod world;

pub(crate) use creates::creates;

use crate::open;
use crate::out::{Done, row, tell};
use identity::Role;
use served::{OneThread, Served};
use store::{Open, Target};
use world::World;

/// Units with the most dossiers, whose officers are at work.
const BUSY: i64 = 24;

/// Pages of citizens one by one, the leader's, then everybody at once.
pub(crate) fn http(program: &str, target: &Target, which: &str) -> Done<()> {
    let db = open(target, Open::Existing)?;
    tell("looking around, making accounts");
    let world = World::look(&db, BUSY)?;
    let roles = [Role::CaseOfficer, Role::DeskOfficer, Role::UnitHead];
    let mut officers = Vec::new();
    for ((unit, _), role) in world.busy.iter().zip(roles.into_iter().cycle()) {
        officers.push(people::officer(&db, role, Some(*unit))?);
    }
    let leader = people::officer(&db, Role::ProvinceLeader, None)?;
    let year = lead::year(&db)?;
    drop(db);
    OneThread::new()?.run(async {
        let served = Served::start(program, target).await?;
        pages::citizens(&world, year.0.ymd().0, which).await?;
        lead::pages(&leader, year, which).await?;
        mixed::mixed(&served, &world, &officers, which).await?;
        row(
            &format!("  memory of `serve` after that, without file pages ({which})"),
            served.memory()?,
            "MB",
            "",
        );
        Ok(())
    })
}
