//! Ids in the place of codes, and fields that a form does not have.

use super::people::Everybody;
use super::site::Site;
use dossier::desk::{Applicant, ResultBy, Submit};
use kernel::Right;
use pages_account::testing::{Browser, Said};
use webkit::{Access, Kind};

/// An id that nobody has.
const NOBODYS: &str = "4000000000000000001";

/// A dossier that waits at the first unit's desk without a code: its id is its name.
fn waiting(everybody: &Everybody) -> String {
    let world = &everybody.world;
    let cmd = Submit {
        id: None,
        procedure: world.procedures[2],
        unit: world.units[0],
        receiving: world.units[0],
        result_by: ResultBy::Counter,
        applicant: Applicant { name: "Trần Thị Chờ".into(), ..Applicant::default() },
        content: "Nộp trực tuyến (minh họa)".into(),
    };
    world.at_desk(move |shift, ctx| shift.submit(ctx, cmd)).unwrap().0.to_string()
}

/// What was said, without what was asked for and what differs each time.
fn plain(said: &Said, id: &str) -> (u16, String) {
    let text = said.text().replace(id, "…");
    let text: Vec<&str> =
        text.split('"').filter(|p| p.len() < 16 || !p.bytes().all(|b| b.is_ascii_hexdigit())).collect();
    (said.status, text.join("\""))
}

store::db_test! {
    with motcua::domains::schema();

    fn a_dossiers_id_opens_no_more_than_its_code(db: TestDb) {
        let site = Site::new(&db);
        let everybody = &site.0;
        let id = waiting(everybody);
        let named = |path: &str, id: &str| path.replace("{code}", id);
        let routes = everybody.world.routes.iter().filter(|r| r.path.contains("dossier") && r.path.contains("{code}"));
        let routes: Vec<_> = routes.collect();
        assert!(routes.len() >= 8, "{}", routes.len());
        for route in &routes {
            for stranger in ["donvikhac", "xa.tiepnhan", "xa.chutich", "quantri"] {
                let ask = |browser: &mut Browser, id: &str| match (&route.kind, route.method.is_safe()) {
                    (Kind::Api, _) => {
                        let bearer = format!("Bearer {}", everybody.stranger.expose());
                        let headers = [
                            ("authorization", bearer.as_str()),
                            ("content-type", "application/json"),
                            ("if-match", "\"1\""),
                        ];
                        browser.ask(route.method.as_str(), &named(route.path, id), &headers, r#"{"action":"accept"}"#.into())
                    }
                    (_, true) => browser.get(&named(route.path, id)),
                    (_, false) => {
                        browser.post(&named(route.path, id), &[("do", "accept"), ("version", "1"), ("void_reason", "x")])
                    }
                };
                let mut browser = everybody.browser(Some(stranger));
                let (there, nowhere) = (ask(&mut browser, &id), ask(&mut browser, NOBODYS));
                assert!(matches!(there.status, 403 | 404), "{stranger} {} {}", route.path, there.status);
                assert_eq!(plain(&there, &id), plain(&nowhere, NOBODYS), "{stranger} {} {}", route.method, route.path);
            }
        }
        // Its own desk finds it there and takes it in.
        let mut desk = everybody.browser(Some("tiepnhan"));
        assert_eq!(desk.get(&format!("/dossier/{id}")).status, 200);
        let said = desk.post(&format!("/dossier/{id}"), &[("do", "accept"), ("version", "1")]);
        assert_eq!(said.status, 303, "{}", said.words());
    }

    fn fields_that_a_form_does_not_have_change_nothing(db: TestDb) {
        let site = Site::new(&db);
        let world = &site.0.world;
        let mut desk = site.0.browser(Some("tiepnhan"));
        let form = desk.get("/intake").field("form").unwrap();
        let (foreign, other) = (world.units[1].to_string(), site.0.other.person.to_string());
        let fields = [
            ("form", form.as_str()),
            ("act", "save"),
            ("procedure", "1.000030"),
            ("code", "1.000030"),
            ("name", "Lê Thị Thêm"),
            ("phone", "0912345678"),
            ("channel", "counter"),
            ("result_by", "counter"),
            ("competent", foreign.as_str()),
            ("unit", foreign.as_str()),
            ("receiving", foreign.as_str()),
            ("unit_id", foreign.as_str()),
            ("actor", other.as_str()),
            ("behalf", other.as_str()),
            ("id", "5"),
            ("version", "99"),
            ("state", "settled"),
            ("outcome", "granted"),
            ("promised", "2030-01-01"),
            ("due_day", "2030-01-01"),
            ("accepted_at", "0"),
            ("number", "7777"),
        ];
        let said = desk.post("/intake", &fields);
        assert_eq!(said.status, 303, "{}", said.words());
        let code = said.header("location").split('/').nth(2).unwrap().to_owned();
        assert!(code.starts_with("T01-201120-") && !code.ends_with("7777"), "{code}");
        let sql = "SELECT receiving_id, state, version, promised_day, id FROM dossier WHERE code = $1";
        let row = world.db.read(|tx| {
            tx.query_one(sql, &[store::V::Text(&code)], |r| Ok((r.int()?, r.text()?, r.int()?, r.int()?, r.int()?)))
        });
        let (receiving, state, version, promised, id) = row.unwrap();
        assert_eq!((receiving, state.as_str(), version), (world.units[0].0, "accepted", 1));
        assert!(promised < kernel::Day::from_ymd(2021, 1, 1).unwrap().0 && id > 1_000_000);
        // Whoever was named as the actor did nothing: it was the officer himself.
        let acted = world.db.read(|tx| {
            tx.query_one("SELECT actor_id FROM dossier_event WHERE dossier_id = $1", &[store::V::Int(id)], |r| r.int())
        });
        assert_eq!(acted.unwrap(), world.person("tiepnhan").id.0);
    }

    fn a_person_is_not_lifted_by_fields_of_his_own_pages(db: TestDb) {
        let site = Site::new(&db);
        let before = site.0.world.person("tiepnhan");
        let mut desk = site.0.browser(Some("tiepnhan"));
        let id = before.id.to_string();
        let fields = [
            ("role", "administrator"),
            ("reach", "province"),
            ("scope", "*"),
            ("kind", "staff"),
            ("person", id.as_str()),
            ("grant", "1"),
            ("reason", "x"),
            ("from", "20/11/2020"),
            ("view", "unit=1&role=administrator"),
            ("keys", "off"),
            ("session", "-1"),
        ];
        for route in site.writing().iter().filter(|r| r.kind == Kind::Page) {
            let own = matches!(route.access, Access::SignedIn | Access::Right(Right::See));
            if own && !route.path.contains('{') {
                assert!(desk.post(route.path, &fields).status < 500, "{}", route.path);
                desk = site.0.browser(Some("tiepnhan"));
            }
        }
        for deed in ["grant", "edit", "password", "token"] {
            assert_eq!(desk.post(&format!("/admin/people/{id}/{deed}"), &fields).status, 403, "{deed}");
        }
        assert_eq!(site.0.world.person("tiepnhan"), before);
        assert_eq!(desk.get("/admin/people").status, 403);
    }
}
