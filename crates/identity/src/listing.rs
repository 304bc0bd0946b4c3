//! Looking people up.

use crate::model::{Delegation, Grant, Person};
use crate::store;
use ::store::Tx;
use kernel::{PersonId, Result, Units};
use rustc_hash::FxHashMap;

/// People asked for in one statement.
pub(crate) const CHUNK: usize = 500;

/// A person.
///
/// # Errors
/// A fault of the database.
pub fn person(tx: &mut Tx, id: PersonId) -> Result<Option<Person>> {
    store::person(tx, id)
}

/// Some people by their ids, each looked up once; ids that are nobody's are left out.
///
/// # Errors
/// A fault of the database.
pub fn people_by_id(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<FxHashMap<PersonId, Person>> {
    let mut ids: Vec<PersonId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = FxHashMap::default();
    for some in ids.chunks(CHUNK) {
        found.extend(store::people_of(tx, some)?.into_iter().map(|p| (p.id, p)));
    }
    Ok(found)
}

/// The names of some people, likewise.
///
/// # Errors
/// A fault of the database.
pub fn names(tx: &mut Tx, ids: impl IntoIterator<Item = PersonId>) -> Result<FxHashMap<PersonId, String>> {
    Ok(people_by_id(tx, ids)?.into_iter().map(|(id, person)| (id, person.name)).collect())
}

/// The person with this login name.
///
/// # Errors
/// A fault of the database.
pub fn by_login(tx: &mut Tx, login: &str) -> Result<Option<Person>> {
    store::person_by_login(tx, &login.trim().to_ascii_lowercase())
}

/// People whose name, login or title contains the words, with or without their marks, by login after the one given; of
/// these units alone. People of no unit show to whoever has all.
///
/// # Errors
/// A fault of the database.
pub fn people(tx: &mut Tx, units: &Units, words: &str, after: &str, limit: usize) -> Result<Vec<Person>> {
    let words = kernel::text::fold(words);
    let mut found = Vec::new();
    let mut after = after.to_owned();
    while found.len() < limit {
        let page = store::people(tx, &words, &after, 500)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.login);
        let seen = |p: &Person| match p.unit {
            Some(unit) => units.has(unit),
            None => *units == Units::All,
        };
        found.extend(page.into_iter().filter(seen));
    }
    found.truncate(limit);
    Ok(found)
}

/// All roles that a person has or had, the oldest first.
///
/// # Errors
/// A fault of the database.
pub fn grants_of(tx: &mut Tx, person: PersonId) -> Result<Vec<Grant>> {
    store::grants_of(tx, person)
}

/// All delegations in which a person is or was the absent one or the deputy, the oldest first.
///
/// # Errors
/// A fault of the database.
pub fn delegations_of(tx: &mut Tx, person: PersonId) -> Result<Vec<Delegation>> {
    store::delegations_of(tx, person)
}
