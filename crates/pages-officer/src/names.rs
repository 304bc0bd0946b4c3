//! Names of people and units for pages.

use crate::locale::T;
use kernel::{Day, PersonId, Result, UnitId};
use organisation::Directory;
use std::collections::BTreeMap;
use store::Tx;
use webkit::Lang;

/// Names of the people a page speaks of.
#[derive(Clone, Debug, Default)]
pub(crate) struct People(BTreeMap<PersonId, String>);

impl People {
    /// Looks them up.
    pub(crate) fn of(tx: &mut Tx, ids: impl IntoIterator<Item = PersonId>) -> Result<Self> {
        Ok(Self(identity::names(tx, ids)?.into_iter().collect()))
    }

    /// Somebody's name; the program's own is a word.
    pub(crate) fn name(&self, lang: Lang, id: PersonId) -> &str {
        match self.0.get(&id).filter(|name| !name.is_empty()) {
            Some(name) => name,
            None => T(lang).the_program(),
        }
    }
}

/// A unit's name on a day, or its last one.
pub(crate) fn unit(directory: &Directory, unit: UnitId, day: Day) -> String {
    let version = directory.version_at(unit, day).or_else(|| directory.last_version(unit));
    version.map(|v| v.name.clone()).unwrap_or_default()
}
