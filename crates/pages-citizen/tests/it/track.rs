//! Following a dossier by its code, and by the slip.

use dossier::desk::{Accepted, Channel, DossierId, LateReason, Outcome, ResultBy, Settle, Submit};
use kernel::{Clock, Day};
use pages_account::testing::{World, schema};
use store::testing::TestDb;

fn world(db: &TestDb) -> World {
    World::new(db, pages_citizen::routes())
}

fn slip(world: &World, id: DossierId) -> String {
    format!("/t/{}", world.at_desk(move |shift, _| shift.dossier(id)).unwrap().slip())
}

fn settle(world: &World, id: DossierId, outcome: Outcome) {
    let reason = Some("không đủ điều kiện".to_owned());
    let late_reason = Some(LateReason { cause: "absence".into(), text: "vắng".into() });
    world
        .at_desk(move |s, c| {
            s.forward(c, id, None)?;
            s.forward(c, id, None)?;
            s.settle(c, id, Settle { outcome, reason, late_reason })
        })
        .unwrap();
}

fn day_passes(world: &World, days: i64) {
    world.business.pass(days * 86_400);
}

/// A dossier of ten working days at the first department.
fn accepted(world: &World) -> Accepted {
    world.accept(0, 2, "Trần Thị Bí Mật")
}

