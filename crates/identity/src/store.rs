//! The audited tables, and the SQL of people, grants and delegations.

use crate::model::{Delegation, DelegationId, Grant, GrantId, Kind, Language, Person, Scope, Status};
use crate::role::Role;
use kernel::{Day, Fault, PersonId, Refusal, Result, UnitId};
use store::{Row, Tx, table, vals};

table! {
    /// Whether this is a demo.
    pub static DATABASE_KIND = 40 "database_kind" key(id) { id: Int, kind: Text }
}
table! {
    /// People.
    pub static PERSON = 41 "person" key(id) version(version) {
        id: Int, login: Text, name: Text, search: Text, title: Text, unit_id: Int, kind: Text, status: Text,
        language: Text, version: Int,
    }
}
table! {
    /// What they prove themselves by. Salted at random, so that the digest of the business leaves it out; the audit
    /// keeps a digest of the row and nothing of what is in it.
    pub static CREDENTIAL = 42 "credential" key(person_id) version(version) {
        person_id: Int, password: Text volatile, must_change: Int, expires_at: Int volatile, totp: Text volatile,
        version: Int,
    }
}
table! {
    /// Roles.
    pub static ROLE_GRANT = 43 "role_grant" key(id) version(version) {
        id: Int, person_id: Int, role: Text, unit_id: Int, subtree: Int, valid_from: Int, valid_to: Int,
        granted_by: Int, reason: Text, version: Int,
    }
}
table! {
    /// Who stands in for whom.
    pub static DELEGATION = 44 "delegation" key(id) version(version) {
        id: Int, absent_id: Int, deputy_id: Int, valid_from: Int, valid_to: Int, role: Text, unit_id: Int,
        reason: Text, version: Int,
    }
}
table! {
    /// API tokens.
    pub static API_TOKEN = 45 "api_token" key(id) version(version) {
        id: Int, person_id: Int, name: Text, hash: Bytes volatile, scopes: Text, ranges: Text,
        expires_at: Int volatile, revoked_at: Int volatile, made_by: Int, version: Int,
    }
}
table! {
    /// The one row that goes up with every change.
    pub static IDENTITY_REVISION = 46 "identity_revision" key(id) version(version) {
        id: Int, revision: Int, version: Int,
    }
}

/// Somebody changed the same row at the same time.
pub(crate) fn stale() -> kernel::Error {
    Refusal::new(
        "person.changed",
        "Tài khoản vừa được người khác thay đổi. Hãy tải lại rồi thực hiện tiếp.",
        "Somebody else has just changed this account. Load it again and go on.",
    )
    .into()
}

/// How often people, grants and delegations have changed.
pub(crate) fn revision(tx: &mut Tx) -> Result<i64> {
    let revision =
        tx.query_opt("SELECT revision FROM identity_revision WHERE id = 1", &[], |row| row.int())?;
    Ok(revision.unwrap_or(0))
}

/// Waits until no other transaction changes people, and lets none in before this one ends: rules look at more than one
/// row, and rows taken in another order would wait for each other for ever. Every use case that changes people begins so.
pub(crate) fn alone(tx: &mut Tx) -> Result<()> {
    tx.query_opt("SELECT id FROM identity_revision WHERE id = 1 {for_update}", &[], |row| row.int())
        .map(|_| ())
}

/// Counts one change. Call inside an action.
pub(crate) fn bump(tx: &mut Tx) -> Result<()> {
    let old = tx.query_opt(
        "SELECT revision, version FROM identity_revision WHERE id = 1 {for_update}",
        &[],
        |row| Ok((row.int()?, row.int()?)),
    )?;
    let Some((revision, version)) = old else {
        return tx.insert(&IDENTITY_REVISION, &vals![1i64, 1i64, 1i64]);
    };
    let (old, new) = (vals![1i64, revision, version], vals![1i64, revision + 1, version + 1]);
    if tx.update(&IDENTITY_REVISION, &old, &new)? { Ok(()) } else { Err(stale()) }
}

macro_rules! person_columns {
    () => {
        "id, login, name, title, unit_id, kind, status, language, version"
    };
}
pub(crate) use person_columns;

