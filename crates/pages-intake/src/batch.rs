//! Many certifications for one person: rows typed one after the other, taken in together or not at all.

mod rows;

use crate::locale::T;
use crate::room::{Room, key_of, new_key, words};
use crate::{choose, person};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use catalogue::Revision;
use dossier::batch::BatchId;
use dossier::desk::{Applicant, BatchItem, Desk, TakeBatch, same_day};
use kernel::{Refusal, Right, UnitId};
use rows::RowView;
use serde::Deserialize;
use std::sync::Arc;
use store::Ctx;
use webkit::form::{Choice, FieldError};
use webkit::{Answer, Flash, Form, Layout, Shell, Visit};

#[derive(Template)]
#[template(path = "batch.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    key: String,
    owner: String,
    posted: bool,
    restored: bool,
    desks: Vec<Choice>,
    desk: String,
    desk_name: String,
    procedures: Vec<Choice>,
    rows: Vec<RowView>,
    may_hand_out: bool,
}

/// What the next batch of the day begins with.
#[derive(Deserialize)]
pub(crate) struct Begin {
    #[serde(default)]
    desk: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    at_once: String,
}

/// The empty form.
pub(crate) async fn page(visit: Visit, Query(begin): Query<Begin>) -> Answer {
    let room = Room::of(&visit).await?;
    let mut form = visit.form().fill("desk", begin.desk).fill("code", begin.code);
    if begin.at_once == "1" {
        form = form.fill("at_once", "1");
    }
    let desk = room.desk(&form)?;
    shown(&visit, &room, desk, form, StatusCode::OK)
}

/// The form as it was sent: with more rows, or to be saved.
pub(crate) async fn sent(visit: Visit, form: Form) -> Answer {
    let room = Room::of(&visit).await?;
    let desk = room.desk(&form)?;
    let mut form = person::scanned(form, words(&visit));
    if form.value("act") == "save" && !form.is_again() {
        return save(visit, room, desk, form).await;
    }
    if form.value("act") == "more" {
        form = rows::more(form);
    }
    shown(&visit, &room, desk, form, StatusCode::OK)
}

async fn save(visit: Visit, room: Room, desk: UnitId, mut form: Form) -> Answer {
    let t = words(&visit);
    let actor = room.who.actor(Right::Receive, desk)?;
    let Some(cmd) = read(&visit, &room, desk, &mut form, t) else {
        return shown(&visit, &room, desk, form, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let at_once = form.ticked("at_once");
    let (desks, who, now) = (visit.kit().need::<Desk>()?, room.who.clone(), room.now);
    let done = visit.kit().run(move |kit| {
        let ids = kit.db().ids().clone();
        desks.shift(move |shift| {
            let ctx = Ctx { actor, now, ids: &ids };
            shift.take_batch(&ctx, cmd, |shift, id| {
                if !at_once {
                    return Ok(());
                }
                shift.hand_out_at_once(&ctx, id, &|right, unit| who.actor(right, unit))
            })
        })
    });
    let done = done.await;
    let used = matches!(&done, Err(kernel::Error::Refused(r)) if r.code == "intake.form_used");
    match form.take(done)? {
        Some((batch, now)) => {
            let n = i64::try_from(batch.rows.len()).unwrap_or(i64::MAX);
            let said =
                if now { Flash::good(t.batch_taken(n)) } else { Flash::warning(t.batch_taken_before(n)) };
            Ok(visit.go_saying(&format!("/intake/batch/{}", batch.id), &said))
        }
        None => {
            let form = if used { form.fill("form", new_key(&visit)) } else { form };
            shown(&visit, &room, desk, form, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn read(visit: &Visit, room: &Room, desk: UnitId, form: &mut Form, t: T) -> Option<TakeBatch> {
    let person = person::read(form, t);
    let filed = offered(room, desk).into_iter().find(|r| r.code == form.value("code"));
    if filed.is_none() {
        form.wrong("code", t.full_procedure(), FieldError::NotAChoice);
    }
    let typed = rows::read(form, t);
    if typed.is_empty() && form.good() {
        form.wrong("doc-1", t.batch_rows(), FieldError::Refused(nothing()));
    }
    if !form.good() {
        return None;
    }
    let filed = filed?;
    let item = |row: rows::Row| {
        // Another person's paper has that person's name and nothing else of the one who stands at the desk.
        let applicant = match row.name {
            Some(name) => Applicant { name, ..Applicant::default() },
            None => person.clone(),
        };
        let content = T(webkit::Lang::Vi).batch_content(&filed.name, &row.document, row.copies);
        BatchItem { applicant, document: row.document, copies: row.copies, content }
    };
    let id = key_of(visit, form).unwrap_or_else(|| visit.kit().db().ids().next(room.now));
    Some(TakeBatch {
        id: BatchId(id),
        procedure: filed.procedure,
        unit: desk,
        receiving: desk,
        items: typed.into_iter().map(item).collect(),
    })
}

fn nothing() -> Refusal {
    Refusal::new(
        "batch.nothing",
        "Chưa có dòng nào. Hãy nhập ít nhất một giấy tờ.",
        "There is no row yet. Enter one document at least.",
    )
}

/// What a desk settles itself on the same day.
fn offered(room: &Room, desk: UnitId) -> Vec<Arc<Revision>> {
    let (reference, day) = (&room.reference, room.today());
    let own = |r: &Arc<Revision>| same_day(r.term) && reference.is_competent(r, desk, day);
    choose::in_force(reference, day).filter(own).collect()
}

/// Whether the officer may do every step himself.
fn may_hand_out(room: &Room, desk: UnitId) -> bool {
    [Right::Process, Right::Settle, Right::Receive].into_iter().all(|r| room.who.actor(r, desk).is_ok())
}

fn shown(visit: &Visit, room: &Room, desk: UnitId, form: Form, status: StatusCode) -> Answer {
    let t = words(visit);
    let key = if key_of(visit, &form).is_some() { form.value("form").to_owned() } else { new_key(visit) };
    let offered = offered(room, desk);
    let page = Page {
        shell: visit.shell(Layout::Work, t.batch_title()),
        t,
        key,
        owner: room.who.person().id.to_string(),
        posted: status != StatusCode::OK || !form.value("act").is_empty(),
        restored: form.value("act") == "restore",
        desks: room.choices(),
        desk: desk.to_string(),
        desk_name: room.name(desk),
        procedures: offered.iter().map(|r| Choice::new(r.code.clone(), r.name.clone())).collect(),
        rows: rows::shown(&form, t),
        may_hand_out: may_hand_out(room, desk),
        form,
    };
    visit.page_as(status, &page)
}
