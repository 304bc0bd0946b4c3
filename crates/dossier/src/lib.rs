//! Dossiers: taken in, handed from step to step, paused, settled, delivered, corrected, and counted.
//!
//! The front door is [`desk`] (everything that can be done), [`figures`] (what a period came to), [`behind`] (the
//! dossiers behind one of these numbers), [`explain`] (why a dossier is due when it is) and [`recount`] (the counters
//! derived anew from the events).

pub mod batch;
pub mod behind;
pub mod course;
pub mod desk;
pub mod elsewhere;
mod event;
pub mod explain;
pub mod figures;
pub mod file;
mod foresee;
pub mod lateness;
pub mod listing;
pub mod model;
pub mod numbers;
pub mod opening;
pub mod own;
pub mod papers;
pub mod recount;
pub mod reference;
pub mod referral;
mod row;
pub mod rule;
pub mod series;
mod slip;
pub mod statistics;
pub mod tally;
mod token;
pub mod tracking;
pub mod twins;
pub mod usual;
pub mod words;

pub use foresee::Foreseen;
pub use slip::Slip;

use store::{CounterTable, Domain, Migration};

/// Counters per unit, channel and day.
pub static STAT_UNIT_DAY: CounterTable = CounterTable {
    name: "stat_unit_day",
    keys: &["known_day", "day", "unit_id", "channel"],
    measures: &tally::MEASURE_NAMES,
};

static STAT_SEAL: CounterTable =
    CounterTable { name: "stat_seal", keys: &["day", "unit_id", "channel"], measures: &tally::MEASURE_NAMES };
static DAY_CLOSE: CounterTable = CounterTable { name: "day_close", keys: &["id"], measures: &["sealed_to"] };
static CODE_COUNTER: CounterTable =
    CounterTable { name: "code_counter", keys: &["receiving_id", "day"], measures: &["last"] };

/// Tables that `verify` does not answer for: a cache that each night renews, and whether the counters by procedure of
/// an older database were derived.
pub const EXEMPT: &[&str] = &["usual_time", "stat_procedure_filled"];

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "dossier",
    migrations: &[
        Migration { no: 30, name: "dossier", sql: include_str!("../migrations/0030_dossier.sql") },
        Migration { no: 31, name: "tally", sql: include_str!("../migrations/0031_tally.sql") },
        Migration { no: 32, name: "search", sql: include_str!("../migrations/0032_search.sql") },
        Migration { no: 33, name: "search_walk", sql: include_str!("../migrations/0033_search_walk.sql") },
        Migration { no: 34, name: "desk", sql: include_str!("../migrations/0034_desk.sql") },
        Migration { no: 35, name: "papers", sql: include_str!("../migrations/0035_papers.sql") },
        Migration { no: 36, name: "opening", sql: include_str!("../migrations/0036_opening.sql") },
        Migration { no: 38, name: "behind", sql: include_str!("../migrations/0038_behind.sql") },
        Migration { no: 40, name: "turned", sql: include_str!("../migrations/0040_turned.sql") },
        Migration { no: 41, name: "opinion", sql: include_str!("../migrations/0041_opinion.sql") },
        Migration {
            no: 42,
            name: "procedure_stat",
            sql: include_str!("../migrations/0042_procedure_stat.sql"),
        },
        Migration { no: 43, name: "corrected", sql: include_str!("../migrations/0043_corrected.sql") },
        Migration { no: 49, name: "usual", sql: include_str!("../migrations/0049_usual.sql") },
    ],
    tables: &[
        &row::DOSSIER,
        &row::DOSSIER_EVENT,
        &opening::UNIT_COVERAGE,
        &opening::OPENING_FIGURE,
        &papers::DOSSIER_COMPONENT,
        &batch::INTAKE_BATCH,
        &batch::INTAKE_BATCH_ROW,
        &desk::reveal::DOSSIER_REVEAL,
        &own::DESK_SETTING,
        &referral::DOSSIER_REFERRAL,
    ],
    counters: &[&STAT_UNIT_DAY, &statistics::STAT_PROCEDURE_HALF, &STAT_SEAL, &DAY_CLOSE, &CODE_COUNTER],
};
