//! The list behind a number as a file: the same dossiers, in the same order.

use crate::asked::Query;
use crate::dossiers::{Listed, figure_words, state_words};
use crate::lists::{self, Item};
use crate::look::Looker;
use axum::extract::Query as Asked;
use sheet::{Cell, Column, Kind, Sheet};
use store::Tx;
use webkit::{Answer, Problem, Visit, download, words};

/// Dossiers in a file at most: nobody reads more, and a server has other work.
const MOST: usize = 20_000;
/// Dossiers asked for in one go.
const PART: usize = 2_000;

/// `/lead/dossiers.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let name = file_name(&query, "xlsx");
    let bytes = made(&visit, query, sheet::xlsx).await?;
    Ok(download(sheet::XLSX, &name, bytes))
}

/// `/lead/dossiers.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let name = file_name(&query, "csv");
    let bytes = made(&visit, query, sheet::csv).await?;
    Ok(download(sheet::CSV, &name, bytes))
}

/// `late.xlsx`; whatever else was asked for stands in the file.
fn file_name(query: &Query, ending: &str) -> String {
    let figure = query.figure.as_deref().and_then(dossier::behind::Figure::from_word);
    let word = figure.map_or("dossiers", dossier::behind::Figure::word);
    format!("{word}.{ending}")
}

async fn made(
    visit: &Visit,
    query: Query,
    make: impl FnOnce(&Sheet) -> kernel::Result<Vec<u8>> + Send + 'static,
) -> Result<Vec<u8>, Problem> {
    let by = Looker::of(visit)?;
    let sheet = visit.kit().read(move |tx| list(tx, by, &query)).await?.ok_or_else(Problem::lost)?;
    Ok(visit.kit().run(move |_| make(&sheet)).await?)
}

fn list(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Option<Sheet>> {
    let Some(listed) = Listed::read(tx, by, query)? else { return Ok(None) };
    let (look, t) = (&listed.look, listed.look.t);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut after = None;
    loop {
        let page = lists::page(tx, look, &listed.sum, listed.figure, after, PART)?;
        rows.extend(lists::items(tx, look, &page.rows)?.into_iter().map(|item| row(t, item)));
        after = page.next;
        if after.is_none() || rows.len() >= MOST {
            break;
        }
    }
    let (label, help) = figure_words(t, listed.figure);
    let mut notes = vec![format!("{}: {}", listed.name, look.when.name(t)), help.to_owned(), look.stand()];
    if after.is_some() {
        rows.truncate(MOST);
        notes.push(t.export_cut(words::number(t.0, i64::try_from(MOST).unwrap_or(0))));
    }
    if !look.invented.is_empty() {
        notes.push(look.invented.clone());
    }
    let columns = vec![
        Column::new(t.column_dossier(), Kind::Text),
        Column::new(t.column_procedure(), Kind::Long),
        Column::new(t.column_applicant(), Kind::Text),
        Column::new(t.column_unit(), Kind::Text),
        Column::new(t.column_accepted(), Kind::Day),
        Column::new(t.column_due(), Kind::Day),
        Column::new(t.column_settled_on(), Kind::Day),
        Column::new(t.column_days_late(), Kind::Whole),
        Column::new(t.column_state(), Kind::Text),
        Column::new(t.export_counts(), Kind::Whole),
    ];
    Ok(Some(Sheet { title: label.to_owned(), notes, columns, rows }))
}

fn row(t: crate::locale::T, item: Item) -> Vec<Cell> {
    vec![
        item.code.into(),
        item.procedure.into(),
        item.name.unwrap_or_default().into(),
        item.unit.into(),
        item.accepted.into(),
        item.due.into(),
        item.settled.into(),
        item.days_late.into(),
        state_words(t, item.state).into(),
        item.counts.into(),
    ]
}
