//! What is not as described is refused and pointed at; nothing breaks.

use crate::client::{MARRIAGE, program_for, schema};
use axum::body::Body;
use identity::{Role, Scope};
use pages_account::testing::World;

store::db_test! {
    with schema();
    fn a_body_that_is_not_as_described_is_pointed_at(db: TestDb) {
        let world = World::new(&db, api::routes());
        let unit = Scope::Unit(world.units[3]);
        let roles = [(Role::DeskOfficer, unit), (Role::CaseOfficer, unit)];
        let mut desk = program_for(&world, "cong", &roles, &api::scope::ALL);
        let with = |from: &str, to: &str| MARRIAGE.replace(from, to);
        for (body, status, place) in [
            (with("\"content\"", "\"contents\""), 422, "/contents"),
            (with("\"procedure\":\"1.000020\",", ""), 422, "/procedure"),
            (with("1.000020", "9.999999"), 422, "/procedure"),
            (with("X01", "X99"), 422, "/unit"),
            (with("\"counter\",\"result_by\"", "\"fax\",\"result_by\""), 422, "/channel"),
            (with("Nguyễn Văn Thử", "   "), 422, "/applicant/name"),
            (with("0912345678", "0912 345 678"), 422, "/applicant/phone"),
            (with("\"012345678901\"", "12345678901"), 422, "/applicant/card"),
            (with("thử", "a\\u0000b"), 422, "/content"),
            (with("Nguyễn Văn Thử", &"ữ".repeat(201)), 422, "/applicant/name"),
            (with("\"counter\",\"result_by\"", "\"counter\",\"receiving\":\"\",\"result_by\""), 422, "/receiving"),
        ] {
            let told = desk.create("khoa-0001", &body);
            assert_eq!((told.status, told.places()), (status, vec![place]), "{body}");
        }
        for body in ["", "{", "[]x", "\u{feff}{}", "NaN", &"[".repeat(10_000)] {
            assert_eq!(desk.create("khoa-0001", body).status, 400, "{:.20}", body);
        }
        for body in ["[]", "null", "1e400x", "\"x\"", "{}"] {
            assert!(matches!(desk.create("khoa-0001", body).status, 400 | 422), "{body}");
        }
        let big = with("thử", &"x".repeat(70_000));
        assert_eq!(desk.create("khoa-0001", &big).status, 413);
        let action = desk.create("khoa-0001", MARRIAGE);
        let code = action.json["code"].as_str().unwrap().to_owned();
        for (body, place) in [
            (r#"{"action":"resume","x":1}"#, "/x"),
            (r#"{"action":"forward","x":1}"#, "/x"),
            (r#"{"action":"send_back"}"#, "/reason"),
            (r#"{"action":"announce","day":"2020-02-30","reason":"x"}"#, ""),
            (r#"{"action":"dance"}"#, "/action"),
            (r#"{}"#, "/action"),
        ] {
            let told = desk.act(&code, 1, body);
            assert_eq!(told.status, 422, "{body}");
            assert_eq!(told.places(), vec![place], "{body}: {}", told.json);
        }
    }

    fn addresses_and_headers_of_any_kind_break_nothing(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = program_for(&world, "cong", &[(Role::ProvinceLeader, Scope::Province)], &api::scope::ALL);
        for (path, status) in [
            ("/api/v1/dossiers/%00", 404),
            ("/api/v1/dossiers/%FF", 400),
            ("/api/v1/dossiers/a%2Fb", 404),
            ("/api/v1/dossiers/%20", 404),
            ("/api/v1/dossiers/99999999999999999999999", 404),
            ("/api/v1/dossiers/-1", 404),
            ("/api/v1/dossiers?limit=0", 400),
            ("/api/v1/dossiers?limit=201", 400),
            ("/api/v1/dossiers?limit=-1", 400),
            ("/api/v1/dossiers?limit=1e2", 400),
            ("/api/v1/dossiers?after=x", 400),
            ("/api/v1/dossiers?after=i99999999999999999999", 400),
            ("/api/v1/dossiers?after=d18586.1", 200),
            ("/api/v1/dossiers?unit=%00", 400),
            ("/api/v1/dossiers?unit=a&unit=b", 400),
            ("/api/v1/dossiers?offset=5", 400),
            ("/api/v1/dossiers?state=flying", 400),
            ("/api/v1/units?as_of=0001-01-01", 200),
            ("/api/v1/units?as_of=9999-12-31", 200),
            ("/api/v1/units?as_of=10000-01-01", 400),
            ("/api/v1/units/X01", 200),
            ("/api/v1/units/%00", 404),
            ("/api/v1/units/X01?as_of=1999-01-01", 200),
            ("/api/v1/procedures?q=KET+hon", 200),
            ("/api/v1/procedures?q=%F0%9F%92%A9", 200),
            ("/api/v1/procedures/1.000020", 200),
            ("/api/v1/procedures/1.000020?as_of=1999-01-01", 404),
            ("/api/v1/procedures/nix", 404),
            ("/api/v1/nowhere", 404),
        ] {
            let told = desk.get(path);
            assert_eq!(told.status, status, "{path}: {}", told.said.text());
        }
        let page = desk.found("/api/v1/procedures?limit=3");
        assert_eq!(page["procedures"].as_array().unwrap().len(), 3);
        let next = desk.found(&format!("/api/v1/procedures?limit=3&after={}", page["next"].as_str().unwrap()));
        assert_eq!(next["procedures"][0]["code"], "1.000040");
        assert!(next["next"].is_null());
        let wrong_method = desk.ask("PUT", "/api/v1/dossiers", &[], Some("{}"));
        assert_eq!(wrong_method.status, 405);
        assert!(wrong_method.said.header("allow").contains("POST"));
    }

    fn only_json_is_read(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = program_for(&world, "cong", &[(Role::ProvinceLeader, Scope::Province)], &api::scope::ALL);
        let bearer = format!("Bearer {}", desk.token);
        for (kind, encoding) in [("text/plain", ""), ("application/json", "gzip"), ("application/xml", "")] {
            let mut headers = vec![("authorization", bearer.as_str()), ("content-type", kind), ("idempotency-key", "khoa-0001")];
            if !encoding.is_empty() {
                headers.push(("content-encoding", encoding));
            }
            let said = desk.browser.ask("POST", "/api/v1/dossiers", &headers, Body::from(MARRIAGE));
            assert_eq!(said.status, 415, "{kind} {encoding}");
        }
        for key in ["short", "with blank here", "ữữữữữữữữ", &"k".repeat(65)] {
            assert_eq!(desk.create(key, MARRIAGE).status, 400, "{key}");
        }
    }
}
