//! Units, what they were when, and what became of them.

use kernel::{Day, UnitId};
use serde::{Deserialize, Serialize};

/// What a unit was over some time. A rename or a move ends one version and begins the next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnitVersion {
    /// The unit.
    pub unit: UnitId,
    /// First day.
    pub valid_from: Day,
    /// First day no more; none while it holds.
    pub valid_to: Option<Day>,
    /// Its code, unique among the units of a day.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its tier, a code of the province's folder.
    pub tier: String,
    /// What kind of unit it is, a code of the province's folder.
    pub kind: String,
    /// Who commands it.
    pub command: Option<UnitId>,
    /// In whose territory it lies.
    pub territory: Option<UnitId>,
    /// Its place in lists.
    pub position: i64,
    /// Whether it is a row of the report.
    pub reports: bool,
    /// The calendar it works by.
    pub calendar: String,
}

impl UnitVersion {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day < to)
    }

    /// Whether it holds on any day from `from` up to `to`, or for ever where there is none.
    pub fn overlaps(&self, from: Day, to: Option<Day>) -> bool {
        to.is_none_or(|to| self.valid_from < to) && self.valid_to.is_none_or(|own| from < own)
    }

    /// Its days, in English.
    pub fn days(&self) -> String {
        match self.valid_to {
            Some(to) => format!("from {} up to {to}", self.valid_from),
            None => format!("since {}", self.valid_from),
        }
    }

    /// Its days, in Vietnamese.
    pub fn days_vi(&self) -> String {
        let from = self.valid_from.vietnamese();
        match self.valid_to {
            Some(to) => format!("từ {from} đến trước {}", to.vietnamese()),
            None => format!("từ {from}"),
        }
    }
}

/// How units follow each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuccessionKind {
    /// Several become one.
    Merge,
    /// One becomes several.
    Split,
    /// It ends; another inherits.
    Dissolve,
    /// It only gets another name.
    Rename,
    /// It only comes under another unit.
    Move,
    /// A function passes to another unit; both go on.
    Transfer,
}

impl SuccessionKind {
    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Dissolve => "dissolve",
            Self::Rename => "rename",
            Self::Move => "move",
            Self::Transfer => "transfer",
        }
    }

    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Merge, Self::Split, Self::Dissolve, Self::Rename, Self::Move, Self::Transfer]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// One line of lineage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Succession {
    /// First day of the new order.
    pub day: Day,
    /// How.
    pub kind: SuccessionKind,
    /// Who was.
    pub from: UnitId,
    /// Who is.
    pub to: UnitId,
    /// Whether `to` inherits the open dossiers and the history of `from`. An ended unit has exactly one heir.
    pub heir: bool,
    /// What passed, for a transfer of function.
    pub function: Option<String>,
    /// By which decision.
    pub decision: String,
}
