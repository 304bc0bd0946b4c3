//! Sealing, and what `verify` finds.

use crate::world::{LABEL, THING, THING_EVENT, act, make, make_one, number, schema, thing};
use proptest::prelude::*;
use store::testing::TestDb;
use store::{
    Engine, VerifyOptions, What, business_digest, decode_changes, decode_members, seal, vals, verify,
};

/// Some things made, changed and deleted, with two seals and some rows not sealed.
fn lived_in(db: &TestDb) {
    for id in 1..=4 {
        make_one(db, id);
    }
    seal(db).unwrap();
    db.write(|tx| {
        (5..=8).try_for_each(|id| make(tx, id, &format!("thing {id}")))?;
        tx.action(&act("thing.weigh"), |tx| {
            tx.update(&THING, &thing(2, "thing 2", 1, 1), &thing(2, "thing 2", 50, 2))
        })?;
        tx.action(&act("thing.drop"), |tx| {
            tx.delete(&THING_EVENT, &vals![3, 1, "made"])?;
            tx.delete(&THING, &thing(3, "thing 3", 1, 1))
        })?;
        tx.action(&act("label.set"), |tx| tx.insert(&LABEL, &vals!["a label", "x", 1]))
    })
    .unwrap();
    seal(db).unwrap();
    make_one(db, 9);
}

fn problems(db: &TestDb) -> Vec<(String, String, What)> {
    let report = verify(db, &VerifyOptions::default()).unwrap();
    report.problems.into_iter().map(|p| (p.table, p.key, p.what)).collect()
}

/// `verify` names this table and key, and nothing else besides what is listed.
#[track_caller]
fn names(db: &TestDb, sql: &str, wanted: &[(&str, &str, What)]) {
    lived_in(db);
    assert_eq!(problems(db), []);
    db.tamper(sql);
    let found = problems(db);
    let found: Vec<(&str, &str, What)> = found.iter().map(|(t, k, w)| (t.as_str(), k.as_str(), *w)).collect();
    assert_eq!(found, wanted, "{sql}");
}

#[track_caller]
fn on_both(sql: &str, wanted: &[(&str, &str, What)]) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        names(&TestDb::on(engine, &schema()), sql, wanted);
    }
}

#[test]
fn an_edit_of_each_column_of_a_business_row_is_named() {
    for set in ["name = 'other'", "photo = NULL", "weight = 51", "seen_at = 6", "version = 3"] {
        on_both(&format!("UPDATE thing SET {set} WHERE id = 2"), &[("thing", "2", What::Edited)]);
    }
    on_both(
        "UPDATE thing_event SET note = 'lost' WHERE thing_id = 4",
        &[("thing_event", "4, 1", What::Edited)],
    );
    on_both("UPDATE label SET value = 'y' WHERE name = 'a label'", &[("label", "a label", What::Edited)]);
    on_both("UPDATE label SET value = 'y' WHERE name = 'seeded'", &[("label", "seeded", What::Edited)]);
}

#[test]
fn a_changed_key_is_a_row_added_and_one_deleted() {
    on_both(
        "UPDATE thing_event SET seq = 2 WHERE thing_id = 4",
        &[("thing_event", "4, 2", What::Added), ("thing_event", "4, 1", What::Deleted)],
    );
}

#[test]
fn deleted_and_added_rows_are_named() {
    on_both("DELETE FROM thing WHERE id = 9", &[("thing", "9", What::Deleted)]);
    on_both("DELETE FROM label WHERE name = 'a label'", &[("label", "a label", What::Deleted)]);
    on_both("INSERT INTO thing (id, name, version) VALUES (77, 'new', 1)", &[("thing", "77", What::Added)]);
    // The row that the program itself deleted comes back as it was.
    on_both(
        "INSERT INTO thing_event (thing_id, seq, note) VALUES (3, 1, 'made')",
        &[("thing_event", "3, 1", What::Added)],
    );
}

#[test]
fn an_edit_of_each_column_of_the_audit_is_named() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for which in ["MIN", "MAX"] {
            for set in ["at = at + 1", "recorded_at = 1", "actor = 8", "action = 'x'", "behalf = 8"] {
                let db = TestDb::on(engine, &schema());
                lived_in(&db);
                let id = if which == "MIN" {
                    "SELECT MIN(id) FROM audit WHERE id > 1000000"
                } else {
                    "SELECT MAX(id) FROM audit"
                };
                let id = number(&db, id);
                db.tamper(&format!("UPDATE audit SET {set} WHERE id = {id}"));
                assert_eq!(problems(&db), [("audit".to_owned(), id.to_string(), What::Edited)], "{set}");
            }
        }
    }
}

