//! Many hands around midnight: bookings and corrections against the closing of the day.

use crate::world::{World, day, schema};
use kernel::Period;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

store::db_test! {
    with schema();

    fn what_is_booked_while_a_day_is_closed_is_in_it_or_known_after_it(db: TestDb) {
        let w = World::new(&db);
        let today = day("2020-11-02");
        let done = AtomicBool::new(false);
        let mut codes = Vec::new();
        let mut asked = Vec::new();
        std::thread::scope(|scope| {
            let hands: Vec<_> = (0..6).map(|hand| {
                let (w, done) = (&w, &done);
                scope.spawn(move || {
                    let mut codes = Vec::new();
                    // Half of the hands' clocks are still before midnight, half after.
                    let now = if hand % 2 == 0 { today.at_minute(1439) } else { today.plus(1).at_minute(0) };
                    for n in 0.. {
                        let cmd = w.intake(hand % 3, hand % 3, 1);
                        let slip = w.at(now, move |s, c| s.accept(c, cmd)).unwrap();
                        let (id, right) = (slip.id, w.units[(hand + n) % 3]);
                        let corrected = w.at(now, move |s, c| s.correct_unit(c, id, right, "nhầm"));
                        assert!(corrected.is_ok() || corrected.unwrap_err().refusal().unwrap().code == "correction.same");
                        codes.push(slip.code);
                        if done.load(Ordering::Relaxed) {
                            return codes;
                        }
                    }
                    unreachable!("a hand stops when the days are closed")
                })
            }).collect();
            for n in 0..4 {
                let (closing, now) = (today.plus(n), today.plus(n + 1));
                w.at(now.at_minute(1), move |s, c| s.close_day(c, closing)).unwrap();
                let period = Period::new(today, now).unwrap();
                asked.push((period, db.read(|tx| dossier::figures::totals(tx, period, now)).unwrap()));
            }
            done.store(true, Ordering::Relaxed);
            codes.extend(hands.into_iter().flat_map(|hand| hand.join().unwrap()));
        });
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "no code twice");
        for (period, then) in asked {
            let now = db.read(|tx| dossier::figures::totals(tx, period, period.to)).unwrap();
            assert_eq!(now, then, "{period:?} as of its end, asked when it was closed and later");
        }
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }

    fn of_two_corrections_at_once_each_counts_or_is_refused(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let won: usize = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..8).map(|hand| {
                let w = &w;
                scope.spawn(move || {
                    let right = w.units[1 + hand % 2];
                    w.at(day("2020-11-03").at_minute(480), move |s, c| s.correct_unit(c, id, right, "nhầm")).is_ok()
                })
            }).collect();
            hands.into_iter().map(|hand| usize::from(hand.join().unwrap())).sum()
        });
        assert!(won >= 1);
        let d = w.at(day("2020-11-03").at_minute(500), move |s, _| s.dossier(id)).unwrap();
        assert_eq!(d.version, 1 + i64::try_from(won).unwrap());
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }
}
