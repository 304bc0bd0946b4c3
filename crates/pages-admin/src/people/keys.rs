//! A new password, the end of sessions, a second factor taken away.

use super::Seen;
use super::add::shown;
use crate::base::{FormPage, act, told};
use crate::locale::T;
use axum::extract::Path;
use identity::{Gate, desk};
use webkit::{Answer, Form, Link, Visit};

pub(super) async fn password_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    page(&visit, &seen, visit.form()).show(&visit)
}

pub(super) async fn password(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    if !form.good() {
        return page(&visit, &seen, form).show(&visit);
    }
    let (gate, actor, person) = (visit.kit().need::<Gate>()?, seen.actor, seen.person.id);
    let done = visit.kit().run(move |_| gate.reset_password(actor, person)).await;
    match form.take(done)? {
        Some(made) => shown(&visit, made, T(visit.lang()).password_done()),
        None => page(&visit, &seen, form).show(&visit),
    }
}

fn page(visit: &Visit, seen: &Seen, form: Form) -> FormPage {
    let t = T(visit.lang());
    let mut page = FormPage::new(visit, t.password_title(), seen.crumbs(visit, t.password_title()), form);
    page.over = format!("{} · {}", seen.person.name, seen.person.login);
    page.button = t.password_button().into();
    page.back = Link::to(seen.address(), t.cancel());
    page.aside = t.happens().into();
    page.notes =
        [t.password_note_once(), t.password_note_ends(), t.password_note_sure()].map(str::to_owned).into();
    page
}

pub(super) async fn end_sessions(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    if !form.good() {
        return Ok(visit.go(&seen.address()));
    }
    let person = seen.person.id;
    let done = act(&visit, seen.actor, move |tx, ctx| desk::end_sessions(tx, ctx, person)).await;
    told(&visit, &seen.address(), done.map(|n| T(visit.lang()).sessions_ended(n)))
}

pub(super) async fn second_factor(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    if !form.good() {
        return Ok(visit.go(&seen.address()));
    }
    let person = seen.person.id;
    let done = act(&visit, seen.actor, move |tx, ctx| desk::remove_second_factor(tx, ctx, person)).await;
    told(&visit, &seen.address(), done.map(|()| T(visit.lang()).second_factor_removed().into()))
}
