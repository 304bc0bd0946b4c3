//! Who may what: scopes, roles, units.

use crate::client::{MARRIAGE, program, program_for, schema, token_of};
use axum::body::Body;
use identity::{Role, Scope};
use pages_account::testing::World;
use webkit::{Access, Kind};

store::db_test! {
    with schema();
    fn every_call_asks_for_its_scope(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut all = program(&world, "cong", Role::ProvinceLeader, Scope::Province);
        for route in world.routes.iter().filter(|r| r.kind == Kind::Api) {
            let path = route.path.replace("{code}", "X01").replace("{id}", "1").replace("{no}", "1");
            let Access::Token(scope) = route.access else {
                assert_eq!(route.path, "/api/v1/openapi.json", "a public call");
                continue;
            };
            let others: Vec<&str> = api::scope::ALL.into_iter().filter(|s| *s != scope).collect();
            all.token = token_of(&world, all.person, &others);
            let told = all.ask(route.method.as_str(), &path, &[], None);
            assert_eq!((told.status, told.code()), (403, "token.scope"), "{} {}", route.method, route.path);
            let nobody = world.browser().ask(route.method.as_str(), &path, &[], Body::empty());
            assert_eq!(nobody.status, 401, "{} {}", route.method, route.path);
            assert_eq!(nobody.header("www-authenticate"), "Bearer");
        }
    }

    fn another_units_dossier_is_like_one_that_is_not_there(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mine = world.accept(3, 1, "Của xã một");
        let theirs = world.accept(4, 1, "Của xã hai");
        let mut desk = program(&world, "cong", Role::CaseOfficer, Scope::Unit(world.units[3]));
        assert_eq!(desk.get(&format!("/api/v1/dossiers/{}", mine.code)).status, 200);
        let same = |told: &crate::client::Told, code: &str| {
            let mut json = told.json.clone();
            json["request_id"] = "".into();
            (told.status, json.to_string().replace(code, "CODE"))
        };
        for rest in ["", "/events"] {
            let hidden = desk.get(&format!("/api/v1/dossiers/{}{rest}", theirs.code));
            let unknown = desk.get(&format!("/api/v1/dossiers/X09-201120-0001{rest}"));
            assert_eq!(hidden.status, 404);
            assert_eq!(same(&hidden, &theirs.code), same(&unknown, "X09-201120-0001"));
        }
        let act = desk.act(&theirs.code, 1, r#"{"action":"forward"}"#);
        assert_eq!((act.status, act.code()), (404, "dossier.unknown"));
        let by_id = desk.get(&format!("/api/v1/dossiers/{}", theirs.id));
        assert_eq!(by_id.status, 404);
    }

    fn a_scope_gives_nothing_that_the_person_may_not(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mine = world.accept(3, 1, "Của xã một");
        let mut auditor = program(&world, "soat", Role::Auditor, Scope::Province);
        let told = auditor.create("khoa-0001", MARRIAGE);
        assert_eq!((told.status, told.code()), (403, "actor.not_allowed"));
        let acted = auditor.act(&mine.code, 1, r#"{"action":"forward"}"#);
        assert!(matches!(acted.status, 403 | 404), "{}", acted.json);
        let mut desk = program(&world, "cong", Role::DeskOfficer, Scope::Unit(world.units[3]));
        let elsewhere = desk.create("khoa-0001", &MARRIAGE.replace("X01", "X02"));
        assert_eq!((elsewhere.status, elsewhere.code()), (403, "actor.not_allowed"));
        let settle = desk.act(&mine.code, 1, r#"{"action":"settle","outcome":"granted"}"#);
        assert_eq!((settle.status, settle.code()), (403, "actor.not_allowed"));
        let void = desk.act(&mine.code, 1, r#"{"action":"void","reason":"x"}"#);
        assert!(matches!(void.status, 200 | 403), "{}", void.json);
    }

    fn figures_are_those_of_the_units_one_reports_for(db: TestDb) {
        let world = World::new(&db, api::routes());
        world.accept(3, 1, "Của xã một");
        world.accept(4, 1, "Của xã hai");
        let mut head = program(&world, "xa", Role::UnitHead, Scope::Unit(world.units[3]));
        let path = "/api/v1/statistics?from=2020-11-01&to=2020-11-21";
        let own = head.found(path);
        assert_eq!(own["units"].as_array().unwrap().len(), 1, "{own}");
        assert_eq!((&own["units"][0]["code"], &own["total"]["received"]), (&"X01".into(), &1.into()));
        let mut leader = program(&world, "tinh", Role::ProvinceLeader, Scope::Province);
        let all = leader.found(path);
        assert_eq!(all["total"]["received"], 2);
        assert_eq!(all["provisional"], true);
        for (query, status) in [
            ("from=2020-11-21&to=2020-11-01", 422),
            ("from=2020-11-01&to=2020-11-21&as_of=2020-11-02", 422),
            ("from=2020-11-01&to=2020-11-21&mapped_to=2020-11-02", 422),
            ("from=2020-11-01", 400),
            ("from=0001-01-01&to=9999-12-31", 200),
        ] {
            assert_eq!(leader.get(&format!("/api/v1/statistics?{query}")).status, status, "{query}");
        }
    }

    fn nobody_comes_in_with_a_cookie_and_no_page_opens_to_a_token(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut browser = world.as_person("xa.xuly");
        assert_eq!(browser.get("/api/v1/dossiers").status, 401);
        let mut desk = program_for(&world, "cong", &[], &api::scope::ALL);
        assert_eq!(desk.found("/api/v1/dossiers")["dossiers"], serde_json::json!([]));
        let bearer = format!("Bearer {}", desk.token);
        let page = desk.browser.get_as("/account", &[("authorization", &bearer)]);
        assert_eq!(page.status, 401);
    }
}
