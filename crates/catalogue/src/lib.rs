//! Administrative procedures, their revisions, and the internal processes that dossiers run through.
//! The front door: [`Catalogue`] (everything in force, held in memory) [`desk`] (changes by use case),
//! and [`settings`] (the province's rules that are no lists).

mod code;
mod component;
pub mod desk;
mod model;
mod names;
pub mod settings;
mod snapshot;
mod store;

pub use component::{Component, PaperKind, keep_components};
pub use model::{Competent, Place, ProcedureId, Process, ProcessId, Revision, Step};
pub use names::names;
pub use snapshot::Catalogue;

use ::store::{Domain, Migration};

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "catalogue",
    migrations: &[
        Migration { no: 20, name: "catalogue", sql: include_str!("../migrations/0020_catalogue.sql") },
        Migration { no: 21, name: "component", sql: include_str!("../migrations/0021_component.sql") },
    ],
    tables: &[
        &store::PROCESS,
        &store::PROCESS_STEP,
        &store::PROCEDURE,
        &store::PROCEDURE_REVISION,
        &store::CATALOGUE_REVISION,
        &settings::SETTING,
        &component::PROCEDURE_COMPONENT,
    ],
    counters: &[],
};
