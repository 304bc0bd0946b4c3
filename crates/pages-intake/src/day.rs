//! What a desk took in as batches on a day: the day's book of certifications, to look at and to print.

use crate::locale::T;
use crate::room::{Room, segment, words};
use askama::Template;
use axum::extract::Query;
use dossier::batch::{Batch, of_day};
use dossier::words::StateName;
use kernel::{Day, Right};
use serde::Deserialize;
use webkit::form::{Choice, Parse};
use webkit::{Answer, Form, Layout, Shell, Visit, words as said};

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
    room.who.actor(Right::Receive, desk)?;
    let typed = asked.day.trim();
    let parsed = if typed.is_empty() { Ok(room.today()) } else { Day::parse(typed) };
    let day = match parsed {
        Ok(day) => {
            form = form.fill("day", said::day(visit.lang(), day));
            day
        }
        Err(error) => {
            form = form.fill("day", typed);
            form.wrong("day", t.day_day(), error);
            room.today()
        }
    };
    let batches =
        if form.good() { visit.kit().read(move |tx| of_day(tx, desk, day)).await? } else { Vec::new() };
    let rows: Vec<Row> = batches.iter().flat_map(|batch| rows(t, batch)).collect();
    let page = Page {
        shell: visit.shell(Layout::Work, t.day_title()),
        t,
        desks: room.choices(),
        desk: desk.to_string(),
        desk_name: room.name(desk),
        day: said::day_long(visit.lang(), day),
        documents: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        copies: batches.iter().map(Batch::copies).sum(),
        people: i64::try_from(batches.len()).unwrap_or(i64::MAX),
        rows,
        form,
    };
    if page.form.good() { visit.page(&page) } else { visit.page_again(&page) }
}

fn rows(t: T, batch: &Batch) -> Vec<Row> {
    let time = said::time(t.0, batch.at);
    let row = |r: &dossier::batch::Row| Row {
        time: time.clone(),
        list: format!("/intake/batch/{}", batch.id),
        slip: format!("/dossier/{}/slip", segment(&r.code)),
        code: r.code.clone(),
        name: r.applicant.name.clone(),
        document: r.document.clone(),
        copies: r.copies,
        state: match r.state {
            StateName::Delivered => t.day_delivered(),
            StateName::Settled => t.day_settled(),
            StateName::Void => t.day_void(),
            _ => t.day_open(),
        },
    };
    batch.rows.iter().map(row).collect()
}
