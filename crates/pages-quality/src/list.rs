//! The units that work by a standard: the figure of the report (II.6.2), and the list behind it.

use crate::base::{crumbs, look, unit_address};
use crate::locale::T;
use crate::page::{Act, Page, Section, Table, link, tag, text};
use crate::words::day;
use crate::{base, export};
use askama::Template;
use axum::extract::Query;
use identity::Who;
use kernel::{Day, Right, UnitId};
use quality::audit::{self, Action};
use quality::figures::{self, Applied};
use quality::system::{self, Adoption, Move, MoveStep};
use serde::Deserialize;
use std::collections::BTreeMap;
use webkit::{Address, Answer, Html, Layout, Visit, words};

/// What the address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(crate) struct Asked {
    /// Words of code or name.
    q: String,
    /// `moved`: those that moved; `none`: those that work by none.
    show: String,
}

impl Asked {
    fn address(&self, path: &str) -> String {
        Address::of(path).and("q", &self.q).and("show", &self.show).text()
    }
}

#[derive(Template)]
#[template(path = "quality-tools.html")]
struct Tools<'a> {
    t: T,
    asked: &'a Asked,
}

/// What is read for the list.
struct Read {
    applied: Applied,
    moves: Vec<Move>,
    open: Vec<Action>,
}

async fn read(visit: &Visit, who: &Who) -> kernel::Result<Read> {
    let (units, directory, today) = (who.units(Right::See), who.directory().clone(), who.today());
    let (read, _) = look(visit, move |tx, _| {
        Ok(Read {
            applied: figures::applied(tx, &directory, &units, today)?,
            moves: system::moves(tx, None)?,
            open: audit::open_actions(tx, &units)?,
        })
    })
    .await?;
    Ok(read)
}

/// A unit of the list.
struct Line {
    code: String,
    name: String,
    edition: String,
    since: Option<Day>,
    from: String,
    declared: String,
    reached: Option<MoveStep>,
    overdue: usize,
    illustrative: bool,
}

fn lines(t: T, who: &Who, read: &Read, asked: &Asked) -> Vec<Line> {
    let (today, units) = (who.today(), who.units(Right::See));
    let folded = kernel::text::fold(&asked.q);
    let looked: Vec<&str> = folded.split_whitespace().collect();
    let mut overdue: BTreeMap<UnitId, usize> = BTreeMap::new();
    for action in read.open.iter().filter(|a| a.overdue(today)) {
        *overdue.entry(action.unit).or_default() += 1;
    }
    let versions = who.directory().all_at(today);
    let wanted = versions.into_iter().filter(|v| units.has(v.unit)).filter(|v| {
        let own = kernel::text::fold(&format!("{} {}", v.code, v.name));
        looked.iter().all(|w| own.contains(w))
    });
    let line = |v: &organisation::UnitVersion| {
        let adoption = read.applied.units.get(&v.unit);
        let moved = |a: &Adoption| a.moved_from.is_some();
        let show = match asked.show.as_str() {
            "none" => adoption.is_none(),
            "moved" => adoption.is_some_and(moved),
            _ => adoption.is_some(),
        };
        let under_way = read.moves.iter().find(|m| m.unit == v.unit);
        let under_way = under_way.filter(|m| adoption.is_none_or(|a| a.edition != m.edition));
        show.then(|| Line {
            code: v.code.clone(),
            name: v.name.clone(),
            edition: adoption.map(|a| a.edition.clone()).unwrap_or_default(),
            since: adoption.map(|a| a.applied_from),
            from: adoption.and_then(|a| a.moved_from.clone()).unwrap_or_default(),
            declared: adoption.map(|a| declared(t, a)).unwrap_or_default(),
            reached: under_way.and_then(Move::reached),
            overdue: overdue.get(&v.unit).copied().unwrap_or(0),
            illustrative: adoption.is_some_and(|a| a.illustrative),
        })
    };
    wanted.filter_map(line).collect()
}

/// Number and day of a declaration; empty where none is recorded.
pub(crate) fn declared(t: T, adoption: &Adoption) -> String {
    let words = |(number, on): &(String, Day)| t.declared_words(number, words::day(t.0, *on));
    adoption.declared.as_ref().map(words).unwrap_or_default()
}

