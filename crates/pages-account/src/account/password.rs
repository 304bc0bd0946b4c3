//! Changing one's own password; demanded after somebody else has given one.

use super::token;
use crate::locale::T;
use crate::sign_in::{origin, put};
use crate::{landing, who};
use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use identity::{Gate, SHORTEST, Secret};
use webkit::form::FieldError;
use webkit::{Answer, Flash, Form, Layout, Shell, Visit};

#[derive(Template)]
#[template(path = "password.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    forced: bool,
    login: String,
    shortest: i64,
}

pub(crate) async fn page(visit: Visit) -> Answer {
    shown(&visit, visit.form(), StatusCode::OK)
}

fn shown(visit: &Visit, form: Form, status: StatusCode) -> Answer {
    let t = T(visit.lang());
    let who = who(visit)?;
    let shell = visit.shell(Layout::Citizen, t.password_title());
    let shortest = i64::try_from(SHORTEST).unwrap_or(i64::MAX);
    let (forced, login) = (who.must_change(), who.person().login.clone());
    visit.page_as(status, &Page { shell, t, form, forced, login, shortest })
}

pub(crate) async fn change(visit: Visit, headers: HeaderMap, mut form: Form) -> Answer {
    let t = T(visit.lang());
    for (name, label) in [
        ("old_password", t.password_old()),
        ("new_password", t.password_new()),
        ("same_password", t.password_same()),
    ] {
        form.need::<String>(name, label);
    }
    if form.good() && form.value("new_password") != form.value("same_password") {
        let refusal = kernel::Refusal::new(
            "password.twice",
            T(webkit::Lang::Vi).password_differ(),
            T(webkit::Lang::En).password_differ(),
        );
        form.wrong("same_password", t.password_same(), FieldError::Refused(refusal));
    }
    if form.good() {
        let (gate, token) = (visit.kit().need::<Gate>()?, token(&visit, &headers)?);
        let (old, new) = (Secret::new(form.value("old_password")), Secret::new(form.value("new_password")));
        let from = origin(&visit, &headers);
        let done = visit.kit().run(move |_| gate.change_password(&token, &old, &new, from)).await;
        if let Some(signed_in) = form.take(done)? {
            let gate = visit.kit().need::<Gate>()?;
            let new = signed_in.token.clone();
            let entered = visit.kit().run(move |_| gate.enter(&new)).await?;
            let goal = entered.map_or("/sign-in", |e| landing::of(&e.who));
            let mut response = visit.go_saying(goal, &Flash::good(t.password_changed()));
            put(&visit, &mut response, &signed_in.token);
            return Ok(response);
        }
    }
    shown(&visit, form, StatusCode::UNPROCESSABLE_ENTITY)
}
