//! The site over a database, its clocks, and what tests do behind the pages.

use super::{Browser, place};
use crate::Door;
use axum::Router;
use dossier::desk::{Accept, Accepted, Applicant, Channel, Desk, ResultBy, Shift, Tokens};
use identity::desk::{Details, NewGrant, NewPerson};
use identity::{Gate, Kind, LEAST, Language, Person, Role, Rules, Scope, Secret};
use kernel::{Actor, Clock, Day, Instant, Result, SystemClock, UnitId};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Ctx, Db, Tx};
use webkit::{Config, Kit, Route, Routes, Site};

/// A password that nobody would guess.
pub const GOOD: &str = "con mèo nằm trên mái nhà";
/// The business day on which tests begin: Friday, 20 November 2020.
const TODAY: Day = Day(18_586);

/// A clock that is set by hand.
#[derive(Debug)]
pub struct Hands(AtomicI64);

impl Hands {
    fn at(now: Instant) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now.0)))
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Puts it to an instant.
    pub fn put(&self, now: Instant) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// A small province and its site. `units` and `procedures` stand in the order of [`UNITS`](super::UNITS) and
/// [`PROCEDURES`](super::PROCEDURES).
pub struct World {
    /// The database.
    pub db: Db,
    /// What handlers are given.
    pub kit: Kit,
    /// The desks.
    pub desk: Desk,
    /// The gate.
    pub gate: Gate,
    /// The units.
    pub units: Vec<UnitId>,
    /// The procedures.
    pub procedures: Vec<catalogue::ProcedureId>,
    /// Business time: Friday, 20 November 2020, 08:00.
    pub business: Arc<Hands>,
    /// Technical time.
    pub technical: Arc<Hands>,
    /// Every route of the site.
    pub routes: Vec<Route>,
    router: Router,
}

impl World {
    /// A site of these routes and those of [`routes`](crate::routes).
    ///
    /// # Panics
    /// When it cannot be founded.
    pub fn new(db: &Db, routes: Routes) -> Self {
        Self::with(
            db,
            routes,
            Config { public_url: Some("https://mot-cua.example".into()), ..Config::default() },
        )
    }

    /// The same with settings of its own.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub fn with(db: &Db, routes: Routes, config: Config) -> Self {
        Self::whole(db, routes.and(crate::routes()), config)
    }

    /// A site of these routes and no others.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub fn whole(db: &Db, routes: Routes, config: Config) -> Self {
        let (units, procedures) = db.write(place::found).expect("founding the tests' province");
        let business = Hands::at(TODAY.at_minute(8 * 60));
        // The store's own technical clock cannot be set, so that this one begins with it.
        let technical = Hands::at(SystemClock.now());
        let rules = Rules { cost: LEAST, ..Rules::default() };
        let gate = Gate::open(db.clone(), business.clone(), technical.clone(), rules).expect("a gate");
        let desk = Desk::open(db.clone(), Tokens::System);
        let kit = Kit::over(db.clone())
            .business(business.clone())
            .technical(technical.clone())
            .config(config)
            .with(Arc::new(desk.clone()))
            .with(Arc::new(gate.clone()))
            .build();
        let site = Site::new(kit.clone(), routes).gate(Arc::new(Door::new(gate.clone())));
        let routes = site.list().to_vec();
        let router = site.router();
        Self { db: db.clone(), kit, desk, gate, units, procedures, business, technical, routes, router }
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A browser in which somebody of the demo has signed in: `tiepnhan`, `xuly`, `thutruong` (first department),
    /// `donvikhac` (second), `lanhdao`, `caicach`, `quantri`, `kiemtra` (province), `xa.tiepnhan`, `xa.xuly`,
    /// `xa.chutich` (first commune).
    ///
    /// # Panics
    /// When there is no such person.
    pub fn as_person(&self, login: &str) -> Browser {
        let person = self.person(login);
        let mut browser = self.browser();
        let said = browser.post("/sign-in/demo", &[("person", &person.id.0.to_string())]);
        assert_eq!(said.status, 303, "{login} cannot sign in: {}", said.text());
        browser
    }

    /// Somebody of the staff with the password [`GOOD`] and perhaps a role.
    ///
    /// # Panics
    /// When he cannot be made.
    pub fn staff(&self, login: &str, role: Option<(Role, Scope)>) -> Person {
        let details = Details {
            name: format!("Trần Văn {login}"),
            title: "Chuyên viên".into(),
            unit: None,
            language: Language::Vi,
        };
        let new = NewPerson { login: login.into(), kind: Kind::Staff, details, role };
        let first = Secret::new("mật khẩu được cấp lần đầu");
        let made = self.gate.add_person_with(Actor::SYSTEM, new, Some(first)).expect("an account");
        let mut browser = self.browser();
        browser.post("/sign-in", &[("login", login), ("password", "mật khẩu được cấp lần đầu")]);
        let said = browser.post(
            "/account/password",
            &[("old_password", "mật khẩu được cấp lần đầu"), ("new_password", GOOD), ("same_password", GOOD)],
        );
        assert_eq!(said.status, 303, "{}", said.text());
        made
    }

    /// Gives somebody one more role from today on.
    ///
    /// # Panics
    /// When it cannot be granted.
    pub fn grant(&self, login: &str, role: Role, scope: Scope) {
        let person = self.person(login).id;
        let from = self.business.now().day();
        self.as_actor(Actor::SYSTEM, move |tx, ctx| {
            let new = NewGrant { person, role, scope, from, to: None, reason: "thử".into() };
            identity::desk::grant(tx, ctx, new).map(|_| ())
        })
        .expect("a grant");
    }

    /// Somebody by his login name.
    ///
    /// # Panics
    /// When there is nobody.
    pub fn person(&self, login: &str) -> Person {
        let found = self.db.read(|tx| identity::by_login(tx, login)).expect("reading people");
        found.unwrap_or_else(|| panic!("there is no {login}"))
    }

    /// Does something behind the pages, now.
    ///
    /// # Errors
    /// What the work refuses.
    pub fn as_actor<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let now = self.business.now();
        self.db.write(move |tx| {
            let ids = tx.ids();
            work(tx, &Ctx { actor, now, ids: &ids })
        })
    }

    /// Works at the desks behind the pages, now, as the program itself.
    ///
    /// # Errors
    /// What the work refuses.
    pub fn at_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Shift<'_, '_>, &Ctx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (now, ids) = (self.business.now(), self.db.ids().clone());
        self.desk.shift(move |shift| work(shift, &Ctx { actor: Actor::SYSTEM, now, ids: &ids }))
    }

    /// Takes a dossier in for a unit at its own desk: the unit's and the procedure's place in the tables.
    ///
    /// # Panics
    /// When it is refused.
    pub fn accept(&self, unit: usize, procedure: usize, name: &str) -> Accepted {
        let cmd = Accept {
            id: None,
            procedure: self.procedures[procedure],
            unit: self.units[unit],
            receiving: self.units[unit],
            channel: Channel::Counter,
            result_by: ResultBy::Counter,
            applicant: Applicant { name: name.into(), ..Applicant::default() },
            content: "Hồ sơ thử (minh họa)".into(),
        };
        self.at_desk(move |shift, ctx| shift.accept(ctx, cmd)).expect("a dossier")
    }
}
