//! Units of any depth, their lineage through mergers and splits, and the calendars they work by.
//! The front door: [`Directory`] and [`Calendars`] (held in memory) and [`desk`] (changes by decision).

mod calendars;
pub mod desk;
mod directory;
mod listing;
mod model;
mod store;

pub use calendars::{Calendars, Decreed, decreed};
pub use directory::{Directory, Problem};
pub use listing::{WeekdayHours, weekly_hours};
pub use model::{Succession, SuccessionKind, UnitVersion};

use ::store::{Domain, Migration};

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "organisation",
    migrations: &[Migration {
        no: 10,
        name: "organisation",
        sql: include_str!("../migrations/0010_organisation.sql"),
    }],
    tables: &[
        &store::UNIT,
        &store::UNIT_VERSION,
        &store::SUCCESSION,
        &store::CALENDAR_HOURS,
        &store::CALENDAR_DAY,
        &store::ORGANISATION_REVISION,
    ],
    counters: &[],
};
