//! Accounts.

use super::access::{active, refuse, require};
use super::grants::{NewGrant, grant};
use crate::credential::{self, Credential};
use crate::demo;
use crate::model::{Kind, Language, Person, Scope, Status};
use crate::password::Hash;
use crate::role::Role;
use crate::{session, store, throttle};
use ::store::{Ctx, Tx};
use kernel::{Instant, PersonId, Result, UnitId};

pub(crate) use super::access::require_over;

/// Longest login name.
const LONGEST_LOGIN: usize = 40;
/// Longest name or title.
const LONGEST_NAME: usize = 120;

/// What can be said of a person and changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Details {
    /// The name that others see.
    pub name: String,
    /// Title or position; may be empty.
    pub title: String,
    /// The unit the person belongs to.
    pub unit: Option<UnitId>,
    /// The language of pages.
    pub language: Language,
}

/// An account to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPerson {
    /// What is typed to sign in.
    pub login: String,
    /// What kind of account it is.
    pub kind: Kind,
    /// The rest.
    pub details: Details,
    /// A first role, from today on.
    pub role: Option<(Role, Scope)>,
}

/// A login name as it is kept, or a refusal.
pub(crate) fn login(typed: &str) -> Result<String> {
    let login = typed.trim().to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    if (2..=LONGEST_LOGIN).contains(&login.len())
        && login.chars().all(plain)
        && login.starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        return Ok(login);
    }
    refuse(
        "person.login",
        format!(
            "Tên đăng nhập gồm 2 đến {LONGEST_LOGIN} chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới."
        ),
        format!(
            "A login name has 2 to {LONGEST_LOGIN} letters without marks, digits, dots, hyphens or underscores."
        ),
    )
}

fn tidy(details: Details) -> Result<Details> {
    let one_line = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let (name, title) = (one_line(&details.name), one_line(&details.title));
    if name.is_empty() || name.chars().count() > LONGEST_NAME || title.chars().count() > LONGEST_NAME {
        return refuse(
            "person.name",
            format!("Cần có họ tên; họ tên và chức vụ dài nhất {LONGEST_NAME} ký tự."),
            format!("A name is needed; name and title have at most {LONGEST_NAME} characters."),
        );
    }
    Ok(Details { name, title, ..details })
}

/// Makes an account. A first password, already hashed, must be changed at the first sign-in and opens until a technical
/// time; without one nobody can sign in until a password is given.
///
/// # Errors
/// Refusals: no right to keep people there, the login name is taken or malformed, demo people in a real database, and
/// those of [`grant`].
pub fn add(tx: &mut Tx, ctx: &Ctx<'_>, new: NewPerson, first: Option<(Hash, Instant)>) -> Result<Person> {
    store::alone(tx)?;
    require(tx, ctx, &[Scope::of(new.details.unit)])?;
    let (login, details) = (login(&new.login)?, tidy(new.details)?);
    if new.kind == Kind::Demo {
        demo::require_demo(tx)?;
    }
    if store::person_by_login(tx, &login)?.is_some() {
        return refuse(
            "person.login_taken",
            format!("Tên đăng nhập {login} đã có người dùng. Hãy chọn tên khác."),
            format!("The login name {login} is taken. Choose another."),
        );
    }
    let person = Person {
        id: PersonId(ctx.ids.next(ctx.now)),
        login,
        name: details.name,
        title: details.title,
        unit: details.unit,
        kind: new.kind,
        status: Status::Active,
        language: details.language,
        version: 1,
    };
    let first = first.filter(|_| new.kind == Kind::Staff);
    tx.action(&ctx.action("person.add"), |tx| {
        store::insert_person(tx, &person)?;
        if let Some((hash, until)) = first {
            Credential::given(person.id, hash, until).write(tx, None)?;
        }
        store::bump(tx)
    })?;
    if let Some((role, scope)) = new.role {
        let (from, reason) = (ctx.now.day(), String::new());
        grant(tx, ctx, NewGrant { person: person.id, role, scope, from, to: None, reason })?;
    }
    Ok(person)
}

/// Changes what is said of a person.
///
/// # Errors
/// Refusals: no right over this account or the new unit, it is deactivated, or was changed since `version`.
pub fn change(tx: &mut Tx, ctx: &Ctx<'_>, id: PersonId, version: i64, details: Details) -> Result<()> {
    store::alone(tx)?;
    let old = active(tx, id)?;
    require_over(tx, ctx, &old)?;
    require(tx, ctx, &[Scope::of(details.unit)])?;
    let details = tidy(details)?;
    if old.version != version {
        return Err(store::stale());
    }
    let new = Person {
        name: details.name,
        title: details.title,
        unit: details.unit,
        language: details.language,
        ..old.clone()
    };
    write(tx, ctx, "person.change", &old, &new)
}

/// Chooses the language of one's own pages.
///
/// # Errors
/// A fault of the database.
pub fn set_language(tx: &mut Tx, ctx: &Ctx<'_>, language: Language) -> Result<()> {
    store::alone(tx)?;
    let old = active(tx, ctx.actor.person)?;
    let new = Person { language, ..old.clone() };
    write(tx, ctx, "person.set_language", &old, &new)
}

fn write(tx: &mut Tx, ctx: &Ctx<'_>, name: &'static str, old: &Person, new: &Person) -> Result<()> {
    if old == new {
        return Ok(());
    }
    tx.action(&ctx.action(name), |tx| {
        store::update_person(tx, old, new)?;
        store::bump(tx)
    })
}

/// Gives somebody a password that must be changed; the second factor goes, and all sessions end.
pub(crate) fn give_password(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    id: PersonId,
    hash: Hash,
    until: Instant,
) -> Result<Person> {
    store::alone(tx)?;
    let person = active(tx, id)?;
    require_over(tx, ctx, &person)?;
    if person.kind != Kind::Staff {
        return refuse(
            "person.no_password",
            "Tài khoản này không đăng nhập bằng mật khẩu.",
            "This account does not sign in by a password.",
        );
    }
    let before = credential::of(tx, id)?;
    tx.action(&ctx.action("person.reset_password"), |tx| {
        Credential::given(id, hash, until).write(tx, before.as_ref())?;
        store::bump(tx)
    })?;
    session::end_all(tx, id, None)?;
    throttle::forget(tx, &throttle::account(&person.login))?;
    Ok(person)
}
