//! All units and their lineage in memory: a few hundred rows that every use case asks.

use crate::model::{Succession, UnitVersion};
use kernel::{Day, UnitId};
use rustc_hash::FxHashMap;
use std::fmt;

/// Every unit that ever was.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    pub(crate) revision: i64,
    versions: FxHashMap<UnitId, Vec<UnitVersion>>,
    successions: Vec<Succession>,
    /// Ended units: the day from which on the heir holds their work.
    heirs: FxHashMap<UnitId, (Day, UnitId)>,
}

/// What is wrong with a directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl Directory {
    /// A directory of these versions and successions.
    pub fn new(revision: i64, versions: Vec<UnitVersion>, successions: Vec<Succession>) -> Self {
        let mut directory = Self { revision, successions, ..Self::default() };
        for version in versions {
            directory.versions.entry(version.unit).or_default().push(version);
        }
        for list in directory.versions.values_mut() {
            list.sort_by_key(|v| v.valid_from);
        }
        for s in directory.successions.iter().filter(|s| s.heir) {
            directory.heirs.insert(s.from, (s.day, s.to));
        }
        directory
    }

    /// How often the organisation had changed when this was read.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// All versions of a unit, in order.
    pub fn versions(&self, unit: UnitId) -> &[UnitVersion] {
        self.versions.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// Every version of every unit, in no order.
    pub fn all_versions(&self) -> impl Iterator<Item = &UnitVersion> + '_ {
        self.versions.values().flatten()
    }

    /// What a unit was on a day.
    pub fn version_at(&self, unit: UnitId, day: Day) -> Option<&UnitVersion> {
        self.versions(unit).iter().find(|v| v.holds(day))
    }

    /// What a unit was last, or will be.
    pub fn last_version(&self, unit: UnitId) -> Option<&UnitVersion> {
        self.versions(unit).last()
    }

    /// The unit with this code on a day.
    pub fn by_code(&self, code: &str, day: Day) -> Option<&UnitVersion> {
        self.all_at(day).into_iter().find(|v| v.code == code)
    }

    /// The unit that ever had this code, the latest first.
    pub fn ever_by_code(&self, code: &str) -> Option<UnitId> {
        let versions = self.versions.values().flatten().filter(|v| v.code == code);
        versions.max_by_key(|v| v.valid_from).map(|v| v.unit)
    }

    /// All units of a day, in the order of lists.
    pub fn all_at(&self, day: Day) -> Vec<&UnitVersion> {
        let mut found: Vec<&UnitVersion> =
            self.versions.values().flatten().filter(|v| v.holds(day)).collect();
        found.sort_by_key(|v| (v.position, v.unit));
        found
    }

    /// The rows of the report on a day, in order.
    pub fn reporting_at(&self, day: Day) -> Vec<&UnitVersion> {
        self.all_at(day).into_iter().filter(|v| v.reports).collect()
    }

    /// Every unit, in no order.
    pub fn units(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.versions.keys().copied()
    }

    /// The unit and all under it on a day, by command or by territory.
    pub fn subtree(&self, root: UnitId, day: Day, by_territory: bool) -> Vec<UnitId> {
        let all = self.all_at(day);
        let mut found = vec![root];
        let mut next = 0;
        while let Some(parent) = found.get(next).copied() {
            next += 1;
            for v in &all {
                let above = if by_territory { v.territory } else { v.command };
                if above == Some(parent) && !found.contains(&v.unit) {
                    found.push(v.unit);
                }
            }
        }
        found
    }

    /// Who holds a unit's work on a day: itself, or the heir at the end of its lineage.
    ///
    /// For totals "mapped to a later date" this is the row that a unit's past belongs to.
    pub fn map(&self, unit: UnitId, day: Day) -> UnitId {
        let mut holder = unit;
        // Each step goes to a unit that ended later, so there are no more steps than units.
        for _ in 0..=self.heirs.len() {
            match self.heirs.get(&holder) {
                Some((ended, heir)) if *ended <= day => holder = *heir,
                _ => return holder,
            }
        }
        holder
    }

    /// The units that ended on or before a day and their holders on it.
    pub fn successions_on(&self, day: Day) -> Vec<(UnitId, UnitId)> {
        let mut ended: Vec<(UnitId, UnitId)> = self
            .heirs
            .iter()
            .filter(|(_, (ended, _))| *ended == day)
            .map(|(unit, _)| (*unit, self.map(*unit, day)))
            .collect();
        ended.sort_unstable();
        ended
    }

    /// All lines of lineage.
    pub fn successions(&self) -> &[Succession] {
        &self.successions
    }

    /// Everything that is wrong: gaps and overlaps, cycles, parents that are not there, codes used twice, ended
    /// units without exactly one heir.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut days: Vec<Day> = Vec::new();
        for (unit, list) in &self.versions {
            // What is wrong from a day on shows on a day on which something begins or ends.
            days.extend(list.iter().flat_map(|v| std::iter::once(v.valid_from).chain(v.valid_to)));
            for pair in list.windows(2) {
                if pair[0].valid_to != Some(pair[1].valid_from) {
                    problems.push(problem(
                        &pair[0].name,
                        "có khoảng trống hoặc chồng lấn",
                        "has a gap or overlap in its versions",
                    ));
                }
            }
            let ended = list.last().and_then(|v| v.valid_to);
            let heirs = self.successions.iter().filter(|s| s.heir && s.from == *unit).count();
            let name = list.last().map_or("?", |v| v.name.as_str());
            match ended {
                Some(day) => {
                    if heirs != 1 {
                        problems.push(problem(
                            name,
                            "chấm dứt nhưng không có đúng một đơn vị kế thừa",
                            "ended without exactly one heir",
                        ));
                    } else if self
                        .heirs
                        .get(unit)
                        .is_none_or(|(on, to)| *on != day || self.version_at(*to, day).is_none())
                    {
                        problems.push(problem(
                            name,
                            "đơn vị kế thừa không tồn tại vào ngày chấm dứt",
                            "has an heir that is not there on its last day",
                        ));
                    }
                }
                None if heirs > 0 => {
                    problems.push(problem(
                        name,
                        "còn hoạt động nhưng có đơn vị kế thừa",
                        "goes on, yet has an heir",
                    ));
                }
                None => {}
            }
        }
        days.sort_unstable();
        days.dedup();
        for day in days {
            self.check_day(day, &mut problems);
        }
        problems
    }

    fn check_day(&self, day: Day, problems: &mut Vec<Problem>) {
        let all = self.all_at(day);
        let mut codes: FxHashMap<&str, &str> = FxHashMap::default();
        for v in &all {
            if codes.insert(&v.code, &v.name).is_some() {
                problems.push(problem(
                    &v.name,
                    "trùng mã với đơn vị khác",
                    "shares its code with another unit",
                ));
            }
            for by_territory in [false, true] {
                let mut above = if by_territory { v.territory } else { v.command };
                let mut steps = 0;
                while let Some(parent) = above {
                    let Some(p) = self.version_at(parent, day) else {
                        problems.push(problem(
                            &v.name,
                            "thuộc đơn vị không tồn tại vào ngày đó",
                            "belongs to a unit that is not there",
                        ));
                        break;
                    };
                    steps += 1;
                    if parent == v.unit || steps > all.len() {
                        problems.push(problem(
                            &v.name,
                            "tự thuộc chính mình (vòng lặp)",
                            "belongs to itself through others",
                        ));
                        break;
                    }
                    above = if by_territory { p.territory } else { p.command };
                }
            }
        }
    }
}

fn problem(name: &str, vi: &str, en: &str) -> Problem {
    Problem { vi: format!("{name}: {vi}"), en: format!("{name} {en}") }
}
