//! Every number leads to its dossiers, as many as it says.

use crate::world::{day, listed, lived, numbers, settle, year};
use pages_account::testing::{Browser, World, schema};

/// Follows every number of a page; what is a share or a rate leads to a list that is not empty.
pub(crate) fn follow(browser: &mut Browser, page: &str) -> usize {
    let said = browser.get(page);
    assert_eq!(said.status, 200, "{page}");
    let found = numbers(&said.text());
    let mut counted = 0;
    for (href, words) in &found {
        let n = listed(browser, href);
        match words.replace('.', "").parse::<i64>() {
            Ok(number) if !words.contains(',') => {
                assert_eq!(n, number, "{page}: {words} leads to {href}");
                counted += 1;
            }
            _ => assert!(n > 0, "{page}: {words} leads to {href}, which is empty"),
        }
    }
    counted
}

store::db_test! {
    with schema();

    fn every_number_of_every_page_is_the_number_of_its_dossiers(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut leader = world.as_person("lanhdao");
        for page in [
            "/lead",
            "/lead?from=2020-10-01&to=2020-10-31",
            "/lead?from=2020-10-01&to=2020-10-31&as_of=2020-11-05",
            "/lead?from=2020-11-20&to=2020-11-20",
            "/lead/unit/T01",
            "/lead/unit/X01?from=2020-10-01&to=2020-11-19",
        ] {
            assert!(follow(&mut leader, page) > 3, "{page} has few numbers");
        }
    }

    fn a_dossier_settled_now_is_in_the_next_number_and_in_its_list(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut leader = world.as_person("lanhdao");
        let list = "/lead/dossiers?figure=on_time_or_early&unit=T02";
        assert_eq!(listed(&mut leader, list), 0);
        let accepted = lived(&world, 1, 2, "Hồ Hôm Nay", "2020-11-19", None);
        settle(&world, accepted.id);
        assert_eq!(listed(&mut leader, list), 1);
        let said = leader.get(list);
        assert!(said.says("Hồ Hôm Nay") && said.text().contains(&format!("/dossier/{}", accepted.code)));
        assert!(leader.get("/lead?from=2020-11-20&to=2020-11-20").says("100,00% hồ sơ trả đúng hẹn."));
    }

    fn a_long_list_goes_on_page_by_page_and_its_files_hold_all_of_it(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        world.business.put(day("2020-11-19").at_minute(480));
        for n in 0..53 {
            world.accept(4, 1, &format!("Người {n}"));
        }
        world.business.put(day("2020-11-20").at_minute(480));
        let mut leader = world.as_person("lanhdao");
        let list = "/lead/dossiers?figure=received&unit=X02";
        assert!(leader.get(list).says("1–50 trong 53"));
        assert_eq!(listed(&mut leader, list), 53);
        let csv = leader.get("/lead/dossiers.csv?figure=received&unit=X02");
        assert_eq!(csv.text().matches("Người ").count(), 54, "53 and the column's head: {}", csv.text());
        let xlsx = leader.get("/lead/dossiers.xlsx?figure=received&unit=X02");
        assert_eq!((xlsx.status, &xlsx.bytes[..2]), (200, &b"PK"[..]));
        assert!(xlsx.header("content-disposition").contains("received.xlsx"));
    }

    fn a_list_of_nothing_says_so_and_offers_no_file(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        let mut leader = world.as_person("lanhdao");
        let said = leader.get("/lead/dossiers?figure=late");
        assert!(said.says("Không có hồ sơ nào.") && !said.says("Tải Excel"), "{}", said.words());
        assert!(leader.get("/lead").says("Chưa có hồ sơ nào trong kỳ này."));
        assert_eq!(leader.get("/lead/dossiers?figure=nothing").status, 404);
        assert_eq!(leader.get("/lead/unit/NONE").status, 404);
    }
}
