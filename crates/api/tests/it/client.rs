//! A program with a token.

use axum::body::Body;
use identity::desk::{Details, NewPerson};
use identity::token::{self, NewToken};
use identity::{Kind, Language, Role, Scope};
use kernel::{Actor, PersonId};
use pages_account::testing::{Browser, Said, World};
use serde_json::Value;
use store::Schema;

/// Everything that the interface stands on.
pub(crate) fn schema() -> Schema {
    Schema::of(&[
        &organisation::DOMAIN,
        &identity::DOMAIN,
        &catalogue::DOMAIN,
        &dossier::DOMAIN,
        &api::DOMAIN,
    ])
    .listening(&[identity::desk::DEACTIVATED])
    .listening(api::TOPICS)
    .leaving_out(&["dossier_text*"])
    .leaving_out(identity::LEFT_OUT)
    .exempting(dossier::EXEMPT)
    .exempting(api::EXEMPT)
}

/// A program.
pub(crate) struct Program {
    pub(crate) browser: Browser,
    pub(crate) token: String,
    pub(crate) person: PersonId,
}

/// What it was answered.
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) said: Said,
    pub(crate) json: Value,
}

impl Told {
    /// The code of a problem.
    pub(crate) fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// Where the mistakes are.
    pub(crate) fn places(&self) -> Vec<&str> {
        let errors = self.json["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        let place = |e: &'_ Value| e["pointer"].as_str().or(e["parameter"].as_str()).is_some();
        assert!(errors.iter().all(place), "{}", self.json);
        errors.iter().filter_map(|e| e["pointer"].as_str().or(e["parameter"].as_str())).collect()
    }
}

/// A program with this role there and every scope.
pub(crate) fn program(world: &World, login: &str, role: Role, scope: Scope) -> Program {
    program_for(world, login, &[(role, scope)], &api::scope::ALL)
}

/// A program with these roles and scopes.
pub(crate) fn program_for(world: &World, login: &str, roles: &[(Role, Scope)], scopes: &[&str]) -> Program {
    let details = Details {
        name: "Cổng thử (minh họa)".into(),
        title: String::new(),
        unit: None,
        language: Language::Vi,
    };
    let new = NewPerson { login: login.into(), kind: Kind::Service, details, role: roles.first().copied() };
    let person = world.gate.add_person(Actor::SYSTEM, new).expect("an account").person.id;
    for (role, scope) in roles.iter().skip(1) {
        world.grant(login, *role, *scope);
    }
    let token = token_of(world, person, scopes);
    Program { browser: world.browser(), token, person }
}

/// One more token of somebody.
pub(crate) fn token_of(world: &World, person: PersonId, scopes: &[&str]) -> String {
    let scopes = scopes.iter().map(|s| (*s).to_owned()).collect();
    let new = NewToken { person, name: "thử".into(), scopes, ranges: Vec::new(), days: 365 };
    let made = world.as_actor(Actor::SYSTEM, move |tx, ctx| token::make(tx, ctx, new));
    made.expect("a token").1.expose().to_owned()
}

impl Program {
    /// Asks.
    pub(crate) fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Told {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        if body.is_some() {
            all.push(("content-type", "application/json"));
        }
        all.extend(headers);
        let said = self.browser.ask(method, path, &all, Body::from(body.unwrap_or_default().to_owned()));
        let json = serde_json::from_slice(&said.bytes).unwrap_or(Value::Null);
        if said.status >= 400 {
            assert_eq!(said.header("content-type"), "application/problem+json", "{method} {path}");
            assert_eq!(json["status"], said.status, "{method} {path}");
        }
        assert!(said.status < 500, "{method} {path}: {}", said.text());
        Told { status: said.status, json, said }
    }

    /// Looks.
    pub(crate) fn get(&mut self, path: &str) -> Told {
        self.ask("GET", path, &[], None)
    }

    /// Looks, and finds.
    pub(crate) fn found(&mut self, path: &str) -> Value {
        let told = self.get(path);
        assert_eq!(told.status, 200, "GET {path}: {}", told.said.text());
        told.json
    }

    /// Takes in.
    pub(crate) fn create(&mut self, key: &str, body: &str) -> Told {
        self.ask("POST", "/api/v1/dossiers", &[("idempotency-key", key)], Some(body))
    }

    /// Acts on what has this version.
    pub(crate) fn act(&mut self, code: &str, version: i64, body: &str) -> Told {
        let tag = format!("\"{version}\"");
        let path = format!("/api/v1/dossiers/{code}/actions");
        self.ask("POST", &path, &[("if-match", &tag)], Some(body))
    }
}

/// A dossier at the counter of the first commune.
pub(crate) const MARRIAGE: &str = r#"{"procedure":"1.000020","unit":"X01","channel":"counter","result_by":"counter","applicant":{"name":"Nguyễn Văn Thử","phone":"0912345678","card":"012345678901"},"content":"thử"}"#;
