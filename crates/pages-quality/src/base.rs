//! What these pages share: the unit of an address, use cases as somebody, a plain page with a form.

use crate::locale::T;
use askama::Template;
use dossier::desk::Desk;
use dossier::reference::Reference;
use identity::Who;
use kernel::{Actor, Day, Error, Result, Right, UnitId};
use organisation::{Directory, UnitVersion};
use std::sync::Arc;
use store::{Ctx, Tx};
use webkit::component::Crumbs;
use webkit::form::{Choice, Field, FieldError};
use webkit::{Answer, Flash, Form, Html, Layout, Link, Problem, Shell, Visit};

/// An id from an address; what is none leads nowhere.
pub(crate) fn id_in(text: &str) -> Result<i64, Problem> {
    text.parse().ok().filter(|id| *id >= 0).ok_or_else(Problem::lost)
}

/// Whoever looks, and the unit with this code; one that he may not see is not there.
pub(crate) fn seen<'v>(visit: &'v Visit, code: &str) -> Result<(&'v Who, UnitVersion), Problem> {
    let who = pages_account::who(visit)?;
    let version = who.directory().by_code(code, who.today()).cloned().ok_or_else(Problem::lost)?;
    see(who, version.unit)?;
    Ok((who, version))
}

/// Passes where somebody sees a unit.
pub(crate) fn see(who: &Who, unit: UnitId) -> Result<(), Problem> {
    if who.units(Right::See).has(unit) { Ok(()) } else { Err(Problem::lost()) }
}

/// Whoever keeps the system of a unit, as which he acts: what he may not see is not there, what he may not keep is
/// refused.
pub(crate) fn keeper(who: &Who, unit: UnitId) -> Result<Actor, Problem> {
    see(who, unit)?;
    Ok(who.actor(Right::Assure, unit)?)
}

/// Whether somebody keeps the system of a unit.
pub(crate) fn keeps(who: &Who, unit: UnitId) -> bool {
    who.actor(Right::Assure, unit).is_ok()
}

/// One use case as somebody, now, in a transaction of its own, with calendars and catalogue at hand.
pub(crate) async fn act<A: Send + 'static>(
    visit: &Visit,
    actor: Actor,
    work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>, &Reference) -> Result<A> + Send + 'static,
) -> Result<A> {
    let (now, desk) = (visit.business_now(), visit.kit().need::<Desk>()?);
    let write = move |tx: &mut Tx<'_>| {
        let (ids, reference) = (tx.ids(), desk.reference(tx)?);
        work(tx, &Ctx { actor, now, ids: &ids }, &reference)
    };
    visit.kit().write(write).await
}

/// Reads with calendars and catalogue at hand, and answers them too.
pub(crate) async fn look<A: Send + 'static>(
    visit: &Visit,
    read: impl FnOnce(&mut Tx<'_>, &Reference) -> Result<A> + Send + 'static,
) -> Result<(A, Arc<Reference>)> {
    let desk = visit.kit().need::<Desk>()?;
    let all = move |tx: &mut Tx<'_>| {
        let reference = desk.reference(tx)?;
        Ok((read(tx, &reference)?, reference))
    };
    visit.kit().read(all).await
}

/// After a button: back to a page that says what was done, or why it was not.
pub(crate) fn told(visit: &Visit, address: &str, done: Result<String>) -> Answer {
    match done {
        Ok(words) => Ok(visit.go_saying(address, &Flash::good(words))),
        Err(Error::Refused(refusal)) if refusal.code != "actor.not_allowed" => {
            let words = visit.lang().pick(&refusal.vi, &refusal.en).to_owned();
            Ok(visit.go_saying(address, &Flash::warning(words)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The way back: all units, then these.
pub(crate) fn crumbs(visit: &Visit, above: &[(String, String)], here: impl Into<String>) -> Crumbs {
    let t = T(visit.lang());
    let mut links = vec![Link::to("/quality", t.list_title())];
    links.extend(above.iter().map(|(href, label)| Link::to(href.clone(), label.clone())));
    Crumbs::new(visit.lang(), links, here)
}

/// The address of a unit's page, with its name: a step of the way back.
pub(crate) fn of_unit(version: &UnitVersion) -> (String, String) {
    (unit_address(&version.code), version.name.clone())
}

/// The address of a unit's page.
pub(crate) fn unit_address(code: &str) -> String {
    format!("/quality/unit/{}", kernel::text::percent_encoded(code))
}

/// What a unit was on a day, or last.
pub(crate) fn version(directory: &Directory, unit: UnitId, day: Day) -> Option<&UnitVersion> {
    directory.version_at(unit, day).or_else(|| directory.last_version(unit))
}

/// What a unit is called on a day, or was last.
pub(crate) fn unit_name(directory: &Directory, unit: UnitId, day: Day) -> String {
    version(directory, unit, day).map_or_else(|| unit.to_string(), |v| v.name.clone())
}

/// One of a closed list; says on the form when it is none of it.
pub(crate) fn chosen<C>(form: &mut Form, name: &str, label: &str, read: fn(&str) -> Option<C>) -> Option<C> {
    let text = form.value(name).trim().to_owned();
    let found = read(&text);
    if found.is_none() {
        let error = if text.is_empty() { FieldError::Required } else { FieldError::NotAChoice };
        form.wrong(name, label, error);
    }
    found
}

/// Choices of a closed list.
pub(crate) fn choices<C: Copy>(
    all: &[C],
    word: fn(C) -> &'static str,
    words: impl Fn(C) -> String,
) -> Vec<Choice> {
    all.iter().map(|c| Choice::new(word(*c), words(*c))).collect()
}

/// A field as markup, so that pages can be put together from lists of them.
pub(crate) fn field(field: Field<'_>) -> Html {
    Html::made(field.to_string())
}

/// A page with a form and, beside it, what the form does.
#[derive(Template)]
#[template(path = "quality-form.html")]
pub(crate) struct FormPage {
    shell: Shell,
    crumbs: Crumbs,
    title: String,
    over: String,
    form: Form,
    action: String,
    /// Its fields in order.
    pub(crate) fields: Vec<Html>,
    button: String,
    back: Link,
    aside: String,
    /// What happens, a line each.
    pub(crate) notes: Vec<String>,
}

impl FormPage {
    /// A form under a page of the unit; `over` stands above its title, `button` says what it does.
    pub(crate) fn new(visit: &Visit, form: Form, head: Head<'_>) -> Self {
        let t = T(visit.lang());
        Self {
            shell: visit.shell(Layout::Work, head.title),
            crumbs: crumbs(visit, head.above, head.title),
            title: head.title.to_owned(),
            over: head.over.to_owned(),
            form,
            action: visit.path().to_owned(),
            fields: Vec::new(),
            button: head.button.to_owned(),
            back: Link::to(head.above.last().map_or("/quality", |(href, _)| href), t.go_back()),
            aside: t.happens().to_owned(),
            notes: Vec::new(),
        }
    }

    /// Shows it: as it is at first, or with what is wrong.
    pub(crate) fn show(self, visit: &Visit) -> Answer {
        if self.form.good() || self.form.is_again() { visit.page(&self) } else { visit.page_again(&self) }
    }
}

/// What stands over a form.
pub(crate) struct Head<'a> {
    /// The pages above.
    pub(crate) above: &'a [(String, String)],
    /// Small print over the title.
    pub(crate) over: &'a str,
    /// The title.
    pub(crate) title: &'a str,
    /// What the button does.
    pub(crate) button: &'a str,
}
