//! Statistics by field and procedure, for calendar months and for reporting months (15th to 14th).

use crate::locale::T;
use crate::look::{Looker, invented};
use crate::period::month;
use askama::Template;
use axum::extract::Query as Asked;
use axum::http::StatusCode;
use catalogue::Label;
use dossier::statistics::{ProcedureRow, half_of, procedure_rows};
use kernel::{Day, Period, UnitId};
use serde::Deserialize;
use sheet::{Cell, Column, Kind, Sheet};
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
}

/// How months are cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    /// From the 1st to the last day.
    Calendar,
    /// From the 15th of the month before to the 14th, as the national reports are closed.
    Reporting,
}

impl Way {
    const ALL: [Self; 2] = [Self::Calendar, Self::Reporting];

    const fn word(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Reporting => "reporting",
        }
    }

    /// The first day after the month of this way that a day lies in.
    fn end(self, day: Day) -> Day {
        match self {
            Self::Calendar => month(day, 1),
            Self::Reporting => month(day.plus(-14), 1).plus(14),
        }
    }

    /// Some months before an end.
    fn back(self, end: Day, months: i32) -> Day {
        match self {
            Self::Calendar => month(end, -months),
            Self::Reporting => month(end, -months).plus(14),
        }
    }
}

/// What is asked for: whole months that are over.
#[derive(Clone, Debug)]
struct Span {
    way: Way,
    months: i32,
    period: Period,
    /// The last month that is over ends before this day.
    newest: Day,
    /// The day that could not be read or is no end of a month.
    wrong: Option<String>,
}

/// Lengths in months.
const LENGTHS: [i32; 4] = [1, 3, 6, 12];

impl Span {
    fn read(query: &Query, today: Day) -> Self {
        let way = Way::ALL.into_iter().find(|w| query.way.as_deref() == Some(w.word()));
        let way = way.unwrap_or(Way::Calendar);
        let months = query.months.as_deref().and_then(|n| n.parse().ok());
        let months = months.filter(|n| LENGTHS.contains(n)).unwrap_or(1);
        let newest = way.back(way.end(today), 1);
        let asked = query.to.as_deref().filter(|text| !text.is_empty());
        // A day within a month stands for that month.
        let to = asked.and_then(|text| text.parse::<Day>().ok()).map(|day| way.end(day.plus(-1)));
        let known = to.filter(|to| *to <= newest);
        let to = known.unwrap_or(newest);
        let wrong = if known.is_none() { asked.map(str::to_owned) } else { None };
        Self { way, months, period: Period { from: way.back(to, months), to }, newest, wrong }
    }

    fn over(&self, way: Way, months: i32, to: Day) -> Self {
        // Another way of cutting shows the month that ended last by then.
        let to = if way == self.way { to } else { way.back(way.end(to), 1) };
        Self { way, months, period: Period { from: way.back(to, months), to }, ..self.clone() }
    }

    fn name(&self, t: T) -> String {
        let (from, last) = (self.period.from, self.period.to.plus(-1));
        let days = t.period_any(words::day(t.0, from), words::day(t.0, last));
        match self.way {
            Way::Calendar => crate::period::name(t, self.period),
            Way::Reporting => t.procedures_reporting(days),
        }
    }
}

/// Rows by field, and by procedure of one field.
struct Found {
    by: Looker,
    t: T,
    span: Span,
    field: Option<String>,
    /// The unit under which is counted: its code and name.
    under: Option<(String, String)>,
    rows: Vec<(String, Option<String>, ProcedureRow)>,
    total: ProcedureRow,
    units: Vec<(String, String)>,
    invented: String,
}

