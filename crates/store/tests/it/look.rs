//! Looking into the audit.

use crate::world::{THING, act, make, make_one, schema, thing};
use kernel::{Instant, PersonId};
use store::testing::TestDb;
use store::{Action, Look, Looked, VerifyOptions, look, look_at, seal, seal_state, verify};

const HOUR: i64 = 3_600_000_000;
const START: i64 = 1_600_000_000_000_000;

fn by(actor: i64, behalf: Option<i64>, name: &'static str, hour: i64) -> Action {
    Action { actor: PersonId(actor), behalf: behalf.map(PersonId), name, at: Instant(START + hour * HOUR) }
}

/// One thing an hour, by people 1 and 2 in turn; every third for person 9.
fn lived_in(db: &TestDb) {
    db.write(|tx| {
        (0..12i64).try_for_each(|n| {
            let name = if n % 2 == 0 { "thing.make" } else { "thing.copy" };
            let behalf = (n % 3 == 0).then_some(9);
            tx.action(&by(n % 2 + 1, behalf, name, n), |tx| {
                tx.insert(&THING, &thing(n, &format!("x{n}"), 1, 1))
            })
        })
    })
    .unwrap();
}

fn looked(db: &TestDb, asked: &Look, before: Option<i64>, limit: usize) -> Looked {
    db.read(|tx| look(tx, asked, before, limit)).unwrap()
}

fn keys(found: &Looked) -> Vec<&str> {
    found.entries.iter().map(|e| e.rows[0].key.as_str()).collect()
}

store::db_test! {
    with schema();

    fn the_latest_come_first_and_pages_go_on_where_they_stopped(db: TestDb) {
        lived_in(&db);
        let asked = Look { action: "thing.".into(), ..Look::default() };
        let first = looked(&db, &asked, None, 5);
        assert_eq!(keys(&first), ["11", "10", "9", "8", "7"]);
        let second = looked(&db, &asked, first.next, 5);
        assert_eq!(keys(&second), ["6", "5", "4", "3", "2"]);
        let last = looked(&db, &asked, second.next, 5);
        assert_eq!((keys(&last), last.next), (vec!["1", "0"], None));
        let entry = &first.entries[0];
        assert_eq!((entry.actor, entry.behalf, entry.action.as_str()), (PersonId(2), None, "thing.copy"));
        assert_eq!((entry.rows[0].table.as_str(), entry.rows[0].version, entry.rows[0].deleted), ("thing", 1, false));
    }

    fn it_is_narrowed_to_people_actions_rows_and_times(db: TestDb) {
        lived_in(&db);
        let found = |asked: Look| looked(&db, &asked, None, 100);
        let people = |list: &[i64]| Some(list.iter().map(|p| PersonId(*p)).collect());
        assert_eq!(keys(&found(Look { people: people(&[9]), ..Look::default() })), ["9", "6", "3", "0"]);
        assert_eq!(found(Look { people: people(&[1]), ..Look::default() }).entries.len(), 6);
        assert_eq!(found(Look { people: people(&[]), ..Look::default() }).entries.len(), 0);
        let many: Vec<i64> = (2..900).collect();
        assert_eq!(found(Look { people: people(&many), ..Look::default() }).entries.len(), 8);
        assert_eq!(found(Look { action: "thing.copy".into(), ..Look::default() }).entries.len(), 6);
        assert_eq!(found(Look { action: "thing.cop%".into(), ..Look::default() }).entries.len(), 0);
        let row = Look { table: Some("thing"), key: Some("4".into()), ..Look::default() };
        assert_eq!(keys(&found(row)), ["4"]);
        for none in ["444", "x", "4, 1", ""] {
            let row = Look { table: Some("thing"), key: Some(none.into()), ..Look::default() };
            assert_eq!(found(row).entries.len(), 0, "{none}");
        }
        let table = Look { table: Some("thing"), ..Look::default() };
        assert_eq!(found(table).entries.len(), 12);
        assert_eq!(found(Look { table: Some("label"), key: Some("seeded".into()), ..Look::default() }).entries.len(), 1);
        let at = |hour: i64| Some(Instant(START + hour * HOUR));
        assert_eq!(keys(&found(Look { from: at(3), to: at(6), ..Look::default() })), ["5", "4", "3"]);
    }

    fn what_was_entered_with_an_earlier_time_is_found_by_its_time(db: TestDb) {
        lived_in(&db);
        db.write(|tx| tx.action(&by(5, None, "thing.late", 2), |tx| tx.insert(&THING, &thing(50, "late", 1, 1)))).unwrap();
        let at = |hour: i64| Some(Instant(START + hour * HOUR));
        let found = looked(&db, &Look { from: at(2), to: at(3), ..Look::default() }, None, 100);
        assert_eq!(keys(&found), ["50", "2"]);
    }

    fn a_row_that_knows_its_moments_is_found_without_walking(db: TestDb) {
        lived_in(&db);
        db.write(|tx| {
            tx.action(&by(1, None, "thing.weigh", 20), |tx| {
                tx.update(&THING, &thing(4, "x4", 1, 1), &thing(4, "x4", 2, 2)).map(|_| ())
            })
        })
        .unwrap();
        let moments = [Instant(START + 4 * HOUR), Instant(START + 20 * HOUR), Instant(START + 7 * HOUR)];
        let found = db.read(|tx| look_at(tx, &moments, "thing", "4")).unwrap();
        let names: Vec<&str> = found.iter().map(|e| e.action.as_str()).collect();
        assert_eq!(names, ["thing.weigh", "thing.make"]);
    }

    fn an_entry_names_so_many_rows_and_counts_the_rest(db: TestDb) {
        db.write(|tx| {
            tx.action(&act("thing.bulk"), |tx| (0..100).try_for_each(|id| tx.insert(&THING, &thing(id, &format!("x{id}"), 1, 1))))
        })
        .unwrap();
        let found = looked(&db, &Look { action: "thing.bulk".into(), ..Look::default() }, None, 1);
        assert_eq!((found.entries[0].rows.len(), found.entries[0].more), (60, 40));
    }

    fn for_whom_somebody_acted_is_sealed_and_verified_like_the_rest(db: TestDb) {
        lived_in(&db);
        make_one(&db, 77);
        assert_eq!(db.read(seal_state).unwrap().last, None);
        assert!(db.read(seal_state).unwrap().waiting > 0);
        seal(&db).unwrap();
        let state = db.read(seal_state).unwrap();
        assert_eq!((state.last.map(|(no, ..)| no), state.waiting), (Some(1), 0));
        assert!(verify(&db, &VerifyOptions::default()).unwrap().problems.is_empty());
        // Neither taken away, nor put where there was none.
        for sql in ["UPDATE audit SET behalf = NULL WHERE behalf = 9", "UPDATE audit SET behalf = 9 WHERE action = 'thing.copy'"] {
            db.tamper(sql);
            assert!(!verify(&db, &VerifyOptions::default()).unwrap().problems.is_empty(), "{sql}");
        }
        db.write(|tx| make(tx, 78, "y")).unwrap();
    }
}
