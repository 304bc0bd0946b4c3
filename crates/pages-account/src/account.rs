//! One's own account: who one is here, password, second factor, sessions.

mod agent;
pub(crate) mod password;
pub(crate) mod second_factor;

use crate::locale::T;
use crate::who;
use askama::Template;
use axum::http::HeaderMap;
use identity::{Gate, Person, Scope, Secret, SessionId, Who};
use webkit::component::{Facts, Pair};
use webkit::{Answer, Flash, Form, Layout, Problem, Shell, Visit, cookie};

#[derive(Template)]
#[template(path = "account.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    name: String,
    facts: Facts,
    roles: Vec<RoleLine>,
    sessions: Vec<SessionLine>,
    has_password: bool,
    second_factor: bool,
}

struct RoleLine {
    role: &'static str,
    place: String,
    behalf: bool,
}

struct SessionLine {
    id: i64,
    this: bool,
    agent: String,
    address: String,
    began: String,
    seen: String,
}

/// The token of this request's session.
pub(crate) fn token(visit: &Visit, headers: &HeaderMap) -> Result<Secret, Problem> {
    cookie::session(visit.kit(), headers).map(Secret::new).ok_or_else(Problem::not_signed_in)
}

pub(crate) async fn page(visit: Visit, headers: HeaderMap) -> Answer {
    let t = T(visit.lang());
    let who = who(&visit)?.clone();
    let (gate, token, person) = (visit.kit().need::<Gate>()?, token(&visit, &headers)?, who.person().id);
    let (sessions, second_factor) =
        visit.kit().run(move |_| Ok((gate.sessions(&token)?, gate.has_second_factor(person)?))).await?;
    let shell = visit.shell(Layout::Work, t.account_title());
    let sessions = sessions
        .into_iter()
        .map(|(s, this)| SessionLine {
            id: s.id.0,
            this,
            began: shell.moment(&s.created_at),
            seen: shell.moment(&s.seen_at),
            agent: agent::words(&s.agent),
            address: s.address,
        })
        .collect();
    let p = who.person();
    visit.page(&Page {
        form: visit.form(),
        name: p.name.clone(),
        facts: facts(t, p),
        roles: roles(t, &who),
        sessions,
        has_password: p.kind == identity::Kind::Staff,
        second_factor,
        shell,
        t,
    })
}

fn facts(t: T, person: &Person) -> Facts {
    let mut pairs = vec![Pair::new(t.sign_in_login(), &person.login)];
    if !person.title.is_empty() {
        pairs.push(Pair::new(t.account_post(), &person.title));
    }
    Facts { pairs }
}

fn roles(t: T, who: &Who) -> Vec<RoleLine> {
    who.roles()
        .iter()
        .map(|reach| RoleLine {
            role: t.0.pick(reach.role.vi(), reach.role.en()),
            place: place(t, who, reach.scope),
            behalf: reach.behalf.is_some(),
        })
        .collect()
}

/// A scope in words.
fn place(t: T, who: &Who, scope: Scope) -> String {
    let name = |unit| {
        let version = who.directory().last_version(unit);
        version.map(|v| v.name.clone()).unwrap_or_default()
    };
    match scope {
        Scope::Province => t.account_everywhere().to_owned(),
        Scope::Unit(unit) => name(unit),
        Scope::Subtree(unit) => t.account_subtree(name(unit)),
    }
}

/// Ends one of one's own sessions, or all but this.
pub(crate) async fn end_sessions(visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let t = T(visit.lang());
    let (gate, token) = (visit.kit().need::<Gate>()?, token(&visit, &headers)?);
    let which = form.value("session").parse::<i64>().ok().map(SessionId);
    let ended = visit.kit().run(move |_| gate.end_sessions(&token, which)).await?;
    let ended = i64::try_from(ended).unwrap_or(i64::MAX);
    Ok(visit.go_saying("/account", &Flash::good(t.account_ended(ended))))
}
