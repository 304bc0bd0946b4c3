//! The first page: what the data says, and how far the demo's year has been lived. Read-only.

use super::locale::T;
use super::progress::{Progress, Stand};
use askama::Template;
use axum::extract::Query;
use dossier::figures::UnitRow;
use kernel::{Day, Period, Refusal};
use report::annex3::{Annex, Line, Question, RowKind, annex};
use serde::Deserialize;
use std::sync::Arc;
use webkit::component::{self, Bar, Tone};
use webkit::{Access, Answer, Html, Lang, Layout, Routes, Shell, Visit, words};

pub(super) fn routes() -> Routes {
    Routes::of("app").get("/", Access::Public, home)
}

/// A period may be chosen by the address.
#[derive(Deserialize)]
struct Asked {
    from: Option<String>,
    to: Option<String>,
}

async fn home(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let progress: Arc<Progress> = visit.kit().need()?;
    let stand = progress.stand();
    // While the year is being lived, the figures are those of the part that is over.
    let until = stand.day.filter(|_| !stand.finished);
    let lang = visit.lang();
    let view = visit.kit().read(move |tx| look(tx, &asked, until, lang)).await?;
    let t = T(visit.lang());
    let mut shell = visit.shell(Layout::Leader, t.home_title());
    if !stand.finished && stand.failed.is_none() {
        shell = shell.refreshing(5);
    }
    visit.page(&Home::new(shell, t, &view, &stand))
}

struct View {
    note: String,
    table: Annex,
}

fn look(tx: &mut store::Tx<'_>, asked: &Asked, until: Option<Day>, lang: Lang) -> kernel::Result<View> {
    let in_english = match lang {
        Lang::En => catalogue::settings::get(tx, "illustrative_en")?.filter(|text| !text.is_empty()),
        Lang::Vi => None,
    };
    let mut note = match in_english {
        Some(text) => text,
        None => catalogue::settings::get(tx, "illustrative")?.unwrap_or_default(),
    };
    if let Some(bench) = catalogue::settings::get(tx, crate::BENCH)? {
        note = format!("CƠ SỞ DỮ LIỆU ĐO TỐC ĐỘ, không dùng để làm việc ({bench}). {note}");
    }
    let plan: serde_json::Value = catalogue::settings::get(tx, "plan")?
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or(serde_json::Value::Null);
    let coverage = catalogue::settings::need(tx, "coverage_from")?;
    let day = |own: &Option<String>, planned: &str| -> kernel::Result<Day> {
        let own = own.as_deref().filter(|text| !text.is_empty());
        let text = own.or_else(|| plan.get(planned).and_then(|v| v.as_str())).unwrap_or(&coverage);
        text.parse::<Day>().map_err(|_| {
            let words = |lang| T(lang).period_wrong_day(text);
            Refusal::new("period", words(Lang::Vi), words(Lang::En)).into()
        })
    };
    let from = day(&asked.from, "from")?;
    let mut to = day(&asked.to, "to")?;
    if let Some(until) = until.filter(|_| asked.to.is_none()) {
        to = to.min(until).max(from);
    }
    let period = Period::new(from, to).ok_or_else(|| {
        let words = |lang| T(lang).period_reversed();
        Refusal::new("period", words(Lang::Vi), words(Lang::En))
    })?;
    let table = annex(tx, Question { period, as_of: to, subtotals: true, overdue: false, mapped_to: None })?;
    Ok(View { note, table })
}

struct Level {
    name: String,
    units: usize,
    total: bool,
    to_process: String,
    online: String,
    online_bar: Bar,
    on_time: String,
    late: String,
    per_thousand: String,
    late_bar: Bar,
    in_term: String,
}

struct TableRow {
    sum: bool,
    head: String,
    cells: Vec<String>,
}

struct Running {
    percent: u64,
    day: String,
    done: String,
    left: String,
    bar: component::Progress,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    shell: Shell,
    t: T,
    note: String,
    period: (String, String),
    from: String,
    to: String,
    head: Html,
    levels: Vec<Level>,
    labels: Vec<String>,
    rows: Vec<TableRow>,
    running: Option<Running>,
    failed: String,
}

impl Home {
    fn new(shell: Shell, t: T, view: &View, stand: &Stand) -> Self {
        let table = &view.table;
        let (labels, rows) = rows(table);
        let running = !stand.finished && stand.failed.is_none();
        Self {
            note: view.note.clone(),
            period: (words::day(t.0, table.period.from), words::day(t.0, table.period.to.plus(-1))),
            from: table.period.from.to_string(),
            to: table.period.to.to_string(),
            head: head(t, table),
            levels: levels(t, table),
            labels,
            rows,
            running: running.then(|| Running::new(t, stand)),
            failed: stand.failed.clone().unwrap_or_default(),
            shell,
            t,
        }
    }
}

