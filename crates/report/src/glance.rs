//! One glance at a period: the figures of annex 3 with the units behind them, narrowed to what somebody may look at.
//!
//! One difference: of a period that reaches into today, what is due today is still within term (see
//! [`dossier::behind`]).

use crate::annex3::{Cell, Question, entries, number};
use catalogue::settings;
use dossier::behind::{Figure, Member, still_in_term, told_today};
use dossier::figures::{UnitRow, closed_to, unit_rows};
use dossier::opening::{Coverage, Told};
use kernel::{Day, Fault, Period, Result, UnitId, Units};
use organisation::{Directory, UnitVersion};
use province::Tier;
use rustc_hash::FxHashMap;
use store::Tx;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The period.
    pub period: Period,
    /// As it was known at 00:00 of this day.
    pub as_of: Day,
    /// The day that is not over.
    pub today: Day,
    /// Tell the past by the units of this day.
    pub mapped_to: Option<Day>,
    /// Of these units alone.
    pub only: Units,
}

/// Sums of some units, and the units whose dossiers stand behind them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    told: Told,
    computed: UnitRow,
    members: Vec<Member>,
    units: usize,
}

impl Figures {
    /// A figure; none where some of it is not known.
    pub fn get(&self, figure: Figure) -> Option<i64> {
        match number(&self.told, figure.word()) {
            Cell::Number(n) => Some(n),
            Cell::Text(_) | Cell::Unknown(()) => None,
        }
    }

    /// Settled before, on or after the due date.
    pub fn settled(&self) -> Option<i64> {
        Some(self.get(Figure::OnTimeOrEarly)? + self.get(Figure::Late)?)
    }

    /// What of a figure stands behind it as dossiers; the rest was entered by hand. Nothing of what is counted by
    /// procedure alone.
    pub fn listed(&self, figure: Figure) -> i64 {
        figure.of(&self.computed).unwrap_or(0)
    }

    /// Where a part was entered by hand: up to which day, and from what.
    pub fn entered(&self) -> Option<(Day, &str)> {
        self.told.entered.as_ref().map(|e| (e.until, e.source.as_str()))
    }

    /// The first day of computed figures, where it lies within the period or after it.
    pub fn since(&self) -> Option<Day> {
        self.told.since
    }

    /// The units behind it, by ascending id.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// How many rows of the report these are.
    pub fn units(&self) -> usize {
        self.units
    }

    /// Whether nothing was there to do, as far as is known.
    pub fn is_empty(&self) -> bool {
        self.told.row == UnitRow::default() && self.told.unknown.nothing()
    }

    fn add(&mut self, other: &Self) {
        self.told.add(&other.told);
        self.computed.add_row(&other.computed);
        self.members.extend_from_slice(&other.members);
        self.units += other.units;
    }
}

/// A unit at a glance.
#[derive(Clone, Debug)]
pub struct UnitGlance {
    /// What it is called on the last day it was there.
    pub version: UnitVersion,
    /// The unit above it: by territory, else by command.
    pub above: Option<UnitId>,
    /// The unit right below the root in whose territory it lies, itself perhaps.
    pub area: Option<UnitId>,
    /// Its figures.
    pub figures: Figures,
}

/// A period at a glance.
#[derive(Clone, Debug)]
pub struct Glance {
    /// What was asked.
    pub asked: Asked,
    /// The tiers in order.
    pub tiers: Vec<Tier>,
    /// The units in the order of lists.
    pub units: Vec<UnitGlance>,
    /// The province's first day of computed figures.
    pub coverage_from: Day,
    /// Days from this one on are not closed yet.
    pub closed_to: Day,
}

