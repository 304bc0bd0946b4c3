//! Leaving, and what passes to whom.

use crate::world::{GOOD, TODAY, World, refused, schema};
use identity::desk::{self, NewDelegation, NewGrant};
use identity::token::{self, NewToken};
use identity::{Role, Scope, grants_of};
use kernel::{Actor, Right};

store::db_test! {
    with schema();

    fn a_successor_goes_on_with_everything_and_the_leaver_is_out_at_once(db: TestDb) {
        let w = World::new(&db);
        let (unit, other) = (w.units[3], w.units[4]);
        let leaver = w.person("di", Some(unit));
        w.grant(Actor::SYSTEM, leaver.id, Role::UnitHead, Scope::Subtree(unit)).unwrap();
        w.grant(Actor::SYSTEM, leaver.id, Role::CaseOfficer, Scope::Unit(unit)).unwrap();
        let soon = NewGrant {
            person: leaver.id, role: Role::DeskOfficer, scope: Scope::Unit(other), from: TODAY.plus(5),
            to: Some(TODAY.plus(50)), reason: String::new(),
        };
        w.as_(Actor::SYSTEM, move |tx, ctx| desk::grant(tx, ctx, soon)).unwrap();
        let next = w.with_role("den", Role::CaseOfficer, Scope::Unit(unit));
        let away = w.with_role("vang", Role::DeskOfficer, Scope::Unit(other));
        for (absent, deputy) in [(away.id, leaver.id), (leaver.id, away.id)] {
            let new = NewDelegation {
                absent, deputy, from: TODAY, to: TODAY.plus(10), role: None, unit: None, reason: String::new(),
            };
            w.as_(Actor::SYSTEM, move |tx, ctx| desk::delegate(tx, ctx, new)).unwrap();
        }
        let new = NewToken {
            person: leaver.id, name: "bảng tính".into(), scopes: vec!["dossiers:read".into()], ranges: vec![], days: 30,
        };
        let (_, secret) = w.as_(Actor::SYSTEM, move |tx, ctx| token::make(tx, ctx, new)).unwrap();
        let session = w.sign_in("di");
        assert!(w.gate.enter_with_token(&secret, "192.0.2.1".parse().unwrap()).is_ok());

        let done = w.as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, leaver.id, Some(next.id), "nghỉ hưu")).unwrap();
        assert_eq!((done.grants_moved, done.grants_ended), (2, 1), "one role the successor had already");
        assert_eq!((done.delegations_moved, done.delegations_ended), (1, 1));
        // The session in which the password was chosen is still there.
        assert_eq!((done.tokens_revoked, done.sessions_ended), (1, 2));
        assert!(w.enter(&session).is_none());
        assert_eq!(refused(w.gate.enter_with_token(&secret, "192.0.2.1".parse().unwrap())), "token.invalid");
        assert_eq!(refused(w.try_sign_in("di", GOOD)), "sign_in.wrong");

        let who = w.who(next.id);
        assert!(who.actor(Right::Settle, unit).is_ok());
        assert_eq!(who.actor(Right::Receive, other).unwrap().behalf, Some(away.id));
        let passed = db.read(|tx| grants_of(tx, next.id)).unwrap();
        let later = passed.iter().find(|g| g.role == Role::DeskOfficer).unwrap();
        assert_eq!((later.from, later.to), (TODAY.plus(5), Some(TODAY.plus(50))));
        assert_eq!(later.reason, "nghỉ hưu (di)");
        assert!(db.read(|tx| grants_of(tx, leaver.id)).unwrap().iter().all(|g| !g.holds_from(TODAY)));

        // Whoever keeps work under a name is told, after the COMMIT.
        let told = store::outbox::claim_of(&db, "identity.deactivated", db.technical_now(), 10, 60).unwrap();
        assert_eq!(told.len(), 1);
        let body: serde_json::Value = serde_json::from_str(&told[0].body).unwrap();
        assert_eq!(told[0].topic, "identity.deactivated");
        assert_eq!((body["person"].as_i64(), body["successor"].as_i64()), (Some(leaver.id.0), Some(next.id.0)));
        assert_eq!(w.actions().iter().filter(|a| *a == "person.deactivate").count(), 1);
    }

    fn without_a_successor_everything_ends(db: TestDb) {
        let w = World::new(&db);
        let leaver = w.with_role("di", Role::UnitHead, Scope::Unit(w.units[3]));
        let done = w.as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, leaver.id, None, "nghỉ")).unwrap();
        assert_eq!((done.grants_moved, done.grants_ended, done.successor), (0, 1, None));
        let again = w.as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, leaver.id, None, "nghỉ"));
        assert_eq!(refused(again), "person.deactivated");
    }

    fn nobody_leaves_to_himself_or_to_somebody_who_has_left(db: TestDb) {
        let w = World::new(&db);
        let keeper = w.with_role("quan.tri", Role::Administrator, Scope::Province);
        let leaver = w.with_role("di", Role::UnitHead, Scope::Unit(w.units[3]));
        let gone = w.with_role("da.di", Role::UnitHead, Scope::Unit(w.units[4]));
        let actor = w.who(keeper.id).actor(Right::People, identity::PROVINCE).unwrap();
        let leave = |who, to| refused(w.as_(actor, move |tx, ctx| desk::deactivate(tx, ctx, who, to, "x")));
        w.as_(actor, move |tx, ctx| desk::deactivate(tx, ctx, gone.id, None, "x")).unwrap();
        assert_eq!(leave(keeper.id, None), "person.self");
        assert_eq!(leave(leaver.id, Some(leaver.id)), "person.successor");
        assert_eq!(leave(leaver.id, Some(gone.id)), "person.deactivated");
        assert_eq!(leave(leaver.id, Some(keeper.id)), "grant.self");
    }

    fn whoever_comes_back_needs_a_new_password_and_new_roles(db: TestDb) {
        let w = World::new(&db);
        let person = w.person("di", None);
        w.grant(Actor::SYSTEM, person.id, Role::CaseOfficer, Scope::Unit(w.units[3])).unwrap();
        w.as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, person.id, None, "nghỉ")).unwrap();
        assert!(db.read(|tx| w.gate.who(tx, person.id)).unwrap().is_none());
        w.as_(Actor::SYSTEM, move |tx, ctx| desk::reactivate(tx, ctx, person.id)).unwrap();
        assert_eq!(refused(w.as_(Actor::SYSTEM, move |tx, ctx| desk::reactivate(tx, ctx, person.id))), "person.active");
        assert_eq!(refused(w.try_sign_in("di", GOOD)), "sign_in.expired");
        let given = w.gate.reset_password(Actor::SYSTEM, person.id).unwrap().password.unwrap();
        let token = w.try_sign_in("di", given.expose()).unwrap().token;
        assert!(w.enter(&token).unwrap().who.roles().is_empty());
        assert!(!w.who(person.id).may(Right::Process));
    }
}
