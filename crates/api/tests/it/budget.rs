//! A token asks as often as its budget allows.

use crate::client::{program, schema, token_of};
use api::budget::{Budget, Metered};
use identity::{Role, Scope};
use pages_account::Door;
use pages_account::testing::{Browser, World};
use std::sync::Arc;
use webkit::Site;

store::db_test! {
    with schema();

    fn a_program_that_asks_too_often_waits_and_no_other_does(db: TestDb) {
        let world = World::new(&db, api::routes());
        let budget = Budget { per_second: 2, burst: 3 };
        let gate = Metered::new(Door::new(world.gate.clone()), budget);
        let site = Site::new(world.kit.clone(), api::routes()).gate(Arc::new(gate)).router();
        let mut wild = program(&world, "cong", Role::CaseOfficer, Scope::Unit(world.units[3]));
        wild.browser = Browser::new(site.clone());
        for _ in 0..3 {
            assert_eq!(wild.get("/api/v1/dossiers").status, 200);
        }
        let told = wild.get("/api/v1/procedures");
        assert_eq!((told.status, told.code(), told.said.header("retry-after")), (429, "throttled", "1"));
        // Of the same program another token, too, and whoever needs none.
        let first = std::mem::replace(&mut wild.token, token_of(&world, wild.person, &api::scope::ALL));
        assert_eq!(wild.get("/api/v1/dossiers").status, 200);
        assert!((0..9).all(|_| wild.browser.get("/api/v1/openapi.json").status == 200));
        wild.token = first;
        world.technical.pass(1);
        let again: Vec<u16> = (0..3).map(|_| wild.get("/api/v1/dossiers").status).collect();
        assert_eq!(again, [200, 200, 429], "two a second");
    }
}
