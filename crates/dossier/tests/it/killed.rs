//! Sixteen people at the desks, and somebody pulls the plug; or takes a backup.

use crate::world::{World, day, schema};
use dossier::desk::{LateReason, Outcome, Settle};
use dossier::figures::unit_rows;
use kernel::Period;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use store::testing::TestDb;
use store::testing::killed::{acknowledge, killed_after, to_be_killed};
use store::{Db, Engine, VerifyOptions, backup, business_digest};

const ROUNDS: usize = 20;
const WRITERS: usize = 16;

/// One person's work: takes dossiers in, and settles each at once. Tells of each acknowledged code.
fn work(w: &World, writer: usize, mut acknowledged: impl FnMut(&str) -> bool) {
    let now = day("2020-11-02").at_minute(480);
    for n in 0.. {
        let cmd = w.intake(writer % 3, (writer + n) % 3, n % 3);
        let accepted = w.at(now, move |s, c| s.accept(c, cmd)).unwrap();
        if n % 2 == 0 {
            let late_reason = Some(LateReason { cause: "absence".into(), text: "vắng".into() });
            let cmd = Settle { outcome: Outcome::Withdrawn, reason: Some("xin rút".into()), late_reason };
            w.at(now, move |s, c| s.settle(c, accepted.id, cmd)).unwrap();
        }
        if !acknowledged(&accepted.code) {
            return;
        }
    }
}

/// Every code is there once, numbers rise by one per desk and day, and all that is counted follows from it.
fn whole(db: &Db) -> Vec<String> {
    let codes = db
        .read(|tx| {
            tx.query("SELECT code FROM dossier WHERE code IS NOT NULL ORDER BY code", &[], |row| row.text())
        })
        .unwrap();
    let mut last: BTreeMap<&str, u32> = BTreeMap::new();
    for code in &codes {
        let (desk, number) = code.rsplit_once('-').unwrap();
        let before = last.entry(desk).or_default();
        assert_eq!(number.parse::<u32>().unwrap(), *before + 1, "{code} does not follow");
        *before += 1;
    }
    assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    codes
}

#[test]
fn the_desks_to_be_killed_work_when_they_are_told_where() {
    let Some(db) = to_be_killed(&schema()) else { return };
    let world = World::again(&db);
    std::thread::scope(|scope| {
        for n in 0..WRITERS {
            let world = &world;
            scope.spawn(move || work(world, n, acknowledge));
        }
    });
}

store::db_test! {
    with schema();

    fn under_sixteen_desks_a_kill_loses_nothing_acknowledged_and_leaves_no_gap(db: TestDb) {
        let mut db = db;
        World::new(&db);
        for round in 0..ROUNDS {
            let desks = "killed::the_desks_to_be_killed_work_when_they_are_told_where";
            let seen = killed_after(&db, desks, 20 + round * 7 % 60);
            db.reopen();
            let codes = whole(&db);
            for code in &seen {
                assert!(codes.binary_search(code).is_ok(), "round {round}: {code} was acknowledged and is lost");
            }
        }
        store::seal(&db).unwrap();
        assert!(store::verify(&db, &VerifyOptions::default()).unwrap().is_clean());
    }

    fn a_backup_under_sixteen_desks_restores_on_both_engines_as_one_committed_moment(db: TestDb) {
        let world = World::new(&db);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desks.motcua");
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for n in 0..WRITERS {
                let (world, stop) = (&world, &stop);
                scope.spawn(move || {
                    let mut done = 0;
                    work(world, n, |_| {
                        done += 1;
                        // Some before the backup begins, and on until it is written.
                        done < 10 || !stop.load(Ordering::Relaxed)
                    });
                });
            }
            let written = backup::write(&db, &file);
            stop.store(true, Ordering::Relaxed);
            written.unwrap();
        });
        let answers: Vec<_> = [Engine::Sqlite, Engine::Postgres].map(|engine| restored(engine, &file)).into();
        assert_eq!(answers[0], answers[1]);
        assert!(answers[0].1 <= whole(&db).len());
    }
}

/// What a backup holds once it is restored on an engine: digest, dossiers, rows of the report.
fn restored(engine: Engine, file: &std::path::Path) -> (String, usize, String) {
    let mut db = TestDb::empty(engine, &schema());
    backup::restore(file, &db.target(), &schema()).unwrap();
    db.reopen();
    assert!(store::verify(&db, &VerifyOptions::default()).unwrap().is_clean());
    let codes = whole(&db);
    let period = Period::new(day("2020-11-01"), day("2020-11-08")).unwrap();
    let rows: BTreeMap<_, _> = db.read(|tx| unit_rows(tx, period, period.to)).unwrap().into_iter().collect();
    let received: i64 = rows.values().map(|r| r.received).sum();
    assert_eq!(usize::try_from(received).unwrap(), codes.len());
    (business_digest(&db).unwrap().digest, codes.len(), format!("{rows:?}"))
}
