//! Who acts, and what they may do.

use crate::{PersonId, Refusal, UnitId};

/// What a person may do on dossiers of a unit. Ordered bits of [`Rights`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
}

/// A set of [`Right`]s.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rights(u8);

impl Rights {
    /// None.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self(0b1_1111);

    /// These rights and one more.
    #[must_use]
    pub const fn with(self, right: Right) -> Self {
        Self(self.0 | (1 << right as u8))
    }

    /// Whether the right is among them.
    pub const fn has(self, right: Right) -> bool {
        self.0 & (1 << right as u8) != 0
    }
}

/// Somebody who acts. Use cases take one and refuse what its rights do not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// Where the rights hold: one unit, or everywhere.
    pub unit: Option<UnitId>,
    /// What the person may do there.
    pub rights: Rights,
}

impl Actor {
    /// The program itself: nightly jobs, loading a province. Recorded as person 0.
    pub const SYSTEM: Self = Self { person: PersonId(0), unit: None, rights: Rights::ALL };

    /// Passes if the actor has the right on this unit.
    ///
    /// # Errors
    /// A refusal `actor.not_allowed`.
    pub fn require(&self, right: Right, unit: UnitId) -> Result<(), Refusal> {
        if self.rights.has(right) && self.unit.is_none_or(|own| own == unit) {
            return Ok(());
        }
        Err(Refusal::new(
            "actor.not_allowed",
            "Bạn không có quyền thực hiện việc này tại đơn vị đã chọn. Hãy liên hệ người quản trị.",
            "You may not do this for that unit. Ask an administrator for the right.",
        ))
    }
}
