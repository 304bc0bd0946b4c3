//! Processes that units are working on: kept at each step of the work, found sound or not for the procedures they are
//! meant for, and approved by decision in the end.

mod desk;
mod edit;
mod object;
mod publish;
mod store;

pub use desk::{Fresh, begin, discard, keep};
pub use edit::{Content, Edit};
pub use object::{Objection, objections};
pub use publish::{Approval, Approved, publish};
pub(crate) use store::{PROCESS_DRAFT, PROCESS_DRAFT_PROCEDURE};
pub use store::{all, get};

use crate::process::{Process, ProcessId};
use kernel::{Instant, PersonId, UnitId};

kernel::typed_id!(
    /// A process that somebody is working on.
    DraftId
);

/// A process that somebody is working on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The competent unit whose process it is to be.
    pub unit: UnitId,
    /// What it says by now.
    pub content: Content,
    /// The process it began from.
    pub based_on: Option<ProcessId>,
    /// Who began it.
    pub begun_by: PersonId,
    /// When.
    pub begun_at: Instant,
    /// Goes up each time it is kept: whoever keeps it says which one he has seen.
    pub version: i64,
}

impl Draft {
    /// What it would be as a process: for pictures, dry runs and comparisons. It has no id of its own yet.
    pub fn as_process(&self) -> Process {
        Process {
            id: ProcessId(0),
            code: String::new(),
            name: self.content.name.clone(),
            illustrative: false,
            decision: None,
            default_for: None,
            steps: self.content.steps.clone(),
        }
    }
}
