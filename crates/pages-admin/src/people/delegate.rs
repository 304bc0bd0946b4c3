//! Who stands in for somebody who is absent.

use super::{Seen, named, role_choices, sees};
use crate::base::{FormPage, act, field, id_in, told, unit_choices};
use crate::locale::T;
use axum::extract::Path;
use identity::desk::{self, NewDelegation};
use identity::{DelegationId, Person, Role, Status, Wanted};
use kernel::{Day, PersonId, Refusal, UnitId, Units};
use store::Tx;
use webkit::form::{Choice, FieldError};
use webkit::{Answer, Flash, Form, Link, Visit};

/// Colleagues offered in the list; others are named by their login names.
const OFFERED: usize = 60;

pub(super) async fn form(visit: Visit, Path(id): Path<String>) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    let today = visit.business_now().day().vietnamese().to_string();
    let form = visit.form().fill("from", today);
    page(&visit, &seen, form).await?.show(&visit)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let (seen, t) = (Seen::at(&visit, &id).await?, T(visit.lang()));
    let new = parse(&mut form, t, seen.person.id);
    let login = form.value("deputy_login").trim().to_owned();
    if login.is_empty() && form.value("deputy").is_empty() {
        form.wrong("deputy", t.delegate_deputy(), FieldError::Required);
    }
    let (true, Some(new)) = (form.good(), new) else {
        return page(&visit, &seen, form).await?.show(&visit);
    };
    let who = seen.who.clone();
    let done = act(&visit, seen.actor, move |tx, ctx| {
        let deputy =
            if login.is_empty() { within(tx, &who, new.deputy)? } else { other(tx, &who, &login)?.id };
        desk::delegate(tx, ctx, NewDelegation { deputy, ..new })
    })
    .await;
    match form.take(done)? {
        Some(_) => Ok(visit.go_saying(&seen.address(), &Flash::good(t.delegate_done()))),
        None => page(&visit, &seen, form).await?.show(&visit),
    }
}

/// Somebody chosen from the list: a form may send any number, and people beyond the visitor's reach are not on it.
fn within(tx: &mut Tx, who: &identity::Who, id: PersonId) -> kernel::Result<PersonId> {
    match identity::person(tx, id)?.filter(|p| sees(who, p)) {
        Some(person) => Ok(person.id),
        None => Err(Refusal::new(
            "person.unknown",
            "Không có người dùng này trong phạm vi của bạn. Hãy chọn lại trong danh sách.",
            "There is nobody like that within your reach. Choose from the list again.",
        )
        .into()),
    }
}

/// Somebody named by his login name, or a refusal that says what to do.
pub(super) fn other(tx: &mut Tx, who: &identity::Who, login: &str) -> kernel::Result<Person> {
    named(tx, who, login)?.ok_or_else(|| {
        Refusal::new(
            "person.unknown_login",
            format!("Không có người dùng nào tên đăng nhập {login} trong phạm vi của bạn. Hãy kiểm tra lại."),
            format!("There is nobody with the user name {login} within your reach. Check it."),
        )
        .into()
    })
}

fn parse(form: &mut Form, t: T, absent: PersonId) -> Option<NewDelegation> {
    let deputy = form.may::<i64>("deputy", t.delegate_deputy()).unwrap_or(-1);
    let from: Option<Day> = form.need("from", t.first_day());
    let last: Option<Day> = form.need("last", t.last_day());
    let reason: Option<String> = form.need("reason", t.reason());
    let unit = form.may::<i64>("unit", t.people_unit()).map(UnitId);
    let role = Role::from_word(form.value("role"));
    Some(NewDelegation {
        absent,
        deputy: PersonId(deputy),
        from: from?,
        to: last?.plus(1),
        role,
        unit,
        reason: reason?,
    })
}

/// Active colleagues of somebody's own unit.
pub(super) async fn colleagues(visit: &Visit, seen: &Seen) -> Result<Vec<Choice>, webkit::Problem> {
    let Some(unit) = seen.person.unit else {
        return Ok(Vec::new());
    };
    let wanted = Wanted {
        units: Units::of([unit]),
        words: String::new(),
        unit: Some(unit),
        role: None,
        status: Some(Status::Active),
        must_change: false,
        day: seen.who.today(),
    };
    let found = visit.kit().read(move |tx| identity::roster(tx, &wanted, "", OFFERED)).await?;
    let others = found.people.into_iter().filter(|p| p.id != seen.person.id && p.kind == seen.person.kind);
    Ok(others.map(|p| Choice::new(p.id.to_string(), format!("{} ({})", p.name, p.login))).collect())
}

async fn page(visit: &Visit, seen: &Seen, form: Form) -> Result<FormPage, webkit::Problem> {
    let (t, who) = (T(visit.lang()), &seen.who);
    let mut people = colleagues(visit, seen).await?;
    people.insert(0, Choice::new("", t.delegate_nobody()));
    let mut roles = role_choices(t.0);
    roles.insert(0, Choice::new("", t.delegate_all_roles()));
    let mut units = unit_choices(who.directory(), who.today(), &Units::All);
    units.insert(0, Choice::new("", t.delegate_all_units()));
    let mut page = FormPage::new(visit, t.delegate_title(), seen.crumbs(visit, t.delegate_title()), form);
    let form = &page.form;
    page.over = t.delegate_for(&seen.person.name);
    page.fields = vec![
        field(form.select("deputy", t.delegate_deputy(), people)),
        field(form.input("deputy_login", t.delegate_login()).hint(t.delegate_login_hint()).optional()),
        field(form.input("from", t.first_day()).day().required()),
        field(form.input("last", t.last_day()).day().hint(t.delegate_last_hint()).required()),
        field(form.select("role", t.delegate_role(), roles)),
        field(form.select("unit", t.delegate_unit(), units)),
        field(form.input("reason", t.reason()).hint(t.delegate_reason_hint()).required().width("w100")),
    ];
    page.button = t.delegate_button().into();
    page.back = Link::to(seen.address(), t.cancel());
    page.aside = t.happens().into();
    page.notes =
        [t.delegate_note_name(), t.delegate_note_own(), t.delegate_note_end()].map(str::to_owned).into();
    Ok(page)
}

/// The absent one is back.
pub(super) async fn end(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    if !form.good() {
        return Ok(visit.go(&seen.address()));
    }
    let (which, person) = (DelegationId(id_in(form.value("delegation"))?), seen.person.id);
    let done = act(&visit, seen.actor, move |tx, ctx| {
        let his = identity::delegations_of(tx, person)?.iter().any(|d| d.id == which);
        desk::end_delegation(tx, ctx, if his { which } else { DelegationId(-1) })
    })
    .await;
    told(&visit, &seen.address(), done.map(|()| T(visit.lang()).delegate_ended().into()))
}
