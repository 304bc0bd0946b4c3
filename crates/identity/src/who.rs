//! Who stands before us, and what he may do where: grants and delegations resolved for one day. Pure.
//!
//! A [`Who`] is the only way to an [`Actor`] for people, and to the [`Units`] that lists are narrowed to. Roles of
//! one person add up; what comes from an absent colleague stays apart and says whose it is.

use crate::model::{Delegation, Grant, PROVINCE, Person, Scope};
use crate::role::Role;
use kernel::{Actor, Day, PersonId, Refusal, Right, Rights, UnitId, Units};
use organisation::Directory;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// A role as it reaches on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reach {
    /// The role.
    pub role: Role,
    /// Whose it is, when it is an absent colleague's.
    pub behalf: Option<PersonId>,
    /// Where it was granted; what of it a delegation leaves out is not told apart.
    pub scope: Scope,
    place: Place,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Place {
    Everywhere,
    /// Units as they are on the day.
    These(FxHashSet<UnitId>),
}

impl Reach {
    /// Whether it reaches a unit of the day.
    pub(crate) fn reaches(&self, unit: UnitId) -> bool {
        self.covers(unit)
    }

    fn covers(&self, holder: UnitId) -> bool {
        match &self.place {
            Place::Everywhere => true,
            Place::These(units) => holder != PROVINCE && units.contains(&holder),
        }
    }
}

/// What somebody was given, before it is held against a day.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// His own grants.
    pub grants: Vec<Grant>,
    /// What he stands in for, with the grants of those who are absent.
    pub delegated: Vec<(Delegation, Vec<Grant>)>,
}

impl Standing {
    /// The roles that reach somewhere on a day.
    pub fn on(&self, directory: &Directory, day: Day) -> Vec<Reach> {
        let valid = |grants: &[Grant]| grants.iter().filter(|g| g.holds(day)).cloned().collect::<Vec<_>>();
        let mut reaches: Vec<Reach> = valid(&self.grants)
            .iter()
            .map(|g| Reach {
                role: g.role,
                behalf: None,
                scope: g.scope,
                place: place(g.scope, directory, day),
            })
            .collect();
        for (delegation, grants) in self.delegated.iter().filter(|(d, _)| d.holds(day)) {
            for grant in valid(grants) {
                if delegation.role.is_some_and(|only| only != grant.role) {
                    continue;
                }
                let whole = place(grant.scope, directory, day);
                let place = match delegation.unit {
                    None => whole,
                    Some(unit) => only(whole, directory.map(unit, day)),
                };
                reaches.push(Reach {
                    role: grant.role,
                    behalf: Some(delegation.absent),
                    scope: delegation.unit.map_or(grant.scope, Scope::Unit),
                    place,
                });
            }
        }
        reaches.retain(|r| !matches!(&r.place, Place::These(units) if units.is_empty()));
        reaches
    }
}

/// The units of a scope on a day. What was granted for a unit that has ended is its heir's, and of what stood under
/// it the holders': not all that stands under the heir.
fn place(scope: Scope, directory: &Directory, day: Day) -> Place {
    let (unit, subtree) = match scope {
        Scope::Province => return Place::Everywhere,
        Scope::Unit(unit) => (unit, false),
        Scope::Subtree(unit) => (unit, true),
    };
    let last = directory.last_version(unit).and_then(|v| v.valid_to).map(|ended| ended.plus(-1));
    let then = last.map_or(day, |last| last.min(day));
    let units = if subtree { directory.subtree(unit, then, false) } else { vec![unit] };
    let holders = units.into_iter().map(|u| directory.map(u, day));
    Place::These(holders.filter(|u| directory.version_at(*u, day).is_some()).collect())
}

fn only(whole: Place, unit: UnitId) -> Place {
    let inside = match &whole {
        Place::Everywhere => true,
        Place::These(units) => units.contains(&unit),
    };
    Place::These(inside.then_some(unit).into_iter().collect())
}

