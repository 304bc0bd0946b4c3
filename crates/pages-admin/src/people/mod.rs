//! People: who has an account, what they may do where, who stands in for them, what programs use in their name.

mod add;
mod delegate;
mod edit;
mod grant;
mod keys;
mod leave;
mod list;
mod show;
mod token;

use crate::base::{crumbs, id_in};
use crate::export::Form;
use crate::locale::T;
use identity::{Grant, PROVINCE, Person, Role, Scope, Who};
use kernel::{Actor, Day, PersonId, Right};
use store::Tx;
use webkit::component::Crumbs;
use webkit::form::Choice;
use webkit::{Access, Lang, Problem, Routes, Visit};

pub(crate) fn routes() -> Routes {
    let people = Access::Right(Right::People);
    Routes::of("admin")
        .get("/admin/people", people, list::list)
        .get("/admin/people.xlsx", people, move |visit, asked| list::file(visit, asked, Form::Xlsx))
        .get("/admin/people.csv", people, move |visit, asked| list::file(visit, asked, Form::Csv))
        .get("/admin/people/new", people, add::form)
        .post("/admin/people/new", people, add::send)
        .get("/admin/people/{id}", people, show::show)
        .get("/admin/people/{id}/edit", people, edit::form)
        .post("/admin/people/{id}/edit", people, edit::send)
        .get("/admin/people/{id}/grant", people, grant::form)
        .post("/admin/people/{id}/grant", people, grant::send)
        .post("/admin/people/{id}/revoke", people, grant::revoke)
        .get("/admin/people/{id}/delegate", people, delegate::form)
        .post("/admin/people/{id}/delegate", people, delegate::send)
        .post("/admin/people/{id}/end-delegation", people, delegate::end)
        .get("/admin/people/{id}/password", people, keys::password_form)
        .post("/admin/people/{id}/password", people, keys::password)
        .post("/admin/people/{id}/end-sessions", people, keys::end_sessions)
        .post("/admin/people/{id}/second-factor", people, keys::second_factor)
        .get("/admin/people/{id}/leave", people, leave::form)
        .post("/admin/people/{id}/leave", people, leave::send)
        .post("/admin/people/{id}/return", people, leave::back)
        .get("/admin/people/{id}/token", people, token::form)
        .post("/admin/people/{id}/token", people, token::send)
        .post("/admin/people/{id}/revoke-token", people, token::revoke)
}

/// Somebody whom the visitor may see, and the actor he acts as.
struct Seen {
    who: Who,
    actor: Actor,
    person: Person,
}

impl Seen {
    /// Looks somebody up. Who lies beyond the visitor's reach is not there.
    async fn at(visit: &Visit, id: &str) -> Result<Self, Problem> {
        let (who, id) = (pages_account::who(visit)?.clone(), PersonId(id_in(id)?));
        let person = visit.kit().read(move |tx| identity::person(tx, id)).await?.ok_or_else(Problem::lost)?;
        let actor = who.actor(Right::People, person.unit.unwrap_or(PROVINCE)).map_err(|_| Problem::lost())?;
        Ok(Self { who, actor, person })
    }

    /// His page.
    fn address(&self) -> String {
        format!("/admin/people/{}", self.person.id)
    }

    /// The way back to his page.
    fn crumbs(&self, visit: &Visit, here: &str) -> Crumbs {
        let t = T(visit.lang());
        let (address, list) = (self.address(), ("/admin/people", t.people_title()));
        crumbs(visit, &[list, (&address, &self.person.name)], here)
    }

    /// Whether the visitor's right covers the account and every role it has: else all he may do is look.
    fn is_kept(&self, grants: &[Grant]) -> bool {
        keeps(&self.who, &self.person, grants, self.who.today())
    }
}

fn keeps(who: &Who, person: &Person, grants: &[Grant], today: Day) -> bool {
    let open = grants.iter().filter(|g| g.holds_from(today)).map(|g| g.scope);
    std::iter::once(Scope::of(person.unit)).chain(open).all(|scope| who.covers(Right::People, scope))
}

/// The name of a role.
fn role_name(lang: Lang, role: Role) -> &'static str {
    lang.pick(role.vi(), role.en())
}

fn role_choices(lang: Lang) -> Vec<Choice> {
    Role::ALL.into_iter().map(|role| Choice::new(role.word(), role_name(lang, role))).collect()
}

/// Somebody named by his login name, if the visitor may see him.
fn named(tx: &mut Tx, who: &Who, login: &str) -> kernel::Result<Option<Person>> {
    Ok(identity::by_login(tx, login)?.filter(|p| sees(who, p)))
}

/// Whether somebody lies within the visitor's reach.
fn sees(who: &Who, person: &Person) -> bool {
    who.actor(Right::People, person.unit.unwrap_or(PROVINCE)).is_ok()
}
