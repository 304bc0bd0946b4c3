//! From what is asked to entries, never beyond what the visitor may audit.

use super::words::known_table;
use dossier::listing;
use identity::{Wanted, Who};
use kernel::{Day, PersonId, Result, Right, UnitId, Units, text};
use serde::Deserialize;
use store::{Entry, Look, Looked, Tx, look, look_at};
use webkit::Address;
use webkit::form::Parse;

/// Somebody found by words: so many at most.
const MOST_PEOPLE: usize = 300;

/// What the address asks for.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) who: String,
    pub(super) unit: String,
    pub(super) action: String,
    pub(super) code: String,
    pub(super) table: String,
    pub(super) key: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) before: String,
}

impl Asked {
    /// The pairs of an address that asks the same, from an entry on.
    pub(super) fn address(&self, path: &str, before: &str) -> String {
        let pairs = [
            ("who", self.who.as_str()),
            ("unit", &self.unit),
            ("action", &self.action),
            ("code", &self.code),
            ("table", &self.table),
            ("key", &self.key),
            ("from", &self.from),
            ("to", &self.to),
            ("before", before),
        ];
        Address::of(path).with(pairs).text()
    }

    /// A day that was typed and is none.
    pub(super) fn wrong_day(&self) -> bool {
        [&self.from, &self.to].iter().any(|d| !d.trim().is_empty() && Day::parse(d.trim()).is_err())
    }

    fn look(&self) -> Look {
        let day = |text: &str| Day::parse(text.trim()).ok();
        let table = known_table(&self.table);
        Look {
            from: day(&self.from).map(Day::start),
            to: day(&self.to).map(|d| d.plus(1).start()),
            people: None,
            action: self.action.chars().filter(|c| c.is_ascii_alphanumeric() || "._".contains(*c)).collect(),
            table,
            key: table.and(Some(self.key.trim().to_owned()).filter(|k| !k.is_empty())),
        }
    }
}

/// Entries, and where to go on.
///
/// # Errors
/// A fault of the database.
pub(super) fn search(tx: &mut Tx, who: &Who, asked: &Asked, limit: usize) -> Result<Looked> {
    let units = who.units(Right::Audit);
    let mut wanted = asked.look();
    wanted.people = people(tx, who, &units, asked)?;
    if asked.code.trim().is_empty() {
        return look(tx, &wanted, asked.before.parse().ok(), limit);
    }
    let Some(trail) = listing::trail(tx, asked.code.trim())?.filter(|t| units.has(t.unit)) else {
        return Ok(Looked::default());
    };
    let mut entries = look_at(tx, &trail.moments, "dossier", &trail.id.to_string())?;
    entries.retain(|e| fits(e, &wanted));
    Ok(Looked { entries, next: None, stopped_at: None })
}

/// Whether an entry found by its dossier fits the rest of what is asked.
fn fits(e: &Entry, wanted: &Look) -> bool {
    let among =
        |people: &Vec<PersonId>| people.contains(&e.actor) || e.behalf.is_some_and(|b| people.contains(&b));
    e.action.starts_with(&wanted.action)
        && wanted.from.is_none_or(|from| from <= e.at)
        && wanted.to.is_none_or(|to| e.at < to)
        && wanted.people.as_ref().is_none_or(among)
}

/// Whose deeds are looked for: those named, of the unit named, and none of people beyond the visitor's units. The
/// program's own are the whole province's.
fn people(tx: &mut Tx, who: &Who, units: &Units, asked: &Asked) -> Result<Option<Vec<PersonId>>> {
    let words = asked.who.trim();
    let unit = asked.unit.parse().ok().map(UnitId);
    if words.is_empty() && unit.is_none() && *units == Units::All {
        return Ok(None);
    }
    let program = ["chuong trinh", "he thong", "program"].contains(&text::fold(words).as_str());
    if program && *units == Units::All {
        return Ok(Some(vec![PersonId(0)]));
    }
    if let Some(person) = identity::by_login(tx, words)? {
        let seen = person.unit.map_or(*units == Units::All, |u| units.has(u));
        let there = unit.is_none_or(|u| person.unit == Some(u));
        return Ok(Some(if seen && there { vec![person.id] } else { Vec::new() }));
    }
    let wanted = Wanted {
        units: units.clone(),
        words: words.to_owned(),
        unit,
        role: None,
        status: None,
        must_change: false,
        day: who.today(),
    };
    let most = if words.is_empty() { usize::MAX } else { MOST_PEOPLE };
    let found = identity::roster(tx, &wanted, "", most)?;
    Ok(Some(found.people.into_iter().map(|p| p.id).collect()))
}
