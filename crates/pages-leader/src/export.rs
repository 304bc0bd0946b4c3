//! The list behind a number as a file: the same dossiers, in the same order.

use crate::asked::Query;
use crate::dossiers::{Listed, figure_words, state_words};
use crate::lists::{self, Item};
use crate::locale::T;
use crate::look::Looker;
use axum::extract::Query as Asked;
use dossier::behind::{Counted, Mark, Page};
use sheet::{Cell, Column, Kind, Sheet};
use store::Tx;
use webkit::{Answer, Problem, Visit, download, words};

/// Dossiers in a file at most: nobody reads more, and a server has other work.
pub(crate) const MOST: usize = 20_000;
/// Dossiers asked for in one go.
pub(crate) const PART: usize = 2_000;

/// `/lead/dossiers.xlsx`.
pub(crate) async fn xlsx(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let name = file_name(&query, "xlsx");
    let bytes = bytes(&visit, move |tx, by| list(tx, by, &query), sheet::xlsx).await?;
    Ok(download(sheet::XLSX, &name, bytes))
}

/// `/lead/dossiers.csv`.
pub(crate) async fn csv(visit: Visit, Asked(query): Asked<Query>) -> Answer {
    let name = file_name(&query, "csv");
    let bytes = bytes(&visit, move |tx, by| list(tx, by, &query), sheet::csv).await?;
    Ok(download(sheet::CSV, &name, bytes))
}

/// `late.xlsx`; whatever else was asked for stands in the file.
fn file_name(query: &Query, ending: &str) -> String {
    let figure = query.figure.as_deref().and_then(dossier::behind::Figure::from_word);
    let word = figure.map_or("dossiers", dossier::behind::Figure::word);
    format!("{word}.{ending}")
}

/// A sheet that is read in one snapshot, as the bytes of a file; 404 where there is none for who looks.
pub(crate) async fn bytes(
    visit: &Visit,
    read: impl FnOnce(&mut Tx<'_>, Looker) -> kernel::Result<Option<Sheet>> + Send + 'static,
    make: impl FnOnce(&Sheet) -> kernel::Result<Vec<u8>> + Send + 'static,
) -> Result<Vec<u8>, Problem> {
    let by = Looker::of(visit)?;
    let sheet = visit.kit().read(move |tx| read(tx, by)).await?.ok_or_else(Problem::lost)?;
    Ok(visit.kit().run(move |_| make(&sheet)).await?)
}

fn list(tx: &mut Tx<'_>, by: Looker, query: &Query) -> kernel::Result<Option<Sheet>> {
    let Some(listed) = Listed::read(tx, by, query)? else { return Ok(None) };
    let (look, t) = (&listed.look, listed.look.t);
    let (rows, more) = whole(|after| lists::page(tx, look, &listed.sum, listed.figure, after, PART))?;
    let rows = lists::items(tx, &look.by, look.glance.day(), &rows)?;
    let (label, help) = figure_words(t, listed.figure);
    let notes = vec![format!("{}: {}", listed.name, look.when.name(t)), help.to_owned(), look.stand()];
    Ok(Some(sheet(t, label, self::notes(t, notes, more, &look.invented), rows)))
}

/// All of a list, as far as a file goes, and whether it goes on.
pub(crate) fn whole(
    mut page: impl FnMut(Option<Mark>) -> kernel::Result<Page>,
) -> kernel::Result<(Vec<Counted>, bool)> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let some = page(after)?;
        rows.extend(some.rows);
        after = some.next;
        if after.is_none() || rows.len() >= MOST {
            return Ok((rows, after.is_some()));
        }
    }
}

/// What is said under a sheet, and whether it goes on beyond the file, and what of its data is invented.
pub(crate) fn notes(t: T, mut notes: Vec<String>, more: bool, invented: &str) -> Vec<String> {
    if more {
        notes.push(t.export_cut(words::number(t.0, i64::try_from(MOST).unwrap_or(0))));
    }
    if !invented.is_empty() {
        notes.push(invented.to_owned());
    }
    notes
}

/// Dossiers as a sheet, as many as a file has.
pub(crate) fn sheet(t: T, title: &str, notes: Vec<String>, items: Vec<Item>) -> Sheet {
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
    let rows = items.into_iter().take(MOST).map(|item| row(t, item)).collect();
    Sheet { title: title.to_owned(), notes, columns, rows }
}

fn row(t: T, item: Item) -> Vec<Cell> {
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
