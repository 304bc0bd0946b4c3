//! The list of people, what is known of their keys, and what asks to be looked after.

use crate::world::{GOOD, TODAY, World, attempt, refused, schema};
use identity::{LEAST, Role, Rules, Scope, Secret, SessionRules, Status, Wanted, desk, totp};
use kernel::{Actor, Clock, PersonId, UnitId, Units};
use store::testing::TestDb;

fn wanted(words: &str) -> Wanted {
    Wanted {
        units: Units::All,
        words: words.into(),
        unit: None,
        role: None,
        status: None,
        must_change: false,
        day: TODAY,
    }
}

fn logins(world: &World, wanted: &Wanted, after: &str, limit: usize) -> (Vec<String>, usize, usize) {
    let found = world.db.read(|tx| identity::roster(tx, wanted, after, limit)).unwrap();
    (found.people.into_iter().map(|p| p.login).collect(), found.before, found.total)
}

fn people(db: &TestDb) -> World {
    let world = World::new(db);
    let units = world.units.clone();
    world.with_role("anh.dao", Role::DeskOfficer, Scope::Unit(units[3]));
    world.with_role("binh", Role::CaseOfficer, Scope::Unit(units[3]));
    world.with_role("chi", Role::Administrator, Scope::Subtree(units[1]));
    world.with_role("dung", Role::DeskOfficer, Scope::Unit(units[5]));
    world.with_role("lanh.dao", Role::ProvinceLeader, Scope::Province);
    world
}