pub(crate) fn read_person(row: &mut Row<'_>) -> Result<Person> {
    let id = PersonId(row.int()?);
    let broken = |what: &str| Fault::new(format!("person {id}: {what}"));
    let (login, name, title, unit) = (row.text()?, row.text()?, row.text()?, row.opt_int()?.map(UnitId));
    Ok(Person {
        id,
        login,
        name,
        title,
        unit,
        kind: Kind::from_word(row.str()?).ok_or_else(|| broken("kind"))?,
        status: Status::from_word(row.str()?).ok_or_else(|| broken("status"))?,
        language: Language::from_word(row.str()?).ok_or_else(|| broken("language"))?,
        version: row.int()?,
    })
}

fn person_values<'a>(p: &'a Person, search: &'a str, version: i64) -> [store::V<'a>; 10] {
    vals![
        p.id,
        &p.login,
        &p.name,
        search,
        &p.title,
        p.unit,
        p.kind.word(),
        p.status.word(),
        p.language.word(),
        version
    ]
}

/// What a search among people looks at.
fn search_text(p: &Person) -> String {
    kernel::text::fold(&format!("{} {} {}", p.name, p.login, p.title))
}

pub(crate) fn insert_person(tx: &mut Tx, p: &Person) -> Result<()> {
    tx.insert(&PERSON, &person_values(p, &search_text(p), 1))
}

pub(crate) fn update_person(tx: &mut Tx, old: &Person, new: &Person) -> Result<()> {
    let (before, after) = (search_text(old), search_text(new));
    let old = person_values(old, &before, old.version);
    if tx.update(&PERSON, &old, &person_values(new, &after, new.version + 1))? {
        Ok(())
    } else {
        Err(stale())
    }
}

/// A person, if there is one.
pub(crate) fn person(tx: &mut Tx, id: PersonId) -> Result<Option<Person>> {
    tx.query_opt(concat!("SELECT ", person_columns!(), " FROM person WHERE id = $1"), &vals![id], read_person)
}

pub(crate) fn people_of(tx: &mut Tx, ids: &[PersonId]) -> Result<Vec<Person>> {
    let args: Vec<store::V<'_>> = ids.iter().map(|id| store::V::Int(id.0)).collect();
    if args.is_empty() {
        return Ok(Vec::new());
    }
    let these = store::placeholders(1, args.len());
    let columns = person_columns!();
    tx.query(format!("SELECT {columns} FROM person p WHERE id IN ({these})"), &args, read_person)
}

pub(crate) fn person_by_login(tx: &mut Tx, login: &str) -> Result<Option<Person>> {
    tx.query_opt(
        concat!("SELECT ", person_columns!(), " FROM person WHERE login = $1"),
        &vals![login],
        read_person,
    )
}

/// All people whose name, login or title contains the folded words, by login; after a login.
pub(crate) fn people(tx: &mut Tx, words: &str, after: &str, limit: i64) -> Result<Vec<Person>> {
    tx.query(
        concat!(
            "SELECT ",
            person_columns!(),
            " FROM person WHERE login > $1 AND search LIKE $2 ESCAPE '\\' ORDER BY login LIMIT $3"
        ),
        &vals![after, &like(words), limit],
        read_person,
    )
}

fn like(words: &str) -> String {
    let mut text = String::from("%");
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('%');
    text
}

macro_rules! grant_columns {
    () => {
        "id, person_id, role, unit_id, subtree, valid_from, valid_to, granted_by, reason, version"
    };
}
pub(crate) use grant_columns;

pub(crate) fn read_grant(row: &mut Row<'_>) -> Result<Grant> {
    let (id, person) = (GrantId(row.int()?), PersonId(row.int()?));
    let broken = |what: &str| Fault::new(format!("role_grant {id}: {what}"));
    let role = Role::from_word(row.str()?).ok_or_else(|| broken("role"))?;
    let scope = match (row.opt_int()?.map(UnitId), row.bool()?) {
        (None, false) => Scope::Province,
        (Some(unit), false) => Scope::Unit(unit),
        (Some(unit), true) => Scope::Subtree(unit),
        (None, true) => return Err(broken("subtree").into()),
    };
    Ok(Grant {
        id,
        person,
        role,
        scope,
        from: Day(row.int()?),
        to: row.opt_int()?.map(Day),
        by: PersonId(row.int()?),
        reason: row.text()?,
        version: row.int()?,
    })
}

