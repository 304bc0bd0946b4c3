//! What desks took in and settled for other units by decision (the report, I.1 and II.2.2), and the dossiers behind it.

pub(crate) mod dossiers;

use crate::asked::{When, Wrong};
use crate::export;
use crate::locale::T;
use crate::look::{Looker, Num, invented};
use askama::Template;
use axum::extract::Query as Asked;
use axum::http::StatusCode;
use catalogue::{Label, ProcedureId};
use dossier::desk::Desk;
use dossier::elsewhere::{self, Count, TakenIn};
use dossier::reference::Reference;
use kernel::{Day, Period, UnitId};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use sheet::{Cell, Column, Kind, Sheet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Tx;
use webkit::component::Crumbs;
use webkit::{Address, Answer, Layout, Link, Shell, Visit, download, words};

const PAGE: &str = "/lead/receptions";

/// The query as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Query {
    from: Option<String>,
    to: Option<String>,
    wholly: Option<String>,
    field: Option<String>,
    unit: Option<String>,
    count: Option<String>,
    after: Option<String>,
    at: Option<String>,
}

/// What was given to a desk of a unit's procedures of a field, and what came of it.
#[derive(Default)]
struct Given {
    procedures: BTreeSet<ProcedureId>,
    /// Numbers and first days of the decisions.
    decisions: BTreeSet<(Day, String)>,
    received: i64,
    settled: i64,
}

impl Given {
    fn add(&mut self, other: &Self) {
        self.procedures.extend(&other.procedures);
        self.decisions.extend(other.decisions.iter().cloned());
        self.received += other.received;
        self.settled += other.settled;
    }
}

/// The rows of one kind: by field, and within it by unit.
type ByField = BTreeMap<String, BTreeMap<UnitId, Given>>;

/// What may be seen of who looks.
struct Found {
    by: Looker,
    t: T,
    when: When,
    reference: Arc<Reference>,
    labels: FxHashMap<ProcedureId, Label>,
    invented: String,
}

impl Found {
    fn read(tx: &mut Tx<'_>, by: Looker, desk: &Desk, query: &Query) -> kernel::Result<Self> {
        let reference = desk.reference(tx)?;
        let first = reference.catalogue.receptions().iter().map(|s| s.from).min();
        let asked = crate::asked::Query {
            from: query.from.clone(),
            to: query.to.clone(),
            ..crate::asked::Query::default()
        };
        let when = when(&asked, by.today, first);
        let labels = catalogue::labels(tx, when.last())?;
        let invented = invented(tx, by.lang)?;
        Ok(Self { t: T(by.lang), by, when, reference, labels, invented })
    }

    /// With what was taken in.
    fn taken(
        tx: &mut Tx<'_>,
        by: Looker,
        desk: &Desk,
        query: &Query,
    ) -> kernel::Result<(Self, Vec<TakenIn>)> {
        let found = Self::read(tx, by, desk, query)?;
        let taken = elsewhere::taken_in(tx, &found.reference.catalogue, found.when.period)?;
        Ok((found, taken))
    }

    fn sees(&self, unit: UnitId, desk: UnitId) -> bool {
        self.by.counts.has(unit) || self.by.counts.has(desk)
    }

    fn field(&self, procedure: ProcedureId) -> &str {
        self.labels.get(&procedure).map_or("", |label| &label.field)
    }

