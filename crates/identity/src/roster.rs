//! The list of people as whoever keeps them looks through it: words, unit, role, whether they may come in.

mod rows;

use crate::listing::CHUNK;
use crate::model::{Delegation, Grant, Person, Status};
use crate::role::Role;
use crate::store;
use ::store::Tx;
use kernel::{Day, Instant, PersonId, Result, UnitId, Units};
use organisation::Directory;
use rustc_hash::{FxHashMap, FxHashSet};

/// Whom to look for. What is not said narrows nothing.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Those of these units; people of no unit show to whoever has all.
    pub units: Units,
    /// Name, login name or title contain these words, with or without their marks.
    pub words: String,
    /// Of one unit alone.
    pub unit: Option<UnitId>,
    /// Who has this role on the day.
    pub role: Option<Role>,
    /// Whether they may come in.
    pub status: Option<Status>,
    /// Only those who have not yet changed a password they were given.
    pub must_change: bool,
    /// The day on which roles are looked at.
    pub day: Day,
}

/// One page of the list, by login name.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// The people of the page.
    pub people: Vec<Person>,
    /// How many come before the page.
    pub before: usize,
    /// How many there are in all.
    pub total: usize,
}

/// A page of people, those whose login name comes after the one given.
///
/// Everybody who fits is walked through, since who may be seen is not the database's question: a province has a few
/// thousand people.
///
/// # Errors
/// A fault of the database.
pub fn roster(tx: &mut Tx, wanted: &Wanted, after: &str, limit: usize) -> Result<Roster> {
    let mut found = Roster::default();
    rows::each_person(tx, wanted, &mut |person| {
        let seen = match person.unit {
            Some(unit) => wanted.units.has(unit),
            None => wanted.units == Units::All,
        };
        if !seen {
            return;
        }
        found.total += 1;
        if person.login.as_str() <= after {
            found.before += 1;
        } else if found.people.len() < limit {
            found.people.push(person);
        }
    })?;
    Ok(found)
}

/// The roles of some people, by person, the oldest first.
///
/// # Errors
/// A fault of the database.
pub fn grants_of_all(tx: &mut Tx, people: &[Person]) -> Result<FxHashMap<PersonId, Vec<Grant>>> {
    let mut all: FxHashMap<PersonId, Vec<Grant>> = FxHashMap::default();
    for some in people.chunks(CHUNK) {
        let ids: Vec<PersonId> = some.iter().map(|p| p.id).collect();
        for grant in rows::grants_of_many(tx, &ids)? {
            all.entry(grant.person).or_default().push(grant);
        }
    }
    Ok(all)
}

/// Those of some people who have not yet changed a password they were given.
///
/// # Errors
/// A fault of the database.
pub fn yet_to_change(tx: &mut Tx, people: &[Person]) -> Result<FxHashSet<PersonId>> {
    let mut all = FxHashSet::default();
    for some in people.chunks(CHUNK) {
        let ids: Vec<PersonId> = some.iter().map(|p| p.id).collect();
        all.extend(rows::yet_to_change(tx, &ids)?);
    }
    Ok(all)
}

/// How an account stands with its keys. Nothing of the keys themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Keys {
    /// It has a password.
    pub password: bool,
    /// The password was given and not yet changed.
    pub must_change: bool,
    /// Until when a given password opens, in technical time.
    pub given_until: Option<Instant>,
    /// It has a second factor.
    pub second_factor: bool,
    /// When it last came in, in technical time.
    pub last_signed_in: Option<Instant>,
}

/// How an account stands with its keys.
///
/// # Errors
/// A fault of the database.
pub fn keys_of(tx: &mut Tx, person: PersonId) -> Result<Keys> {
    let credential = crate::credential::of(tx, person)?;
    let last_signed_in = crate::credential::last_signed_in(tx, person)?;
    Ok(credential.map_or(Keys { last_signed_in, ..Keys::default() }, |c| Keys {
        password: true,
        must_change: c.must_change,
        given_until: c.expires_at.filter(|_| c.must_change),
        second_factor: c.totp.is_some(),
        last_signed_in,
    }))
}

