//! Statistics by field and procedure, for calendar months and for reporting months (15th to 14th), and the dossiers behind
//! each figure.

pub(crate) mod dossiers;
mod span;

use crate::export;
use crate::locale::T;
use crate::look::{Looker, Num, invented};
use askama::Template;
use axum::extract::Query as Asked;
use axum::http::StatusCode;
use catalogue::{Label, ProcedureId};
use dossier::behind::Figure;
use dossier::statistics::{ProcedureRow, half_of, procedure_rows};
use kernel::{Day, UnitId};
use serde::Deserialize;
use sheet::{Cell, Column, Kind, Sheet};
use span::{LENGTHS, Span, Way};
use std::collections::BTreeMap;
use store::Tx;
use webkit::component::Crumbs;
use webkit::{Address, Answer, Layout, Link, Problem, Shell, Visit, download, words};

const PAGE: &str = "/lead/procedures";

/// The query as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Query {
    way: Option<String>,
    months: Option<String>,
    to: Option<String>,
    field: Option<String>,
    under: Option<String>,
    procedure: Option<String>,
    figure: Option<String>,
    after: Option<String>,
    at: Option<String>,
}

/// Rows by field, and by procedure of one field.
struct Found {
    by: Looker,
    t: T,
    span: Span,
    /// Before this day there is no data.
    coverage_from: Day,
    field: Option<String>,
    /// The unit under which is counted: its code and name.
    under: Option<(String, String)>,
    /// What each unit's dossiers of each procedure came to.
    each: Vec<Each>,
    /// As of the first moment of this day.
    as_of: Day,
    rows: Vec<(String, Option<String>, ProcedureRow)>,
    total: ProcedureRow,
    units: Vec<(String, String)>,
    invented: String,
}

/// A unit's dossiers of a procedure, and the row of the table that they stand in.
struct Each {
    unit: UnitId,
    procedure: ProcedureId,
    key: (String, Option<String>),
    row: ProcedureRow,
}