    /// What was given, of one kind, and what came of it.
    fn given(&self, taken: &[TakenIn], wholly: bool) -> ByField {
        let mut rows = ByField::new();
        let last = self.when.last();
        let of_kind = self.reference.catalogue.receptions().iter();
        for since in of_kind.filter(|s| s.reception.wholly == wholly && s.from <= last) {
            let r = &since.reception;
            // The unit that the procedures are of by then.
            let unit = self.by.directory.map(r.unit, last);
            if !self.sees(unit, r.desk) {
                continue;
            }
            let field = rows.entry(self.field(r.procedure).to_owned()).or_default();
            let given = field.entry(unit).or_default();
            given.procedures.insert(r.procedure);
            if let Some(decision) = self.reference.catalogue.decision(r.decision) {
                given.decisions.insert((since.from, decision.number.clone()));
            }
        }
        for t in taken.iter().filter(|t| t.wholly == wholly && self.sees(t.unit, t.desk)) {
            let unit = self.by.directory.map(t.unit, last);
            let given = rows.entry(self.field(t.procedure).to_owned()).or_default().entry(unit).or_default();
            given.received += t.received;
            given.settled += t.settled;
        }
        rows
    }

    fn address(&self, page: &'static str) -> Address {
        Address::of(page)
            .and("from", &self.when.period.from.to_string())
            .and("to", &self.when.last().to_string())
    }

    fn unit_name(&self, unit: UnitId) -> String {
        self.by.version(unit, self.when.last()).map(|v| v.name.clone()).unwrap_or_default()
    }

    fn name(&self) -> String {
        self.t.receptions_period(
            words::day(self.t.0, self.when.period.from),
            words::day(self.t.0, self.when.last()),
        )
    }
}

/// Without a question, or with one that cannot be read: from the first decision to today.
fn when(asked: &crate::asked::Query, today: Day, first: Option<Day>) -> When {
    let mut when = When::read(asked, today, today);
    if when.wrong.is_empty() && said(&asked.from).is_some() {
        return when;
    }
    if !when.wrong.is_empty() {
        when.period = Period { from: today, to: today.plus(1) };
    }
    if let Some(first) = first.filter(|first| *first < when.period.to) {
        when.period.from = first;
    }
    when
}

/// What is wrong with a question, and what is shown instead.
fn wrong_words(t: T, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Reversed => t.receptions_reversed().into(),
        Wrong::Future => t.receptions_future().into(),
        Wrong::NoDay(_) | Wrong::KnownTooEarly(_) => wrong.words(t),
    }
}

fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// A row as it is written.
struct Row {
    name: String,
    /// The decisions, for a unit's row.
    decisions: Option<String>,
    procedures: String,
    received: Num,
    settled: Num,
}

/// A table of one kind.
struct Table {
    title: &'static str,
    help: &'static str,
    rows: Vec<Row>,
    total: Row,
}

impl Table {
    fn new(found: &Found, taken: &[TakenIn], wholly: bool) -> Self {
        let t = found.t;
        let (title, help) = kind_words(t, wholly);
        let (mut rows, mut total) = (Vec::new(), Given::default());
        for (field, units) in found.given(taken, wholly) {
            let mut sum = Given::default();
            units.values().for_each(|given| sum.add(given));
            total.add(&sum);
            rows.push(Row::new(found, wholly, (&field, None), &sum));
            rows.extend(
                units.iter().map(|(unit, given)| Row::new(found, wholly, (&field, Some(*unit)), given)),
            );
        }
        Self { title, help, rows, total: Row::new(found, wholly, ("", None), &total) }
    }
}

fn kind_words(t: T, wholly: bool) -> (&'static str, &'static str) {
    if wholly {
        (t.receptions_wholly(), t.receptions_wholly_help())
    } else {
        (t.receptions_given(), t.receptions_given_help())
    }
}

impl Row {
    fn new(found: &Found, wholly: bool, (field, unit): (&str, Option<UnitId>), given: &Given) -> Self {
        let t = found.t;
        let code = unit.and_then(|unit| found.by.version(unit, found.when.last())).map(|v| v.code.clone());
        let num = |n: i64, count: Count| {
            let address = found
                .address(dossiers::PAGE)
                .and("wholly", if wholly { "1" } else { "" })
                .and("field", field)
                .and("unit", code.as_deref().unwrap_or_default())
                .and("count", count.word());
            Num { text: words::number(t.0, n), href: (n != 0).then(|| address.text()) }
        };
        let decisions = given
            .decisions
            .iter()
            .map(|(from, number)| t.receptions_decision(number, words::day(t.0, *from)));
        Self {
            name: match (unit, field) {
                (Some(unit), _) => found.unit_name(unit),
                (None, "") => t.procedures_total().to_owned(),
                (None, field) => field.to_owned(),
            },
            decisions: unit.map(|_| decisions.collect::<Vec<_>>().join("; ")),
            procedures: words::number(t.0, i64::try_from(given.procedures.len()).unwrap_or(i64::MAX)),
            received: num(given.received, Count::Received),
            settled: num(given.settled, Count::Settled),
        }
    }
}

