//! Figures by field and procedure.

use crate::links::follow;
use crate::world::{day, listed, lived, year};
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

    fn every_figure_leads_to_as_many_dossiers_as_it_says(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut leader = world.as_person("lanhdao");
        let html = leader.get("/lead/procedures?to=2020-10-31").text();
        let field = html.split("href=\"").find(|rest| rest.starts_with("/lead/procedures?") && rest.contains("field="));
        let field = field.and_then(|rest| rest.split_once('"')).unwrap().0.replace("&#38;", "&");
        for page in [
            "/lead/procedures?to=2020-10-31",
            "/lead/procedures?way=reporting&to=2020-11-14&months=3",
            "/lead/procedures?to=2020-10-31&under=T01",
            &field,
        ] {
            assert!(follow(&mut leader, page) > 3, "{page} has few numbers");
        }
        let list = "/lead/procedures/dossiers?to=2020-10-31&figure=late";
        assert_eq!(listed(&mut leader, list), 2);
        let file = leader.get(&list.replace("dossiers?", "dossiers.csv?")).text();
        assert!(file.contains("Đinh Trễ Hạn") && file.contains("Lý Xã Trễ"), "{file}");
        for wrong in ["figure=post", "figure=nothing", "procedure=NONE", "under=NONE"] {
            assert_eq!(leader.get(&format!("/lead/procedures/dossiers?to=2020-10-31&{wrong}")).status, 404, "{wrong}");
        }
    }

    fn a_head_of_unit_is_shown_the_dossiers_of_his_units_alone(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut head = world.as_person("thutruong");
        assert_eq!(listed(&mut head, "/lead/procedures/dossiers?to=2020-10-31&figure=late"), 1);
        assert_eq!(head.get("/lead/procedures/dossiers?to=2020-10-31&figure=late&under=X01").status, 404);
        follow(&mut head, "/lead/procedures?to=2020-10-31");
    }

    fn a_corrected_procedure_moves_with_its_dossier(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        let one = lived(&world, 0, 2, "Đinh Nhầm", "2020-10-05", None);
        let right = world.procedures[3];
        world.business.put(day("2020-10-06").at_minute(480));
        world.at_desk(move |shift, ctx| shift.correct_procedure(ctx, one.id, right, "nhầm")).unwrap();
        world.business.put(day("2020-11-20").at_minute(480));
        let mut leader = world.as_person("lanhdao");
        assert!(follow(&mut leader, "/lead/procedures?to=2020-10-31") > 1);
    }

    fn a_period_that_is_not_over_is_said_and_a_unit_nobody_knows_is_lost(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        year(&world);
        let mut leader = world.as_person("lanhdao");
        assert_eq!(leader.get("/lead/procedures?to=2020-12-31").status, 422);
        assert_eq!(leader.get("/lead/procedures?under=KHONG").status, 404);
        assert_eq!(leader.get("/lead/procedures?under=T01&months=12").status, 200);
        assert!(leader.get("/lead/procedures?to=2020-01-31").says("Không có hồ sơ nào"), "an empty period");
        // No month is offered in which there was no data yet: it begins with 2019.
        for (to, before) in [("2019-02-28", true), ("2019-01-31", false), ("1900-01-01", false)] {
            let page = leader.get(&format!("/lead/procedures?to={to}"));
            assert!(page.status == 200 && page.text().contains(r#"rel="prev""#) == before, "{to}");
        }
        leader.cookies().insert("lang".into(), "en".into());
        assert!(leader.get("/lead/procedures").says("By field and procedure"));
    }
}