impl Found {
    /// None when there is no such unit or field for who looks.
    fn read(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Option<Self>> {
        let span = Span::read(query, by.today);
        let coverage_from = catalogue::settings::coverage_from(tx)?;
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let (field, code) = (said(&query.field), said(&query.under));
        let day = span.period.to.plus(-1);
        let Some(scope) = Scope::read(&by, code.as_deref(), day) else { return Ok(None) };
        // What became known until the present half began.
        let as_of = half_of(by.today).max(span.period.to);
        let labels = catalogue::labels(tx, day)?;
        let rows = procedure_rows(tx, span.period, as_of, scope.only.as_deref())?;
        let each = rows.into_iter().filter_map(|((unit, procedure), row)| {
            let key = labels.get(&procedure).and_then(|label| key(label, field.as_deref()))?;
            Some(Each { unit, procedure, key, row })
        });
        let each: Vec<Each> = each.collect();
        let mut sums: BTreeMap<(String, Option<String>), ProcedureRow> = BTreeMap::new();
        let mut total = ProcedureRow::default();
        for Each { key, row, .. } in &each {
            sums.entry(key.clone()).or_default().add(row);
            total.add(row);
        }
        let mut rows: Vec<_> = sums.into_iter().map(|((name, code), row)| (name, code, row)).collect();
        rows.sort_by(|a, b| b.2.to_process().cmp(&a.2.to_process()).then_with(|| a.0.cmp(&b.0)));
        let invented = invented(tx, by.lang)?;
        let (under, units) = (scope.under, scope.units);
        let t = T(by.lang);
        Ok(Some(Self { t, by, span, coverage_from, field, under, each, as_of, rows, total, units, invented }))
    }

    fn address(&self, page: &str, span: &Span, field: Option<&str>) -> Address {
        Address::of(page)
            .and("way", if span.way == Way::Calendar { "" } else { span.way.word() })
            .and("months", &if span.months == 1 { String::new() } else { span.months.to_string() })
            .and("to", &span.period.to.to_string())
            .and("under", self.under.as_ref().map_or("", |(code, _)| code))
            .and("field", field.unwrap_or_default())
    }

    /// The list behind a figure of a row.
    fn list(&self, page: &str, field: Option<&str>, code: Option<&str>, figure: Figure) -> Address {
        self.address(page, &self.span, field)
            .and("procedure", code.unwrap_or_default())
            .and("figure", figure.word())
    }

    /// What is said of how sure the figures are.
    fn stand(&self) -> String {
        self.t.procedures_stand(words::day(self.t.0, self.as_of.plus(-1)))
    }

    fn place(&self) -> String {
        match &self.under {
            Some((_, name)) => name.clone(),
            None => self.t.whole_province().to_owned(),
        }
    }
}

/// Whose numbers.
struct Scope {
    only: Option<Vec<UnitId>>,
    under: Option<(String, String)>,
    /// The units that may be chosen: code and name.
    units: Vec<(String, String)>,
}

impl Scope {
    fn read(by: &Looker, code: Option<&str>, day: Day) -> Option<Self> {
        let directory = &by.directory;
        let mine = directory.reporting_at(day).into_iter().filter(|v| by.counts.has(v.unit));
        let units = mine.map(|v| (v.code.clone(), v.name.clone())).collect();
        let all: Vec<UnitId> = directory.units().filter(|unit| by.counts.has(*unit)).collect();
        let Some(code) = code else {
            let only = (by.counts != kernel::Units::All).then_some(all);
            return Some(Self { only, under: None, units });
        };
        let top = directory.by_code(code, day).map(|v| v.unit).or_else(|| directory.ever_by_code(code))?;
        let name = directory.version_at(top, day).or_else(|| directory.last_version(top))?.name.clone();
        let mut below = directory.subtree(top, day, true);
        below.push(top);
        below.retain(|unit| by.counts.has(*unit));
        (!below.is_empty()).then(|| Self { only: Some(below), under: Some((code.to_owned(), name)), units })
    }
}

/// The row that a procedure belongs to: its field, or within a field itself.
fn key(label: &Label, field: Option<&str>) -> Option<(String, Option<String>)> {
    match field {
        None => Some((label.field.clone(), None)),
        Some(field) if field == label.field => Some((label.name.clone(), Some(label.code.clone()))),
        Some(_) => None,
    }
}

/// A row as it is written.
struct Row {
    name: String,
    code: Option<String>,
    href: Option<String>,
    cells: Vec<Num>,
    late: Num,
    overdue: Num,
}

struct Step {
    label: String,
    href: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "leader-procedures.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    name: String,
    head: String,
    wrong: Option<String>,
    before: Option<Step>,
    after: Option<Step>,
    ways: Vec<Step>,
    lengths: Vec<Step>,
    hidden: Vec<(&'static str, String)>,
    units: Vec<(String, String, bool)>,
    to: String,
    columns: Vec<String>,
    rows: Vec<Row>,
    total: Row,
    stand: String,
    xlsx: String,
    csv: String,
}

/// `/lead/procedures`.
pub(crate) async fn page(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let found = visit.kit().read(move |tx| Found::read(tx, by, &query)).await?.ok_or_else(Problem::lost)?;
    let status = if found.span.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = visit.shell(Layout::Leader, found.t.procedures_title());
    visit.page_as(status, &Page::new(shell, &found))
}

impl Page {
    fn new(shell: Shell, found: &Found) -> Self {
        let (t, span) = (found.t, &found.span);
        let field = found.field.as_deref();
        let step = |label: String, over: &Span| {
            let here = over.way == span.way && over.months == span.months && over.period == span.period;
            Step { label, href: found.address(PAGE, over, field).text(), here }
        };
        let earlier = span.over(span.way, span.months, span.period.from);
        let later = span.over(span.way, span.months, span.way.back(span.period.to, -span.months));
        let ways = Way::ALL.map(|way| {
            let label = match way {
                Way::Calendar => t.procedures_by_calendar(),
                Way::Reporting => t.procedures_by_reporting(),
            };
            step(label.to_owned(), &span.over(way, span.months, span.period.to))
        });
        let lengths =
            LENGTHS.map(|n| step(t.procedures_months(i64::from(n)), &span.over(span.way, n, span.period.to)));
        let row = |(name, code, row): &(String, Option<String>, ProcedureRow)| {
            let own = if field.is_none() { Some(name.as_str()) } else { field };
            let href = (field.is_none()).then(|| found.address(PAGE, span, Some(name)).text());
            found.written(name.clone(), code.clone(), own, href, row)
        };
        let mut up = vec![Link::to("/lead", t.whole_province())];
        if field.is_some() {
            up.push(Link::to(found.address(PAGE, span, None).text(), t.procedures_title()));
        }
        let title = field.unwrap_or(t.procedures_title());
        Self {
            crumbs: Crumbs::new(t.0, up, title),
            name: span.name(t),
            head: format!("{title} · {}", found.place()),
            wrong: span.wrong.as_ref().map(|day| t.procedures_wrong(day)),
            before: (earlier.period.to > found.coverage_from).then(|| step(earlier.name(t), &earlier)),
            after: (later.period.to <= span.newest).then(|| step(later.name(t), &later)),
            ways: ways.into(),
            lengths: lengths.into(),
            hidden: vec![
                ("way", span.way.word().to_owned()),
                ("months", span.months.to_string()),
                ("field", found.field.clone().unwrap_or_default()),
            ],
            units: found
                .units
                .iter()
                .map(|(code, name)| {
                    let chosen = found.under.as_ref().is_some_and(|(c, _)| c == code);
                    (code.clone(), name.clone(), chosen)
                })
                .collect(),
            to: span.period.to.plus(-1).to_string(),
            columns: columns(t).map(str::to_owned).into(),
            rows: found.rows.iter().map(row).collect(),
            total: found.written(t.procedures_total().to_owned(), None, field, None, &found.total),
            stand: found.stand(),
            xlsx: found.address("/lead/procedures.xlsx", span, field).text(),
            csv: found.address("/lead/procedures.csv", span, field).text(),
            shell,
            t,
        }
    }
}

/// The columns of the table before "late" and "overdue".
fn columns(t: T) -> [&'static str; 8] {
    [
        t.procedures_carried(),
        t.column_received(),
        t.procedures_online(),
        t.column_to_process(),
        t.procedures_early(),
        t.procedures_on_day(),
        t.procedures_apart(),
        t.column_in_term(),
    ]
}

/// The figures of these columns.
const FIGURES: [Figure; 8] = [
    Figure::CarriedOver,
    Figure::Received,
    Figure::Online,
    Figure::ToProcess,
    Figure::Early,
    Figure::OnTime,
    Figure::Apart,
    Figure::InTerm,
];

fn number(row: &ProcedureRow, figure: Figure) -> i64 {
    figure.of_procedure(row).unwrap_or(0)
}

impl Found {
    /// A row with numbers that lead to their dossiers, of a field or of one of its procedures.
    fn written(
        &self,
        name: String,
        code: Option<String>,
        field: Option<&str>,
        href: Option<String>,
        row: &ProcedureRow,
    ) -> Row {
        let cell = |figure| {
            let n = number(row, figure);
            let href = (n != 0).then(|| self.list(dossiers::PAGE, field, code.as_deref(), figure).text());
            Num { text: words::number(self.t.0, n), href }
        };
        Row {
            name,
            href,
            cells: FIGURES.map(cell).into(),
            late: cell(Figure::Late),
            overdue: cell(Figure::Overdue),
            code,
        }
    }
}

/// `/lead/procedures.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let bytes = export::bytes(&visit, move |tx, by| file(tx, by, &query), sheet::xlsx).await?;
    Ok(download(sheet::XLSX, "procedures.xlsx", bytes))
}

/// `/lead/procedures.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let bytes = export::bytes(&visit, move |tx, by| file(tx, by, &query), sheet::csv).await?;
    Ok(download(sheet::CSV, "procedures.csv", bytes))
}

