//! Processes approved by decision: of how many procedures, and of which units (the report, II.2.1: 50 procedures of 9
//! units). Default processes are nobody's own: they are told apart and never counted.

use crate::decision::{DecisionId, DecisionKind};
use crate::model::Revision;
use crate::process::{Process, ProcessId};
use crate::snapshot::Catalogue;
use kernel::{Day, UnitId};
use organisation::{Directory, UnitVersion};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a process rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// A decision that is in force.
    Approved(DecisionId),
    /// A decision that is not in force yet.
    Later(DecisionId),
    /// Nothing: procedures of a tier run through it that have none of their own.
    Default,
    /// Nothing: it was loaded with its procedures.
    Unapproved,
}

/// A process with the procedures of a unit that run through it on a day.
#[derive(Clone, Debug)]
pub struct InForce<'c> {
    /// The process; one allotted by share is without minutes.
    pub process: &'c Arc<Process>,
    /// What it rests on.
    pub standing: Standing,
    /// The revisions in force that run through it, by code; each with the process within its own term.
    pub procedures: Vec<&'c Arc<Revision>>,
}

/// How many procedures run through processes of their own.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ApprovedProcesses {
    /// Procedures in force that run through a process approved by a decision in force.
    pub procedures: usize,
    /// Those processes.
    pub processes: BTreeSet<ProcessId>,
    /// The decisions that approved them.
    pub decisions: BTreeSet<DecisionId>,
    /// The units that settle those procedures, each with their number. A procedure of several units is in each.
    pub units: BTreeMap<UnitId, usize>,
    /// Procedures in force that run through a default process, or one that nobody approved.
    pub others: usize,
}

impl ApprovedProcesses {
    /// As they stand on a day.
    pub fn of(catalogue: &Catalogue, directory: &Directory, day: Day) -> Self {
        let mut found = Self::default();
        let units = directory.all_at(day);
        for r in catalogue.all_in_force(day) {
            let Standing::Approved(decision) = catalogue.standing(&r.process, day) else {
                found.others += 1;
                continue;
            };
            found.procedures += 1;
            found.processes.insert(r.process.id);
            found.decisions.insert(decision);
            for v in units.iter().filter(|v| r.competent.includes(&v.code, &v.kind, &v.tier)) {
                *found.units.entry(v.unit).or_insert(0) += 1;
            }
        }
        found
    }
}

impl Catalogue {
    /// What a process rests on, on a day. One that is invented is not approved, whatever it names.
    pub fn standing(&self, process: &Process, day: Day) -> Standing {
        if process.default_for.is_some() {
            return Standing::Default;
        }
        let decision = process.decision.and_then(|id| self.decision(id));
        match decision.filter(|d| d.kind == DecisionKind::Process && !process.illustrative) {
            Some(d) if d.in_force_from <= day => Standing::Approved(d.id),
            Some(d) => Standing::Later(d.id),
            None => Standing::Unapproved,
        }
    }

    /// The processes through which a unit's procedures run on a day: those of its own first, by code.
    pub fn processes_of(&self, unit: &UnitVersion, day: Day) -> Vec<InForce<'_>> {
        let mut found: BTreeMap<(Standing, &str), InForce<'_>> = BTreeMap::new();
        for r in self.offered_by(&unit.code, &unit.kind, &unit.tier, day) {
            let Some(process) = self.process(r.process.id) else { continue };
            let standing = self.standing(process, day);
            // Only what a standing is matters to the order, not which decision it names.
            let first = match standing {
                Standing::Approved(_) => Standing::Approved(DecisionId(0)),
                Standing::Later(_) => Standing::Later(DecisionId(0)),
                other => other,
            };
            let entry = found.entry((first, process.code.as_str()));
            let one = entry.or_insert_with(|| InForce { process, standing, procedures: Vec::new() });
            one.procedures.push(r);
        }
        found.into_values().collect()
    }

    /// The revisions in force on a day that run through a process, by code.
    pub fn through(&self, process: ProcessId, day: Day) -> Vec<&Arc<Revision>> {
        self.all_in_force(day).into_iter().filter(|r| r.process.id == process).collect()
    }

    /// The process that a process took the place of: through which a procedure ran before. Where procedures ran through
    /// several, that of the first by code.
    pub fn process_before(&self, process: ProcessId) -> Option<&Arc<Process>> {
        let pairs = self.revisions().windows(2).filter(|pair| pair[0].procedure == pair[1].procedure);
        let mut changed = pairs.filter(|pair| pair[1].process.id == process && pair[0].process.id != process);
        changed.next().and_then(|pair| self.process(pair[0].process.id))
    }
}