#[test]
fn edited_changes_digests_and_ids_of_the_audit_are_named() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let zero = if engine == Engine::Sqlite { "x'00'" } else { "'\\x00'" };
        let tampered = |set: &str| {
            let db = TestDb::on(engine, &schema());
            lived_in(&db);
            let id = number(&db, "SELECT MIN(id) FROM audit WHERE id > 1000000");
            db.tamper(&format!("UPDATE audit SET {set} WHERE id = {id}"));
            (id, problems(&db))
        };
        let has = |found: &[(String, String, What)], table: &str, key: &str, what: What| {
            found.iter().any(|(t, k, w)| t == table && k == key && *w == what)
        };
        let (id, found) = tampered(&format!("changes = {zero}"));
        assert!(has(&found, "audit", &id.to_string(), What::Edited), "{found:?}");
        let (id, found) = tampered(&format!("digest = {zero}"));
        assert!(has(&found, "audit", &id.to_string(), What::Edited), "{found:?}");
        assert!(has(&found, "audit_seal", "1", What::Broken), "{found:?}");
        let (id, found) = tampered("id = id - 1");
        assert!(has(&found, "audit", &id.to_string(), What::Deleted), "{found:?}");
        assert!(has(&found, "audit", &(id - 1).to_string(), What::Edited), "{found:?}");
        assert!(has(&found, "audit", &(id - 1).to_string(), What::Unqueued), "{found:?}");
    }
}

#[test]
fn an_edit_of_each_column_of_a_seal_is_named() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let zero = if engine == Engine::Sqlite { "x'00'" } else { "'\\x00'" };
        for set in
            ["prev = Z", "first_at = 1", "count = count + 1", "members = Z", "digest = Z", "sealed_at = 1"]
        {
            for no in [1, 2] {
                let db = TestDb::on(engine, &schema());
                lived_in(&db);
                db.tamper(&format!("UPDATE audit_seal SET {} WHERE no = {no}", set.replace('Z', zero)));
                let found = problems(&db);
                let named = found.iter().any(|(t, k, _)| t == "audit_seal" && *k == no.to_string());
                assert!(named, "{set}: {found:?}");
            }
        }
        let db = TestDb::on(engine, &schema());
        lived_in(&db);
        db.tamper("UPDATE audit_seal SET no = 5 WHERE no = 2");
        assert!(problems(&db).contains(&("audit_seal".into(), "2".into(), What::Deleted)));
    }
}

#[test]
fn deleted_and_added_audit_rows_and_seals_are_named() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let db = TestDb::on(engine, &schema());
        lived_in(&db);
        let id = number(&db, "SELECT MIN(id) FROM audit WHERE id > 1000000");
        db.tamper(&format!("DELETE FROM audit WHERE id = {id}"));
        assert!(problems(&db).contains(&("audit".into(), id.to_string(), What::Deleted)));

        let db = TestDb::on(engine, &schema());
        lived_in(&db);
        db.tamper("INSERT INTO audit (id, at, recorded_at, actor, action, changes, digest) \
                   SELECT 123456789, at, recorded_at, actor, action, changes, digest FROM audit WHERE id > 1000000 LIMIT 1");
        let found = problems(&db);
        assert!(found.contains(&("audit".into(), "123456789".into(), What::Edited)), "{found:?}");
        assert!(found.contains(&("audit".into(), "123456789".into(), What::Unqueued)), "{found:?}");

        for no in [1, 2] {
            let db = TestDb::on(engine, &schema());
            lived_in(&db);
            let head = verify(&db, &VerifyOptions::default()).unwrap().head;
            db.tamper(&format!("DELETE FROM audit_seal WHERE no = {no}"));
            let report = verify(&db, &VerifyOptions { anchor: head }).unwrap();
            assert!(
                report.problems.iter().any(|p| p.table == "audit_seal" && p.key == no.to_string()),
                "{report:?}"
            );
            assert!(report.problems.iter().any(|p| p.what == What::Unqueued), "{report:?}");
        }

        let db = TestDb::on(engine, &schema());
        lived_in(&db);
        db.tamper("INSERT INTO audit_seal (no, prev, first_at, count, members, digest, sealed_at) \
                   SELECT 3, digest, first_at, count, members, digest, sealed_at FROM audit_seal WHERE no = 2");
        let found = problems(&db);
        assert!(found.iter().any(|(t, _, w)| t == "audit" && *w == What::Twice), "{found:?}");
        assert!(found.iter().any(|(t, k, _)| t == "audit_seal" && k == "3"), "{found:?}");

        let db = TestDb::on(engine, &schema());
        lived_in(&db);
        db.tamper("DELETE FROM audit_unsealed");
        let id = number(&db, "SELECT MAX(id) FROM audit");
        assert_eq!(problems(&db), [("audit".to_owned(), id.to_string(), What::Unqueued)]);
    }
}

