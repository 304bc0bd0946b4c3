//! Units through their re-organisations, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

use kernel::{Actor, Day, IdSource, UnitId};
use organisation::{Directory, SuccessionKind, UnitVersion, desk};
use proptest::prelude::*;
use std::collections::BTreeMap;
use store::testing::TestDb;
use store::{Ctx, Db, Schema};

fn schema() -> Schema {
    Schema::of(&[&organisation::DOMAIN])
}

const START: Day = Day(18_000);

fn version(n: usize, parent: Option<UnitId>) -> UnitVersion {
    UnitVersion {
        unit: UnitId(0),
        valid_from: START,
        valid_to: None,
        code: format!("U{n}"),
        name: format!("Đơn vị {n}"),
        tier: "one".into(),
        kind: "office".into(),
        command: parent,
        territory: parent,
        position: i64::try_from(n).unwrap(),
        reports: true,
        calendar: "office".into(),
    }
}

/// A tree of units: each stands under an earlier one.
fn tree(db: &Db, parents: &[usize]) -> Vec<UnitId> {
    let parents = parents.to_vec();
    db.write(move |tx| {
        let ids = IdSource::new(0);
        let ctx = Ctx { actor: Actor::SYSTEM, now: START.start(), ids: &ids };
        let mut units = vec![desk::found(tx, &ctx, version(0, None))?];
        for (n, parent) in parents.iter().enumerate() {
            let above = units[parent % units.len()];
            units.push(desk::found(tx, &ctx, version(n + 1, Some(above)))?);
        }
        Ok(units)
    })
    .unwrap()
}

/// Ends a unit into another, or renames it; what the rules refuse stays as it was.
fn reorganise(db: &Db, day: Day, what: usize, unit: UnitId, heir: UnitId) {
    let done = db.write(move |tx| {
        let ids = tx.ids();
        let ctx = Ctx { actor: Actor::SYSTEM, now: day.start(), ids: &ids };
        match what {
            0 => desk::rename(tx, &ctx, unit, "Tên mới", day, "QĐ"),
            1 => desk::end_into(tx, &ctx, &[unit], heir, day, SuccessionKind::Dissolve, "QĐ"),
            _ => desk::end_into(tx, &ctx, &[unit], heir, day, SuccessionKind::Merge, "QĐ"),
        }
    });
    if let Err(kernel::Error::Fault(fault)) = done {
        panic!("{fault}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn random_reorganisations_lose_nothing(
        parents in prop::collection::vec(0usize..20, 4..12),
        steps in prop::collection::vec((0usize..3, 0usize..20, 0usize..20, 1i64..30), 1..10),
        received in prop::collection::vec((0usize..20, 0i64..200, 1i64..50), 1..40),
    ) {
        let db = TestDb::sqlite(&schema());
        let units = tree(&db, &parents);
        let mut day = START.plus(1);
        for (what, unit, heir, wait) in steps {
            day = day.plus(wait);
            reorganise(&db, day, what, units[unit % units.len()], units[heir % units.len()]);
            prop_assert_eq!(db.read(Directory::load).unwrap().check(), vec![]);
        }
        let directory = db.read(Directory::load).unwrap();
        // Dossiers come to whoever is there on the day; the open ones are with their unit's holder on every later day.
        let mut then: BTreeMap<UnitId, i64> = BTreeMap::new();
        for (unit, after, n) in received {
            let on = START.plus(after);
            let unit = directory.map(units[unit % units.len()], on);
            prop_assert!(directory.version_at(unit, on).is_some());
            *then.entry(unit).or_default() += n;
            for later in [on, on.plus(10), on.plus(100), on.plus(1000)] {
                prop_assert!(directory.version_at(directory.map(unit, later), later).is_some());
            }
        }
        let whole: i64 = then.values().sum();
        for later in [day, day.plus(1), day.plus(500)] {
            let mut mapped: BTreeMap<UnitId, i64> = BTreeMap::new();
            for (unit, n) in &then {
                let holder = directory.map(*unit, later);
                prop_assert_eq!(directory.map(holder, later), holder);
                *mapped.entry(holder).or_default() += n;
            }
            prop_assert_eq!(mapped.values().sum::<i64>(), whole);
        }
        for unit in &units {
            for (first, second) in [(day.plus(-20), day), (day, day.plus(9))] {
                prop_assert_eq!(directory.map(directory.map(*unit, first), second), directory.map(*unit, second));
            }
        }
    }
}

store::db_test! {
    with schema();

    fn a_renamed_unit_keeps_its_past(db: TestDb) {
        let units = tree(&db, &[0]);
        let day = START.plus(30);
        reorganise(&db, day, 0, units[1], units[0]);
        let directory = db.read(Directory::load).unwrap();
        assert_eq!(directory.version_at(units[1], day.plus(-1)).unwrap().name, "Đơn vị 1");
        assert_eq!(directory.version_at(units[1], day).unwrap().name, "Tên mới");
        assert_eq!(directory.versions(units[1]).len(), 2);
    }

    fn what_stood_under_an_ended_unit_comes_under_its_heir(db: TestDb) {
        // 0 ← 1 ← 2, and 3 under 0.
        let units = tree(&db, &[0, 1, 0]);
        let day = START.plus(30);
        reorganise(&db, day, 1, units[1], units[3]);
        let directory = db.read(Directory::load).unwrap();
        assert_eq!(directory.version_at(units[2], day).unwrap().command, Some(units[3]));
        assert_eq!(directory.subtree(units[3], day, true), [units[3], units[2]]);
        assert_eq!(directory.map(units[1], day.plus(-1)), units[1]);
        assert_eq!(directory.map(units[1], day), units[3]);
        assert_eq!(directory.successions_on(day), [(units[1], units[3])]);
    }

    fn a_unit_cannot_be_its_own_heir(db: TestDb) {
        let units = tree(&db, &[0]);
        let unit = units[1];
        let refused = db.write(move |tx| {
            let ids = tx.ids();
            let ctx = Ctx { actor: Actor::SYSTEM, now: START.start(), ids: &ids };
            desk::end_into(tx, &ctx, &[unit], unit, START.plus(5), SuccessionKind::Merge, "QĐ")
        }).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "unit.heir");
    }

    fn only_an_administrator_changes_the_organisation(db: TestDb) {
        let units = tree(&db, &[0]);
        let unit = units[1];
        let refused = db.write(move |tx| {
            let ids = tx.ids();
            let actor = Actor { rights: kernel::Rights::NONE, ..Actor::SYSTEM };
            let ctx = Ctx { actor, now: START.start(), ids: &ids };
            desk::rename(tx, &ctx, unit, "x", START.plus(5), "QĐ")
        }).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "actor.not_allowed");
    }
}
