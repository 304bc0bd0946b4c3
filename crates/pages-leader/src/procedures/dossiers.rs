//! The dossiers behind a figure by field or procedure.

use super::{Each, Found, Query};
use crate::behind::{Listed, SHOWN, Start};
use crate::dossiers::figure_words;
use crate::export;
use crate::lists;
use crate::look::Looker;
use axum::extract::Query as Asked;
use catalogue::ProcedureId;
use dossier::behind::{self, Counted, Figure, Mark, Member, behind};
use dossier::statistics::ProcedureRow;
use kernel::{Day, UnitId};
use sheet::Sheet;
use std::collections::BTreeSet;
use store::Tx;
use webkit::{Answer, Link, Problem, Visit, download};

pub(super) const PAGE: &str = "/lead/procedures/dossiers";
const XLSX: &str = "/lead/procedures/dossiers.xlsx";
const CSV: &str = "/lead/procedures/dossiers.csv";

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

/// `/lead/procedures/dossiers`.
pub(crate) async fn page(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let by = Looker::of(&visit)?;
    let start = Start::read(query.after.as_deref(), query.at.as_deref());
    let read = visit.kit().read(move |tx| {
        let Some(list) = List::read(tx, by, &query)? else { return Ok(None) };
        let page = list.page(tx, start.after, SHOWN)?;
        let items = list.items(tx, &page.rows)?;
        Ok(Some((list, items, page.next)))
    });
    let (list, items, next) = read.await?.ok_or_else(Problem::lost)?;
    let (found, span) = (&list.found, &list.found.span);
    let t = found.t;
    let mut up = vec![
        Link::to("/lead", t.whole_province()),
        Link::to(found.address(super::PAGE, span, None).text(), t.procedures_title()),
    ];
    if let Some(field) = &found.field {
        up.push(Link::to(found.address(super::PAGE, span, Some(field)).text(), field.clone()));
    }
    let listed = Listed {
        t,
        label: figure_words(t, list.figure),
        of: list.of(),
        n: list.n,
        name: format!("{} · {}", span.name(t), found.place()),
        stand: found.stand(),
        up,
        items,
        next,
    };
    listed.show(&visit, start, [PAGE, XLSX, CSV], |page| list.address(page))
}

/// `/lead/procedures/dossiers.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let bytes = export::bytes(&visit, move |tx, by| file(tx, by, &query), sheet::xlsx).await?;
    Ok(download(sheet::XLSX, "procedure-dossiers.xlsx", bytes))
}

/// `/lead/procedures/dossiers.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let bytes = export::bytes(&visit, move |tx, by| file(tx, by, &query), sheet::csv).await?;
    Ok(download(sheet::CSV, "procedure-dossiers.csv", bytes))
}

fn file(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Option<Sheet>> {
    let Some(list) = List::read(tx, by, query)? else { return Ok(None) };
    let (rows, more) = export::whole(|after| list.page(tx, after, export::PART))?;
    let items = list.items(tx, &rows)?;
    let (found, t) = (&list.found, list.found.t);
    let (label, help) = figure_words(t, list.figure);
    let notes =
        vec![format!("{}: {}", list.of(), found.span.name(t)), found.place(), help.to_owned(), found.stand()];
    Ok(Some(export::sheet(t, label, export::notes(t, notes, more, &found.invented), items)))
}
