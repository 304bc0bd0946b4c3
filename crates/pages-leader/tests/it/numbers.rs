//! What the pages say: the sentence, periods, then and now, what was known when, what was entered.

use crate::world::{day, listed, lived, settle, year};
use kernel::Actor;
use organisation::SuccessionKind;
use pages_account::testing::{World, schema};

store::db_test! {
    with schema();

    fn the_sentence_says_what_how_many_and_where(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let words = world.as_person("lanhdao").get("/lead").words();
        // Six settled, three of them late, two of these in the departments; one still in hand is overdue.
        assert!(words.contains("50,00% hồ sơ trả đúng hẹn. Trong 3 hồ sơ trễ, 2 nằm ở cấp tỉnh"), "{words}");
        assert!(words.contains("Hiện còn 1 hồ sơ quá hạn chưa trả."), "{words}");
        assert!(words.contains("Mọi dữ liệu ở đây là minh họa."), "{words}");
    }

    fn pages_speak_english_too(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut leader = world.as_person("lanhdao");
        leader.cookies().insert("lang".into(), "en".into());
        for (page, words) in [
            ("/lead", "50.00% of results were given on time. Of 3 late ones, 2 are of the tier Province"),
            ("/lead", "1 is overdue and still in hand."),
            ("/lead/unit/T01", "were late at the unit itself"),
            ("/lead/dossiers?figure=late", "3 dossiers · Late · The whole province"),
            ("/lead?from=2020-10-01&to=2020-10-31", "2020, month 10"),
        ] {
            let said = leader.get(page);
            assert!(said.status == 200 && said.says(words), "{page}: {}", said.words());
        }
    }

    fn a_period_that_cannot_be_is_said_in_the_page_and_the_year_is_shown(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut leader = world.as_person("lanhdao");
        for (query, words) in [
            ("from=2020-11-10&to=2020-11-01", "Ngày kết thúc trước ngày bắt đầu."),
            ("to=2021-11-01", "Ngày kết thúc chưa tới."),
            ("from=h%C3%B4m+qua", "'hôm qua' không phải ngày"),
            ("from=2020-10-01&to=2020-10-31&as_of=2020-10-15", "ngày đó trước ngày cuối của kỳ"),
        ] {
            for page in ["/lead", "/lead/unit/T01", "/lead/dossiers"] {
                let said = leader.get(&format!("{page}?{query}"));
                assert_eq!(said.status, 422, "{page}?{query}");
                assert!(said.says(words) && said.text().contains(r#"role="alert""#), "{}", said.words());
            }
        }
    }

    fn a_month_is_compared_with_the_month_before(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let words = world.as_person("lanhdao").get("/lead?from=2020-11-01&to=2020-11-20").words();
        assert!(words.contains("Tháng 11/2020, tới 20/11"), "{words}");
        assert!(words.contains("Tháng 10/2020, tới 20/10"), "{words}");
        assert!(words.contains("So với kỳ khác"), "{words}");
    }

    fn a_day_of_knowledge_shows_what_was_known_then(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        let one = lived(&world, 0, 2, "Vũ Một", "2020-10-05", None);
        lived(&world, 0, 2, "Vũ Hai", "2020-10-06", None);
        // The mistake of October is found in November.
        world.business.put(day("2020-11-10").at_minute(500));
        world.at_desk(move |shift, ctx| shift.void(ctx, one.id, "tiếp nhận nhầm")).unwrap();
        world.business.put(day("2020-11-20").at_minute(500));
        let mut leader = world.as_person("lanhdao");
        let october = "/lead/dossiers?figure=received&from=2020-10-01&to=2020-10-31";
        assert_eq!(listed(&mut leader, october), 1);
        assert_eq!(listed(&mut leader, &format!("{october}&as_of=2020-11-05")), 2);
        assert!(leader.get(&format!("{october}&as_of=2020-11-05")).says("đúng như đã biết đến hết 5/11/2020"));
    }

    fn what_is_due_today_is_within_term_until_the_day_is_over(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        // Three working days from Tuesday: Friday, which is today.
        lived(&world, 3, 1, "Phan Hôm Nay", "2020-11-17", None);
        let mut leader = world.as_person("lanhdao");
        assert_eq!(listed(&mut leader, "/lead/dossiers?figure=in_term"), 1);
        assert_eq!(listed(&mut leader, "/lead/dossiers?figure=overdue"), 0);
        world.business.put(day("2020-11-21").at_minute(1));
        assert_eq!(listed(&mut leader, "/lead/dossiers?figure=overdue"), 1);
        assert!(leader.get("/lead").says("Hiện còn 1 hồ sơ quá hạn chưa trả."));
    }

    fn the_past_of_a_unit_that_ended_is_told_by_then_or_by_now(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let (from, to) = (world.units[4], world.units[3]);
        world.as_actor(Actor::SYSTEM, move |tx, ctx| {
            organisation::desk::end_into(tx, ctx, &[from], to, day("2020-11-15"), SuccessionKind::Merge, "QĐ 1")
        }).unwrap();
        let mut leader = world.as_person("lanhdao");
        let october = "from=2020-10-01&to=2020-10-31";
        let then = leader.get(&format!("/lead?{october}"));
        assert!(then.says("Xã Bốn") && then.says("Đơn vị lúc đó"), "{}", then.words());
        let now = leader.get(&format!("/lead?{october}&units=now"));
        assert!(!now.says("Xã Bốn"), "{}", now.words());
        assert_eq!(listed(&mut leader, &format!("/lead/dossiers?figure=received&unit=X01&{october}")), 2);
        assert_eq!(listed(&mut leader, &format!("/lead/dossiers?figure=received&unit=X01&{october}&units=now")), 3);
        assert_eq!(listed(&mut leader, &format!("/lead/dossiers?figure=received&unit=X02&{october}")), 1);
    }

    fn ratings_are_shown_as_entered_and_to_whom_they_concern(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let rating = |unit: &str, name: &str, satisfied: i64| serde_json::json!({
            "unit": unit, "name": name, "from": day("2020-01-01"), "to": day("2020-11-13"), "ratings": 287,
            "satisfied": satisfied, "source": "Phiếu giấy", "entered_by": "Người nhập", "entered_on": day("2020-11-14"),
        });
        let value = serde_json::json!([rating("T01", "Sở Một", 9851), rating("X01", "Xã Ba", 9970)]).to_string();
        world.as_actor(Actor::SYSTEM, move |tx, ctx| {
            catalogue::settings::keep(tx, ctx, "entered.satisfaction", &value)
        }).unwrap();
        let said = world.as_person("lanhdao").get("/lead");
        for words in ["98,51%", "99,70%", "số nhập tay", "Trục từ 98%", "Nguồn: Phiếu giấy", "Người nhập: Người nhập, 14/11/2020"] {
            assert!(said.says(words), "{words}: {}", said.words());
        }
        let own = world.as_person("thutruong").get("/lead");
        assert!(own.says("98,51%") && !own.says("99,70%"), "{}", own.words());
        let month = world.as_person("lanhdao").get("/lead?from=2020-11-14&to=2020-11-20");
        assert!(!month.says("98,51%"), "of another period");
        assert!(world.as_person("lanhdao").get("/lead/unit/T01").says("98,51% của 287 lượt"));
    }

    fn units_with_a_place_stand_on_the_map_and_the_others_beneath_it(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let spot = |unit: &str, name: &str, row: u8| serde_json::json!({ "unit": unit, "name": name, "row": row, "column": 1 });
        let value = serde_json::json!([spot("T01", "Một", 1), spot("X01", "Ba", 2)]).to_string();
        world.as_actor(Actor::SYSTEM, move |tx, ctx| catalogue::settings::keep(tx, ctx, "tiles", &value)).unwrap();
        let said = world.as_person("lanhdao").get("/lead");
        assert!(said.text().contains(r#"<li class="y2 x1 k4">"#), "{}", said.text());
        assert!(said.says("Chưa có vị trí trên bản đồ: Sở Hai"), "{}", said.words());
    }

    fn the_trend_has_a_month_for_each_month_and_a_table_behind_it(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let said = world.as_person("lanhdao").get("/lead?from=2020-09-01&to=2020-11-20");
        assert!(said.text().contains(r#"role="img" aria-label="Hồ sơ trễ theo tháng"#), "{}", said.text());
        for month in ["Tháng 9/2020", "Tháng 10/2020", "Tháng 11/2020, tới 20/11"] {
            assert!(said.says(month), "{month}: {}", said.words());
        }
        let one = lived(&world, 0, 2, "Vũ Một", "2020-11-19", None);
        settle(&world, one.id);
    }
}
