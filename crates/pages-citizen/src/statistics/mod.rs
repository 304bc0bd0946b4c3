//! Public statistics: how punctual the province is, with the late ones included, and the same as open data.

mod csv;
mod figures;
mod period;

pub(crate) use csv::file;
pub(crate) use figures::{Figures, Lately, Reach, known, settled_and_late};
pub(crate) use period::shown;

use crate::locale::T;
use crate::query::Query;
use crate::shelf::{Tiers, illustrative};
use askama::Template;
use dossier::desk::Desk;
use period::Choice;
use report::annex3::{Annex, Line, RowKind};
use std::sync::Arc;
use webkit::component::{Bar, Rank, RankRow, Tone};
use webkit::{Address, Answer, Html, Layout, Shell, Visit, words};

/// What is read for a page.
pub(crate) struct Read {
    pub(crate) figures: Option<Arc<Figures>>,
    pub(crate) tiers: Tiers,
    pub(crate) reach: Reach,
    pub(crate) note: String,
}

/// Reads the figures of a period as it is called in an address.
pub(crate) async fn read(lately: Lately, visit: &Visit, name: String) -> kernel::Result<Read> {
    let desk = visit.kit().need::<Desk>()?;
    let (lang, now) = (visit.lang(), visit.technical_now());
    visit
        .kit()
        .read(move |tx| {
            let organisation = desk.reference(tx)?.directory.revision();
            let reach = Reach::load(tx)?;
            let figures = lately.of(tx, &name, reach, organisation, now)?;
            Ok(Read { figures, tiers: Tiers::load(tx)?, reach, note: illustrative(tx, lang)? })
        })
        .await
}

/// `GET /statistics`.
pub(crate) async fn page(lately: Lately, visit: Visit, query: Query) -> Answer {
    let name = query.first("period").to_owned();
    let read = read(lately, &visit, name.clone()).await?;
    let t = T(visit.lang());
    let shell = visit.shell(Layout::Citizen, t.stats_title());
    let Some(figures) = &read.figures else {
        return visit.page(&Empty { shell, t });
    };
    let annex = &figures.annex;
    let (ranked, without, small) = ranks(t, annex, &read.tiers);
    let (labels, rows) = table(annex);
    visit.page(&Page {
        head: head(t, annex, &read.tiers),
        period: shown(t, annex.period),
        known: words::day(t.0, read.reach.closed_to.plus(-1)),
        first: words::day(t.0, read.reach.first),
        entered: annex.of_kind(RowKind::Unit).any(|l| l.entered),
        to_date: name.is_empty(),
        groups: period::choices(t, &name, read.reach.closed_to, read.reach.first),
        csv: Address::of("/statistics.csv").and("period", &name).text(),
        levels: levels(t, annex, &read.tiers),
        ranked,
        without,
        unknown: small,
        columns: csv::COLUMNS.iter().map(|c| (c.name, c.meaning.in_words(t))).collect(),
        labels,
        rows,
        note: read.note,
        shell,
        t,
    })
}

#[derive(Template)]
#[template(path = "statistics-empty.html")]
struct Empty {
    shell: Shell,
    t: T,
}

/// A line of the table of tiers.
struct Level {
    name: String,
    units: usize,
    total: bool,
    received: String,
    on_time: String,
    late: String,
    per_thousand: String,
    bar: Bar,
    in_term: String,
    overdue: String,
}

