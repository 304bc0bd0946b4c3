//! Administrative procedures, their revisions, and the internal processes that dossiers run through.
//! The front door: [`Catalogue`] (everything in force, held in memory) [`desk`] (changes by use case),
//! and [`settings`] (the province's rules that are no lists).

mod code;
mod competence;
mod component;
mod decision;
pub mod desk;
mod differences;
pub mod draft;
mod edition;
pub mod figures;
mod guide;
mod model;
mod names;
mod process;
mod profile;
pub mod reception;
pub mod settings;
mod snapshot;
mod store;

pub use component::{Component, PaperKind, keep_components};
pub use decision::{
    Decision, DecisionDay, DecisionId, DecisionKind, Effect, Publication, implausible_days, keep_decision,
};
pub use differences::{Aspect, Difference, Said, Whole, differences};
pub use edition::{Edition, Ending, Written, keep_editions};
pub use guide::{Guide, LifeEvent, PostDesk, Synonym, Vertical, VerticalList, keep_guide};
pub use model::{Competent, ProcedureId, Revision};
pub use names::{Label, labels, names};
pub use process::{
    Change, LONGEST, Part, Place, Power, Process, ProcessId, ProcessProblem, Ran, Simulated, Step, Taken,
    Trial, Unsimulated, may_of,
};
pub use profile::{Basis, Case, Details, Fee, FeeKind, OnlineList, Profile, Use};
pub use snapshot::{Catalogue, Held};

use ::store::{Domain, Migration};

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "catalogue",
    migrations: &[
        Migration { no: 20, name: "catalogue", sql: include_str!("../migrations/0020_catalogue.sql") },
        Migration { no: 21, name: "component", sql: include_str!("../migrations/0021_component.sql") },
        Migration { no: 22, name: "publication", sql: include_str!("../migrations/0022_publication.sql") },
        Migration { no: 23, name: "process", sql: include_str!("../migrations/0023_process.sql") },
        Migration { no: 24, name: "reception", sql: include_str!("../migrations/0024_reception.sql") },
        Migration { no: 25, name: "life_event", sql: include_str!("../migrations/0025_life_event.sql") },
        Migration { no: 26, name: "place", sql: include_str!("../migrations/0026_place.sql") },
        Migration {
            no: 27,
            name: "process_draft",
            sql: include_str!("../migrations/0027_process_draft.sql"),
        },
    ],
    tables: &[
        &process::PROCESS,
        &process::PROCESS_STEP,
        &process::PROCESS_STANDING,
        &process::PROCESS_STEP_RULE,
        &draft::PROCESS_DRAFT,
        &draft::PROCESS_DRAFT_PROCEDURE,
        &reception::RECEPTION,
        &store::PROCEDURE,
        &store::PROCEDURE_REVISION,
        &store::CATALOGUE_REVISION,
        &settings::SETTING,
        &component::PROCEDURE_COMPONENT,
        &decision::DECISION,
        &decision::PUBLICATION,
        &profile::PROCEDURE_PROFILE,
        &profile::PROCEDURE_CASE,
        &profile::COMPONENT_USE,
        &profile::PROCEDURE_FEE,
        &profile::PROCEDURE_BASIS,
        &guide::LIFE_EVENT,
        &guide::LIFE_EVENT_PROCEDURE,
        &guide::SYNONYM,
        &guide::POST_DESK,
        &guide::VERTICAL_PROCEDURE,
    ],
    counters: &[],
};
