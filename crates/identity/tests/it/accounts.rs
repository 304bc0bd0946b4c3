//! Keeping accounts.

use crate::world::{World, refused, schema};
use identity::desk::{self, Details, NewPerson};
use identity::{Kind, Language, Role, Scope, Secret, by_login, people};
use kernel::{Actor, Right, Units};

store::db_test! {
    with schema();

    fn a_login_name_is_taken_once_and_has_plain_letters(db: TestDb) {
        let w = World::new(&db);
        let add = |login: &str| {
            let new = World::new_person(login, None);
            w.as_(Actor::SYSTEM, move |tx, ctx| desk::add(tx, ctx, new, None))
        };
        assert_eq!(add(" An.NV ").unwrap().login, "an.nv");
        assert_eq!(refused(add("an.nv")), "person.login_taken");
        for wrong in ["", "a", ".an", "an nv", "ân", "an@nv", &"a".repeat(41)] {
            assert_eq!(refused(add(wrong)), "person.login", "{wrong}");
        }
        let nameless = NewPerson {
            details: Details { name: "  ".into(), ..World::new_person("x", None).details },
            ..World::new_person("khong.ten", None)
        };
        assert_eq!(refused(w.as_(Actor::SYSTEM, move |tx, ctx| desk::add(tx, ctx, nameless, None))), "person.name");
    }

    fn people_are_found_without_marks_and_only_where_one_may_look(db: TestDb) {
        let w = World::new(&db);
        for (login, unit) in [("an.nv", Some(w.units[3])), ("anh_1", Some(w.units[5])), ("binh", None)] {
            let new = World::new_person(login, unit);
            w.as_(Actor::SYSTEM, move |tx, ctx| desk::add(tx, ctx, new, None)).unwrap();
        }
        let find = |units: &Units, words: &str| -> Vec<String> {
            let found = db.read(|tx| people(tx, units, words, "", 10)).unwrap();
            found.into_iter().map(|p| p.login).collect()
        };
        assert_eq!(find(&Units::All, "nguyen van"), ["an.nv", "anh_1", "binh"]);
        assert_eq!(find(&Units::All, "Nguyễn Văn AN.NV"), ["an.nv"]);
        assert_eq!(find(&Units::All, "%"), [""; 0]);
        assert_eq!(find(&Units::All, "h_1"), ["anh_1"]);
        assert_eq!(find(&Units::of([w.units[5]]), ""), ["anh_1"]);
        assert_eq!(find(&Units::of([]), ""), [""; 0]);
        assert_eq!(db.read(|tx| by_login(tx, " BINH ")).unwrap().unwrap().login, "binh");
    }

    fn an_account_that_was_changed_meanwhile_is_not_overwritten(db: TestDb) {
        let w = World::new(&db);
        let person = w.with_role("an.nv", Role::CaseOfficer, Scope::Unit(w.units[3]));
        let details = |name: &str, unit| Details { name: name.into(), title: String::new(), unit, language: Language::En };
        let change = |version, details| w.as_(Actor::SYSTEM, move |tx, ctx| desk::change(tx, ctx, person.id, version, details));
        change(1, details("Trần Thị  Bình", Some(w.units[4]))).unwrap();
        assert_eq!(refused(change(1, details("Khác", None))), "person.changed");
        let now = db.read(|tx| identity::person(tx, person.id)).unwrap().unwrap();
        assert_eq!((now.name.as_str(), now.unit, now.version), ("Trần Thị Bình", Some(w.units[4]), 2));
    }

    fn whoever_keeps_people_of_a_unit_keeps_them_there_alone(db: TestDb) {
        let w = World::new(&db);
        // She keeps the people of unit 1 and what stands under it, but in a single unit's name at a time.
        let keeper = w.with_role("quan.tri", Role::Administrator, Scope::Subtree(w.units[1]));
        let here = w.who(keeper.id).actor(Right::People, w.units[3]).unwrap();
        let add = |login: &str, unit| {
            let new = World::new_person(login, unit);
            w.as_(here, move |tx, ctx| desk::add(tx, ctx, new, None))
        };
        let officer = add("an.nv", Some(w.units[3])).unwrap();
        assert_eq!(refused(add("binh", Some(w.units[5]))), "actor.not_allowed");
        assert_eq!(refused(add("binh", None)), "actor.not_allowed");
        // An account of her unit with a role elsewhere is not hers to take over.
        w.grant(Actor::SYSTEM, officer.id, Role::Auditor, Scope::Province).unwrap();
        assert_eq!(refused(w.gate.reset_password(here, officer.id)), "actor.not_allowed");
        assert_eq!(refused(w.as_(here, move |tx, ctx| desk::deactivate(tx, ctx, officer.id, None, "x"))), "actor.not_allowed");
        // And she cannot be made to believe in rights that she has not.
        let stranger = w.with_role("khac", Role::UnitHead, Scope::Unit(w.units[3]));
        let claimed = Actor { person: stranger.id, ..here };
        let new = World::new_person("gia", Some(w.units[3]));
        assert_eq!(refused(w.as_(claimed, move |tx, ctx| desk::add(tx, ctx, new, None))), "actor.not_allowed");
    }

    fn a_program_has_no_password_and_is_no_administrator(db: TestDb) {
        let w = World::new(&db);
        let new = NewPerson { kind: Kind::Service, ..World::new_person("cong.dvc", None) };
        let made = w.gate.add_person(Actor::SYSTEM, new).unwrap();
        assert_eq!(made.password, None);
        assert_eq!(refused(w.try_sign_in("cong.dvc", "")), "sign_in.wrong");
        assert_eq!(refused(w.gate.reset_password(Actor::SYSTEM, made.person.id)), "person.no_password");
        assert_eq!(refused(w.grant(Actor::SYSTEM, made.person.id, Role::Administrator, Scope::Province)), "grant.service");
        w.grant(Actor::SYSTEM, made.person.id, Role::DeskOfficer, Scope::Province).unwrap();
    }

    fn an_account_whose_first_role_is_refused_is_not_made(db: TestDb) {
        let w = World::new(&db);
        let with = |scope| {
            let new = NewPerson { role: Some((Role::DeskOfficer, scope)), ..World::new_person("an.nv", None) };
            w.gate.add_person(Actor::SYSTEM, new)
        };
        assert_eq!(refused(with(Scope::Unit(kernel::UnitId(5)))), "grant.unit");
        let made = with(Scope::Unit(w.units[3])).unwrap();
        assert!(w.who(made.person.id).must_change());
        assert_eq!(db.read(|tx| identity::grants_of(tx, made.person.id)).unwrap().len(), 1);
    }

    fn a_first_password_of_ones_choice_is_judged_and_must_be_changed(db: TestDb) {
        let w = World::new(&db);
        let add = |password: &str| {
            w.gate.add_person_with(Actor::SYSTEM, World::new_person("an.nv", None), Some(Secret::new(password)))
        };
        assert_eq!(refused(add("123456789012")), "password.common");
        add("cây đa bến nước sân đình").unwrap();
        assert!(w.try_sign_in("an.nv", "cây đa bến nước sân đình").unwrap().must_change);
    }
}
