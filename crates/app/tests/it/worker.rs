//! What a running server does by itself, with clocks that stand where they are put.

use dossier::desk::{Accept, Actor, Applicant, Channel, Ctx, Desk, ResultBy, Tokens, UnitId};
use kernel::clock::FixedClock;
use kernel::{Day, Instant};
use motcua::worker::{Clocks, night, turn};
use organisation::SuccessionKind;
use std::sync::Arc;
use store::job;
use store::testing::TestDb;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(business: Instant, technical: i64) -> Clocks {
    Clocks {
        business: Arc::new(FixedClock(business)),
        technical: Arc::new(FixedClock(Instant(technical * 1_000_000))),
    }
}

/// A small province with its jobs declared, and one dossier taken in on Friday 6 March.
fn office(db: &TestDb) -> (Desk, UnitId, UnitId) {
    let province = province::Province::read(&crate::run::root().join("provinces/mau-hai-cap")).unwrap();
    motcua::load::load(db, &province).unwrap();
    motcua::worker::declare(db, &at(day("2026-03-06").at_minute(480), 0), true).unwrap();
    let desk = Desk::open(db.handle(), Tokens::Seeded(1));
    let reference = db.read(dossier::reference::Reference::load).unwrap();
    let communes = reference.directory.reporting_at(day("2026-03-06"));
    let (unit, heir) = (communes[communes.len() - 1], communes[communes.len() - 2]);
    let offers = reference.catalogue.offered_by(&unit.code, &unit.kind, &unit.tier, day("2026-03-06"));
    let (ids, procedure, receiving) = (db.ids().clone(), offers[0].procedure, unit.unit);
    desk.shift(move |s| {
        let ctx = Ctx { actor: Actor::SYSTEM, now: day("2026-03-06").at_minute(480), ids: &ids };
        s.accept(
            &ctx,
            Accept {
                id: None,
                procedure,
                unit: receiving,
                receiving,
                channel: Channel::Counter,
                result_by: ResultBy::Counter,
                applicant: Applicant { name: "Lê Thị Mẫu".into(), ..Applicant::default() },
                content: "Mẫu (minh họa)".into(),
            },
        )
    })
    .unwrap();
    (desk, unit.unit, heir.unit)
}

/// Nightly backups in a folder, of which two stay.
fn nightly(folder: &std::path::Path) -> motcua::backups::Nightly {
    motcua::backups::Nightly { folder: folder.join("backups"), kept: 2 }
}