impl Found {
    /// None when there is no such unit or field for who looks.
    fn read(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Option<Self>> {
        let span = Span::read(query, by.today);
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let (field, code) = (said(&query.field), said(&query.under));
        let day = span.period.to.plus(-1);
        let Some(scope) = Scope::read(&by, code.as_deref(), day) else { return Ok(None) };
        // What became known until the present half began.
        let as_of = half_of(by.today).max(span.period.to);
        let labels = catalogue::labels(tx, day)?;
        let rows = procedure_rows(tx, span.period, as_of, scope.only.as_deref())?;
        let mut sums: BTreeMap<(String, Option<String>), ProcedureRow> = BTreeMap::new();
        let mut total = ProcedureRow::default();
        for ((_, procedure), row) in &rows {
            let Some(key) = labels.get(procedure).and_then(|label| key(label, field.as_deref())) else {
                continue;
            };
            sums.entry(key).or_default().add(row);
            total.add(row);
        }
        let mut rows: Vec<_> = sums.into_iter().map(|((name, code), row)| (name, code, row)).collect();
        rows.sort_by(|a, b| b.2.to_process().cmp(&a.2.to_process()).then_with(|| a.0.cmp(&b.0)));
        let invented = invented(tx, by.lang)?;
        let (under, units) = (scope.under, scope.units);
        Ok(Some(Self { t: T(by.lang), by, span, field, under, rows, total, units, invented }))
    }

    fn address(&self, page: &str, span: &Span, field: Option<&str>) -> Address {
        Address::of(page)
            .and("way", if span.way == Way::Calendar { "" } else { span.way.word() })
            .and("months", &if span.months == 1 { String::new() } else { span.months.to_string() })
            .and("to", &span.period.to.to_string())
            .and("under", self.under.as_ref().map_or("", |(code, _)| code))
            .and("field", field.unwrap_or_default())
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
    cells: Vec<String>,
    late: String,
    overdue: String,
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
    before: Step,
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
            let href = (found.field.is_none()).then(|| found.address(PAGE, span, Some(name)).text());
            written(t, name.clone(), code.clone(), href, row)
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
            before: step(earlier.name(t), &earlier),
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
            total: written(t, t.procedures_total().to_owned(), None, None, &found.total),
            stand: t.procedures_stand(words::day(t.0, half_of(found.by.today).max(span.period.to).plus(-1))),
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

fn numbers(row: &ProcedureRow) -> [i64; 8] {
    [
        row.carried_over,
        row.received,
        row.online,
        row.to_process(),
        row.early,
        row.on_time,
        row.apart.iter().sum(),
        row.in_term,
    ]
}

fn written(t: T, name: String, code: Option<String>, href: Option<String>, row: &ProcedureRow) -> Row {
    let number = |n| words::number(t.0, n);
    Row {
        name,
        code,
        href,
        cells: numbers(row).map(number).into(),
        late: number(row.late),
        overdue: number(row.overdue),
    }
}

/// `/lead/procedures.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    Ok(download(sheet::XLSX, "procedures.xlsx", made(&visit, query, sheet::xlsx).await?))
}

/// `/lead/procedures.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    Ok(download(sheet::CSV, "procedures.csv", made(&visit, query, sheet::csv).await?))
}

async fn made(
    visit: &Visit,
    query: Query,
    make: impl FnOnce(&Sheet) -> kernel::Result<Vec<u8>> + Send + 'static,
) -> Result<Vec<u8>, Problem> {
    let by = Looker::of(visit)?;
    let found = visit.kit().read(move |tx| Found::read(tx, by, &query)).await?.ok_or_else(Problem::lost)?;
    let sheet = table(&found);
    Ok(visit.kit().run(move |_| make(&sheet)).await?)
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
        cells.extend(numbers(row).map(Cell::from));
        cells.push(row.late.into());
        cells.push(row.overdue.into());
        cells
    };
    let mut rows: Vec<Vec<Cell>> =
        found.rows.iter().map(|(name, code, row)| cells(name, code.as_deref(), row)).collect();
    rows.push(cells(t.procedures_total(), None, &found.total));
    let mut notes = vec![format!("{}: {}", found.place(), found.span.name(t))];
    if !found.invented.is_empty() {
        notes.push(found.invented.clone());
    }
    Sheet { title: t.procedures_title().to_owned(), notes, columns: names, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(way: &str, months: &str, to: &str, today: &str) -> (String, String, bool) {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let query = Query { way: text(way), months: text(months), to: text(to), ..Query::default() };
        let span = Span::read(&query, today.parse().unwrap());
        (span.period.from.to_string(), span.period.to.to_string(), span.wrong.is_some())
    }

    #[test]
    fn without_a_question_it_is_the_last_month_that_is_over() {
        for (way, today, from, to) in [
            ("", "2020-11-20", "2020-10-01", "2020-11-01"),
            ("", "2020-11-01", "2020-10-01", "2020-11-01"),
            ("reporting", "2020-11-14", "2020-09-15", "2020-10-15"),
            ("reporting", "2020-11-15", "2020-10-15", "2020-11-15"),
            ("reporting", "2021-01-03", "2020-11-15", "2020-12-15"),
        ] {
            assert_eq!(span(way, "", "", today), (from.into(), to.into(), false), "{way} {today}");
        }
    }

    #[test]
    fn a_day_stands_for_its_month_and_what_is_not_over_is_said() {
        for (way, months, to, from, end, wrong) in [
            ("calendar", "3", "2020-06-30", "2020-04-01", "2020-07-01", false),
            ("calendar", "3", "2020-07-01", "2020-04-01", "2020-07-01", false),
            ("reporting", "12", "2020-11-15", "2019-11-15", "2020-11-15", false),
            ("reporting", "1", "2020-11-10", "2020-10-15", "2020-11-15", false),
            ("calendar", "1", "2020-12-24", "2020-10-01", "2020-11-01", true),
            ("calendar", "1", "mai", "2020-10-01", "2020-11-01", true),
            ("calendar", "5", "", "2020-10-01", "2020-11-01", false),
        ] {
            let found = span(way, months, to, "2020-11-20");
            assert_eq!(found, (from.into(), end.into(), wrong), "{way} {months} {to}");
        }
    }
}
