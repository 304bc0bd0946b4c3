//! Whatever somebody changes behind the program's back is named: each column of each table, a row more, a row less.

mod assured;
mod lived;

use lived::lived_in;
use motcua::domains::schema;
use std::collections::BTreeSet;
use store::testing::TestDb;
use store::{Engine, Kind, Table, VerifyOptions};

/// Tables that `verify` does not answer for, on purpose. What is added here needs a reason.
const NOT_VERIFIED: &[&str] = &[
    // The audit itself: the store's own tests edit each of its columns.
    "audit",
    "audit_seal",
    "audit_unsealed",
    // Queues and notes of work in progress: they come and go by themselves.
    "outbox",
    "job",
    "job_bookmark",
    // The text index, built from `dossier.search`.
    "dossier_text*",
    // Who has come in, who has failed to, and when accounts were last used: gone with the day.
    "session",
    "sign_in_throttle",
    "person_use",
    "api_token_use",
    // What forms are sealed with: a database that is restored makes another.
    "site_secret",
    // How long procedures usually take: a cache that each night renews.
    "usual_time",
    // Whether the counters by procedure of an older database were derived: done once, at its first start.
    "stat_procedure_filled",
    // Keys of calls, and what waits to be sent or was: gone after days.
    "api_key",
    "webhook_queue",
    "webhook_delivery",
    "webhook_attempt",
    // A workbook between being looked at and being published: gone with the publication.
    "catalogue_upload",
];

/// The intruder takes away the database's own checks first; he may.
fn without_checks(db: &TestDb) {
    if db.engine() == Engine::Postgres {
        db.tamper(
            "DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint \
             WHERE contype IN ('c', 'f') AND connamespace = current_schema()::regnamespace LOOP \
             EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$",
        );
    }
}

fn problems(db: &TestDb) -> BTreeSet<(String, String)> {
    let report = store::verify(db, &VerifyOptions::default()).unwrap();
    assert_eq!(report.further, 0);
    report.problems.into_iter().map(|p| (p.table, p.key)).collect()
}

fn other(column: &store::Column, engine: Engine) -> String {
    let name = column.name;
    match (column.kind, engine) {
        // Far enough from every other row's value that no key is hit.
        (Kind::Int, _) => format!("COALESCE({name}, 0) + 100003"),
        (Kind::Text, _) => format!("COALESCE({name}, '') || 'x'"),
        (Kind::Bytes, Engine::Sqlite) => "x'00'".to_owned(),
        (Kind::Bytes, Engine::Postgres) => "'\\x00'".to_owned(),
    }
}

fn key_columns(table: &Table) -> Vec<&'static str> {
    table.key.iter().map(|i| table.columns[*i].name).collect()
}

/// Which row is touched: the last by its key. Its key as `verify` writes it.
fn victim(db: &TestDb, table: &Table) -> (String, String) {
    let keys = key_columns(table);
    let order = keys.iter().map(|k| format!("{k} DESC")).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT {} FROM {} ORDER BY {order} LIMIT 1", keys.join(", "), table.name);
    let kinds: Vec<Kind> = table.key.iter().map(|i| table.columns[*i].kind).collect();
    let values = db
        .read(|tx| {
            tx.query_opt(sql, &[], |row| {
                kinds
                    .iter()
                    .map(|kind| match kind {
                        Kind::Int => row.int().map(|n| n.to_string()),
                        _ => row.text(),
                    })
                    .collect::<kernel::Result<Vec<String>>>()
            })
        })
        .unwrap()
        .unwrap_or_else(|| panic!("{} has no row: let the sample province fill it", table.name));
    let filter = keys.iter().zip(&values).map(|(k, v)| format!("{k} = '{}'", v.replace('\'', "''")));
    (filter.collect::<Vec<_>>().join(" AND "), values.join(", "))
}

