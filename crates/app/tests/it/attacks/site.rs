//! The site that is attacked, and who comes as far as a route's handler.

use super::fill;
use super::people::{Everybody, Place};
use axum::body::Body;
use kernel::Right;
use pages_account::testing::{Browser, Said};
use store::testing::TestDb;
use webkit::{Access, Kind, Route};

/// What a form is sent as.
pub(super) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The demo person whom a route lets in; nobody where anybody may come, and where programs do.
pub(super) fn insider(route: &Route) -> Option<&'static str> {
    match route.access {
        Access::Public | Access::Token(_) => None,
        Access::SignedIn => Some("quantri"),
        Access::Right(Right::Correct | Right::Settle | Right::Assure) => Some("thutruong"),
        Access::Right(Right::Report) => Some("lanhdao"),
        Access::Right(Right::Administer | Right::People) => Some("quantri"),
        Access::Right(Right::Audit) => Some("kiemtra"),
        Access::Right(_) => Some("tiepnhan"),
    }
}

/// Everybody's site, and what each attack does with it.
pub(super) struct Site(pub(super) Everybody);

impl Site {
    pub(super) fn new(db: &TestDb) -> Self {
        Self(Everybody::new(db))
    }

    pub(super) fn own(&self) -> &Place {
        &self.0.own
    }

    /// The routes for browsers.
    pub(super) fn pages(&self) -> Vec<Route> {
        self.0.world.routes.iter().filter(|r| r.kind == Kind::Page).cloned().collect()
    }

    /// Routes that take a body.
    pub(super) fn writing(&self) -> Vec<Route> {
        let all = self.0.world.routes.iter();
        all.filter(|r| !r.method.is_safe()).cloned().collect()
    }

    /// The browser of whom a route lets in, or one nobody has signed in with.
    pub(super) fn browser(&self, route: &Route) -> Browser {
        self.0.browser(insider(route))
    }

    /// A browser in which somebody has signed in, whatever the route, and the token of his forms.
    pub(super) fn signed_in(&self, route: &Route) -> (Browser, String) {
        let mut browser = self.0.browser(insider(route).or(Some("tiepnhan")));
        let token = browser.get("/account/password").field("csrf").expect("the token of a form");
        (browser, token)
    }

    /// Asks for a route as its insider with headers and a body of one's own; programs show their token.
    pub(super) fn ask(
        &self,
        browser: &mut Browser,
        route: &Route,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Said {
        let bearer = format!("Bearer {}", self.0.bearer.expose());
        let mut all = headers.to_vec();
        if route.kind == Kind::Api {
            all.extend([("authorization", bearer.as_str()), ("idempotency-key", "attack-0001")]);
            all.push(("if-match", "\"1\""));
        }
        browser.ask(route.method.as_str(), path, &all, body.into())
    }

    /// The address of a route for the own place.
    pub(super) fn path(&self, route: &Route) -> String {
        fill::path(route.path, self.own())
    }

    /// How many things were done so far, by anybody: each has an entry in the audit.
    pub(super) fn done(&self) -> i64 {
        let count = |tx: &mut store::Tx<'_>| tx.query_one("SELECT COUNT(*) FROM audit", &[], |row| row.int());
        self.0.world.db.read(count).unwrap()
    }
}

/// A text as a piece of an address or a form.
pub(super) fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
