//! Acting on a dossier through its page.

use crate::desk::{at, forward_to, submitted, version, with_numbers, world};
use pages_account::testing::{World, schema};

/// A moment later, so that events have an order people can see.
fn later(world: &World) {
    world.business.pass(60);
}

store::db_test! {
    with schema();

    fn a_dossier_goes_from_desk_to_desk_through_its_page_each_step_once(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        let page = at(&d);
        let act = |browser: &mut pages_account::testing::Browser, deed: &str, more: &[(&str, &str)]| {
            later(&world);
            let version = browser.get(&page).field("version").unwrap();
            let mut fields = vec![("do", deed), ("version", version.as_str())];
            fields.extend(more);
            browser.post_and_see(&page, &fields)
        };
        let mut desk = world.as_person("xa.tiepnhan");
        let first = desk.get(&page);
        assert!(first.says("Bước 1: Tiếp nhận") && first.says("Chuyển bước: Thẩm định"), "{}", first.words());
        assert!(!first.says("Ký duyệt, có kết quả") && !first.says("Từ chối, dừng"));
        let said = act(&mut desk, "forward", &[("note", "đủ giấy tờ")]);
        assert!(said.says("Đã chuyển sang bước Thẩm định") && said.says("“đủ giấy tờ”"), "{}", said.words());
        assert!(said.says("Đang chờ Chuyên viên của Xã Ba."), "the desk can only look now: {}", said.words());

        let mut case = world.as_person("xa.xuly");
        let said = act(&mut case, "supplement", &[("note", "Thiếu giấy khai sinh")]);
        assert!(said.says("Đã yêu cầu bổ sung. Thời hạn tạm dừng.") && said.says("Chờ bổ sung"));
        // Papers come to the desk.
        let said = act(&mut desk, "resume", &[]);
        assert!(said.says("Thời hạn tính tiếp"), "{}", said.words());
        act(&mut case, "forward", &[]);
        let said = case.get(&page);
        assert!(!said.says("Ký duyệt, có kết quả"), "a case officer does not decide");

        let mut head = world.as_person("xa.chutich");
        let said = act(&mut head, "settle", &[("note", "")]);
        assert!(said.says("Giải quyết xong: trước hạn."), "{}", said.words());
        let said = act(&mut desk, "deliver", &[("deliver_by", "counter")]);
        assert!(said.says("Đã trả kết quả.") && said.says("không còn việc phải làm"), "{}", said.words());
        for who in ["Mai Văn Xã", "Cao Thị Tư Pháp", "Đỗ Văn Chủ Tịch"] {
            assert!(said.says(who), "{who} stands in the history");
        }
    }

    fn of_two_people_at_one_dossier_the_second_is_told_who_did_what_and_keeps_what_he_typed(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        forward_to(&world, d.id, 2);
        let (page, seen) = (at(&d), version(&world, d.id));
        let (mut case, mut head) = (world.as_person("xa.xuly"), world.as_person("xa.chutich"));
        later(&world);
        head.post_and_see(&page, &[("do", "back"), ("version", &seen), ("note", "Chưa đủ")]);
        let said = case.post(&page, &[("do", "supplement"), ("version", &seen), ("note", "Thiếu <b>bản vẽ</b>")]);
        assert_eq!(said.status, 422);
        assert!(said.says("Đỗ Văn Chủ Tịch đã thao tác trước bạn: trả lại bước, lúc 8 giờ 01"), "{}", said.words());
        assert!(said.says("Chưa thực hiện được") && !said.says("chỗ cần sửa"), "{}", said.words());
        assert!(said.says("Thiếu <b>bản vẽ</b>") && said.text().contains("Thiếu &#60;b&#62;"));
        // The page is new, so that the second try knows what it is about.
        let again = said.field("version").unwrap();
        assert_ne!(again, seen);
        let said = case.post_and_see(&page, &[("do", "supplement"), ("version", &again), ("note", "Thiếu bản vẽ")]);
        assert!(said.says("Đã yêu cầu bổ sung."));
        // The same form sent twice acts once.
        let said = case.post(&page, &[("do", "supplement"), ("version", &again), ("note", "Thiếu bản vẽ")]);
        assert!(said.status == 422 && said.says("Cao Thị Tư Pháp đã thao tác trước bạn: yêu cầu bổ sung"));
    }

    fn a_late_dossier_is_settled_with_its_cause_alone_and_nothing_typed_is_lost(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 0, "Trễ Hạn");
        forward_to(&world, d.id, 3);
        world.business.pass(4 * 86_400);
        let (page, seen) = (at(&d), version(&world, d.id));
        let mut head = world.as_person("xa.chutich");
        assert!(head.get(&page).says("Nguyên nhân trễ, ghi rõ"));
        let said = head.post(&page, &[("do", "settle"), ("version", &seen), ("note", "đồng ý cấp")]);
        assert!(said.status == 422 && said.says("Hãy ghi nguyên nhân trễ") && said.says("đồng ý cấp"), "{}", said.words());
        let said = head.post_and_see(&page, &[("do", "settle"), ("version", &seen), ("late_text", "Mất điện")]);
        assert!(said.says("Giải quyết xong: quá hạn.") && said.says("“Mất điện”"), "{}", said.words());
    }

    fn the_slip_is_offered_to_the_desk_that_may_print_it(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        let slip = format!("{}/slip", at(&d));
        for (login, offered) in [("xa.tiepnhan", true), ("xa.xuly", false), ("xa.chutich", false)] {
            let page = world.as_person(login).get(&at(&d));
            assert!(page.status == 200 && page.text().contains(&slip) == offered, "{login}: {}", page.words());
        }
    }

    fn refusing_needs_a_way_and_a_reason_and_is_the_head_s_alone(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        forward_to(&world, d.id, 2);
        let (page, seen) = (at(&d), version(&world, d.id));
        let mut head = world.as_person("xa.chutich");
        let said = head.post(&page, &[("do", "end"), ("version", &seen)]);
        assert!(said.status == 422 && said.says("Có 2 chỗ cần sửa"), "{}", said.words());
        let fields = [("do", "end"), ("version", &seen), ("end_outcome", "refused"), ("end_reason", "Không đủ điều kiện")];
        assert_eq!(world.as_person("xa.xuly").post(&page, &fields).status, 403);
        let said = head.post_and_see(&page, &fields);
        assert!(said.says("Từ chối giải quyết: trước hạn.") && said.says("“Không đủ điều kiện”"), "{}", said.words());
    }

    fn a_dossier_of_another_unit_answers_as_if_it_were_not_there(db: TestDb) {
        let world = world(&db);
        let d = world.accept(4, 1, "Của Xã Bốn");
        let seen = version(&world, d.id);
        for login in ["xa.tiepnhan", "xa.xuly", "xa.chutich", "donvikhac"] {
            let mut browser = world.as_person(login);
            let (theirs, nothing) = (at(&d), "/dossier/X02-201120-9999".to_owned());
            let told: Vec<String> = [&theirs, &nothing]
                .map(|page| {
                    let said = browser.get(page);
                    assert_eq!(said.status, 404, "{login} {page}");
                    assert!(!said.says("Của Xã Bốn"));
                    said.words().replace("0001", "").replace("9999", "")
                })
                .into();
            assert_eq!(told[0], told[1], "one answer for both");
            assert_eq!(browser.get(&format!("{theirs}/explain")).status, 404);
            assert_eq!(browser.get(&format!("/dossier/{}", d.id)).status, 404);
            for deed in ["forward", "reveal", "resume"] {
                assert_eq!(browser.post(&theirs, &[("do", deed), ("version", &seen)]).status, 404, "{login} {deed}");
            }
        }
    }

    fn whoever_may_only_look_is_offered_nothing_and_may_do_nothing(db: TestDb) {
        let world = world(&db);
        let d = with_numbers(&world, 3, 3, 1, ["Nguyễn Văn Thử", "0912345615", "096084003307"]);
        let (page, seen) = (at(&d), version(&world, d.id));
        for login in ["lanhdao", "kiemtra", "caicach"] {
            let mut browser = world.as_person(login);
            let said = browser.get(&page);
            assert!(said.status == 200 && !said.text().contains(r#"name="do""#), "{login}: {}", said.words());
            for deed in ["forward", "supplement", "settle", "deliver", "reveal", "accept"] {
                let fields = [("do", deed), ("version", seen.as_str()), ("note", "x"), ("deliver_by", "post")];
                assert_eq!(browser.post(&page, &fields).status, 403, "{login} {deed}");
            }
        }
        assert_eq!(version(&world, d.id), seen);
    }

    fn numbers_are_hidden_until_somebody_asks_and_each_look_is_written_down(db: TestDb) {
        let world = world(&db);
        let d = with_numbers(&world, 3, 3, 1, ["Nguyễn Văn Thử", "0912345615", "096084003307"]);
        let page = at(&d);
        let mut case = world.as_person("xa.xuly");
        let said = case.get(&page);
        assert!(said.says("•••••••••307") && said.says("•••••••615"), "{}", said.words());
        assert!(!said.text().contains("096084003307") && !said.text().contains("0912345615"));
        let seen = said.field("version").unwrap();
        let said = case.post(&page, &[("do", "reveal"), ("version", &seen)]);
        assert!(said.status == 200 && said.says("096084003307") && said.says("0912345615"), "{}", said.words());
        assert!(said.says("1 lần xem số đầy đủ") && said.says("Cao Thị Tư Pháp"));
        assert_eq!(said.header("cache-control"), "no-store");
        assert!(!case.get(&page).text().contains("096084003307"), "shown once");
        case.post(&page, &[("do", "reveal"), ("version", &seen)]);
        let logged = db
            .read(|tx| tx.query("SELECT actor FROM audit WHERE action = 'dossier.reveal'", &[], |row| row.int()))
            .unwrap();
        assert_eq!(logged, vec![world.person("xa.xuly").id.0; 2]);
        assert_eq!(version(&world, d.id), seen, "a look changes nothing");
    }

    fn what_was_done_by_mistake_is_taken_back_within_a_moment(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        forward_to(&world, d.id, 2);
        let page = at(&d);
        let mut case = world.as_person("xa.xuly");
        let seen = version(&world, d.id);
        let said = case.post_and_see(&page, &[("do", "forward"), ("version", &seen)]);
        assert!(said.says("Rút lại"), "{}", said.words());
        assert!(!world.as_person("xa.chutich").get(&page).says("Rút lại"), "it is not his to take back");
        let seen = said.field("version").unwrap();
        let said = case.post_and_see(&page, &[("do", "undo"), ("version", &seen)]);
        assert!(said.says("Đã rút lại.") && said.says("Bước 2: Thẩm định"), "{}", said.words());
        let seen = said.field("version").unwrap();
        let said = case.post_and_see(&page, &[("do", "payment"), ("version", &seen), ("note", "Lệ phí")]);
        let seen = said.field("version").unwrap();
        world.business.pass(3_600);
        assert!(!case.get(&page).says("Rút lại"));
        let said = case.post(&page, &[("do", "undo"), ("version", &seen)]);
        assert!(said.status == 422 && said.says("Không còn rút lại được"), "{}", said.words());
    }

    fn what_came_online_is_accepted_or_turned_away_from_its_page(db: TestDb) {
        let world = world(&db);
        let (one, two) = (submitted(&world, 3, 1, "Nộp Một"), submitted(&world, 3, 1, "Nộp Hai"));
        let mut desk = world.as_person("xa.tiepnhan");
        let page = format!("/dossier/{}", one.0);
        let said = desk.get(&page);
        assert!(said.says("Hồ sơ mới nộp") && said.says("chưa có mã"), "{}", said.words());
        assert_eq!(world.as_person("xa.xuly").post(&page, &[("do", "accept"), ("version", "1")]).status, 403);
        let said = desk.post_and_see(&page, &[("do", "accept"), ("version", "1")]);
        assert!(said.says("Đã tiếp nhận, mã X01-201120-0001"), "{}", said.words());
        let page = format!("/dossier/{}", two.0);
        let said = desk.post(&page, &[("do", "turn_away"), ("version", "1"), ("turn_reason", " ")]);
        assert!(said.status == 422 && said.says("Lý do"), "{}", said.words());
        let fields = [("do", "turn_away"), ("version", "1"), ("turn_reason", "Không thuộc thẩm quyền")];
        assert!(desk.post_and_see(&page, &fields).says("Không tiếp nhận"));
    }

    fn an_apology_announces_another_day_once(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        forward_to(&world, d.id, 2);
        let (page, seen) = (at(&d), version(&world, d.id));
        let mut case = world.as_person("xa.xuly");
        let fields = |day| [("do", "announce"), ("version", seen.as_str()), ("announce_day", day), ("announce_reason", "Chờ ý kiến")];
        for wrong in ["hôm sau", "24/11/2020", "30/2/2021"] {
            let said = case.post(&page, &fields(wrong));
            assert!(said.status == 422 && said.text().contains(wrong), "{wrong}: {}", said.words());
        }
        let said = case.post_and_see(&page, &fields("27/11/2020"));
        assert!(said.says("Đã xin lỗi và hẹn lại ngày 27/11/2020.") && said.says("Xin lỗi, hẹn lại: 27/11/2020"));
        assert!(!said.says("Xin lỗi và hẹn lại ngày trả"), "only once");
    }

    fn why_a_dossier_is_due_then_is_told_day_by_day(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        let page = format!("{}/explain", at(&d));
        let said = world.as_person("xa.xuly").get(&page);
        assert!(said.status == 200 && said.says("Vì sao hạn là thứ Tư, 25/11/2020"), "{}", said.words());
        assert!(said.says("Thứ Bảy, 21/11/2020") && said.says("nghỉ hằng tuần"), "{}", said.words());
    }

    fn mistakes_of_intake_are_corrected_by_the_head_with_a_reason(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        let (page, seen) = (format!("{}/correct", at(&d)), version(&world, d.id));
        assert_eq!(world.as_person("xa.xuly").get(&page).status, 403);
        let mut head = world.as_person("xa.chutich");
        assert!(head.get(&page).says("Đang ghi: Nguyễn Văn Thử"));
        let said = head.post(&page, &[("do", "name"), ("version", &seen), ("right_name", "Nguyễn Văn Thật")]);
        assert!(said.status == 422 && said.text().contains("Nguyễn Văn Thật"), "{}", said.words());
        let fields = [("do", "name"), ("version", &seen), ("right_name", "Nguyễn Văn Thật"), ("name_reason", "Gõ nhầm")];
        let said = head.post_and_see(&page, &fields);
        assert!(said.says("Đã sửa tên người nộp.") && said.says("trước đó ghi: Nguyễn Văn Thử"), "{}", said.words());
        let said = head.post(&page, &fields);
        assert!(said.status == 422 && said.says("đã thao tác trước bạn"), "sent twice, done once");
        let seen = version(&world, d.id);
        let wrong = [("do", "procedure"), ("version", &seen), ("right_procedure", "9.9"), ("procedure_reason", "Nhầm")];
        assert!(head.post(&page, &wrong).says("Không có thủ tục mang mã này"));
        let right = [("do", "procedure"), ("version", &seen), ("right_procedure", "1.000010"), ("procedure_reason", "Nhầm")];
        assert!(head.post_and_see(&page, &right).says("Đã sửa thủ tục."));
        let seen = version(&world, d.id);
        let void = [("do", "void"), ("version", &seen), ("void_reason", "Nhập hai lần")];
        let said = head.post_and_see(&page, &void);
        assert!(said.says("Đã hủy tiếp nhận") && !said.says("Sửa sai"), "{}", said.words());
    }

    fn a_deputy_acts_for_an_absent_colleague_in_his_own_name_and_is_told_so(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        forward_to(&world, d.id, 2);
        let (absent, deputy) = (world.person("xa.xuly").id, world.person("xa.tiepnhan").id);
        let today = kernel::Clock::now(&*world.business).day();
        let new = identity::desk::NewDelegation {
            absent,
            deputy,
            from: today,
            to: today.plus(2),
            role: None,
            unit: None,
            reason: "Đi tập huấn".into(),
        };
        let arranges = kernel::Actor { person: absent, ..kernel::Actor::SYSTEM };
        world.as_actor(arranges, move |tx, ctx| identity::desk::delegate(tx, ctx, new)).unwrap();
        let (page, seen) = (at(&d), version(&world, d.id));
        let mut browser = world.as_person("xa.tiepnhan");
        let said = browser.get(&page);
        assert!(said.says("Bạn đang làm thay Cao Thị Tư Pháp."), "{}", said.words());
        let said = browser.post_and_see(&page, &[("do", "forward"), ("version", &seen)]);
        assert!(said.says("Mai Văn Xã") && said.says("Bước 3: Ký duyệt"), "{}", said.words());
        world.business.pass(3 * 86_400);
        assert!(!world.as_person("xa.tiepnhan").get(&page).text().contains(r#"value="back""#));
    }

    fn a_form_that_comes_back_after_signing_in_is_shown_filled_and_not_acted_on(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        forward_to(&world, d.id, 2);
        let (page, seen) = (at(&d), version(&world, d.id));
        let mut case = world.as_person("xa.xuly");
        let fields = [("do", "supplement"), ("version", seen.as_str()), ("note", "Thiếu bản vẽ"), ("_again", "1")];
        let said = case.post(&page, &fields);
        assert!(said.status == 422 && said.says("Thiếu bản vẽ"), "{}", said.words());
        assert_eq!(version(&world, d.id), seen);
        // With a token of another session it is not done either.
        let other = |login: &str| world.as_person(login).get("/work").field("csrf").unwrap();
        let mut with = |csrf: &str| {
            case.post(&page, &[("csrf", csrf), ("do", "supplement"), ("version", &seen), ("note", "Thiếu bản vẽ")])
        };
        let said = with(&other("xa.xuly"));
        assert!(said.status == 409 && said.text().contains("Thiếu bản vẽ"), "{}", said.text());
        // Of somebody else's session it is not even shown.
        let said = with(&other("xa.chutich"));
        assert!(said.status == 409 && !said.text().contains("Thiếu bản vẽ"), "{}", said.text());
        assert_eq!(version(&world, d.id), seen);
        assert_eq!(case.post(&page, &[("do", "nonsense"), ("version", &seen)]).status, 422);
    }

    fn a_result_is_taken_back_into_work_before_it_is_handed_over(db: TestDb) {
        let world = world(&db);
        let d = world.accept(3, 1, "Nguyễn Văn Thử");
        forward_to(&world, d.id, 3);
        let (page, seen) = (at(&d), version(&world, d.id));
        let mut head = world.as_person("xa.chutich");
        head.post_and_see(&page, &[("do", "settle"), ("version", &seen)]);
        let seen = version(&world, d.id);
        let said = head.post(&page, &[("do", "reopen"), ("version", &seen), ("note", "")]);
        assert_eq!(said.status, 422);
        let said = head.post_and_see(&page, &[("do", "reopen"), ("version", &seen), ("note", "Sai số nhà")]);
        assert!(said.says("Bước 3: Ký duyệt") && said.says("“Sai số nhà”"), "{}", said.words());
        assert_eq!(world.as_person("xa.tiepnhan").post(&page, &[("do", "deliver"), ("version", &version(&world, d.id)), ("deliver_by", "post")]).status, 422);
    }
}
