//! Open dossiers pass with a re-organisation: exactly those that were foreseen, and none is left behind.

use crate::world::{World, day, schema};
use dossier::desk::{Actor, Channel, Ctx, Outcome, Passing, Reorganised, Settle};
use kernel::{Instant, Result};
use organisation::{SuccessionKind, desk};
use std::sync::Barrier;
use store::Tx;

/// Units 2 and 3 end into unit 1.
fn merge(w: &World) -> impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<()> + Send + 'static {
    let units = w.units.clone();
    move |tx, ctx| {
        desk::end_into(tx, ctx, &units[1..], units[0], day("2020-11-09"), SuccessionKind::Merge, "QĐ")
    }
}

fn decide(w: &World, now: Instant) -> Result<Reorganised> {
    let (ids, decide) = (w.ids.clone(), merge(w));
    w.desk.alone(move |s| {
        s.reorganise(&Ctx { actor: Actor::SYSTEM, now, ids: &ids }, day("2020-11-09"), decide)
    })
}

fn foresee(w: &World, now: Instant) -> Result<Reorganised> {
    let (ids, decide) = (w.ids.clone(), merge(w));
    w.desk.foresee_reorganisation(day("2020-11-09"), move |tx| {
        decide(tx, &Ctx { actor: Actor::SYSTEM, now, ids: &ids })
    })
}

fn lost(db: &store::Db) -> i64 {
    db.read(|tx| {
        tx.query_one(
            "SELECT COUNT(*) FROM dossier d JOIN unit u ON u.id = d.unit_id OR u.id = d.step_unit_id \
             WHERE d.state IN ('submitted', 'accepted', 'in_step', 'paused') AND u.ended_on IS NOT NULL",
            &[],
            |row| row.int(),
        )
    })
    .unwrap()
}

store::db_test! {
    with schema();

    fn who_takes_over_a_unit_is_competent_for_what_named_it(db: TestDb) {
        let w = World::new(&db);
        let code = |n: usize, on: &str| {
            let reference = db.read(dossier::reference::Reference::load).unwrap();
            reference.directory.version_at(w.units[n], day(on)).map(|v| v.code.clone())
        };
        let competent = |n: usize, on: &str| {
            let reference = db.read(dossier::reference::Reference::load).unwrap();
            let r = reference.catalogue.in_force(w.procedures[1], day("2020-11-02")).unwrap();
            let named = catalogue::Competent::Unit(code(1, "2020-11-02").unwrap());
            let r = catalogue::Revision { competent: named, ..(**r).clone() };
            reference.is_competent(&r, w.units[n], day(on))
        };
        assert_eq!([0, 1, 2].map(|n| competent(n, "2020-11-02")), [false, true, false]);
        decide(&w, day("2020-11-05").at_minute(480)).unwrap();
        assert_eq!([0, 1, 2].map(|n| competent(n, "2020-11-06")), [false, true, false]);
        assert_eq!([0, 1, 2].map(|n| competent(n, "2020-11-09")), [true, false, false]);
    }

    fn what_passes_is_what_was_foreseen(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-10").at_minute(480);
        // Of unit 2: one at its desk, one taken in at unit 3's desk, one settled (its result waits at the desk).
        w.accept(now, 1, 1);
        let cmd = w.intake(2, 1, 1);
        w.at(now, move |s, c| s.accept(c, cmd)).unwrap();
        let id = w.accept(now, 1, 1);
        let stop = Settle { outcome: Outcome::Stopped, reason: Some("lý do".into()), late_reason: None };
        w.at(now, move |s, c| s.settle(c, id, stop)).unwrap();
        // Of unit 1: one that lies at unit 3's desk, one at home.
        let mut cmd = w.intake(2, 0, 1);
        cmd.channel = Channel::Post;
        w.at(now, move |s, c| s.accept(c, cmd)).unwrap();
        w.accept(now, 0, 1);
        let foreseen = foresee(&w, now).unwrap();
        let heir = w.units[0];
        assert_eq!(foreseen.passing, [
            Passing { from: w.units[1], to: heir, open: 2, lying: 1 },
            Passing { from: w.units[2], to: heir, open: 0, lying: 1 },
        ]);
        assert_eq!(db.read(organisation::Directory::load).unwrap().successions().len(), 0);
        let done = decide(&w, now).unwrap();
        assert_eq!((done.passed, done.total(), done.passing), (4, 4, foreseen.passing));
        assert_eq!(lost(&db), 0);
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }

    fn what_is_decided_for_a_later_day_passes_when_that_day_begins(db: TestDb) {
        let w = World::new(&db);
        w.accept(day("2020-11-02").at_minute(480), 1, 1);
        let done = decide(&w, day("2020-11-03").at_minute(480)).unwrap();
        assert_eq!((done.passed, done.total()), (0, 1));
        let passed = w.at(day("2020-11-09").start(), |s, c| s.open_day(c, day("2020-11-09"))).unwrap();
        assert_eq!((passed, lost(&db)), (1, 0));
    }

    fn a_refused_decision_is_refused_when_it_is_foreseen(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-10").at_minute(480);
        decide(&w, now).unwrap();
        assert_eq!(foresee(&w, now).unwrap_err().refusal().unwrap().code, "unit.not_there");
        assert_eq!(decide(&w, now).unwrap_err().refusal().unwrap().code, "unit.not_there");
    }

    fn no_dossier_is_left_behind_by_a_merger_in_the_middle_of_the_day(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-10").at_minute(480);
        let start = Barrier::new(5);
        let taken: usize = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..4).map(|_| {
                let (w, start) = (&w, &start);
                scope.spawn(move || {
                    start.wait();
                    // From the merger on the unit refuses.
                    (0..25).filter(|_| {
                        let cmd = w.intake(1, 1, 1);
                        let done = w.at(now, move |s, c| s.accept(c, cmd));
                        if let Err(e) = &done {
                            assert_eq!(e.refusal().expect("no fault").code, "unit.not_there");
                        }
                        done.is_ok()
                    }).count()
                })
            }).collect();
            start.wait();
            decide(&w, now).unwrap();
            hands.into_iter().map(|h| h.join().unwrap()).sum()
        });
        assert_eq!(lost(&db), 0);
        let all = db.read(|tx| tx.query_one("SELECT COUNT(*) FROM dossier", &[], |row| row.int())).unwrap();
        assert_eq!(usize::try_from(all).unwrap(), taken);
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }
}
