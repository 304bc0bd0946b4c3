//! Nothing that stands in an address or a field makes a fault: whatever is sent is answered, refused or not there.

use super::fill;
use super::site::{FORM, Site, escaped};
use webkit::{Kind, Route};

/// What nobody would write, as it stands in an address.
const VALUES: [&str; 27] = [
    "",
    "%00",
    "a%00b",
    "%FF%FE",
    "%C0%AE%C0%AE",
    "%",
    "%zz",
    "..%2F..%2F..%2Fetc%2Fpasswd",
    "..%5C..%5Cwindows",
    "%0D%0Aset-cookie:%20a=b",
    "%27%20OR%20%271%27=%271",
    "%25%5F%2A",
    "%3Cscript%3E",
    "%F0%9F%92%A9",
    "%E2%80%AE",
    "0",
    "-1",
    "-9223372036854775808",
    "9223372036854775807",
    "99999999999999999999",
    "1e309",
    "0001-01-01",
    "9999-12-31",
    "before-0001-01-01",
    "after-9999-12-31",
    "9223372036854775807.-9223372036854775808",
    "i-9223372036854775808",
];

/// Names that some page looks for in an address.
const NAMES: [&str; 42] = [
    "q",
    "name",
    "code",
    "page",
    "field",
    "tier",
    "from",
    "to",
    "as_of",
    "units",
    "all",
    "figure",
    "unit",
    "under",
    "below",
    "places",
    "after",
    "at",
    "show",
    "procedure",
    "due",
    "before",
    "who",
    "action",
    "table",
    "key",
    "day",
    "period",
    "stuck",
    "state",
    "role",
    "desk",
    "competent",
    "kind",
    "year",
    "at_once",
    "view",
    "back",
    "limit",
    "online",
    "post",
    "deputy",
];

/// Names that some form is sent with, besides.
const FIELDS: [&str; 40] = [
    "do",
    "act",
    "version",
    "note",
    "reason",
    "keys",
    "asked",
    "before",
    "content",
    "address",
    "phone",
    "card",
    "scan",
    "channel",
    "result_by",
    "form",
    "twins",
    "copies-1",
    "part-1",
    "parts_of",
    "announce_day",
    "announce_reason",
    "end_outcome",
    "deliver_by",
    "late_code",
    "right_unit",
    "right_name",
    "right_procedure",
    "login",
    "title",
    "language",
    "reach",
    "last",
    "days",
    "ranges",
    "scope",
    "which",
    "grant",
    "decision",
    "session",
];

/// What of a form makes each page go as far as it can.
const STARTS: [&str; 8] = [
    "act=save&do=accept",
    "act=more&do=announce&turn_reason=x",
    "act=find&do=end",
    "act=preview&do=unit",
    "act=decide&do=procedure",
    "do=deliver",
    "do=settle",
    "do=void",
];

/// The address of a route with this in the place of each parameter.
fn with_parameters(route: &Route, value: &str) -> Option<String> {
    let pieces: Vec<&str> = route.path.split('/').collect();
    if !pieces.iter().any(|p| p.starts_with('{')) || value.is_empty() {
        return None;
    }
    Some(pieces.iter().map(|p| if p.starts_with('{') { value } else { p }).collect::<Vec<_>>().join("/"))
}

/// Whether an address can be sent at all: a client that cannot write it attacks nobody.
fn sendable(path: &str) -> bool {
    path.parse::<axum::http::Uri>().is_ok()
}

