//! Words and rules that every domain of the province shares. Pure: no I/O, no database, no async.
//!
//! An edit here rebuilds everything, so the crate stays small and changes rarely.

pub mod actor;
pub mod clock;
pub mod error;
pub mod ids;
pub mod moment;
pub mod period;

pub use actor::{Actor, Right, Rights};
pub use clock::{Clock, FixedClock, SystemClock};
pub use error::{Error, Fault, Refusal, Result};
pub use ids::{IdSource, PersonId, UnitId};
pub use moment::{Day, Instant};
pub use period::Period;
