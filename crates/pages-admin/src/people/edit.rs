//! Changing what is said of a person.

use super::Seen;
use super::add::{detail_fields, details};
use crate::base::{FormPage, act};
use crate::locale::T;
use axum::extract::Path;
use identity::desk;
use webkit::{Answer, Flash, Form, Link, Visit};

pub(super) async fn form(visit: Visit, Path(id): Path<String>) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    let p = &seen.person;
    let unit = p.unit.map_or_else(String::new, |u| u.to_string());
    let form = visit.form().fill("name", &p.name).fill("title", &p.title).fill("unit", unit);
    let form = form.fill("language", p.language.word()).fill("version", p.version.to_string());
    page(&visit, &seen, form).show(&visit)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let (seen, t) = (Seen::at(&visit, &id).await?, T(visit.lang()));
    let details = details(&mut form, t, &seen.who);
    let version: Option<i64> = form.may("version", "");
    let (true, Some(details)) = (form.good(), details) else {
        return page(&visit, &seen, form).show(&visit);
    };
    let (actor, person) = (seen.actor, seen.person.id);
    let done =
        act(&visit, actor, move |tx, ctx| desk::change(tx, ctx, person, version.unwrap_or(0), details)).await;
    match form.take(done)? {
        Some(()) => Ok(visit.go_saying(&seen.address(), &Flash::good(t.edit_done()))),
        None => page(&visit, &seen, form).show(&visit),
    }
}

fn page(visit: &Visit, seen: &Seen, form: Form) -> FormPage {
    let t = T(visit.lang());
    let mut page = FormPage::new(visit, t.edit_title(), seen.crumbs(visit, t.edit_title()), form);
    page.over = format!("{} · {}", seen.person.name, seen.person.login);
    page.fields = vec![page.form.carry("version", page.form.value("version"))];
    page.fields.extend(detail_fields(&page.form, t, &seen.who));
    page.button = t.save().into();
    page.back = Link::to(seen.address(), t.cancel());
    page.aside = t.happens().into();
    page.notes = vec![t.edit_note().into()];
    page
}
