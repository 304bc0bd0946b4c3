//! The whole catalogue in memory: a few thousand rows that every use case asks.

use crate::component::{self, Component};
use crate::model::{Competent, ProcedureId, Process, ProcessId, Revision};
use crate::store;
use ::store::Tx;
use kernel::{Day, Result};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Everything in force, and what dossiers were filed under.
#[derive(Debug, Default)]
pub struct Catalogue {
    revision: i64,
    processes: FxHashMap<ProcessId, Arc<Process>>,
    all: Vec<Arc<Revision>>,
    by_revision: FxHashMap<(ProcedureId, i64), Arc<Revision>>,
    by_procedure: FxHashMap<ProcedureId, Vec<Arc<Revision>>>,
    by_code: FxHashMap<String, ProcedureId>,
    components: component::Lists,
}

impl Catalogue {
    /// Reads everything.
    ///
    /// # Errors
    /// A fault naming the row that cannot be read.
    pub fn load(tx: &mut Tx) -> Result<Self> {
        let mut catalogue = Self { revision: store::revision(tx)?, ..Self::default() };
        catalogue.processes =
            store::processes(tx)?.into_iter().map(|(id, process)| (id, Arc::new(process))).collect();
        for revision in store::revisions(tx, &catalogue.processes)? {
            let revision = Arc::new(revision);
            catalogue.by_code.insert(revision.code.clone(), revision.procedure);
            catalogue.by_revision.insert((revision.procedure, revision.revision), revision.clone());
            catalogue.by_procedure.entry(revision.procedure).or_default().push(revision.clone());
            catalogue.all.push(revision);
        }
        catalogue.components = component::all(tx)?;
        Ok(catalogue)
    }

    /// How often the catalogue had changed when it was read.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// How often it has changed by now.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn current_revision(tx: &mut Tx) -> Result<i64> {
        store::revision(tx)
    }

    /// The procedure with this code.
    pub fn by_code(&self, code: &str) -> Option<ProcedureId> {
        self.by_code.get(code).copied()
    }

    /// A revision that a dossier keeps.
    pub fn at_revision(&self, procedure: ProcedureId, revision: i64) -> Option<&Arc<Revision>> {
        self.by_revision.get(&(procedure, revision))
    }

    /// The revision in force on a day.
    pub fn in_force(&self, procedure: ProcedureId, day: Day) -> Option<&Arc<Revision>> {
        self.by_procedure.get(&procedure)?.iter().rev().find(|r| r.valid_from <= day)
    }

    /// The papers that a revision asks for, in order; none where nobody has listed them.
    pub fn components(&self, procedure: ProcedureId, revision: i64) -> &[Component] {
        self.components.get(&(procedure, revision)).map_or(&[], |list| list)
    }

    /// All processes, in no order.
    pub fn processes(&self) -> impl Iterator<Item = &Arc<Process>> {
        self.processes.values()
    }

    /// All revisions, by code.
    pub fn revisions(&self) -> &[Arc<Revision>] {
        &self.all
    }

    /// What a unit may settle on a day.
    pub fn offered_by(&self, unit_code: &str, kind: &str, tier: &str, day: Day) -> Vec<&Arc<Revision>> {
        let competent = |r: &Revision| match &r.competent {
            Competent::Unit(code) => code == unit_code,
            Competent::Kind(of) => of == kind,
            Competent::Tier(of) => of == tier,
        };
        let mut found: Vec<&Arc<Revision>> = Vec::new();
        for revision in self.all.iter().filter(|r| r.valid_from <= day && competent(r)) {
            match found.last() {
                Some(last) if last.procedure == revision.procedure => {
                    found.pop();
                    found.push(revision);
                }
                _ => found.push(revision),
            }
        }
        found
    }
}
