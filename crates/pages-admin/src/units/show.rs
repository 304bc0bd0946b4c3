//! The page of one unit: what it is, what it was, where it came from and what became of it.

use super::{Tier, known, tier_words};
use crate::base::{crumbs, id_in, unit_name};
use crate::calendars::calendar_words;
use crate::locale::T;
use askama::Template;
use axum::extract::Path;
use kernel::{Day, Right, UnitId};
use organisation::{Directory, Succession, SuccessionKind, UnitVersion};
use webkit::component::{Crumbs, Facts, Pair};
use webkit::{Answer, Html, Layout, Problem, Shell, Visit, html::Escaped, words};

struct Version {
    days: String,
    name: String,
    code: String,
    under: String,
}

struct Line {
    day: String,
    words: Html,
    decision: String,
}

#[derive(Template)]
#[template(path = "unit.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    id: String,
    name: String,
    over: String,
    ended: Option<String>,
    decides: bool,
    keeps_people: bool,
    facts: Facts,
    under: Vec<(String, String)>,
    versions: Vec<Version>,
    lineage: Vec<Line>,
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let (who, t) = (pages_account::who(&visit)?.clone(), T(visit.lang()));
    let unit = UnitId(id_in(&id)?);
    let (directory, tiers) = known(&visit).await?;
    let today = who.today();
    // What it is today; of one that has ended or is to come, what it was last.
    let now = directory.version_at(unit, today).or_else(|| directory.last_version(unit)).cloned();
    let now = now.ok_or_else(Problem::lost)?;
    let ended = directory.last_version(unit).and_then(|v| v.valid_to);
    let page = Page {
        shell: visit.shell(Layout::Work, &now.name),
        t,
        crumbs: crumbs(&visit, &[("/admin/units", t.units_title())], now.name.clone()),
        id,
        over: format!("{} · {}", now.code, tier_words(&tiers, &now.tier, t.0)),
        ended: ended.map(|to| {
            let day = words::day(t.0, to);
            if to <= today { t.units_ended(day) } else { t.units_ends(day) }
        }),
        decides: who.covers(Right::Administer, identity::Scope::Province),
        keeps_people: who.units(Right::People).has(unit),
        facts: facts(t, &directory, &tiers, &now, today),
        under: under(&directory, unit, today),
        versions: directory.versions(unit).iter().rev().map(|v| version(t, &directory, v)).collect(),
        lineage: lineage(t, &directory, unit),
        name: now.name,
    };
    visit.page(&page)
}

fn facts(t: T, directory: &Directory, tiers: &[Tier], v: &UnitVersion, today: Day) -> Facts {
    let above = |unit: Option<UnitId>| match unit {
        Some(unit) => link(directory, unit, today),
        None => Html::made(Escaped(t.units_nobody()).to_string()),
    };
    let reports = if v.reports { t.yes() } else { t.no() };
    Facts {
        pairs: vec![
            Pair::new(t.units_tier(), tier_words(tiers, &v.tier, t.0)),
            Pair::html(t.units_command(), above(v.command)),
            Pair::html(t.units_territory(), above(v.territory)),
            Pair::new(t.units_reports(), reports),
            Pair::new(t.units_calendar(), words::capital(&calendar_words(t, &v.calendar))),
        ],
    }
}

/// A unit's name that leads to its page.
fn link(directory: &Directory, unit: UnitId, day: Day) -> Html {
    let name = unit_name(directory, unit, day);
    Html::made(format!(r#"<a href="/admin/units/{unit}">{}</a>"#, Escaped(&name)))
}

fn under(directory: &Directory, unit: UnitId, day: Day) -> Vec<(String, String)> {
    let own = directory.all_at(day).into_iter().filter(|v| v.command == Some(unit));
    own.map(|v| (v.unit.to_string(), v.name.clone())).collect()
}

fn version(t: T, directory: &Directory, v: &UnitVersion) -> Version {
    let from = words::day(t.0, v.valid_from);
    let name = |unit| unit_name(directory, unit, v.valid_from);
    Version {
        days: v
            .valid_to
            .map_or_else(|| t.days_open(&from), |to| t.days_span(&from, words::day(t.0, to.plus(-1)))),
        name: v.name.clone(),
        code: v.code.clone(),
        under: v.command.map_or_else(String::new, |unit| t.units_under(name(unit))),
    }
}

fn lineage(t: T, directory: &Directory, unit: UnitId) -> Vec<Line> {
    let own = directory.successions().iter().filter(|s| s.from == unit || s.to == unit);
    let mut lines: Vec<Line> = own.map(|s| line(t, directory, s)).collect();
    lines.reverse();
    lines
}

fn line(t: T, directory: &Directory, s: &Succession) -> Line {
    let before = s.day.plus(-1);
    let one = |unit, day| (unit_name(directory, unit, day), format!("/admin/units/{unit}"));
    let (from, to) = (one(s.from, before), one(s.to, s.day));
    let function = s.function.as_deref().unwrap_or_default();
    let words = match s.kind {
        SuccessionKind::Merge => t.lineage_merge(from.1, from.0, to.1, to.0),
        SuccessionKind::Dissolve => t.lineage_dissolve(from.1, from.0, to.1, to.0),
        SuccessionKind::Split => t.lineage_split(from.1, from.0, to.1, to.0),
        SuccessionKind::Rename => t.lineage_rename(to.0),
        SuccessionKind::Move => t.lineage_move(),
        SuccessionKind::Transfer => t.lineage_transfer(function, from.1, from.0, to.1, to.0),
    };
    Line { day: words::day(t.0, s.day), words, decision: s.decision.clone() }
}
