//! Sessions: how they begin, end, and are told apart.

use crate::world::{GOOD, World, attempt, origin, refused, schema};
use identity::{Attempt, Language, Role, Scope, Secret, desk};
use kernel::{Actor, Right};

store::db_test! {
    with schema();

    fn signing_in_begins_another_session_and_ends_the_one_before(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let (first, kept) = (w.sign_in("an.nv"), w.sign_in("an.nv"));
        let again = w.gate.sign_in(Attempt { before: Some(first.clone()), ..attempt("an.nv", GOOD) }).unwrap().token;
        assert!(w.enter(&first).is_none());
        assert!(w.enter(&kept).is_some() && w.enter(&again).is_some());
        // A token that an intruder has thought of is never taken over.
        let planted = Secret::new("abcdefghijklmnopqrstuvwxyz");
        let taken = w.gate.sign_in(Attempt { before: Some(planted.clone()), ..attempt("an.nv", GOOD) }).unwrap();
        assert!(w.enter(&planted).is_none() && taken.token != planted);
        let (a, b) = (w.enter(&again).unwrap(), w.enter(&kept).unwrap());
        assert_ne!(a.csrf, b.csrf);
        assert_ne!(a.csrf, again);
        assert_eq!(w.enter(&again).unwrap().csrf, a.csrf);
        assert!(a.csrf_is(a.csrf.expose()) && !a.csrf_is(b.csrf.expose()) && !a.csrf_is(""));
    }

    fn a_session_ends_when_it_rests_too_long_or_lasts_too_long(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let token = w.sign_in("an.nv");
        w.technical.pass(29 * 60);
        assert!(w.enter(&token).is_some(), "and this use begins the half hour anew");
        w.technical.pass(29 * 60);
        assert!(w.enter(&token).is_some());
        w.technical.pass(30 * 60);
        assert!(w.enter(&token).is_none());
        let token = w.sign_in("an.nv");
        for _ in 0..(12 * 60 / 20 - 1) {
            w.technical.pass(20 * 60);
            assert!(w.enter(&token).is_some());
        }
        w.technical.pass(20 * 60);
        assert!(w.enter(&token).is_none(), "twelve hours are over");
    }

    fn signing_out_ends_the_session_for_good(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let token = w.sign_in("an.nv");
        w.gate.sign_out(&token).unwrap();
        w.gate.sign_out(&token).unwrap();
        assert!(w.enter(&token).is_none());
        assert_eq!(w.actions().iter().filter(|a| *a == "session.sign_out").count(), 1);
    }

    fn one_sees_ones_own_sessions_and_ends_the_others(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        w.person("binh.tt", None);
        // The sessions in which the passwords were chosen are still there.
        let (here, phone, other) = (w.sign_in("an.nv"), w.sign_in("an.nv"), w.sign_in("binh.tt"));
        let all = w.gate.sessions(&here).unwrap();
        assert_eq!(all.len(), 3);
        assert_eq!(all.iter().filter(|(_, this)| *this).count(), 1);
        assert_eq!(all[0].0.address, "192.0.2.7");
        let strangers = w.gate.sessions(&other).unwrap()[0].0.id;
        assert_eq!(w.gate.end_sessions(&here, Some(strangers)).unwrap(), 0);
        let phones = w.enter(&phone).unwrap().session.id;
        assert_eq!(w.gate.end_sessions(&here, Some(phones)).unwrap(), 1);
        assert!(w.enter(&phone).is_none() && w.enter(&other).is_some());
        assert_eq!(w.gate.end_sessions(&here, None).unwrap(), 1);
        assert!(w.enter(&here).is_some());
        w.gate.sign_out(&here).unwrap();
        assert_eq!(refused(w.gate.sessions(&here)), "session.ended");
    }

    fn another_password_or_a_reset_ends_all_sessions(db: TestDb) {
        let w = World::new(&db);
        let person = w.person("an.nv", None);
        let (here, phone) = (w.sign_in("an.nv"), w.sign_in("an.nv"));
        let new = Secret::new("một mật khẩu khác hẳn");
        let fresh = w.gate.change_password(&here, &Secret::new(GOOD), &new, origin()).unwrap().token;
        assert!(w.enter(&here).is_none() && w.enter(&phone).is_none() && w.enter(&fresh).is_some());
        w.gate.reset_password(Actor::SYSTEM, person.id).unwrap();
        assert!(w.enter(&fresh).is_none());
    }

    fn a_change_of_roles_or_of_the_organisation_shows_at_the_next_request(db: TestDb) {
        let w = World::new(&db);
        let person = w.person("an.nv", None);
        let token = w.sign_in("an.nv");
        assert!(!w.enter(&token).unwrap().who.may(Right::See));
        let unit = w.units[4];
        let grant = w.grant(Actor::SYSTEM, person.id, Role::CaseOfficer, Scope::Unit(unit)).unwrap();
        let who = w.enter(&token).unwrap().who;
        assert!(who.actor(Right::See, unit).is_ok() && who.actor(Right::See, w.units[3]).is_err());
        // Unit 4 is merged into 3 tomorrow, and the right goes with it.
        let (units, heir, tomorrow) = (vec![unit], w.units[3], crate::world::TODAY.plus(1));
        w.as_(Actor::SYSTEM, move |tx, ctx| {
            organisation::desk::end_into(tx, ctx, &units, heir, tomorrow, organisation::SuccessionKind::Merge, "QĐ 2")
        }).unwrap();
        assert!(w.enter(&token).unwrap().who.actor(Right::See, heir).is_err());
        w.business.pass(86_400);
        let who = w.enter(&token).unwrap().who;
        assert!(who.actor(Right::See, heir).is_ok() && who.actor(Right::See, unit).is_ok());
        w.as_(Actor::SYSTEM, move |tx, ctx| desk::revoke(tx, ctx, grant)).unwrap();
        assert!(!w.enter(&token).unwrap().who.may(Right::See));
    }

    fn one_chooses_the_language_of_ones_own_pages(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let token = w.sign_in("an.nv");
        let myself = w.enter(&token).unwrap().who.myself();
        w.as_(myself, |tx, ctx| desk::set_language(tx, ctx, Language::En)).unwrap();
        assert_eq!(w.enter(&token).unwrap().who.person().language, Language::En);
    }
}
