//! A decision on units, read from a form.

use crate::base::unit_name;
use crate::locale::T;
use kernel::{Day, Result, UnitId};
use organisation::{Directory, SuccessionKind, UnitVersion, desk};
use store::{Ctx, Tx};
use webkit::Form;
use webkit::form::{FieldError, Parse};

/// What kind of decision it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Found,
    Rename,
    Move,
    Merge,
    Dissolve,
    Split,
    Transfer,
}

impl Kind {
    /// Reads the word of the address.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "found" => Self::Found,
            "rename" => Self::Rename,
            "move" => Self::Move,
            "merge" => Self::Merge,
            "dissolve" => Self::Dissolve,
            "split" => Self::Split,
            "transfer" => Self::Transfer,
            _ => return None,
        })
    }

    pub(super) fn title(self, t: T) -> &'static str {
        match self {
            Self::Found => t.change_found_title(),
            Self::Rename => t.change_rename_title(),
            Self::Move => t.change_move_title(),
            Self::Merge => t.change_merge_title(),
            Self::Dissolve => t.change_dissolve_title(),
            Self::Split => t.change_split_title(),
            Self::Transfer => t.change_transfer_title(),
        }
    }
}

/// What is decided.
#[derive(Clone, Debug)]
pub(super) enum What {
    Found(Box<UnitVersion>),
    Rename { unit: UnitId, name: String },
    Move { unit: UnitId, command: Option<UnitId>, territory: Option<UnitId> },
    End { units: Vec<UnitId>, heir: UnitId, kind: SuccessionKind },
    Split { unit: UnitId, parts: Vec<UnitId> },
    Transfer { from: UnitId, to: UnitId, function: String },
}

/// A decision: what, from which day on, by which paper.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) what: What,
    pub(super) on: Day,
    pub(super) decision: String,
}

impl Deed {
    /// Takes the decision.
    pub(super) fn take(&self, tx: &mut Tx<'_>, ctx: &Ctx<'_>) -> Result<()> {
        let (on, by) = (self.on, self.decision.as_str());
        match &self.what {
            What::Found(new) => desk::found_by(tx, ctx, (**new).clone(), by).map(|_| ()),
            What::Rename { unit, name } => desk::rename(tx, ctx, *unit, name, on, by),
            What::Move { unit, command, territory } => {
                desk::move_to(tx, ctx, *unit, *command, *territory, on, by)
            }
            What::End { units, heir, kind } => desk::end_into(tx, ctx, units, *heir, on, *kind, by),
            What::Split { unit, parts } => desk::split(tx, ctx, *unit, parts, on, by),
            What::Transfer { from, to, function } => desk::transfer(tx, ctx, *from, *to, function, on, by),
        }
    }

    /// What is decided, in a sentence.
    pub(super) fn words(&self, t: T, directory: &Directory) -> String {
        let name = |unit: &UnitId| unit_name(directory, *unit, self.on);
        let names = |units: &[UnitId]| units.iter().map(name).collect::<Vec<_>>().join(", ");
        let above = |unit: &Option<UnitId>| unit.as_ref().map_or_else(|| t.units_nobody().into(), name);
        match &self.what {
            What::Found(new) => t.change_found_words(&new.name, &new.code),
            What::Rename { unit, name: new } => t.change_rename_words(name(unit), new),
            What::Move { unit, command, territory } => {
                t.change_move_words(name(unit), above(command), above(territory))
            }
            What::End { units, heir, .. } => t.change_end_words(names(units), name(heir)),
            What::Split { unit, parts } => {
                t.change_split_words(name(unit), names(parts), parts.first().map_or_else(String::new, name))
            }
            What::Transfer { from, to, function } => t.change_transfer_words(function, name(from), name(to)),
        }
    }

    /// The unit whose page shows what came of it.
    pub(super) fn leads_to(&self) -> Option<UnitId> {
        match &self.what {
            What::Found(_) => None,
            What::Rename { unit, .. } | What::Move { unit, .. } | What::Split { unit, .. } => Some(*unit),
            What::End { heir, .. } => Some(*heir),
            What::Transfer { to, .. } => Some(*to),
        }
    }
}

/// Reads a decision; what is wrong stands on the form.
pub(super) fn read(form: &mut Form, t: T, kind: Kind, directory: &Directory) -> Option<Deed> {
    let on: Option<Day> = form.need("on", t.change_on());
    let number: Option<String> = form.need("number", t.change_number());
    let decided: Option<Day> = form.need("decided", t.change_decided());
    let reason: Option<String> = form.need("reason", t.change_reason());
    let what = what(form, t, kind, directory, on);
    let decision = format!("{}, {}: {}", number?, decided?.vietnamese(), reason?);
    Some(Deed { what: what?, on: on?, decision })
}

