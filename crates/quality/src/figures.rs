//! Figures: how many units work by which edition (the report, II.6.2), and how many of a unit's dossiers went the way of
//! their process.

use crate::conformity::{self, Conformity, DeviationKind};
use crate::sampling;
use crate::system::{self, Adoption};
use dossier::course;
use dossier::reference::Reference;
use kernel::{Day, Instant, Period, Result, UnitId, Units};
use organisation::Directory;
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;

/// How many of a unit's dossiers are looked at for the figure; where there are fewer, all are.
pub const SAMPLE: usize = 200;

/// Units that work by a standard on a day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Applied {
    /// By edition: how many, and how many of them moved to it from another.
    pub editions: BTreeMap<String, (usize, usize)>,
    /// What each unit works by, by unit.
    pub units: BTreeMap<UnitId, Adoption>,
}

impl Applied {
    /// The edition that most work by; of equals the later one.
    pub fn main(&self) -> Option<(&str, usize, usize)> {
        let most = self.editions.iter().max_by_key(|(edition, (units, _))| (*units, *edition));
        most.map(|(edition, (units, moved))| (edition.as_str(), *units, *moved))
    }

    /// How many units in all.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

/// The units among these that exist on a day and work by a standard then. The figure and the list behind it are one.
///
/// # Errors
/// A fault of the database.
pub fn applied(tx: &mut Tx, directory: &Directory, units: &Units, day: Day) -> Result<Applied> {
    let mut found = Applied::default();
    // By unit and day: a later edition takes the place of the earlier one.
    for adoption in system::all(tx)? {
        let there = adoption.applied_from <= day && directory.version_at(adoption.unit, day).is_some();
        if there && units.has(adoption.unit) {
            found.units.insert(adoption.unit, adoption);
        }
    }
    for adoption in found.units.values() {
        let (units, moved) = found.editions.entry(adoption.edition.clone()).or_default();
        *units += 1;
        *moved += usize::from(adoption.moved_from.is_some());
    }
    Ok(found)
}

/// How many of what a unit settled in a period went the way of their process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Settled in the period.
    pub settled: usize,
    /// Of these looked at.
    pub looked_at: usize,
    /// Of these without a deviation.
    pub conform: usize,
    /// How many dossiers have a deviation of each kind; one dossier may have several.
    pub kinds: BTreeMap<DeviationKind, usize>,
    /// Those with deviations: their codes, and what was found.
    pub deviating: Vec<(String, Conformity)>,
    /// When it was computed.
    pub as_of: Instant,
}

impl Share {
    /// Whether all were looked at, and the share is no estimate.
    pub fn whole(&self) -> bool {
        self.looked_at == self.settled
    }

    /// Between which tenths of a percent the share of all lies, with 95 % confidence (Wilson's interval): of a whole
    /// both are the share itself. None where nothing was settled.
    pub fn permille(&self) -> Option<(i64, i64)> {
        let (k, n) = (u32::try_from(self.conform).ok()?, u32::try_from(self.looked_at).ok()?);
        if n == 0 {
            return None;
        }
        let (n, p) = (f64::from(n), f64::from(k) / f64::from(n));
        if self.whole() {
            let exact = tenths(p);
            return Some((exact, exact));
        }
        const Z: f64 = 1.959_964;
        let (zz, wide) = (Z * Z, 1.0 + Z * Z / n);
        let centre = (p + zz / (2.0 * n)) / wide;
        let half = Z / wide * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
        Some((tenths(centre - half), tenths(centre + half)))
    }
}

/// A share as tenths of a percent.
fn tenths(share: f64) -> i64 {
    let rounded = (share * 1000.0).round().clamp(0.0, 1000.0);
    (0..=1000).find(|n: &i32| f64::from(*n) >= rounded).map_or(1000, i64::from)
}

/// The share of a unit in a period, from a sample that is the same each time it is asked for.
///
/// Reading the events of all would take a large unit's year of page requests: ids are read in the index, at most
/// [`SAMPLE`] dossiers with their events.
///
/// # Errors
/// A fault of the database.
pub fn share(
    tx: &mut Tx,
    reference: &Reference,
    unit: UnitId,
    period: Period,
    now: Instant,
) -> Result<Share> {
    let settled = course::settled(tx, unit, period)?;
    let list: Vec<(i64, &str)> = settled.iter().map(|id| (id.0, "")).collect();
    // The seed is the question itself.
    let seed = unit.0 ^ (period.from.0 << 20) ^ period.to.0;
    let drawn = sampling::draw(&list, SAMPLE, seed);
    let mut share = Share {
        settled: settled.len(),
        looked_at: drawn.len(),
        conform: 0,
        kinds: BTreeMap::new(),
        deviating: Vec::new(),
        as_of: now,
    };
    for id in drawn.into_iter().filter_map(|place| settled.get(place)) {
        let course = course::of(tx, reference, *id)?;
        let found = conformity::of_course(&course, reference, now);
        if found.conforms() {
            share.conform += 1;
            continue;
        }
        let kinds: BTreeSet<DeviationKind> = found.deviations.iter().map(|d| d.kind).collect();
        kinds.into_iter().for_each(|kind| *share.kinds.entry(kind).or_default() += 1);
        let code = course.dossier.intake.as_ref().map(|i| i.code.clone());
        share.deviating.push((code.unwrap_or_default(), found));
    }
    share.deviating.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_a_sample_lies_within_bounds_and_that_of_a_whole_is_itself() {
        let share = |settled, looked_at, conform| Share {
            settled,
            looked_at,
            conform,
            kinds: BTreeMap::new(),
            deviating: Vec::new(),
            as_of: Instant(0),
        };
        assert_eq!(share(0, 0, 0).permille(), None);
        assert_eq!(share(3, 3, 2).permille(), Some((667, 667)));
        // Two hundred of two hundred say that at least 98.1 % of all are so.
        assert_eq!(share(10_000, 200, 200).permille(), Some((981, 1000)));
        assert_eq!(share(10_000, 200, 100).permille(), Some((431, 569)));
    }
}
