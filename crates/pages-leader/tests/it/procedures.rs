//! Figures by field and procedure.

use crate::world::year;
use pages_account::testing::{World, schema};

store::db_test! {
    with schema();

    fn a_month_is_told_by_field_and_a_field_by_procedure(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut leader = world.as_person("lanhdao");
        let month = leader.get("/lead/procedures");
        assert!(month.status == 200 && month.says("Tháng 10/2020"), "{}", month.words());
        let file = leader.get("/lead/procedures.csv?to=2020-10-31").text();
        let total: Vec<&str> = file.lines().rfind(|line| line.contains("Tổng cộng")).unwrap().split(',').collect();
        // One was carried over and four received; two were in time, two late, and one was overdue at the end.
        assert_eq!(total[2..], ["1", "4", "0", "5", "2", "0", "4", "0", "2", "1"], "{file}");
        let reporting = leader.get("/lead/procedures?way=reporting&to=2020-11-14");
        assert!(reporting.says("Kỳ báo cáo 15/10/2020 – 14/11/2020"), "{}", reporting.words());
    }

    fn a_period_that_is_not_over_is_said_and_a_unit_nobody_knows_is_lost(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut leader = world.as_person("lanhdao");
        assert_eq!(leader.get("/lead/procedures?to=2020-12-31").status, 422);
        assert_eq!(leader.get("/lead/procedures?under=KHONG").status, 404);
        assert_eq!(leader.get("/lead/procedures?under=T01&months=12").status, 200);
        assert!(leader.get("/lead/procedures?to=2020-01-31").says("Không có hồ sơ nào"), "an empty period");
        leader.cookies().insert("lang".into(), "en".into());
        assert!(leader.get("/lead/procedures").says("By field and procedure"));
    }
}
