//! From ids to names, for the entries of a page.

use super::words;
use crate::base::unit_name;
use crate::locale::T;
use dossier::desk::DossierId;
use dossier::listing;
use identity::{PROVINCE, Who};
use kernel::{PersonId, Result, Right, UnitId, Units};
use rustc_hash::FxHashMap;
use store::{Entry, Touched, Tx};
use webkit::{Html, html::Escaped};

/// The names that the entries of a page need.
#[derive(Default)]
pub(super) struct Names {
    people: FxHashMap<PersonId, (String, String, Option<UnitId>)>,
    dossiers: FxHashMap<DossierId, (Option<String>, UnitId)>,
}

/// The first column of a key, where it is a number.
fn first(row: &Touched) -> Option<i64> {
    row.key.split(',').next()?.trim().parse().ok()
}

/// Looks everything up that the entries name.
///
/// # Errors
/// A fault of the database.
pub(super) fn names(tx: &mut Tx, entries: &[Entry]) -> Result<Names> {
    let mut names = Names::default();
    let rows = || entries.iter().flat_map(|e| e.rows.iter());
    let touched = rows().filter(|r| matches!(r.table.as_str(), "person" | "credential")).filter_map(first);
    let acting = entries.iter().flat_map(|e| std::iter::once(e.actor).chain(e.behalf));
    let people = identity::people_by_id(tx, acting.chain(touched.map(PersonId)))?;
    names.people = people.into_iter().map(|(id, p)| (id, (p.name, p.login, p.unit))).collect();
    let mut dossiers: Vec<DossierId> =
        rows().filter(|r| r.table.starts_with("dossier")).filter_map(first).map(DossierId).collect();
    dossiers.sort_unstable();
    dossiers.dedup();
    names.dossiers = listing::codes(tx, &dossiers)?;
    Ok(names)
}

impl Names {
    /// Somebody's name and login name; the program's where nobody did it.
    pub(super) fn person(&self, t: T, id: PersonId) -> (String, String) {
        match self.people.get(&id) {
            Some((name, login, _)) => (name.clone(), login.clone()),
            None if id.0 == 0 => (t.audit_program().into(), String::new()),
            None => (t.audit_unknown(id), String::new()),
        }
    }

    /// What an entry changed, a line for each thing; of a dossier its code, where the visitor may see dossiers of that
    /// unit.
    pub(super) fn things(&self, t: T, who: &Who, entry: &Entry) -> Vec<Html> {
        let (see, keep) = (who.units(Right::See), who.units(Right::People));
        let mut things: Vec<Html> = Vec::new();
        for row in &entry.rows {
            // Goes up with every change and says nothing.
            if row.table.ends_with("_revision") && row.key == "1" {
                continue;
            }
            let thing = self.thing(t, who, row, &see, &keep);
            if !things.contains(&thing) {
                things.push(thing);
            }
        }
        things
    }

    fn thing(&self, t: T, who: &Who, row: &Touched, see: &Units, keep: &Units) -> Html {
        let table = words::table(t, &row.table);
        let gone = if row.deleted { format!(" ({})", t.audit_deleted()) } else { String::new() };
        let link = |href: String, words: &str| {
            format!(r#"{} <a href="{href}">{}</a>{gone}"#, Escaped(&table), Escaped(words))
        };
        let plain = |words: &str| format!("{} {}{gone}", Escaped(&table), Escaped(words));
        let id = first(row);
        Html::made(match (row.table.as_str(), id) {
            (name, Some(id)) if name == "dossier" || name.starts_with("dossier_") => {
                let words = t.table_dossier();
                match self.dossiers.get(&DossierId(id)) {
                    Some((Some(code), unit)) if see.has(*unit) => {
                        let href = format!("/dossier/{}", kernel::text::percent_encoded(code));
                        format!(r#"{} <a href="{href}">{}</a>"#, Escaped(words), Escaped(code))
                    }
                    Some((None, unit)) if see.has(*unit) => {
                        format!("{} {}", Escaped(words), t.audit_no_code())
                    }
                    _ => format!("{} {}", Escaped(words), t.audit_elsewhere()),
                }
            }
            ("person" | "credential", Some(id)) => match self.people.get(&PersonId(id)) {
                Some((name, _, unit)) if unit.map_or(*keep == Units::All, |u| keep.has(u)) => {
                    link(format!("/admin/people/{id}"), name)
                }
                Some((name, ..)) => plain(name),
                None => plain(&row.key),
            },
            ("unit" | "unit_version", Some(id)) => {
                let name = unit_name(who.directory(), UnitId(id), who.today());
                if who.actor(Right::Administer, PROVINCE).is_ok() {
                    link(format!("/admin/units/{id}"), &name)
                } else {
                    plain(&name)
                }
            }
            _ => plain(&row.key),
        })
    }
}
