//! Everybody who may ask, and what there is to ask for.

use axum::body::Body;
use dossier::batch::BatchId;
use dossier::desk::{Applicant, BatchItem, TakeBatch};
use identity::desk::{Details, NewPerson};
use identity::token::{self, NewToken};
use identity::{Kind, Language, Role, Scope, Secret};
use kernel::{Actor, PersonId, UnitId};
use pages_account::testing::{Browser, Said, World};
use store::Ctx;
use store::testing::TestDb;
use webkit::{Config, Kind as Answers, Route};

/// The columns of the matrix: a name, and the login of the demo person.
pub(super) const PEOPLE: [(&str, Option<&str>); 8] = [
    ("public", None),
    ("desk", Some("tiepnhan")),
    ("case", Some("xuly")),
    ("head", Some("thutruong")),
    ("leader", Some("lanhdao")),
    ("reform", Some("caicach")),
    ("admin", Some("quantri")),
    ("auditor", Some("kiemtra")),
];

/// A word that stands in one dossier of the first unit and nowhere else; the name, the content and the note have it.
pub(super) const WORD: &str = "Quyzzoro";
/// The telephone number of that dossier.
pub(super) const PHONE: &str = "0987612345";
/// The card number of that dossier.
pub(super) const CARD: &str = "096123456789";

/// What stands in the place of path parameters, for a unit of one's own and for another.
pub(super) struct Place {
    pub(super) code: &'static str,
    pub(super) unit: UnitId,
    pub(super) dossier: String,
    pub(super) person: PersonId,
    pub(super) token: String,
    pub(super) batch: BatchId,
}

/// The whole site over a small province with a dossier in each of two units.
pub(super) struct Everybody {
    pub(super) world: World,
    pub(super) own: Place,
    pub(super) other: Place,
    pub(super) bearer: Secret,
}

impl Everybody {
    pub(super) fn new(db: &TestDb) -> Self {
        let config = Config { public_url: Some("https://mot-cua.example".into()), ..Config::default() };
        let world = World::whole(db, motcua::serve::site_routes(), config);
        let own = place(&world, 0, WORD);
        let other = place(&world, 1, "Người khác");
        let bearer = bearer(&world, "may.mot", 0);
        Self { world, own, other, bearer }
    }

    /// Asks for a route in somebody's name.
    pub(super) fn ask(
        &self,
        browser: &mut Browser,
        route: &Route,
        path: &str,
        token: Option<&Secret>,
    ) -> Said {
        let looks = route.method.is_safe();
        if route.kind == Answers::Api {
            let bearer = token.map(|t| format!("Bearer {}", t.expose()));
            let mut headers = vec![("content-type", "application/json"), ("idempotency-key", "matrix")];
            headers.extend(bearer.as_deref().map(|b| ("authorization", b)));
            let body = if looks { Body::empty() } else { Body::from("{}") };
            return browser.ask(route.method.as_str(), path, &headers, body);
        }
        // A form that asks for itself again is shown and not acted on: so that asking changes nothing.
        if looks { browser.get(path) } else { browser.post(path, &[("_again", "1")]) }
    }
}

/// A dossier of a unit, somebody who belongs there, and the token of the dossier's slip.
fn place(world: &World, unit: usize, word: &str) -> Place {
    use dossier::desk::{Accept, Channel, ResultBy};
    let (procedure, at) = (world.procedures[2], world.units[unit]);
    let applicant = Applicant {
        name: format!("Nguyễn Văn {word}"),
        phone: if unit == 0 { PHONE.into() } else { "0900000000".into() },
        card: if unit == 0 { CARD.into() } else { "001000000000".into() },
        ..Applicant::default()
    };
    let cmd = Accept {
        id: None,
        procedure,
        unit: at,
        receiving: at,
        channel: Channel::Counter,
        result_by: ResultBy::Counter,
        applicant,
        content: format!("Xin cấp phép cho nhà {word} (minh họa)"),
    };
    let taken = world.at_desk(move |shift, ctx| shift.accept(ctx, cmd)).unwrap();
    let (id, note) = (taken.id, format!("Chuyển hồ sơ của {word}"));
    world.at_desk(move |shift, ctx| shift.forward(ctx, id, Some(&note)).map(|_| ())).unwrap();
    let login = format!("nguoi.{unit}");
    let person = world.staff(&login, Some((Role::CaseOfficer, Scope::Unit(at)))).id;
    let token = world
        .db
        .read(|tx| {
            tx.query_one("SELECT token FROM dossier WHERE id = $1", &[store::V::Int(id.0)], |row| row.text())
        })
        .unwrap();
    let batch = batch(world, at, word);
    Place { code: ["T01", "T02"][unit], unit: at, dossier: taken.code, person, token, batch }
}

/// A batch that was taken in at a unit's desk, of the same person.
fn batch(world: &World, unit: UnitId, word: &str) -> BatchId {
    let id = BatchId(world.db.ids().next(kernel::Clock::now(&*world.business)));
    let item = BatchItem {
        applicant: Applicant { name: format!("Nguyễn Văn {word}"), ..Applicant::default() },
        document: "Bằng tốt nghiệp".into(),
        copies: 2,
        content: format!("Chứng thực bằng của {word} (minh họa)"),
    };
    let cmd = TakeBatch { id, procedure: world.procedures[2], unit, receiving: unit, items: vec![item] };
    world.at_desk(move |shift, ctx| shift.take_batch(ctx, cmd, |_, _| Ok(())).map(|_| ())).unwrap();
    id
}

/// A token with every scope, of a program that works in one unit.
fn bearer(world: &World, login: &str, unit: usize) -> Secret {
    let at = world.units[unit];
    let details =
        Details {
            name: "Phần mềm khác".into(), title: String::new(), unit: None, language: Language::Vi
        };
    let role = Some((Role::CaseOfficer, Scope::Unit(at)));
    let new = NewPerson { login: login.into(), kind: Kind::Service, details, role };
    let person = world.gate.add_person_with(Actor::SYSTEM, new, None).unwrap().id;
    let scopes = world.routes.iter().filter_map(|r| match r.access {
        webkit::Access::Token(scope) => Some(scope.to_owned()),
        _ => None,
    });
    let mut scopes: Vec<String> = scopes.collect();
    scopes.sort();
    scopes.dedup();
    if scopes.is_empty() {
        scopes.push("dossiers:read".into());
    }
    world
        .as_actor(Actor::SYSTEM, move |tx, ctx: &Ctx<'_>| {
            let new = NewToken { person, name: "thử".into(), scopes, ranges: Vec::new(), days: 30 };
            token::make(tx, ctx, new).map(|(_, secret)| secret)
        })
        .unwrap()
}
