//! The dossiers behind what desks took in by decision.

use super::{Found, Query, kind_words, said};
use crate::behind::{Listed, SHOWN, Start};
use crate::export;
use crate::lists;
use crate::look::Looker;
use axum::extract::Query as Asked;
use dossier::behind::{Mark, Page};
use dossier::desk::Desk;
use dossier::elsewhere::{self, Count, TakenIn};
use kernel::UnitId;
use sheet::Sheet;
use store::Tx;
use webkit::{Address, Answer, Link, Problem, Visit, download};

pub(super) const PAGE: &str = "/lead/receptions/dossiers";
const XLSX: &str = "/lead/receptions/dossiers.xlsx";
const CSV: &str = "/lead/receptions/dossiers.csv";

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

    /// How many there are, and some of them.
    fn page(&self, tx: &mut Tx<'_>, after: Option<Mark>, limit: usize) -> kernel::Result<(i64, Page)> {
        let what = (self.count, self.found.when.period);
        elsewhere::dossiers(tx, &self.found.reference.catalogue, what, |t| self.passes(t), after, limit)
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

/// `/lead/receptions/dossiers`.
pub(crate) async fn page(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let desk = visit.kit().need::<Desk>()?;
    let start = Start::read(query.after.as_deref(), query.at.as_deref());
    let read = visit.kit().read(move |tx| {
        let Some(list) = Behind::read(tx, by, &desk, &query)? else { return Ok(None) };
        let (n, page) = list.page(tx, start.after, SHOWN)?;
        let items = lists::items(tx, &list.found.by, list.found.when.last(), &page.rows)?;
        Ok(Some((list, items, page.next, n)))
    });
    let (list, items, next, n) = read.await?.ok_or_else(Problem::lost)?;
    let t = list.found.t;
    let listed = Listed {
        t,
        label: list.label(),
        of: list.of(),
        n,
        name: list.found.name(),
        stand: String::new(),
        up: vec![
            Link::to("/lead", t.whole_province()),
            Link::to(list.found.address(super::PAGE).text(), t.receptions_title()),
        ],
        items,
        next,
    };
    listed.show(&visit, start, [PAGE, XLSX, CSV], |page| list.address(page))
}

/// `/lead/receptions/dossiers.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let bytes = export::bytes(&visit, move |tx, by| file(tx, by, &desk, &query), sheet::xlsx).await?;
    Ok(download(sheet::XLSX, "reception-dossiers.xlsx", bytes))
}

/// `/lead/receptions/dossiers.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let bytes = export::bytes(&visit, move |tx, by| file(tx, by, &desk, &query), sheet::csv).await?;
    Ok(download(sheet::CSV, "reception-dossiers.csv", bytes))
}

fn file(tx: &mut Tx<'_>, by: Looker, desk: &Desk, query: &Query) -> kernel::Result<Option<Sheet>> {
    let Some(list) = Behind::read(tx, by, desk, query)? else { return Ok(None) };
    let (_, page) = list.page(tx, None, export::MOST)?;
    let (rows, more) = (page.rows, page.next.is_some());
    let items = lists::items(tx, &list.found.by, list.found.when.last(), &rows)?;
    let (t, (label, help)) = (list.found.t, list.label());
    let notes = vec![list.of(), list.found.name(), help.to_owned()];
    Ok(Some(export::sheet(t, label, export::notes(t, notes, more, &list.found.invented), items)))
}
