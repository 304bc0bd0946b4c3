//! `docs/api.md`: every example is run, in order, and answered as it says; every call has one.
//!
//! `"…"` stands for any text and, as a key, for any further fields; `…id` in an address for the last webhook's id.
//! `MOTCUA_BLESS=1 cargo test -p api examples` writes down what is answered now.

use crate::client::{Program, program_for, schema};
use api::webhook::{Allowed, Post};
use axum::body::Body;
use identity::{Role, Scope};
use pages_account::testing::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use store::testing::TestDb;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md")
}

/// What changes from run to run.
const VOLATILE: [&str; 7] =
    ["id", "request_id", "secret", "message", "next_attempt_at", "milliseconds", "timestamp"];

/// A program that may everything in the first commune and reports for the province.
fn portal(world: &World) -> Program {
    let unit = Scope::Unit(world.units[3]);
    let roles = [(Role::DeskOfficer, unit), (Role::CaseOfficer, unit), (Role::UnitHead, unit)];
    program_for(world, "cong", &roles, &api::scope::ALL)
}

struct Runner<'w> {
    world: &'w World,
    program: Program,
    hook: String,
    called: BTreeSet<(String, String)>,
}

/// What was answered: status and text.
struct Answered(u16, String);

impl Runner<'_> {
    /// What an example says about the world outside.
    fn aside(&mut self) {
        let made = self.program.create("cong-dvc-000009", crate::client::MARRIAGE);
        let code = made.json["code"].as_str().unwrap().to_owned();
        assert_eq!(self.program.act(&code, 1, r#"{"action":"forward"}"#).status, 200);
        self.world.technical.pass(600);
        // Nobody is there by this name, so that a test sends nothing out of the machine.
        let (db, gate) = (self.world.db.clone(), self.world.gate.clone());
        let post = Post::new(db, gate, self.world.technical.clone(), Allowed::default());
        assert_eq!(post.turn().unwrap(), 1);
    }

    fn ask(&mut self, example: &str) -> Answered {
        let example = example.replace("…id", &self.hook);
        let (head, body) = example.split_once("\n\n").unwrap_or((&example, ""));
        let mut lines = head.lines();
        let (method, path) = lines.next().and_then(|l| l.split_once(' ')).expect("METHOD /path");
        let bearer = format!("Bearer {}", self.program.token);
        let mut headers = vec![("authorization", bearer.as_str()), ("accept-language", "en")];
        headers.extend(lines.filter_map(|l| l.split_once(": ")));
        if !body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        let said = self.program.browser.ask(method, path, &headers, Body::from(body.to_owned()));
        let plain = path.split('?').next().unwrap_or_default();
        let route = self.world.routes.iter().find(|r| r.method == *method && fits(r.path, plain));
        self.called.insert((method.to_owned(), route.map_or(plain, |r| r.path).to_owned()));
        let text = said.text();
        if (method, path) == ("POST", "/api/v1/webhooks") {
            let json: Value = serde_json::from_str(&text).unwrap();
            json["id"].as_str().unwrap().clone_into(&mut self.hook);
        }
        Answered(said.status, text)
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    a.len() == b.len() && a.iter().zip(b).all(|(t, p)| t.starts_with('{') || *t == p)
}

/// Whether what was answered is what is told.
fn same(told: &Value, answered: &Value) -> bool {
    match (told, answered) {
        (Value::String(any), _) if any == "…" => true,
        (Value::Object(told), Value::Object(answered)) => {
            let more = told.contains_key("…");
            told.iter().all(|(key, value)| key == "…" || answered.get(key).is_some_and(|a| same(value, a)))
                && (more || answered.keys().all(|key| told.contains_key(key)))
        }
        (Value::Array(told), Value::Array(answered)) => {
            told.len() == answered.len() && told.iter().zip(answered).all(|(t, a)| same(t, a))
        }
        _ => told == answered,
    }
}

/// What is answered now, as it is to be told.
fn blessed(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                // Business time stands still in a test; technical time does not.
                let technical = value.as_str().is_some_and(|at| !at.starts_with("2020"));
                let moment = matches!(key.as_str(), "at" | "made_at") && technical;
                if moment || (VOLATILE.contains(&key.as_str()) && !value.is_null()) {
                    *value = json!("…");
                } else {
                    blessed(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(blessed),
        _ => {}
    }
}

/// Holds an answer against what the document says; what it should say.
fn hold(kind: &str, told: &str, answered: &Answered, example: &str, bless: bool) -> String {
    let Answered(status, text) = answered;
    let (form, wanted) = kind.split_once(' ').expect("a form and a status");
    assert_eq!(wanted, status.to_string(), "{example}\n{text}");
    if form == "text" {
        for line in told.lines() {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
        return told.to_owned();
    }
    let mut answer: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let expected: Value = serde_json::from_str(told).unwrap_or(Value::Null);
    if bless && !(told.contains("\"…\": \"…\"")) {
        blessed(&mut answer);
        return match answer {
            Value::Null => String::new(),
            answer => serde_json::to_string_pretty(&answer).unwrap() + "\n",
        };
    }
    assert!(same(&expected, &answer), "{example}\nanswered\n{answer:#}\nand not\n{expected:#}");
    told.to_owned()
}

fn run(db: &TestDb, bless: bool) {
    let world = World::new(db, api::routes());
    let program = portal(&world);
    let mut runner = Runner { world: &world, program, hook: String::new(), called: BTreeSet::new() };
    let document = std::fs::read_to_string(path()).unwrap();
    let mut written = String::new();
    let mut asked: Option<(String, Answered)> = None;
    for (i, piece) in document.split("```").enumerate() {
        if i % 2 == 0 {
            if piece.contains("<!-- run: dossier and post -->") {
                runner.aside();
            }
            written.push_str(piece);
            continue;
        }
        let (kind, body) = piece.split_once('\n').unwrap_or((piece, ""));
        let mut body = body.to_owned();
        if kind == "http" {
            assert!(asked.is_none(), "an example without an answer");
            asked = Some((body.clone(), runner.ask(body.trim_end())));
        } else if let Some((example, answered)) = asked.take() {
            body = hold(kind, &body, &answered, &example, bless);
        }
        written.push_str(&format!("```{kind}\n{body}```"));
    }
    let api = world.routes.iter().filter(|r| r.kind == webkit::Kind::Api);
    let all: BTreeSet<_> = api.map(|r| (r.method.to_string(), r.path.to_owned())).collect();
    assert_eq!(runner.called, all, "every call has an example");
    if bless {
        std::fs::write(path(), written).unwrap();
    }
}

store::db_test! {
    with schema();
    fn every_example_of_the_document_is_answered_as_it_says(db: TestDb) {
        let bless = std::env::var("MOTCUA_BLESS").is_ok() && db.engine() == store::Engine::Sqlite;
        run(&db, bless);
    }
}
