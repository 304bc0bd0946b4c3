//! One's own account.

use identity::{Role, Scope, Secret, totp};
use kernel::Clock;
use pages_account::testing::{Browser, GOOD, World, schema};
use store::testing::TestDb;
use webkit::Routes;

fn world(db: &TestDb) -> World {
    let world = World::new(db, Routes::of("test"));
    world.staff("an", Some((Role::CaseOfficer, Scope::Subtree(world.units[0]))));
    world
}

fn signed_in(world: &World) -> Browser {
    let mut browser = world.browser();
    assert_eq!(browser.post("/sign-in", &[("login", "an"), ("password", GOOD)]).status, 303);
    browser
}

store::db_test! {
    with schema();

    fn the_page_says_who_one_is_and_where(db: TestDb) {
        let world = world(&db);
        let page = signed_in(&world).get("/account");
        assert!(page.says("Công chức xử lý hồ sơ : Sở Một và các đơn vị trực thuộc"), "{}", page.words());
        assert!(page.says("phiên này"));
    }

    fn other_sessions_can_be_ended(db: TestDb) {
        let world = world(&db);
        let (mut one, mut other) = (signed_in(&world), signed_in(&world));
        let page = one.get("/account");
        assert!(page.says("Kết thúc mọi phiên khác"));
        let page = one.post_and_see("/account/sessions/end", &[]);
        // The password's own change had left a session too.
        assert!(page.says("Đã kết thúc 2 phiên."), "{}", page.words());
        assert_eq!(other.get("/account").status, 401);
        assert_eq!(one.get("/account").status, 200);
    }

    fn the_second_factor_is_turned_on_by_its_first_code_and_asked_for_from_then_on(db: TestDb) {
        let world = world(&db);
        let mut browser = signed_in(&world);
        let page = browser.get("/account/second-factor");
        let shared = page.field("shared_secret").unwrap();
        let wrong = [("shared_secret", &*shared), ("otp", "000000"), ("password", GOOD)];
        let page = browser.post("/account/second-factor", &wrong);
        assert_eq!(page.status, 422);
        assert_eq!(page.field("shared_secret").unwrap(), shared, "another secret means to scan again");
        let code = totp::code_at(&Secret::new(&*shared), world.technical.now()).unwrap();
        let right = [("shared_secret", &*shared), ("otp", &code), ("password", GOOD)];
        let page = browser.post_and_see("/account/second-factor", &right);
        assert!(page.says("Đã bật xác thực hai lớp."), "{}", page.words());
        // From now on the password alone is not enough, and a code opens once.
        let page = world.browser().post("/sign-in", &[("login", "an"), ("password", GOOD)]);
        assert!(page.says("Hãy nhập thêm mã xác thực"), "{}", page.words());
        world.technical.pass(60);
        let code = totp::code_at(&Secret::new(&*shared), world.technical.now()).unwrap();
        let with_code = [("login", "an"), ("password", GOOD), ("otp", &*code)];
        assert_eq!(world.browser().post("/sign-in", &with_code).status, 303);
        assert_eq!(world.browser().post("/sign-in", &with_code).status, 422);
        let page = browser.post_and_see("/account/second-factor/off", &[("password", GOOD)]);
        assert!(page.says("Đã tắt xác thực hai lớp."), "{}", page.words());
        assert_eq!(world.browser().post("/sign-in", &[("login", "an"), ("password", GOOD)]).status, 303);
    }

    fn without_the_session_s_token_nothing_is_done(db: TestDb) {
        let world = world(&db);
        let mut browser = signed_in(&world);
        for path in ["/account/sessions/end", "/account/second-factor/off", "/account/password", "/sign-out"] {
            let said = browser.post(path, &[("csrf", "đoán mò"), ("password", GOOD)]);
            assert_eq!(said.status, 409, "{path}");
        }
        assert_eq!(browser.get("/account").status, 200);
    }
}
