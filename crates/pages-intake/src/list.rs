//! The list that stands for as many slips: what one person brought, on one paper.

use crate::locale::T;
use crate::room::{Room, unknown, words};
use crate::slip::{Head, name_of};
use askama::Template;
use axum::extract::Path;
use dossier::batch::{Batch, BatchId, read};
use dossier::words::StateName;
use kernel::Right;
use webkit::{Answer, Lang, Layout, Shell, Visit, words as said};

#[derive(Template)]
#[template(path = "list.html")]
struct Page {
    shell: Shell,
    t: T,
    v: T,
    head: Head,
    name: String,
    card: String,
    phone: String,
    address: String,
    procedure: String,
    procedure_code: String,
    desk: String,
    taken: String,
    promised: String,
    delivered: bool,
    others: bool,
    rows: Vec<Row>,
    copies: i64,
    officer: String,
}

struct Row {
    code: String,
    document: String,
    copies: i64,
    name: String,
}

/// The list of a batch that a desk of this officer took in.
pub(crate) async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let room = Room::of(&visit).await?;
    let Ok(id) = id.parse().map(BatchId) else { return unknown() };
    let Some(batch) = visit.kit().read(move |tx| read(tx, id)).await? else { return unknown() };
    if room.who.actor(Right::Receive, batch.receiving).is_err() {
        return unknown();
    }
    let officer = name_of(&visit, batch.actor).await?;
    visit.page(&paper(&visit, &room, &batch, officer))
}

fn paper(visit: &Visit, room: &Room, batch: &Batch, officer: String) -> Page {
    let (t, v, day) = (words(visit), T(Lang::Vi), batch.at.day());
    let filed = room.reference.catalogue.in_force(batch.procedure, day);
    // Who stood at the desk is the one whose numbers are known; another person's paper has a name alone.
    let known = |r: &&dossier::batch::Row| !r.applicant.card.is_empty() || !r.applicant.phone.is_empty();
    let person = batch.rows.iter().find(known).or(batch.rows.first()).map(|r| r.applicant.clone());
    let person = person.unwrap_or_default();
    let others = batch.rows.iter().any(|r| r.applicant.name != person.name);
    let promised = batch.rows.iter().map(|r| r.promised).max().unwrap_or(day);
    Page {
        shell: visit.shell(Layout::Paper, v.list_page()),
        t,
        v,
        head: Head::of(room, batch.receiving, day),
        card: said::masked(&person.card),
        phone: said::masked(&person.phone),
        address: person.address,
        name: person.name,
        procedure: filed.map(|r| r.name.clone()).unwrap_or_default(),
        procedure_code: filed.map(|r| r.code.clone()).unwrap_or_default(),
        desk: batch.receiving.to_string(),
        taken: format!("{}, {}", said::time(Lang::Vi, batch.at), said::day_long(Lang::Vi, day)),
        promised: said::capital(&said::day_long(Lang::Vi, promised)),
        delivered: batch.rows.iter().all(|r| r.state == StateName::Delivered),
        others,
        copies: batch.copies(),
        rows: batch
            .rows
            .iter()
            .map(|r| Row {
                code: r.code.clone(),
                document: r.document.clone(),
                copies: r.copies,
                name: r.applicant.name.clone(),
            })
            .collect(),
        officer,
    }
}
