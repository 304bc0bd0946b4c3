//! The process on one A4, for the unit's wall: which step, who, how long. An official paper, so it is in Vietnamese
//! whatever language the reader has.

use super::picture::Line;
use super::room::Room;
use super::show::Asked;
use crate::locale::T;
use askama::Template;
use axum::extract::{Path, Query};
use catalogue::Process;
use webkit::{Answer, Lang, Layout, Shell, Visit, words};

#[derive(Template)]
#[template(path = "process-sheet.html")]
struct Page {
    shell: Shell,
    t: T,
    v: T,
    id: String,
    unit: String,
    name: String,
    code: String,
    procedure: String,
    term: String,
    decision: String,
    illustrative: bool,
    lines: Vec<Line>,
    way: String,
    reserve: String,
}

pub(super) async fn sheet(visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let mut room = Room::of(&visit).await?;
    let (t, v) = (room.t, T(Lang::Vi));
    room.t = v;
    let process = room.process(&id)?.clone();
    let all = room.catalogue().through(process.id, room.today);
    let chosen = all.iter().find(|r| r.code == asked.procedure).or(all.first()).copied();
    let scaled = chosen.map_or_else(|| Process::clone(&process), |r| process.within(r.term));
    let units = chosen.map(|r| room.competent(r)).unwrap_or_default();
    let decision = process.decision.and_then(|id| room.catalogue().decision(id));
    let worked = |minutes| words::worked(Lang::Vi, minutes);
    let page = Page {
        shell: visit.shell(Layout::Paper, v.sheet_title()),
        t,
        v,
        // Of a tier's procedure each unit prints its own.
        unit: if let [one] = units.as_slice() { room.unit_name(*one).to_uppercase() } else { String::new() },
        name: process.name.clone(),
        code: process.code.clone(),
        procedure: chosen.map(|r| format!("{} ({})", r.name, r.code)).unwrap_or_default(),
        term: chosen.map(|r| words::term(Lang::Vi, r.term)).unwrap_or_default(),
        decision: decision
            .map(|d| v.process_signed(&d.number, words::day(Lang::Vi, d.signed_on)))
            .unwrap_or_default(),
        illustrative: process.illustrative,
        lines: room.lines(&scaled, chosen.is_some()),
        way: chosen.map(|_| worked(scaled.longest_way())).unwrap_or_default(),
        reserve: chosen.map(|r| worked(r.term.working_minutes() - scaled.longest_way())).unwrap_or_default(),
        id,
    };
    visit.page(&page)
}
