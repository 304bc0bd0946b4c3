//! What reaches where: the table of cases, and never more than was granted.

use crate::world::version;
use identity::{
    Delegation, DelegationId, Grant, GrantId, Kind, Language, PROVINCE, Person, Role, Scope, Standing,
    Status, Who,
};
use kernel::{Day, PersonId, Right, Rights, UnitId, Units};
use organisation::{Directory, Succession, SuccessionKind, UnitVersion};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

const ME: PersonId = PersonId(7);
const COLLEAGUE: PersonId = PersonId(8);
const START: Day = Day(18_000);
/// The day on which unit 4 ends; unit 3 is its heir.
const MERGER: Day = Day(18_100);
const NOW: Day = Day(18_150);

fn unit(n: usize) -> UnitId {
    UnitId(i64::try_from(n).unwrap() + 1)
}

fn unit_version(n: usize, above: Option<usize>) -> UnitVersion {
    UnitVersion { unit: unit(n), valid_from: START, ..version(n, above.map(unit)) }
}

/// 0 commands 1 and 2; 1 commands 3 and 4; 4 commanded 6 until it ended and 3 inherited it; 2 commands 5.
fn directory() -> Arc<Directory> {
    let above = [None, Some(0), Some(0), Some(1), Some(1), Some(2), Some(4)];
    let mut versions: Vec<UnitVersion> =
        above.into_iter().enumerate().map(|(n, above)| unit_version(n, above)).collect();
    versions[4].valid_to = Some(MERGER);
    versions[6].valid_to = Some(MERGER);
    versions.push(UnitVersion {
        valid_from: MERGER,
        valid_to: None,
        command: Some(unit(3)),
        territory: Some(unit(3)),
        ..versions[6].clone()
    });
    // Founded under the heir afterwards: it was never the ended unit's.
    versions.push(UnitVersion { valid_from: MERGER.plus(10), ..unit_version(7, Some(3)) });
    let line = Succession {
        day: MERGER,
        kind: SuccessionKind::Merge,
        from: unit(4),
        to: unit(3),
        heir: true,
        function: None,
        decision: "QĐ".into(),
    };
    let directory = Directory::new(1, versions, vec![line]);
    assert_eq!(directory.check(), vec![]);
    Arc::new(directory)
}

fn grant(person: PersonId, role: Role, scope: Scope) -> Grant {
    Grant {
        id: GrantId(1),
        person,
        role,
        scope,
        from: START,
        to: None,
        by: PersonId(0),
        reason: String::new(),
        version: 1,
    }
}

fn delegation() -> Delegation {
    Delegation {
        id: DelegationId(1),
        absent: COLLEAGUE,
        deputy: ME,
        from: NOW,
        to: NOW.plus(5),
        role: None,
        unit: None,
        reason: String::new(),
        version: 1,
    }
}

fn who_on(standing: &Standing, day: Day, must_change: bool) -> Who {
    let directory = directory();
    let person = Person {
        id: ME,
        login: "toi".into(),
        name: "Tôi".into(),
        title: String::new(),
        unit: None,
        kind: Kind::Staff,
        status: Status::Active,
        language: Language::Vi,
        version: 1,
    };
    let reaches = standing.on(&directory, day);
    Who::new(Arc::new(person), must_change, reaches.into(), directory, day)
}

fn with(grants: Vec<Grant>) -> Who {
    who_on(&Standing { grants, delegated: vec![] }, NOW, false)
}

/// The units in which an actor with the right can be had.
fn where_(who: &Who, right: Right) -> Vec<usize> {
    (0..8).filter(|n| who.actor(right, unit(*n)).is_ok()).collect()
}

#[test]
fn a_role_reaches_where_it_was_granted() {
    let head = |scope| with(vec![grant(ME, Role::UnitHead, scope)]);
    let table: [(Scope, &[usize]); 7] = [
        (Scope::Province, &[0, 1, 2, 3, 4, 5, 6, 7]),
        (Scope::Unit(unit(1)), &[1]),
        // The ended unit 4 counts as its holder 3.
        (Scope::Subtree(unit(1)), &[1, 3, 4, 6, 7]),
        (Scope::Subtree(unit(2)), &[2, 5]),
        (Scope::Unit(unit(3)), &[3, 4]),
        // What was granted for an ended unit is its heir's, and what stood under it; not what stands under the heir.
        (Scope::Unit(unit(4)), &[3, 4]),
        (Scope::Subtree(unit(4)), &[3, 4, 6]),
    ];
    for (scope, units) in table {
        let who = head(scope);
        assert_eq!(where_(&who, Right::Settle), units, "{scope:?}");
        let listed = who.units(Right::Settle);
        assert_eq!(listed == Units::All, scope == Scope::Province);
        let in_list: Vec<usize> = (0..8).filter(|n| listed.has(unit(*n))).collect();
        assert_eq!(in_list, units, "{scope:?}");
        assert_eq!(where_(&who, Right::Receive), [0usize; 0], "a head takes nothing in");
        assert!(who.units(Right::Receive).is_empty());
    }
}

