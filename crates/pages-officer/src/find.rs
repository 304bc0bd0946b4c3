//! Finding a dossier by code, name, telephone or card number. What was asked for travels in a form and not in an
//! address: names and numbers of people stay out of histories and logs.

use crate::inbox::export::{MOST, file_name};
use crate::keys;
use crate::locale::T;
use crate::row::{Row, Teller};
use askama::Template;
use dossier::desk::{Desk, DossierId};
use dossier::listing::{Line, find};
use kernel::{Day, Right};
use std::sync::Arc;
use webkit::{Answer, Form, Layout, Problem, Shell, Visit, words};

/// Lines of a page.
const PAGE: i64 = 30;
/// Lines of a file: a search is not a register.
const FILE: i64 = 2_000;

#[derive(Template)]
#[template(path = "find.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    asked: String,
    searched: bool,
    heading: String,
    rows: Vec<Row>,
    more: Option<i64>,
}

struct Found {
    reference: Arc<dossier::reference::Reference>,
    lines: Vec<Line>,
}

pub(crate) async fn page(visit: Visit) -> Answer {
    let form = visit.form();
    visit.page(&empty(&visit, form).await?)
}

async fn empty(visit: &Visit, form: Form) -> Result<Page, Problem> {
    let t = T(visit.lang());
    let mut shell = visit.shell(Layout::Work, t.find_title());
    shell.keys = keys::of(visit).await?;
    Ok(Page {
        shell,
        asked: form.value("asked").to_owned(),
        form,
        searched: false,
        heading: t.find_title().to_owned(),
        rows: Vec::new(),
        more: None,
        t,
    })
}

async fn look(visit: &Visit, asked: String, before: Option<DossierId>, limit: i64) -> kernel::Result<Found> {
    let who = pages_account::who(visit).cloned();
    let desk = visit.kit().need::<Desk>()?;
    visit
        .kit()
        .run(move |_| {
            let who = who.map_err(|_| kernel::Actor::not_allowed())?;
            let units = who.units(Right::See);
            desk.db().read(|tx| {
                let reference = desk.reference(tx)?;
                let lines = find(tx, &units, &asked, before, limit)?;
                Ok(Found { reference, lines })
            })
        })
        .await
}

pub(crate) async fn found(visit: Visit, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let asked = form.need::<String>("asked", t.find_label());
    let before = form.value("before").parse().ok().map(DossierId);
    let Some(asked) = asked.filter(|_| form.good()) else {
        return visit.page_again(&empty(&visit, form).await?);
    };
    let found = look(&visit, asked.clone(), before, PAGE + 1).await;
    let Some(mut found) = form.take(found)? else {
        return visit.page_again(&empty(&visit, form).await?);
    };
    let today: Day = visit.business_now().day();
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.lines.len() > page;
    found.lines.truncate(page);
    let teller = Teller { reference: &found.reference, lang: visit.lang(), today };
    let count = i64::try_from(found.lines.len()).unwrap_or(i64::MAX);
    let heading = match (count, more || before.is_some()) {
        (0, false) => t.find_none().to_owned(),
        (n, false) => t.find_some(n),
        (_, true) => t.find_many().to_owned(),
    };
    let last = found.lines.last().map(|l| l.id.0);
    let mut shown = empty(&visit, form).await?;
    shown.rows = found.lines.iter().map(|line| teller.row(line)).collect();
    shown.searched = true;
    shown.heading = heading;
    shown.more = last.filter(|_| more);
    shown.asked = asked;
    visit.page(&shown)
}

pub(crate) async fn xlsx(visit: Visit, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let asked = form.need::<String>("asked", t.find_label());
    let Some(asked) = asked.filter(|_| form.good()) else {
        return visit.page_again(&empty(&visit, form).await?);
    };
    let found = look(&visit, asked, None, FILE + 1).await;
    let Some(mut found) = form.take(found)? else {
        return visit.page_again(&empty(&visit, form).await?);
    };
    let now = visit.business_now();
    let most = usize::try_from(FILE).unwrap_or(MOST);
    let who = pages_account::who(&visit)?;
    let mut notes = vec![t.file_made(words::moment(t.0, now), &who.person().name)];
    if found.lines.len() > most {
        found.lines.truncate(most);
        notes.push(t.file_cut(FILE));
    }
    let lang = visit.lang();
    let made = visit.kit().run(move |_| {
        let teller = Teller { reference: &found.reference, lang, today: now.day() };
        sheet::xlsx(&teller.sheet(T(lang).find_title(), notes, &found.lines))
    });
    let bytes = made.await.map_err(Problem::from)?;
    Ok(webkit::download(sheet::XLSX, &file_name("tra-cuu", now.day(), "xlsx"), bytes))
}
