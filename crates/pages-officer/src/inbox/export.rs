//! The inbox as a file: the same filter, every page of it.

use super::filter::{Asked, Filter, show_words};
use crate::locale::T;
use crate::names;
use crate::row::Teller;
use axum::extract::Query;
use dossier::desk::Desk;
use dossier::listing::inbox::Inbox;
use kernel::{Day, Result};
use sheet::Sheet;
use webkit::{Answer, Visit, download, words};

/// Rows of a file. More are cut, and the file says so.
pub(crate) const MOST: usize = 50_000;

/// As a workbook.
pub(crate) async fn xlsx(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let name = file_name("hop-viec", visit.business_now().day(), "xlsx");
    let bytes = made(&visit, asked, |list| sheet::xlsx(&list)).await?;
    Ok(download(sheet::XLSX, &name, bytes))
}

/// As text.
pub(crate) async fn csv(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let name = file_name("hop-viec", visit.business_now().day(), "csv");
    let bytes = made(&visit, asked, |list| sheet::csv(&list)).await?;
    Ok(download(sheet::CSV, &name, bytes))
}

/// `hop-viec-2020-11-20.xlsx`.
pub(crate) fn file_name(of: &str, day: Day, kind: &str) -> String {
    format!("{of}-{day}.{kind}")
}

async fn made(
    visit: &Visit,
    asked: Asked,
    write: impl FnOnce(Sheet) -> Result<Vec<u8>> + Send + 'static,
) -> std::result::Result<Vec<u8>, webkit::Problem> {
    let (t, now) = (T(visit.lang()), visit.business_now());
    let who = pages_account::who(visit)?.clone();
    let desk = visit.kit().need::<Desk>()?;
    let bytes = visit.kit().run(move |_| {
        let reference = desk.db().read(|tx| desk.reference(tx))?;
        let filter = Filter::of(&who, &reference, &asked);
        let inbox = Inbox { due: filter.due, ..filter.inbox(&who, &reference) };
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let mut lines = desk.db().read(|tx| inbox.page(tx, None, most + 1))?;
        let mut notes = vec![t.file_made(words::moment(t.0, now), &who.person().name)];
        let mut narrowed = vec![show_words(t, filter.show).to_owned()];
        narrowed.extend(filter.unit.map(|unit| names::unit(&reference.directory, unit, now.day())));
        narrowed.extend(filter.field.clone());
        notes.push(narrowed.join(" · "));
        if lines.len() > MOST {
            lines.truncate(MOST);
            notes.push(t.file_cut(most));
        }
        let teller = Teller { reference: &reference, lang: t.0, today: now.day() };
        write(teller.sheet(t.inbox_title(), notes, &lines))
    });
    Ok(bytes.await?)
}
