//! The page of one person.

use super::{Seen, role_name, token};
use crate::base::{scope_words, unit_name};
use crate::locale::T;
use askama::Template;
use axum::extract::Path;
use identity::token::Token;
use identity::{Delegation, Grant, Keys, Kind, Session, Status, desk};
use kernel::{Day, Instant, PersonId};
use rustc_hash::FxHashMap;
use store::Tx;
use webkit::component::{Crumbs, Facts, Pair};
use webkit::{Answer, Form, Layout, Shell, Visit, words};

struct Role {
    id: String,
    name: &'static str,
    place: String,
    days: String,
    why: String,
    open: bool,
}

struct StandIn {
    id: String,
    words: String,
    what: String,
    days: String,
    why: String,
    open: bool,
}

struct Key {
    id: String,
    name: String,
    scopes: String,
    ranges: String,
    until: String,
    used: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "person.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    form: Form,
    address: String,
    name: String,
    over: String,
    active: bool,
    keeps: bool,
    oneself: bool,
    staff: bool,
    tokens_may: bool,
    second_factor: bool,
    sessions: usize,
    roles: Vec<Role>,
    past_roles: Vec<Role>,
    delegations: Vec<StandIn>,
    tokens: Vec<Key>,
    facts: Facts,
}

struct Read {
    grants: Vec<Grant>,
    delegations: Vec<Delegation>,
    tokens: Vec<Token>,
    keys: Keys,
    sessions: Vec<Session>,
    names: FxHashMap<PersonId, String>,
}

fn read(tx: &mut Tx, id: PersonId, now: Instant, rules: identity::SessionRules) -> kernel::Result<Read> {
    let grants = identity::grants_of(tx, id)?;
    let delegations = identity::delegations_of(tx, id)?;
    let others = delegations.iter().flat_map(|d| [d.absent, d.deputy]).chain(grants.iter().map(|g| g.by));
    let names = identity::names(tx, others)?;
    Ok(Read {
        tokens: identity::token::of(tx, id)?,
        keys: identity::keys_of(tx, id)?,
        sessions: desk::sessions_of(tx, id, now, rules)?,
        grants,
        delegations,
        names,
    })
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let seen = Seen::at(&visit, &id).await?;
    let (person, now) = (seen.person.id, visit.technical_now());
    let rules = visit.kit().need::<identity::Gate>()?.rules().sessions;
    let read = visit.kit().read(move |tx| read(tx, person, now, rules)).await?;
    visit.page(&Page::new(&visit, &seen, &read))
}

impl Page {
    fn new(visit: &Visit, seen: &Seen, read: &Read) -> Self {
        let (t, who, p) = (T(visit.lang()), &seen.who, &seen.person);
        let today = who.today();
        let roles = read.grants.iter().rev().map(|g| Role {
            id: g.id.to_string(),
            name: role_name(t.0, g.role),
            place: scope_words(t, who, g.scope),
            days: days(t, g.from, g.to),
            why: granted(t, read.names.get(&g.by), &g.reason),
            open: g.holds_from(today),
        });
        let (roles, past_roles) = roles.partition(|r| r.open);
        Self {
            shell: visit.shell(Layout::Work, &p.name),
            t,
            crumbs: crate::base::crumbs(visit, &[("/admin/people", t.people_title())], p.name.clone()),
            form: visit.form(),
            address: seen.address(),
            name: p.name.clone(),
            over: over(t, seen),
            active: p.status == Status::Active,
            keeps: seen.is_kept(&read.grants),
            oneself: who.person().id == p.id,
            staff: p.kind == Kind::Staff,
            tokens_may: p.kind != Kind::Demo,
            second_factor: read.keys.second_factor,
            sessions: read.sessions.len(),
            roles,
            past_roles,
            delegations: read.delegations.iter().rev().map(|d| stand_in(t, seen, read, d)).collect(),
            tokens: read.tokens.iter().map(|k| key(t, k, visit.technical_now())).collect(),
            facts: facts(t, seen, read, visit.technical_now()),
        }
    }
}

fn over(t: T, seen: &Seen) -> String {
    let who = &seen.who;
    let unit = seen
        .person
        .unit
        .map_or_else(|| t.scope_province().to_owned(), |u| unit_name(who.directory(), u, who.today()));
    let title =
        if seen.person.title.is_empty() { String::new() } else { format!("{} · ", seen.person.title) };
    format!("{} · {title}{unit}", seen.person.login)
}

