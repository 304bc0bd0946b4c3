//! Granting and revoking roles.

use super::add::{reach, reaches};
use super::{Seen, role_choices};
use crate::base::{FormPage, act, chosen, field, id_in, told, unit_choices};
use crate::locale::T;
use axum::extract::Path;
use identity::desk::{self, NewGrant};
use identity::{GrantId, Role, Scope};
use kernel::{Day, Right, UnitId};
use webkit::form::FieldError;
use webkit::{Answer, Flash, Form, Link, Visit};

pub(super) async fn form(visit: Visit, Path(id): Path<String>) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    let unit = seen.person.unit.map_or_else(String::new, |u| u.to_string());
    let today = visit.business_now().day().vietnamese().to_string();
    let form = visit.form().fill("unit", unit).fill("reach", "unit").fill("from", today);
    page(&visit, &seen, form).show(&visit)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let (seen, t) = (Seen::at(&visit, &id).await?, T(visit.lang()));
    let new = parse(&mut form, t, &seen);
    let (true, Some(new)) = (form.good(), new) else {
        return page(&visit, &seen, form).show(&visit);
    };
    let done = act(&visit, seen.actor, move |tx, ctx| desk::grant(tx, ctx, new)).await;
    match form.take(done)? {
        Some(_) => Ok(visit.go_saying(&seen.address(), &Flash::good(t.grant_done()))),
        None => page(&visit, &seen, form).show(&visit),
    }
}

fn parse(form: &mut Form, t: T, seen: &Seen) -> Option<NewGrant> {
    let role = chosen(form, "role", t.people_role(), Role::from_word);
    let province = form.value("reach") == "province";
    let unit = if province { None } else { form.need::<i64>("unit", t.people_unit()).map(UnitId) };
    if unit.is_some_and(|u| !seen.who.units(Right::People).has(u)) {
        form.wrong("unit", t.people_unit(), FieldError::NotAChoice);
    }
    let scope = match (province, unit) {
        (true, _) => Some(Scope::Province),
        (false, Some(unit)) => chosen(form, "reach", t.grant_reach(), |word| reach(word, Some(unit))),
        (false, None) => None,
    };
    let from: Option<Day> = form.need("from", t.first_day());
    let last: Option<Day> = form.may("last", t.last_day());
    let reason: Option<String> = form.need("reason", t.reason());
    Some(NewGrant {
        person: seen.person.id,
        role: role?,
        scope: scope?,
        from: from?,
        // People say the last day, the rules the first day no more.
        to: last.map(|day| day.plus(1)),
        reason: reason?,
    })
}

fn page(visit: &Visit, seen: &Seen, form: Form) -> FormPage {
    let (t, who) = (T(visit.lang()), &seen.who);
    let units = unit_choices(who.directory(), who.today(), &who.units(Right::People));
    let mut page = FormPage::new(visit, t.grant_title(), seen.crumbs(visit, t.grant_title()), form);
    page.over = format!("{} · {}", seen.person.name, seen.person.login);
    page.fields = vec![
        field(page.form.select("role", t.people_role(), role_choices(t.0)).required()),
        field(page.form.select("unit", t.people_unit(), units)),
        field(page.form.radios("reach", t.grant_reach(), reaches(t, who))),
        field(page.form.input("from", t.first_day()).day().required()),
        field(page.form.input("last", t.last_day()).day().hint(t.grant_last_hint()).optional()),
        field(page.form.input("reason", t.reason()).hint(t.grant_reason_hint()).required().width("w100")),
    ];
    page.button = t.grant_button().into();
    page.back = Link::to(seen.address(), t.cancel());
    page.aside = t.happens().into();
    page.notes = [t.grant_note_reach(), t.grant_note_now()].map(str::to_owned).into();
    page
}

/// Ends a role today.
pub(super) async fn revoke(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    if !form.good() {
        return Ok(visit.go(&seen.address()));
    }
    let (grant, person) = (GrantId(id_in(form.value("grant"))?), seen.person.id);
    let done = act(&visit, seen.actor, move |tx, ctx| {
        // The form stands on this person's page: a grant of somebody else is not meant.
        let his = identity::grants_of(tx, person)?.iter().any(|g| g.id == grant);
        desk::revoke(tx, ctx, if his { grant } else { GrantId(-1) })
    })
    .await;
    told(&visit, &seen.address(), done.map(|()| T(visit.lang()).revoke_done().into()))
}
