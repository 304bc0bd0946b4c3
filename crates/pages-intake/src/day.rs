//! What a desk took in as batches on a day: the day's book of certifications, to look at and to print.

use crate::locale::T;
use crate::room::{Room, words};
use askama::Template;
use axum::extract::Query;
use dossier::batch::{Batch, of_day};
use dossier::words::StateName;
use kernel::{Day, UnitId};
use serde::Deserialize;
use sheet::{Cell, Column, Kind, Sheet};
use webkit::form::{Choice, FieldError, Parse};
use webkit::{Answer, Form, Layout, Problem, Shell, Visit, words as said};

#[derive(Template)]
#[template(path = "day.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    desks: Vec<Choice>,
    desk: String,
    desk_name: String,
    day: String,
    file: String,
    rows: Vec<Row>,
    documents: i64,
    copies: i64,
    people: i64,
}

struct Row {
    time: String,
    list: String,
    code: String,
    slip: String,
    name: String,
    document: String,
    copies: i64,
    state: &'static str,
}

/// Which day, at which desk.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    desk: String,
    #[serde(default)]
    day: String,
}

/// The day's list.
pub(crate) async fn page(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let t = words(&visit);
    let room = Room::of(&visit).await?;
    let mut form = visit.form().fill("desk", asked.desk);
    let desk = room.desk(&form)?;
    let day = match day_of(&room, &asked.day) {
        Ok(day) => {
            form = form.fill("day", said::day(visit.lang(), day));
            day
        }
        Err(error) => {
            form = form.fill("day", asked.day.trim());
            form.wrong("day", t.day_day(), error);
            room.today()
        }
    };
    let batches = if form.good() { taken(&visit, desk, day).await? } else { Vec::new() };
    let rows: Vec<Row> = batches.iter().flat_map(|batch| rows(t, batch)).collect();
    let page = Page {
        shell: visit.shell(Layout::Work, t.day_title()),
        t,
        desks: room.choices(),
        desk: desk.to_string(),
        desk_name: room.name(desk),
        day: said::day_long(visit.lang(), day),
        file: format!("/intake/day.xlsx?desk={desk}&day={day}"),
        documents: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        copies: batches.iter().map(Batch::copies).sum(),
        people: i64::try_from(batches.len()).unwrap_or(i64::MAX),
        rows,
        form,
    };
    if page.form.good() { visit.page(&page) } else { visit.page_again(&page) }
}

/// The same as a workbook.
pub(crate) async fn workbook(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let t = words(&visit);
    let room = Room::of(&visit).await?;
    let desk = room.desk(&visit.form().fill("desk", asked.desk))?;
    let day = day_of(&room, &asked.day).unwrap_or(room.today());
    let batches = taken(&visit, desk, day).await?;
    let list = sheet(t, &room.name(desk), day, &batches);
    let bytes = visit.kit().run(move |_| sheet::xlsx(&list)).await?;
    Ok(webkit::download(sheet::XLSX, &format!("chung-thuc-{day}.xlsx"), bytes))
}

pub(crate) fn day_of(room: &Room, typed: &str) -> Result<Day, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() { Ok(room.today()) } else { Day::parse(typed) }
}

async fn taken(visit: &Visit, desk: UnitId, day: Day) -> Result<Vec<Batch>, Problem> {
    Ok(visit.kit().read(move |tx| of_day(tx, desk, day)).await?)
}

fn sheet(t: T, desk: &str, day: Day, batches: &[Batch]) -> Sheet {
    let row = |(batch, r): (&Batch, &dossier::batch::Row)| {
        vec![
            Cell::Moment(batch.at),
            r.code.as_str().into(),
            r.applicant.name.as_str().into(),
            r.document.as_str().into(),
            r.copies.into(),
            state(t, r.state).into(),
        ]
    };
    Sheet {
        title: t.day_title().into(),
        notes: vec![desk.to_owned(), said::day_long(t.0, day)],
        columns: vec![
            Column::new(t.day_time(), Kind::Moment),
            Column::new(t.list_code(), Kind::Text),
            Column::new(t.list_owner(), Kind::Text),
            Column::new(t.batch_document(), Kind::Long),
            Column::new(t.batch_copies(), Kind::Whole),
            Column::new(t.day_state(), Kind::Text),
        ],
        rows: batches.iter().flat_map(|b| b.rows.iter().map(move |r| (b, r))).map(row).collect(),
    }
}

fn state(t: T, state: StateName) -> &'static str {
    match state {
        StateName::Delivered => t.day_delivered(),
        StateName::Settled => t.day_settled(),
        StateName::Void => t.day_void(),
        _ => t.day_open(),
    }
}

fn rows(t: T, batch: &Batch) -> Vec<Row> {
    let time = said::time(t.0, batch.at);
    let row = |r: &dossier::batch::Row| Row {
        time: time.clone(),
        list: format!("/intake/batch/{}", batch.id),
        slip: format!("/dossier/{}/slip", kernel::text::percent_encoded(&r.code)),
        code: r.code.clone(),
        name: r.applicant.name.clone(),
        document: r.document.clone(),
        copies: r.copies,
        state: state(t, r.state),
    };
    batch.rows.iter().map(row).collect()
}