store::db_test! {
    with schema();

    fn a_code_tells_state_and_dates_and_nothing_else(db: TestDb) {
        let world = world(&db);
        let slip = accepted(&world);
        let page = world.browser().get(&format!("/track?code={}", slip.code.to_lowercase()));
        assert_eq!(page.status, 200);
        for words in ["Đang giải quyết", "Thứ Sáu, 4/12/2020", "Còn 10 ngày làm việc", "Thứ Sáu, 20/11/2020", &slip.code] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        for secret in ["Trần", "Bí", "Sở Một", "xây dựng", "minh họa"] {
            assert!(!page.says(secret), "{secret}: {}", page.words());
        }
        assert_eq!(page.header("cache-control"), "no-store");
    }

    fn a_code_never_tells_how_it_ended_nor_what_is_asked_for(db: TestDb) {
        let world = world(&db);
        let (refused, paused) = (accepted(&world), accepted(&world));
        settle(&world, refused.id, Outcome::Refused);
        world.at_desk(move |s, c| s.request_supplement(c, paused.id, "bệnh án")).unwrap();
        let page = world.browser().get(&format!("/track?code={}", refused.code));
        assert!(page.says("Đã có kết quả") && !page.says("từ chối"), "{}", page.words());
        let page = world.browser().get(&format!("/track?code={}", paused.code));
        assert!(page.says("Đang chờ người nộp bổ sung giấy tờ") && !page.says("bệnh án"), "{}", page.words());
    }

    fn a_code_nobody_has_and_one_that_is_none_answer_alike(db: TestDb) {
        let world = world(&db);
        let code = accepted(&world).code;
        let mut browser = world.browser();
        // What was typed stands in its field alone.
        let mut answer = |typed: &str| {
            let page = browser.get(&format!("/track?code={typed}"));
            assert_eq!(page.status, 404, "{typed:.40}");
            page.words()
        };
        let nobodys = code.replace("0001", "0002");
        let first = answer(&nobodys);
        assert!(first.contains("Không tìm thấy hồ sơ nào mang mã này."));
        for wrong in ["x", "%25", "'+OR+1=1+--", "a%00b", "%3Cscript%3Ealert(1)%3C/script%3E", "%FF", &"9".repeat(9_000)] {
            assert_eq!(answer(wrong), first, "{wrong:.40}");
        }
        assert_eq!(browser.get("/track?code=%00").status, 200, "nothing was typed: the form alone");
    }

    fn codes_cannot_be_tried_one_by_one(db: TestDb) {
        let world = world(&db);
        let code = accepted(&world).code;
        let mut browser = world.browser();
        let tried = (0..200).find(|n| browser.get(&format!("/track?code=T01-201120-{n:04}")).status == 429);
        assert!(tried.is_some_and(|n| (50..100).contains(&n)), "{tried:?}");
        let page = browser.get(&format!("/track?code={code}"));
        assert_eq!(page.status, 429, "a right one answers no sooner");
        assert!(!page.header("retry-after").is_empty());
        assert_eq!(browser.get("/track").status, 200, "the form is always there");
        world.technical.pass(30);
        assert_eq!(browser.get(&format!("/track?code={code}")).status, 200);
    }

    fn the_slip_says_where_the_dossier_is_and_that_nothing_is_to_be_done(db: TestDb) {
        let world = world(&db);
        let id = accepted(&world).id;
        let path = slip(&world, id);
        world.at_desk(move |s, c| s.forward(c, id, None)).unwrap();
        let page = world.browser().get(&path);
        for words in [
            "Sở Một đang thẩm định", "Thứ Sáu, 4/12/2020", "10 ngày làm việc", "Lúc này bạn chưa cần làm gì.",
            "Trần T. B. M. (đã che bớt)", "Cấp giấy phép xây dựng", "Bạn nộp tại Sở Một", "dự kiến xong 23/11/2020",
        ] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        assert!(!page.says("Bí Mật"), "{}", page.words());
        assert!(page.text().contains(r#"content="noindex""#));
        assert_eq!(page.header("cache-control"), "no-store");
        let page = world.browser().get_as(&path, &[("accept-language", "en")]);
        assert!(page.says("At Sở Một: Thẩm định") && page.says("10 working days"), "{}", page.words());
    }

    fn the_slip_says_what_is_asked_for_while_it_is_waited_for(db: TestDb) {
        let world = world(&db);
        let id = accepted(&world).id;
        let path = slip(&world, id);
        world.at_desk(move |s, c| s.request_supplement(c, id, "Bản vẽ <b>móng</b>\nvà ảnh đất")).unwrap();
        let page = world.browser().get(&path);
        assert!(page.says("Bạn cần bổ sung: Bản vẽ <b>móng</b> và ảnh đất"), "{}", page.words());
        assert!(!page.text().contains("<b>móng</b>"), "what was typed is text");
        assert!(page.says("Thời hạn tạm dừng từ 20/11/2020"));
        day_passes(&world, 3);
        world.at_desk(move |s, c| s.resume(c, id)).unwrap();
        let page = world.browser().get(&path);
        assert!(page.says("Hạn hiện nay") && page.says("Thứ Hai, 7/12/2020"), "{}", page.words());
        world.at_desk(move |s, c| s.request_payment(c, id, "Lệ phí 75.000 đồng")).unwrap();
        assert!(world.browser().get(&path).says("Bạn cần nộp: Lệ phí 75.000 đồng"));
    }

    fn the_slip_says_that_it_is_late_and_what_was_announced(db: TestDb) {
        let world = world(&db);
        let id = world.accept(3, 1, "Lê Văn Trễ").id;
        let path = slip(&world, id);
        day_passes(&world, 5);
        assert!(world.browser().get(&path).says("hẹn trong hôm nay"), "the third working day");
        day_passes(&world, 2);
        let page = world.browser().get(&path);
        assert!(page.says("Quá hẹn 2 ngày làm việc") && page.says("phải xin lỗi và hẹn lại"), "{}", page.words());
        let day = world.business.now().day().plus(3);
        world.at_desk(move |s, c| s.announce(c, id, day, "người phụ trách nghỉ ốm")).unwrap();
        let page = world.browser().get(&path);
        assert!(page.says("xin lỗi và hẹn lại vào thứ Hai, 30/11/2020. Lý do: người phụ trách nghỉ ốm"), "{}", page.words());
    }

    fn the_slip_says_how_it_ended_and_where_the_result_is(db: TestDb) {
        let world = world(&db);
        let why = "Lý do cơ quan giải quyết nêu: không đủ điều kiện";
        for (outcome, words, says_why) in [
            (Outcome::Granted, "Đã có kết quả", false),
            (Outcome::Refused, "Hồ sơ bị từ chối, có văn bản nêu lý do", true),
            (Outcome::Withdrawn, "Hồ sơ đã rút theo yêu cầu", true),
        ] {
            let id = accepted(&world).id;
            settle(&world, id, outcome);
            let path = slip(&world, id);
            let page = world.browser().get(&path);
            assert!(page.says(words) && page.says("Mời bạn đến nhận kết quả."), "{}", page.words());
            assert_eq!(page.says(why), says_why, "{}", page.words());
            assert!(!page.says("vắng"), "the cause of a delay is the unit's");
            world.at_desk(move |s, c| s.deliver(c, id, ResultBy::Counter)).unwrap();
            let page = world.browser().get(&path);
            assert!(page.says("Đã trả kết quả ngày 20/11/2020"), "{}", page.words());
            assert_eq!(page.says(why), says_why, "{}", page.words());
        }
        let id = accepted(&world).id;
        world.at_desk(move |s, c| s.void(c, id, "trùng với hồ sơ trước")).unwrap();
        let page = world.browser().get(&slip(&world, id));
        assert!(page.says("Hồ sơ đã hủy vì tiếp nhận nhầm") && !page.says("trùng"), "{}", page.words());
    }

    fn reasons_for_the_applicant_are_read_with_the_slip_and_never_with_the_code(db: TestDb) {
        let world = world(&db);
        let id = accepted(&world).id;
        let day = world.business.now().day().plus(30);
        world.at_desk(move |s, c| {
            s.forward(c, id, None)?;
            s.send_back(c, id, "chuyển nhầm người")?;
            s.announce(c, id, day, "chờ <b>ý kiến</b>\nngành dọc")?;
            s.forward(c, id, None)?;
            s.forward(c, id, None)
        }).unwrap();
        let page = world.browser().get(&slip(&world, id));
        assert!(page.says("Lý do: chờ <b>ý kiến</b> ngành dọc"), "{}", page.words());
        assert!(!page.text().contains("<b>ý kiến</b>"), "what was typed is text");
        assert!(!page.says("chuyển nhầm người"), "what colleagues write to each other is theirs");
        let refused = Settle { outcome: Outcome::Refused, reason: Some("thửa đất đang tranh chấp".into()), late_reason: None };
        world.at_desk(move |s, c| s.settle(c, id, refused)).unwrap();
        let code = world.at_desk(move |s, _| s.dossier(id)).unwrap().intake.unwrap().code;
        let page = world.browser().get(&format!("/track?code={code}"));
        for secret in ["tranh chấp", "ngành dọc", "chuyển nhầm"] {
            assert!(!page.says(secret), "{secret}: {}", page.words());
        }
        assert!(world.browser().get(&slip(&world, id)).says("thửa đất đang tranh chấp"));
    }

    fn a_dossier_sent_online_can_be_followed_before_it_has_a_code(db: TestDb) {
        let world = world(&db);
        let like = accepted(&world).id;
        let id = world.at_desk(move |s, c| {
            let d = s.dossier(like)?;
            assert_eq!(d.channel, Channel::Counter);
            s.submit(c, Submit {
                id: None, procedure: d.procedure, unit: d.unit, receiving: d.receiving,
                result_by: ResultBy::Post, applicant: d.applicant, content: d.content,
            })
        }).unwrap();
        let path = slip(&world, id);
        let page = world.browser().get(&path);
        assert!(page.says("Hồ sơ đã gửi, chờ Sở Một tiếp nhận"), "{}", page.words());
        world.at_desk(move |s, c| s.not_accept(c, id, "thiếu giấy tờ")).unwrap();
        let page = world.browser().get(&path);
        assert!(page.says("Hồ sơ không được tiếp nhận"), "{}", page.words());
        assert!(page.says("Lý do cơ quan giải quyết nêu: thiếu giấy tờ"), "{}", page.words());
    }

    fn a_wrong_slip_opens_nothing_and_says_the_same(db: TestDb) {
        let world = world(&db);
        let path = slip(&world, accepted(&world).id);
        let mut browser = world.browser();
        let first = browser.get("/t/x").words();
        assert!(first.contains("không mở được hồ sơ nào"));
        let cut = &path[..path.len() - 1];
        let other = format!("{}{}", cut, if path.ends_with('0') { '1' } else { '0' });
        for wrong in [cut, &other, &path.to_uppercase().replace("/T/", "/t/"), "/t/%00", "/t/0000000000000", "/t/%3Cb%3E"] {
            let page = browser.get(wrong);
            assert_eq!((page.status, page.words()), (404, first.clone()), "{wrong}");
        }
        assert!(browser.get("/t/%FF").status < 500);
        assert_eq!(browser.get(&format!("/t/{}", "z".repeat(7_000))).status, 404);
    }

    fn a_dossier_of_long_ago_still_says_that_it_is_late(db: TestDb) {

        let world = world(&db);
        let id = accepted(&world).id;
        let path = slip(&world, id);
        day_passes(&world, 200);
        let page = world.browser().get(&path);
        assert_eq!(page.status, 200);
        assert!(page.says("Quá hẹn"), "{}", page.words());
        assert!(world.business.now().day() > Day(18_586));
    }
}
