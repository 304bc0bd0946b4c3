//! Figures by procedure and half month.

use crate::world::{World, day, schema};
use dossier::desk::{Outcome, Settle};
use dossier::statistics::{ProcedureRow, begins_half, fill, half_of, procedure_rows};
use kernel::{Day, Period};
use std::collections::BTreeMap;
use store::Db;

/// Rows of the first unit by the place of their procedure in the world's list.
fn rows(db: &Db, w: &World, from: &str, to: &str, as_of: &str) -> BTreeMap<usize, ProcedureRow> {
    let period = Period::new(day(from), day(to)).unwrap();
    let only = [w.units[0]];
    let found = db.read(|tx| procedure_rows(tx, period, day(as_of), Some(&only))).unwrap();
    let place = |of| w.procedures.iter().position(|p| *p == of).unwrap();
    found.into_iter().map(|((_, procedure), row)| (place(procedure), row)).collect()
}

#[test]
fn a_half_begins_on_the_first_and_on_the_fifteenth() {
    for (of, begins) in [
        ("2020-02-01", "2020-02-01"),
        ("2020-02-14", "2020-02-01"),
        ("2020-02-15", "2020-02-15"),
        ("2020-02-29", "2020-02-15"),
        ("2020-03-01", "2020-03-01"),
    ] {
        assert_eq!(half_of(day(of)), day(begins));
    }
    let halves = (day("2020-01-01").0..day("2021-01-01").0).filter(|n| begins_half(Day(*n))).count();
    assert_eq!(halves, 24);
}

