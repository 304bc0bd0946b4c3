//! How long a procedure usually takes.

use crate::granted;
use crate::world::{World, day, schema};
use dossier::desk::LateReason;
use dossier::reference::Reference;
use dossier::usual::{self, FEWEST};
use kernel::Day;
use kernel::term::Term;

fn renewed(w: &World, to: Day) {
    let reference = w.desk.db().read(Reference::load).unwrap();
    let all = w.desk.db().read(move |tx| usual::computed(tx, &reference, to)).unwrap();
    w.desk.db().write(move |tx| usual::keep(tx, &all)).unwrap();
}

/// Accepted on Monday, settled so many days later.
fn settled(w: &World, days: i64) {
    let monday = day("2020-11-02");
    let id = w.accept(monday.at_minute(480), 0, 1);
    let late = (days > 3).then(|| LateReason { cause: "absence".into(), text: "vắng".into() });
    let settle = dossier::desk::Settle { late_reason: late, ..granted() };
    for minute in [490, 491] {
        w.at(monday.at_minute(minute), move |s, c| s.forward(c, id, None)).unwrap();
    }
    w.at(monday.plus(days).at_minute(480), move |s, c| s.settle(c, id, settle)).unwrap();
}

store::db_test! {
    with schema();

    fn half_and_nine_in_ten_are_told_from_ten_dossiers_on(db: TestDb) {
        let w = World::new(&db);
        let (procedure, to) = (w.procedures[1], day("2020-11-20"));
        for days in [0, 0, 1, 1, 1, 2, 2, 3] {
            settled(&w, days);
        }
        // From Monday to the Monday after are five working days.
        settled(&w, 7);
        renewed(&w, to);
        assert_eq!(db.read(|tx| usual::of(tx, procedure)).unwrap(), None, "nine are too few");
        settled(&w, 1);
        renewed(&w, to);
        let usual = db.read(|tx| usual::of(tx, procedure)).unwrap().unwrap();
        assert_eq!((usual.dossiers, usual.to), (FEWEST, to));
        assert_eq!((usual.half, usual.nine_in_ten), (Term::WorkingDays(1), Term::WorkingDays(3)));
        // A year later nothing is known any more.
        renewed(&w, to.plus(365));
        assert_eq!(db.read(|tx| usual::of(tx, procedure)).unwrap(), None);
    }

    fn the_time_in_which_the_clock_stood_is_not_counted(db: TestDb) {
        let w = World::new(&db);
        let monday = day("2020-11-02");
        for _ in 0..FEWEST {
            let id = w.accept(monday.at_minute(480), 0, 1);
            for minute in [490, 491] {
                w.at(monday.at_minute(minute), move |s, c| s.forward(c, id, None)).unwrap();
            }
            w.at(monday.at_minute(500), move |s, c| s.request_supplement(c, id, "thiếu bản sao")).unwrap();
            w.at(monday.plus(7).at_minute(500), move |s, c| s.resume(c, id)).unwrap();
            w.at(monday.plus(8).at_minute(500), move |s, c| s.settle(c, id, granted())).unwrap();
        }
        renewed(&w, day("2020-11-20"));
        let procedure = w.procedures[1];
        let usual = db.read(|tx| usual::of(tx, procedure)).unwrap().unwrap();
        assert_eq!(usual.nine_in_ten, Term::WorkingDays(1));
    }
}
