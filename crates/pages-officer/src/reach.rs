//! What somebody can do where: which dossiers wait for him, and who he is when he acts on one.

use dossier::listing::inbox::Pile;
use dossier::model::Dossier;
use dossier::rule::Deed;
use dossier::words::StateName;
use identity::Who;
use kernel::{Actor, PersonId, Refusal, Right, UnitId, Units};

/// Units as a list: all there are, where somebody has all.
pub(crate) fn list(who: &Who, units: &Units) -> Vec<UnitId> {
    match units {
        Units::Some(some) => some.to_vec(),
        Units::All => {
            let mut all: Vec<UnitId> = who.directory().units().collect();
            all.sort_unstable();
            all
        }
    }
}

/// Both of two sets.
fn either(who: &Who, one: Right, other: Right) -> Units {
    match (who.units(one), who.units(other)) {
        (Units::Some(a), Units::Some(b)) => Units::of(a.iter().chain(b.iter()).copied()),
        _ => Units::All,
    }
}

/// Where he works on steps or signs.
pub(crate) fn works(who: &Who) -> Units {
    either(who, Right::Process, Right::Settle)
}

/// Whether anything can wait for him at all.
pub(crate) fn acts(who: &Who) -> bool {
    [Right::Process, Right::Settle, Right::Receive].into_iter().any(|right| who.may(right))
}

/// What waits for him: to be taken in where he receives, to be worked on or decided where he does that.
pub(crate) fn waiting(who: &Who) -> Vec<(StateName, Units)> {
    let works = works(who);
    let receives = who.units(Right::Receive);
    let both = match (&works, &receives) {
        (Units::Some(a), Units::Some(b)) => Units::of(a.iter().chain(b.iter()).copied()),
        _ => Units::All,
    };
    vec![(StateName::Submitted, receives), (StateName::Accepted, both), (StateName::InStep, works)]
}

/// These states where he sees, narrowed to a unit if one is chosen.
pub(crate) fn piles(who: &Who, of: Vec<(StateName, Units)>, unit: Option<UnitId>) -> Vec<Pile> {
    let sees = who.units(Right::See);
    let narrowed = |units: Units| {
        let units = units.within(&sees);
        match unit {
            Some(unit) => units.within(&Units::of([unit])),
            None => units,
        }
    };
    of.into_iter().map(|(state, units)| Pile { state, units: list(who, &narrowed(units)) }).collect()
}

/// As whom somebody does something to a dossier.
pub(crate) fn actor(who: &Who, deed: Deed, d: &Dossier) -> Result<Actor, Refusal> {
    deed.by(d, |right, unit| who.actor(right, unit).ok())
}

/// In whose absence somebody acts where a dossier stands, where not by roles of his own.
pub(crate) fn behalf(who: &Who, d: &Dossier) -> Option<PersonId> {
    let here = |right| who.actor(right, d.lying.unit).ok();
    let acting = [Right::Process, Right::Settle, Right::Receive, Right::Correct].into_iter().find_map(here);
    acting.and_then(|a| a.behalf)
}
