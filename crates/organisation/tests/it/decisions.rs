//! Decisions one by one: what holds afterwards, and what is refused.

use crate::world::{START, code, on, schema, tree, version};
use kernel::{Day, UnitId};
use organisation::{Directory, SuccessionKind, UnitVersion, desk};
use std::sync::Barrier;
use store::Db;

const DAY: Day = Day(START.0 + 30);

fn directory(db: &Db) -> Directory {
    db.read(Directory::load).unwrap()
}

fn merge(db: &Db, units: &[UnitId], heir: UnitId, day: Day) -> kernel::Result<()> {
    let units = units.to_vec();
    on(db, day, move |tx, ctx| desk::end_into(tx, ctx, &units, heir, day, SuccessionKind::Merge, "QĐ"))
}

fn rename(db: &Db, unit: UnitId, name: &'static str, day: Day) -> kernel::Result<()> {
    on(db, day, move |tx, ctx| desk::rename(tx, ctx, unit, name, day, "QĐ"))
}

fn relocate(db: &Db, unit: UnitId, under: Option<UnitId>, day: Day) -> kernel::Result<()> {
    on(db, day, move |tx, ctx| desk::move_to(tx, ctx, unit, under, under, day, "QĐ"))
}

fn found(db: &Db, new: UnitVersion) -> kernel::Result<UnitId> {
    on(db, new.valid_from, move |tx, ctx| desk::found(tx, ctx, new))
}

