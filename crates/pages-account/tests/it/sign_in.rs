//! Coming in and going out.

use axum::response::IntoResponse;
use identity::{Role, Scope};
use kernel::Right;
use pages_account::testing::{GOOD, World, schema};
use pages_account::who;
use store::testing::TestDb;
use webkit::{Access, Answer, Form, Routes, Visit};

async fn greet(visit: Visit) -> Answer {
    Ok(format!("chào {}", who(&visit)?.person().name).into_response())
}

async fn keep(visit: Visit, form: Form) -> Answer {
    if form.is_again() {
        return Ok(format!("điền lại: {}", form.value("name")).into_response());
    }
    Ok(visit.go("/greet"))
}

fn routes() -> Routes {
    Routes::of("test")
        .get("/greet", Access::SignedIn, greet)
        .post("/keep", Access::SignedIn, keep)
        .get("/audit", Access::Right(Right::Audit), greet)
        .get("/api/v1/mine", Access::Token("read"), greet)
}

fn world(db: &TestDb) -> World {
    World::new(db, routes())
}

store::db_test! {
    with schema();

    fn a_page_for_somebody_shows_where_to_sign_in_and_then_itself(db: TestDb) {
        let world = world(&db);
        world.staff("an", None);
        let mut browser = world.browser();
        let page = browser.get("/greet");
        assert_eq!(page.status, 401);
        let back = page.field("back").unwrap();
        assert_eq!(back, "/greet");
        assert!(page.says("Hãy đăng nhập để tiếp tục.") && !page.says("vẫn còn"), "nothing was typed");
        let page = browser.post_and_see("/sign-in", &[("login", "an"), ("password", GOOD), ("back", &back)]);
        assert_eq!(page.text(), "chào Trần Văn an");
        assert_eq!(browser.post("/sign-out", &[]).header("location"), "/");
        assert_eq!(browser.get("/greet").status, 401);
    }

    fn a_wrong_name_and_a_wrong_password_are_told_the_same(db: TestDb) {
        let world = world(&db);
        world.staff("an", None);
        let mut told = Vec::new();
        for (login, password) in [("an", "sai"), ("khong.co", GOOD)] {
            let page = world.browser().post("/sign-in", &[("login", login), ("password", password)]);
            assert_eq!(page.status, 422);
            assert!(page.says("Tên đăng nhập hoặc mật khẩu không đúng."), "{}", page.words());
            assert!(!page.text().contains(password), "a password came back");
            told.push(page.words());
        }
        assert_eq!(told[0], told[1]);
        let page = world.browser().post("/sign-in", &[("login", ""), ("password", "")]);
        assert!(page.says("Có 2 chỗ cần sửa"), "{}", page.words());
    }

    fn after_many_failures_one_has_to_wait_and_is_told_how_long(db: TestDb) {
        let world = world(&db);
        world.staff("an", None);
        let mut last = 0;
        for _ in 0..12 {
            last = world.browser().post("/sign-in", &[("login", "an"), ("password", "sai")]).status;
        }
        assert_eq!(last, 429);
        // The right password does not help before the time has passed.
        let page = world.browser().post("/sign-in", &[("login", "an"), ("password", GOOD)]);
        assert_eq!(page.status, 429);
        world.technical.pass(24 * 3600);
        assert_eq!(world.browser().post("/sign-in", &[("login", "an"), ("password", GOOD)]).status, 303);
    }

    fn a_password_given_by_somebody_else_is_changed_before_anything(db: TestDb) {
        let world = world(&db);
        world.staff("an", Some((Role::Auditor, Scope::Province)));
        let given = world.gate.reset_password(kernel::Actor::SYSTEM, world.person("an").id).unwrap();
        let given = given.password.unwrap();
        let mut browser = world.browser();
        let said = browser.post("/sign-in", &[("login", "an"), ("password", given.expose())]);
        assert_eq!((said.status, said.header("location")), (303, "/account/password"));
        for path in ["/greet", "/audit", "/account", "/account/second-factor"] {
            let said = browser.get(path);
            assert_eq!((said.status, said.header("location")), (303, "/account/password"), "{path}");
        }
        let page = browser.get("/account/password");
        assert!(page.says("Hãy đặt mật khẩu của riêng bạn"), "{}", page.words());
        let mine = "một câu của riêng tôi thôi";
        let wrong = [("old_password", given.expose()), ("new_password", mine), ("same_password", "khác")];
        assert!(browser.post("/account/password", &wrong).says("không giống mật khẩu mới"));
        let right = [("old_password", given.expose()), ("new_password", mine), ("same_password", mine)];
        assert_eq!(browser.post("/account/password", &right).status, 303);
        assert_eq!(browser.get("/audit").status, 200);
    }

    fn a_form_sent_after_the_session_ended_comes_back_filled_after_signing_in(db: TestDb) {
        let world = world(&db);
        world.staff("an", None);
        let mut browser = world.browser();
        browser.post("/sign-in", &[("login", "an"), ("password", GOOD)]);
        browser.get("/account");
        world.technical.pass(3600);
        let page = browser.post("/keep", &[("name", "Nguyễn Văn Dài"), ("password", "bí mật")]);
        assert_eq!(page.status, 401);
        assert!(!page.text().contains("bí mật"));
        assert!(page.says("Những gì bạn đã gõ vẫn còn."), "{}", page.words());
        let (kept, back) = (page.field("_kept").unwrap(), page.field("back").unwrap());
        let fields = [("login", "an"), ("password", GOOD), ("_kept", &kept), ("back", &back)];
        let page = browser.post("/sign-in", &fields);
        assert_eq!(page.status, 409);
        // The page holds the form and the new session's token: one press gives it back.
        let (name, csrf) = (page.field("name").unwrap(), page.field("csrf").unwrap());
        let page = browser.post("/keep", &[("name", &name), ("csrf", &csrf), ("_again", "1")]);
        assert_eq!(page.text(), "điền lại: Nguyễn Văn Dài");
    }

    fn a_form_kept_through_signing_in_is_given_to_nobody_else(db: TestDb) {
        let world = world(&db);
        world.staff("an", None);
        world.staff("binh", None);
        let mut browser = world.browser();
        browser.post("/sign-in", &[("login", "an"), ("password", GOOD)]);
        browser.get("/account");
        world.technical.pass(3600);
        let page = browser.post("/keep", &[("name", "Nguyễn Văn Dài")]);
        let (kept, back) = (page.field("_kept").unwrap(), page.field("back").unwrap());
        let demo = world.person("kiemtra").id.0.to_string();
        for (path, fields) in [
            ("/sign-in", vec![("login", "binh"), ("password", GOOD)]),
            ("/sign-in/demo", vec![("person", demo.as_str())]),
        ] {
            let mut other = world.browser();
            let fields: Vec<_> = fields.into_iter().chain([("_kept", &*kept), ("back", &*back)]).collect();
            let page = other.post_and_see(path, &fields);
            assert!(page.says("là của một tài khoản khác"), "{path}: {}", page.words());
            assert!(!page.text().contains("Dài"), "{path}: {}", page.words());
        }
    }

    fn signing_in_never_leads_to_another_site(db: TestDb) {
        let world = world(&db);
        world.staff("an", None);
        for back in ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"] {
            let said = world.browser().post("/sign-in", &[("login", "an"), ("password", GOOD), ("back", back)]);
            assert_eq!((said.status, said.header("location")), (303, "/account"), "{back}");
        }
    }

    fn a_new_session_begins_with_each_sign_in_and_the_old_one_ends(db: TestDb) {
        let world = world(&db);
        world.staff("an", None);
        let mut browser = world.browser();
        // Somebody has planted a cookie: it is not taken up.
        browser.cookies().insert("motcua".into(), "planted".into());
        browser.post("/sign-in", &[("login", "an"), ("password", GOOD)]);
        let first = browser.cookies()["motcua"].clone();
        assert_ne!(first, "planted");
        let page = browser.get("/account");
        let csrf = page.field("csrf").unwrap();
        browser.post("/sign-in", &[("login", "an"), ("password", GOOD), ("csrf", &csrf)]);
        assert_ne!(browser.cookies()["motcua"], first);
        let mut old = world.browser();
        old.cookies().insert("motcua".into(), first);
        assert_eq!(old.get("/greet").status, 401);
    }

    fn demo_people_are_offered_and_come_in_without_a_password(db: TestDb) {
        let world = world(&db);
        let page = world.browser().get("/sign-in");
        assert!(page.says("Những người này không có thật"));
        assert!(page.says("Võ Minh Tuấn") && page.says("Lãnh đạo tỉnh"));
        let mut browser = world.as_person("kiemtra");
        assert!(browser.get("/audit").text().contains("Huỳnh Thanh Sơn"));
        assert_eq!(world.as_person("xuly").get("/audit").status, 403);
        // Nobody else does.
        let staff = world.staff("an", None).id.0.to_string();
        assert_eq!(world.browser().post("/sign-in/demo", &[("person", &staff)]).status, 404);
        assert_eq!(world.browser().post("/sign-in/demo", &[("person", "x")]).status, 404);
    }

    fn an_interface_believes_tokens_alone_and_a_page_cookies_alone(db: TestDb) {
        let world = world(&db);
        let mut browser = world.as_person("kiemtra");
        let said = browser.get("/api/v1/mine");
        assert_eq!((said.status, said.header("www-authenticate")), (401, "Bearer"));
        assert_eq!(said.header("content-type"), "application/problem+json");
        let said = world.browser().get_as("/greet", &[("authorization", "Bearer abc")]);
        assert_eq!(said.status, 401);
        let said = world.browser().get_as("/api/v1/mine", &[("authorization", "Bearer abc")]);
        assert_eq!(said.status, 401);
    }
}
