//! Home, search, suggestions, the page of a procedure.

use catalogue::desk::NewProcedure;
use catalogue::{Catalogue, Component, PaperKind, keep_components};
use kernel::{Actor, Clock};
use pages_account::testing::{World, schema};
use store::testing::TestDb;

fn world(db: &TestDb) -> World {
    World::new(db, pages_citizen::routes())
}

/// A procedure like the second, but for what is given.
fn procedure(world: &World, code: &str, name: &str, from: kernel::Day) {
    let (code, name) = (code.to_owned(), name.to_owned());
    let like = world.procedures[1];
    world
        .as_actor(Actor::SYSTEM, move |tx, ctx| {
            let catalogue = Catalogue::load(tx)?;
            let r = catalogue.in_force(like, ctx.now.day()).unwrap();
            let new = NewProcedure {
                code,
                valid_from: from,
                name,
                tier: r.tier.clone(),
                field: r.field.clone(),
                competent: r.competent.clone(),
                term: r.term,
                rules: r.rules,
                online: false,
                post: r.post,
                process: r.process.id,
                illustrative: r.illustrative,
            };
            catalogue::desk::keep_procedure(tx, ctx, &new)
        })
        .unwrap();
}

store::db_test! {
    with schema();

    fn the_first_page_asks_one_question_and_says_no_figure_before_a_day_is_closed(db: TestDb) {
        let page = world(&db).browser().get("/");
        assert_eq!(page.status, 200);
        assert!(page.says("Bạn cần làm thủ tục gì?") && page.says("Cả 4 thủ tục"), "{}", page.words());
        assert!(page.says("Đăng ký kết hôn 3 ngày làm việc"));
        assert!(!page.says("đúng hẹn"));
    }

    fn a_search_without_diacritics_in_any_order_finds_and_marks(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/search?q=hon+ket");
        assert!(page.says("1 thủ tục khớp “hon ket”."), "{}", page.words());
        assert!(page.text().contains("Đăng ký <mark>kết hôn</mark>"), "{}", page.text());
        assert!(page.text().contains(r#"href="/procedures/1.000020""#));
        let page = browser.get("/search?q=1.000030");
        assert!(page.says("Cấp giấy phép xây dựng") && page.says("10 ngày làm việc") && page.says("Cấp tỉnh"));
    }

    fn filters_narrow_by_a_plain_get_and_can_be_taken_away(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/search?q=cap&tier=province&field=X%C3%A2y+d%E1%BB%B1ng%2C+t%C6%B0+ph%C3%A1p");
        assert!(page.says("2 thủ tục khớp"), "{}", page.words());
        let page = browser.get("/search?q=cap&tier=commune&online=1");
        assert!(page.says("Không") || page.says("0 thủ tục"), "{}", page.words());
        assert!(page.says("Tìm lại, bỏ các điều kiện lọc"));
        assert!(page.text().contains(r#"href="/search?q=cap""#));
    }

    fn an_empty_result_shows_the_nearest_and_the_way_on(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/search?q=ket+hom");
        assert!(page.says("Gần nhất là:") && page.says("Đăng ký kết hôn"), "{}", page.words());
        let page = browser.get("/search?q=m%C3%A1y+bay+ph%E1%BA%A3n+l%E1%BB%B1c");
        assert!(page.says("Không có thủ tục nào khớp") && page.says("Xem tất cả thủ tục"), "{}", page.words());
    }

    fn suggestions_are_names_terms_and_addresses(db: TestDb) {
        let mut browser = world(&db).browser();
        let said = browser.get("/search/suggest?q=dang+k");
        assert_eq!(said.text(), r#"[["Đăng ký kết hôn","3 ngày làm việc","/procedures/1.000020"]]"#);
        assert!(said.header("content-type").starts_with("application/json"));
        for nothing in ["/search/suggest", "/search/suggest?q=", "/search/suggest?q=%00%25", "/search/suggest?q=zzz"] {
            assert_eq!(browser.get(nothing).text(), "[]", "{nothing}");
        }
    }

    fn who_types_without_end_is_slowed_down(db: TestDb) {
        let world = world(&db);
        let mut browser = world.browser();
        let slowed = (0..700).find(|_| browser.get("/search/suggest?q=ho").status == 429);
        assert!(slowed.is_some_and(|n| n >= 500), "{slowed:?}");
        assert_eq!(browser.get("/search?q=ho").status, 200);
        world.technical.pass(10);
        assert_eq!(browser.get("/search/suggest?q=ho").status, 200);
    }

    fn hostile_questions_are_shown_as_text_and_break_nothing(db: TestDb) {
        let world = world(&db);
        procedure(&world, "1.666666", "Cấp <script>alert(1)</script> & \"giấy\" 'lạ'", world.business.now().day());
        let mut browser = world.browser();
        let long = "khai%20".repeat(5_000);
        for question in [
            "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%00", "%25", "%FF%FE", "' OR 1=1 --", "%E2%80%AE", "..%2F..",
            &long, "a%00b", "&q=&q=&&&=", "%F0%9F%92%A9",
        ].map(|q| q.replace(' ', "+")) {
            for path in ["/search?q=", "/search?page=99999999999999999999&q=", "/search?tier=%00&field=%3Cb%3E&q="] {
                let page = browser.get(&format!("{path}{question}"));
                assert_eq!(page.status, 200, "{path}{question:.40}");
                assert!(!page.text().contains("<script>alert"), "{question:.40}");
                assert!(page.text().len() < 60_000);
            }
        }
        let page = browser.get("/search?q=la");
        assert!(page.text().contains("&#60;script&#62;"), "{}", page.text());
        let page = browser.get("/procedures/1.666666");
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("<script>alert"));
        let said = browser.get("/search/suggest?q=script");
        assert!(said.header("content-type").starts_with("application/json"));
        assert_eq!(said.header("x-content-type-options"), "nosniff");
    }

    fn a_procedure_says_term_steps_units_and_that_it_is_invented(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/procedures/1.000010");
        for words in [
            "Chứng thực bản sao từ bản chính", "Trong ngày", "nhận từ 15 giờ thì tính từ ngày làm việc sau", "Cấp xã",
            "2 nơi", "Xã Ba", "Xã Bốn", "Tại quầy, trực tuyến, bưu chính", "Thẩm định", "nửa ngày", "Chuyên viên",
            "Nội dung này áp dụng từ 1/1/2019.", "Minh họa", "Mọi dữ liệu ở đây là minh họa.",
        ] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        let page = browser.get_as("/procedures/1.000010", &[("accept-language", "en")]);
        assert!(page.says("The same day") && page.says("Everything here is invented."), "{}", page.words());
    }

    fn a_function_that_has_passed_to_another_unit_is_told_there_too(db: TestDb) {
        let world = world(&db);
        let (from, to) = (world.units[3], world.units[0]);
        world.as_actor(Actor::SYSTEM, move |tx, ctx| {
            organisation::desk::transfer(tx, ctx, from, to, "1.000010", ctx.now.day(), "QĐ 1/2020")
        }).unwrap();
        let page = world.browser().get("/procedures/1.000010");
        assert!(page.says("3 nơi") && page.says("Sở Một"), "what the desk takes in there: {}", page.words());
    }

    fn a_procedure_says_what_papers_to_bring(db: TestDb) {
        let world = world(&db);
        let procedure = world.procedures[1];
        let paper = |no, name: &str, kind, copies, required| Component {
            no, name: name.into(), kind, copies, required, illustrative: true,
        };
        let list = [
            paper(1, "Tờ khai <đăng ký>", PaperKind::Original, 1, true),
            paper(2, "Giấy xác nhận", PaperKind::Copy, 2, false),
        ];
        let mut browser = world.browser();
        assert!(!browser.get("/procedures/1.000020").says("Chuẩn bị giấy tờ"));
        world.as_actor(Actor::SYSTEM, move |tx, ctx| keep_components(tx, ctx, procedure, &list)).unwrap();
        let page = browser.get("/procedures/1.000020");
        for words in ["Tờ khai <đăng ký> 1 bản chính", "Giấy xác nhận 2 bản sao. Chỉ cần khi có."] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        assert!(page.text().contains("&#60;đăng ký&#62;"));
    }

    fn a_procedure_is_shown_as_it_is_today_and_what_comes_is_announced(db: TestDb) {
        let world = world(&db);
        let mut browser = world.browser();
        assert_eq!(browser.get("/search?q=hon+nhan").status, 200);
        procedure(&world, "1.000020", "Đăng ký hôn nhân", world.business.now().day().plus(3));
        let page = browser.get("/procedures/1.000020");
        assert!(page.says("Đăng ký kết hôn") && page.says("Từ 23/11/2020 sẽ áp dụng nội dung mới."), "{}", page.words());
        assert!(!browser.get("/search?q=hon+nhan").says("1 thủ tục khớp"));
        world.business.pass(3 * 86_400);
        assert!(browser.get("/procedures/1.000020").says("Đăng ký hôn nhân"));
        assert!(browser.get("/search?q=hon+nhan").says("1 thủ tục khớp"), "the index follows the day");
    }

    fn a_procedure_that_is_new_is_found_at_once(db: TestDb) {
        let world = world(&db);
        let mut browser = world.browser();
        assert!(browser.get("/search?q=khai+sinh").says("Không có thủ tục nào khớp"));
        procedure(&world, "1.000050", "Đăng ký khai sinh", world.business.now().day());
        assert!(browser.get("/search?q=khai+sinh").says("1 thủ tục khớp"));
    }

    fn a_procedure_nobody_has_is_not_there(db: TestDb) {
        let mut browser = world(&db).browser();
        for code in ["9.999999", "%00", "%3Cscript%3E", "..%2F..%2Fetc", "1.00001", &"9".repeat(5_000)] {
            let page = browser.get(&format!("/procedures/{code}"));
            assert_eq!(page.status, 404, "{code:.40}");
            assert!(page.says("Không có thủ tục mang mã này"), "{}", page.words());
        }
        assert!(browser.get("/procedures/%FF").status < 500);
    }
}
