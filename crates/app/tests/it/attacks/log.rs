//! What a session leaves in the log: routes and statuses, and nothing of whom it is about.

use super::fill;
use super::people::{CARD, PHONE, WORD};
use super::site::{Site, escaped, insider};
use std::io;
use std::sync::{Mutex, Once};
use webkit::Kind;

/// What was logged in this process. All threads write here: what a handler does apart from the others, too.
static PAPER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Writes onto it.
struct Pen;

impl io::Write for Pen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        PAPER.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logs from now on. Both engines do, in one process.
fn begin() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        let log =
            tracing_subscriber::fmt().with_writer(|| Pen).with_max_level(tracing::Level::DEBUG).finish();
        tracing::subscriber::set_global_default(log).unwrap();
    });
}

store::db_test! {
    with motcua::domains::schema();

    fn the_log_of_a_day_names_nobody(db: TestDb) {
        let site = Site::new(&db);
        begin();
        let mut cookies = Vec::new();
            for route in &site.0.world.routes {
                let mut browser = site.0.browser(insider(route));
                let found = format!("q={0}&code={1}&who=xuly&name={0}&phone={PHONE}&card={CARD}", escaped(WORD), site.own().dossier);
                cookies.extend(browser.cookies().values().cloned());
                let path = site.path(route);
                let mark = if path.contains('?') { '&' } else { '?' };
                if route.method.is_safe() || route.kind == Kind::Api {
                    let body = fill::body(route.path, site.own());
                    let headers = [("content-type", "application/json"), ("user-agent", WORD)];
                    site.ask(&mut browser, route, &format!("{path}{mark}{found}"), &headers, body);
                } else {
                    let fields = [
                        ("asked", WORD), ("name", WORD), ("phone", PHONE), ("card", CARD), ("login", "xuly"), ("act", "save"),
                        ("password", "mật khẩu sai"), ("reason", WORD), ("do", "forward"), ("note", WORD), ("version", "1"),
                    ];
                    browser.post(&path, &fields);
                }
                // What is refused, too.
                site.0.browser(None).get(&format!("{path}{mark}{found}"));
            }
        let log = String::from_utf8(PAPER.lock().unwrap().clone()).unwrap();
        assert!(log.lines().count() > 2 * site.0.world.routes.len(), "{log}");
        assert!(log.contains("/dossier/{code}"), "routes are named as the router writes them");
        let bearer = site.0.bearer.expose();
        let own = site.own();
        let secrets = [WORD, PHONE, CARD, &own.dossier, &own.token, bearer, "mật khẩu", "xuly", "Nguyễn", "csrf="];
        for secret in secrets.into_iter().chain(cookies.iter().map(String::as_str)) {
            let line = log.lines().find(|l| l.to_lowercase().contains(&secret.to_lowercase()));
            assert_eq!(line, None, "{secret} stands in the log");
        }
    }
}
