//! Lives a year of a province through the dossier desk's front door alone.
//!
//! A [`Plan`] says what each unit's year is to come to. A [`Planner`] turns it into [`Action`]s in the order of
//! time, purely and the same each time for the same seed. [`run`] has the desk do them. The desk never learns
//! what a dossier is meant to become.

mod action;
mod dice;
mod elsewhere;
mod grid;
mod hours;
mod life;
mod people;
mod plan;
mod planner;
mod run;
mod skeleton;

pub use action::{Action, Deed, Filing};
pub use plan::{Ask, Cause, Elsewhere, Names, Offer, Plan, Shares, TakenIn, UnitPlan};
pub use planner::Planner;
pub use run::{BOOKMARK, Progress, RunOptions, Summary, run};
