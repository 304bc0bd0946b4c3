//! Demo databases, and those that are none.

use crate::world::{World, origin, refused, schema};
use identity::demo::{self, Database};
use identity::desk::{self, NewPerson};
use identity::{Kind, Role};
use kernel::{Actor, Right};
use store::testing::TestDb;

fn mark(db: &TestDb, database: Database) -> kernel::Result<bool> {
    db.write(move |tx| {
        let ids = tx.ids();
        let ctx = store::Ctx { actor: Actor::SYSTEM, now: kernel::Day(18_000).start(), ids: &ids };
        demo::mark(tx, &ctx, database)
    })
}

fn invite(w: &World) -> kernel::Result<usize> {
    let cast = demo::cast(w.units[3], w.units[5]);
    w.as_(Actor::SYSTEM, move |tx, ctx| demo::people(tx, ctx, &cast))
}

store::db_test! {
    with schema();

    fn in_a_demo_each_person_of_the_cast_comes_in_without_a_password(db: TestDb) {
        assert!(mark(&db, Database::Demo).unwrap());
        assert!(!mark(&db, Database::Demo).unwrap());
        let w = World::new(&db);
        assert_eq!((invite(&w).unwrap(), invite(&w).unwrap()), (8, 0));
        let all = db.read(demo::listed).unwrap();
        let mut roles = Vec::new();
        for person in &all {
            let token = w.gate.sign_in_as_demo_person(person.id, origin(), None).unwrap().token;
            roles.extend(w.enter(&token).unwrap().who.roles().iter().map(|r| r.role));
            assert_eq!(refused(w.try_sign_in(&person.login, "")), "sign_in.wrong");
            assert_eq!(refused(w.gate.reset_password(Actor::SYSTEM, person.id)), "person.no_password");
        }
        assert!(Role::ALL.iter().all(|r| roles.contains(r)));
        let officer = all.iter().find(|p| p.login == "tiepnhan").unwrap();
        assert!(w.who(officer.id).actor(Right::Receive, w.units[3]).is_ok());
        assert!(w.who(officer.id).actor(Right::See, w.units[5]).is_err());
        // Somebody with a password does not come in without.
        let real = w.person("an.nv", None);
        assert_eq!(refused(w.gate.sign_in_as_demo_person(real.id, origin(), None)), "demo.unknown");
    }

    fn in_a_real_database_there_are_no_demo_people_and_no_way_in(db: TestDb) {
        mark(&db, Database::Real).unwrap();
        let w = World::new(&db);
        assert_eq!(refused(invite(&w)), "demo.not_demo");
        let new = NewPerson { kind: Kind::Demo, ..World::new_person("gia", None) };
        assert_eq!(refused(w.as_(Actor::SYSTEM, move |tx, ctx| desk::add(tx, ctx, new, None))), "demo.not_demo");
        let real = w.person("an.nv", None);
        assert_eq!(refused(w.gate.sign_in_as_demo_person(real.id, origin(), None)), "demo.not_demo");
        assert_eq!(db.read(demo::listed).unwrap(), vec![]);
    }

    fn neither_becomes_the_other(db: TestDb) {
        mark(&db, Database::Demo).unwrap();
        assert_eq!(refused(mark(&db, Database::Real)), "demo.kind");
        for sql in ["UPDATE database_kind SET kind = 'real'", "DELETE FROM database_kind"] {
            assert!(db.write(move |tx| tx.exec(sql, &[])).is_err(), "{sql}");
        }
        assert!(db.read(demo::is_demo).unwrap());
        // Whoever edits the mark behind the program's back is found.
        db.tamper("UPDATE database_kind SET kind = 'real'");
        let report = store::verify(&db, &store::VerifyOptions::default()).unwrap();
        assert!(report.problems.iter().any(|p| p.table == "database_kind"));
    }

    fn a_database_with_units_or_people_is_never_made_a_demo(db: TestDb) {
        // Also one that was made before there were marks: it counts as real.
        let w = World::new(&db);
        assert!(!db.read(demo::is_demo).unwrap());
        assert_eq!(refused(mark(&db, Database::Demo)), "demo.kind");
        assert_eq!(refused(invite(&w)), "demo.not_demo");
        mark(&db, Database::Real).unwrap();
        assert_eq!(refused(mark(&db, Database::Demo)), "demo.kind");
    }
}
