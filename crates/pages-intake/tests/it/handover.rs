//! Lists of what a desk took in for others.

use crate::world::world;
use dossier::desk::{Accept, Applicant, Channel, ResultBy};
use pages_account::testing::{World, schema};

/// Taken in at the desk of one unit for another.
fn accept(world: &World, unit: usize, receiving: usize, name: &str) -> String {
    let cmd = Accept {
        id: None,
        procedure: world.procedures[1],
        unit: world.units[unit],
        receiving: world.units[receiving],
        channel: Channel::Counter,
        result_by: ResultBy::Counter,
        applicant: Applicant { name: name.into(), ..Applicant::default() },
        content: "Hồ sơ thử (minh họa)".into(),
    };
    world.at_desk(move |shift, ctx| shift.accept(ctx, cmd)).unwrap().code
}

store::db_test! {
    with schema();

    fn a_sheet_for_each_unit_has_what_was_taken_in_for_it_today_and_nothing_else(db: TestDb) {
        let world = world(&db);
        let desk = world.as_person("xa.tiepnhan").get("/intake/handover");
        assert!(desk.status == 200 && desk.says("không nhận hồ sơ nào cho đơn vị khác"), "{}", desk.words());
        let other = accept(&world, 4, 3, "Nộp Hộ");
        let own = accept(&world, 3, 3, "Của Xã");
        let elsewhere = accept(&world, 3, 4, "Nơi Khác Nhận");
        let mut browser = world.as_person("xa.tiepnhan");
        let page = browser.get("/intake/handover");
        assert!(page.says(&other) && page.says("Nộp Hộ") && page.says("BIÊN BẢN BÀN GIAO"), "{}", page.words());
        assert!(!page.says(&own) && !page.says(&elsewhere), "{}", page.words());
        assert_eq!(browser.get("/intake/handover.xlsx").status, 200);
        assert_eq!(browser.get("/intake/handover?day=mai").status, 422);
        let before = browser.get("/intake/handover?day=2020-11-01");
        assert!(!before.says(&other), "another day has a list of its own");
        assert_eq!(browser.get(&format!("/intake/handover?desk={}", world.units[4])).status, 403);
    }
}
