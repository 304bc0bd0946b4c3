//! People of the staff, made through the front door before the server starts, who sign in over HTTP.

use super::client::{Client, Request, escaped};
use super::served::Served;
use crate::out::Done;
use dossier::desk::{Actor, UnitId};
use identity::desk::{Details, NewPerson};
use identity::token::NewToken;
use identity::{Attempt, Gate, Kind, Language, Origin, Role, Rules, Scope, Secret};
use kernel::{Clock, SystemClock};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use store::{Ctx, Db};

/// Somebody who can sign in.
pub(crate) struct Officer {
    login: String,
    password: String,
}

fn gate(db: &Db) -> Done<Gate> {
    Ok(Gate::open(db.clone(), Arc::new(SystemClock), Arc::new(SystemClock), Rules::default())?)
}

fn new(login: &str, kind: Kind, role: Role, unit: Option<UnitId>) -> NewPerson {
    let details = Details { name: login.to_owned(), title: String::new(), unit, language: Language::Vi };
    let scope = unit.map_or(Scope::Province, Scope::Unit);
    NewPerson { login: login.to_owned(), kind, details, role: Some((role, scope)) }
}

/// A login name that no earlier measurement has taken.
fn fresh(db: &Db, what: &str) -> String {
    format!("bench.{what}.{}", db.ids().next(SystemClock.now()))
}

/// An account with a role in a unit, or in the province, that has changed its first password, as everybody's does before he works.
pub(crate) fn officer(db: &Db, role: Role, unit: Option<UnitId>) -> Done<Officer> {
    let gate = gate(db)?;
    let login = fresh(db, "officer");
    let made = gate.add_person(Actor::SYSTEM, new(&login, Kind::Staff, role, unit))?;
    let first = made.password.ok_or("staff has a password")?;
    let from = Origin { address: IpAddr::V4(Ipv4Addr::LOCALHOST), agent: "bench".into() };
    let attempt = Attempt {
        login: login.clone(),
        password: first.clone(),
        code: None,
        from: from.clone(),
        before: None,
    };
    let signed_in = gate.sign_in(attempt)?;
    let password = format!("do dac {}", db.ids().next(SystemClock.now()));
    gate.change_password(&signed_in.token, &first, &Secret::new(password.clone()), from)?;
    Ok(Officer { login, password })
}

impl Officer {
    /// Signs in as a browser does, and looks up what forms of the session carry.
    pub(crate) async fn signed_in(&self, number: usize) -> Done<Client> {
        let mut client = Client::new(Served::AT, number);
        let fields = format!("login={}&password={}", escaped(&self.login), escaped(&self.password));
        let asked = Request::form("/sign-in", &fields, "").answered(303);
        let answer = client.ask(&asked).await?;
        answer.check(&asked)?;
        client.cookie = answer.cookie("motcua").ok_or("no session")?;
        let page = client.ask(&Request::get("/find", "")).await?.text()?;
        let csrf = page.split_once(r#"name="csrf" value=""#).and_then(|(_, rest)| rest.split_once('"'));
        client.csrf = csrf.ok_or("no form on the page of a session")?.0.to_owned();
        Ok(client)
    }
}

/// A program that may take dossiers in anywhere; its token.
pub(crate) fn program(db: &Db) -> Done<String> {
    let login = fresh(db, "portal");
    let made = gate(db)?.add_person(Actor::SYSTEM, new(&login, Kind::Service, Role::DeskOfficer, None))?;
    let new = NewToken {
        person: made.person.id,
        name: "bench".into(),
        scopes: vec![api::scope::DOSSIERS_WRITE.into()],
        ranges: Vec::new(),
        days: 2,
    };
    let now = SystemClock.now();
    let (_, token) = db.write(move |tx| {
        let ids = tx.ids();
        identity::token::make(tx, &Ctx { actor: Actor::SYSTEM, now, ids: &ids }, new)
    })?;
    Ok(token.expose().to_owned())
}
