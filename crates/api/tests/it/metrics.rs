//! How the program does.

use crate::client::{MARRIAGE, program_for, schema};
use identity::{Role, Scope};
use pages_account::testing::World;

store::db_test! {
    with schema();
    fn the_program_tells_how_it_does_to_whoever_has_the_token(db: TestDb) {
        let world = World::new(&db, api::routes());
        let unit = Scope::Unit(world.units[3]);
        let roles = [(Role::DeskOfficer, unit), (Role::CaseOfficer, unit)];
        let mut desk = program_for(&world, "cong", &roles, &api::scope::ALL);
        desk.create("khoa-0001", MARRIAGE);
        desk.get("/api/v1/dossiers/NGUYEN-VAN-BI-MAT");
        let mut browser = world.browser();
        browser.get("/khong-co/nguyen-van-bi-mat");
        let told = desk.get("/metrics");
        assert_eq!((told.status, told.said.header("content-type")), (200, "text/plain; version=0.0.4; charset=utf-8"));
        let text = told.said.text();
        for line in [
            r#"motcua_dossiers_pending{tier="commune"} 1"#,
            r#"motcua_dossiers_overdue{tier="commune"} 0"#,
            r#"motcua_request_seconds_count{method="POST",route="/api/v1/dossiers",status="2xx"} 1"#,
            r#"motcua_request_seconds_count{method="GET",route="/api/v1/dossiers/{code}",status="4xx"} 1"#,
            r#"motcua_request_seconds_count{method="GET",route="-",status="4xx"} 1"#,
            r#"motcua_outbox_messages{state="waiting"} 0"#,
            r#"motcua_webhook_deliveries{state="dead"} 0"#,
            "motcua_writes_waiting 0",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
        assert!(!text.to_lowercase().contains("bi-mat"), "an address is not told");
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let (_, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
        // A proxy on this machine opens nothing.
        let nobody = world.browser().get_as("/metrics", &[("accept", "text/plain")]);
        assert_eq!((nobody.status, nobody.header("content-type")), (401, "application/problem+json"));
        let mut signed_in = world.as_person("quantri");
        assert_eq!(signed_in.get("/metrics").status, 401);
    }
}
