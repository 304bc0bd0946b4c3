//! Half-open periods of whole days.

use crate::Day;
use serde::{Deserialize, Serialize};

/// The days from `from` up to, not including, `to`: `[from, to)` at 00:00 in the province's zone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Period {
    /// First day inside.
    pub from: Day,
    /// First day outside.
    pub to: Day,
}

impl Period {
    /// A period, or `None` when it would end before it begins.
    pub fn new(from: Day, to: Day) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// Whether the day lies inside.
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day < self.to
    }

    /// Number of days inside.
    pub fn days(self) -> i64 {
        self.to.0 - self.from.0
    }
}