#[derive(Template)]
#[template(path = "leader-receptions.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    name: String,
    wrong: Vec<String>,
    from: String,
    to: String,
    today: String,
    tables: Vec<Table>,
    csv: String,
    xlsx: String,
    invented: String,
}

/// `/lead/receptions`.
pub(crate) async fn page(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let desk = visit.kit().need::<Desk>()?;
    let (found, taken) = visit.kit().read(move |tx| Found::taken(tx, by, &desk, &query)).await?;
    let t = found.t;
    let wrong: Vec<String> = found.when.wrong.iter().map(|wrong| wrong_words(t, wrong)).collect();
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let tables = [false, true].map(|wholly| Table::new(&found, &taken, wholly));
    visit.page_as(
        status,
        &Page {
            shell: visit.shell(Layout::Leader, t.receptions_title()),
            crumbs: Crumbs::new(t.0, vec![Link::to("/lead", t.whole_province())], t.receptions_title()),
            name: found.name(),
            wrong,
            from: found.when.period.from.to_string(),
            to: found.when.last().to_string(),
            today: found.when.today.to_string(),
            tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
            csv: found.address("/lead/receptions.csv").text(),
            xlsx: found.address("/lead/receptions.xlsx").text(),
            invented: found.invented,
            t,
        },
    )
}

/// `/lead/receptions.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let bytes = export::bytes(&visit, move |tx, by| file(tx, by, &desk, &query), sheet::xlsx).await?;
    Ok(download(sheet::XLSX, "receptions.xlsx", bytes))
}

/// `/lead/receptions.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let bytes = export::bytes(&visit, move |tx, by| file(tx, by, &desk, &query), sheet::csv).await?;
    Ok(download(sheet::CSV, "receptions.csv", bytes))
}

fn file(tx: &mut Tx<'_>, by: Looker, desk: &Desk, query: &Query) -> kernel::Result<Option<Sheet>> {
    let (found, taken) = Found::taken(tx, by, desk, query)?;
    let t = found.t;
    let columns = vec![
        Column::new(t.receptions_kind(), Kind::Text),
        Column::new(t.procedures_field(), Kind::Text),
        Column::new(t.column_unit(), Kind::Text),
        Column::new(t.receptions_decisions(), Kind::Long),
        Column::new(t.receptions_procedures(), Kind::Whole),
        Column::new(t.receptions_received(), Kind::Whole),
        Column::new(t.receptions_settled(), Kind::Whole),
    ];
    let mut rows = Vec::new();
    for wholly in [false, true] {
        for (field, units) in found.given(&taken, wholly) {
            rows.extend(units.iter().map(|(unit, given)| {
                let row = Row::new(&found, wholly, (&field, Some(*unit)), given);
                let procedures = i64::try_from(given.procedures.len()).unwrap_or(i64::MAX);
                vec![
                    kind_words(t, wholly).0.into(),
                    field.as_str().into(),
                    row.name.into(),
                    row.decisions.unwrap_or_default().into(),
                    Cell::Whole(procedures),
                    given.received.into(),
                    given.settled.into(),
                ]
            }));
        }
    }
    let notes = export::notes(t, vec![found.name()], false, &found.invented);
    Ok(Some(Sheet { title: t.receptions_title().to_owned(), notes, columns, rows }))
}
