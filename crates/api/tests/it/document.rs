//! The document tells every call, and nothing else.

use crate::client::schema;
use pages_account::testing::World;
use serde_json::Value;
use std::collections::BTreeSet;
use webkit::{Access, Kind};

fn document() -> Value {
    serde_json::from_str(api::document()).unwrap()
}

store::db_test! {
    with schema();
    fn every_call_is_told_and_every_told_call_is_there(db: TestDb) {
        let world = World::new(&db, api::routes());
        let said = world.browser().get("/api/v1/openapi.json");
        assert_eq!((said.status, said.header("content-type")), (200, "application/json"));
        let document: Value = serde_json::from_slice(&said.bytes).unwrap();
        let mut told = BTreeSet::new();
        for (path, calls) in document["paths"].as_object().unwrap() {
            told.extend(calls.as_object().unwrap().keys().map(|m| (m.to_ascii_uppercase(), path.clone())));
        }
        let api = world.routes.iter().filter(|r| r.kind == Kind::Api);
        let there: BTreeSet<_> = api.map(|r| (r.method.to_string(), r.path.to_owned())).collect();
        assert_eq!(told, there);
        for route in world.routes.iter().filter(|r| r.kind == Kind::Api) {
            let call = &document["paths"][route.path][route.method.as_str().to_ascii_lowercase()];
            let scope = &call["security"][0]["token"][0];
            match route.access {
                Access::Token(needed) => assert_eq!(scope, needed, "{}", route.path),
                access => assert_eq!((access, scope), (Access::Public, &Value::Null)),
            }
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_call_says_what_it_is_for() {
    let document = document();
    let mut references = Vec::new();
    collect(&document, &mut references);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap_or_default();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let mut ids = BTreeSet::new();
    for (path, calls) in document["paths"].as_object().unwrap() {
        for (method, call) in calls.as_object().unwrap() {
            assert!(ids.insert(call["operationId"].as_str().unwrap().to_owned()), "{path}");
            for part in ["summary", "description"] {
                assert!(!call[part].as_str().unwrap().is_empty(), "{method} {path}: {part}");
            }
            let named: BTreeSet<&str> = path.split('{').skip(1).filter_map(|p| p.split('}').next()).collect();
            let parameters = call["parameters"].as_array().unwrap();
            let told = parameters.iter().filter(|p| p["in"] == "path").filter_map(|p| p["name"].as_str());
            assert_eq!(told.collect::<BTreeSet<_>>(), named, "{path}");
            for parameter in parameters {
                assert!(!parameter["description"].as_str().unwrap().is_empty(), "{path}: {parameter}");
            }
        }
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                found.push(reference.clone());
            }
            fields.values().for_each(|v| collect(v, found));
        }
        Value::Array(list) => list.iter().for_each(|v| collect(v, found)),
        _ => {}
    }
}
