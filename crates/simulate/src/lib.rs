//! Lives a year of a province: invented dossiers, to the exact totals of a plan, through the dossier desk's front
//! door alone. Deterministic by seed, and resumable after any transaction. Behind the command `motcua replay`.

mod dice;
mod plan;
mod planner;
mod run;
mod timeline;

pub use plan::{Cause, Names, Offer, Plan, Shares, UnitPlan};
pub use planner::{Impossible, Year};
pub use run::{Options, Progress, Summary, run};
