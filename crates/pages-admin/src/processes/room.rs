//! What each of these pages looks up first.

use crate::base::{id_in, unit_name};
use crate::locale::T;
use catalogue::draft::{self, Draft, DraftId};
use catalogue::{Catalogue, Process, ProcessId, Revision};
use dossier::desk::Desk;
use dossier::reference::Reference;
use identity::{Scope, Who};
use kernel::{Actor, Day, Right, UnitId};
use organisation::Directory;
use std::sync::Arc;
use webkit::{Problem, Visit};

/// Who looks, and what is in force.
pub(super) struct Room {
    pub(super) who: Who,
    pub(super) t: T,
    reference: Arc<Reference>,
    pub(super) today: Day,
}

impl Room {
    pub(super) async fn of(visit: &Visit) -> Result<Self, Problem> {
        let who = pages_account::who(visit)?.clone();
        let desk = visit.kit().need::<Desk>()?;
        let reference = visit.kit().run(move |_| desk.now_in_force()).await?;
        Ok(Self { who, t: T(visit.lang()), reference, today: visit.business_now().day() })
    }

    pub(super) fn reference(&self) -> &Reference {
        &self.reference
    }

    pub(super) fn catalogue(&self) -> &Catalogue {
        &self.reference.catalogue
    }

    pub(super) fn directory(&self) -> &Directory {
        &self.reference.directory
    }

    /// The process of an address.
    pub(super) fn process(&self, id: &str) -> Result<&Arc<Process>, Problem> {
        self.catalogue().process(ProcessId(id_in(id)?)).ok_or_else(Problem::lost)
    }

    /// The draft of an address, if it is of a unit that whoever looks administers; else there is none.
    pub(super) async fn draft(&self, visit: &Visit, id: &str) -> Result<Draft, Problem> {
        let id = DraftId(id_in(id)?);
        let found = visit.kit().read(move |tx| draft::get(tx, id)).await?;
        let mine = self.who.units(Right::Administer);
        found.filter(|draft| mine.has(draft.unit)).ok_or_else(Problem::lost)
    }

    /// Whoever looks, as one who works on this unit's drafts.
    pub(super) fn actor(&self, unit: UnitId) -> Result<Actor, Problem> {
        Ok(self.who.actor(Right::Administer, unit)?)
    }

    /// Whether whoever looks may approve.
    pub(super) fn approves(&self) -> bool {
        self.who.covers(Right::Administer, Scope::Province)
    }

    /// The units whose drafts whoever looks may work on, in the order of lists.
    pub(super) fn own_units(&self) -> Vec<(UnitId, String)> {
        let mine = self.who.units(Right::Administer);
        let all = self.directory().all_at(self.today).into_iter();
        all.filter(|v| mine.has(v.unit)).map(|v| (v.unit, v.name.clone())).collect()
    }

    /// What a unit may settle today, by code.
    pub(super) fn offered_by(&self, unit: UnitId) -> Vec<&Arc<Revision>> {
        let version = self.directory().version_at(unit, self.today);
        version.map_or_else(Vec::new, |v| self.catalogue().offered_by(&v.code, &v.kind, &v.tier, self.today))
    }

    /// The units that settle a procedure today, in the order of lists.
    pub(super) fn competent(&self, r: &Revision) -> Vec<UnitId> {
        self.reference.competent_units(r, self.today).into_iter().map(|v| v.unit).collect()
    }

    pub(super) fn unit_name(&self, unit: UnitId) -> String {
        unit_name(self.directory(), unit, self.today)
    }
}
