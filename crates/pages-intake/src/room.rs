//! What every page of an intake looks up first: at which desks the officer sits, and what is in force now.

use crate::locale::T;
use dossier::desk::Desk;
use dossier::reference::Reference;
use identity::Who;
use kernel::{Day, Instant, Right, UnitId, Units};
use std::sync::Arc;
use webkit::form::Choice;
use webkit::{Answer, Form, Problem, Visit};

/// The officer's room.
pub(crate) struct Room {
    /// The officer.
    pub(crate) who: Who,
    /// What is in force.
    pub(crate) reference: Arc<Reference>,
    /// The instant that everything is judged by.
    pub(crate) now: Instant,
    /// The desks he may sit at, in the order of lists.
    pub(crate) desks: Vec<(UnitId, String)>,
}

impl Room {
    /// Looks everything up.
    pub(crate) async fn of(visit: &Visit) -> Result<Self, Problem> {
        let who = pages_account::who(visit)?.clone();
        let desk = visit.kit().need::<Desk>()?;
        let reference = visit.kit().run(move |_| desk.now_in_force()).await?;
        let now = visit.business_now();
        let may = who.units(Right::Receive);
        let here = |unit: &UnitId| match &may {
            Units::All => true,
            Units::Some(_) => may.has(*unit),
        };
        let desks = reference.directory.all_at(now.day());
        let desks = desks.into_iter().filter(|v| here(&v.unit)).map(|v| (v.unit, v.name.clone())).collect();
        Ok(Self { who, reference, now, desks })
    }

    /// Today.
    pub(crate) fn today(&self) -> Day {
        self.now.day()
    }

    /// The desk a form was filled in at: the one chosen, else the officer's own, else the first.
    ///
    /// # Errors
    /// A refusal: he has no desk, or asks for one that is not his.
    pub(crate) fn desk(&self, form: &Form) -> Result<UnitId, Problem> {
        let asked = form.value("desk").trim();
        if asked.is_empty() {
            let own = self.who.person().unit.filter(|own| self.desks.iter().any(|(unit, _)| unit == own));
            return own.or(self.desks.first().map(|(unit, _)| *unit)).ok_or_else(Problem::forbidden);
        }
        let unit = asked.parse().ok().map(UnitId);
        let mine = unit.filter(|unit| self.desks.iter().any(|(desk, _)| desk == unit));
        mine.ok_or_else(Problem::forbidden)
    }

    /// The desks to choose from.
    pub(crate) fn choices(&self) -> Vec<Choice> {
        self.desks.iter().map(|(unit, name)| Choice::new(unit.to_string(), name)).collect()
    }

    /// The name of a unit today.
    pub(crate) fn name(&self, unit: UnitId) -> String {
        let directory = &self.reference.directory;
        let version = directory.version_at(unit, self.today()).or_else(|| directory.last_version(unit));
        version.map_or_else(String::new, |v| v.name.clone())
    }
}

/// A new id for a form: sent twice, it is one intake. Sealed, so that nobody chooses ids.
pub(crate) fn new_key(visit: &Visit) -> String {
    let id = visit.kit().db().ids().next(visit.business_now());
    visit.kit().secret().seal(KEY, &id.to_string())
}

/// The id of a form, if it is one of ours.
pub(crate) fn key_of(visit: &Visit, form: &Form) -> Option<i64> {
    visit.kit().secret().open(KEY, form.value("form"))?.parse().ok()
}

const KEY: &str = "intake";

/// The words of this visit.
pub(crate) fn words(visit: &Visit) -> T {
    T(visit.lang())
}

/// A dossier that is not there, or not for this person: nobody learns which.
pub(crate) fn unknown() -> Answer {
    Err(Problem::from(kernel::Refusal::new(
        "dossier.unknown",
        "Không tìm thấy hồ sơ này.",
        "There is no such dossier.",
    )))
}
