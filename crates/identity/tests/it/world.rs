//! A small province, its gate, and clocks that stand where they are put.

use identity::desk::{self, Details, NewGrant, NewPerson};
use identity::{
    Attempt, Entered, Gate, GrantId, Kind, LEAST, Language, Origin, Person, Role, Rules, Scope, Secret,
    SignedIn,
};
use kernel::{Actor, Clock, Day, Instant, PersonId, Result, SystemClock, UnitId};
use organisation::UnitVersion;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Ctx, Db, Schema, Tx};

/// The schema of organisation and identity.
pub(crate) fn schema() -> Schema {
    Schema::of(&[&organisation::DOMAIN, &identity::DOMAIN])
        .listening(&[desk::DEACTIVATED])
        .leaving_out(identity::LEFT_OUT)
}

/// The business day of the tests.
pub(crate) const TODAY: Day = Day(18_586);
/// A password that nobody would guess.
pub(crate) const GOOD: &str = "con mèo nằm trên mái nhà";

/// A clock that is set by hand.
#[derive(Debug)]
pub(crate) struct Hands(AtomicI64);

impl Hands {
    fn at(now: Instant) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now.0)))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// A province: `units[0]` commands 1 and 2; 1 commands 3 and 4; 2 commands 5.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) gate: Gate,
    pub(crate) units: Vec<UnitId>,
    pub(crate) business: Arc<Hands>,
    pub(crate) technical: Arc<Hands>,
}

pub(crate) fn version(n: usize, command: Option<UnitId>) -> UnitVersion {
    UnitVersion {
        unit: UnitId(0),
        valid_from: Day(18_000),
        valid_to: None,
        code: format!("U{n}"),
        name: format!("Đơn vị {n}"),
        tier: "one".into(),
        kind: "office".into(),
        command,
        territory: command,
        position: i64::try_from(n).unwrap(),
        reports: true,
        calendar: "office".into(),
    }
}

fn tree(tx: &mut Tx) -> Result<Vec<UnitId>> {
    let ids = tx.ids();
    let ctx = Ctx { actor: Actor::SYSTEM, now: Day(18_000).start(), ids: &ids };
    let hours = [kernel::calendar::Span { from: 420, to: 690 }];
    organisation::desk::keep_hours(tx, &ctx, "office", 1, Day(0), &hours)?;
    let mut units: Vec<UnitId> = Vec::new();
    for (n, above) in [None, Some(0), Some(0), Some(1), Some(1), Some(2)].into_iter().enumerate() {
        let above = above.map(|a: usize| units[a]);
        units.push(organisation::desk::found(tx, &ctx, version(n, above))?);
    }
    Ok(units)
}

impl World {
    pub(crate) fn new(db: &Db) -> Self {
        Self::with(db, Self::units_of(db))
    }

    /// The units alone.
    pub(crate) fn units_of(db: &Db) -> Vec<UnitId> {
        db.write(tree).unwrap()
    }

    pub(crate) fn with(db: &Db, units: Vec<UnitId>) -> Self {
        let business = Hands::at(TODAY.at_minute(8 * 60));
        // The store's own technical clock cannot be set, so that this one begins with it.
        let technical = Hands::at(SystemClock.now());
        let rules = Rules { cost: LEAST, ..Rules::default() };
        let gate = Gate::open(db.clone(), business.clone(), technical.clone(), rules).unwrap();
        Self { db: db.clone(), gate, units, business, technical }
    }

    /// Does something as an actor, now.
    pub(crate) fn as_<T: Send + 'static>(
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

    pub(crate) fn new_person(login: &str, unit: Option<UnitId>) -> NewPerson {
        let details = Details {
            name: format!("Nguyễn Văn {login}"),
            title: "Chuyên viên".into(),
            unit,
            language: Language::Vi,
        };
        NewPerson { login: login.into(), kind: Kind::Staff, details, role: None }
    }

    /// Somebody who has chosen his password already.
    pub(crate) fn person(&self, login: &str, unit: Option<UnitId>) -> Person {
        let made = self.gate.add_person(Actor::SYSTEM, Self::new_person(login, unit)).unwrap();
        let token = self.try_sign_in(login, made.password.unwrap().expose()).unwrap().token;
        let once = self.gate.reset_password(Actor::SYSTEM, made.person.id).unwrap().password.unwrap();
        assert!(self.gate.enter(&token).unwrap().is_none());
        let token = self.try_sign_in(login, once.expose()).unwrap().token;
        self.gate.change_password(&token, &once, &Secret::new(GOOD), origin()).unwrap();
        made.person
    }

    /// Somebody with a role, whom nobody signs in.
    pub(crate) fn with_role(&self, login: &str, role: Role, scope: Scope) -> Person {
        let new = Self::new_person(
            login,
            match scope {
                Scope::Province => None,
                _ => Some(scope.unit()),
            },
        );
        let person = self.as_(Actor::SYSTEM, move |tx, ctx| desk::add(tx, ctx, new, None)).unwrap();
        self.grant(Actor::SYSTEM, person.id, role, scope).unwrap();
        person
    }

    pub(crate) fn grant(&self, actor: Actor, person: PersonId, role: Role, scope: Scope) -> Result<GrantId> {
        let new = NewGrant { person, role, scope, from: TODAY, to: None, reason: "QĐ 1".into() };
        self.as_(actor, move |tx, ctx| desk::grant(tx, ctx, new))
    }

    pub(crate) fn who(&self, person: PersonId) -> identity::Who {
        self.db.read(|tx| self.gate.who(tx, person)).unwrap().unwrap()
    }

    pub(crate) fn try_sign_in(&self, login: &str, password: &str) -> Result<SignedIn> {
        self.gate.sign_in(attempt(login, password))
    }

    pub(crate) fn sign_in(&self, login: &str) -> Secret {
        self.try_sign_in(login, GOOD).unwrap().token
    }

    pub(crate) fn enter(&self, token: &Secret) -> Option<Entered> {
        self.gate.enter(token).unwrap()
    }

    /// The actions of the audit, in order.
    pub(crate) fn actions(&self) -> Vec<String> {
        self.db.read(|tx| tx.query("SELECT action FROM audit ORDER BY id", &[], |row| row.text())).unwrap()
    }

    pub(crate) fn number(&self, sql: &'static str) -> i64 {
        self.db.read(|tx| tx.query_one(sql, &[], |row| row.int())).unwrap()
    }
}

pub(crate) fn origin() -> Origin {
    Origin { address: "192.0.2.7".parse().unwrap(), agent: "Thử/1.0".into() }
}

pub(crate) fn attempt(login: &str, password: &str) -> Attempt {
    Attempt { login: login.into(), password: Secret::new(password), code: None, from: origin(), before: None }
}

/// The code of a refusal.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(done: Result<T>) -> &'static str {
    done.unwrap_err().refusal().expect("a refusal").code
}