fn grant_values(g: &Grant, to: Option<Day>, version: i64) -> [store::V<'_>; 10] {
    let (unit, subtree) = match g.scope {
        Scope::Province => (None, false),
        Scope::Unit(unit) => (Some(unit), false),
        Scope::Subtree(unit) => (Some(unit), true),
    };
    vals![g.id.0, g.person, g.role.word(), unit, subtree, g.from, to, g.by, &g.reason, version]
}

pub(crate) fn insert_grant(tx: &mut Tx, g: &Grant) -> Result<()> {
    tx.insert(&ROLE_GRANT, &grant_values(g, g.to, 1))
}

/// Ends a grant on a day; one that would only have begun later never begins.
pub(crate) fn end_grant(tx: &mut Tx, g: &Grant, on: Day) -> Result<()> {
    let (old, new) = (grant_values(g, g.to, g.version), grant_values(g, Some(on.max(g.from)), g.version + 1));
    if tx.update(&ROLE_GRANT, &old, &new)? { Ok(()) } else { Err(stale()) }
}

pub(crate) fn grants_of(tx: &mut Tx, person: PersonId) -> Result<Vec<Grant>> {
    tx.query(
        concat!("SELECT ", grant_columns!(), " FROM role_grant WHERE person_id = $1 ORDER BY id"),
        &vals![person],
        read_grant,
    )
}

pub(crate) fn grant(tx: &mut Tx, id: GrantId) -> Result<Option<Grant>> {
    tx.query_opt(
        concat!("SELECT ", grant_columns!(), " FROM role_grant WHERE id = $1"),
        &vals![id.0],
        read_grant,
    )
}

/// Grants of a role to active people.
pub(crate) fn grants_of_role(tx: &mut Tx, role: Role) -> Result<Vec<Grant>> {
    tx.query(
        concat!(
            "SELECT ",
            grant_columns!(),
            " FROM role_grant WHERE role = $1 AND person_id IN (SELECT id FROM person WHERE status = 'active') ORDER BY id"
        ),
        &vals![role.word()],
        read_grant,
    )
}

macro_rules! delegation_columns {
    () => {
        "id, absent_id, deputy_id, valid_from, valid_to, role, unit_id, reason, version"
    };
}

fn read_delegation(row: &mut Row<'_>) -> Result<Delegation> {
    let id = DelegationId(row.int()?);
    let (absent, deputy) = (PersonId(row.int()?), PersonId(row.int()?));
    let (from, to, role) = (Day(row.int()?), Day(row.int()?), row.opt_text()?);
    let role = match role {
        None => None,
        Some(word) => {
            Some(Role::from_word(&word).ok_or_else(|| Fault::new(format!("delegation {id}: role")))?)
        }
    };
    let unit = row.opt_int()?.map(UnitId);
    Ok(Delegation { id, absent, deputy, from, to, role, unit, reason: row.text()?, version: row.int()? })
}

fn delegation_values(d: &Delegation, to: Day, version: i64) -> [store::V<'_>; 9] {
    let role = d.role.map(Role::word);
    vals![d.id.0, d.absent, d.deputy, d.from, to, role, d.unit, &d.reason, version]
}

pub(crate) fn insert_delegation(tx: &mut Tx, d: &Delegation) -> Result<()> {
    tx.insert(&DELEGATION, &delegation_values(d, d.to, 1))
}

pub(crate) fn end_delegation(tx: &mut Tx, d: &Delegation, on: Day) -> Result<()> {
    let new = delegation_values(d, on.max(d.from), d.version + 1);
    if tx.update(&DELEGATION, &delegation_values(d, d.to, d.version), &new)? { Ok(()) } else { Err(stale()) }
}

pub(crate) fn delegation(tx: &mut Tx, id: DelegationId) -> Result<Option<Delegation>> {
    tx.query_opt(
        concat!("SELECT ", delegation_columns!(), " FROM delegation WHERE id = $1"),
        &vals![id.0],
        read_delegation,
    )
}

/// Delegations in which somebody is the absent one or the deputy.
pub(crate) fn delegations_of(tx: &mut Tx, person: PersonId) -> Result<Vec<Delegation>> {
    tx.query(
        concat!(
            "SELECT ",
            delegation_columns!(),
            " FROM delegation WHERE absent_id = $1 OR deputy_id = $1 ORDER BY id"
        ),
        &vals![person],
        read_delegation,
    )
}
