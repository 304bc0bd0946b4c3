//! Whatever somebody changes behind the program's back is named: each column of each table, a row more, a row less.

use motcua::domains::schema;
use province::Province;
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
];

/// A small province after some hundred actions, sealed.
fn lived_in(db: &TestDb) {
    let folder = crate::run::root().join("provinces/mau-hai-cap");
    let province = Province::read(&folder).unwrap();
    motcua::load::load(db, &province).unwrap();
    let plan = motcua::year::plan(db, &province, None, 1).unwrap();
    let desk = dossier::desk::Desk::open(db.handle(), dossier::desk::Tokens::Seeded(1));
    let options = replay::RunOptions { batch: 100, stop_after: Some(600) };
    replay::run(&desk, plan, options, &mut |_| {}).unwrap();
    reorganised(db);
    store::seal(db).unwrap();
}

/// A re-organisation, so that its tables have rows.
fn reorganised(db: &TestDb) {
    db.write(|tx| {
        let ids = tx.ids();
        let ctx = store::Ctx {
            actor: kernel::Actor::SYSTEM,
            now: "2026-06-01".parse::<kernel::Day>().unwrap().at_minute(480),
            ids: &ids,
        };
        let directory = organisation::Directory::load(tx)?;
        let unit = directory.all_at(ctx.now.day()).last().unwrap().unit;
        organisation::desk::rename(tx, &ctx, unit, "Xã Mới", ctx.now.day(), "1/QĐ (minh họa)")
    })
    .unwrap();
}

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

/// Does it, looks, and puts the table back as it was.
#[track_caller]
fn names(db: &TestDb, table: &Table, key: &str, sql: &str) {
    let wanted = (table.name.to_owned(), key.to_owned());
    let before = problems(db);
    assert!(!before.contains(&wanted));
    db.tamper(&format!("CREATE TABLE zz_kept AS SELECT * FROM {}; {sql}", table.name));
    let found = problems(db);
    assert!(found.contains(&wanted), "{sql}\nnames {:?}", found.difference(&before));
    db.tamper(&format!(
        "DELETE FROM {0}; INSERT INTO {0} SELECT * FROM zz_kept; DROP TABLE zz_kept",
        table.name
    ));
    assert_eq!(problems(db), before, "putting {} back", table.name);
}

fn each_table(db: TestDb) {
    lived_in(&db);
    assert_eq!(problems(&db), BTreeSet::new());
    without_checks(&db);
    let schema = schema();
    let mut tried = 0;
    for table in &schema.tables {
        let (row, key) = victim(&db, table);
        for (i, column) in table.columns.iter().enumerate() {
            let set = format!("{} = {}", column.name, other(column, db.engine()));
            // A key that was changed is a row that is missing: the old key is named.
            names(&db, table, &key, &format!("UPDATE {} SET {set} WHERE {row}", table.name));
            tried += usize::from(!table.key.contains(&i));
        }
        names(&db, table, &key, &format!("DELETE FROM {} WHERE {row}", table.name));
        added(&db, table, &row);
    }
    assert!(tried > 90, "only {tried} columns were tried");
}

/// A copy of a row under another key is named by that key.
fn added(db: &TestDb, table: &Table, row: &str) {
    let first = table.key[0];
    let list: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
    let values: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        // What is unique besides the key must differ too.
        .map(|(i, c)| if i == first || c.name == "code" { other(c, db.engine()) } else { c.name.to_owned() })
        .collect();
    let sql = format!(
        "INSERT INTO {0} ({1}) SELECT {2} FROM {0} WHERE {row}",
        table.name,
        list.join(", "),
        values.join(", ")
    );
    let before = problems(db);
    db.tamper(&format!("CREATE TABLE zz_kept AS SELECT * FROM {}; {sql}", table.name));
    let found = problems(db);
    let new: Vec<_> = found.difference(&before).filter(|(t, _)| t == table.name).collect();
    assert_eq!(new.len(), 1, "{sql}\nnames {new:?}");
    db.tamper(&format!(
        "DELETE FROM {0}; INSERT INTO {0} SELECT * FROM zz_kept; DROP TABLE zz_kept",
        table.name
    ));
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
