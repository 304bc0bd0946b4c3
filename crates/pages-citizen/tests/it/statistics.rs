//! Public statistics and open data.

use dossier::desk::{LateReason, Outcome, Settle};
use dossier::opening::{self, Opening};
use dossier::words::OpeningFigure as F;
use kernel::{Actor, Day};
use pages_account::testing::{Said, World, schema};
use std::collections::BTreeMap;
use store::testing::TestDb;

fn world(db: &TestDb) -> World {
    World::new(db, pages_citizen::routes())
}

/// Two in time and one late at the first commune, one in time at the first department, one pending; the next day.
fn lived(world: &World) {
    let late = world.accept(3, 1, "Một").id;
    let (second, third) = (world.accept(3, 1, "Hai").id, world.accept(3, 0, "Ba").id);
    let (fourth, _pending) = (world.accept(0, 2, "Bốn").id, world.accept(0, 2, "Năm").id);
    let settle = |id, cause: bool| {
        let late_reason = cause.then(|| LateReason { cause: "absence".into(), text: "vắng".into() });
        world
            .at_desk(move |s, c| {
                s.forward(c, id, None)?;
                s.forward(c, id, None)?;
                s.settle(c, id, Settle { outcome: Outcome::Granted, reason: None, late_reason })
            })
            .unwrap();
    };
    [second, third, fourth].into_iter().for_each(|id| settle(id, false));
    world.business.pass(7 * 86_400);
    settle(late, true);
    close(world);
}

fn close(world: &World) {
    world.business.pass(86_400);
    world.at_desk(|s, c| s.turn_of_day(c)).unwrap();
}

/// The lines of the open data by the unit's code.
fn lines(said: &Said) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = said.text();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let records = reader.records().map(|record| {
        let record = record.unwrap();
        let line: BTreeMap<String, String> =
            heads.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
        (line["unit_code"].clone(), line)
    });
    records.collect()
}