/// Days as people say them: from the first to the last, both included.
fn days(t: T, from: Day, to: Option<Day>) -> String {
    let from_words = words::day(t.0, from);
    match to {
        None => t.days_open(from_words),
        Some(to) if to <= from => t.days_never(from_words),
        Some(to) => t.days_span(from_words, words::day(t.0, to.plus(-1))),
    }
}

fn granted(t: T, by: Option<&String>, reason: &str) -> String {
    let by = by.map_or_else(|| t.by_program().to_owned(), |name| t.by_person(name));
    if reason.is_empty() { by } else { format!("{reason} · {by}") }
}

fn stand_in(t: T, seen: &Seen, read: &Read, d: &Delegation) -> StandIn {
    let who = &seen.who;
    let name = |id| read.names.get(&id).map_or("–", String::as_str);
    let his = d.absent == seen.person.id;
    let role = d.role.map_or(t.delegate_all_roles(), |r| role_name(t.0, r));
    let unit = d
        .unit
        .map_or_else(|| t.delegate_all_units().to_owned(), |u| unit_name(who.directory(), u, who.today()));
    StandIn {
        id: d.id.to_string(),
        words: if his { t.stands_in_for_him(name(d.deputy)) } else { t.stands_in_for(name(d.absent)) },
        what: format!("{role} · {unit}"),
        days: days(t, d.from, Some(d.to)),
        why: d.reason.clone(),
        open: d.to > who.today() && d.from < d.to,
    }
}

fn key(t: T, k: &Token, now: Instant) -> Key {
    let ranges: Vec<String> = k.ranges.iter().map(ToString::to_string).collect();
    let open = k.lives(now);
    Key {
        id: k.id.to_string(),
        name: k.name.clone(),
        scopes: k.scopes.iter().map(|s| token::scope_words(t, s)).collect::<Vec<_>>().join(", "),
        ranges: if ranges.is_empty() { t.token_everywhere().into() } else { ranges.join(", ") },
        until: match k.revoked_at {
            Some(at) => t.token_revoked_at(words::day(t.0, at.day())),
            None if open => t.token_until(words::day(t.0, k.expires_at.day())),
            None => t.token_expired(words::day(t.0, k.expires_at.day())),
        },
        used: k.used.as_ref().map_or_else(
            || t.token_unused().to_owned(),
            |(at, from)| t.token_used(words::moment(t.0, *at), from),
        ),
        open,
    }
}

fn facts(t: T, seen: &Seen, read: &Read, now: Instant) -> Facts {
    let p = &seen.person;
    let status = if p.status == Status::Active { t.people_active() } else { t.people_left() };
    let kind = match p.kind {
        Kind::Staff => t.add_staff(),
        Kind::Service => t.people_service(),
        Kind::Demo => t.people_demo(),
    };
    let mut pairs = vec![Pair::new(t.people_state(), status), Pair::new(t.add_kind(), kind)];
    if p.kind == Kind::Staff {
        let keys = &read.keys;
        let password = match (keys.password, keys.must_change, keys.given_until) {
            (false, ..) => t.key_none().to_owned(),
            (true, true, Some(until)) if until <= now => t.key_lapsed().to_owned(),
            (true, true, Some(until)) => t.key_given(words::moment(t.0, until)),
            (true, true, None) => t.people_given().to_owned(),
            (true, false, _) => t.key_own().to_owned(),
        };
        pairs.push(Pair::new(t.key_password(), password));
        let second = if keys.second_factor { t.key_on() } else { t.key_off() };
        pairs.push(Pair::new(t.key_second_factor(), second));
    }
    let last = read.keys.last_signed_in.map_or_else(|| t.key_never().to_owned(), |at| words::moment(t.0, at));
    pairs.push(Pair::new(t.key_last(), last));
    let latest = read.sessions.first().map(|s| words::moment(t.0, s.seen_at));
    pairs.push(Pair::new(
        t.key_sessions(),
        match latest {
            Some(at) => t.key_sessions_open(read.sessions.len(), at),
            None => t.key_sessions_none().to_owned(),
        },
    ));
    Facts { pairs }
}
