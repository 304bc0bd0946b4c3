//! Script and formulas in everything that people, programs and a province's data may name. They are stored, and then
//! every page, slip, list and file is asked for by everybody.

use super::people::{Everybody, PEOPLE};
use super::site::{Site, escaped};
use dossier::desk::{Accept, Applicant, Channel, ResultBy};
use identity::desk::Details;
use identity::{Language, Role, Scope};
use kernel::Actor;
use organisation::{UnitVersion, desk as organisation_desk};
use pages_account::testing::{Browser, Said};
use std::collections::BTreeSet;
use std::io::Read;

/// Begins as a formula, ends an attribute, a script, a table and a title.
const EVIL: &str = "=1+cmd|'/C calc'!A1\"'></title></script></textarea><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}";
/// The login of whoever is named like that.
const NAMED: &str = "nguoi.0";
/// How a page has it.
const TAMED: &str = "&#60;script&#62;alert(1)&#60;/script&#62;";

/// Stores it wherever text is taken; answers the code of the dossier that is full of it.
fn plant(everybody: &Everybody) -> String {
    let world = &everybody.world;
    let unit = world.units[0];
    world
        .as_actor(Actor::SYSTEM, move |tx, ctx| {
            let version = UnitVersion {
                unit: kernel::UnitId(0),
                valid_from: ctx.now.day().plus(-300),
                valid_to: None,
                code: "T09".into(),
                name: format!("Sở {EVIL}"),
                tier: "province".into(),
                kind: "office".into(),
                command: Some(unit),
                territory: Some(unit),
                position: 9,
                reports: true,
                calendar: "office".into(),
            };
            organisation_desk::found(tx, ctx, version).map(|_| ())
        })
        .unwrap();
    let person = world.person(NAMED);
    let details =
        Details {
            name: format!("Lê {EVIL}"), title: EVIL.into(), unit: person.unit, language: Language::Vi
        };
    world
        .as_actor(Actor::SYSTEM, move |tx, ctx| {
            identity::desk::change(tx, ctx, person.id, person.version, details).map(|_| ())
        })
        .unwrap();
    world.grant(NAMED, Role::CaseOfficer, Scope::Subtree(unit));
    let cmd = Accept {
        id: None,
        procedure: world.procedures[2],
        unit,
        receiving: unit,
        channel: Channel::Counter,
        result_by: ResultBy::Counter,
        applicant: Applicant { name: EVIL.into(), address: EVIL.into(), ..Applicant::default() },
        content: EVIL.into(),
    };
    let taken = world.at_desk(move |shift, ctx| shift.accept(ctx, cmd)).unwrap();
    let (id, code) = (taken.id, taken.code);
    world
        .at_desk(move |shift, ctx| {
            shift.forward(ctx, id, Some(EVIL))?;
            shift.announce(ctx, id, ctx.now.day().plus(30), EVIL)?;
            shift.request_supplement(ctx, id, EVIL)
        })
        .unwrap();
    by_forms(everybody);
    code
}

/// And through the forms of pages.
fn by_forms(everybody: &Everybody) {
    let person = everybody.world.person(NAMED).id;
    let mut admin = everybody.browser(Some("quantri"));
    let unit = everybody.world.units[0].to_string();
    for (deed, fields) in [
        (
            "grant",
            vec![
                ("role", "desk_officer"),
                ("unit", unit.as_str()),
                ("reach", "unit"),
                ("from", "20/11/2020"),
                ("reason", EVIL),
            ],
        ),
        ("token", vec![("name", "<script>alert(1)</script>"), ("days", "30"), ("scope", "dossiers:read")]),
        (
            "delegate",
            vec![
                ("deputy_login", "nguoi.1"),
                ("from", "20/11/2020"),
                ("last", "27/11/2020"),
                ("reason", EVIL),
            ],
        ),
    ] {
        let said = admin.post(&format!("/admin/people/{person}/{deed}"), &fields);
        assert!(matches!(said.status, 200 | 303), "{deed}: {} {}", said.status, said.words());
    }
    let fields = [
        ("day", "25/11/2020"),
        ("kind", "day_off"),
        ("name", EVIL),
        ("decision", EVIL),
        ("note", EVIL),
        ("act", "decide"),
    ];
    admin.post("/admin/calendars/decree", &fields);
    let mut browser = everybody.world.browser();
    let form =
        [("content-type", "application/x-www-form-urlencoded"), ("user-agent", "<script>alert(1)</script>")];
    let body = format!("person={}", everybody.world.person("tiepnhan").id);
    assert_eq!(browser.ask("POST", "/sign-in/demo", &form, body.into()).status, 303);
    assert!(browser.get("/account").text().contains(TAMED), "the browser's name stands among the sessions");
    browser.post("/work/view", &[("view", &format!("show=all&field={EVIL}"))]);
}

/// The files of a workbook, as one text.
fn unpacked(said: &Said) -> String {
    let mut text = String::new();
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(said.bytes.clone())).unwrap();
    for at in 0..book.len() {
        book.by_index(at).unwrap().read_to_string(&mut text).unwrap();
    }
    text
}