fn file(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Option<Sheet>> {
    Ok(Found::read(tx, by, query)?.map(|found| table(&found)))
}

fn table(found: &Found) -> Sheet {
    let t = found.t;
    let mut names = vec![Column::new(t.procedures_code(), Kind::Text)];
    let first = if found.field.is_some() { t.column_procedure() } else { t.procedures_field() };
    names.push(Column::new(first, Kind::Long));
    names.extend(columns(t).map(|name| Column::new(name, Kind::Whole)));
    names.push(Column::new(t.column_late(), Kind::Whole));
    names.push(Column::new(t.column_overdue(), Kind::Whole));
    let cells = |name: &str, code: Option<&str>, row: &ProcedureRow| {
        let mut cells: Vec<Cell> = vec![code.unwrap_or_default().into(), name.into()];
        cells.extend(FIGURES.map(|figure| Cell::from(number(row, figure))));
        cells.push(row.late.into());
        cells.push(row.overdue.into());
        cells
    };
    let mut rows: Vec<Vec<Cell>> =
        found.rows.iter().map(|(name, code, row)| cells(name, code.as_deref(), row)).collect();
    rows.push(cells(t.procedures_total(), None, &found.total));
    let notes = vec![format!("{}: {}", found.place(), found.span.name(t))];
    let notes = export::notes(t, notes, false, &found.invented);
    Sheet { title: t.procedures_title().to_owned(), notes, columns: names, rows }
}
