//! Editions and the way from one to another.

use crate::world::{World, code, day, schema};
use kernel::{Day, UnitId, Units};
use organisation::Directory;
use quality::figures;
use quality::system::{self, Adoption, MoveStep, NewStep};
use store::Db;

const OLD: &str = "TCVN ISO 9001:2008";
const NEW: &str = "TCVN ISO 9001:2015";

fn adoption(unit: UnitId, edition: &str, from: &str, moved_from: Option<&str>) -> Adoption {
    Adoption {
        unit,
        applied_from: day(from),
        edition: edition.into(),
        moved_from: moved_from.map(str::to_owned),
        declared: None,
        illustrative: true,
        version: 1,
    }
}

fn step(unit: UnitId, step: MoveStep, done: Option<&str>, note: &str) -> NewStep {
    NewStep {
        unit,
        edition: NEW.into(),
        from: OLD.into(),
        step,
        planned: Some(day("2020-12-31")),
        done: done.map(day),
        note: note.into(),
    }
}

fn applied(db: &Db, units: Units, on: Day) -> figures::Applied {
    db.read(|tx| {
        let directory = Directory::load(tx)?;
        figures::applied(tx, &directory, &units, on)
    })
    .unwrap()
}

store::db_test! {
    with schema();

    fn a_unit_moves_step_by_step_and_with_the_last_works_by_the_new_edition(db: TestDb) {
        let world = World::new(&db);
        let unit = world.units[0];
        world.on("2019-03-01", 0, move |tx, ctx| system::adopt(tx, ctx, &adoption(unit, OLD, "2019-02-01", None))).unwrap();
        let enter = |on: &str, new: NewStep| world.on(on, 0, move |tx, ctx| system::enter_step(tx, ctx, &new));
        enter("2020-02-03", step(unit, MoveStep::Plan, Some("2020-02-03"), "Kế hoạch 12")).unwrap();
        enter("2020-02-03", step(unit, MoveStep::Training, None, "")).unwrap();
        // The declaration comes last, and not in days to come.
        assert_eq!(code(enter("2020-05-04", step(unit, MoveStep::Declared, Some("2020-05-04"), "7/QĐ"))), "quality.order");
        enter("2020-03-02", step(unit, MoveStep::Documents, Some("2020-03-02"), "")).unwrap();
        assert_eq!(code(enter("2020-03-02", step(unit, MoveStep::Training, Some("2020-04-01"), ""))), "quality.not_yet");
        assert_eq!(code(enter("2020-04-01", step(unit, MoveStep::Training, Some("2020-03-01"), ""))), "quality.order");
        enter("2020-04-01", step(unit, MoveStep::Training, Some("2020-04-01"), "20 người")).unwrap();
        assert_eq!(code(enter("2020-05-04", step(unit, MoveStep::Declared, Some("2020-05-04"), " "))), "text.empty");
        let applied = |on: &str| applied(&db, Units::All, day(on));
        assert_eq!(applied("2020-05-04").main(), Some((OLD, 1, 0)));
        enter("2020-05-04", step(unit, MoveStep::Declared, Some("2020-05-04"), "7/QĐ-SCT")).unwrap();
        assert_eq!(code(enter("2020-05-05", step(unit, MoveStep::Declared, Some("2020-05-05"), "8/QĐ"))), "quality.moved");
        let found = applied("2020-05-04");
        assert_eq!(found.main(), Some((NEW, 1, 1)));
        assert_eq!(found.units[&unit].declared, Some(("7/QĐ-SCT".into(), day("2020-05-04"))));
        assert_eq!(applied("2020-05-03").main(), Some((OLD, 1, 0)));
        let moves = db.read(move |tx| system::moves(tx, Some(unit))).unwrap();
        assert_eq!((moves.len(), moves[0].reached()), (1, Some(MoveStep::Declared)));
        assert_eq!(moves[0].steps[&MoveStep::Training].note, "20 người");
    }

    fn what_a_folder_says_is_kept_once_and_declared_later(db: TestDb) {
        let world = World::new(&db);
        let (one, two) = (world.units[0], world.units[1]);
        let keep = |unit: usize, new: Adoption| world.on("2020-01-02", unit, move |tx, ctx| system::keep_adoption(tx, ctx, &new));
        assert!(keep(0, adoption(one, NEW, "2020-01-02", Some(OLD))).unwrap());
        assert!(!keep(0, adoption(one, NEW, "2020-01-02", Some(OLD))).unwrap());
        assert_eq!(code(keep(0, adoption(one, NEW, "2020-06-02", None))), "quality.adopted");
        assert!(keep(1, adoption(two, NEW, "2020-01-03", None)).unwrap());
        let declare = |on: &str| {
            let on = day(on);
            world.on("2020-02-03", 0, move |tx, ctx| system::declare(tx, ctx, one, day("2020-01-02"), "5/QĐ", on))
        };
        assert_eq!(code(declare("2020-02-04")), "quality.declared");
        declare("2020-02-03").unwrap();
        assert_eq!(code(declare("2020-02-03")), "quality.declared");
        let of = |units: Units| applied(&db, units, day("2020-01-03"));
        assert_eq!(of(Units::All).main(), Some((NEW, 2, 1)));
        assert_eq!(of(Units::of([two])).main(), Some((NEW, 1, 0)));
        assert!(of(Units::of([])).is_empty());
        crate::world::clean(&db);
    }

    fn nobody_keeps_the_system_of_another_unit(db: TestDb) {
        let world = World::new(&db);
        let other = world.units[1];
        let adopt = world.on("2020-01-02", 0, move |tx, ctx| system::adopt(tx, ctx, &adoption(other, NEW, "2020-01-02", None)));
        assert_eq!(code(adopt), "actor.not_allowed");
        let enter = world.on("2020-01-02", 0, move |tx, ctx| system::enter_step(tx, ctx, &step(other, MoveStep::Plan, None, "")));
        assert_eq!(code(enter), "actor.not_allowed");
        let declare = world.on("2020-01-02", 0, move |tx, ctx| system::declare(tx, ctx, other, day("2020-01-02"), "1", day("2020-01-02")));
        assert_eq!(code(declare), "actor.not_allowed");
    }
}