store::db_test! {
    with motcua::domains::schema();

    fn no_parameter_of_a_path_makes_a_fault(db: TestDb) {
        let site = Site::new(&db);
        let long = "A".repeat(8_000);
        for route in &site.0.world.routes {
            let (mut browser, token) = site.signed_in(route);
            for value in VALUES.iter().copied().chain([long.as_str()]) {
                let Some(path) = with_parameters(route, value).filter(|p| sendable(p)) else { continue };
                let (kind, body) = match route.kind {
                    Kind::Page => (FORM, format!("csrf={token}&do=accept&version=1&reason=x")),
                    Kind::Api => (("content-type", "application/json"), fill::body(route.path, site.own())),
                };
                let said = site.ask(&mut browser, route, &path, &[kind], body);
                let start: String = path.chars().take(120).collect();
                assert!(said.status < 500, "{} {start} fails", route.method);
                // Paths lead to what the router knows and to no file.
                assert!(!said.text().contains("root:") && !said.text().contains("[workspace]"), "{start}");
                assert!(!said.headers.contains_key("a") && !said.header("set-cookie").contains("a=b"), "{start}");
            }
        }
    }

    fn no_question_makes_a_fault(db: TestDb) {
        let site = Site::new(&db);
        let mut asked = 0;
        for route in site.0.world.routes.iter().filter(|r| r.method.is_safe()) {
            let mut browser = site.browser(route);
            let path = site.path(route);
            let mark = if path.contains('?') { '&' } else { '?' };
            let mut ask = |query: &str| {
                let said = site.ask(&mut browser, route, &format!("{path}{mark}{query}"), &[], "");
                assert!(said.status < 500, "{path}?{query} answers {}", said.status);
                assert!(!said.header("location").contains('\n') && !said.header("location").contains("//evil"), "{path}");
                asked += 1;
            };
            for value in VALUES {
                let all: Vec<String> = NAMES.iter().map(|name| format!("{name}={value}")).collect();
                ask(&all.join("&"));
            }
            // One alone comes further than all at once.
            for (at, name) in NAMES.iter().enumerate() {
                for step in [0, 13] {
                    ask(&format!("{name}={}", VALUES[(at + step) % VALUES.len()]));
                }
            }
            ask(&"a=1&".repeat(10_000));
            ask(&format!("q={}", "A".repeat(30_000)));
            ask("back=//evil.example&back=https://evil.example");
        }
        assert!(asked > 3_000, "only {asked} questions");
    }

    fn no_field_makes_a_fault(db: TestDb) {
        let site = Site::new(&db);
        for route in site.writing().iter().filter(|r| r.kind == Kind::Page) {
            let (mut browser, mut token) = site.signed_in(route);
            for (at, value) in VALUES.iter().enumerate() {
                let start = STARTS[at % STARTS.len()];
                let others = FIELDS.iter().chain(&NAMES).filter(|n| !start.contains(&format!("{n}=")));
                let fields: Vec<String> = others.map(|name| format!("{name}={value}")).collect();
                let body = format!("csrf={token}&{start}&{}", fields.join("&"));
                let said = site.ask(&mut browser, route, &site.path(route), &[FORM], body);
                assert!(said.status < 500, "POST {} fails of {value}: {start}", route.path);
                let to = said.header("location");
                assert!(!to.starts_with("//") && !to.contains("://"), "POST {} leads to {to}", route.path);
                if said.headers.contains_key("set-cookie") {
                    (browser, token) = site.signed_in(route);
                }
            }
        }
    }

    fn no_word_of_a_program_makes_a_fault(db: TestDb) {
        let site = Site::new(&db);
        let words = ["", "\u{1}", "a\nb", "\u{202e}", "0", "-1", "../..", "<script>", "'", "9999-12-31", &"A".repeat(3_000)];
        for route in site.writing().iter().filter(|r| r.kind == Kind::Api) {
            let usual: serde_json::Value = serde_json::from_str(&fill::body(route.path, site.own())).unwrap();
            let mut names: Vec<String> = usual.as_object().unwrap().keys().cloned().collect();
            names.extend(["url", "topics", "what", "reason", "applicant", "id", "state", "actor"].map(str::to_owned));
            for name in names {
                let odd = words.iter().map(|w| serde_json::json!(w));
                let odd = odd.chain([
                    serde_json::json!(null),
                    serde_json::json!(1e300),
                    serde_json::json!(i64::MIN),
                    serde_json::json!([[]]),
                    serde_json::json!({ "a": { "b": [] } }),
                ]);
                for value in odd {
                    let mut body = usual.clone();
                    body[&name] = value.clone();
                    let headers = [("content-type", "application/json")];
                    let said = site.ask(&mut site.0.browser(None), route, &site.path(route), &headers, body.to_string());
                    assert!(said.status < 500, "{} {} fails of {name} = {value}", route.method, route.path);
                }
            }
        }
        // And headers that are read.
        for route in site.0.world.routes.iter().filter(|r| r.kind == Kind::Api) {
            for (name, value) in [
                ("if-match", "\"-9223372036854775808\""),
                ("if-match", "W/\"x\", *"),
                ("idempotency-key", &"k".repeat(5_000)),
                ("authorization", "Bearer motcua_"),
                ("authorization", "Basic Og=="),
                ("authorization", "Bearer"),
                ("accept-language", &"vi;q=9e99,".repeat(500)),
                ("x-forwarded-for", "'; DROP TABLE session; --"),
            ] {
                let headers = [(name, value), ("content-type", "application/json")];
                let said = site.ask(&mut site.0.browser(None), route, &site.path(route), &headers, "{}");
                assert!(said.status < 500, "{} {} fails of {name}: {value}", route.method, route.path);
            }
        }
    }

    fn no_cookie_makes_a_fault_or_lets_anybody_in(db: TestDb) {
        let site = Site::new(&db);
        let words = ["evil", "%00", "..", "<script>", &escaped("đ"), &"a".repeat(9_000), "\"quoted\"", "a=b=c"];
        for route in site.pages() {
            for word in words {
                let all = format!("motcua={word}; __Host-motcua={word}; flash={word}; lang={word}; motcua=x");
                let headers = [("cookie", all.as_str())];
                let said = site.ask(&mut site.0.browser(None), &route, &site.path(&route), &headers, "");
                assert!(said.status < 500, "{} of {word}", route.path);
                if route.access != webkit::Access::Public {
                    assert_eq!(said.status, 401, "{} of {word}", route.path);
                }
            }
        }
    }
}