store::db_test! {
    with schema();

    fn before_a_day_is_closed_there_are_no_figures_and_that_is_said(db: TestDb) {
        let mut browser = world(&db).browser();
        let page = browser.get("/statistics");
        assert_eq!(page.status, 200);
        assert!(page.says("Chưa có ngày làm việc nào được chốt số liệu."), "{}", page.words());
        let said = browser.get("/statistics.csv");
        assert_eq!((said.status, lines(&said).len()), (200, 0));
    }

    fn the_late_ones_stand_in_the_sentence_the_tiers_and_the_ranking(db: TestDb) {
        let world = world(&db);
        lived(&world);
        let page = world.browser().get("/statistics");
        for words in [
            "Kỳ 1/1/2020 – 27/11/2020",
            "75,00% hồ sơ được trả đúng hẹn. 1 hồ sơ trễ, trong đó 1 ở cấp xã.",
            "Xã Ba 333,3",
            "Toàn tỉnh 5 đơn vị 5 75,00% 1 250,0",
            "kể từ 1/1/2019, chốt đến hết ngày 27/11/2020",
            "Mọi dữ liệu ở đây là minh họa.",
        ] {
            assert!(page.says(words), "{words}: {}", page.words());
        }
        // Sở Một settled one and was never late; two have nothing at all.
        assert!(page.says("4 đơn vị không trễ hồ sơ nào"), "{}", page.words());
        let page = world.browser().get_as("/statistics", &[("accept-language", "en")]);
        assert!(page.says("75.00% of results were given in time. 1 were late, 1 of them of the tier Commune."), "{}", page.words());
        let home = world.browser().get("/");
        assert!(home.says("75,00 %") && home.says("Vẫn còn 1 hồ sơ trả trễ."), "{}", home.words());
        assert!(home.says("Cấp xã 3 1 333,3"), "{}", home.words());
        assert!(home.says("tự tính từ từng hồ sơ.") && !home.says("nhập tay"), "{}", home.words());
    }

    fn the_first_page_says_that_a_part_was_entered_by_hand(db: TestDb) {
        let world = world(&db);
        let day = |text: &str| text.parse::<Day>().unwrap();
        let figures = [(F::CarriedOver, 0), (F::Received, 4), (F::Online, 0), (F::Post, 0), (F::Moved, 0),
            (F::OnTimeOrEarly, 4), (F::Late, 0), (F::Refused, 0), (F::Stopped, 0), (F::Withdrawn, 0), (F::DeliveredPost, 0)];
        let opening = Opening {
            unit: world.units[4], coverage_from: day("2020-03-01"), from: Some(day("2020-01-01")),
            figures: figures.into(), source: "Báo cáo tháng 2/2020".into(),
        };
        world.as_actor(Actor::SYSTEM, move |tx, ctx| opening::keep(tx, ctx, &opening)).unwrap();
        lived(&world);
        let home = world.browser().get("/");
        assert!(home.says("một phần số của thời gian đầu do đơn vị nhập tay."), "{}", home.words());
    }

    fn a_period_is_chosen_by_its_address(db: TestDb) {
        let world = world(&db);
        lived(&world);
        let mut browser = world.browser();
        for (name, words) in [
            ("2020-11", "Kỳ 1/11/2020 – 27/11/2020"),
            ("2020-q4", "Kỳ 1/10/2020 – 27/11/2020"),
            ("2020", "Kỳ 1/1/2020 – 27/11/2020"),
            ("2020-q3", "Trong kỳ này chưa có hồ sơ nào được giải quyết xong."),
            ("2019", "Kỳ 1/1/2019 – 31/12/2019"),
        ] {
            let page = browser.get(&format!("/statistics?period={name}"));
            assert!(page.status == 200 && page.says(words), "{name}: {}", page.words());
        }
        for wrong in ["2020-12", "2021", "1066", "nay", "%00", "%3Cscript%3E", &"2".repeat(5_000)] {
            for path in ["/statistics?period=", "/statistics.csv?period="] {
                let page = browser.get(&format!("{path}{wrong}"));
                assert_eq!(page.status, 422, "{path}{wrong:.40}");
                assert!(page.says("Chưa có số liệu cho kỳ này."), "{}", page.words());
            }
        }
    }

    fn open_data_says_the_same_as_the_page_unit_by_unit(db: TestDb) {
        let world = world(&db);
        lived(&world);
        let said = world.browser().get("/statistics.csv?period=2020-11");
        assert_eq!(said.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(said.header("content-disposition"), r#"attachment; filename="statistics-2020-11-01-2020-11-27.csv""#);
        let lines = lines(&said);
        assert_eq!(lines.len(), 5);
        let (commune, department) = (&lines["X01"], &lines["T01"]);
        for (column, value) in [
            ("period_from", "2020-11-01"), ("period_to", "2020-11-27"), ("known_on", "2020-11-27"),
            ("tier", "commune"), ("tier_name", "Cấp xã"), ("unit_name", "Xã Ba"), ("received", "3"),
            ("settled_on_time", "2"), ("settled_late", "1"), ("pending_in_term", "0"), ("late_per_1000", "333.3"),
            ("illustrative", "yes"), ("partly_entered", "no"),
        ] {
            assert_eq!(commune[column], value, "{column}");
        }
        assert_eq!((department["received"].as_str(), department["pending_in_term"].as_str()), ("2", "1"));
        assert_eq!(lines["X02"]["late_per_1000"], "", "nothing to divide by is not nought");
        let page = world.browser().get("/statistics");
        for column in commune.keys() {
            assert!(page.says(column), "{column} is not explained");
        }
    }

    fn what_is_not_closed_yet_is_not_counted(db: TestDb) {
        let world = world(&db);
        lived(&world);
        world.accept(3, 1, "Sáu");
        world.technical.pass(120);
        let page = world.browser().get("/statistics");
        assert!(page.says("Toàn tỉnh 5 đơn vị 5 75,00%"), "{}", page.words());
        close(&world);
        let page = world.browser().get("/statistics");
        assert!(page.says("Toàn tỉnh 5 đơn vị 6 75,00%"), "a closed day is there at once: {}", page.words());
    }

    fn a_units_name_is_text_on_the_page_and_no_formula_in_the_file(db: TestDb) {
        let world = world(&db);
        lived(&world);
        let unit = world.units[3];
        world.as_actor(Actor::SYSTEM, move |tx, ctx| {
            organisation::desk::rename(tx, ctx, unit, "=HYPERLINK(\"x\") <script>alert(1)</script>", ctx.now.day().plus(-1), "QĐ")
        }).unwrap();
        close(&world);
        let page = world.browser().get("/statistics");
        assert!(!page.text().contains("<script>alert"), "{}", page.text());
        let said = world.browser().get("/statistics.csv");
        assert!(lines(&said)["X01"]["unit_name"].starts_with("'=HYPERLINK"), "{}", said.text());
    }
}
