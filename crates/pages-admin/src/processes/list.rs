//! The processes of a day, by unit: those that decisions approved, and the default ones, which are nobody's own.

use super::room::Room;
use crate::base::crumbs;
use crate::locale::T;
use askama::Template;
use axum::extract::Query;
use catalogue::draft;
use catalogue::figures::processes::{ApprovedProcesses, InForce, Standing};
use kernel::{Day, Right, UnitId, text};
use serde::Deserialize;
use std::collections::BTreeMap;
use webkit::component::Crumbs;
use webkit::form::{Choice, Parse};
use webkit::{Answer, Layout, Shell, Visit, words};

/// What the address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    unit: String,
    on: String,
}

struct Line {
    id: String,
    name: String,
    code: String,
    steps: i64,
    procedures: usize,
    standing: &'static str,
    approved: bool,
    decision: String,
    since: String,
}

struct Group {
    name: String,
    lines: Vec<Line>,
}

struct DraftLine {
    id: String,
    name: String,
    unit: String,
    begun: String,
}

#[derive(Template)]
#[template(path = "processes.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    asked: Asked,
    day: String,
    wrong_day: bool,
    units: Vec<Choice>,
    sentence: String,
    groups: Vec<Group>,
    defaults: Vec<Line>,
    drafts: Vec<DraftLine>,
}

pub(super) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let room = Room::of(&visit).await?;
    let t = room.t;
    let (day, wrong_day) = match asked.on.trim() {
        "" => (room.today, false),
        typed => Day::parse(typed).map_or((room.today, true), |day| (day, false)),
    };
    let drafts = visit.kit().read(draft::all).await?;
    let mine = room.who.units(Right::Administer);
    // Who looks for something looks among processes.
    let looks = [&asked.q, &asked.unit, &asked.on].iter().any(|text| !text.trim().is_empty());
    let page = Page {
        shell: visit.shell(Layout::Work, t.processes_title()),
        t,
        crumbs: crumbs(&visit, &[], t.processes_title()),
        day: words::day(t.0, day),
        wrong_day,
        sentence: sentence(&room, day),
        units: units(&room, day),
        groups: groups(&room, &asked, day),
        defaults: defaults(&room, &asked, day),
        drafts: drafts
            .into_iter()
            .filter(|d| !looks && mine.has(d.unit))
            .map(|d| DraftLine {
                id: d.id.to_string(),
                unit: room.unit_name(d.unit),
                begun: words::moment(t.0, d.begun_at),
                name: if d.content.name.is_empty() { t.draft_nameless().into() } else { d.content.name },
            })
            .collect(),
        asked,
    };
    visit.page(&page)
}

/// What it comes to, as the report counts it.
fn sentence(room: &Room, day: Day) -> String {
    let found = ApprovedProcesses::of(room.catalogue(), room.directory(), day);
    if found.procedures == 0 {
        return room.t.processes_no_approved(found.others);
    }
    let decided = room.t.processes_approved(found.procedures, found.units.len(), found.decisions.len());
    format!("{decided} {}", room.t.processes_others(found.others))
}

/// Units with a process of their own to choose from.
fn units(room: &Room, day: Day) -> Vec<Choice> {
    let found = ApprovedProcesses::of(room.catalogue(), room.directory(), day);
    let all = room.directory().all_at(day).into_iter().filter(|v| found.units.contains_key(&v.unit));
    all.map(|v| Choice::new(v.unit.to_string(), v.name.clone())).collect()
}

fn wanted(asked: &Asked, process: &InForce<'_>) -> bool {
    let folded = text::fold(&asked.q);
    let own = text::fold(&format!("{} {}", process.process.code, process.process.name));
    folded.split_whitespace().all(|word| own.contains(word))
}

fn line(room: &Room, p: &InForce<'_>) -> Line {
    let decision = p.process.decision.and_then(|id| room.catalogue().decision(id));
    Line {
        id: p.process.id.to_string(),
        name: p.process.name.clone(),
        code: p.process.code.clone(),
        steps: p.process.len(),
        procedures: p.procedures.len(),
        standing: room.standing(p.standing),
        approved: matches!(p.standing, Standing::Approved(_)),
        decision: decision.map(|d| d.number.clone()).unwrap_or_default(),
        since: decision.map(|d| words::day(room.t.0, d.in_force_from)).unwrap_or_default(),
    }
}

fn groups(room: &Room, asked: &Asked, day: Day) -> Vec<Group> {
    let only: Option<UnitId> = asked.unit.parse().ok().map(UnitId);
    let units = room.directory().all_at(day).into_iter().filter(|v| only.is_none_or(|unit| unit == v.unit));
    units
        .map(|v| {
            let own = room.catalogue().processes_of(v, day).into_iter();
            let own = own.filter(|p| p.standing != Standing::Default && wanted(asked, p));
            Group { name: v.name.clone(), lines: own.map(|p| line(room, &p)).collect() }
        })
        .filter(|group| !group.lines.is_empty())
        .collect()
}

/// The default processes with all procedures that run through them.
fn defaults(room: &Room, asked: &Asked, day: Day) -> Vec<Line> {
    let mut found: BTreeMap<&str, InForce<'_>> = BTreeMap::new();
    for process in room.catalogue().processes().filter(|p| p.default_for.is_some()) {
        let procedures = Vec::new();
        found.insert(&process.code, InForce { process, standing: Standing::Default, procedures });
    }
    for r in room.catalogue().all_in_force(day) {
        if let Some(one) = found.get_mut(r.process.code.as_str()) {
            one.procedures.push(r);
        }
    }
    found.into_values().filter(|p| wanted(asked, p)).map(|p| line(room, &p)).collect()
}
