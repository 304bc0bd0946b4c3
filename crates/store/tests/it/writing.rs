//! Many writers at once, some of whom fail, panic or are killed.

use crate::world::{TALLY, THING, act, make, make_one, number, schema, thing};
use kernel::{Fault, Refusal};
use std::sync::Barrier;
use store::testing::TestDb;
use store::testing::killed::{acknowledge, killed_after, to_be_killed};
use store::{Db, Engine, Open, Target, VerifyOptions, vals, verify};

#[track_caller]
fn clean(db: &Db) {
    let report = verify(db, &VerifyOptions::default()).unwrap();
    assert!(report.is_clean(), "{:?}", report.problems);
}

store::db_test! {
    with schema();

    fn a_failing_and_a_panicking_closure_take_nothing_with_them(db: TestDb) {
        const THREADS: i64 = 24;
        let barrier = Barrier::new(THREADS as usize);
        make_one(&db, 1000);
        std::thread::scope(|scope| {
            for n in 0..THREADS {
                let (db, barrier) = (&db, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    for round in 0..5 {
                        let id = 1 + n + round * THREADS;
                        let done = db.write(move |tx| {
                            make(tx, id, &format!("thing {id}"))?;
                            match n % 4 {
                                0 => Err(Refusal::new("test.no", "Không.", "No.").into()),
                                1 => panic!("on purpose"),
                                2 => make(tx, 1000, "a key that is taken"),
                                _ => Ok(()),
                            }
                        });
                        match n % 4 {
                            0 => assert_eq!(done.unwrap_err().refusal().unwrap().code, "test.no"),
                            1 => assert!(done.unwrap_err().to_string().contains("a panic: on purpose")),
                            2 => assert!(done.is_err()),
                            _ => done.unwrap(),
                        }
                    }
                });
            }
        });
        assert_eq!(number(&db, "SELECT COUNT(*) FROM thing"), 1 + THREADS / 4 * 5);
        assert_eq!(number(&db, "SELECT CAST(SUM(received) AS BIGINT) FROM tally"), 1 + THREADS / 4 * 5);
        clean(&db);
    }

    fn of_two_who_change_one_row_one_wins(db: TestDb) {
        make_one(&db, 1);
        for round in 1..=10i64 {
            let barrier = Barrier::new(8);
            let wins: usize = std::thread::scope(|scope| {
                let workers: Vec<_> = (0..8i64).map(|n| {
                    let (db, barrier) = (&db, &barrier);
                    scope.spawn(move || {
                        barrier.wait();
                        db.write(move |tx| tx.action(&act("thing.weigh"), |tx| {
                            let weight = tx.query_one("SELECT weight FROM thing WHERE id = 1", &[], |row| row.int())?;
                            let old = thing(1, "thing 1", weight, round);
                            let new = thing(1, "thing 1", round * 100 + n, round + 1);
                            tx.update(&THING, &old, &new)
                        })).unwrap()
                    })
                }).collect();
                workers.into_iter().map(|w| usize::from(w.join().unwrap())).sum()
            });
            assert_eq!(wins, 1);
        }
        clean(&db);
    }

    fn counters_of_many_writers_add_up_and_nobody_waits_for_ever(db: TestDb) {
        std::thread::scope(|scope| {
            for n in 0..8i64 {
                let db = &db;
                scope.spawn(move || {
                    for round in 0..20i64 {
                        db.write(move |tx| {
                            // Each in another order: written is in key order all the same.
                            for i in 0..10 {
                                tx.count(&TALLY, &[(i * 7 + n + round) % 10, (i * 3 + n) % 4], &[(0, 1)]);
                            }
                            Ok(())
                        }).unwrap();
                    }
                });
            }
        });
        assert_eq!(number(&db, "SELECT CAST(SUM(received) AS BIGINT) FROM tally"), 8 * 20 * 10);
    }

    fn a_full_disk_takes_nothing_and_says_so(db: TestDb) {
        make_one(&db, 1);
        if db.fill_disk() {
            let big = db.write(|tx| {
                make(tx, 2, "two")?;
                for i in 0..1000 {
                    tx.exec("INSERT INTO side_note (id, note) VALUES ($1, $2)", &vals![i, &"x".repeat(1000)])?;
                }
                Ok(())
            });
            let said = big.unwrap_err().to_string();
            assert!(said.starts_with("the disk is full; make room and try again"), "{said}");
            assert_eq!(number(&db, "SELECT COUNT(*) FROM thing"), 1);
            db.make_room();
        }
        make_one(&db, 2);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM side_note"), 0);
        clean(&db);
    }

    fn a_write_inside_a_write_is_refused_and_a_handle_may_end_its_life_there(db: TestDb) {
        let inner = db.handle();
        let nested = db.write(move |_| match inner.engine() {
            Engine::Sqlite => inner.write(|_| Ok(())),
            Engine::Postgres => Err(Fault::new("a write inside a write would wait for itself").into()),
        });
        assert!(nested.unwrap_err().to_string().contains("would wait for itself"));
        make_one(&db, 1);
    }

    fn a_reader_sees_one_moment_while_others_write(db: TestDb) {
        make_one(&db, 1);
        db.read(|tx| {
            let count = |tx: &mut store::Tx| tx.query_one("SELECT COUNT(*) FROM thing", &[], |row| row.int());
            let before = count(tx)?;
            make_one(&db, 2);
            assert_eq!(count(tx)?, before);
            Ok(())
        }).unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM thing"), 2);
    }

    fn what_was_acknowledged_survives_a_kill(db: TestDb) {
        let mut db = db;
        for round in 1..=3 {
            let writer = "writing::the_writer_to_be_killed_writes_when_it_is_told_where";
            let seen: Vec<i64> = killed_after(&db, writer, 60).iter().map(|id| id.parse().unwrap()).collect();
            db.reopen();
            let there = db.read(|tx| tx.query("SELECT id FROM thing ORDER BY id", &[], |row| row.int())).unwrap();
            for id in &seen {
                assert!(there.binary_search(id).is_ok(), "round {round}: {id} was acknowledged and is lost");
            }
            assert_eq!(there.len() as i64, number(&db, "SELECT COUNT(*) FROM thing_event"));
            assert_eq!(there.len() as i64, number(&db, "SELECT CAST(SUM(received) AS BIGINT) FROM tally"));
            clean(&db);
        }
    }
}

