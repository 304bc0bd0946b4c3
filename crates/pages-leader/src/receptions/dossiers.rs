//! The dossiers behind what desks took in by decision.

use super::{Found, Query, kind_words, said};
use crate::export;
use crate::lists::{self, Rows};
use crate::locale::T;
use crate::look::Looker;
use askama::Template;
use axum::extract::Query as Asked;
use dossier::behind::{Mark, Page as Listed};
use dossier::desk::Desk;
use dossier::elsewhere::{self, Count, TakenIn};
use kernel::UnitId;
use sheet::Sheet;
use store::Tx;
use webkit::component::{Crumbs, Pager};
use webkit::words::inside;
use webkit::{Address, Answer, Html, Layout, Link, Problem, Shell, Visit, download, words};

pub(super) const PAGE: &str = "/lead/receptions/dossiers";
/// Dossiers on a page.
const SHOWN: usize = 50;

/// What a list is of.
struct Behind {
    found: Found,
    wholly: bool,
    field: Option<String>,
    unit: Option<(String, UnitId)>,
    count: Count,
}

impl Behind {
    /// None when nobody knows the unit or the count.
    fn read(tx: &mut Tx<'_>, by: Looker, desk: &Desk, query: &Query) -> kernel::Result<Option<Self>> {
        let found = Found::read(tx, by, desk, query)?;
        let Some(count) = Count::from_word(query.count.as_deref().unwrap_or("received")) else {
            return Ok(None);
        };
        let unit = match said(&query.unit) {
            None => None,
            Some(code) => {
                let directory = &found.by.directory;
                let now = directory.by_code(code, found.when.last()).map(|v| v.unit);
                let Some(unit) = now.or_else(|| directory.ever_by_code(code)) else { return Ok(None) };
                Some((code.to_owned(), unit))
            }
        };
        let (wholly, field) = (said(&query.wholly).is_some(), said(&query.field).map(str::to_owned));
        Ok(Some(Self { found, wholly, field, unit, count }))
    }

    fn passes(&self, t: &TakenIn) -> bool {
        let last = self.found.when.last();
        let field = self.field.as_deref();
        t.wholly == self.wholly
            && self.found.sees(t.unit, t.desk)
            && field.is_none_or(|field| field == self.found.field(t.procedure))
            && self.unit.as_ref().is_none_or(|(_, unit)| self.found.by.directory.map(t.unit, last) == *unit)
    }

    fn page(&self, tx: &mut Tx<'_>, after: Option<Mark>, limit: usize) -> kernel::Result<Listed> {
        let what = (self.count, self.found.when.period);
        elsewhere::dossiers(tx, &self.found.reference.catalogue, what, |t| self.passes(t), after, limit)
    }

    /// As many as there are.
    fn n(&self, tx: &mut Tx<'_>) -> kernel::Result<i64> {
        let taken = elsewhere::taken_in(tx, &self.found.reference.catalogue, self.found.when.period)?;
        let count = |t: &TakenIn| match self.count {
            Count::Received => t.received,
            Count::Settled => t.settled,
        };
        Ok(taken.iter().filter(|t| self.passes(t)).map(count).sum())
    }

    fn address(&self, page: &'static str) -> Address {
        self.found
            .address(page)
            .and("wholly", if self.wholly { "1" } else { "" })
            .and("field", self.field.as_deref().unwrap_or_default())
            .and("unit", self.unit.as_ref().map_or("", |(code, _)| code))
            .and("count", self.count.word())
    }

    /// What the list is of: the unit, the field, everything of its kind.
    fn of(&self) -> String {
        let t = self.found.t;
        let unit = self.unit.as_ref().map(|(_, unit)| self.found.unit_name(*unit));
        let parts = [self.field.clone(), unit, Some(kind_words(t, self.wholly).0.to_owned())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn label(&self) -> (&'static str, &'static str) {
        let t = self.found.t;
        match self.count {
            Count::Received => (t.receptions_received(), t.receptions_received_help()),
            Count::Settled => (t.receptions_settled(), t.receptions_settled_help()),
        }
    }
}

#[derive(Template)]
#[template(path = "leader-behind.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    head: Html,
    help: &'static str,
    stand: String,
    name: String,
    rows: Rows,
    pager: Pager,
    xlsx: String,
    csv: String,
}

/// `/lead/receptions/dossiers`.
pub(crate) async fn page(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let desk = visit.kit().need::<Desk>()?;
    let before = query.at.as_deref().and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(0);
    let after = query.after.as_deref().and_then(Mark::read);
    let read = visit.kit().read(move |tx| {
        let Some(list) = Behind::read(tx, by, &desk, &query)? else { return Ok(None) };
        let page = list.page(tx, after, SHOWN)?;
        let items = lists::items(tx, &list.found.by, list.found.when.last(), &page.rows)?;
        let n = list.n(tx)?;
        Ok(Some((list, items, page.next, n)))
    });
    let (list, items, next, n) = read.await?.ok_or_else(Problem::lost)?;
    let t = list.found.t;
    let (label, help) = list.label();
    let shown = i64::try_from(items.len()).unwrap_or(0);
    let first = (before > 0).then(|| list.address(PAGE).text());
    let next = next.map(|mark| {
        let address = list.address(PAGE).and("after", &mark.to_string());
        address.and("at", &(before + shown).to_string()).text()
    });
    let up = vec![
        Link::to("/lead", t.whole_province()),
        Link::to(list.found.address(super::PAGE).text(), t.receptions_title()),
    ];
    visit.page(&Page {
        shell: visit.shell(Layout::Leader, label),
        crumbs: Crumbs::new(t.0, up, label),
        head: t.dossiers_head(words::number(t.0, n), inside(t.0, label), list.of()),
        help,
        stand: String::new(),
        name: list.found.name(),
        rows: Rows::new(t, items),
        pager: Pager::new(t.0, before + 1, before + shown, n).before(first).after(next),
        xlsx: list.address("/lead/receptions/dossiers.xlsx").text(),
        csv: list.address("/lead/receptions/dossiers.csv").text(),
        t,
    })
}

/// `/lead/receptions/dossiers.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let sheet = listed(&visit, query).await?;
    let bytes = visit.kit().run(move |_| sheet::xlsx(&sheet)).await?;
    Ok(download(sheet::XLSX, "reception-dossiers.xlsx", bytes))
}

/// `/lead/receptions/dossiers.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let sheet = listed(&visit, query).await?;
    Ok(download(sheet::CSV, "reception-dossiers.csv", sheet::csv(&sheet)?))
}

async fn listed(visit: &Visit, query: Query) -> Result<Sheet, Problem> {
    let by = Looker::of(visit)?;
    let desk = visit.kit().need::<Desk>()?;
    let read = visit.kit().read(move |tx| {
        let Some(list) = Behind::read(tx, by, &desk, &query)? else { return Ok(None) };
        let (rows, more) = export::whole(|after| list.page(tx, after, export::PART))?;
        let items = lists::items(tx, &list.found.by, list.found.when.last(), &rows)?;
        let (t, (label, help)) = (list.found.t, list.label());
        let mut notes = vec![list.of(), list.found.name(), help.to_owned()];
        if more {
            notes.push(export::cut(t));
        }
        if !list.found.invented.is_empty() {
            notes.push(list.found.invented.clone());
        }
        Ok(Some(export::sheet(t, label, notes, items)))
    });
    read.await?.ok_or_else(Problem::lost)
}
