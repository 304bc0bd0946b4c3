//! Who acts, and what they may do.

use crate::{PersonId, Refusal, UnitId};
use std::sync::Arc;

/// What a person may do on dossiers of a unit. Ordered bits of [`Rights`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Right {
    /// Take in dossiers at a receiving desk and hand out results.
    Receive,
    /// Work on a step.
    Process,
    /// Decide: settle, refuse, stop.
    Settle,
    /// Correct mistakes of intake.
    Correct,
    /// Change units, calendars, procedures and settings.
    Administer,
    /// Read the unit's dossiers.
    See,
    /// See card and telephone numbers in full; each time is recorded.
    Reveal,
    /// Look at statistics from the inside, down to the dossiers behind a number.
    Report,
    /// Search the audit log.
    Audit,
    /// Keep accounts and roles.
    People,
    /// Keep the quality system: documents, internal audits, corrective actions.
    Assure,
}

impl Right {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::Receive,
        Self::Process,
        Self::Settle,
        Self::Correct,
        Self::Administer,
        Self::See,
        Self::Reveal,
        Self::Report,
        Self::Audit,
        Self::People,
        Self::Assure,
    ];
}

/// A set of [`Right`]s.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rights(u16);

impl Rights {
    /// None.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self::of(&Right::ALL);

    /// These rights.
    pub const fn of(rights: &[Right]) -> Self {
        let (mut set, mut i) = (Self::NONE, 0);
        while i < rights.len() {
            set = set.with(rights[i]);
            i += 1;
        }
        set
    }

    /// These rights and one more.
    #[must_use]
    pub const fn with(self, right: Right) -> Self {
        Self(self.0 | (1 << right as u16))
    }

    /// These rights and those.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether the right is among them.
    pub const fn has(self, right: Right) -> bool {
        self.0 & (1 << right as u16) != 0
    }

    /// Whether these are all among those.
    pub const fn within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }
}

/// Somebody who acts. Use cases take one and refuse what its rights do not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person, always the one who really acts.
    pub person: PersonId,
    /// Whose absence the person fills where the rights are not his own.
    pub behalf: Option<PersonId>,
    /// Where the rights hold: one unit, or everywhere.
    pub unit: Option<UnitId>,
    /// What the person may do there.
    pub rights: Rights,
}

impl Actor {
    /// The program itself: nightly jobs, loading a province. Recorded as person 0.
    pub const SYSTEM: Self = Self { person: PersonId(0), behalf: None, unit: None, rights: Rights::ALL };

    /// Passes if the actor has the right on this unit.
    ///
    /// # Errors
    /// A refusal `actor.not_allowed`.
    pub fn require(&self, right: Right, unit: UnitId) -> Result<(), Refusal> {
        if self.rights.has(right) && self.unit.is_none_or(|own| own == unit) {
            return Ok(());
        }
        Err(Self::not_allowed())
    }

    /// What somebody is told who lacks a right.
    pub fn not_allowed() -> Refusal {
        Refusal::new(
            "actor.not_allowed",
            "Bạn không có quyền thực hiện việc này tại đơn vị đã chọn. Hãy liên hệ người quản trị.",
            "You may not do this for that unit. Ask an administrator for the right.",
        )
    }
}

/// Which units somebody may look at. Every list, search, count and export takes one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Units {
    /// All there are and ever were.
    All,
    /// These alone, in ascending order; may be none.
    Some(Arc<[UnitId]>),
}

impl Units {
    /// These units, in any order.
    pub fn of(units: impl IntoIterator<Item = UnitId>) -> Self {
        let mut list: Vec<UnitId> = units.into_iter().collect();
        list.sort_unstable();
        list.dedup();
        Self::Some(list.into())
    }

    /// Whether a unit is among them.
    pub fn has(&self, unit: UnitId) -> bool {
        match self {
            Self::All => true,
            Self::Some(units) => units.binary_search(&unit).is_ok(),
        }
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Some(units) if units.is_empty())
    }

    /// Those of these units that are among the others as well.
    #[must_use]
    pub fn within(&self, others: &Self) -> Self {
        match (self, others) {
            (Self::All, _) => others.clone(),
            (_, Self::All) => self.clone(),
            (Self::Some(units), _) => Self::of(units.iter().copied().filter(|u| others.has(*u))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_has_a_bit_of_its_own() {
        for (i, right) in Right::ALL.into_iter().enumerate() {
            assert_eq!(right as usize, i);
            assert!(Rights::ALL.has(right));
            assert_eq!(Right::ALL.into_iter().filter(|r| Rights::of(&[right]).has(*r)).count(), 1);
        }
        assert!(Rights::of(&[Right::See]).within(Rights::ALL));
        assert!(!Rights::ALL.within(Rights::of(&[Right::See])));
    }

    #[test]
    fn units_narrow_each_other() {
        let some = Units::of([UnitId(3), UnitId(1), UnitId(3)]);
        assert!(some.has(UnitId(1)) && some.has(UnitId(3)) && !some.has(UnitId(2)));
        assert_eq!(some.within(&Units::All), some);
        assert_eq!(Units::All.within(&some), some);
        assert_eq!(some.within(&Units::of([UnitId(3), UnitId(4)])), Units::of([UnitId(3)]));
        assert!(some.within(&Units::of([])).is_empty() && !Units::All.is_empty());
    }
}
