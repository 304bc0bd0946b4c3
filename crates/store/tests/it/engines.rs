//! That the two engines agree.

use crate::world::schema;
use store::testing::cluster::Cluster;
use store::testing::{prepare_recorded, schema_difference};
use store::{Domain, Migration, Schema};

#[test]
fn the_schema_is_the_same_on_both_engines() {
    assert_eq!(schema_difference(&schema()), Vec::<String>::new());
}

#[test]
fn a_difference_between_the_engines_is_named() {
    static SKEWED: Domain = Domain {
        name: "skewed",
        migrations: &[Migration {
            no: 900,
            name: "skewed",
            sql: "CREATE TABLE skewed (id {int} PRIMARY KEY, a {int} NOT NULL, b {text}) {strict};
                  {sqlite}\nCREATE INDEX skewed_a ON skewed (a, b);\n{end}
                  {postgres}\nCREATE INDEX skewed_a ON skewed (a DESC, b);\nALTER TABLE skewed ALTER a DROP NOT NULL;\n{end}",
        }],
        tables: &[],
        counters: &[],
    };
    let found = schema_difference(&Schema::of(&[&SKEWED]));
    assert_eq!(
        found,
        [
            "only on SQLite: index skewed_a on skewed (a, b)",
            "only on SQLite: skewed.a: Int, not null",
            "only on PostgreSQL: index skewed_a on skewed (a desc, b)",
            "only on PostgreSQL: skewed.a: Int, null",
        ]
    );
}

#[test]
fn recorded_texts_are_prepared_on_both_engines_and_refusals_named() {
    let folder = tempfile::tempdir().unwrap();
    let migrations = serde_json::json!([{ "no": 1, "name": "a", "sql": "CREATE TABLE a (id {int} PRIMARY KEY) {strict};" }]);
    let whole: Vec<serde_json::Value> = Schema::of(&[])
        .migrations
        .iter()
        .map(|m| serde_json::json!({ "no": m.no, "name": m.name, "sql": m.sql }))
        .collect();
    let mut whole = whole;
    whole.push(serde_json::json!({ "no": 90, "name": "a", "sql": migrations[0]["sql"] }));
    std::fs::write(folder.path().join("schema-x.json"), serde_json::json!(whole).to_string()).unwrap();
    let line =
        |sql: &str| format!("{}\n", serde_json::json!({ "engine": "sqlite", "schema": "x", "sql": sql }));
    let good = line("SELECT id FROM a WHERE id = $1 {for_update}") + &line("SELECT 1 LIMIT $1");
    std::fs::write(folder.path().join("sql-1.jsonl"), &good).unwrap();
    let prepared = prepare_recorded(folder.path()).unwrap();
    assert_eq!((prepared.schemas, prepared.texts), (1, 2));
    std::fs::write(folder.path().join("sql-2.jsonl"), line("SELECT max(1, 2)")).unwrap();
    let refused = prepare_recorded(folder.path()).unwrap_err();
    assert_eq!(refused.len(), 1);
    assert!(refused[0].starts_with("postgres refuses: running: SELECT max(1, 2)"), "{refused:?}");
}

#[test]
fn a_private_server_starts_answers_and_is_gone_afterwards() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.url();
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    assert_eq!(client.query_one("SELECT 1", &[]).unwrap().get::<_, i32>(0), 1);
    drop(cluster);
    assert!(postgres::Client::connect(&url, postgres::NoTls).is_err());
}