store::db_test! {
    with schema();

    fn a_renamed_unit_keeps_its_past(db: TestDb) {
        let units = tree(&db, &[0]);
        rename(&db, units[1], "Tên mới", DAY).unwrap();
        let directory = directory(&db);
        assert_eq!(directory.version_at(units[1], DAY.plus(-1)).unwrap().name, "Đơn vị 1");
        assert_eq!(directory.version_at(units[1], DAY).unwrap().name, "Tên mới");
        assert_eq!(directory.versions(units[1]).len(), 2);
    }

    fn what_stood_under_an_ended_unit_comes_under_its_heir(db: TestDb) {
        // 0 ← 1 ← 2, and 3 under 0.
        let units = tree(&db, &[0, 1, 0]);
        merge(&db, &[units[1]], units[3], DAY).unwrap();
        let directory = directory(&db);
        assert_eq!(directory.version_at(units[2], DAY).unwrap().command, Some(units[3]));
        assert_eq!(directory.subtree(units[3], DAY, true), [units[3], units[2]]);
        assert_eq!(directory.map(units[1], DAY.plus(-1)), units[1]);
        assert_eq!(directory.map(units[1], DAY), units[3]);
        assert_eq!(directory.successions_on(DAY), [(units[1], units[3])]);
    }

    fn an_heir_from_far_below_takes_the_place_of_the_highest_ended_unit(db: TestDb) {
        // 0 ← 1 ← 2 ← 3 ← 4: 1 and 3 end into 4.
        let units = tree(&db, &[0, 1, 2, 3]);
        merge(&db, &[units[1], units[3]], units[4], DAY).unwrap();
        let directory = directory(&db);
        assert_eq!(directory.version_at(units[4], DAY).unwrap().command, Some(units[0]));
        assert_eq!(directory.version_at(units[2], DAY).unwrap().command, Some(units[4]));
        assert_eq!(directory.subtree(units[0], DAY, false), [units[0], units[4], units[2]]);
    }

    fn a_rename_and_a_move_decided_for_one_day_both_hold(db: TestDb) {
        let units = tree(&db, &[0, 0]);
        rename(&db, units[2], "Tên mới", DAY).unwrap();
        relocate(&db, units[2], Some(units[1]), DAY).unwrap();
        let directory = directory(&db);
        let now = directory.version_at(units[2], DAY).unwrap();
        assert_eq!((now.name.as_str(), now.command), ("Tên mới", Some(units[1])));
        assert_eq!(directory.versions(units[2]).len(), 2);
        assert_eq!(directory.successions().len(), 2);
    }

    fn a_child_that_changes_on_the_day_its_parent_ends_keeps_its_change(db: TestDb) {
        let units = tree(&db, &[0, 1, 0]);
        rename(&db, units[2], "Tên mới", DAY).unwrap();
        merge(&db, &[units[1]], units[3], DAY).unwrap();
        let directory = directory(&db);
        let now = directory.version_at(units[2], DAY).unwrap();
        assert_eq!((now.name.as_str(), now.command), ("Tên mới", Some(units[3])));
    }

    fn a_child_whose_change_is_decided_for_later_comes_under_the_heir_all_the_same(db: TestDb) {
        let units = tree(&db, &[0, 1, 0]);
        rename(&db, units[2], "Tên mới", DAY.plus(60)).unwrap();
        merge(&db, &[units[1]], units[3], DAY).unwrap();
        let directory = directory(&db);
        for (day, name, parent) in [(-1, "Đơn vị 2", 1), (0, "Đơn vị 2", 3), (60, "Tên mới", 3)] {
            let v = directory.version_at(units[2], DAY.plus(day)).unwrap();
            assert_eq!((v.name.as_str(), v.command), (name, Some(units[parent])));
        }
    }

    fn a_unit_renamed_for_the_day_on_which_it_ends_never_has_that_name(db: TestDb) {
        let units = tree(&db, &[0, 0]);
        rename(&db, units[2], "Tên mới", DAY).unwrap();
        merge(&db, &[units[2]], units[1], DAY).unwrap();
        let directory = directory(&db);
        assert_eq!(directory.versions(units[2]).len(), 1);
        assert_eq!(directory.version_at(units[2], DAY), None);
        assert_eq!(directory.map(units[2], DAY), units[1]);
        store::seal(&db).unwrap();
        assert!(store::verify(&db, &store::VerifyOptions::default()).unwrap().problems.is_empty());
    }

    fn a_split_has_one_heir_and_names_every_part(db: TestDb) {
        let units = tree(&db, &[0]);
        let parent = units[0];
        let parts: Vec<UnitId> = (2..5)
            .map(|n| found(&db, UnitVersion { valid_from: DAY, ..version(n, Some(parent)) }).unwrap())
            .collect();
        let (unit, all) = (units[1], parts.clone());
        on(&db, DAY, move |tx, ctx| desk::split(tx, ctx, unit, &all, DAY, "QĐ")).unwrap();
        let directory = directory(&db);
        assert_eq!(directory.map(unit, DAY), parts[0]);
        let named: Vec<_> = directory.successions().iter().map(|s| (s.to, s.heir)).collect();
        assert_eq!(named.len(), 3);
        assert!(parts.iter().all(|p| named.contains(&(*p, *p == parts[0]))));
    }

    fn a_unit_may_be_founded_with_the_code_of_an_ended_one(db: TestDb) {
        let units = tree(&db, &[0, 0]);
        merge(&db, &[units[2]], units[1], DAY).unwrap();
        let early = UnitVersion { valid_from: DAY.plus(-1), ..version(2, None) };
        assert_eq!(code(found(&db, early)), "unit.code_taken");
        let again = found(&db, UnitVersion { valid_from: DAY, ..version(2, None) }).unwrap();
        let directory = directory(&db);
        assert_eq!(directory.by_code("U2", DAY.plus(-1)).unwrap().unit, units[2]);
        assert_eq!(directory.by_code("U2", DAY).unwrap().unit, again);
    }

    fn founding_refuses_at_once_what_cannot_be(db: TestDb) {
        let units = tree(&db, &[0, 0]);
        merge(&db, &[units[2]], units[1], DAY).unwrap();
        let revision = directory(&db).revision();
        let new = |edit: fn(&mut UnitVersion)| {
            let mut v = version(9, Some(units[0]));
            edit(&mut v);
            code(found(&db, v))
        };
        assert_eq!(new(|v| v.code = "U1".into()), "unit.code_taken");
        // Free on its first day, taken later on.
        assert_eq!(
            new(|v| (v.code, v.valid_from) = ("U1".into(), START.plus(-50))),
            "unit.code_taken"
        );
        assert_eq!(new(|v| v.command = Some(UnitId(77))), "unit.parent_not_there");
        assert_eq!(new(|v| v.valid_from = START.plus(-1)), "unit.parent_not_there");
        assert_eq!(new(|v| v.name = " ".into()), "unit.name_needed");
        assert_eq!(new(|v| v.code.clear()), "unit.code_needed");
        assert_eq!(new(|v| v.calendar = "nights".into()), "unit.calendar");
        let mut under_ending = version(9, Some(units[2]));
        assert_eq!(code(found(&db, under_ending.clone())), "unit.parent_ends");
        under_ending.valid_from = DAY;
        assert_eq!(code(found(&db, under_ending)), "unit.parent_not_there");
        assert_eq!(directory(&db).revision(), revision);
    }

    fn every_decision_refuses_at_once_what_cannot_be(db: TestDb) {
        let units = tree(&db, &[0, 1, 0, 0]);
        merge(&db, &[units[4]], units[3], DAY).unwrap();
        rename(&db, units[3], "Tên mới", DAY.plus(40)).unwrap();
        let revision = directory(&db).revision();
        assert_eq!(code(merge(&db, &[units[1]], units[1], DAY)), "unit.heir");
        assert_eq!(code(merge(&db, &[], units[1], DAY)), "unit.heir");
        assert_eq!(code(merge(&db, &[units[1]], units[4], DAY)), "unit.heir");
        assert_eq!(code(merge(&db, &[units[4]], units[1], DAY)), "unit.not_there");
        assert_eq!(code(merge(&db, &[units[4]], units[1], DAY.plus(-9))), "unit.ends");
        assert_eq!(code(merge(&db, &[units[3]], units[1], DAY.plus(9))), "unit.changes_later");
        assert_eq!(code(merge(&db, &[units[1]], units[0], START)), "unit.not_there");
        assert_eq!(code(rename(&db, units[1], "", DAY)), "unit.name_needed");
        assert_eq!(code(rename(&db, units[4], "x", DAY)), "unit.not_there");
        assert_eq!(code(relocate(&db, units[1], Some(units[1]), DAY)), "unit.under_itself");
        assert_eq!(code(relocate(&db, units[1], Some(units[2]), DAY)), "unit.under_itself");
        assert_eq!(code(relocate(&db, units[1], Some(units[4]), DAY.plus(-9))), "unit.parent_ends");
        assert_eq!(code(relocate(&db, units[1], Some(units[4]), DAY)), "unit.parent_not_there");
        let (one, two, gone) = (units[1], units[2], units[4]);
        for (parts, wanted) in [(vec![], "unit.parts"), (vec![one], "unit.parts"), (vec![two, two], "unit.parts")] {
            assert_eq!(code(on(&db, DAY, move |tx, ctx| desk::split(tx, ctx, one, &parts, DAY, "QĐ"))), wanted);
        }
        for (from, to, function, wanted) in
            [(one, gone, "f", "unit.not_there"), (one, one, "f", "unit.function"), (one, two, " ", "unit.function")]
        {
            let done = on(&db, DAY, move |tx, ctx| desk::transfer(tx, ctx, from, to, function, DAY, "QĐ"));
            assert_eq!(code(done), wanted);
        }
        assert_eq!(code(on(&db, DAY, move |tx, ctx| desk::rename(tx, ctx, one, "x", DAY, " "))), "decision.needed");
        assert_eq!(directory(&db).revision(), revision);
    }

    fn only_an_administrator_changes_the_organisation(db: TestDb) {
        let units = tree(&db, &[0]);
        let unit = units[1];
        let refused = db.write(move |tx| {
            let ids = tx.ids();
            let actor = kernel::Actor { rights: kernel::Rights::NONE, ..kernel::Actor::SYSTEM };
            let ctx = store::Ctx { actor, now: START.start(), ids: &ids };
            desk::rename(tx, &ctx, unit, "x", START.plus(5), "QĐ")
        });
        assert_eq!(code(refused), "actor.not_allowed");
    }

    fn of_two_decisions_at_once_none_is_lost_and_none_fails(db: TestDb) {
        let units = tree(&db, &[0, 0, 0, 0]);
        for round in 0..10 {
            let day = DAY.plus(round * 3);
            let before = directory(&db).revision();
            let start = Barrier::new(2);
            std::thread::scope(|scope| {
                for (unit, name) in [(units[1], "Một"), (units[2], "Hai")] {
                    let (db, start) = (db.handle(), &start);
                    scope.spawn(move || {
                        start.wait();
                        rename(&db, unit, name, day).unwrap();
                    });
                }
            });
            let after = directory(&db);
            assert_eq!(after.revision(), before + 2);
            for (unit, name) in [(units[1], "Một"), (units[2], "Hai")] {
                assert_eq!(after.version_at(unit, day).unwrap().name, name);
            }
        }
        // Two that exclude each other: one holds, the other is refused by what it finds.
        let start = Barrier::new(2);
        let done: Vec<_> = std::thread::scope(|scope| {
            let hands: Vec<_> = [(units[3], units[4]), (units[4], units[3])]
                .map(|(unit, heir)| {
                    let (db, start) = (db.handle(), &start);
                    scope.spawn(move || {
                        start.wait();
                        merge(&db, &[unit], heir, DAY.plus(90))
                    })
                })
                .into_iter()
                .collect();
            hands.into_iter().map(|h| h.join().unwrap()).collect()
        });
        assert_eq!(done.iter().filter(|d| d.is_ok()).count(), 1);
        let refused = done.into_iter().find(Result::is_err).unwrap();
        assert!(["unit.heir", "unit.not_there"].contains(&code(refused)));
    }

    fn the_very_first_two_changes_may_come_at_once(db: TestDb) {
        let start = Barrier::new(2);
        std::thread::scope(|scope| {
            for weekday in [1, 2] {
                let (db, start) = (db.handle(), &start);
                scope.spawn(move || {
                    start.wait();
                    let spans = [kernel::calendar::Span { from: 420, to: 1020 }];
                    on(&db, START, move |tx, ctx| desk::keep_hours(tx, ctx, "office", weekday, START, &spans)).unwrap();
                });
            }
        });
        assert_eq!(directory(&db).revision(), 2);
    }
}