/// Looks at one answer: whether the evil stands there, tamed. Anything else ends the test.
fn tamed(said: &Said, what: &str) -> bool {
    let kind = said.header("content-type").to_owned();
    if said.bytes.starts_with(b"PK") {
        let text = unpacked(said);
        assert!(
            !text.contains("<f>") && !text.contains("<f ") && !text.contains("<hyperlink"),
            "{what}: a formula"
        );
        return text.contains("cmd|");
    }
    let text = said.text();
    assert!(!said.header("location").contains(['\n', '<']), "{what}");
    if kind.starts_with("text/csv") {
        for cell in text.split(['\n', ',']) {
            let cell = cell.trim_start_matches(['"', '\u{feff}']);
            assert!(!cell.starts_with("=1+cmd"), "{what}: a formula in {cell}");
        }
        return text.contains("cmd|");
    }
    if kind.starts_with("text/html") {
        assert!(!text.contains("<script>") && !text.contains("<img src=x"), "{what}: a script");
        assert!(!text.contains("!A1\"'>"), "{what}: an attribute ends early");
        assert!(!text.contains("&#38;#60;"), "{what}: escaped twice");
        return text.contains(TAMED);
    }
    // JSON: a browser shows it as text.
    assert!(kind.is_empty() || kind.contains("json") || kind.starts_with("text/plain"), "{what}: {kind}");
    text.contains("alert(1)")
}

store::db_test! {
    with motcua::domains::schema();

    fn what_was_stored_comes_back_as_text_on_every_page_and_in_every_file(db: TestDb) {
        let mut site = Site::new(&db);
        site.0.own.dossier = plant(&site.0);
        site.0.own.person = site.0.world.person(NAMED).id;
        let mut shown = BTreeSet::new();
        for (name, login) in PEOPLE {
            let mut browser = site.0.browser(login);
            for route in site.0.world.routes.iter().filter(|r| r.method.is_safe()) {
                for more in ["", "?show=all", "?figure=received", "?unit=T09", "?state=all", "?code=T01"] {
                    if route.path.ends_with(".xlsx") || route.path.ends_with(".csv") {
                        // Nobody is given more files than that.
                        site.0.world.technical.pass(6);
                    }
                    let said = site.0.ask(&mut browser, route, site.own(), more, Some(&site.0.bearer));
                    if tamed(&said, &format!("{name} {}{more}", route.path)) {
                        shown.insert(route.path);
                    }
                }
            }
            let found: [(&str, &[(&str, &str)]); 2] = [("/find", &[("asked", "cmd")]), ("/find.xlsx", &[("asked", "cmd")])];
            for (path, fields) in found {
                tamed(&browser.post(path, fields), path);
            }
        }
        // It does stand there: else nothing was shown at all.
        for path in [
            "/work", "/work.xlsx", "/work.csv", "/dossier/{code}", "/dossier/{code}/slip", "/dossier/{code}/correct",
            "/lead/dossiers", "/lead/dossiers.xlsx", "/lead/dossiers.csv", "/admin/people", "/admin/people.csv",
            "/admin/people.xlsx", "/admin/people/{id}", "/admin/units", "/admin/units.csv", "/admin/units.xlsx",
            "/api/v1/dossiers/{code}", "/api/v1/units",
        ] {
            assert!(shown.contains(path), "{path} shows nothing of it; these do: {shown:?}");
        }
    }

    fn what_is_asked_for_comes_back_as_text(db: TestDb) {
        let site = Site::new(&db);
        let evil = escaped(EVIL);
        let names = ["q", "name", "code", "field", "tier", "from", "to", "as_of", "unit", "under", "figure", "who", "action", "key", "day", "period", "desk", "back"];
        let mut shown = BTreeSet::new();
        for route in site.0.world.routes.iter().filter(|r| r.method.is_safe()) {
            let mut browser = site.browser(route);
            let path = site.path(route);
            let mark = if path.contains('?') { '&' } else { '?' };
            for name in names {
                let said = site.ask(&mut browser, route, &format!("{path}{mark}{name}={evil}"), &[], "");
                if tamed(&said, &format!("{path}?{name}")) {
                    shown.insert(route.path);
                }
            }
            let inside = route.path.split('/').map(|p| if p.starts_with('{') { evil.as_str() } else { p });
            tamed(&site.ask(&mut browser, route, &inside.collect::<Vec<_>>().join("/"), &[], ""), route.path);
        }
        assert!(shown.contains("/search") && shown.contains("/admin/audit"), "{shown:?}");
    }

    fn a_form_that_comes_back_shows_text(db: TestDb) {
        let site = Site::new(&db);
        let fields = [
            "name", "phone", "card", "address", "content", "note", "reason", "procedure", "login", "title", "asked",
            "day", "from", "last", "decision", "scan", "rows", "ranges", "days", "end_reason", "announce_reason",
            "turn_reason", "right_name", "name_reason", "late_text", "deputy_login", "successor_login", "back", "_kept",
        ];
        let mut shown = BTreeSet::new();
        for route in site.pages().iter().filter(|r| !r.method.is_safe()) {
            for act in ["", "save", "preview"] {
                let mut all: Vec<(&str, &str)> = fields.iter().map(|name| (*name, EVIL)).collect();
                all.extend([("act", act), ("do", "end")]);
                let mut browser: Browser = site.browser(route);
                // Once as it was sent, once without a token: the page that gives it back.
                let said = browser.post(&site.path(route), &all);
                if tamed(&said, route.path) {
                    shown.insert(route.path);
                }
                all.push(("csrf", "00"));
                tamed(&browser.post(&site.path(route), &all), route.path);
                // And the page where one signs in, which carries it through.
                tamed(&site.0.browser(None).post(&site.path(route), &all), route.path);
            }
        }
        assert!(shown.contains("/intake") && shown.contains("/admin/people/new"), "{shown:?}");
    }
}