/// What lies in the folder of backups.
fn names(nightly: &motcua::backups::Nightly) -> Vec<String> {
    let listed = std::fs::read_dir(&nightly.folder).unwrap();
    let mut names: Vec<String> = listed.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn backup_job(db: &TestDb) -> Option<job::JobState> {
    db.read(job::all).unwrap().into_iter().find(|j| j.name == "store.backup")
}

fn number(db: &TestDb, sql: &'static str) -> i64 {
    db.read(|tx| tx.query_one(sql, &[], |row| row.int())).unwrap()
}

store::db_test! {
    with motcua::domains::schema();

    fn after_a_weekend_days_are_closed_the_audit_is_sealed_and_open_dossiers_lie_with_the_heir(db: TestDb) {
        let (desk, unit, heir) = office(&db);
        let ids = db.ids().clone();
        db.write(move |tx| {
            let ctx = Ctx { actor: Actor::SYSTEM, now: day("2026-03-06").at_minute(900), ids: &ids };
            organisation::desk::end_into(tx, &ctx, &[unit], heir, day("2026-03-07"), SuccessionKind::Merge, "1/NQ")
        }).unwrap();
        turn(&desk, &at(day("2026-03-09").at_minute(1), 1));
        assert_eq!(number(&db, "SELECT sealed_to FROM day_close"), day("2026-03-09").0);
        assert_eq!(number(&db, "SELECT unit_id FROM dossier"), heir.0);
        assert_eq!(number(&db, "SELECT received FROM stat_seal WHERE day = (SELECT MIN(day) FROM stat_seal)"), 1);
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
        let report = store::verify(&db, &store::VerifyOptions::default()).unwrap();
        assert!(report.is_clean());
        // The heir's inheritance came after the seal of the same turn; the next one has it.
        turn(&desk, &at(day("2026-03-09").at_minute(3), 120));
        assert_eq!(store::verify(&db, &store::VerifyOptions::default()).unwrap().unsealed, 0);
        let day_job = db.read(job::all).unwrap().into_iter().find(|j| j.name == "dossier.turn_of_day").unwrap();
        assert_eq!((day_job.attempts, day_job.last_error), (0, None));
        assert!(day_job.run_at.0 > 23 * 3600 * 1_000_000, "due again after the next midnight");
    }

    fn work_that_fails_says_why_and_is_tried_again(db: TestDb) {
        let (desk, ..) = office(&db);
        db.tamper("ALTER TABLE stat_seal RENAME TO elsewhere");
        turn(&desk, &at(day("2026-03-09").at_minute(1), 1));
        let failed = |db: &TestDb| db.read(job::all).unwrap().into_iter().find(|j| j.name == "dossier.turn_of_day").unwrap();
        let job = failed(&db);
        assert_eq!((job.attempts, job.last_finished), (1, None));
        assert!(job.last_error.unwrap().contains("stat_seal"));
        db.tamper("ALTER TABLE elsewhere RENAME TO stat_seal");
        turn(&desk, &at(day("2026-03-09").at_minute(2), 60));
        assert_eq!(failed(&db).last_finished, None, "not before its time");
        turn(&desk, &at(day("2026-03-09").at_minute(9), 600));
        let job = failed(&db);
        assert_eq!((job.attempts, job.last_error), (0, None));
        assert_eq!(number(&db, "SELECT sealed_to FROM day_close"), day("2026-03-09").0);
    }

    fn a_lived_year_keeps_its_own_days(db: TestDb) {
        let (desk, ..) = office(&db);
        desk.shift(|s| s.bookmark(replay::BOOKMARK, "begun")).unwrap();
        turn(&desk, &at(day("2026-03-09").at_minute(1), 1));
        assert_eq!(number(&db, "SELECT sealed_to FROM day_close"), 0);
    }

    fn a_worker_stops_when_it_is_told(db: TestDb) {
        let (desk, ..) = office(&db);
        let worker = motcua::worker::Worker::start(desk, at(day("2026-03-09").at_minute(1), 1), None).unwrap();
        drop(worker);
        assert_eq!(number(&db, "SELECT sealed_to FROM day_close"), day("2026-03-09").0);
    }

    fn every_night_a_backup_is_made_and_restored_and_the_oldest_goes(db: TestDb) {
        let (desk, ..) = office(&db);
        let folder = tempfile::tempdir().unwrap();
        let nightly = nightly(folder.path());
        std::fs::create_dir_all(nightly.folder.join("rehearsal")).unwrap();
        // What is not ours stays, whatever it is called; what a killed program left does not.
        std::fs::write(nightly.folder.join("nightly-notes.motcua"), "keep").unwrap();
        std::fs::write(nightly.folder.join("nightly-1970-01-01.motcua.part"), "half").unwrap();
        std::fs::write(nightly.folder.join("rehearsal/motcua.sqlite"), "half").unwrap();
        let at_noon = |n: i64| at(day("2026-03-09").at_minute(1), n * 86_400 + 3600 * 12);
        for n in 1..=4 {
            night(&desk, &at_noon(n), &nightly);
            // A second look in the same night makes none.
            night(&desk, &at_noon(n), &nightly);
        }
        let expected =
            ["nightly-1970-01-04.motcua", "nightly-1970-01-05.motcua", "nightly-notes.motcua", "nightly.lock"];
        assert_eq!(names(&nightly), expected);
        let job = backup_job(&db).unwrap();
        assert_eq!((job.attempts, job.last_error), (0, None));
    }

    fn a_backup_that_does_not_verify_is_said_and_put_aside_and_the_next_night_tries_again(db: TestDb) {
        let (desk, ..) = office(&db);
        let folder = tempfile::tempdir().unwrap();
        let nightly = nightly(folder.path());
        db.tamper("UPDATE dossier SET applicant_name = 'ai khác'");
        for n in 2..=5 {
            // Each night it is tried once.
            for hour in [2, 3] {
                night(&desk, &at(day("2026-03-06").at_minute(600), n * 86_400 + hour * 3600 - 7 * 3600), &nightly);
            }
            let job = backup_job(&db).unwrap();
            assert_eq!(job.attempts, n - 1);
            assert!(job.last_error.unwrap().contains("does not verify: dossier"), "it was believed");
        }
        let expected =
            ["nightly-1970-01-05.does-not-restore", "nightly-1970-01-06.does-not-restore", "nightly.lock"];
        assert_eq!(names(&nightly), expected);
    }

    fn why_a_backup_failed_is_said_whatever_fails_after_it(db: TestDb) {
        let (desk, ..) = office(&db);
        let folder = tempfile::tempdir().unwrap();
        let nightly = nightly(folder.path());
        db.tamper("UPDATE dossier SET applicant_name = 'ai khác'");
        // Where it would be put aside stands a folder with something in it.
        std::fs::create_dir_all(nightly.folder.join("nightly-1970-01-03.does-not-restore/x")).unwrap();
        night(&desk, &at(day("2026-03-06").at_minute(600), 2 * 86_400), &nightly);
        let error = backup_job(&db).unwrap().last_error.unwrap();
        assert!(error.contains("does not verify: dossier") && error.contains("could not be put aside"), "{error}");
    }

    fn programs_that_share_a_folder_wait_for_each_other(db: TestDb) {
        let (desk, ..) = office(&db);
        let folder = tempfile::tempdir().unwrap();
        let nightly = nightly(folder.path());
        std::thread::scope(|scope| {
            let made: Vec<_> = (1..=3)
                .map(|n| scope.spawn({
                    let (db, nightly) = (desk.db(), &nightly);
                    move || nightly.make(db, Day(n))
                }))
                .collect();
            for one in made {
                one.join().unwrap().unwrap();
            }
        });
        assert_eq!(names(&nightly), ["nightly-1970-01-03.motcua", "nightly-1970-01-04.motcua", "nightly.lock"]);
    }

    fn where_no_backups_are_made_none_is_ever_overdue(db: TestDb) {
        let clocks = at(day("2026-03-09").at_minute(1), 1);
        motcua::worker::declare(&db, &clocks, false).unwrap();
        assert_eq!(backup_job(&db), None);
        motcua::worker::declare(&db, &clocks, true).unwrap();
        assert!(backup_job(&db).is_some());
    }
}
