//! Leaving: what passes to whom is shown before anything is done.

use super::delegate::{colleagues, other};
use super::{Seen, role_name};
use crate::base::{act, field, scope_words, told};
use crate::locale::T;
use askama::Template;
use axum::extract::Path;
use identity::{Leaving, desk};
use kernel::PersonId;
use webkit::component::Crumbs;
use webkit::form::Choice;
use webkit::{Answer, Flash, Form, Html, Layout, Shell, Visit};

#[derive(Template)]
#[template(path = "leave.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    address: String,
    name: String,
    form: Form,
    fields: Vec<Html>,
    grants: Vec<(String, String)>,
    stands_in: Vec<String>,
    absent: Vec<String>,
    tokens: usize,
    sessions: usize,
}

pub(super) async fn form(visit: Visit, Path(id): Path<String>) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    let page = page(&visit, &seen, visit.form()).await?;
    visit.page(&page)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let (seen, t) = (Seen::at(&visit, &id).await?, T(visit.lang()));
    let reason: Option<String> = form.need("reason", t.reason());
    let login = form.value("successor_login").trim().to_owned();
    let chosen = form.may::<i64>("successor", t.leave_successor()).map(PersonId);
    let (true, Some(reason)) = (form.good(), reason) else {
        let again = form.is_again();
        let page = page(&visit, &seen, form).await?;
        return if again { visit.page(&page) } else { visit.page_again(&page) };
    };
    let (who, person) = (seen.who.clone(), seen.person.id);
    let done = act(&visit, seen.actor, move |tx, ctx| {
        let successor = if login.is_empty() { chosen } else { Some(other(tx, &who, &login)?.id) };
        desk::deactivate(tx, ctx, person, successor, &reason)
    })
    .await;
    match form.take(done)? {
        Some(done) => {
            let words = t.leave_done(done.grants_moved, done.delegations_moved, done.sessions_ended);
            Ok(visit.go_saying(&seen.address(), &Flash::good(words)))
        }
        None => visit.page_again(&page(&visit, &seen, form).await?),
    }
}

async fn page(visit: &Visit, seen: &Seen, form: Form) -> Result<Page, webkit::Problem> {
    let (t, who) = (T(visit.lang()), &seen.who);
    let (person, today, now) = (seen.person.id, who.today(), visit.technical_now());
    let rules = visit.kit().need::<identity::Gate>()?.rules().sessions;
    let (leaving, names, sessions) = visit
        .kit()
        .read(move |tx| {
            let leaving = identity::leaving(tx, person, today)?;
            let names = names(tx, &leaving)?;
            Ok((leaving, names, desk::sessions_of(tx, person, now, rules)?.len()))
        })
        .await?;
    let mut people = colleagues(visit, seen).await?;
    people.insert(0, Choice::new("", t.leave_nobody()));
    let span = |name: &str, d: &identity::Delegation| {
        t.leave_delegation(name, visit_day(visit, d.from), visit_day(visit, d.to.plus(-1)))
    };
    let fields = vec![
        field(form.select("successor", t.leave_successor(), people).hint(t.leave_successor_hint())),
        field(form.input("successor_login", t.delegate_login()).hint(t.delegate_login_hint()).optional()),
        field(form.input("reason", t.reason()).hint(t.leave_reason_hint()).required().width("w100")),
    ];
    let title = t.leave_title();
    Ok(Page {
        shell: visit.shell(Layout::Work, title),
        t,
        crumbs: seen.crumbs(visit, title),
        address: seen.address(),
        name: format!("{} · {}", seen.person.name, seen.person.login),
        form,
        fields,
        grants: leaving
            .grants
            .iter()
            .map(|g| (role_name(t.0, g.role).to_owned(), scope_words(t, who, g.scope)))
            .collect(),
        stands_in: leaving.stands_in.iter().zip(&names.0).map(|(d, n)| span(n, d)).collect(),
        absent: leaving.absent.iter().zip(&names.1).map(|(d, n)| span(n, d)).collect(),
        tokens: leaving.tokens,
        sessions,
    })
}

/// A day as the visitor writes it.
fn visit_day(visit: &Visit, day: kernel::Day) -> String {
    webkit::words::day(visit.lang(), day)
}

/// For whom he stands in, and who stands in for him.
fn names(tx: &mut store::Tx, leaving: &Leaving) -> kernel::Result<(Vec<String>, Vec<String>)> {
    let for_whom = || leaving.stands_in.iter().map(|d| d.absent);
    let by_whom = || leaving.absent.iter().map(|d| d.deputy);
    let names = identity::names(tx, for_whom().chain(by_whom()))?;
    let name = |id: PersonId| names.get(&id).cloned().unwrap_or_else(|| id.to_string());
    Ok((for_whom().map(name).collect(), by_whom().map(name).collect()))
}

/// Somebody comes back: his account opens again, without roles, once he is given a password.
pub(super) async fn back(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    if !form.good() {
        return Ok(visit.go(&seen.address()));
    }
    let person = seen.person.id;
    let done = act(&visit, seen.actor, move |tx, ctx| desk::reactivate(tx, ctx, person)).await;
    told(&visit, &seen.address(), done.map(|()| T(visit.lang()).leave_back().into()))
}
