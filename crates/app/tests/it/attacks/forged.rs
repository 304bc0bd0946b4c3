//! Forms that another site sends in somebody's name, and addresses that would do something by being looked at.

use super::site::{FORM, Site, escaped};
use webkit::Kind;

/// Fields with which each form would do something.
const DEEDS: &str = "do=forward&version=2&act=save&keys=off&asked=Quyzzoro&reason=x&which=1&grant=1&job=audit.seal\
    &message=1&login=x&password=x&person=1&view=show%3Dall&note=x&old_password=x&new_password=x&same_password=x";

store::db_test! {
    with motcua::domains::schema();

    fn without_the_sessions_token_no_form_does_anything(db: TestDb) {
        let site = Site::new(&db);
        let mut tried = 0;
        for route in site.writing().iter().filter(|r| r.kind == Kind::Page) {
            let (mut browser, _) = site.signed_in(route);
            let (_, foreign) = site.signed_in(route);
            let before = site.done();
            for token in ["", "00", &foreign] {
                let body = format!("{DEEDS}&csrf={token}");
                let said = site.ask(&mut browser, route, &site.path(route), &[FORM], body);
                assert_eq!(said.status, 409, "POST {} with the token '{token}'", route.path);
                tried += 1;
            }
            assert_eq!(site.done(), before, "POST {} did something", route.path);
            assert_eq!(browser.get("/account").status, 200, "POST {} ended the session", route.path);
        }
        assert!(tried >= 3 * 25, "only {tried} forms");
    }

    fn a_form_from_elsewhere_is_refused_everywhere_also_with_the_right_token(db: TestDb) {
        let site = Site::new(&db);
        for route in site.writing().iter().filter(|r| r.kind == Kind::Page) {
            let (mut browser, token) = site.signed_in(route);
            let before = site.done();
            let body = format!("{DEEDS}&csrf={token}");
            for from in [
                ("origin", "https://evil.example"),
                ("origin", "null"),
                ("origin", "https://mot-cua.example.evil.example"),
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
            ] {
                let headers = [FORM, from, ("host", "mot-cua.example")];
                let said = site.ask(&mut browser, route, &site.path(route), &headers, body.clone());
                assert_eq!(said.status, 403, "POST {} from {from:?}", route.path);
                // Where nobody is signed in a foreign name would be put on him.
                let said = site.ask(&mut site.0.browser(None), route, &site.path(route), &headers, DEEDS);
                assert!(matches!(said.status, 401 | 403), "POST {} from {from:?}: {}", route.path, said.status);
            }
            assert_eq!(site.done(), before, "POST {} did something", route.path);
        }
    }

    fn looking_does_nothing_whatever_the_address_says(db: TestDb) {
        let site = Site::new(&db);
        // That somebody took the audit away is itself recorded.
        let recorded = ["/admin/audit.xlsx", "/admin/audit.csv"];
        for route in site.0.world.routes.iter().filter(|r| r.method.is_safe() && !recorded.contains(&r.path)) {
            let (mut browser, token) = site.signed_in(route);
            let before = site.done();
            let path = site.path(route);
            let mark = if path.contains('?') { '&' } else { '?' };
            let asked = format!("{path}{mark}_method=POST&{DEEDS}&csrf={}", escaped(&token));
            let disguise = [("x-http-method-override", "POST"), ("x-method-override", "DELETE")];
            let said = site.ask(&mut browser, route, &asked, &disguise, "");
            assert!(said.status < 500, "{} answers {}", route.path, said.status);
            assert_eq!(site.done(), before, "GET {} did something", route.path);
        }
    }

    fn no_route_has_other_methods_than_those_of_the_list(db: TestDb) {
        let site = Site::new(&db);
        let routes = &site.0.world.routes;
        for route in routes {
            let (mut browser, _) = site.signed_in(route);
            let known = |method: &str| {
                let looked = if method == "HEAD" { "GET" } else { method };
                routes.iter().any(|r| r.path == route.path && r.method.as_str() == looked)
            };
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
                if known(method) {
                    continue;
                }
                let headers = [FORM, ("x-http-method-override", "GET")];
                let said = browser.ask(method, &site.path(route), &headers, axum::body::Body::empty());
                assert_eq!(said.status, 405, "{method} {}", route.path);
                assert!(!said.header("allow").is_empty(), "{method} {}", route.path);
            }
        }
    }
}