#[test]
fn the_writer_to_be_killed_writes_when_it_is_told_where() {
    let Some(db) = to_be_killed(&schema()) else { return };
    // Behind everything that writers before it have left.
    let first = number(&db, "SELECT COALESCE(MAX(id), 0) FROM thing") + 1;
    std::thread::scope(|scope| {
        for n in 0..8 {
            let db = &db;
            scope.spawn(move || {
                for id in (first + n * 1_000_000..).take(100_000) {
                    make_one(db, id);
                    assert!(acknowledge(&id.to_string()));
                }
            });
        }
    });
}

#[test]
fn whoever_goes_away_leaves_no_connection_in_a_transaction() {
    let db = TestDb::postgres(&schema());
    let Target::Postgres { url, schema: name } = db.target() else { panic!("not PostgreSQL") };
    let own = format!("goes_away_{}", std::process::id());
    let target = Target::Postgres { url: format!("{url}?application_name={own}"), schema: name };
    let other = Db::open(&target, &schema(), Open::Existing).unwrap();
    for n in 0..20i64 {
        let db = other.clone();
        let thread = std::thread::spawn(move || {
            let outcome = db.write(move |tx| -> kernel::Result<()> {
                make(tx, n + 1, &format!("thing {n}"))?;
                match n % 3 {
                    0 => panic!("gone"),
                    1 => tx.exec("INSERT INTO side_note (id) VALUES ($1)", &vals![1]).map(|_| ()),
                    _ => Err(Fault::new("gone").into()),
                }
            });
            assert!(outcome.is_err());
            // And the thread itself ends in a panic, as one of a pool might.
            db.read(|_| -> kernel::Result<()> { panic!("gone while reading") }).unwrap();
        });
        assert!(thread.join().is_err());
    }
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let left = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = $1 AND state LIKE 'idle in transaction%'";
    assert_eq!(client.query_one(left, &[&own]).unwrap().get::<_, i64>(0), 0);
    make_one(&other, 1);
}

#[test]
fn a_connection_that_the_server_cuts_is_replaced() {
    let db = TestDb::postgres(&schema());
    let Target::Postgres { url, schema: name } = db.target() else { panic!("not PostgreSQL") };
    let own = format!("is_cut_{}", std::process::id());
    let target = Target::Postgres { url: format!("{url}?application_name={own}"), schema: name };
    let other = Db::open(&target, &schema(), Open::Existing).unwrap();
    make_one(&other, 1);
    let cut = other.write(move |tx| {
        make(tx, 2, "two")?;
        let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
        client
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
                &[&own],
            )
            .unwrap();
        make(tx, 3, "three")
    });
    assert!(cut.is_err());
    // Other connections of the pool were cut as well; each is found out once.
    let again = (0..20).find(|_| other.write(|tx| make(tx, 4, "four")).is_ok());
    assert!(again.is_some());
    assert_eq!(number(&db, "SELECT COUNT(*) FROM thing"), 2);
}