#[test]
fn what_is_asked_of_the_province_needs_a_role_in_all_of_it() {
    let everywhere = with(vec![grant(ME, Role::Administrator, Scope::Province)]);
    let actor = everywhere.actor(Right::Administer, PROVINCE).unwrap();
    assert_eq!((actor.unit, actor.rights), (None, Role::Administrator.rights()));
    let in_the_top_unit = with(vec![grant(ME, Role::Administrator, Scope::Subtree(unit(0)))]);
    assert_eq!(in_the_top_unit.actor(Right::Administer, PROVINCE).unwrap_err().code, "actor.not_allowed");
    assert!(in_the_top_unit.actor(Right::Administer, unit(5)).is_ok());
}

#[test]
fn an_actor_has_the_roles_of_its_unit_and_no_others() {
    let who = with(vec![
        grant(ME, Role::DeskOfficer, Scope::Unit(unit(3))),
        grant(ME, Role::CaseOfficer, Scope::Unit(unit(3))),
        grant(ME, Role::UnitHead, Scope::Unit(unit(5))),
    ]);
    let actor = who.actor(Right::Receive, unit(3)).unwrap();
    assert_eq!(actor.rights, Role::DeskOfficer.rights().and(Role::CaseOfficer.rights()));
    assert_eq!((actor.unit, actor.behalf), (Some(unit(3)), None));
    assert!(actor.require(Right::Receive, unit(5)).is_err());
    assert!(actor.require(Right::Settle, unit(3)).is_err());
    assert!(who.actor(Right::Settle, unit(3)).is_err());
    assert!(who.may(Right::Settle) && !who.may(Right::Administer));
    assert_eq!(who.myself().rights, Rights::NONE);
}

#[test]
fn an_auditor_writes_nothing_and_an_administrator_reads_no_dossier() {
    let auditor = with(vec![grant(ME, Role::Auditor, Scope::Province)]);
    for right in
        [Right::Receive, Right::Process, Right::Settle, Right::Correct, Right::Administer, Right::People]
    {
        assert!(!auditor.may(right) && where_(&auditor, right).is_empty());
    }
    let administrator = with(vec![grant(ME, Role::Administrator, Scope::Province)]);
    for right in [Right::See, Right::Reveal, Right::Report, Right::Process] {
        assert!(!administrator.may(right) && administrator.units(right).is_empty());
    }
}

#[test]
fn a_grant_holds_from_its_first_day_up_to_its_last() {
    let mut g = grant(ME, Role::CaseOfficer, Scope::Unit(unit(3)));
    (g.from, g.to) = (NOW, Some(NOW.plus(3)));
    let standing = Standing { grants: vec![g], delegated: vec![] };
    for (after, holds) in [(-1, false), (0, true), (2, true), (3, false), (100, false)] {
        assert_eq!(who_on(&standing, NOW.plus(after), false).may(Right::Process), holds, "{after}");
    }
}

#[test]
fn a_deputy_acts_in_his_own_name_on_behalf_of_the_absent_one() {
    let theirs = vec![
        grant(COLLEAGUE, Role::UnitHead, Scope::Subtree(unit(1))),
        grant(COLLEAGUE, Role::DeskOfficer, Scope::Unit(unit(5))),
    ];
    let standing = |d: Delegation| Standing {
        grants: vec![grant(ME, Role::CaseOfficer, Scope::Unit(unit(3)))],
        delegated: vec![(d, theirs.clone())],
    };
    let who = who_on(&standing(delegation()), NOW, false);
    let settles = who.actor(Right::Settle, unit(3)).unwrap();
    assert_eq!((settles.person, settles.behalf), (ME, Some(COLLEAGUE)));
    assert_eq!(settles.rights, Role::UnitHead.rights());
    // What is his own right he does for himself.
    let works = who.actor(Right::Process, unit(3)).unwrap();
    assert_eq!((works.behalf, works.rights), (None, Role::CaseOfficer.rights()));
    assert!(who.actor(Right::Receive, unit(5)).is_ok());
    for (after, holds) in [(-1, false), (0, true), (4, true), (5, false)] {
        let who = who_on(&standing(delegation()), NOW.plus(after), false);
        assert_eq!(who.may(Right::Settle), holds, "{after}");
    }
    let one_role = Delegation { role: Some(Role::DeskOfficer), ..delegation() };
    let who = who_on(&standing(one_role), NOW, false);
    assert!(!who.may(Right::Settle) && who.may(Right::Receive));
    for (only, settles) in [(unit(1), vec![1]), (unit(4), vec![3, 4]), (unit(5), vec![]), (unit(2), vec![])] {
        let one_unit = Delegation { unit: Some(only), ..delegation() };
        assert_eq!(where_(&who_on(&standing(one_unit), NOW, false), Right::Settle), settles, "{only}");
    }
}