impl Glance {
    /// Looks.
    ///
    /// # Errors
    /// Refusals: as of a day before the period's end, or mapped to a day within it; a fault when no province is loaded.
    pub fn look(tx: &mut Tx<'_>, directory: &Directory, asked: Asked) -> Result<Self> {
        let (period, as_of, today) = (asked.period, asked.as_of, asked.today);
        let question =
            Question { period, as_of, subtotals: false, overdue: true, mapped_to: asked.mapped_to };
        question.check()?;
        let tiers = serde_json::from_str(&settings::need(tx, "tiers")?)
            .map_err(|e| Fault::because("a setting of the province cannot be read", e))?;
        let coverage_from = settings::coverage_from(tx)?;
        let rows = unit_rows(tx, period, as_of)?;
        let coverage = Coverage::load(tx, coverage_from, period, as_of)?;
        let still =
            if period.to > today { still_in_term(tx, today, period.to)? } else { FxHashMap::default() };
        let units = entries(directory, rows.clone(), &coverage, question, &asked.only, false)
            .into_iter()
            .map(|entry| {
                let day = asked.mapped_to.unwrap_or(period.to.plus(-1));
                let mut figures = Figures { told: entry.told, units: 1, ..Figures::default() };
                let mut pending = 0;
                for unit in &entry.of {
                    let still = still.get(unit).copied().unwrap_or(0);
                    let row = rows.get(unit).copied().unwrap_or_default();
                    if let Some((member, row)) = coverage.computed(*unit, row) {
                        figures.members.push(member);
                        figures.computed.add_row(&told_today(row, still));
                        pending += still;
                    }
                }
                figures.told.row = told_today(figures.told.row, pending);
                figures.members.sort_unstable_by_key(|m| m.unit);
                let version = entry.version.clone();
                let (above, area) = (version.territory.or(version.command), area(directory, &version, day));
                UnitGlance { version, above, area, figures }
            })
            .collect();
        let closed_to = closed_to(tx)?;
        Ok(Self { asked, tiers, units, coverage_from, closed_to })
    }

    /// The sums of the units that pass.
    pub fn sum(&self, pass: impl Fn(&UnitGlance) -> bool) -> Figures {
        let mut sum = Figures::default();
        for unit in self.units.iter().filter(|u| pass(u)) {
            sum.add(&unit.figures);
        }
        sum.members.sort_unstable_by_key(|m| m.unit);
        sum
    }

    /// The day by which units are named.
    pub fn day(&self) -> Day {
        self.asked.mapped_to.unwrap_or(self.asked.period.to.plus(-1))
    }

    /// A unit.
    pub fn unit(&self, unit: UnitId) -> Option<&UnitGlance> {
        self.units.iter().find(|u| u.version.unit == unit)
    }

    /// Whether a unit lies under another, or is it.
    pub fn lies_under(&self, directory: &Directory, unit: &UnitGlance, top: UnitId) -> bool {
        let day = within(&unit.version, self.day());
        let mut at = Some(unit.version.unit);
        // No chain is longer than there are units: a circle ends, too.
        for _ in 0..=self.units.len() {
            match at {
                Some(unit) if unit == top => return true,
                Some(unit) => {
                    at = directory.version_at(unit, day).and_then(|v| v.territory.or(v.command));
                }
                None => return false,
            }
        }
        false
    }
}

/// A day on which a version holds: the one asked for, or the nearest of its own.
fn within(version: &UnitVersion, day: Day) -> Day {
    version.valid_from.max(day.min(version.valid_to.map_or(day, |to| to.plus(-1))))
}

/// The unit under the root in whose territory a unit lies.
fn area(directory: &Directory, version: &UnitVersion, day: Day) -> Option<UnitId> {
    let day = within(version, day);
    let (mut top, mut above) = (version.unit, version.territory?);
    // A circle in the territories would have been refused when it was entered.
    for _ in 0..64 {
        let parent = directory.version_at(above, day)?;
        match parent.territory {
            Some(next) => (top, above) = (above, next),
            // The root is nobody's area; a unit without a root above it is its own.
            None if parent.command.is_none() => return Some(top),
            None => return Some(above),
        }
    }
    None
}
