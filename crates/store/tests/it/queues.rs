//! The outbox and the jobs.

use crate::world::{number, schema};
use kernel::Instant;
use store::{job, outbox};

const T0: Instant = Instant(1_700_000_000_000_000);

store::db_test! {
    with schema();

    fn a_message_goes_to_one_worker_and_comes_back_when_that_one_vanishes(db: TestDb) {
        db.write(|tx| (0..3).try_for_each(|i| tx.emit("heard", &i.to_string()))).unwrap();
        let now = db.technical_now();
        let first = outbox::claim_of(&db, "heard", now, 2, 60).unwrap();
        let second = outbox::claim_of(&db, "heard", now, 10, 60).unwrap();
        assert_eq!((first.len(), second.len()), (2, 1));
        assert_eq!(first[0].body, "0");
        let done = first[0].id;
        db.write(move |tx| outbox::done(tx, done)).unwrap();
        let later = now.plus_seconds(61);
        let again = outbox::claim_of(&db, "heard", later, 10, 60).unwrap();
        assert_eq!(again.iter().map(|m| (m.body.as_str(), m.attempt)).collect::<Vec<_>>(), [("1", 2), ("2", 2)]);
    }

    fn a_failing_message_waits_longer_and_longer_then_stays_for_an_operator(db: TestDb) {
        db.write(|tx| tx.emit("heard", "x")).unwrap();
        let mut now = db.technical_now();
        let mut waits = Vec::new();
        for _ in 0..outbox::MOST_ATTEMPTS {
            let message = outbox::claim_of(&db, "heard", now, 1, 60).unwrap().remove(0);
            db.write(move |tx| outbox::failed(tx, &message, now, "no route")).unwrap();
            let next = Instant(number(&db, "SELECT run_at FROM outbox"));
            waits.push((next.0 - now.0) / 1_000_000);
            now = next;
        }
        assert_eq!(waits[..4], [10, 20, 40, 80]);
        assert!(waits.is_sorted() && *waits.last().unwrap() <= 6 * 3600);
        assert!(outbox::claim_of(&db, "heard", now, 1, 60).unwrap().is_empty());
        assert_eq!(db.read(outbox::backlog).unwrap(), outbox::Backlog { waiting: 0, stuck: 1 });
        assert_eq!(db.write(move |tx| outbox::replay_stuck(tx, now)).unwrap(), 1);
        assert_eq!(outbox::claim_of(&db, "heard", now, 1, 60).unwrap().len(), 1);
    }

    fn an_operator_sees_messages_without_their_bodies_and_tries_one_again(db: TestDb) {
        db.write(|tx| (0..3).try_for_each(|_| tx.emit("heard", "số thẻ 0123"))).unwrap();
        let mut now = db.technical_now();
        for _ in 0..outbox::MOST_ATTEMPTS {
            let message = outbox::claim_of(&db, "heard", now, 1, 60).unwrap().remove(0);
            assert!(!db.write({ let id = message.id; move |tx| outbox::retry(tx, id, now) }).unwrap(), "it is in hands");
            let id = message.id;
            db.write(move |tx| outbox::failed(tx, &message, now, "no route")).unwrap();
            // The others wait longer than this one.
            now = Instant(db.read(|tx| outbox::lines(tx, false, id - 1, 1)).unwrap()[0].run_at.0);
            db.tamper(&format!("UPDATE outbox SET run_at = {} WHERE id > {id}", i64::MAX / 2));
        }
        let all = db.read(|tx| outbox::lines(tx, false, 0, 10)).unwrap();
        assert_eq!((all.len(), all[0].is_stuck(), all[0].last_error.as_deref()), (3, true, Some("no route")));
        let (stuck, rest) = (db.read(|tx| outbox::lines(tx, true, 0, 10)).unwrap(), db.read(|tx| outbox::lines(tx, false, all[0].id, 10)).unwrap());
        assert_eq!((stuck.len(), rest.len()), (1, 2));
        let id = stuck[0].id;
        assert!(db.write(move |tx| outbox::retry(tx, id, now)).unwrap());
        assert!(!db.write(move |tx| outbox::retry(tx, 1, now)).unwrap());
        assert_eq!(outbox::claim_of(&db, "heard", now, 10, 60).unwrap().len(), 1);
    }

    fn a_job_is_hurried_but_never_put_off(db: TestDb) {
        db.write(|tx| job::declare(tx, "nightly", T0.plus_seconds(900))).unwrap();
        assert!(db.write(|tx| job::hurry(tx, "nightly", T0)).unwrap());
        assert!(!db.write(|tx| job::hurry(tx, "unknown", T0)).unwrap());
        assert!(job::claim(&db, "nightly", T0, 60).unwrap());
        db.write(|tx| job::hurry(tx, "nightly", T0.plus_seconds(5))).unwrap();
        let state = db.read(job::all).unwrap().remove(0);
        assert_eq!((state.run_at, state.locked_until), (T0, Some(T0.plus_seconds(60))));
        assert!(!job::claim(&db, "nightly", T0.plus_seconds(6), 60).unwrap(), "it is at work");
    }

    fn no_two_workers_get_the_same_message(db: TestDb) {
        db.write(|tx| (0..200).try_for_each(|i| tx.emit("heard", &i.to_string()))).unwrap();
        let now = db.technical_now();
        let mut got: Vec<i64> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| {
                let mut ids = Vec::new();
                // With skipped locks an empty answer is the end only when nothing is left for anybody.
                for _ in 0..60 {
                    ids.extend(outbox::claim_of(&db, "heard", now, 7, 600).unwrap().into_iter().map(|m| m.id));
                }
                ids
            })).collect();
            workers.into_iter().flat_map(|w| w.join().unwrap()).collect()
        });
        got.sort_unstable();
        let all = got.len();
        got.dedup();
        assert_eq!((all, got.len()), (200, 200));
    }

    fn a_due_job_is_taken_once(db: TestDb) {
        db.write(|tx| job::declare(tx, "nightly", T0)).unwrap();
        db.write(|tx| job::declare(tx, "nightly", T0.plus_seconds(-5))).unwrap();
        assert!(!job::claim(&db, "nightly", T0.plus_seconds(-1), 60).unwrap());
        assert!(job::claim(&db, "nightly", T0, 60).unwrap());
        assert!(!job::claim(&db, "nightly", T0.plus_seconds(1), 60).unwrap());
        assert!(job::claim(&db, "nightly", T0.plus_seconds(61), 60).unwrap());
        db.write(|tx| job::failed(tx, "nightly", T0.plus_seconds(70), "full disk")).unwrap();
        let state = db.read(job::all).unwrap().remove(0);
        assert_eq!((state.attempts, state.last_error.as_deref()), (2, Some("full disk")));
        assert!(job::claim(&db, "nightly", T0.plus_seconds(70), 60).unwrap());
        db.write(|tx| job::done(tx, "nightly", T0.plus_seconds(71), T0.plus_seconds(86_400))).unwrap();
        let state = db.read(job::all).unwrap().remove(0);
        assert_eq!((state.attempts, state.last_error, state.run_at), (0, None, T0.plus_seconds(86_400)));
    }
}