/// A line of annex 3.
struct Row {
    sum: bool,
    head: String,
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "statistics.html")]
struct Page {
    shell: Shell,
    t: T,
    head: Html,
    period: (String, String),
    known: String,
    first: String,
    entered: bool,
    to_date: bool,
    groups: Vec<(&'static str, Vec<Choice>)>,
    csv: String,
    levels: Vec<Level>,
    ranked: Option<Rank>,
    without: Vec<(String, String)>,
    unknown: Vec<String>,
    columns: Vec<(&'static str, &'static str)>,
    labels: Vec<String>,
    rows: Vec<Row>,
    note: String,
}

/// The sentence: how much was in time, how much was late, and where most of it.
fn head(t: T, annex: &Annex, tiers: &Tiers) -> Html {
    let Some((settled, late)) = annex.of_kind(RowKind::Total).next().and_then(settled_and_late) else {
        return Html::fixed(t.stats_partly());
    };
    if settled == 0 {
        return Html::fixed(t.stats_nothing());
    }
    let (share, written) = (words::percent(t.0, settled - late, settled, 2), words::number(t.0, late));
    if late == 0 {
        return t.stats_head_none(words::number(t.0, settled));
    }
    let most =
        annex.of_kind(RowKind::Tier).filter_map(|l| Some((known(l, "late")?, l))).max_by_key(|(n, _)| *n);
    match most.filter(|(n, _)| *n > 0) {
        Some((n, line)) => {
            let tier = words::inside(t.0, tiers.name(&line.tier, t.0));
            t.stats_head_worst(share, written, words::number(t.0, n), tier)
        }
        None => t.stats_head(share, written),
    }
}

/// A figure as people read it; a dash where it is not known.
fn written(t: T, n: Option<i64>) -> String {
    n.map_or_else(|| "–".to_owned(), |n| words::number(t.0, n))
}

/// A count of late ones among the settled, as a length.
#[expect(clippy::cast_precision_loss, reason = "counts beyond 2^52 do not occur")]
fn share((settled, late): (i64, i64)) -> f64 {
    if settled > 0 { late as f64 / settled as f64 } else { 0.0 }
}

fn levels(t: T, annex: &Annex, tiers: &Tiers) -> Vec<Level> {
    let lines: Vec<&Line> =
        annex.lines.iter().filter(|l| matches!(l.kind, RowKind::Tier | RowKind::Total)).collect();
    let lines: Vec<&Line> = lines.into_iter().filter(|l| l.units > 0).collect();
    let most = lines.iter().filter_map(|l| settled_and_late(l)).map(share).fold(0.0, f64::max);
    let level = |line: &Line| {
        let both = settled_and_late(line);
        let total = line.kind == RowKind::Total;
        Level {
            name: if total { t.stats_whole() } else { tiers.name(&line.tier, t.0) }.to_owned(),
            units: line.units,
            total,
            received: written(t, known(line, "received")),
            on_time: both
                .map_or("–".into(), |(settled, late)| words::percent(t.0, settled - late, settled, 2)),
            late: written(t, both.map(|(_, late)| late)),
            per_thousand: both.map_or("–".into(), |(settled, late)| per_thousand(t, settled, late)),
            bar: Bar::new(both.map_or(0.0, share), most, Tone::Late),
            in_term: written(t, known(line, "in_term")),
            overdue: written(t, known(line, "overdue")),
        }
    };
    lines.into_iter().map(level).collect()
}

fn per_thousand(t: T, settled: i64, late: i64) -> String {
    words::ratio(t.0, late, settled, 1_000, 1)
}

/// Units with late dossiers, the worst first; those without, with what they settled; those of which it is not known.
type Ranks = (Option<Rank>, Vec<(String, String)>, Vec<String>);

fn ranks(t: T, annex: &Annex, tiers: &Tiers) -> Ranks {
    let (mut late_ones, mut without, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for line in annex.of_kind(RowKind::Unit) {
        match settled_and_late(line) {
            None => unknown.push(line.name.clone()),
            Some((settled, 0)) => without.push((line.name.clone(), words::number(t.0, settled))),
            Some((settled, late)) => late_ones.push((line, settled, late)),
        }
    }
    // late/settled against late/settled, without dividing.
    let worse = |a: &(&Line, i64, i64), b: &(&Line, i64, i64)| {
        (i128::from(b.2) * i128::from(a.1)).cmp(&(i128::from(a.2) * i128::from(b.1))).then(b.2.cmp(&a.2))
    };
    late_ones.sort_by(worse);
    let row = |(line, settled, late): (&Line, i64, i64)| RankRow {
        name: line.name.clone(),
        href: None,
        value: per_thousand(t, settled, late),
        size: share((settled, late)),
        cells: vec![
            words::number(t.0, late),
            words::number(t.0, settled),
            tiers.name(&line.tier, t.0).to_owned(),
        ],
    };
    let heads =
        [t.stats_unit(), t.stats_per_thousand_short(), t.stats_late(), t.stats_settled(), t.stats_tier()];
    let rows: Vec<RankRow> = late_ones.into_iter().map(row).collect();
    let rank = (!rows.is_empty())
        .then(|| Rank::new(t.0, t.stats_rank(), heads.map(str::to_owned).into(), rows, None));
    (rank, without, unknown)
}

/// Annex 3 in the province's own form: labels and rows.
fn table(annex: &Annex) -> (Vec<String>, Vec<Row>) {
    // The tier stands in the headings of groups, and a code says nothing to people.
    let shown: Vec<usize> = (0..annex.form.columns.len())
        .filter(|i| !matches!(annex.form.columns[*i].figure.as_str(), "tier" | "unit" | "parent" | "code"))
        .collect();
    let rows = annex
        .lines
        .iter()
        .map(|l| Row {
            sum: l.kind != RowKind::Unit,
            head: l.name.clone(),
            cells: shown.iter().map(|i| l.cells[*i].written()).collect(),
        })
        .collect();
    (shown.iter().map(|i| annex.form.columns[*i].label.clone()).collect(), rows)
}
