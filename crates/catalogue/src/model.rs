//! Procedures and processes as the desks use them.

use kernel::UnitId;
use kernel::term::{Term, TermRules};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

kernel::typed_id!(
    /// An administrative procedure, through all its revisions.
    ProcedureId
);
kernel::typed_id!(
    /// An internal process.
    ProcessId
);

/// Where a step is worked on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// At the desk that took the dossier in.
    Desk,
    /// In the competent unit.
    Competent,
    /// In a named unit, a partner in the process.
    Unit(UnitId),
}

/// One step of a process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What is done.
    pub name: String,
    /// Who does it.
    pub role: String,
    /// Where.
    pub place: Place,
    /// Working time allotted, in minutes.
    pub allotment_minutes: i64,
    /// Whether the decision falls here: the dossier is settled from this step.
    pub settles: bool,
}

/// An internal process: ordered steps, numbered from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Process {
    /// Its id.
    pub id: ProcessId,
    /// Its code in the province's folder.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Invented, not approved by a decision.
    pub illustrative: bool,
    /// The steps; step number `n` is `steps[n - 1]`.
    pub steps: Vec<Step>,
}

impl Process {
    /// The step with this number, from 1.
    pub fn step(&self, no: i64) -> Option<&Step> {
        usize::try_from(no - 1).ok().and_then(|i| self.steps.get(i))
    }

    /// Number of steps.
    pub fn len(&self) -> i64 {
        i64::try_from(self.steps.len()).unwrap_or(i64::MAX)
    }

    /// Whether there is no step at all.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// Which units may settle a procedure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Competent {
    /// One unit, by its code.
    Unit(String),
    /// Every unit of a kind.
    Kind(String),
    /// Every unit of a tier.
    Tier(String),
}

/// A procedure as it is from a day on. A dossier keeps the revision it was filed under.
#[derive(Clone, PartialEq, Debug)]
pub struct Revision {
    /// The procedure.
    pub procedure: ProcedureId,
    /// Its code, `d.dddddd`.
    pub code: String,
    /// Number of the revision, from 1.
    pub revision: i64,
    /// First day it holds.
    pub valid_from: kernel::Day,
    /// Its name.
    pub name: String,
    /// The tier that settles it (a code of the province's folder).
    pub tier: String,
    /// The field it belongs to.
    pub field: String,
    /// Who may settle it.
    pub competent: Competent,
    /// Its term.
    pub term: Term,
    /// How the term is counted.
    pub rules: TermRules,
    /// Whether it may be filed online.
    pub online: bool,
    /// Whether it may be filed and answered by post.
    pub post: bool,
    /// The process it runs through.
    pub process: Arc<Process>,
    /// Invented for the demo.
    pub illustrative: bool,
}
