//! The page of one process.

use super::picture::Line;
use super::room::Room;
use super::words::share_words;
use crate::base::crumbs;
use crate::locale::T;
use askama::Template;
use axum::extract::{Path, Query};
use catalogue::figures::processes::Standing;
use catalogue::{Change, Process, Revision};
use serde::Deserialize;
use std::sync::Arc;
use webkit::component::{Crumbs, Facts, Flow, Pair};
use webkit::{Answer, Layout, Shell, Visit, words};

/// Procedures that are listed; of more, how many.
const SHOWN: usize = 40;

/// Within which procedure's term.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) procedure: String,
}

pub(super) struct Through {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) term: String,
    pub(super) here: bool,
}

struct Changed {
    title: String,
    words: String,
}

#[derive(Template)]
#[template(path = "process.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    id: String,
    name: String,
    code: String,
    standing: &'static str,
    approved: bool,
    illustrative: bool,
    facts: Facts,
    within: String,
    procedure: String,
    flow: Flow,
    lines: Vec<Line>,
    through: Vec<Through>,
    more: usize,
    before: Option<(String, String)>,
    changes: Vec<Changed>,
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let room = Room::of(&visit).await?;
    let t = room.t;
    let process = room.process(&id)?;
    let all = room.catalogue().through(process.id, room.today);
    let chosen = all.iter().find(|r| r.code == asked.procedure).or(all.first()).copied();
    let standing = room.catalogue().standing(process, room.today);
    let scaled = chosen.map_or_else(|| Process::clone(process), |r| process.within(r.term));
    let before = room.catalogue().process_before(process.id);
    let page = Page {
        shell: visit.shell(Layout::Work, &process.name),
        t,
        crumbs: crumbs(&visit, &[("/admin/processes", t.processes_title())], process.name.clone()),
        name: process.name.clone(),
        code: process.code.clone(),
        standing: room.standing(standing),
        approved: matches!(standing, Standing::Approved(_)),
        illustrative: process.illustrative,
        facts: facts(&room, process, &scaled, chosen),
        within: chosen.map(|r| t.process_within(words::term(t.0, r.term), &r.code)).unwrap_or_default(),
        procedure: chosen.map(|r| r.code.clone()).unwrap_or_default(),
        flow: room.flow("flow", &scaled, chosen.is_some()),
        lines: room.lines(&scaled, chosen.is_some()),
        more: all.len().saturating_sub(SHOWN),
        through: through(&room, &all, chosen),
        changes: before.map(|old| changes(&room, old, process)).unwrap_or_default(),
        before: before.map(|old| (old.id.to_string(), old.name.clone())),
        id,
    };
    visit.page(&page)
}

fn through(room: &Room, all: &[&Arc<Revision>], chosen: Option<&Arc<Revision>>) -> Vec<Through> {
    let listed = all.iter().take(SHOWN);
    listed
        .map(|r| Through {
            code: r.code.clone(),
            name: r.name.clone(),
            term: words::term(room.t.0, r.term),
            here: chosen.is_some_and(|c| c.procedure == r.procedure),
        })
        .collect()
}

fn facts(room: &Room, process: &Process, scaled: &Process, chosen: Option<&Arc<Revision>>) -> Facts {
    let t = room.t;
    let mut pairs = Vec::new();
    match process.decision.and_then(|id| room.catalogue().decision(id)) {
        Some(d) => {
            let signed = words::day(t.0, d.signed_on);
            pairs.push(Pair::new(t.process_decision(), t.process_signed(&d.number, signed)));
            pairs.push(Pair::new(t.process_in_force(), words::day(t.0, d.in_force_from)));
            pairs.push(Pair::new(t.process_issuer(), &d.issuer));
            pairs.push(Pair::new(t.process_abstract(), &d.summary));
        }
        None => pairs.push(Pair::new(t.process_decision(), t.process_no_decision())),
    }
    pairs.push(Pair::new(t.process_steps(), process.len()));
    let shares: Vec<i64> = process
        .stages()
        .into_iter()
        .map(|stage| stage.filter_map(|no| process.step(no)?.share).max().unwrap_or(0))
        .collect();
    if process.is_shared() {
        pairs.push(Pair::new(t.process_shares(), share_words(t.0, shares.iter().sum())));
    }
    if let Some(r) = chosen {
        let way = scaled.longest_way();
        pairs.push(Pair::new(t.process_way(), words::worked(t.0, way)));
        let reserve = r.term.working_minutes() - way;
        pairs.push(Pair::new(t.process_reserve(), words::worked(t.0, reserve)));
    }
    Facts { pairs }
}

/// What is said differently from the one before, in sentences.
fn changes(room: &Room, old: &Process, new: &Process) -> Vec<Changed> {
    let t = room.t;
    let step = |process: &Process, no| process.step(no).map(|s| s.name.clone()).unwrap_or_default();
    let told = |change| match change {
        Change::Added(no) => Changed { title: t.process_added(no, step(new, no)), words: String::new() },
        Change::Removed(no) => Changed { title: t.process_removed(no, step(old, no)), words: String::new() },
        Change::Altered { was, now, parts } => {
            let one = |part| match part {
                catalogue::Part::Order => t.process_moved(was, now),
                part => match (old.step(was), new.step(now)) {
                    (Some(a), Some(b)) => differs(room, part, (a, b)),
                    _ => String::new(),
                },
            };
            let words: Vec<String> = parts.into_iter().map(one).collect();
            Changed { title: t.process_altered(now, step(new, now)), words: words.join("; ") }
        }
    };
    new.changes_since(old).into_iter().map(told).collect()
}

/// `Thời gian: 20% → 15% thời hạn`.
fn differs(room: &Room, part: catalogue::Part, (was, now): (&catalogue::Step, &catalogue::Step)) -> String {
    use catalogue::Part;
    let yes = |on: bool| if on { room.t.yes() } else { room.t.no() }.to_owned();
    let group = |s: &catalogue::Step| s.group.clone().unwrap_or_default();
    let (a, b) = match part {
        Part::Name => (was.name.clone(), now.name.clone()),
        Part::Role => (was.role.clone(), now.role.clone()),
        Part::Place => (room.place(was.place), room.place(now.place)),
        Part::Allotment => (room.time(was, false), room.time(now, false)),
        Part::Settles => (yes(was.settles), yes(now.settles)),
        Part::Group => (group(was), group(now)),
        Part::May => (room.may(was), room.may(now)),
        Part::Produces => (was.produces.clone(), now.produces.clone()),
        Part::Order => (String::new(), String::new()),
    };
    let or_none = |text: String| if text.is_empty() { room.t.process_nothing().to_owned() } else { text };
    format!("{}: {} → {}", room.part(part), or_none(a), or_none(b))
}
