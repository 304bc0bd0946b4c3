//! Making an account.

use super::role_choices;
use crate::base::{FormPage, Once, chosen, crumbs, field, unit_choices};
use crate::locale::T;
use identity::desk::{Details, NewPerson};
use identity::{Gate, Kind, Language, OneTime, PROVINCE, Role, Scope, Who};
use kernel::{Right, UnitId, Units};
use webkit::form::{Choice, FieldError};
use webkit::{Answer, Form, Layout, Link, Visit};

pub(super) async fn form(visit: Visit) -> Answer {
    let form = visit.form().fill("kind", Kind::Staff.word()).fill("language", Language::Vi.word());
    page(&visit, form.fill("reach", "unit"))?.show(&visit)
}

pub(super) async fn send(visit: Visit, mut form: Form) -> Answer {
    let who = pages_account::who(&visit)?.clone();
    let new = parse(&mut form, T(visit.lang()), &who);
    let (true, Some(new)) = (form.good(), new) else {
        return page(&visit, form)?.show(&visit);
    };
    let actor = who.actor(Right::People, new.details.unit.unwrap_or(PROVINCE))?;
    let gate = visit.kit().need::<Gate>()?;
    let made = visit.kit().run(move |_| gate.add_person(actor, new)).await;
    match form.take(made)? {
        Some(made) => shown(&visit, made, T(visit.lang()).add_done()),
        None => page(&visit, form)?.show(&visit),
    }
}

fn parse(form: &mut Form, t: T, who: &Who) -> Option<NewPerson> {
    let login: Option<String> = form.need("login", t.people_login());
    let details = details(form, t, who);
    let kind = chosen(form, "kind", t.add_kind(), |word| Kind::from_word(word).filter(|k| *k != Kind::Demo));
    let role = if form.value("role").is_empty() {
        None
    } else {
        let role = chosen(form, "role", t.people_role(), Role::from_word);
        let unit = details.as_ref().and_then(|d| d.unit);
        let scope = chosen(form, "reach", t.grant_reach(), |word| reach(word, unit));
        role.zip(scope)
    };
    Some(NewPerson { login: login?, kind: kind?, details: details?, role })
}

/// A place of a role by the word of the form.
pub(super) fn reach(word: &str, unit: Option<UnitId>) -> Option<Scope> {
    match (word, unit) {
        ("province", _) => Some(Scope::Province),
        ("unit", Some(unit)) => Some(Scope::Unit(unit)),
        ("subtree", Some(unit)) => Some(Scope::Subtree(unit)),
        // Of somebody who belongs to no unit.
        ("unit" | "subtree", None) => Some(Scope::Province),
        _ => None,
    }
}

/// What can be said of a person, from the form.
pub(super) fn details(form: &mut Form, t: T, who: &Who) -> Option<Details> {
    let name: Option<String> = form.need("name", t.people_name());
    let title: Option<String> = form.may("title", t.people_position());
    let language = chosen(form, "language", t.add_language(), Language::from_word);
    let unit = unit(form, t, who)?;
    Some(Details { name: name?, title: title.unwrap_or_default(), unit, language: language? })
}

/// The unit of the form: one that the visitor keeps people of, or none for whoever keeps the province.
fn unit(form: &mut Form, t: T, who: &Who) -> Option<Option<UnitId>> {
    let units = who.units(Right::People);
    if form.value("unit").is_empty() && units == Units::All {
        return Some(None);
    }
    let there = |unit: &UnitId| units.has(*unit) && who.directory().version_at(*unit, who.today()).is_some();
    let unit: Option<i64> = form.need("unit", t.people_unit());
    let unit = unit.map(UnitId)?;
    if !there(&unit) {
        form.wrong("unit", t.people_unit(), FieldError::NotAChoice);
        return None;
    }
    Some(Some(unit))
}

/// The fields of [`details`].
pub(super) fn detail_fields(form: &Form, t: T, who: &Who) -> Vec<webkit::Html> {
    let units = who.units(Right::People);
    let mut choices = unit_choices(who.directory(), who.today(), &units);
    if units == Units::All {
        choices.insert(0, Choice::new("", t.scope_province()));
    }
    let languages = [(Language::Vi, "Tiếng Việt"), (Language::En, "English")]
        .map(|(language, name)| Choice::new(language.word(), name));
    vec![
        field(form.input("name", t.people_name()).required().width("w100")),
        field(form.input("title", t.people_position()).hint(t.add_title_hint()).optional().width("w100")),
        field(form.select("unit", t.people_unit(), choices).required()),
        field(form.select("language", t.add_language(), languages.into())),
    ]
}

fn page(visit: &Visit, form: Form) -> Result<FormPage, webkit::Problem> {
    let (who, t) = (pages_account::who(visit)?, T(visit.lang()));
    let above = crumbs(visit, &[("/admin/people", t.people_title())], t.people_add());
    let kinds = vec![
        Choice::new(Kind::Staff.word(), t.add_staff()).hint(t.add_staff_hint()),
        Choice::new(Kind::Service.word(), t.people_service()).hint(t.add_service_hint()),
    ];
    let mut roles = role_choices(t.0);
    roles.insert(0, Choice::new("", t.add_no_role()));
    let mut fields =
        vec![field(form.input("login", t.people_login()).hint(t.add_login_hint()).required().first())];
    fields.extend(detail_fields(&form, t, who));
    fields.push(field(form.radios("kind", t.add_kind(), kinds)));
    fields.push(field(form.select("role", t.add_role(), roles).hint(t.add_role_hint())));
    fields.push(field(form.radios("reach", t.grant_reach(), reaches(t, who))));
    let mut page = FormPage::new(visit, t.people_add(), above, form);
    page.fields = fields;
    page.button = t.people_add().into();
    page.back = Link::to("/admin/people", t.cancel());
    page.aside = t.happens().into();
    page.notes = [t.add_note_password(), t.add_note_audit()].map(str::to_owned).into();
    Ok(page)
}

/// How far a role reaches from a unit on.
pub(super) fn reaches(t: T, who: &Who) -> Vec<Choice> {
    let mut choices = vec![Choice::new("unit", t.grant_unit()), Choice::new("subtree", t.grant_subtree())];
    if who.units(Right::People) == Units::All {
        choices.push(Choice::new("province", t.scope_province()));
    }
    choices
}

/// The page that shows a given password, this once.
pub(super) fn shown(visit: &Visit, made: OneTime, title: &str) -> Answer {
    let t = T(visit.lang());
    let address = format!("/admin/people/{}", made.person.id);
    let above = crumbs(visit, &[("/admin/people", t.people_title()), (&address, &made.person.name)], title);
    let Some(password) = made.password else {
        let words = t.add_done_service(&made.person.login);
        return Ok(visit.go_saying(&address, &webkit::Flash::good(words)));
    };
    let page = Once {
        shell: visit.shell(Layout::Work, title),
        crumbs: above,
        title: title.into(),
        secret: password.expose().to_owned(),
        label: t.once_password(&made.person.name, &made.person.login),
        notes: [t.once_days(), t.once_change(), t.once_hand()].map(str::to_owned).into(),
        way: Link::to(address, t.once_noted()),
    };
    visit.page(&page)
}
