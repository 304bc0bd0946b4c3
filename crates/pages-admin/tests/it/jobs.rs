//! Recurring work, messages, and where administration begins.

use crate::world::{of_a_subtree, world};
use identity::{Role, desk};
use kernel::{Actor, Clock};
use pages_account::testing::{World, schema};
use store::{job, outbox};

/// A message that nobody could deliver.
fn stuck(world: &World) {
    let person = world.person("xa.xuly").id;
    world
        .as_actor(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, person, None, "nghỉ việc"))
        .unwrap();
    let mut now = world.db.technical_now();
    for _ in 0..outbox::MOST_ATTEMPTS {
        let message = outbox::claim_of(&world.db, "identity.deactivated", now, 1, 60).unwrap().remove(0);
        world.db.write(move |tx| outbox::failed(tx, &message, now, "máy nhận <b>không</b> trả lời")).unwrap();
        now = now.plus_seconds(6 * 3600);
    }
}

store::db_test! {
    with schema();

    fn a_job_that_failed_is_seen_and_run_at_once(db: TestDb) {
        let world = world(&db);
        let now = world.technical.now();
        db.write(move |tx| job::declare(tx, "audit.seal", now.plus_seconds(900))).unwrap();
        let mut admin = world.as_person("quantri");
        assert!(admin.get("/admin/jobs").says("Niêm phong nhật ký audit.seal Chưa chạy lần nào"));
        db.write(move |tx| job::failed(tx, "audit.seal", now.plus_seconds(900), "đĩa đầy")).unwrap();
        assert!(admin.get("/admin/jobs").says("đĩa đầy"));
        assert!(admin.get("/admin").says("Công việc định kỳ bị lỗi: Niêm phong nhật ký"));
        let page = admin.post_and_see("/admin/jobs/run", &[("job", "audit.seal")]);
        assert!(page.says("máy chủ sẽ chạy trong vài giây"), "{}", page.words());
        assert!(db.read(|tx| job::is_due(tx, "audit.seal", now.plus_seconds(5))).unwrap());
        let page = admin.post_and_see("/admin/jobs/run", &[("job", "<b>")]);
        assert!(page.says("Việc này không còn") && !page.text().contains("<b><"), "{}", page.words());
    }

    fn a_job_that_nobody_takes_is_a_thing_to_look_after(db: TestDb) {
        let world = world(&db);
        let now = world.technical.now();
        db.write(move |tx| job::declare(tx, "store.backup", now.plus_seconds(-300))).unwrap();
        let mut admin = world.as_person("quantri");
        assert!(!admin.get("/admin").says("quá giờ mà chưa chạy"), "it is late by minutes only");
        world.technical.pass(600);
        let page = admin.get("/admin");
        assert!(page.says("Công việc định kỳ quá giờ mà chưa chạy: Sao lưu hằng đêm"), "{}", page.words());
        assert!(job::claim(&db, "store.backup", world.technical.now(), 3600).unwrap());
        assert!(!admin.get("/admin").says("quá giờ mà chưa chạy"), "somebody is at it");
    }

    fn a_stuck_message_is_tried_again_and_says_nothing_of_anybody(db: TestDb) {
        let world = world(&db);
        stuck(&world);
        let mut admin = world.as_person("quantri");
        let page = admin.get("/admin/jobs?stuck=1");
        assert!(page.says("identity.deactivated") && page.says("máy nhận <b>không</b> trả lời"), "{}", page.words());
        let person = world.person("xa.xuly").id.to_string();
        assert!(!page.text().contains(&person), "the body is shown");
        assert!(admin.get("/admin").says("1 thông điệp không gửi được"));
        let id = page.field("message").unwrap();
        let page = admin.post_and_see("/admin/jobs/retry", &[("message", &id)]);
        assert!(page.says("1 thông điệp sẽ được thử lại"), "{}", page.words());
        assert_eq!(db.read(outbox::backlog).unwrap(), outbox::Backlog { waiting: 1, stuck: 0 });
        assert_eq!(admin.post("/admin/jobs/retry", &[("message", "x")]).status, 404);
    }

    fn all_stuck_messages_are_tried_again(db: TestDb) {
        let world = world(&db);
        stuck(&world);
        let mut admin = world.as_person("quantri");
        let page = admin.post_and_see("/admin/jobs/retry-all", &[]);
        assert!(page.says("1 thông điệp sẽ được thử lại"), "{}", page.words());
    }

    fn the_first_page_shows_what_is_real_and_what_one_may(db: TestDb) {
        let world = world(&db);
        let mut admin = world.as_person("quantri");
        let page = admin.get("/admin");
        assert!(page.says("1 đơn vị chưa có ai tiếp nhận hoặc xử lý") || page.says("2 đơn vị chưa có ai"), "{}", page.words());
        assert!(page.says("Xã Bốn"), "{}", page.words());
        assert!(page.says("Năm sau chưa có ngày nghỉ nào trong lịch"));
        assert!(page.says("Công việc định kỳ") && !page.says("Nhật ký"));
        let page = world.as_person("kiemtra").get("/admin");
        assert!(page.says("Nhật ký") && !page.says("Người dùng") && page.says("Không có việc nào cần xử lý"), "{}", page.words());
        assert!(page.says("Nhật ký được niêm phong kịp thời.") && !page.says("mật khẩu"), "told is what was looked at: {}", page.words());
        assert_eq!(world.as_person("xuly").get("/admin").status, 403);
        assert_eq!(world.browser().get("/admin").status, 401);
    }

    fn who_administers_a_subtree_sees_of_it_alone(db: TestDb) {
        let world = world(&db);
        let mut admin = of_a_subtree(&world, "phongban", Role::Administrator);
        let page = admin.get("/admin");
        assert!(!page.says("Xã Bốn") && !page.says("Năm sau"), "{}", page.words());
        for (method, path) in [("get", "/admin/jobs"), ("post", "/admin/jobs/run"), ("post", "/admin/jobs/retry"), ("post", "/admin/jobs/retry-all")] {
            let said = if method == "get" { admin.get(path) } else { admin.post(path, &[("job", "audit.seal"), ("message", "1")]) };
            assert_eq!(said.status, 403, "{path}");
        }
    }
}
