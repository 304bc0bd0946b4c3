//! Hand-over lists: what a desk took in for other units on a day, a sheet for each of them that both sides sign.

use crate::day::day_of;
use crate::locale::T;
use crate::room::{Room, words};
use askama::Template;
use axum::extract::Query;
use dossier::listing::handover::{Handed, handed_over};
use kernel::{Day, UnitId};
use serde::Deserialize;
use sheet::{Cell, Column, Kind, Sheet};
use webkit::form::Choice;
use webkit::{Answer, Form, Lang, Layout, Problem, Shell, Visit, words as said};

/// Which day, at which desk.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    desk: String,
    #[serde(default)]
    day: String,
}

struct Row {
    code: String,
    href: String,
    name: String,
    procedure: String,
    time: String,
    due: String,
    papers: i64,
}

/// A sheet for one unit.
struct List {
    unit: String,
    rows: Vec<Row>,
    papers: i64,
}

#[derive(Template)]
#[template(path = "handover.html")]
struct Page {
    shell: Shell,
    t: T,
    /// The sheets are Vietnamese, whatever the officer reads.
    v: T,
    form: Form,
    desks: Vec<Choice>,
    desk: String,
    desk_name: String,
    day: String,
    printed: String,
    officer: String,
    file: String,
    lists: Vec<List>,
    dossiers: i64,
}

/// `/intake/handover`.
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
    let handed = if form.good() { read(&visit, desk, day).await? } else { Vec::new() };
    let page = Page {
        shell: visit.shell(Layout::Work, t.handover_title()),
        t,
        v: T(Lang::Vi),
        desks: room.choices(),
        desk: desk.to_string(),
        desk_name: room.name(desk),
        day: said::day_long(visit.lang(), day),
        printed: said::day_long(Lang::Vi, day),
        officer: room.who.person().name.clone(),
        file: format!("/intake/handover.xlsx?desk={desk}&day={day}"),
        dossiers: count(handed.len()),
        lists: lists(&room, &handed),
        form,
    };
    if page.form.good() { visit.page(&page) } else { visit.page_again(&page) }
}

/// `/intake/handover.xlsx`.
pub(crate) async fn workbook(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let t = words(&visit);
    let room = Room::of(&visit).await?;
    let desk = room.desk(&visit.form().fill("desk", asked.desk))?;
    let day = day_of(&room, &asked.day).unwrap_or(room.today());
    let handed = read(&visit, desk, day).await?;
    let list = sheet(t, &room, (desk, day), &handed);
    let bytes = visit.kit().run(move |_| sheet::xlsx(&list)).await?;
    Ok(webkit::download(sheet::XLSX, &format!("ban-giao-{day}.xlsx"), bytes))
}

async fn read(visit: &Visit, desk: UnitId, day: Day) -> Result<Vec<Handed>, Problem> {
    Ok(visit.kit().read(move |tx| handed_over(tx, desk, day)).await?)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn procedure(room: &Room, of: &Handed) -> String {
    let (procedure, revision) = of.procedure;
    room.reference.catalogue.at_revision(procedure, revision).map(|r| r.name.clone()).unwrap_or_default()
}

fn lists(room: &Room, handed: &[Handed]) -> Vec<List> {
    let row = |h: &Handed| Row {
        href: format!("/dossier/{}", kernel::text::percent_encoded(&h.code)),
        code: h.code.clone(),
        name: h.name.clone(),
        procedure: procedure(room, h),
        time: said::time(Lang::Vi, h.at),
        due: h.due.map(|day| said::day(Lang::Vi, day)).unwrap_or_default(),
        papers: h.papers,
    };
    let list = |of: &[Handed]| List {
        unit: of.first().map(|h| room.name(h.unit)).unwrap_or_default(),
        rows: of.iter().map(row).collect(),
        papers: of.iter().map(|h| h.papers).sum(),
    };
    handed.chunk_by(|a, b| a.unit == b.unit).map(list).collect()
}

fn sheet(t: T, room: &Room, (desk, day): (UnitId, Day), handed: &[Handed]) -> Sheet {
    let row = |h: &Handed| -> Vec<Cell> {
        vec![
            room.name(h.unit).into(),
            h.code.as_str().into(),
            h.name.as_str().into(),
            procedure(room, h).into(),
            Cell::Moment(h.at),
            h.due.into(),
            h.papers.into(),
        ]
    };
    Sheet {
        title: t.handover_title().into(),
        notes: vec![room.name(desk), said::day_long(t.0, day)],
        columns: vec![
            Column::new(t.handover_unit(), Kind::Text),
            Column::new(t.list_code(), Kind::Text),
            Column::new(t.list_owner(), Kind::Text),
            Column::new(t.handover_procedure(), Kind::Long),
            Column::new(t.day_time(), Kind::Moment),
            Column::new(t.handover_due(), Kind::Day),
            Column::new(t.handover_papers(), Kind::Whole),
        ],
        rows: handed.iter().map(row).collect(),
    }
}
