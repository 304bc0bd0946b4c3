//! No password, hash or token where it does not belong: not in the audit, not in the outbox, not in `Debug`, and in the
//! database only as far as it must.

use crate::world::{GOOD, World, attempt, origin, schema};
use identity::token::{self, NewToken};
use identity::{Attempt, Role, Scope, Secret, desk, totp};
use kernel::{Actor, Clock};
use store::testing::TestDb;
use store::{Kind, V, VerifyOptions};

/// Every value of every column of a table, as bytes.
fn everything(db: &TestDb, table: &str, columns: &[(&str, Kind)]) -> Vec<u8> {
    let names: Vec<&str> = columns.iter().map(|c| c.0).collect();
    let sql = format!("SELECT {} FROM {table}", names.join(", "));
    let mut bytes = Vec::new();
    db.read(|tx| {
        tx.each(sql, &[], |row| {
            for _ in columns {
                match row.value()? {
                    V::Text(text) => bytes.extend_from_slice(text.as_bytes()),
                    V::Bytes(some) => bytes.extend_from_slice(some),
                    V::Int(_) | V::Null => {}
                }
                bytes.push(b'\n');
            }
            Ok(())
        })
    })
    .unwrap();
    bytes
}

fn holds(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|w| w == needle)
}

store::db_test! {
    with schema();

    fn no_secret_is_in_the_audit_the_outbox_or_debug_and_only_hashes_in_the_tables(db: TestDb) {
        let w = World::new(&db);
        let made = w.gate.add_person(Actor::SYSTEM, World::new_person("an.nv", None)).unwrap();
        let given = made.password.clone().unwrap();
        let first = w.try_sign_in("an.nv", given.expose()).unwrap();
        let changed = w.gate.change_password(&first.token, &given, &Secret::new(GOOD), origin()).unwrap();
        let e = totp::enrol("Một Cửa", "an.nv").unwrap();
        let code = Secret::new(totp::code_at(&e.secret, w.technical.now()).unwrap());
        w.gate.confirm_second_factor(&changed.token, &Secret::new(GOOD), &e.secret, &code, origin().address).unwrap();
        let person = made.person.id;
        w.grant(Actor::SYSTEM, person, Role::CaseOfficer, Scope::Unit(w.units[3])).unwrap();
        let new = NewToken {
            person, name: "thử".into(), scopes: vec!["dossiers:read".into()], ranges: vec![], days: 9,
        };
        let (_, api) = w.as_(Actor::SYSTEM, move |tx, ctx| token::make(tx, ctx, new)).unwrap();
        let holder = w.gate.enter_with_token(&api, origin().address).unwrap();
        let entered = w.enter(&changed.token).unwrap();
        let leaver = w.person("di", None);
        w.as_(Actor::SYSTEM, move |tx, ctx| desk::deactivate(tx, ctx, leaver.id, None, "nghỉ")).unwrap();
        // Somebody typed his password as the name.
        let _ = w.gate.sign_in(Attempt { code: Some(code.clone()), ..attempt(GOOD, "x") });

        let hash = db.read(|tx| {
            tx.query_one("SELECT password FROM credential WHERE person_id = $1", &[V::Int(person.0)], |row| row.text())
        }).unwrap();
        let secrets = [
            given.expose(), GOOD, first.token.expose(), changed.token.expose(), api.expose(), entered.csrf.expose(),
        ];
        let stored = [hash.as_str(), e.secret.expose()];
        let audit = everything(&db, "audit", &[("action", Kind::Text), ("changes", Kind::Bytes), ("digest", Kind::Bytes)]);
        let outbox = everything(&db, "outbox", &[("topic", Kind::Text), ("body", Kind::Text)]);
        assert!(holds(&audit, b"person.change_password") && holds(&outbox, b"identity.deactivated"));
        for secret in secrets.iter().chain(&stored) {
            assert!(!holds(&audit, secret.as_bytes()) && !holds(&outbox, secret.as_bytes()), "{secret}");
        }
        let said = format!(
            "{made:?} {first:?} {changed:?} {e:?} {:?} {:?} {entered:?} {holder:?} {:?} {:?}",
            attempt("an.nv", GOOD), (given.clone(), api.clone()), w.gate, w.gate.sessions(&changed.token)
        );
        assert!(said.contains("an.nv"));
        for secret in secrets.iter().chain(&stored) {
            assert!(!said.contains(secret), "{secret}");
        }
        for table in schema().tables {
            let columns: Vec<(&str, Kind)> = table.columns.iter().map(|c| (c.name, c.kind)).collect();
            let all = everything(&db, table.name, &columns);
            for secret in secrets {
                assert!(!holds(&all, secret.as_bytes()), "{} holds {secret}", table.name);
            }
            for secret in stored {
                assert!(table.name == "credential" || !holds(&all, secret.as_bytes()), "{} holds {secret}", table.name);
            }
        }
        for (table, columns) in [
            ("session", &[("hash", Kind::Bytes), ("address", Kind::Text), ("agent", Kind::Text)][..]),
            ("sign_in_throttle", &[("subject", Kind::Text)]),
            ("api_token_use", &[("address", Kind::Text)]),
        ] {
            let all = everything(&db, table, columns);
            assert!(!all.is_empty());
            for secret in secrets.iter().chain(&stored) {
                assert!(!holds(&all, secret.as_bytes()), "{table} holds {secret}");
            }
        }
        store::seal(&db).unwrap();
        assert!(store::verify(&db, &VerifyOptions::default()).unwrap().is_clean());
    }

    fn an_edit_of_an_account_behind_the_programs_back_is_found(db: TestDb) {
        let w = World::new(&db);
        let person = w.person("an.nv", None);
        w.grant(Actor::SYSTEM, person.id, Role::CaseOfficer, Scope::Unit(w.units[3])).unwrap();
        store::seal(&db).unwrap();
        for (sql, table) in [
            ("UPDATE credential SET password = 'x'", "credential"),
            ("UPDATE credential SET must_change = 1 - must_change", "credential"),
            ("UPDATE role_grant SET role = 'administrator', unit_id = NULL", "role_grant"),
            ("UPDATE person SET status = 'deactivated'", "person"),
            ("INSERT INTO role_grant (id, person_id, role, subtree, valid_from, granted_by, reason, version) \
              SELECT 5, id, 'auditor', 0, 0, 0, '', 1 FROM person", "role_grant"),
        ] {
            db.tamper(sql);
            let report = store::verify(&db, &VerifyOptions::default()).unwrap();
            assert!(report.problems.iter().any(|p| p.table == table), "{sql}");
        }
    }

    fn a_backup_leaves_sessions_and_failures_behind(db: TestDb) {
        let w = World::new(&db);
        w.person("an.nv", None);
        let token = w.sign_in("an.nv");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tỉnh.motcua");
        store::backup::write(&db, &file).unwrap();
        let target = store::Target::Sqlite(folder.path().join("restored.sqlite"));
        store::backup::restore(&file, &target, &schema()).unwrap();
        let restored = store::Db::open(&target, &schema(), store::Open::Existing).unwrap();
        let again = World::with(&restored, w.units.clone());
        assert!(again.enter(&token).is_none());
        again.sign_in("an.nv");
        assert!(store::verify(&restored, &VerifyOptions::default()).unwrap().is_clean());
    }
}

store::db_test! {
    with store::Schema::of(&[&organisation::DOMAIN]);

    fn a_database_without_accounts_gets_them_with_the_next_opening(db: TestDb) {
        let w = World::units_of(&db);
        store::seal(&db).unwrap();
        let opened = store::Db::open(&db.target(), &schema(), store::Open::Existing).unwrap();
        let w = World::with(&opened, w);
        w.person("an.nv", Some(w.units[3]));
        w.sign_in("an.nv");
        store::seal(&opened).unwrap();
        assert!(store::verify(&opened, &VerifyOptions::default()).unwrap().is_clean());
    }
}
