//! Granting, revoking, standing in.

use crate::world::{TODAY, World, refused, schema};
use identity::desk::{self, NewDelegation, NewGrant};
use identity::{PROVINCE, Role, Scope, delegations_of, grants_of};
use kernel::{Actor, Right};

store::db_test! {
    with schema();

    fn a_role_is_granted_once_and_ends_on_the_day_it_is_revoked(db: TestDb) {
        let w = World::new(&db);
        let person = w.with_role("an.nv", Role::CaseOfficer, Scope::Unit(w.units[3]));
        let known = db.read(|tx| grants_of(tx, person.id)).unwrap();
        assert_eq!(w.grant(Actor::SYSTEM, person.id, Role::CaseOfficer, Scope::Unit(w.units[3])).unwrap(), known[0].id);
        w.grant(Actor::SYSTEM, person.id, Role::DeskOfficer, Scope::Unit(w.units[3])).unwrap();
        let id = known[0].id;
        w.as_(Actor::SYSTEM, move |tx, ctx| desk::revoke(tx, ctx, id)).unwrap();
        assert_eq!(refused(w.as_(Actor::SYSTEM, move |tx, ctx| desk::revoke(tx, ctx, id))), "grant.unknown");
        let who = w.who(person.id);
        assert!(!who.may(Right::Process) && who.may(Right::Receive));
        assert_eq!(db.read(|tx| grants_of(tx, person.id)).unwrap()[0].to, Some(TODAY));
    }

    fn a_role_needs_a_unit_that_is_there_and_days_that_lie_ahead(db: TestDb) {
        let w = World::new(&db);
        let person = w.with_role("an.nv", Role::CaseOfficer, Scope::Unit(w.units[3])).id;
        let try_ = |scope, from, to| {
            let new = NewGrant { person, role: Role::UnitHead, scope, from, to, reason: String::new() };
            refused(w.as_(Actor::SYSTEM, move |tx, ctx| desk::grant(tx, ctx, new)))
        };
        let unit = Scope::Unit(w.units[3]);
        assert_eq!(try_(Scope::Unit(kernel::UnitId(5)), TODAY, None), "grant.unit");
        assert_eq!(try_(unit, TODAY, Some(TODAY)), "grant.period");
        assert_eq!(try_(unit, TODAY.plus(-9), Some(TODAY)), "grant.period");
        assert_eq!(try_(unit, TODAY.plus(9), Some(TODAY.plus(8))), "grant.period");
    }

    fn nobody_grants_beyond_his_reach_or_to_himself(db: TestDb) {
        let w = World::new(&db);
        let keeper = w.with_role("quan.tri", Role::Administrator, Scope::Unit(w.units[1]));
        let officer = w.with_role("an.nv", Role::CaseOfficer, Scope::Unit(w.units[1]));
        let here = w.who(keeper.id).actor(Right::People, w.units[1]).unwrap();
        assert!(w.who(keeper.id).actor(Right::People, PROVINCE).is_err());
        for scope in [Scope::Subtree(w.units[1]), Scope::Unit(w.units[3]), Scope::Province] {
            assert_eq!(refused(w.grant(here, officer.id, Role::UnitHead, scope)), "actor.not_allowed", "{scope:?}");
        }
        w.grant(here, officer.id, Role::UnitHead, Scope::Unit(w.units[1])).unwrap();
        assert_eq!(refused(w.grant(here, keeper.id, Role::UnitHead, Scope::Unit(w.units[1]))), "grant.self");
        let wider = w.with_role("rong.hon", Role::Administrator, Scope::Subtree(w.units[1]));
        let here = w.who(wider.id).actor(Right::People, w.units[1]).unwrap();
        w.grant(here, officer.id, Role::CaseOfficer, Scope::Subtree(w.units[1])).unwrap();
        let nothing = w.who(officer.id).actor(Right::Settle, w.units[1]).unwrap();
        assert_eq!(refused(w.grant(nothing, keeper.id, Role::Auditor, Scope::Unit(w.units[1]))), "actor.not_allowed");
    }

    fn the_last_administrator_of_the_province_stays(db: TestDb) {
        let w = World::new(&db);
        let first = w.with_role("quan.tri", Role::Administrator, Scope::Province);
        let id = db.read(|tx| grants_of(tx, first.id)).unwrap()[0].id;
        let (revoke, leave) = (
            || w.as_(Actor::SYSTEM, move |tx, ctx| desk::revoke(tx, ctx, id)),
            || w.as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, first.id, None, "nghỉ").map(|_| ())),
        );
        assert_eq!(refused(revoke()), "person.last_administrator");
        assert_eq!(refused(leave()), "person.last_administrator");
        // One for some days, or for a unit, is not enough.
        let second = w.with_role("thay", Role::Administrator, Scope::Subtree(w.units[0]));
        let new = NewGrant {
            person: second.id, role: Role::Administrator, scope: Scope::Province, from: TODAY, to: Some(TODAY.plus(9)),
            reason: String::new(),
        };
        w.as_(Actor::SYSTEM, move |tx, ctx| desk::grant(tx, ctx, new)).unwrap();
        assert_eq!(refused(revoke()), "person.last_administrator");
        w.grant(Actor::SYSTEM, second.id, Role::Administrator, Scope::Province).unwrap();
        revoke().unwrap();
    }

    fn two_administrators_who_revoke_each_other_at_once_leave_one(db: TestDb) {
        let w = World::new(&db);
        let two = ["mot", "hai"].map(|login| w.with_role(login, Role::Administrator, Scope::Province).id);
        let ids = two.map(|person| db.read(|tx| grants_of(tx, person)).unwrap()[0].id);
        let meet = std::sync::Arc::new(std::sync::Barrier::new(2));
        let done: Vec<bool> = std::thread::scope(|scope| {
            let (w, meet) = (&w, &meet);
            let each = [(two[0], ids[1]), (two[1], ids[0])].map(|(me, other)| {
                let (meet, actor) = (meet.clone(), w.who(me).actor(Right::People, PROVINCE).unwrap());
                scope.spawn(move || {
                    meet.wait();
                    w.as_(actor, move |tx, ctx| desk::revoke(tx, ctx, other)).is_ok()
                })
            });
            each.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(done.iter().filter(|d| **d).count(), 1);
    }

    fn whoever_goes_away_names_a_deputy_and_comes_back(db: TestDb) {
        let w = World::new(&db);
        let head = w.with_role("truong", Role::UnitHead, Scope::Unit(w.units[3]));
        let deputy = w.with_role("pho", Role::CaseOfficer, Scope::Unit(w.units[4]));
        let new = NewDelegation {
            absent: head.id, deputy: deputy.id, from: TODAY.plus(1), to: TODAY.plus(4), role: None, unit: None,
            reason: "đi họp".into(),
        };
        let ask = |actor: Actor, new: &NewDelegation| {
            let new = new.clone();
            w.as_(actor, move |tx, ctx| desk::delegate(tx, ctx, new))
        };
        let myself = w.who(head.id).myself();
        assert_eq!(refused(ask(w.who(deputy.id).myself(), &new)), "actor.not_allowed");
        assert_eq!(refused(ask(myself, &NewDelegation { deputy: head.id, ..new.clone() })), "delegation.deputy");
        assert_eq!(refused(ask(myself, &NewDelegation { to: TODAY.plus(1), ..new.clone() })), "delegation.period");
        assert_eq!(refused(ask(myself, &NewDelegation { to: TODAY.plus(900), ..new.clone() })), "delegation.period");
        let id = ask(myself, &new).unwrap();
        assert!(!w.who(deputy.id).may(Right::Settle));
        w.business.pass(86_400);
        let acting = w.who(deputy.id).actor(Right::Settle, w.units[3]).unwrap();
        assert_eq!((acting.person, acting.behalf), (deputy.id, Some(head.id)));
        w.as_(myself, move |tx, ctx| desk::end_delegation(tx, ctx, id)).unwrap();
        assert!(!w.who(deputy.id).may(Right::Settle));
        assert_eq!(refused(w.as_(myself, move |tx, ctx| desk::end_delegation(tx, ctx, id))), "delegation.unknown");
        assert_eq!(db.read(|tx| delegations_of(tx, head.id)).unwrap().len(), 1);
    }

    fn an_administrator_does_not_take_over_somebodys_work_by_himself(db: TestDb) {
        let w = World::new(&db);
        let keeper = w.with_role("quan.tri", Role::Administrator, Scope::Province);
        let head = w.with_role("truong", Role::UnitHead, Scope::Unit(w.units[3]));
        let other = w.with_role("khac", Role::CaseOfficer, Scope::Unit(w.units[4]));
        let actor = w.who(keeper.id).actor(Right::People, PROVINCE).unwrap();
        let new = |deputy| NewDelegation {
            absent: head.id, deputy, from: TODAY, to: TODAY.plus(4), role: None, unit: None, reason: String::new(),
        };
        let to_himself = new(keeper.id);
        assert_eq!(refused(w.as_(actor, move |tx, ctx| desk::delegate(tx, ctx, to_himself))), "grant.self");
        let to_another = new(other.id);
        w.as_(actor, move |tx, ctx| desk::delegate(tx, ctx, to_another)).unwrap();
        // What one stands in for does not pass on.
        let third = w.with_role("ba", Role::CaseOfficer, Scope::Unit(w.units[5]));
        let on = NewDelegation { absent: other.id, ..new(third.id) };
        w.as_(w.who(other.id).myself(), move |tx, ctx| desk::delegate(tx, ctx, on)).unwrap();
        assert!(w.who(other.id).may(Right::Settle) && !w.who(third.id).may(Right::Settle));
    }
}