pub(crate) async fn page(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (who, t) = (pages_account::who(&visit)?, T(visit.lang()));
    let read = read(&visit, who).await?;
    let lines = lines(t, who, &read, &asked);
    let table = Table::new(
        t.list_caption(),
        &[t.list_unit(), t.list_edition(), t.list_since(), t.list_from(), t.list_declared(), t.list_state()],
    );
    let section = Section::new(t.list_count(lines.len())).table(
        table.rows(lines.iter().map(|l| row(t, l))),
        t.list_none(),
        t.list_none_how(),
    );
    let tools = Tools { t, asked: &asked }.to_string();
    visit.page(&Page {
        shell: visit.shell(Layout::Work, t.list_title()),
        crumbs: None,
        over: t.list_on(words::day(t.0, who.today())),
        title: t.list_title().into(),
        under: sentence(t, &read, who.today()),
        acts: vec![
            Act::go("/quality/audits", t.audits_title()),
            Act::file(asked.address("/quality.xlsx"), t.export_xlsx()),
            Act::file(asked.address("/quality.csv"), "CSV"),
        ],
        form: visit.form(),
        tools: Some(Html::made(tools)),
        main: vec![section],
        side: Vec::new(),
    })
}

#[derive(Template)]
#[template(path = "quality-sentence.html")]
struct Sentence {
    t: T,
    edition: String,
    units: String,
    moved: String,
    others: usize,
    overdue: usize,
}

/// The figure in a sentence, each number leading to its list.
fn sentence(t: T, read: &Read, today: Day) -> Html {
    let overdue = read.open.iter().filter(|a| a.overdue(today)).count();
    let main = read.applied.main();
    let sentence = Sentence {
        t,
        edition: main.map(|m| m.0.to_owned()).unwrap_or_default(),
        units: count(t, main.map_or(0, |m| m.1)),
        moved: count(t, main.map_or(0, |m| m.2)),
        others: read.applied.len() - main.map_or(0, |m| m.1),
        overdue,
    };
    Html::made(sentence.to_string())
}

/// A count as people write it.
pub(crate) fn count(t: T, n: usize) -> String {
    words::number(t.0, i64::try_from(n).unwrap_or(i64::MAX))
}

fn row(t: T, l: &Line) -> Vec<Html> {
    let state = match (l.overdue, l.reached) {
        (0, Some(step)) => tag("soon", &t.list_moving(crate::words::move_step(t, step))),
        (0, None) if l.illustrative => tag("", t.illustrative()),
        (0, None) => text(""),
        (n, _) => tag("late", &t.list_overdue(n)),
    };
    vec![
        link(&unit_address(&l.code), &l.name),
        text(if l.edition.is_empty() { t.list_no_edition() } else { &l.edition }),
        text(day(t, l.since)),
        text(if l.from.is_empty() { t.list_began() } else { &l.from }),
        text(if l.declared.is_empty() { "–" } else { &l.declared }),
        state,
    ]
}

pub(crate) async fn xlsx(visit: Visit, asked: Query<Asked>) -> Answer {
    file(visit, asked, export::Form::Xlsx).await
}

pub(crate) async fn csv(visit: Visit, asked: Query<Asked>) -> Answer {
    file(visit, asked, export::Form::Csv).await
}

async fn file(visit: Visit, Query(asked): Query<Asked>, form: export::Form) -> Answer {
    let (who, t) = (pages_account::who(&visit)?, T(visit.lang()));
    let read = read(&visit, who).await?;
    let rows = lines(t, who, &read, &asked).into_iter().map(|l| {
        let since = l.since.map(|d| words::day(t.0, d)).unwrap_or_default();
        let illustrative = if l.illustrative { t.illustrative().to_owned() } else { String::new() };
        vec![l.code, l.name, l.edition, since, l.from, l.declared, illustrative]
    });
    let columns = [
        t.list_code(),
        t.list_unit(),
        t.list_edition(),
        t.list_since(),
        t.list_from(),
        t.list_declared(),
        t.illustrative(),
    ];
    let head = (t.list_title(), t.list_on(words::day(t.0, who.today())));
    export::answer(&visit, "iso", form, head, &columns, rows.collect()).await
}

/// The way back from a page of a unit.
pub(crate) fn above(visit: &Visit, version: &organisation::UnitVersion) -> webkit::component::Crumbs {
    crumbs(visit, &[], base::of_unit(version).1)
}
