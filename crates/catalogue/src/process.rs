//! Internal processes (quy trình nội bộ): ordered steps that a dossier runs through, some of them at once.

mod check;
mod compare;
mod keep;
mod simulate;
mod store;
#[cfg(test)]
mod tests;

pub use check::{LONGEST, ProcessProblem};
pub use compare::{Change, Part};
pub use keep::{NewProcess, keep_process};
pub use simulate::{Ran, Simulated, Taken, Trial, Unsimulated};
pub use store::may_of;
pub(crate) use store::{PROCESS, PROCESS_STANDING, PROCESS_STEP, PROCESS_STEP_RULE, all};

use crate::decision::DecisionId;
use kernel::UnitId;
use kernel::term::Term;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

kernel::typed_id!(
    /// An internal process.
    ProcessId
);

/// Where a step is worked on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// At the desk that took the dossier in.
    Desk,
    /// In the competent unit.
    Competent,
    /// In a named unit, a partner in the process.
    Unit(UnitId),
}

kernel::words! {
    /// What may be done in a step besides handing the dossier on or back.
    Power {
        /// Ask the applicant for missing papers.
        Supplement = "supplement",
        /// Ask the applicant to pay first.
        FinancialDuty = "payment",
        /// Refuse it.
        Refuse = "refuse",
        /// Stop it.
        Stop = "stop",
    }
}

/// One step of a process. Drafts keep it as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is done.
    pub name: String,
    /// Who does it.
    pub role: String,
    /// Where.
    pub place: Place,
    /// Working time allotted, in minutes; of a process that is allotted by share, what the share comes to in the
    /// term of the revision that it was read for, and 0 in the process itself.
    pub allotment_minutes: i64,
    /// The allotment as thousandths of the procedure's term, where it is not fixed in minutes.
    pub share: Option<i64>,
    /// Whether the decision falls here: the dossier is settled from this step.
    pub settles: bool,
    /// Consecutive steps of one group run at once: opinions that are asked for together.
    pub group: Option<String>,
    /// What may be done here besides handing on or back.
    pub may: Vec<Power>,
    /// What it must produce; empty where nothing is said.
    pub produces: String,
}

impl Step {
    /// A step with its allotment in minutes, by itself, in which everything may be done.
    pub fn fixed(name: &str, role: &str, place: Place, allotment_minutes: i64, settles: bool) -> Self {
        Self {
            name: name.into(),
            role: role.into(),
            place,
            allotment_minutes,
            share: None,
            settles,
            group: None,
            may: Power::ALL.to_vec(),
            produces: String::new(),
        }
    }
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
    /// The decision that approved it, where one did.
    pub decision: Option<DecisionId>,
    /// The tier whose procedures without a process of their own run through this one.
    pub default_for: Option<String>,
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

    /// The stages in order: the numbers of the steps that run at once, most of them one by itself.
    pub fn stages(&self) -> Vec<RangeInclusive<i64>> {
        stages(&self.steps)
    }

    /// Whether its allotments are shares of a term.
    pub fn is_shared(&self) -> bool {
        self.steps.iter().any(|s| s.share.is_some())
    }

    /// Working minutes on the longest way through: of steps that run at once the longest counts.
    pub fn longest_way(&self) -> i64 {
        longest_way(&self.steps, |s| s.allotment_minutes)
    }

    /// Working minutes on the longest way through what comes after a step and those that run with it.
    pub fn after(&self, no: i64) -> i64 {
        let rest =
            self.stages().into_iter().find(|stage| stage.contains(&no)).map_or(0, |stage| *stage.end());
        let rest = usize::try_from(rest).unwrap_or(0).min(self.steps.len());
        longest_way(&self.steps[rest..], |s| s.allotment_minutes)
    }

    /// The process within a term: what is allotted by share comes to minutes, rounded down, so that the shares of
    /// a term never come to more than it.
    #[must_use]
    pub fn within(&self, term: Term) -> Self {
        let whole = term.working_minutes();
        let mut scaled = self.clone();
        for step in &mut scaled.steps {
            if let Some(share) = step.share {
                step.allotment_minutes = whole * share / 1000;
            }
        }
        scaled
    }
}

fn stages(steps: &[Step]) -> Vec<RangeInclusive<i64>> {
    let mut stages: Vec<RangeInclusive<i64>> = Vec::new();
    let mut last: Option<&String> = None;
    for (no, step) in (1i64..).zip(steps) {
        match stages.last_mut() {
            Some(stage) if step.group.is_some() && step.group.as_ref() == last => {
                *stage = *stage.start()..=no;
            }
            _ => stages.push(no..=no),
        }
        last = step.group.as_ref();
    }
    stages
}

/// The longest way through some steps, measured by `length`.
fn longest_way(steps: &[Step], length: impl Fn(&Step) -> i64) -> i64 {
    let at = |no: i64| usize::try_from(no - 1).ok().and_then(|i| steps.get(i));
    stages(steps).into_iter().map(|stage| stage.filter_map(at).map(&length).max().unwrap_or(0)).sum()
}