/// Tampers, looks what `verify` names besides what it named before, and puts the table back as it was.
fn named(db: &TestDb, before: &BTreeSet<(String, String)>, table: &Table, sql: &str) -> Vec<String> {
    db.tamper(&format!("CREATE TABLE zz_kept AS SELECT * FROM {}; {sql}", table.name));
    let found = problems(db);
    db.tamper(&format!(
        "DELETE FROM {0}; INSERT INTO {0} SELECT * FROM zz_kept; DROP TABLE zz_kept",
        table.name
    ));
    let new = found.difference(before).filter(|(t, _)| t == table.name);
    new.map(|(_, key)| key.clone()).collect()
}

fn each_table(db: TestDb) {
    lived_in(&db);
    assert_eq!(problems(&db), BTreeSet::new());
    without_checks(&db);
    // Without its checks the schema may be named too; from here on what counts is what is new.
    let before = problems(&db);
    let mut tried = 0;
    for table in &schema().tables {
        let (row, key) = victim(&db, table);
        let mut edits: Vec<String> = table
            .columns
            .iter()
            .map(|c| format!("UPDATE {} SET {} = {} WHERE {row}", table.name, c.name, other(c, db.engine())))
            .collect();
        tried += edits.len();
        edits.push(format!("DELETE FROM {} WHERE {row}", table.name));
        for sql in &edits {
            // A key that was changed is a row that is missing: the old key is named.
            let names = named(&db, &before, table, sql);
            assert!(names.contains(&key), "{sql}\nnames {names:?}");
        }
        let names = named(&db, &before, table, &one_more(&db, table, &row));
        assert_eq!(names.len(), 1, "a row more in {}", table.name);
        assert_ne!(names[0], key);
    }
    assert_eq!(problems(&db), before, "everything was put back");
    assert!(tried > 130, "only {tried} columns were tried");
}

/// A copy of a row under another key.
fn one_more(db: &TestDb, table: &Table, row: &str) -> String {
    let list: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
    let values: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        // What is unique besides the key must differ too.
        .map(|(i, c)| {
            let unique = i == table.key[0] || matches!(c.name, "code" | "login" | "hash" | "number");
            if unique { other(c, db.engine()) } else { c.name.to_owned() }
        })
        .collect();
    format!(
        "INSERT INTO {0} ({1}) SELECT {2} FROM {0} WHERE {row}",
        table.name,
        list.join(", "),
        values.join(", ")
    )
}

#[test]
fn each_column_of_each_table_a_row_less_and_a_row_more_are_named_on_sqlite() {
    each_table(TestDb::sqlite(&schema()));
}

#[test]
fn each_column_of_each_table_a_row_less_and_a_row_more_are_named_on_postgres() {
    each_table(TestDb::postgres(&schema()));
}

#[test]
fn the_tables_that_are_not_verified_are_these() {
    assert_eq!(schema().exempt, NOT_VERIFIED);
}

fn each_counter(db: TestDb) {
    lived_in(&db);
    let named = || {
        let report = db.read(|tx| dossier::recount::recount(tx, false)).unwrap();
        report.differences.into_iter().map(|d| d.table).collect::<BTreeSet<_>>()
    };
    assert_eq!(named(), BTreeSet::new());
    for table in &schema().counters {
        for column in table.keys.iter().chain(table.measures) {
            db.tamper(&format!(
                "CREATE TABLE zz_kept AS SELECT * FROM {0}; UPDATE {0} SET {column} = {column} + 100003 \
                 WHERE {1} = (SELECT MAX({1}) FROM {0})",
                table.name, table.keys[0]
            ));
            // The one row of `day_close` says which seals there should be.
            let by = if table.name == "day_close" { "stat_seal" } else { table.name };
            if !(table.name == "day_close" && table.keys.contains(column)) {
                assert!(named().contains(by), "{}.{column}", table.name);
            }
            db.tamper(&format!(
                "DELETE FROM {0}; INSERT INTO {0} SELECT * FROM zz_kept; DROP TABLE zz_kept",
                table.name
            ));
        }
    }
    assert_eq!(named(), BTreeSet::new());
}

#[test]
fn each_column_of_each_counter_is_named_by_a_recount_on_sqlite() {
    each_counter(TestDb::sqlite(&schema()));
}

#[test]
fn each_column_of_each_counter_is_named_by_a_recount_on_postgres() {
    let db = TestDb::postgres(&schema());
    without_checks(&db);
    each_counter(db);
}
