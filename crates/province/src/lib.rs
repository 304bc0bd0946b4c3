//! A province as a folder: read, checked and turned into plain data. No database, no rules of law.
//! The format is documented in `docs/province-folder.md`.

mod bounds;
pub mod catalogue;
mod check;
mod entered;
pub mod guide;
pub mod iso;
mod model;
mod problem;
mod read;
mod sheet;
pub mod template;

pub use check::FIGURES;
pub use entered::{MOST_TILES, Rating, Tile};
pub use model::{
    Cause, Component, Contact, Form, FormColumn, Holiday, Hours, Names, Plan, PlanSettings, PlanUnit,
    Procedure, Process, Province, Settings, Step, Succession, TakenIn, Tier, Unit,
};
pub use problem::Problem;
