//! Searching the audit.

use super::names::{Names, names};
use super::search::{Asked, search};
use super::words;
use crate::base::{crumbs, unit_choices};
use crate::export;
use crate::locale::T;
use askama::Template;
use axum::extract::Query;
use identity::Who;
use kernel::Right;
use sheet::{Cell, Column, Kind, Sheet};
use store::{Ctx, Entry, Looked, SealState, Tx, seal_state};
use webkit::component::Crumbs;
use webkit::form::Choice;
use webkit::{Answer, Html, Layout, Shell, Visit};

/// Entries of a page.
const PAGE: usize = 50;
/// Entries of a file.
const FILE: usize = 50_000;
/// How often a file goes on after a look has walked far enough.
const LOOKS: usize = 40;
/// Things of an entry that stand in sight.
const IN_SIGHT: usize = 3;

struct Line {
    at: String,
    who: String,
    login: String,
    behalf: Option<String>,
    what: String,
    name: String,
    things: Vec<Html>,
    rest: Vec<Html>,
    more: usize,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    asked: Asked,
    wrong_day: bool,
    units: Vec<Choice>,
    actions: Vec<Choice>,
    tables: Vec<Choice>,
    xlsx: String,
    csv: String,
    lines: Vec<Line>,
    first: Option<String>,
    next: Option<String>,
    stopped: Option<String>,
    seal: Option<(String, String, String, String)>,
    waiting: i64,
}

type Read = (Looked, Names, SealState);

fn read(tx: &mut Tx, who: &Who, asked: &Asked) -> kernel::Result<Read> {
    let found = search(tx, who, asked, PAGE)?;
    let names = names(tx, &found.entries)?;
    Ok((found, names, seal_state(tx)?))
}

pub(super) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let (who, t) = (pages_account::who(&visit)?.clone(), T(visit.lang()));
    let (reader, wanted) = (who.clone(), asked.clone());
    let (found, names, seal) = visit.kit().read(move |tx| read(tx, &reader, &wanted)).await?;
    let moment = |at| webkit::words::moment(t.0, at);
    let page = Page {
        shell: visit.shell(Layout::Work, t.audit_title()),
        t,
        crumbs: crumbs(&visit, &[], t.audit_title()),
        wrong_day: asked.wrong_day(),
        units: unit_choices(who.directory(), who.today(), &who.units(Right::Audit)),
        actions: words::action_choices(t),
        tables: words::table_choices(t),
        xlsx: asked.address("/admin/audit.xlsx", ""),
        csv: asked.address("/admin/audit.csv", ""),
        lines: found.entries.iter().map(|e| line(t, &who, &names, e)).collect(),
        first: (!asked.before.is_empty()).then(|| asked.address("/admin/audit", "")),
        next: found.next.map(|at| asked.address("/admin/audit", &at.to_string())),
        stopped: found.stopped_at.map(moment),
        seal: seal.last.map(|(no, rows, at, digest)| {
            (no.to_string(), webkit::words::number(t.0, rows), moment(at), digest)
        }),
        waiting: seal.waiting,
        asked,
    };
    visit.page(&page)
}

fn line(t: T, who: &Who, names: &Names, e: &Entry) -> Line {
    let (name, login) = names.person(t, e.actor);
    let mut things = names.things(t, who, e);
    let rest = things.split_off(things.len().min(IN_SIGHT));
    Line {
        at: webkit::words::moment(t.0, e.at),
        who: name,
        login,
        behalf: e.behalf.map(|b| t.audit_behalf(names.person(t, b).0)),
        what: words::action(t, &e.action),
        name: e.action.clone(),
        things,
        rest,
        more: e.more,
    }
}

/// Everything that fits, up to so much; that somebody took it away is itself recorded.
pub(super) async fn file(visit: Visit, Query(asked): Query<Asked>, form: export::Form) -> Answer {
    let (who, t, now) = (pages_account::who(&visit)?.clone(), T(visit.lang()), visit.business_now());
    let actor = who.myself();
    visit
        .kit()
        .write(move |tx| {
            let ids = tx.ids();
            tx.action(&Ctx { actor, now, ids: &ids }.action("audit.export"), |_| Ok(()))
        })
        .await?;
    let reader = who.clone();
    let (entries, names, cut) = visit.kit().read(move |tx| everything(tx, &reader, asked)).await?;
    let column = |words: &str, kind| Column::new(words, kind);
    let mut notes = vec![webkit::words::moment(t.0, now)];
    if cut {
        notes.push(t.audit_cut(entries.len()));
    }
    let list = move || Sheet {
        title: t.audit_title().into(),
        notes,
        columns: vec![
            column(t.audit_when(), Kind::Moment),
            column(t.audit_who(), Kind::Text),
            column(t.people_login(), Kind::Text),
            column(t.audit_for(), Kind::Text),
            column(t.audit_what(), Kind::Text),
            column(t.audit_action_name(), Kind::Text),
            column(t.audit_rows(), Kind::Long),
        ],
        rows: entries.iter().map(|e| row(t, &who, &names, e)).collect(),
    };
    export::answer(&visit, "nhat-ky", form, list).await
}

fn everything(tx: &mut Tx, who: &Who, mut asked: Asked) -> kernel::Result<(Vec<Entry>, Names, bool)> {
    let mut entries = Vec::new();
    asked.before.clear();
    let mut next = None;
    for _ in 0..LOOKS {
        let found = search(tx, who, &asked, FILE - entries.len())?;
        entries.extend(found.entries);
        next = found.next;
        match next {
            Some(at) if entries.len() < FILE => asked.before = at.to_string(),
            _ => break,
        }
    }
    let names = names(tx, &entries)?;
    Ok((entries, names, next.is_some()))
}

fn row(t: T, who: &Who, names: &Names, e: &Entry) -> Vec<Cell> {
    let (name, login) = names.person(t, e.actor);
    let behalf = e.behalf.map_or_else(String::new, |b| names.person(t, b).0);
    let mut things: Vec<String> = names.things(t, who, e).iter().map(|h| plain(h.as_str())).collect();
    if e.more > 0 {
        things.push(t.audit_more(e.more));
    }
    vec![
        Cell::Moment(e.at),
        name.into(),
        login.into(),
        behalf.into(),
        words::action(t, &e.action).into(),
        e.action.as_str().into(),
        things.join("\n").into(),
    ]
}

/// Markup of ours as the text people read.
fn plain(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut inside = false;
    for c in markup.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    for (entity, c) in [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")] {
        text = text.replace(entity, c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_the_text_that_was_escaped_into_it() {
        assert_eq!(
            plain(r#"Hồ sơ <a href="/x">&#60;b&#62; &#38; &#34;</a> (đã xóa)"#),
            "Hồ sơ <b> & \" (đã xóa)"
        );
        assert_eq!(plain("&#38;#60;"), "&#60;");
    }
}
