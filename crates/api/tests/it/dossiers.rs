//! Taking in, acting, listing.

use crate::client::{MARRIAGE, Program, program, program_for, schema};
use identity::{Role, Scope};
use pages_account::testing::World;
use serde_json::Value;
use std::collections::BTreeSet;

fn desk_and_case(world: &World, login: &str) -> Program {
    let unit = Scope::Unit(world.units[3]);
    let roles = [(Role::DeskOfficer, unit), (Role::CaseOfficer, unit), (Role::UnitHead, unit)];
    program_for(world, login, &roles, &api::scope::ALL)
}

store::db_test! {
    with schema();
    fn a_dossier_goes_from_the_desk_back_to_the_desk(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = desk_and_case(&world, "cong");
        let made = desk.create("khoa-0001", MARRIAGE);
        assert_eq!(made.status, 201, "{}", made.json);
        assert_eq!(made.json["code"], "X01-201120-0001");
        assert_eq!(made.said.header("location"), "/api/v1/dossiers/X01-201120-0001");
        let shown = desk.get(made.said.header("location"));
        assert_eq!((shown.status, shown.said.header("etag")), (200, "\"1\""));
        assert_eq!(shown.json["applicant"]["card"], "•••••••••901");
        assert_eq!(shown.json["applicant"]["phone"], "•••••••678");
        assert!(!shown.said.text().contains("0912345678"));
        let code = "X01-201120-0001";
        for (version, body, state) in [
            (1, r#"{"action":"forward","note":"đủ"}"#, "in_step"),
            (2, r#"{"action":"request_supplement","what":"bản chính"}"#, "paused"),
            (3, r#"{"action":"resume"}"#, "in_step"),
            (4, r#"{"action":"send_back","reason":"thiếu chữ ký"}"#, "accepted"),
            (5, r#"{"action":"forward"}"#, "in_step"),
            (6, r#"{"action":"announce","day":"2020-11-30","reason":"chờ xác minh"}"#, "in_step"),
            (7, r#"{"action":"forward"}"#, "in_step"),
            (8, r#"{"action":"settle","outcome":"granted"}"#, "settled"),
            (9, r#"{"action":"deliver","by":"counter"}"#, "delivered"),
        ] {
            let told = desk.act(code, version, body);
            assert_eq!((told.status, &told.json["state"]), (200, &Value::from(state)), "{body}: {}", told.json);
            assert_eq!(told.said.header("etag"), format!("\"{}\"", version + 1));
        }
        let events = desk.found(&format!("/api/v1/dossiers/{code}/events"));
        let kinds: Vec<&str> = events["events"].as_array().unwrap().iter().filter_map(|e| e["kind"].as_str()).collect();
        assert_eq!(kinds.len(), 10);
        assert_eq!(kinds[2], "supplement_requested");
        assert_eq!(events["events"][1]["by"], "Cổng thử (minh họa)");
    }

    fn whoever_comes_second_is_told_who_was_first(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut one = desk_and_case(&world, "mot");
        let mut two = desk_and_case(&world, "hai");
        one.create("khoa-0001", MARRIAGE);
        assert_eq!(one.act("X01-201120-0001", 1, r#"{"action":"forward"}"#).status, 200);
        let late = two.act("X01-201120-0001", 1, r#"{"action":"request_payment","what":"phí"}"#);
        assert_eq!((late.status, late.code()), (412, "dossier.changed"), "{}", late.json);
        assert!(late.json["detail"].as_str().unwrap().contains("forwarded"), "{}", late.json);
        let no_version = two.ask("POST", "/api/v1/dossiers/X01-201120-0001/actions", &[], Some(r#"{"action":"resume"}"#));
        assert_eq!(no_version.status, 428);
        let wrong_state = two.act("X01-201120-0001", 2, r#"{"action":"resume"}"#);
        assert_eq!((wrong_state.status, wrong_state.code()), (422, "dossier.wrong_state"));
        let late_day = two.act("X01-201120-0001", 2, r#"{"action":"announce","day":"2020-11-19","reason":"x"}"#);
        assert_eq!(late_day.places(), ["/day"]);
    }

    fn a_dossier_sent_online_waits_and_is_found_by_its_id(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = desk_and_case(&world, "cong");
        let online = MARRIAGE.replace("\"channel\":\"counter\"", "\"channel\":\"online\"");
        let made = desk.create("khoa-0001", &online);
        assert_eq!((made.status, &made.json["code"]), (201, &Value::Null));
        let id = made.json["id"].as_str().unwrap().to_owned();
        assert_eq!(desk.found(made.said.header("location"))["state"], "submitted");
        let accepted = desk.act(&id, 1, r#"{"action":"accept"}"#);
        assert_eq!((accepted.status, &accepted.json["code"]), (200, &Value::from("X01-201120-0001")));
        let second = desk.create("khoa-0002", &online);
        let id = second.json["id"].as_str().unwrap().to_owned();
        let turned_away = desk.act(&id, 1, r#"{"action":"not_accept","reason":"không đúng nơi"}"#);
        assert_eq!(turned_away.json["state"], "not_accepted");
    }

    fn corrections_need_their_right_and_name_what_is_wrong(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = desk_and_case(&world, "cong");
        desk.create("khoa-0001", MARRIAGE);
        let code = "X01-201120-0001";
        let named = desk.act(code, 1, r#"{"action":"correct_name","name":"Nguyễn Văn Đúng","reason":"gõ nhầm"}"#);
        assert_eq!(named.status, 200, "{}", named.json);
        let procedure = desk.act(code, 2, r#"{"action":"correct_procedure","procedure":"9.9","reason":"nhầm"}"#);
        assert_eq!((procedure.status, procedure.places()), (422, vec!["/procedure"]));
        let unit = desk.act(code, 2, r#"{"action":"correct_unit","unit":"Z99","reason":"nhầm"}"#);
        assert_eq!((unit.status, unit.places()), (422, vec!["/unit"]));
        let moved = desk.act(code, 2, r#"{"action":"correct_unit","unit":"X02","reason":"nhầm"}"#);
        assert_eq!(moved.json["unit"]["code"], "X02", "{}", moved.json);
        let void = desk.act(code, 3, r#"{"action":"void","reason":"nhầm"}"#);
        assert_eq!((void.status, &void.json["state"]), (200, &Value::from("void")), "{}", void.json);
        assert!(void.json["national_status"].is_null());
    }

    fn a_key_is_answered_the_same_as_often_as_it_is_sent(db: TestDb) {
        let world = World::new(&db, api::routes());
        let mut desk = desk_and_case(&world, "cong");
        let first = desk.create("khoa-0001", MARRIAGE);
        let again = desk.create("khoa-0001", &MARRIAGE.replace(",\"", " ,  \""));
        assert_eq!((again.status, &again.json), (201, &first.json));
        let other = desk.create("khoa-0001", &MARRIAGE.replace("Thử", "Khác"));
        assert_eq!((other.status, other.code()), (422, "idempotency.reused"));
        let mut colleague = desk_and_case(&world, "hai");
        let own = colleague.create("khoa-0001", MARRIAGE);
        assert_eq!((own.status, &own.json["code"]), (201, &Value::from("X01-201120-0002")));
        // What was refused took no key.
        let refused = desk.create("khoa-0002", &MARRIAGE.replace("1.000020", "1.000030"));
        assert_eq!((refused.status, refused.places()), (422, vec!["/unit"]));
        assert_eq!(desk.create("khoa-0002", MARRIAGE).status, 201);
        let none = desk.ask("POST", "/api/v1/dossiers", &[], Some(MARRIAGE));
        assert_eq!((none.status, none.places()), (400, vec!["Idempotency-Key"]));
    }

    fn two_equal_calls_at_once_take_in_one_dossier(db: TestDb) {
        let world = World::new(&db, api::routes());
        let desk = desk_and_case(&world, "cong");
        let token = desk.token.clone();
        let answers: Vec<(u16, Value)> = std::thread::scope(|scope| {
            let asking = (0..6).map(|_| {
                let mut program = Program { browser: world.browser(), token: token.clone(), person: desk.person };
                scope.spawn(move || {
                    let told = program.create("khoa-0001", MARRIAGE);
                    (told.status, told.json)
                })
            });
            let asking: Vec<_> = asking.collect();
            asking.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|a| *a == answers[0] && a.0 == 201), "{answers:?}");
        let mut desk = desk;
        assert_eq!(desk.found("/api/v1/dossiers")["dossiers"].as_array().unwrap().len(), 1);
    }

    fn pages_stay_where_they_were_while_more_comes_in(db: TestDb) {
        let world = World::new(&db, api::routes());
        for i in 0..7 {
            world.accept(3, 1, &format!("Người {i}"));
            world.accept(4, 1, &format!("Khác {i}"));
        }
        let mut desk = program(&world, "cong", Role::CaseOfficer, Scope::Unit(world.units[3]));
        for filter in ["", "&due_before=2020-12-31", "&state=accepted", "&state=accepted&due_before=2020-12-31"] {
            let mut seen = Vec::new();
            let mut next = String::new();
            for page in 0.. {
                assert!(page < 20, "it never ends");
                let told = desk.found(&format!("/api/v1/dossiers?limit=3{filter}{next}"));
                for line in told["dossiers"].as_array().unwrap() {
                    assert_eq!(line["unit"], "X01");
                    seen.push(line["id"].as_str().unwrap().to_owned());
                }
                if page == 0 {
                    world.accept(3, 1, "Mới tới");
                }
                match told["next"].as_str() {
                    Some(cursor) => next = format!("&after={cursor}"),
                    None => break,
                }
            }
            let once: BTreeSet<&String> = seen.iter().collect();
            assert_eq!(once.len(), seen.len(), "{filter}");
            assert!(seen.len() >= 8, "{filter}: {}", seen.len());
        }
        assert_eq!(desk.found("/api/v1/dossiers?state=paused")["dossiers"], serde_json::json!([]));
        assert_eq!(desk.found("/api/v1/dossiers?unit=X02")["dossiers"], serde_json::json!([]));
        assert_eq!(desk.found("/api/v1/dossiers?unit=X99")["dossiers"], serde_json::json!([]));
        let mut leader = program(&world, "tinh", Role::ProvinceLeader, Scope::Province);
        let all = leader.found("/api/v1/dossiers?limit=200");
        assert_eq!(all["dossiers"].as_array().unwrap().len(), 18);
        assert_eq!(leader.found("/api/v1/dossiers?unit=X02&limit=200")["dossiers"].as_array().unwrap().len(), 7);
        assert_eq!(leader.found("/api/v1/dossiers?state=accepted&limit=200")["dossiers"].as_array().unwrap().len(), 18);
    }
}
