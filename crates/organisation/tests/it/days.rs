//! Days decreed off and worked, and taken back.

use crate::world::{START, code, on, schema, tree};
use kernel::calendar::{DayKind, Span};
use kernel::{Day, UnitId};
use organisation::Calendars;
use organisation::desk::{self, Decree};
use store::Db;

fn holiday(day: Day, unit: Option<UnitId>) -> Decree {
    Decree { day, unit, kind: DayKind::Holiday, name: "Nghỉ bão".into(), spans: None }
}

fn decree(db: &Db, decree: Decree) -> kernel::Result<bool> {
    on(db, START, move |tx, ctx| desk::decree_day(tx, ctx, &decree))
}

fn revoke(db: &Db, day: Day, unit: Option<UnitId>) -> kernel::Result<()> {
    on(db, START, move |tx, ctx| desk::revoke_day(tx, ctx, day, unit))
}

fn works(db: &Db, unit: UnitId, day: Day) -> bool {
    db.read(Calendars::load).unwrap().for_unit(unit).unwrap().is_working_day(day).unwrap()
}

/// A Monday.
fn monday() -> Day {
    (0..7).map(|n| START.plus(30 + n)).find(|d| d.weekday() == 1).unwrap()
}

store::db_test! {
    with schema();

    fn a_decree_holds_for_all_units_or_for_one_and_can_be_taken_back(db: TestDb) {
        let units = tree(&db, &[0]);
        let day = monday();
        assert!(decree(&db, holiday(day, None)).unwrap());
        assert!(!decree(&db, holiday(day, None)).unwrap());
        assert!(units.iter().all(|u| !works(&db, *u, day)));
        let worked = Decree { kind: DayKind::MakeUpWorkday, unit: Some(units[1]), ..holiday(day, None) };
        assert!(decree(&db, worked).unwrap());
        assert!(works(&db, units[1], day) && !works(&db, units[0], day));
        revoke(&db, day, Some(units[1])).unwrap();
        assert!(!works(&db, units[1], day));
        revoke(&db, day, None).unwrap();
        assert!(units.iter().all(|u| works(&db, *u, day)));
        assert_eq!(code(revoke(&db, day, None)), "calendar.not_decreed");
    }

    fn what_was_taken_back_can_be_decreed_again_and_verifies(db: TestDb) {
        tree(&db, &[0]);
        let day = monday();
        for _ in 0..3 {
            decree(&db, holiday(day, None)).unwrap();
            decree(&db, Decree { name: "Tên khác".into(), ..holiday(day, None) }).unwrap();
            revoke(&db, day, None).unwrap();
        }
        decree(&db, holiday(day, None)).unwrap();
        store::seal(&db).unwrap();
        let report = store::verify(&db, &store::VerifyOptions::default()).unwrap();
        assert!(report.problems.is_empty(), "{:?}", report.problems);
    }

    fn a_decree_that_cannot_be_is_refused_at_once(db: TestDb) {
        tree(&db, &[0]);
        let day = monday();
        let half = |from, to| Decree {
            kind: DayKind::HalfDay,
            spans: Some(vec![Span { from, to }, Span { from: 600, to: 700 }]),
            ..holiday(day, None)
        };
        for (wrong, wanted) in [
            (Decree { name: String::new(), ..holiday(day, None) }, "calendar.name_needed"),
            (holiday(Day(day.0 - 1800 * 365), None), "calendar.day_far"),
            (holiday(day, Some(UnitId(7))), "unit.not_there"),
            (Decree { spans: Some(vec![]), ..holiday(day, None) }, "calendar.hours"),
            (half(400, 650), "calendar.hours"),
            (half(400, 300), "calendar.hours"),
        ] {
            assert_eq!(code(decree(&db, wrong)), wanted);
        }
        assert!(decree(&db, half(400, 600)).unwrap());
    }
}
