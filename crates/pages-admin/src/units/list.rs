//! The units of a day.

use super::{Tier, known, tier_words};
use crate::base::{crumbs, tree, unit_name};
use crate::export;
use crate::locale::T;
use askama::Template;
use axum::extract::Query;
use kernel::{Day, Right, text};
use organisation::Directory;
use serde::Deserialize;
use sheet::Sheet;
use webkit::component::Crumbs;
use webkit::form::{Choice, Parse};
use webkit::{Address, Answer, Layout, Shell, Visit, words};

/// What the address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    on: String,
    tier: String,
}

struct Line {
    id: String,
    depth: usize,
    code: String,
    name: String,
    tier: String,
    command: String,
    territory: String,
    reports: bool,
    since: String,
    until: String,
}

#[derive(Template)]
#[template(path = "units.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    asked: Asked,
    day: String,
    wrong_day: bool,
    xlsx: String,
    csv: String,
    tiers: Vec<Choice>,
    lines: Vec<Line>,
    decides: bool,
    problems: Vec<String>,
}

impl Asked {
    fn address(&self, path: &str) -> String {
        Address::of(path).and("q", &self.q).and("on", &self.on).and("tier", &self.tier).text()
    }

    /// The day asked for; today when none is, or what is typed is none.
    fn day(&self, today: Day) -> (Day, bool) {
        match self.on.trim() {
            "" => (today, false),
            typed => Day::parse(typed).map_or((today, true), |day| (day, false)),
        }
    }
}

fn lines(t: T, directory: &Directory, tiers: &[Tier], asked: &Asked, day: Day) -> Vec<Line> {
    let folded = text::fold(&asked.q);
    let looked: Vec<&str> = folded.split_whitespace().collect();
    let narrowed = !looked.is_empty() || !asked.tier.is_empty();
    tree(directory, day)
        .into_iter()
        .filter(|(_, v)| {
            let own = text::fold(&format!("{} {}", v.code, v.name));
            looked.iter().all(|w| own.contains(w)) && (asked.tier.is_empty() || v.tier == asked.tier)
        })
        .map(|(depth, v)| {
            let above =
                |u: Option<kernel::UnitId>| u.map_or_else(String::new, |u| unit_name(directory, u, day));
            Line {
                id: v.unit.to_string(),
                // Set in only where what stands above is in sight.
                depth: if narrowed { 0 } else { depth.min(4) },
                code: v.code.clone(),
                name: v.name.clone(),
                tier: tier_words(tiers, &v.tier, t.0),
                command: above(v.command),
                territory: above(v.territory),
                reports: v.reports,
                since: words::day(t.0, v.valid_from),
                until: v.valid_to.map_or_else(String::new, |to| words::day(t.0, to.plus(-1))),
            }
        })
        .collect()
}

pub(super) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (who, t) = (pages_account::who(&visit)?, T(visit.lang()));
    let (directory, tiers) = known(&visit).await?;
    let (day, wrong_day) = asked.day(who.today());
    let page = Page {
        shell: visit.shell(Layout::Work, t.units_title()),
        t,
        crumbs: crumbs(&visit, &[], t.units_title()),
        day: words::day(t.0, day),
        wrong_day,
        xlsx: asked.address("/admin/units.xlsx"),
        csv: asked.address("/admin/units.csv"),
        tiers: tiers.iter().map(|tier| Choice::new(&*tier.code, tier.words(t.0))).collect(),
        lines: lines(t, &directory, &tiers, &asked, day),
        decides: who.covers(Right::Administer, identity::Scope::Province),
        problems: directory.check().into_iter().map(|p| t.0.pick(&p.vi, &p.en).to_owned()).collect(),
        asked,
    };
    visit.page(&page)
}

/// The whole list as a file.
pub(super) async fn file(visit: Visit, Query(asked): Query<Asked>, form: export::Form) -> Answer {
    let (who, t) = (pages_account::who(&visit)?, T(visit.lang()));
    let (directory, tiers) = known(&visit).await?;
    let (day, _) = asked.day(who.today());
    let heads = [
        t.units_code(),
        t.units_name(),
        t.units_tier(),
        t.units_command(),
        t.units_territory(),
        t.units_reports(),
        t.first_day(),
        t.last_day(),
    ];
    let row = move |l: Line| {
        let reports = if l.reports { t.yes() } else { t.no() }.to_owned();
        export::texts(vec![l.code, l.name, l.tier, l.command, l.territory, reports, l.since, l.until])
    };
    let list = move || Sheet {
        title: t.units_title().into(),
        notes: vec![t.units_on(words::day(t.0, day))],
        columns: export::columns(&heads),
        rows: lines(t, &directory, &tiers, &asked, day).into_iter().map(row).collect(),
    };
    export::answer(&visit, "don-vi", form, list).await
}