store::db_test! {
    with schema();

    fn a_reporting_month_and_a_calendar_month_are_both_two_halves(db: TestDb) {
        let w = World::new(&db);
        for (on, procedure) in [("2020-10-13", 1), ("2020-10-16", 1), ("2020-11-12", 2)] {
            let cmd = w.intake(0, 0, procedure);
            w.at(day(on).at_minute(480), move |s, c| s.accept(c, cmd)).unwrap();
        }
        let received = |from, to| {
            let found = rows(&db, &w, from, to, "2020-12-01");
            found.into_iter().map(|(p, r)| (p, r.carried_over, r.received)).collect::<Vec<_>>()
        };
        assert_eq!(received("2020-10-01", "2020-11-01"), [(1, 0, 2)]);
        assert_eq!(received("2020-10-15", "2020-11-15"), [(1, 1, 1), (2, 0, 1)]);
    }

    fn a_corrected_procedure_is_counted_under_the_right_one_since_it_is_known(db: TestDb) {
        let w = World::new(&db);
        let cmd = w.intake(0, 0, 1);
        let id = w.at(day("2020-10-12").at_minute(480), move |s, c| s.accept(c, cmd)).unwrap().id;
        let settle = Settle { outcome: Outcome::Granted, reason: None, late_reason: None };
        w.at(day("2020-10-13").at_minute(480), move |s, c| {
            s.forward(c, id, None)?;
            s.forward(c, id, None)?;
            s.settle(c, id, settle)
        })
        .unwrap();
        let right = w.procedures[2];
        w.at(day("2020-10-20").at_minute(480), move |s, c| s.correct_procedure(c, id, right, "nhầm")).unwrap();
        let counted = |as_of| rows(&db, &w, "2020-10-01", "2020-10-15", as_of);
        let one = ProcedureRow { received: 1, early: 1, ..ProcedureRow::default() };
        assert_eq!(counted("2020-10-15"), BTreeMap::from([(1, one)]));
        assert_eq!(counted("2020-11-01"), BTreeMap::from([(2, one)]));
        let wrong = w.procedures[0];
        w.at(day("2020-11-03").at_minute(480), move |s, c| s.correct_procedure(c, id, wrong, "nhầm")).unwrap();
        assert_eq!(counted("2020-11-01"), BTreeMap::from([(2, one)]));
        assert_eq!(counted("2020-11-15"), BTreeMap::from([(0, one)]));
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }

    fn what_a_desk_takes_in_by_decision_counts_since_that_decision(db: TestDb) {
        let w = World::new(&db);
        let (desk, procedure) = (w.units[1], w.procedures[1]);
        let decision = catalogue::Decision {
            id: catalogue::DecisionId(0),
            number: "1000/QĐ-UBND".into(),
            signed_on: day("2020-10-05"),
            in_force_from: day("2020-10-07"),
            issuer: "Chủ tịch".into(),
            kind: catalogue::DecisionKind::Centre,
            summary: "Giao tiếp nhận".into(),
            illustrative: true,
        };
        let (ids, unit) = (w.ids.clone(), w.units[0]);
        db.write(move |tx| {
            let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now: day("2020-10-05").start(), ids: &ids };
            let (decision, _) = catalogue::keep_decision(tx, &ctx, &decision)?;
            let new = catalogue::reception::Reception { procedure, unit, desk, decision, wholly: false };
            assert_eq!(catalogue::reception::keep(tx, &ctx, &[new])?, 1);
            assert_eq!(catalogue::reception::keep(tx, &ctx, &[new])?, 0);
            Ok(())
        })
        .unwrap();
        // Before the decision; since; another procedure; at the own desk; voided.
        let mut last = None;
        for (on, receiving, procedure) in
            [("2020-10-06", 1, 1), ("2020-10-07", 1, 1), ("2020-10-08", 1, 2), ("2020-10-08", 0, 1), ("2020-10-09", 1, 1)]
        {
            let mut cmd = w.intake(0, 0, procedure);
            cmd.receiving = w.units[receiving];
            last = Some(w.at(day(on).at_minute(480), move |s, c| s.accept(c, cmd)).unwrap().id);
        }
        let id = last.unwrap();
        w.at(day("2020-10-09").at_minute(500), move |s, c| s.void(c, id, "nhầm")).unwrap();
        let period = Period::new(day("2020-10-01"), day("2020-11-01")).unwrap();
        let found = db
            .read(|tx| {
                let catalogue = catalogue::Catalogue::load(tx)?;
                dossier::elsewhere::taken_in(tx, &catalogue, period)
            })
            .unwrap();
        let counted: Vec<_> = found.iter().map(|t| (t.procedure, t.unit, t.received, t.settled)).collect();
        assert_eq!(counted, [(procedure, unit, 1, 0)]);
    }

    fn a_day_within_a_half_and_a_day_before_the_end_are_refused(db: TestDb) {
        let ask = |from, to, as_of| {
            let period = Period::new(day(from), day(to)).unwrap();
            match db.read(|tx| procedure_rows(tx, period, day(as_of), None)) {
                Err(kernel::Error::Refused(refusal)) => refusal.code,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(ask("2020-10-02", "2020-11-01", "2020-11-01"), "statistics.half");
        assert_eq!(ask("2020-10-01", "2020-11-01", "2020-10-15"), "figures.as_of");
    }

    fn the_counters_of_an_older_database_are_derived_once(db: TestDb) {
        let w = World::new(&db);
        let cmd = w.intake(0, 0, 1);
        w.at(day("2020-10-12").at_minute(480), move |s, c| s.accept(c, cmd)).unwrap();
        let before = rows(&db, &w, "2020-10-01", "2020-10-15", "2020-10-15");
        db.write(|tx| {
            tx.exec("DELETE FROM stat_procedure_half", &[])?;
            tx.exec("UPDATE stat_procedure_filled SET filled = 0", &[])
        })
        .unwrap();
        let period = Period::new(day("2020-10-01"), day("2020-10-15")).unwrap();
        match db.read(|tx| procedure_rows(tx, period, period.to, None)) {
            Err(kernel::Error::Refused(refusal)) => assert_eq!(refusal.code, "statistics.not_filled"),
            other => panic!("{other:?}"),
        }
        assert!(db.write(fill).unwrap());
        assert!(!db.write(fill).unwrap());
        assert_eq!(rows(&db, &w, "2020-10-01", "2020-10-15", "2020-10-15"), before);
    }
}
