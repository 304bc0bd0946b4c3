//! Early, on time, late: judged by date, once.

use crate::Day;
use serde::{Deserialize, Serialize};

/// How a settled thing met its due date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    /// Finished on a date before the due date (trước hạn).
    Early,
    /// Finished on the due date (đúng hạn).
    OnTime,
    /// Finished on a date after the due date (quá hạn).
    Late,
}

impl Timeliness {
    /// Compares the dates. The hour never matters.
    pub fn judge(finished: Day, due: Day) -> Self {
        match finished.cmp(&due) {
            std::cmp::Ordering::Less => Self::Early,
            std::cmp::Ordering::Equal => Self::OnTime,
            std::cmp::Ordering::Greater => Self::Late,
        }
    }

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::OnTime => "on_time",
            Self::Late => "late",
        }
    }

    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Early, Self::OnTime, Self::Late].into_iter().find(|t| t.word() == word)
    }
}
