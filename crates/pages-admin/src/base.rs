//! What these pages share: ids in addresses, use cases as somebody, units by name, a plain page with a form.

use crate::locale::T;
use askama::Template;
use identity::{PROVINCE, Scope, Who};
use kernel::{Actor, Day, Error, Result, Right, UnitId, Units};
use organisation::{Directory, UnitVersion};
use store::{Ctx, Tx};
use webkit::component::Crumbs;
use webkit::form::{Choice, Field, FieldError};
use webkit::{Answer, Flash, Form, Html, Layout, Link, Problem, Shell, Visit};

/// An id from an address; what is none leads nowhere.
pub(crate) fn id_in(text: &str) -> Result<i64, Problem> {
    text.parse().ok().filter(|id| *id >= 0).ok_or_else(Problem::lost)
}

/// Whoever acts for the whole province: recurring work, calendars and decisions on units are nothing less.
pub(crate) fn for_province(visit: &Visit) -> Result<Actor, Problem> {
    Ok(pages_account::who(visit)?.actor(Right::Administer, PROVINCE)?)
}

/// One use case as somebody, now, in a transaction of its own.
pub(crate) async fn act<A: Send + 'static>(
    visit: &Visit,
    actor: Actor,
    work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<A> + Send + 'static,
) -> Result<A> {
    let now = visit.business_now();
    visit
        .kit()
        .write(move |tx| {
            let ids = tx.ids();
            work(tx, &Ctx { actor, now, ids: &ids })
        })
        .await
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

/// The way back: administration, then these.
pub(crate) fn crumbs(visit: &Visit, above: &[(&str, &str)], here: impl Into<String>) -> Crumbs {
    let t = T(visit.lang());
    let mut links = vec![Link::to("/admin", t.start_title())];
    links.extend(above.iter().map(|(href, label)| Link::to(*href, *label)));
    Crumbs::new(visit.lang(), links, here)
}

/// What a unit is called on a day, or was last.
pub(crate) fn unit_name(directory: &Directory, unit: UnitId, day: Day) -> String {
    let version = directory.version_at(unit, day).or_else(|| directory.last_version(unit));
    version.map_or_else(|| unit.to_string(), |v| v.name.clone())
}

/// The units of a day as a tree by command: how deep each stands, and what it is.
pub(crate) fn tree(directory: &Directory, day: Day) -> Vec<(usize, &UnitVersion)> {
    let all = directory.all_at(day);
    let there = |unit: Option<UnitId>| unit.filter(|u| all.iter().any(|v| v.unit == *u));
    let mut found = Vec::with_capacity(all.len());
    let mut open: Vec<(usize, &UnitVersion)> =
        all.iter().rev().filter(|v| there(v.command).is_none()).map(|v| (0, *v)).collect();
    while let Some((depth, version)) = open.pop() {
        found.push((depth, version));
        let under = all.iter().rev().filter(|v| v.command == Some(version.unit));
        open.extend(under.map(|v| (depth + 1, *v)));
    }
    found
}

/// Units to choose from, those of the day that are among these, set in by their depth.
pub(crate) fn unit_choices(directory: &Directory, day: Day, units: &Units) -> Vec<Choice> {
    let seen = tree(directory, day).into_iter().filter(|(_, v)| units.has(v.unit));
    seen.map(|(depth, v)| Choice::new(v.unit.to_string(), format!("{}{}", "\u{2003}".repeat(depth), v.name)))
        .collect()
}

/// A place of a role, in words.
pub(crate) fn scope_words(t: T, who: &Who, scope: Scope) -> String {
    let name = |unit| unit_name(who.directory(), unit, who.today());
    match scope {
        Scope::Province => t.scope_province().into(),
        Scope::Unit(unit) => name(unit),
        Scope::Subtree(unit) => t.scope_subtree(name(unit)),
    }
}

/// One of a closed list; says on the form when it is none of it.
pub(crate) fn chosen<C>(
    form: &mut Form,
    name: &str,
    label: &str,
    read: impl Fn(&str) -> Option<C>,
) -> Option<C> {
    let text = form.value(name).trim().to_owned();
    if text.is_empty() {
        form.wrong(name, label, FieldError::Required);
        return None;
    }
    let found = read(&text);
    if found.is_none() {
        form.wrong(name, label, FieldError::NotAChoice);
    }
    found
}

/// What a form was filled with, as hidden fields: a preview carries it on to its confirmation.
pub(crate) fn carried(form: &Form, fields: &[&str]) -> Vec<Html> {
    fields.iter().flat_map(|name| form.values(name).map(move |value| form.carry(name, value))).collect()
}

/// A field as markup, so that pages can be put together from lists of them.
pub(crate) fn field(field: Field<'_>) -> Html {
    Html::made(field.to_string())
}

/// A page with a form and, beside it, what the form does.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage {
    /// What stands around it.
    pub(crate) shell: Shell,
    /// The way back.
    pub(crate) crumbs: Crumbs,
    /// Small print over the title.
    pub(crate) over: String,
    /// The title.
    pub(crate) title: String,
    /// The form, for its summary and hidden fields.
    pub(crate) form: Form,
    /// Where it is sent.
    pub(crate) action: String,
    /// Its fields in order.
    pub(crate) fields: Vec<Html>,
    /// What the button does.
    pub(crate) button: String,
    /// What the button of the way out says, and where it leads.
    pub(crate) back: Link,
    /// The heading of what stands beside.
    pub(crate) aside: String,
    /// What happens, a line each.
    pub(crate) notes: Vec<String>,
}

impl FormPage {
    /// A page without notes.
    pub(crate) fn new(visit: &Visit, title: impl Into<String>, crumbs: Crumbs, form: Form) -> Self {
        let title = title.into();
        Self {
            shell: visit.shell(Layout::Work, &title),
            crumbs,
            over: String::new(),
            title,
            form,
            action: visit.path().to_owned(),
            fields: Vec::new(),
            button: String::new(),
            back: Link::default(),
            aside: String::new(),
            notes: Vec::new(),
        }
    }

    /// Shows it: as it is at first, or with what is wrong.
    pub(crate) fn show(self, visit: &Visit) -> Answer {
        if self.form.good() || self.form.is_again() { visit.page(&self) } else { visit.page_again(&self) }
    }
}

/// A page that shows something once.
#[derive(Template)]
#[template(path = "once.html")]
pub(crate) struct Once {
    /// What stands around it.
    pub(crate) shell: Shell,
    /// The way back.
    pub(crate) crumbs: Crumbs,
    /// The title.
    pub(crate) title: String,
    /// What is to be noted now.
    pub(crate) secret: String,
    /// What it is called.
    pub(crate) label: String,
    /// What to do with it, a line each.
    pub(crate) notes: Vec<String>,
    /// The way on.
    pub(crate) way: Link,
}
