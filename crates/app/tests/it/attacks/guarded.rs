//! What every answer carries, whoever asks and whatever comes of it.

use super::people::PEOPLE;
use super::site::{FORM, Site};
use pages_account::testing::{Said, World};
use webkit::{Access, Config, Kind};

/// Every answer has these, and none says what the program is made of.
fn is_guarded(said: &Said, what: &str) {
    let csp = said.header("content-security-policy");
    assert!(
        csp.starts_with("default-src 'none'; ") && !csp.contains("unsafe") && !csp.contains('*'),
        "{what}: {csp}"
    );
    for part in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(csp.contains(part), "{what}: {csp}");
    }
    assert_eq!(said.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(said.header("referrer-policy"), "same-origin", "{what}");
    assert_eq!(said.header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(said.header("cross-origin-resource-policy"), "same-origin", "{what}");
    for name in ["server", "x-powered-by", "access-control-allow-origin", "access-control-allow-credentials"]
    {
        assert_eq!(said.header(name), "", "{what}");
    }
    if !said.bytes.is_empty() {
        let kind = said.header("content-type");
        assert!(!kind.is_empty(), "{what}: bytes of no type");
        let text = kind.starts_with("text/");
        assert!(!text || kind.ends_with("; charset=utf-8"), "{what}: {kind}");
    }
    for cookie in said.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(
            cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("; Path=/"),
            "{what}: {cookie}"
        );
        assert!(!cookie.to_lowercase().contains("domain="), "{what}: {cookie}");
    }
}

/// Nothing on a page is run but files of our own.
fn runs_nothing(said: &Said, what: &str) {
    if !said.header("content-type").starts_with("text/html") {
        return;
    }
    let text = said.text();
    for (at, _) in text.match_indices("<script") {
        assert!(text[at..].starts_with("<script src=\"/assets/"), "{what}: {}", &text[at..at + 40]);
    }
    for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let lower = tag.to_lowercase();
        assert!(!lower.contains(" style=") && !lower.starts_with("style"), "{what}: <{tag}>");
        assert!(!lower.contains("=\"javascript:") && !lower.contains("=\"data:text"), "{what}: <{tag}>");
        let handler = lower.split(' ').skip(1).any(|a| a.starts_with("on") && a.contains("=\""));
        assert!(!handler, "{what}: <{tag}>");
    }
}

store::db_test! {
    with motcua::domains::schema();

    fn every_answer_is_guarded_and_runs_nothing_whoever_asks(db: TestDb) {
        let site = Site::new(&db);
        let mut seen = std::collections::BTreeSet::new();
        for (name, login) in PEOPLE {
            for route in &site.0.world.routes {
                // Each route with its own body, and once as nobody should ask.
                let mut browser = site.0.browser(login);
                let said = site.0.ask(&mut browser, route, site.own(), "", Some(&site.0.bearer));
                let what = format!("{name} {} {} {}", route.method, route.path, said.status);
                is_guarded(&said, &what);
                runs_nothing(&said, &what);
                seen.insert(said.status);
                let said = browser.ask("PUT", &site.path(route), &[FORM], "a=1".into());
                is_guarded(&said, &what);
                let said = browser.ask("HEAD", &site.path(route), &[], axum::body::Body::empty());
                is_guarded(&said, &what);
            }
            let mut browser = site.0.browser(login);
            for nowhere in ["/nowhere", "/api/v1/nowhere", "/work%00", "/assets/..%2fx"] {
                is_guarded(&browser.get(nowhere), nowhere);
            }
        }
        for status in [200, 303, 401, 403, 404, 422] {
            assert!(seen.contains(&status), "nothing was answered {status}");
        }
    }

    fn what_is_somebodys_is_kept_nowhere(db: TestDb) {
        let site = Site::new(&db);
        for (name, login) in PEOPLE {
            for route in site.pages().iter().filter(|r| !r.path.starts_with("/assets") && r.domain != "api") {
                let mut browser = site.0.browser(login);
                let said = site.0.ask(&mut browser, route, site.own(), "", None);
                let kept = said.header("cache-control");
                // To nobody a page may be kept that everybody sees, if it is asked for again each time.
                let for_all = login.is_none() && matches!(kept, "private, no-cache" | "no-cache" | "public, max-age=300");
                // What is open data is the same for everybody, signed in or not.
                let open = route.path.starts_with("/open-data/") && kept == "public, no-cache";
                assert!(kept == "no-store" || for_all || open, "{name} {} {} may be kept: {kept}", route.method, route.path);
            }
        }
        // Of a dossier nothing is kept either by whoever has its slip or its code.
        let mut nobody = site.0.world.browser();
        for path in [format!("/t/{}", site.own().token), format!("/track?code={}", site.own().dossier)] {
            let said = nobody.get(&path);
            assert_eq!((said.status, said.header("cache-control")), (200, "no-store"), "{path}");
        }
        for route in site.0.world.routes.iter().filter(|r| matches!(r.access, Access::Token(_)) && r.method.is_safe()) {
            let said = site.0.ask(&mut nobody, route, site.own(), "", Some(&site.0.bearer));
            assert_eq!((said.status, said.header("cache-control")), (200, "no-store"), "{}", route.path);
        }
    }

    fn over_tls_every_cookie_is_secure_and_every_answer_says_so(db: TestDb) {
        let config = Config { secure_cookies: true, ..Config::default() };
        let world = World::whole(&db, motcua::serve::site_routes(), config);
        let mut browser = world.as_person("tiepnhan");
        assert!(browser.cookies().keys().all(|name| name.starts_with("__Host-")), "{:?}", browser.cookies().keys());
        for route in world.routes.iter().filter(|r| r.kind == Kind::Page && !r.path.contains('{') && r.method.is_safe()) {
            let said = browser.get(route.path);
            assert!(said.header("strict-transport-security").starts_with("max-age=31536000"), "{}", route.path);
        }
        let said = browser.post("/work/keys", &[("keys", "off")]);
        for cookie in said.headers.get_all("set-cookie") {
            assert!(cookie.to_str().unwrap().contains("; Secure"), "{cookie:?}");
        }
        // The cookie of the same name that another host of the domain could set is not ours.
        let session = browser.cookies().remove("__Host-motcua").unwrap();
        browser.cookies().insert("motcua".into(), session);
        assert_eq!(browser.get("/work").status, 401);
    }

    fn no_page_leads_to_a_host_that_the_request_made_up(db: TestDb) {
        let site = Site::new(&db);
        for route in site.pages() {
            let (mut browser, _) = site.signed_in(&route);
            let headers = [
                ("host", "evil.example"),
                ("x-forwarded-host", "evil.example"),
                ("x-original-url", "/evil.example"),
                ("forwarded", "host=evil.example"),
                ("referer", "https://evil.example/"),
            ];
            let said = browser.ask("GET", &site.path(&route), &headers, axum::body::Body::empty());
            assert!(!said.text().contains("evil.example") && !said.header("location").contains("evil"), "{}", route.path);
        }
    }
}
