//! Everybody who may ask, and what there is to ask for.

use super::assured::assured;
use super::fill;
use axum::body::Body;
use catalogue::ProcessId;
use catalogue::draft::{self, DraftId};
use dossier::batch::BatchId;
use dossier::desk::{Applicant, BatchItem, TakeBatch};
use identity::desk::{Details, NewPerson};
use identity::token::{self, NewToken};
use identity::{Kind, Language, Role, Scope, Secret};
use kernel::{Actor, PersonId, UnitId};
use pages_account::testing::{Browser, GOOD, Said, World};
use store::Ctx;
use store::testing::TestDb;
use webkit::{Config, Kind as Answers, Route};

/// The columns of the matrix: a name, and the login of the demo person.
pub(super) const PEOPLE: [(&str, Option<&str>); 9] = [
    ("public", None),
    ("desk", Some("tiepnhan")),
    ("case", Some("xuly")),
    ("head", Some("thutruong")),
    ("leader", Some("lanhdao")),
    ("reform", Some("caicach")),
    ("admin", Some("quantri")),
    // Administrator of the first unit and what stands under it.
    ("unit-adm", Some(UNIT_ADMIN)),
    ("auditor", Some("kiemtra")),
];

/// The login of somebody of the staff, who comes in with a password.
const UNIT_ADMIN: &str = "quantri.mot";

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
    pub(super) process: ProcessId,
    pub(super) draft: DraftId,
    pub(super) webhook: String,
    /// The id of a document of the unit's quality system.
    pub(super) document: String,
    /// The id of an audit of the unit.
    pub(super) audit: String,
}

/// The whole site over a small province with a dossier in each of two units.
pub(super) struct Everybody {
    pub(super) world: World,
    pub(super) own: Place,
    pub(super) other: Place,
    pub(super) bearer: Secret,
    /// Of a program in the other unit.
    pub(super) stranger: Secret,
}

impl Everybody {
    pub(super) fn new(db: &TestDb) -> Self {
        let config = Config { public_url: Some("https://mot-cua.example".into()), ..Config::default() };
        let world = World::whole(db, motcua::serve::site_routes(), config);
        let mut own = place(&world, 0, WORD);
        let mut other = place(&world, 1, "Người khác");
        world.staff(UNIT_ADMIN, Some((Role::Administrator, Scope::Subtree(world.units[0]))));
        let (bearer, stranger) = (bearer(&world, "may.mot", 0), bearer(&world, "may.hai", 1));
        own.webhook = webhook(&world, &bearer);
        other.webhook = webhook(&world, &stranger);
        Self { world, own, other, bearer, stranger }
    }

    /// A browser in which somebody has signed in, or nobody.
    pub(super) fn browser(&self, login: Option<&str>) -> Browser {
        match login {
            None => self.world.browser(),
            Some(UNIT_ADMIN) => {
                let mut browser = self.world.browser();
                let said = browser.post("/sign-in", &[("login", UNIT_ADMIN), ("password", GOOD)]);
                assert_eq!(said.status, 303, "{}", said.text());
                browser
            }
            Some(login) => self.world.as_person(login),
        }
    }

    /// Asks for a route in somebody's name, for a place; `more` goes to the end of the address.
    pub(super) fn ask(
        &self,
        browser: &mut Browser,
        route: &Route,
        place: &Place,
        more: &str,
        token: Option<&Secret>,
    ) -> Said {
        let path = fill::path(route.path, place);
        let more = if path.contains('?') { more.replace('?', "&") } else { more.to_owned() };
        let (path, looks) = (path + &more, route.method.is_safe());
        if route.kind == Answers::Api {
            let bearer = token.map(|t| format!("Bearer {}", t.expose()));
            let key = format!("matrix-{}", place.code);
            let mut headers = vec![("if-match", "\"99\""), ("idempotency-key", key.as_str())];
            headers.extend(bearer.as_deref().map(|b| ("authorization", b)));
            let mut body = Body::empty();
            if !looks {
                headers.push(("content-type", "application/json"));
                body = Body::from(fill::body(route.path, place));
            }
            return browser.ask(route.method.as_str(), &path, &headers, body);
        }
        // A form that asks for itself again is shown and not acted on: so that asking changes nothing.
        if looks { browser.get(&path) } else { browser.post(&path, &[("_again", "1")]) }
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
    let token = dossier::tracking::slip(id, &token);
    let batch = batch(world, at, word);
    let (process, draft) = draft(world, unit);
    let (document, audit) = assured(world, at, 2, word);
    Place {
        code: ["T01", "T02"][unit],
        unit: at,
        dossier: taken.code,
        person,
        token,
        batch,
        process,
        draft,
        webhook: String::new(),
        document,
        audit,
    }
}

/// A process, and a draft of a unit that began from it.
fn draft(world: &World, unit: usize) -> (ProcessId, DraftId) {
    let (unit, procedure) = (world.units[unit], world.procedures[2]);
    world
        .as_actor(Actor::SYSTEM, move |tx, ctx| {
            let catalogue = catalogue::Catalogue::load(tx)?;
            let process = catalogue.last_revision(procedure).unwrap().process.clone();
            let content = draft::Content {
                name: "Quy trình đang soạn".into(),
                steps: process.steps.clone(),
                removed: None,
                procedures: vec![procedure],
            };
            let fresh = draft::Fresh { unit, content, based_on: Some(process.id) };
            Ok((process.id, draft::begin(tx, ctx, fresh)?))
        })
        .unwrap()
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
    world.grant(login, Role::DeskOfficer, Scope::Unit(at));
    world.grant(login, Role::UnitHead, Scope::Unit(at));
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

/// A webhook of a program.
fn webhook(world: &World, token: &Secret) -> String {
    let bearer = format!("Bearer {}", token.expose());
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "hook"),
    ];
    let body = r#"{"url": "https://nhan.example/motcua", "topics": ["dossier.forwarded"]}"#;
    let said = world.browser().ask("POST", "/api/v1/webhooks", &headers, Body::from(body));
    assert_eq!(said.status, 201, "{}", said.text());
    let made: serde_json::Value = serde_json::from_slice(&said.bytes).unwrap();
    made["id"].as_str().unwrap().to_owned()
}