/// What a deactivation would move and end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaving {
    /// Roles that hold today or later.
    pub grants: Vec<Grant>,
    /// Delegations in which he stands in for somebody: these pass.
    pub stands_in: Vec<Delegation>,
    /// Delegations in which he is the absent one: these end.
    pub absent: Vec<Delegation>,
    /// API tokens that are not revoked yet; those that have expired among them.
    pub tokens: usize,
}

/// What a deactivation would move and end, by the same rules.
///
/// # Errors
/// A fault of the database.
pub fn leaving(tx: &mut Tx, person: PersonId, today: Day) -> Result<Leaving> {
    let grants = store::grants_of(tx, person)?.into_iter().filter(|g| g.holds_from(today)).collect();
    let open = |d: &Delegation| d.to > today && d.from < d.to;
    let all: Vec<Delegation> = store::delegations_of(tx, person)?.into_iter().filter(open).collect();
    let (stands_in, absent) = all.into_iter().partition(|d| d.deputy == person);
    let tokens = crate::token::of(tx, person)?.iter().filter(|t| t.revoked_at.is_none()).count();
    Ok(Leaving { grants, stands_in, absent, tokens })
}

/// What asks to be looked after among people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// Active accounts whose given password was not yet changed.
    pub must_change: usize,
    /// Of them, those whose given password opens no more.
    pub lapsed: usize,
    /// Active staff without a role that holds today or later.
    pub roleless: usize,
    /// Roles that end within the days asked for.
    pub ending: usize,
    /// Units of the day in which nobody takes in, works or decides.
    pub unstaffed: Vec<UnitId>,
}

/// What asks to be looked after among the people and in the units of somebody, `soon` days ahead; `now` is technical
/// time, the directory that of the day.
///
/// # Errors
/// A fault of the database.
pub fn attention(
    tx: &mut Tx,
    directory: &Directory,
    units: &Units,
    today: Day,
    soon: i64,
    now: Instant,
) -> Result<Attention> {
    let wanted = Wanted {
        units: units.clone(),
        words: String::new(),
        unit: None,
        role: None,
        status: Some(Status::Active),
        must_change: false,
        day: today,
    };
    let people = roster(tx, &wanted, "", usize::MAX)?.people;
    let ids: FxHashSet<PersonId> = people.iter().map(|p| p.id).collect();
    let grants = rows::open_grants(tx, today)?;
    let mut found = Attention::default();
    for (person, until) in rows::given_passwords(tx)? {
        if ids.contains(&person) {
            found.must_change += 1;
            found.lapsed += usize::from(until.is_some_and(|until| until <= now));
        }
    }
    let holders: FxHashSet<PersonId> = grants.iter().map(|g| g.person).collect();
    let staff = |p: &&Person| p.kind != crate::model::Kind::Service;
    found.roleless = people.iter().filter(staff).filter(|p| !holders.contains(&p.id)).count();
    let ends_soon = |g: &&Grant| g.to.is_some_and(|to| to.0 - today.0 <= soon);
    found.ending = grants.iter().filter(|g| ids.contains(&g.person)).filter(ends_soon).count();
    found.unstaffed = unstaffed(&grants, directory, units, today);
    Ok(found)
}

/// Units of the day that no role of a desk, a case officer or a head reaches.
fn unstaffed(grants: &[Grant], directory: &Directory, units: &Units, today: Day) -> Vec<UnitId> {
    let works = |role: Role| matches!(role, Role::DeskOfficer | Role::CaseOfficer | Role::UnitHead);
    let at_work: Vec<Grant> = grants.iter().filter(|g| works(g.role) && g.holds(today)).cloned().collect();
    let standing = crate::who::Standing { grants: at_work, delegated: Vec::new() };
    let reaches = standing.on(directory, today);
    let all = directory.all_at(today);
    let left = all.iter().filter(|v| v.reports && units.has(v.unit));
    left.filter(|v| !reaches.iter().any(|r| r.reaches(v.unit))).map(|v| v.unit).collect()
}
