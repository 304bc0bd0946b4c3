//! Conformity of real dossiers, and the share of a unit.

use crate::world::{World, october, schema};
use dossier::course;
use quality::conformity::{self, DeviationKind};
use quality::control::{self, Party};
use quality::figures;

store::db_test! {
    with schema();

    fn the_share_counts_what_a_unit_settled_and_names_what_deviates(db: TestDb) {
        let world = World::new(&db);
        for on in ["2020-10-05", "2020-10-06", "2020-10-07"] {
            world.settled(0, 0, on, 30);
        }
        // Four working hours are allotted.
        let slow = world.settled(0, 1, "2020-10-08", 250);
        world.settled(0, 0, "2020-11-02", 250);
        world.settled(1, 0, "2020-10-05", 250);
        let (desk, unit) = (world.desk.clone(), world.units[0]);
        let now = crate::world::day("2020-11-20").at_minute(480);
        let share = db.read(move |tx| {
            let reference = desk.reference(tx)?;
            figures::share(tx, &reference, unit, october(), now)
        }).unwrap();
        assert_eq!((share.settled, share.looked_at, share.conform), (4, 4, 3));
        assert!(share.whole() && share.permille() == Some((750, 750)));
        assert_eq!(share.kinds.into_iter().collect::<Vec<_>>(), [(DeviationKind::OverAllotment, 1)]);
        let [(code, found)] = &share.deviating[..] else { panic!("{:?}", share.deviating) };
        assert!(code.starts_with("U1-201008-"), "{code}");
        assert_eq!((found.deviations[0].step, found.deviations[0].minutes), (2, 10));

        let desk = world.desk.clone();
        let rows = db.read(move |tx| {
            let reference = desk.reference(tx)?;
            let course = course::of(tx, &reference, slow)?;
            let found = conformity::of_course(&course, &*reference, now);
            Ok(control::rows(&found, &course.history, &*reference, now))
        }).unwrap();
        let told: Vec<_> = rows.iter().map(|r| (r.from, r.to, r.result.map(|t| t.word()), r.minutes)).collect();
        let at = |step| Party::Unit(unit, step);
        assert_eq!(told, [
            (Party::Applicant, at(Some(1)), None, None),
            (at(Some(1)), at(Some(2)), Some("on_time"), Some((0, 60))),
            (at(Some(2)), at(None), Some("late"), Some((250, 240))),
        ]);
    }

    fn of_many_a_sample_is_looked_at_the_same_each_time(db: TestDb) {
        let world = World::new(&db);
        for n in 0..12 {
            world.settled(0, 0, &format!("2020-10-{:02}", 5 + n % 4), if n == 0 { 250 } else { 30 });
        }
        let (desk, unit) = (world.desk.clone(), world.units[0]);
        let ask = move |tx: &mut store::Tx<'_>| {
            let reference = desk.reference(tx)?;
            figures::share(tx, &reference, unit, october(), kernel::Instant(0))
        };
        let (first, again) = db.read(|tx| Ok((ask(tx)?, ask(tx)?))).unwrap();
        assert_eq!(first, again);
        assert!(first.looked_at <= figures::SAMPLE && first.settled == 12);
    }
}
