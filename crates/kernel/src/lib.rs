//! Words and rules that every domain of the province shares. Pure: no I/O, no database, no async.
//!
//! An edit here rebuilds everything, so the crate stays small and changes rarely.

pub mod actor;
pub mod calendar;
pub mod clock;
pub mod error;
pub mod explain;
pub mod ids;
pub mod moment;
pub mod period;
pub mod term;
pub mod text;
pub mod timeliness;
mod words;

pub use actor::{Actor, Right, Rights, Units};
pub use clock::{Clock, FixedClock, SystemClock};
pub use error::{Error, Fault, Refusal, Result};
pub use ids::{IdSource, PersonId, UnitId};
pub use moment::{Day, Instant};
pub use period::Period;
