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
        let mut names = BTreeMap::new();
        for id in ids {
            if id.0 != 0 && !names.contains_key(&id) {
                let name = identity::person(tx, id)?.map(|p| p.name).unwrap_or_default();
                names.insert(id, name);
            }
        }
        Ok(Self(names))
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
