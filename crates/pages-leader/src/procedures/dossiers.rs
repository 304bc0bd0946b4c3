//! The dossiers behind a figure by field or procedure.

use super::{Each, Found, Query};
use crate::dossiers::figure_words;
use crate::export;
use crate::lists::{self, Rows};
use crate::locale::T;
use crate::look::Looker;
use askama::Template;
use axum::extract::Query as Asked;
use catalogue::ProcedureId;
use dossier::behind::{self, Counted, Figure, Mark, Member, behind};
use dossier::statistics::ProcedureRow;
use kernel::{Day, UnitId};
use sheet::Sheet;
use std::collections::BTreeSet;
use store::Tx;
use webkit::component::{Crumbs, Pager};
use webkit::words::inside;
use webkit::{Answer, Html, Layout, Link, Problem, Shell, Visit, download, words};

pub(super) const PAGE: &str = "/lead/procedures/dossiers";
/// Dossiers on a page.
const SHOWN: usize = 50;

/// What a list is of.
struct List {
    found: Found,
    figure: Figure,
    /// The procedure's code and name, where it is one procedure's.
    procedure: Option<(String, String)>,
    n: i64,
    units: Vec<Member>,
    /// None: all of them.
    procedures: Option<Vec<ProcedureId>>,
}

impl List {
    /// None when there is no such figure, or no such procedure in the field for who looks.
    fn read(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Option<Self>> {
        let figure = Figure::from_word(query.figure.as_deref().unwrap_or("late"));
        let Some(figure) = figure.filter(|f| f.of_procedure(&ProcedureRow::default()).is_some()) else {
            return Ok(None);
        };
        let Some(found) = Found::read(tx, by, query)? else { return Ok(None) };
        let code = query.procedure.as_deref().filter(|code| !code.is_empty());
        let counted = |each: &&Each| code.is_none_or(|code| each.key.1.as_deref() == Some(code));
        let (mut units, mut procedures, mut sum) =
            (BTreeSet::new(), BTreeSet::new(), ProcedureRow::default());
        for each in found.each.iter().filter(counted) {
            units.insert(each.unit);
            procedures.insert(each.procedure);
            sum.add(&each.row);
        }
        let name = |code: &str| {
            let each = found.each.iter().find(|each| each.key.1.as_deref() == Some(code))?;
            Some((code.to_owned(), each.key.0.clone()))
        };
        let procedure = match code.map(name) {
            Some(None) => return Ok(None),
            Some(known) => known,
            None => None,
        };
        let from = found.span.period.from;
        let member = |unit: UnitId| Member { unit, from, carried: true };
        let narrowed = found.field.is_some() || procedure.is_some();
        Ok(Some(Self {
            n: figure.of_procedure(&sum).unwrap_or(0),
            units: units.into_iter().map(member).collect(),
            procedures: narrowed.then(|| procedures.into_iter().collect()),
            figure,
            procedure,
            found,
        }))
    }

    fn page(&self, tx: &mut Tx<'_>, after: Option<Mark>, limit: usize) -> kernel::Result<behind::Page> {
        let asked = behind::Asked {
            figure: self.figure,
            period: self.found.span.period,
            as_of: self.found.as_of,
            today: self.found.by.today,
            units: &self.units,
            procedures: self.procedures.as_deref(),
        };
        behind(tx, &asked, after, limit)
    }

    fn items(&self, tx: &mut Tx<'_>, rows: &[Counted]) -> kernel::Result<Vec<lists::Item>> {
        lists::items(tx, &self.found.by, self.last(), rows)
    }

    fn last(&self) -> Day {
        self.found.span.period.to.plus(-1)
    }

    /// What the list is of: a procedure, a field, everything.
    fn of(&self) -> String {
        let field = self.found.field.clone();
        self.procedure.as_ref().map(|(_, name)| name.clone()).or(field).unwrap_or_else(|| self.found.place())
    }

    fn address(&self, page: &str) -> webkit::Address {
        let code = self.procedure.as_ref().map(|(code, _)| code.as_str());
        self.found.list(page, self.found.field.as_deref(), code, self.figure)
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

/// `/lead/procedures/dossiers`.
pub(crate) async fn page(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let before = query.at.as_deref().and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(0);
    let after = query.after.as_deref().and_then(Mark::read);
    let read = visit.kit().read(move |tx| {
        let Some(list) = List::read(tx, by, &query)? else { return Ok(None) };
        let page = list.page(tx, after, SHOWN)?;
        let items = list.items(tx, &page.rows)?;
        Ok(Some((list, items, page.next)))
    });
    let (list, items, next) = read.await?.ok_or_else(Problem::lost)?;
    let t = list.found.t;
    let (label, help) = figure_words(t, list.figure);
    let shown = i64::try_from(items.len()).unwrap_or(0);
    let first = (before > 0).then(|| list.address(PAGE).text());
    let next = next.map(|mark| {
        let address = list.address(PAGE).and("after", &mark.to_string());
        address.and("at", &(before + shown).to_string()).text()
    });
    let (found, span) = (&list.found, &list.found.span);
    let mut up = vec![
        Link::to("/lead", t.whole_province()),
        Link::to(found.address(super::PAGE, span, None).text(), t.procedures_title()),
    ];
    if let Some(field) = &found.field {
        up.push(Link::to(found.address(super::PAGE, span, Some(field)).text(), field.clone()));
    }
    visit.page(&Page {
        shell: visit.shell(Layout::Leader, label),
        crumbs: Crumbs::new(t.0, up, label),
        head: t.dossiers_head(words::number(t.0, list.n), inside(t.0, label), list.of()),
        help,
        stand: found.stand(),
        name: format!("{} · {}", span.name(t), found.place()),
        rows: Rows::new(t, items),
        pager: Pager::new(t.0, before + 1, before + shown, list.n).before(first).after(next),
        xlsx: list.address("/lead/procedures/dossiers.xlsx").text(),
        csv: list.address("/lead/procedures/dossiers.csv").text(),
        t,
    })
}

/// `/lead/procedures/dossiers.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    Ok(download(sheet::XLSX, "procedure-dossiers.xlsx", made(&visit, query, sheet::xlsx).await?))
}

/// `/lead/procedures/dossiers.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    Ok(download(sheet::CSV, "procedure-dossiers.csv", made(&visit, query, sheet::csv).await?))
}

async fn made(
    visit: &Visit,
    query: Query,
    make: impl FnOnce(&Sheet) -> kernel::Result<Vec<u8>> + Send + 'static,
) -> Result<Vec<u8>, Problem> {
    let by = Looker::of(visit)?;
    let read = visit.kit().read(move |tx| {
        let Some(list) = List::read(tx, by, &query)? else { return Ok(None) };
        let (rows, more) = export::whole(|after| list.page(tx, after, export::PART))?;
        let items = list.items(tx, &rows)?;
        let (found, t) = (&list.found, list.found.t);
        let (label, help) = figure_words(t, list.figure);
        let mut notes = vec![
            format!("{}: {}", list.of(), found.span.name(t)),
            found.place(),
            help.to_owned(),
            found.stand(),
        ];
        if more {
            notes.push(export::cut(t));
        }
        if !found.invented.is_empty() {
            notes.push(found.invented.clone());
        }
        Ok(Some(export::sheet(t, label, notes, items)))
    });
    let sheet = read.await?.ok_or_else(Problem::lost)?;
    Ok(visit.kit().run(move |_| make(&sheet)).await?)
}
