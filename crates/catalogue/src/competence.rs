//! Who settles a procedure, through re-organisations: no new publication is needed when a unit is merged, split or
//! renamed, or when its function passes to another.

use crate::model::{Competent, Revision};
use kernel::{Day, UnitId};
use organisation::{Directory, SuccessionKind, UnitVersion};

impl Revision {
    /// Whether this procedure is settled by such a unit on a day: by its nature, as the heir of the one that was named,
    /// or because the function has passed to it.
    pub fn settled_by(&self, directory: &Directory, unit: UnitId, day: Day) -> bool {
        let Some(version) = directory.version_at(unit, day) else { return false };
        self.competent.includes(&version.code, &version.kind, &version.tier)
            || self.named(directory, day) == Some(unit)
            || directory.successions().iter().any(|s| {
                s.kind == SuccessionKind::Transfer
                    && s.to == unit
                    && s.day <= day
                    && s.function.as_ref().is_some_and(|f| *f == self.code || *f == self.field)
            })
    }

    /// The units that settle it on a day, in the order of lists.
    pub fn settlers<'d>(&self, directory: &'d Directory, day: Day) -> Vec<&'d UnitVersion> {
        directory.all_at(day).into_iter().filter(|v| self.settled_by(directory, v.unit, day)).collect()
    }

    /// Who holds the work of the one unit that it names, if it names one that was.
    fn named(&self, directory: &Directory, day: Day) -> Option<UnitId> {
        let Competent::Unit(code) = &self.competent else { return None };
        // A code may have been given again: the unit is the one that had it when the revision began to hold.
        let then = directory.by_code(code, self.valid_from).map(|v| v.unit);
        let unit = then.or_else(|| directory.ever_by_code(code))?;
        Some(directory.map(unit, day))
    }
}
