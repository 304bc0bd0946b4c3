//! Who may do what to a dossier, and who sees it: said here once. The use cases ask it, and so do pages and the interface
//! for programs, to know beforehand as whom somebody acts and what to offer him.

use crate::model::{Dossier, Stage};
use kernel::{Actor, Refusal, Right, UnitId, Units};

/// What can be done to a dossier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// Accept one that was sent online, or turn it away.
    TakeIn,
    /// Hand it over to the next step.
    Forward,
    /// Give the opinion of a unit that was asked for one.
    Opine(UnitId),
    /// Ask the applicant for papers or for money: the clock stands.
    Pause,
    /// What was asked for is there.
    Resume,
    /// Back to the step before; a settled one into its last step.
    SendBack,
    /// Announce another date.
    Announce,
    /// Decide.
    Settle,
    /// Hand the result over.
    Deliver,
    /// Correct what was taken in wrongly, or void it.
    Correct,
    /// See its numbers in full.
    Reveal,
}

impl Deed {
    /// The rights of which one is needed, the one that fits best first.
    pub fn rights(self, d: &Dossier) -> &'static [Right] {
        match self {
            Self::TakeIn | Self::Deliver => &[Right::Receive],
            // While it is still at the desk that took it in, whoever receives there may hand it over and ask for what
            // is missing; afterwards whoever works on it.
            Self::Forward | Self::Pause if matches!(d.stage, Stage::Accepted(_)) => {
                &[Right::Process, Right::Receive]
            }
            // Missing papers are taken in at a desk like all others.
            Self::Resume => &[Right::Process, Right::Receive],
            Self::Forward | Self::Pause | Self::SendBack | Self::Announce => &[Right::Process],
            // Whoever works in the unit that was asked, or signs there.
            Self::Opine(_) => &[Right::Process, Right::Settle],
            Self::Settle => &[Right::Settle],
            Self::Correct => &[Right::Correct],
            Self::Reveal => &[Right::Reveal],
        }
    }

    /// Where the right must be held: where the dossier lies; for an opinion in the unit asked; to see its numbers,
    /// anywhere that it is seen from.
    pub fn places(self, d: &Dossier) -> Vec<UnitId> {
        match self {
            Self::Reveal => vec![d.lying.unit, d.unit, d.receiving],
            Self::Opine(unit) => vec![unit],
            _ => vec![d.lying.unit],
        }
    }

    /// Finds somebody who may do it, as `actor` knows him by right and unit.
    ///
    /// # Errors
    /// A refusal `actor.not_allowed`.
    pub fn by<T>(self, d: &Dossier, actor: impl Fn(Right, UnitId) -> Option<T>) -> Result<T, Refusal> {
        let places = self.places(d);
        let mut ways = places.iter().flat_map(|unit| self.rights(d).iter().map(move |right| (*right, *unit)));
        ways.find_map(|(right, unit)| actor(right, unit)).ok_or_else(Actor::not_allowed)
    }

    /// Passes if the actor may.
    ///
    /// # Errors
    /// A refusal `actor.not_allowed`.
    pub fn require(self, actor: &Actor, d: &Dossier) -> Result<(), Refusal> {
        self.by(d, |right, unit| actor.require(right, unit).ok())
    }
}

/// Whether somebody who sees these units sees a dossier: the competent unit's people do, those of the desk that took it
/// in, and those of the unit where it stands. Those of a unit that was asked for its opinion do, too: what was asked
/// stands beside the dossier ([`referral::asked_of`](crate::referral::asked_of)).
pub fn sees(units: &Units, competent: UnitId, receiving: UnitId, standing: UnitId) -> bool {
    [competent, receiving, standing].into_iter().any(|unit| units.has(unit))
}

impl Dossier {
    /// Whether somebody who sees these units sees it.
    pub fn open_to(&self, units: &Units) -> bool {
        sees(units, self.unit, self.receiving, self.lying.unit)
    }
}