impl Running {
    fn new(t: T, stand: &Stand) -> Self {
        let minutes = stand.seconds_left / 60;
        Self {
            percent: stand.percent,
            day: stand.day.map_or_else(|| "–".to_owned(), |d| words::day(t.0, d)),
            done: words::number(t.0, i64::try_from(stand.done).unwrap_or(i64::MAX)),
            left: if minutes > 0 { t.home_minutes(minutes) } else { t.home_seconds(stand.seconds_left) },
            bar: component::Progress { percent: stand.percent, words: t.home_lived_name().into() },
        }
    }
}

/// The sentence: how much was on time, how much was late and where most of it.
fn head(t: T, table: &Annex) -> Html {
    let total = table.of_kind(RowKind::Total).next().and_then(|l| l.sums).unwrap_or_default();
    if total.to_process() == 0 {
        return Html::fixed(t.home_empty());
    }
    let settled = total.on_time_or_early + total.late;
    let share = words::percent(t.0, total.on_time_or_early, settled, 2);
    let late = words::number(t.0, total.late);
    let worst = table
        .of_kind(RowKind::Tier)
        .filter_map(|l| l.sums.map(|s| (l, s.late)))
        .max_by_key(|(_, late)| *late)
        .filter(|(_, late)| *late > 0)
        .and_then(|(l, late)| {
            tier_name(table, l).map(|name| (words::number(t.0, late), name.to_lowercase()))
        });
    match worst {
        Some((n, tier)) => t.home_head_worst(share, late, n, tier),
        None => t.home_head(share, late),
    }
}

fn tier_name<'a>(table: &'a Annex, line: &Line) -> Option<&'a str> {
    table.tiers.iter().find(|t| t.code == line.tier).map(|t| t.name.as_str())
}

fn levels(t: T, table: &Annex) -> Vec<Level> {
    let lines: Vec<_> = table
        .lines
        .iter()
        .filter(|l| matches!(l.kind, RowKind::Tier | RowKind::Total))
        .filter_map(|l| l.sums.map(|s| (l, s)))
        .collect();
    let share = |part: i64, whole: i64| {
        let (part, whole) = (i32::try_from(part), i32::try_from(whole));
        let (part, whole) = (part.map_or(0.0, f64::from), whole.map_or(0.0, f64::from));
        if whole > 0.0 { part / whole } else { 0.0 }
    };
    let late = |s: &UnitRow| share(s.late, s.on_time_or_early + s.late);
    let most = lines.iter().map(|(_, s)| late(s)).fold(0.0, f64::max);
    lines
        .iter()
        .map(|(line, s)| {
            let settled = s.on_time_or_early + s.late;
            Level {
                name: tier_name(table, line).unwrap_or_else(|| t.home_whole()).to_owned(),
                units: line.units,
                total: line.kind == RowKind::Total,
                to_process: words::number(t.0, s.to_process()),
                online: words::percent(t.0, s.online, s.to_process(), 1),
                online_bar: Bar::new(share(s.online, s.to_process()), 1.0, Tone::Brand),
                on_time: words::percent(t.0, s.on_time_or_early, settled, 2),
                late: words::number(t.0, s.late),
                per_thousand: words::ratio(t.0, s.late, settled, 1000, 1),
                late_bar: Bar::new(late(s), most, Tone::Late),
                in_term: words::number(t.0, s.in_term),
            }
        })
        .collect()
}

/// Annex 3 as a table: labels and rows.
fn rows(table: &Annex) -> (Vec<String>, Vec<TableRow>) {
    // The tier stands in the groups' headings: its code says nothing to people.
    let shown: Vec<usize> = (0..table.form.columns.len())
        .filter(|i| !matches!(table.form.columns[*i].figure.as_str(), "tier" | "unit" | "parent"))
        .collect();
    let at = |figure: &str| table.form.columns.iter().position(|c| c.figure == figure).unwrap_or(0);
    let (name_at, parent_at) = (at("unit"), at("parent"));
    let rows = table
        .lines
        .iter()
        .map(|l| TableRow {
            sum: l.kind != RowKind::Unit,
            head: match l.kind {
                RowKind::Parent => l.cells[parent_at].written(),
                _ => l.cells[name_at].written(),
            },
            cells: shown.iter().map(|i| l.cells[*i].written()).collect(),
        })
        .collect();
    (shown.iter().map(|i| table.form.columns[*i].label.clone()).collect(), rows)
}