fn what(form: &mut Form, t: T, kind: Kind, directory: &Directory, on: Option<Day>) -> Option<What> {
    let unit_label = t.change_unit();
    Some(match kind {
        Kind::Found => What::Found(Box::new(founded(form, t, directory, on)?)),
        Kind::Rename => {
            let (unit, name) =
                (unit(form, "unit", unit_label, directory), form.need("name", t.change_new_name()));
            What::Rename { unit: unit?, name: name? }
        }
        Kind::Move => {
            let own = unit(form, "unit", unit_label, directory);
            let command = maybe(form, "command", t.units_command(), directory);
            let territory = maybe(form, "territory", t.units_territory(), directory);
            What::Move { unit: own?, command: command?, territory: territory? }
        }
        Kind::Merge => {
            let units = several(form, "units", t.change_units(), directory);
            let heir = unit(form, "heir", t.change_heir(), directory);
            What::End { units: units?, heir: heir?, kind: SuccessionKind::Merge }
        }
        Kind::Dissolve => {
            let own = unit(form, "unit", unit_label, directory);
            let heir = unit(form, "heir", t.change_heir(), directory);
            What::End { units: vec![own?], heir: heir?, kind: SuccessionKind::Dissolve }
        }
        Kind::Split => {
            let own = unit(form, "unit", unit_label, directory);
            let heir = unit(form, "heir", t.change_first_part(), directory);
            let others = several(form, "units", t.change_parts(), directory)?;
            let heir = heir?;
            let parts = std::iter::once(heir).chain(others.into_iter().filter(|u| *u != heir)).collect();
            What::Split { unit: own?, parts }
        }
        Kind::Transfer => {
            let from = unit(form, "unit", t.change_from(), directory);
            let to = unit(form, "heir", t.change_to(), directory);
            let function = form.need("function", t.change_function());
            What::Transfer { from: from?, to: to?, function: function? }
        }
    })
}

/// A unit that is to be founded.
fn founded(form: &mut Form, t: T, directory: &Directory, on: Option<Day>) -> Option<UnitVersion> {
    let code: Option<String> = form.need("code", t.units_code());
    let name: Option<String> = form.need("name", t.units_name());
    let tier: Option<String> = form.need("tier", t.units_tier());
    let kind: Option<String> = form.need("kind", t.units_kind());
    let calendar: Option<String> = form.need("calendar", t.units_calendar());
    let command = maybe(form, "command", t.units_command(), directory);
    let territory = maybe(form, "territory", t.units_territory(), directory);
    if kind.as_ref().is_some_and(|kind| !directory.all_versions().any(|v| v.kind == *kind)) {
        form.wrong("kind", t.units_kind(), FieldError::NotAChoice);
    }
    Some(UnitVersion {
        unit: UnitId(0),
        valid_from: on?,
        valid_to: None,
        code: code?,
        name: name?,
        tier: tier?,
        kind: kind?,
        command: command?,
        territory: territory?,
        // At the end of lists.
        position: directory.all_versions().map(|v| v.position).max().unwrap_or(0) + 1,
        reports: form.ticked("reports"),
        calendar: calendar?,
    })
}

fn unit(form: &mut Form, name: &str, label: &str, directory: &Directory) -> Option<UnitId> {
    let unit = UnitId(form.need::<i64>(name, label)?);
    if directory.versions(unit).is_empty() {
        form.wrong(name, label, FieldError::NotAChoice);
        return None;
    }
    Some(unit)
}

/// A unit or none; `None` where what was sent is no unit.
fn maybe(form: &mut Form, name: &str, label: &str, directory: &Directory) -> Option<Option<UnitId>> {
    if form.value(name).trim().is_empty() {
        return Some(None);
    }
    unit(form, name, label, directory).map(Some)
}

fn several(form: &mut Form, name: &str, label: &str, directory: &Directory) -> Option<Vec<UnitId>> {
    let read: Vec<Option<UnitId>> =
        form.values(name).map(|v| i64::parse(v.trim()).ok().map(UnitId)).collect();
    if read.is_empty() {
        form.wrong(name, label, FieldError::Required);
        return None;
    }
    let known: Option<Vec<UnitId>> =
        read.into_iter().map(|u| u.filter(|u| !directory.versions(*u).is_empty())).collect();
    if known.is_none() {
        form.wrong(name, label, FieldError::NotAChoice);
    }
    known
}
