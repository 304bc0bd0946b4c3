//! Who may look at what: a unit's head at his own, and nobody at what is not his.

use crate::world::{listed, year};
use identity::{Role, Scope};
use pages_account::testing::{GOOD, World, schema};

const PAGES: [&str; 5] = [
    "/lead",
    "/lead/unit/T01",
    "/lead/dossiers?figure=to_process",
    "/lead/dossiers.csv?figure=to_process",
    "/lead/dossiers.xlsx",
];

store::db_test! {
    with schema();

    fn a_head_of_unit_sees_the_numbers_of_his_units_and_no_others(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut head = world.as_person("thutruong");
        let home = head.get("/lead").words();
        assert!(home.contains("Sở Một") && home.contains("Các đơn vị của bạn"), "{home}");
        for page in PAGES {
            let words = head.get(page).words();
            for foreign in ["Sở Hai", "Xã Ba", "Xã Bốn", "Hồ Sở Khác", "Lý Xã", "Toàn tỉnh"] {
                assert!(!words.contains(foreign), "{page} tells of {foreign}: {words}");
            }
        }
        // Four of his units' nine dossiers, however they are asked for.
        for list in ["/lead/dossiers?figure=to_process", "/lead/dossiers?figure=to_process&tier=province", "/lead/dossiers?figure=to_process&under=T01"] {
            assert_eq!(listed(&mut head, list), 4, "{list}");
        }
        assert_eq!(listed(&mut head, "/lead/dossiers?figure=to_process&below=T01"), 1);
        assert_eq!(listed(&mut head, "/lead/dossiers?figure=to_process&unit=T01.1"), 1);
    }

    fn a_unit_that_is_not_his_answers_like_one_that_does_not_exist(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut head = world.as_person("thutruong");
        for code in ["T02", "X01", "NONE"] {
            for page in [
                format!("/lead/unit/{code}"),
                format!("/lead/dossiers?figure=late&unit={code}"),
                format!("/lead/dossiers?figure=late&under={code}"),
                format!("/lead/dossiers?figure=late&below={code}"),
                format!("/lead/dossiers?figure=late&tier={code}"),
                format!("/lead/dossiers.csv?figure=late&unit={code}"),
                format!("/lead/dossiers.xlsx?figure=late&unit={code}"),
            ] {
                let said = head.get(&page);
                assert_eq!(said.status, 404, "{page}: {}", said.words());
            }
        }
    }

    fn a_mark_of_another_list_shows_no_more_than_the_own_one(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut head = world.as_person("xa.chutich");
        for after in ["0.0", "-9999999999999999.0", "x", "1"] {
            let words = head.get(&format!("/lead/dossiers?figure=to_process&after={after}&at=7")).words();
            for foreign in ["Đinh", "Hồ Sở", "Lý Xã Bốn"] {
                assert!(!words.contains(foreign), "{after}: {words}");
            }
        }
    }

    fn without_the_right_there_is_no_page_and_without_a_person_neither(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        for login in ["tiepnhan", "xuly", "donvikhac", "quantri"] {
            let mut browser = world.as_person(login);
            for page in PAGES {
                assert_eq!(browser.get(page).status, 403, "{login} {page}");
            }
        }
        for page in PAGES {
            assert!([303, 401].contains(&world.browser().get(page).status), "{page}");
        }
        for login in ["lanhdao", "caicach", "kiemtra", "thutruong"] {
            assert_eq!(world.as_person(login).get("/lead").status, 200, "{login}");
        }
    }

    fn a_head_of_a_department_and_of_a_commune_sees_both_and_their_sum(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        world.staff("hai.noi", Some((Role::UnitHead, Scope::Unit(world.units[1]))));
        world.grant("hai.noi", Role::UnitHead, Scope::Unit(world.units[3]));
        let mut head = world.browser();
        assert_eq!(head.post("/sign-in", &[("login", "hai.noi"), ("password", GOOD)]).status, 303);
        let words = head.get("/lead").words();
        assert!(words.contains("Sở Hai") && words.contains("Xã Ba"), "{words}");
        assert_eq!(listed(&mut head, "/lead/dossiers?figure=to_process"), 4);
        assert_eq!(listed(&mut head, "/lead/dossiers?figure=to_process&tier=commune"), 2);
    }
}