#[test]
fn until_a_given_password_is_changed_nothing_reaches() {
    let standing =
        Standing { grants: vec![grant(ME, Role::Administrator, Scope::Province)], delegated: vec![] };
    let who = who_on(&standing, NOW, true);
    assert_eq!(who.actor(Right::Administer, PROVINCE).unwrap_err().code, "password.must_change");
    assert!(!who.may(Right::Administer) && who.units(Right::Administer).is_empty() && who.roles().is_empty());
    assert!(!who.covers(Right::People, Scope::Province));
}

fn scopes() -> impl Strategy<Value = Scope> {
    prop_oneof![
        1 => Just(Scope::Province),
        4 => (0usize..9).prop_map(|n| Scope::Unit(unit(n))),
        4 => (0usize..9).prop_map(|n| Scope::Subtree(unit(n))),
    ]
}

prop_compose! {
    fn grants()(role in 0usize..7, scope in scopes(), from in 0i64..200, days in prop::option::of(0i64..200)) -> Grant {
        let from = START.plus(from);
        Grant { from, to: days.map(|d| from.plus(d)), ..grant(ME, Role::ALL[role], scope) }
    }
}

/// Every unit that a scope names, directly: who holds what stood in it, on whatever day it is asked.
fn granted(scope: Scope, day: Day) -> BTreeSet<UnitId> {
    let directory = directory();
    let there = |u: &UnitId| directory.version_at(*u, day).is_some();
    match scope {
        Scope::Province => (0..9).map(unit).collect(),
        Scope::Unit(u) => [directory.map(u, day)].into_iter().filter(there).collect(),
        // Everything that stood under it on any day up to this one, at its present holder.
        Scope::Subtree(u) => (START.0..=day.0)
            .flat_map(|d| directory.subtree(u, Day(d), false))
            .map(|u| directory.map(u, day))
            .filter(there)
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn never_more_than_granted(
        own in prop::collection::vec(grants(), 0..4),
        theirs in prop::collection::vec(grants(), 0..3),
        role in prop::option::of(0usize..7),
        only in prop::option::of(0usize..9),
        (from, days) in (0i64..200, 1i64..60),
        day in 0i64..220,
    ) {
        let day = START.plus(day);
        let theirs: Vec<Grant> = theirs.into_iter().map(|g| Grant { person: COLLEAGUE, ..g }).collect();
        let d = Delegation {
            role: role.map(|r| Role::ALL[r]),
            unit: only.map(unit),
            from: START.plus(from),
            to: START.plus(from + days),
            ..delegation()
        };
        let standing = Standing { grants: own.clone(), delegated: vec![(d.clone(), theirs.clone())] };
        let who = who_on(&standing, day, false);
        let directory = directory();
        let mut given: Vec<(Option<PersonId>, &Grant)> =
            own.iter().filter(|g| g.holds(day)).map(|g| (None, g)).collect();
        if d.holds(day) {
            let passes = |g: &&Grant| g.holds(day) && d.role.is_none_or(|r| r == g.role);
            given.extend(theirs.iter().filter(passes).map(|g| (Some(COLLEAGUE), g)));
        }
        for right in Right::ALL {
            let listed = who.units(right);
            for n in 0..9 {
                let holder = directory.map(unit(n), day);
                let reasons: Vec<&(Option<PersonId>, &Grant)> = given
                    .iter()
                    .filter(|(behalf, g)| {
                        let inside = behalf.is_none() || d.unit.is_none_or(|u| directory.map(u, day) == holder);
                        inside && granted(g.scope, day).contains(&holder)
                    })
                    .collect();
                let has = reasons.iter().any(|(_, g)| g.role.rights().has(right));
                match who.actor(right, unit(n)) {
                    Ok(actor) => {
                        prop_assert!(has, "{right:?} in {n} came from nowhere");
                        let whole = reasons
                            .iter()
                            .filter(|(behalf, _)| *behalf == actor.behalf)
                            .fold(Rights::NONE, |r, (_, g)| r.and(g.role.rights()));
                        prop_assert!(actor.rights.within(whole));
                        prop_assert_eq!(actor.unit, Some(unit(n)));
                        prop_assert_eq!(actor.person, ME);
                        // Whoever may act sees it in lists; unit 8 never was.
                        prop_assert!(n == 8 || listed.has(unit(n)));
                    }
                    Err(refusal) => {
                        prop_assert_eq!(refusal.code, "actor.not_allowed");
                        prop_assert!(listed != Units::All && !listed.has(unit(n)));
                    }
                }
            }
        }
    }
}
