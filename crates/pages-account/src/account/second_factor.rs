//! The second factor: a code from an app, besides the password.

use super::token;
use crate::locale::T;
use crate::who;
use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use identity::{Gate, Secret, totp};
use webkit::component::Qr;
use webkit::{Answer, Flash, Form, Layout, Shell, Visit};

#[derive(Template)]
#[template(path = "second-factor.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    on: bool,
    shared: String,
    grouped: String,
    qr: Option<Qr>,
}

pub(crate) async fn page(visit: Visit) -> Answer {
    shown(&visit, visit.form(), StatusCode::OK).await
}

async fn shown(visit: &Visit, form: Form, status: StatusCode) -> Answer {
    let t = T(visit.lang());
    let person = who(visit)?.person().clone();
    let gate = visit.kit().need::<Gate>()?;
    let id = person.id;
    let on = visit.kit().run(move |_| gate.has_second_factor(id)).await?;
    let shell = visit.shell(Layout::Citizen, t.factor_title());
    let mut page = Page { shell, t, form, on, shared: String::new(), grouped: String::new(), qr: None };
    if !on {
        // One that was shown already stays, so that a mistyped code does not mean to scan again.
        let issuer = format!("{} {}", page.shell.place.province, t.factor_issuer());
        let enrolment = match page.form.value("shared_secret") {
            "" => totp::enrol(issuer.trim(), &person.login)?,
            shown => totp::enrol_again(issuer.trim(), &person.login, &Secret::new(shown))?,
        };
        page.shared = enrolment.secret.expose().to_owned();
        page.grouped = grouped(&page.shared);
        page.qr = Some(Qr::of(enrolment.uri.expose(), t.factor_scan())?);
    }
    visit.page_as(status, &page)
}

/// In fours, for whoever types it.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

pub(crate) async fn turn_on(visit: Visit, headers: HeaderMap, mut form: Form) -> Answer {
    let t = T(visit.lang());
    form.need::<String>("password", t.sign_in_password());
    form.need::<String>("otp", t.factor_code());
    if form.good() {
        let (gate, token, address) = (visit.kit().need::<Gate>()?, token(&visit, &headers)?, visit.client());
        let password = Secret::new(form.value("password"));
        let (shared, code) = (Secret::new(form.value("shared_secret")), Secret::new(form.value("otp")));
        let done = visit
            .kit()
            .run(move |_| gate.confirm_second_factor(&token, &password, &shared, &code, address))
            .await;
        if form.take(done)?.is_some() {
            return Ok(visit.go_saying("/account", &Flash::good(t.factor_now_on())));
        }
    }
    shown(&visit, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

pub(crate) async fn turn_off(visit: Visit, headers: HeaderMap, mut form: Form) -> Answer {
    let t = T(visit.lang());
    form.need::<String>("password", t.sign_in_password());
    if form.good() {
        let (gate, token, address) = (visit.kit().need::<Gate>()?, token(&visit, &headers)?, visit.client());
        let password = Secret::new(form.value("password"));
        let done = visit.kit().run(move |_| gate.remove_second_factor(&token, &password, address)).await;
        if form.take(done)?.is_some() {
            return Ok(visit.go_saying("/account", &Flash::good(t.factor_now_off())));
        }
    }
    shown(&visit, form, StatusCode::UNPROCESSABLE_ENTITY).await
}