store::db_test! {
    with schema();

    fn the_list_goes_by_keys_and_counts_what_comes_before(db: TestDb) {
        let world = people(&db);
        let (page, before, total) = logins(&world, &wanted(""), "", 2);
        assert_eq!((page, before, total), (vec!["anh.dao".into(), "binh".into()], 0, 5));
        let (page, before, total) = logins(&world, &wanted(""), "binh", 10);
        assert_eq!((page.len(), before, total), (3, 2, 5));
    }

    fn words_are_found_without_marks_in_any_order_and_nothing_in_them_is_a_pattern(db: TestDb) {
        let world = people(&db);
        assert_eq!(logins(&world, &wanted("DAO nguyen"), "", 10).0, ["anh.dao", "lanh.dao"]);
        assert_eq!(logins(&world, &wanted("nguyễn văn bình"), "", 10).0, ["binh"]);
        for none in ["%", "_", "\\", "dao khong"] {
            assert_eq!(logins(&world, &wanted(none), "", 10).2, 0, "{none}");
        }
    }

    fn the_list_is_narrowed_to_units_roles_and_states(db: TestDb) {
        let world = people(&db);
        let units = world.units.clone();
        let mine = Wanted { units: Units::of([units[1], units[3], units[4]]), ..wanted("") };
        assert_eq!(logins(&world, &mine, "", 10).0, ["anh.dao", "binh", "chi"]);
        let there = Wanted { unit: Some(units[5]), ..wanted("") };
        assert_eq!(logins(&world, &there, "", 10).0, ["dung"]);
        let both = Wanted { unit: Some(units[5]), ..mine.clone() };
        assert_eq!(logins(&world, &both, "", 10).2, 0);
        let desks = Wanted { role: Some(Role::DeskOfficer), ..wanted("") };
        assert_eq!(logins(&world, &desks, "", 10).0, ["anh.dao", "dung"]);
        // A role that has ended is none.
        let later = Wanted { day: TODAY.plus(-1), ..desks };
        assert_eq!(logins(&world, &later, "", 10).2, 0);
        let binh = world.db.read(|tx| identity::by_login(tx, "binh")).unwrap().unwrap();
        world.as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, binh.id, None, "nghỉ")).unwrap();
        let gone = Wanted { status: Some(Status::Deactivated), ..wanted("") };
        assert_eq!(logins(&world, &gone, "", 10).0, ["binh"]);
    }

    fn what_a_deactivation_passes_on_is_told_before(db: TestDb) {
        let world = people(&db);
        let units = world.units.clone();
        let [binh, anh] =
            ["binh", "anh.dao"].map(|l| world.db.read(|tx| identity::by_login(tx, l)).unwrap().unwrap());
        let standing = desk::NewDelegation {
            absent: anh.id,
            deputy: binh.id,
            from: TODAY,
            to: TODAY.plus(5),
            role: None,
            unit: Some(units[3]),
            reason: "nghỉ phép".into(),
        };
        world.as_(Actor::SYSTEM, move |tx, ctx| desk::delegate(tx, ctx, standing)).unwrap();
        let told = world.db.read(|tx| identity::leaving(tx, binh.id, TODAY)).unwrap();
        assert_eq!((told.grants.len(), told.stands_in.len(), told.absent.len(), told.tokens), (1, 1, 0, 0));
        let dung = world.db.read(|tx| identity::by_login(tx, "dung")).unwrap().unwrap();
        let done = world
            .as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, binh.id, Some(dung.id), "nghỉ"))
            .unwrap();
        assert_eq!((done.grants_moved, done.delegations_moved), (told.grants.len(), told.stands_in.len()));
        let told = world.db.read(|tx| identity::leaving(tx, binh.id, TODAY)).unwrap();
        assert_eq!(told, identity::Leaving::default());
    }

    fn an_administrator_takes_away_a_lost_second_factor_and_ends_sessions(db: TestDb) {
        let world = World::new(&db);
        let binh = world.person("binh", Some(world.units[3]));
        let token = world.sign_in("binh");
        let secret = totp::enrol("Tỉnh", "binh").unwrap().secret;
        let code = totp::code_at(&secret, world.technical.now()).unwrap();
        let address = "192.0.2.7".parse().unwrap();
        world.gate.confirm_second_factor(&token, &Secret::new(GOOD), &secret, &Secret::new(code), address).unwrap();
        let keys = || world.db.read(|tx| identity::keys_of(tx, binh.id)).unwrap();
        assert!(keys().second_factor && keys().password && !keys().must_change);
        let open = || {
            let now = world.technical.now();
            world.db.read(|tx| desk::sessions_of(tx, binh.id, now, SessionRules::default())).unwrap().len()
        };
        assert_eq!(open(), 2);
        let of_others = world.with_role("chi", Role::Administrator, Scope::Subtree(world.units[2]));
        let stranger = world.who(of_others.id).actor(kernel::Right::People, world.units[2]).unwrap();
        let end = move |tx: &mut store::Tx<'_>, ctx: &store::Ctx<'_>| desk::end_sessions(tx, ctx, binh.id);
        assert_eq!(refused(world.as_(stranger, end)), "actor.not_allowed");
        assert_eq!(world.as_(Actor::SYSTEM, end).unwrap(), 2);
        assert_eq!(open(), 0);
        let remove =
            move |tx: &mut store::Tx<'_>, ctx: &store::Ctx<'_>| desk::remove_second_factor(tx, ctx, binh.id);
        assert_eq!(refused(world.as_(stranger, remove)), "actor.not_allowed");
        world.as_(Actor::SYSTEM, remove).unwrap();
        assert!(!keys().second_factor && keys().password);
        assert_eq!(refused(world.as_(Actor::SYSTEM, remove)), "person.no_second_factor");
        world.gate.sign_in(attempt("binh", GOOD)).unwrap();
        assert!(world.actions().iter().any(|a| a == "person.end_sessions"));
    }

    fn nobody_ends_his_own_keys_from_the_list(db: TestDb) {
        let world = World::new(&db);
        let chi = world.with_role("chi", Role::Administrator, Scope::Province);
        let actor = world.who(chi.id).actor(kernel::Right::People, identity::PROVINCE).unwrap();
        assert_eq!(refused(world.as_(actor, move |tx, ctx| desk::end_sessions(tx, ctx, chi.id))), "person.own_keys");
    }

    fn what_asks_to_be_looked_after_is_counted(db: TestDb) {
        let world = people(&db);
        let units = world.units.clone();
        let given = world.gate.add_person(Actor::SYSTEM, World::new_person("moi", Some(units[4]))).unwrap();
        assert!(given.password.is_some());
        let page = world.db.read(|tx| identity::people(tx, &Units::All, "", "", 50)).unwrap();
        let yet = world.db.read(|tx| identity::yet_to_change(tx, &page)).unwrap();
        assert!(page.len() > 1 && yet.into_iter().eq([given.person.id]), "whoever was given a password");
        let names = world.db.read(|tx| identity::names(tx, page.iter().map(|p| p.id).chain([PersonId(0), given.person.id]))).unwrap();
        assert!(names.len() == page.len() && page.iter().all(|p| names[&p.id] == p.name), "and nobody else's");
        let told = |world: &World, units: Units| {
            let now = world.technical.now();
            world.db.read(|tx| {
                let directory = organisation::Directory::load(tx)?;
                identity::attention(tx, &directory, &units, TODAY, 14, now)
            }).unwrap()
        };
        let all = told(&world, Units::All);
        assert_eq!((all.must_change, all.lapsed, all.roleless, all.ending), (1, 0, 1, 0));
        let unstaffed: Vec<UnitId> = vec![units[0], units[1], units[2], units[4]];
        assert_eq!(all.unstaffed, unstaffed);
        let mine = told(&world, Units::of([units[3]]));
        assert_eq!((mine.must_change, mine.roleless, mine.unstaffed.len()), (0, 0, 0));
        world.technical.pass(8 * 86_400);
        assert_eq!(told(&world, Units::All).lapsed, 1);
    }

    fn sweeping_takes_away_what_has_ended_and_nothing_else(db: TestDb) {
        let world = World::new(&db);
        world.person("binh", None);
        world.sign_in("binh");
        world.technical.pass(40 * 60);
        world.sign_in("binh");
        let now = world.technical.now();
        let rules = Rules { cost: LEAST, ..Rules::default() }.sessions;
        assert!(db.write(move |tx| identity::sweep(tx, now, rules)).unwrap() >= 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM session"), 1);
    }
}
