//! A demo: its own time, which goes on where its year ended, and its people. Both exist only in a database that was
//! marked as a demo when it was made.

mod clock;
mod people;

pub(crate) use clock::{CLOCK, DemoClock, Keeper};
pub(crate) use people::found;