/// Somebody who has come in.
#[derive(Clone, Debug)]
pub struct Who {
    person: Arc<Person>,
    must_change: bool,
    reaches: Arc<[Reach]>,
    directory: Arc<Directory>,
    today: Day,
}

impl Who {
    /// A person with what reaches on a day. Until a password given by somebody else is changed, nothing does.
    pub fn new(
        person: Arc<Person>,
        must_change: bool,
        reaches: Arc<[Reach]>,
        directory: Arc<Directory>,
        today: Day,
    ) -> Self {
        Self { person, must_change, reaches, directory, today }
    }

    /// The person.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Whether the password must be changed before anything else.
    pub fn must_change(&self) -> bool {
        self.must_change
    }

    /// The business day this holds for.
    pub fn today(&self) -> Day {
        self.today
    }

    /// The units of the day.
    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// The roles that reach somewhere today.
    pub fn roles(&self) -> &[Reach] {
        if self.must_change { &[] } else { &self.reaches }
    }

    /// Whether the person has the right anywhere at all.
    pub fn may(&self, right: Right) -> bool {
        self.roles().iter().any(|r| r.role.rights().has(right))
    }

    /// An actor with this right in this unit, and with what else the covering roles allow there. A unit that has ended
    /// counts as its holder; [`PROVINCE`] asks for roles that hold everywhere.
    ///
    /// His own roles come first; where they do not have the right, those of one absent colleague.
    ///
    /// # Errors
    /// Refusals: no role covers it (`actor.not_allowed`), or the password must be changed first.
    pub fn actor(&self, right: Right, unit: UnitId) -> Result<Actor, Refusal> {
        if self.must_change {
            return Err(must_change());
        }
        let holder = self.directory.map(unit, self.today);
        let mut whose: Vec<Option<PersonId>> = vec![None];
        for reach in self.roles() {
            if !whose.contains(&reach.behalf) {
                whose.push(reach.behalf);
            }
        }
        for behalf in whose {
            let rights = self
                .roles()
                .iter()
                .filter(|r| r.behalf == behalf && r.covers(holder))
                .fold(Rights::NONE, |rights, r| rights.and(r.role.rights()));
            if rights.has(right) {
                let unit = (unit != PROVINCE).then_some(unit);
                return Ok(Actor { person: self.person.id, behalf, unit, rights });
            }
        }
        Err(Actor::not_allowed())
    }

    /// An actor without any right, for what everybody may do with his own account.
    pub fn myself(&self) -> Actor {
        Actor { person: self.person.id, behalf: None, unit: None, rights: Rights::NONE }
    }

    /// The units in which the person has the right, ended ones among those of their holders. For lists.
    pub fn units(&self, right: Right) -> Units {
        let with: Vec<&Reach> = self.roles().iter().filter(|r| r.role.rights().has(right)).collect();
        if with.iter().any(|r| r.place == Place::Everywhere) {
            return Units::All;
        }
        let covered = |unit: &UnitId| {
            let holder = self.directory.map(*unit, self.today);
            with.iter().any(|r| r.covers(holder))
        };
        Units::of(self.directory.units().filter(covered))
    }

    /// Whether the person has the right in all of a scope.
    pub fn covers(&self, right: Right, scope: Scope) -> bool {
        let with = || self.roles().iter().filter(|r| r.role.rights().has(right));
        let one = |unit: UnitId| with().any(|r| r.covers(self.directory.map(unit, self.today)));
        match scope {
            Scope::Province => with().any(|r| r.place == Place::Everywhere),
            Scope::Unit(unit) => one(unit),
            Scope::Subtree(unit) => self.directory.subtree(unit, self.today, false).into_iter().all(one),
        }
    }
}

/// What somebody is told whose password was given by somebody else.
pub(crate) fn must_change() -> Refusal {
    Refusal::new(
        "password.must_change",
        "Hãy đổi mật khẩu được cấp trước khi làm việc khác.",
        "Change the password you were given before doing anything else.",
    )
}