#[test]
fn an_edit_of_each_column_of_the_migrations_is_named() {
    for set in ["name = 'x'", "applied_at = 1"] {
        on_both(
            &format!("UPDATE schema_migration SET {set} WHERE no = 100"),
            &[("schema_migration", "100", What::Edited)],
        );
    }
    on_both(
        "UPDATE schema_migration SET checksum = (SELECT checksum FROM schema_migration WHERE no = 1) WHERE no = 100",
        &[("schema_migration", "100", What::Edited)],
    );
    on_both("DELETE FROM schema_migration WHERE no = 100", &[("schema_migration", "100", What::Deleted)]);
    on_both(
        "INSERT INTO schema_migration (no, name, checksum, applied_at) SELECT 200, name, checksum, applied_at FROM schema_migration WHERE no = 1",
        &[("schema_migration", "200", What::Added)],
    );
}

#[test]
fn tables_and_columns_that_nobody_knows_are_named() {
    on_both("CREATE TABLE hidden (id BIGINT)", &[("hidden", "", What::Unregistered)]);
    on_both("ALTER TABLE thing ADD COLUMN more INTEGER", &[("thing", "", What::Misshapen)]);
}

store::db_test! {
    with schema();

    fn the_program_itself_cannot_change_the_audit(db: TestDb) {
        lived_in(&db);
        for sql in ["UPDATE audit SET actor = 1", "DELETE FROM audit", "UPDATE audit_seal SET count = 1", "DELETE FROM audit_seal"] {
            let done = db.write(move |tx| tx.exec(sql, &[]));
            assert!(done.unwrap_err().to_string().contains("append-only"), "{sql}");
        }
    }

    fn sealing_misses_nothing_and_says_what_waits(db: TestDb) {
        lived_in(&db);
        let before = verify(&db, &VerifyOptions::default()).unwrap();
        assert_eq!((before.unsealed, before.seals, before.audit_rows), (1, 2, 14));
        let sealed = seal(&db).unwrap();
        assert_eq!((sealed.seals, sealed.rows), (1, 1));
        let after = verify(&db, &VerifyOptions { anchor: before.head }).unwrap();
        assert_eq!((after.unsealed, after.seals, after.is_clean()), (0, 3, true));
        assert_eq!(after.audit, before.audit);
        assert_eq!(after.digest, before.digest);
        assert_eq!(business_digest(&db).unwrap().digest, before.digest);
        let anchor = after.head.unwrap();
        assert_eq!(anchor.to_string().parse(), Ok(anchor));
    }

    fn sealers_at_once_make_one_chain(db: TestDb) {
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let db = &db;
                scope.spawn(move || {
                    for i in 0..10 {
                        make_one(db, worker * 100 + i + 1);
                        seal(db).unwrap();
                    }
                });
            }
        });
        let report = verify(&db, &VerifyOptions::default()).unwrap();
        assert!(report.is_clean(), "{:?}", report.problems);
        assert_eq!((report.unsealed, report.audit_rows), (0, 42));
    }
}

#[test]
fn both_engines_have_the_same_digests_for_the_same_work() {
    let reports = [Engine::Sqlite, Engine::Postgres].map(|engine| {
        let db = TestDb::on(engine, &schema());
        lived_in(&db);
        db.write(|tx| tx.action(&act("label.set"), |tx| tx.insert(&LABEL, &vals!["đ", "ậ", 1]))).unwrap();
        verify(&db, &VerifyOptions::default()).unwrap()
    });
    assert_eq!(reports[0].digest, reports[1].digest);
    assert_eq!(reports[0].tables, reports[1].tables);
    assert_eq!(reports[0].audit, reports[1].audit);
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode_changes(&bytes, |_| {});
        let _ = decode_members(&bytes);
    }
}
