//! Who is warned before a dossier is late.

use crate::world::{World, day, schema};
use dossier::desk::DossierId;
use dossier::listing::warning::{Why, warnings};
use dossier::reference::Reference;
use kernel::{Instant, Units};
use store::Db;

/// Whom, why, time needed and left, time over the present step.
type Warned = (DossierId, Why, i64, i64, i64);

fn warned(db: &Db, units: &Units, now: Instant) -> (Vec<Warned>, usize) {
    let found = db
        .read(|tx| {
            let reference = Reference::load(tx)?;
            warnings(tx, &reference, units, now, now.day().plus(21))
        })
        .unwrap();
    let each = found.found.iter().map(|w| (w.line.id, w.why, w.needed, w.left, w.over));
    (each.collect(), found.looked_at)
}

store::db_test! {
    with schema();

    fn a_dossier_is_warned_of_once_a_step_is_over_and_then_once_the_rest_does_not_fit(db: TestDb) {
        let w = World::new(&db);
        // Monday, 8:00: three days, due on Thursday; three steps of 240 minutes each.
        let cmd = w.intake(0, 0, 1);
        let id = w.at(day("2020-11-02").at_minute(480), move |s, c| s.accept(c, cmd)).unwrap().id;
        let at = |on: &str, minute| warned(&db, &Units::All, day(on).at_minute(minute));
        assert_eq!(at("2020-11-02", 600), (vec![], 1));
        // The first step's 240 minutes were over at 13:30 on Monday; a whole day and 450 minutes later:
        let (found, _) = at("2020-11-03", 480);
        let [(of, Why::StepOver, 480, left, over)] = found[..] else { panic!("{found:?}") };
        assert_eq!((of, over > 0), (id, true));
        let (later, _) = at("2020-11-05", 480);
        let [(_, Why::WontFit, 480, less, _)] = later[..] else { panic!("{later:?}") };
        assert!(less < 480 && left == less + 2 * 480, "{left} {less}");
        // Overdue: it is late, and needs no warning.
        assert_eq!(at("2020-11-06", 480), (vec![], 0));
    }

    fn who_waits_for_the_applicant_and_who_is_of_another_unit_is_not_warned_of(db: TestDb) {
        let w = World::new(&db);
        let mut ids = Vec::new();
        for unit in [0, 1] {
            let cmd = w.intake(unit, unit, 1);
            ids.push(w.at(day("2020-11-02").at_minute(480), move |s, c| s.accept(c, cmd)).unwrap().id);
        }
        let now = day("2020-11-05").at_minute(600);
        let of = |units: &Units| warned(&db, units, now).0.into_iter().map(|w| w.0).collect::<Vec<_>>();
        assert_eq!(of(&Units::All), ids);
        assert_eq!(of(&Units::of([w.units[1]])), ids[1..]);
        assert_eq!(of(&Units::of([])), []);
        let first = ids[0];
        w.at(day("2020-11-05").at_minute(540), move |s, c| s.request_supplement(c, first, "thiếu đơn")).unwrap();
        assert_eq!(of(&Units::All), ids[1..]);
    }
}
