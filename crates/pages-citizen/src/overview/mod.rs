//! The catalogue in figures, and the lists behind them. Each figure links to its list, and both
//! come from one [`Filter`](filter::Filter).

pub(crate) mod decisions;
mod figures;
mod filter;
pub(crate) mod list;
mod section;

use crate::locale::T;
use crate::query::Query;
use crate::shelf::{Tiers, illustrative};
use askama::Template;
use dossier::desk::Desk;
use dossier::reference::Reference;
use kernel::{Day, Period};
use section::Section;
use sheet::{Cell, Column, Kind, Sheet};
use std::sync::Arc;
use webkit::component::Crumbs;
use webkit::{Address, Answer, Lang, Layout, Link, Shell, Visit, download, words};

/// What the figures are computed from.
struct Read {
    reference: Arc<Reference>,
    tiers: Tiers,
    today: Day,
    /// The year of what was published.
    year: i32,
    /// Every year in which something was, the latest first.
    years: Vec<i32>,
    note: String,
}

impl Read {
    /// From the first of January up to today, or to the end of a year that is over.
    fn period(&self) -> kernel::Result<Period> {
        let first = |year: i32| format!("{year:04}-01-01").parse::<Day>();
        let (from, next) = (first(self.year), first(self.year.saturating_add(1)));
        let (Ok(from), Ok(next)) = (from, next) else {
            return Err(kernel::Fault::new(format!("the year {} has no days", self.year)).into());
        };
        let to = next.min(self.today.plus(1)).max(from);
        Period::new(from, to).ok_or_else(|| kernel::Fault::new("a year ends before it begins").into())
    }
}

async fn read(visit: &Visit, query: &Query) -> kernel::Result<Read> {
    let desk = visit.kit().need::<Desk>()?;
    let (today, lang) = (visit.business_now().day(), visit.lang());
    let asked = query.first("year").parse().ok();
    visit
        .kit()
        .read(move |tx| {
            let reference = desk.reference(tx)?;
            let years = years(&reference, today);
            let this = today.ymd().0;
            let year = asked.filter(|year| years.contains(year)).unwrap_or(this);
            Ok(Read { reference, tiers: Tiers::load(tx)?, today, year, years, note: illustrative(tx, lang)? })
        })
        .await
}

/// This year, and every year in which a decision was signed.
fn years(reference: &Reference, today: Day) -> Vec<i32> {
    let signed = reference.catalogue.decisions().iter().map(|d| d.signed_on).filter(|day| *day <= today);
    let mut years: Vec<i32> = signed.chain([today]).map(|day| day.ymd().0).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    years
}

/// `GET /catalogue`.
pub(crate) async fn page(visit: Visit, query: Query) -> Answer {
    let read = read(&visit, &query).await?;
    let t = T(visit.lang());
    let shell = visit.shell(Layout::Citizen, t.catalogue_title());
    let sections = figures::sections(t, &read)?;
    visit.page(&Page {
        crumbs: Crumbs::new(t.0, vec![Link::to("/search", t.menu_procedures())], ""),
        day: words::day(t.0, read.today),
        csv: Address::of("/catalogue.csv").and("year", &read.year.to_string()).text(),
        years: read.years.iter().map(|year| (*year, *year == read.year)).collect(),
        note: read.note,
        sections,
        shell,
        t,
    })
}

#[derive(Template)]
#[template(path = "catalogue.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    day: String,
    sections: Vec<Section>,
    years: Vec<(i32, bool)>,
    csv: String,
    note: String,
}

/// `GET /catalogue.csv`: a line per figure.
pub(crate) async fn file(visit: Visit, query: Query) -> Answer {
    let read = read(&visit, &query).await?;
    let (year, today) = (read.year, read.today);
    // A file is the same whoever reads it: in Vietnamese.
    let sections = figures::sections(T(Lang::Vi), &read)?;
    let columns = ["figure", "section", "label", "value", "as_of", "year"];
    let row = |section: &Section, line: &section::Line| {
        let text = |text: &str| Cell::from(text);
        vec![
            text(line.name),
            text(section.title),
            text(&line.label),
            text(&line.value),
            Cell::Day(today),
            Cell::Whole(i64::from(year)),
        ]
    };
    let rows = sections.iter().flat_map(|s| s.lines.iter().map(move |line| row(s, line)));
    let bytes = sheet::csv(&Sheet {
        columns: columns.map(|c| Column::new(c, Kind::Text)).into(),
        rows: rows.collect(),
        ..Sheet::default()
    })?;
    Ok(download(sheet::CSV, &format!("catalogue-{year}.csv"), bytes))
}
