//! Random re-organisations of random trees: nothing is lost, the past stays as it was, and every total told by the
//! units of then equals the one told by the units of later.

use crate::world::{START, code, on, schema, tree, version};
use kernel::{Day, UnitId};
use organisation::{Directory, SuccessionKind, UnitVersion, desk};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use store::testing::TestDb;
use store::{Db, Engine};

/// What is tried, for which units (by number, modulo how many there are), and how many days after the last.
#[derive(Clone, Debug)]
struct Try {
    what: usize,
    units: [usize; 4],
    wait: i64,
    /// Decided for so much later than the others.
    ahead: i64,
}

const WHATS: [&str; 9] =
    ["rename", "move", "to the root", "dissolve", "merge", "split", "transfer", "found", "reuse a code"];

/// What refuses; anything else would be a gap in the words.
const REFUSALS: [&str; 10] = [
    "unit.heir",
    "unit.not_there",
    "unit.changes_later",
    "unit.ends",
    "unit.under_itself",
    "unit.parent_ends",
    "unit.parent_not_there",
    "unit.code_taken",
    "unit.function",
    "organisation.invalid",
];

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0..WHATS.len(), any::<[usize; 4]>(), 0i64..20, prop_oneof![4 => Just(0i64), 1 => 1i64..60])
        .prop_map(|(what, units, wait, ahead)| Try { what, units, wait, ahead });
    prop::collection::vec(one, 1..25)
}

/// Does what is tried; answers the units that are new.
fn attempt(db: &Db, units: &[UnitId], t: &Try, day: Day) -> kernel::Result<Vec<UnitId>> {
    let [a, b, c, d] = t.units.map(|n| units[n % units.len()]);
    let directory = db.read(Directory::load)?;
    // The code of a unit that has ended, where there is one.
    let old = units.iter().position(|u| directory.version_at(*u, day).is_none()).unwrap_or(0);
    let (what, n) = (WHATS[t.what], units.len());
    on(db, day, move |tx, ctx| {
        let new = |n: usize| UnitVersion { valid_from: day, ..version(n, Some(b)) };
        match what {
            "rename" => desk::rename(tx, ctx, a, "Tên mới", day, "QĐ")?,
            "move" => desk::move_to(tx, ctx, a, Some(b), Some(c), day, "QĐ")?,
            "to the root" => desk::move_to(tx, ctx, a, None, Some(b), day, "QĐ")?,
            "dissolve" => desk::end_into(tx, ctx, &[a], b, day, SuccessionKind::Dissolve, "QĐ")?,
            "merge" => desk::end_into(tx, ctx, &[a, c, d, c], b, day, SuccessionKind::Merge, "QĐ")?,
            "split" => {
                let first = desk::found(tx, ctx, new(n))?;
                let second = desk::found(tx, ctx, new(n + 1))?;
                desk::split(tx, ctx, a, &[first, second], day, "QĐ")?;
                return Ok(vec![first, second]);
            }
            "transfer" => desk::transfer(tx, ctx, a, b, "Hộ tịch", day, "QĐ")?,
            "found" => return Ok(vec![desk::found(tx, ctx, new(n))?]),
            _ => return Ok(vec![desk::found(tx, ctx, new(old))?]),
        }
        Ok(vec![])
    })
}

/// The units of every day before `day`, without when each version ends.
fn past(directory: &Directory, day: Day) -> Vec<Vec<UnitVersion>> {
    (START.0 - 1..day.0)
        .map(|d| {
            let all = directory.all_at(Day(d)).into_iter().cloned();
            all.map(|v| UnitVersion { valid_to: None, ..v }).collect()
        })
        .collect()
}

/// Who inherits whom, noted beside the program.
type Heirs = BTreeMap<UnitId, (Day, UnitId)>;

fn holder(heirs: &Heirs, unit: UnitId, day: Day) -> UnitId {
    match heirs.get(&unit) {
        Some((on, heir)) if *on <= day => holder(heirs, *heir, day),
        _ => unit,
    }
}

/// What every unit counted on every day on which it was there.
type Counts = BTreeMap<(UnitId, Day), i64>;

fn counts(directory: &Directory, last: Day, seed: u64) -> Counts {
    let mut counts = Counts::new();
    let mut state = seed | 1;
    for day in (START.0..last.0).map(Day) {
        for v in directory.all_at(day) {
            // A small generator is enough: the figures only have to differ.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            counts.insert((v.unit, day), i64::try_from(state >> 57).unwrap());
        }
    }
    counts
}

/// Every total of a period, told by the units of its last day and by those of later days, is the same.
fn totals_agree(directory: &Directory, heirs: &Heirs, counts: &Counts, from: Day, to: Day, last: Day) {
    let of_period = || counts.iter().filter(|((_, day), _)| from <= *day && *day < to);
    let whole: i64 = of_period().map(|(_, n)| n).sum();
    let mut before: Option<BTreeMap<UnitId, i64>> = None;
    for day in [to.plus(-1), to, to.plus(7), last, last.plus(400)] {
        let mut mapped: BTreeMap<UnitId, i64> = BTreeMap::new();
        for ((unit, then), n) in of_period() {
            let held_by = directory.map(*unit, day.max(*then));
            assert_eq!(held_by, holder(heirs, *unit, day.max(*then)));
            *mapped.entry(held_by).or_default() += n;
        }
        assert_eq!(mapped.values().sum::<i64>(), whole);
        // Nothing is with a unit that is not there, and by either hierarchy the roots hold everything.
        assert!(mapped.keys().all(|unit| directory.version_at(*unit, day).is_some()));
        for by_territory in [false, true] {
            let above = |v: &UnitVersion| if by_territory { v.territory } else { v.command };
            let roots = directory.all_at(day).into_iter().filter(|v| above(v).is_none());
            let sum: i64 = roots
                .flat_map(|root| directory.subtree(root.unit, day, by_territory))
                .map(|unit| mapped.get(&unit).copied().unwrap_or(0))
                .sum();
            assert_eq!(sum, whole);
        }
        // From one day to a later one each unit's total goes whole to its heir.
        if let Some(before) = before {
            let mut passed: BTreeMap<UnitId, i64> = BTreeMap::new();
            for (unit, n) in before {
                *passed.entry(directory.map(unit, day)).or_default() += n;
            }
            assert_eq!(passed, mapped);
        }
        before = Some(mapped);
    }
}

fn live(
    db: &Db,
    parents: &[usize],
    tries: &[Try],
    seed: u64,
    accepted: &RefCell<BTreeMap<&'static str, usize>>,
) -> Result<(), TestCaseError> {
    let mut units = tree(db, parents);
    let (mut day, mut last) = (START.plus(1), START.plus(1));
    let mut heirs = Heirs::new();
    let mut now = db.read(Directory::load).unwrap();
    for t in tries {
        day = day.plus(t.wait);
        let on = day.plus(t.ahead);
        let done = attempt(db, &units, t, on);
        let after = db.read(Directory::load).unwrap();
        match done {
            Ok(new) => {
                last = last.max(on);
                let [a, b, c, d] = t.units.map(|n| units[n % units.len()]);
                match WHATS[t.what] {
                    "dissolve" => heirs.extend([(a, (on, b))]),
                    "merge" => heirs.extend([a, c, d].map(|u| (u, (on, b)))),
                    "split" => heirs.extend([(a, (on, new[0]))]),
                    _ => {}
                }
                units.extend(new);
                *accepted.borrow_mut().entry(WHATS[t.what]).or_default() += 1;
                prop_assert_eq!(after.check(), vec![]);
                prop_assert_eq!(past(&after, on), past(&now, on), "{:?} changed the past", t);
            }
            Err(refused) => {
                let code = code(Err::<(), _>(refused));
                prop_assert!(REFUSALS.contains(&code), "{} for {:?}", code, t);
                prop_assert_eq!(after.revision(), now.revision());
            }
        }
        now = after;
    }
    let last = last.plus(10);
    let counts = counts(&now, last, seed);
    let middle = START.plus((last.0 - START.0) / 2);
    for (from, to) in [(START, last), (START, middle), (middle, last), (middle, middle.plus(1))] {
        totals_agree(&now, &heirs, &counts, from, to, last);
    }
    Ok(())
}

/// Lives many random histories; answers how often each kind of decision was accepted.
fn histories(engine: Engine, cases: u32) -> BTreeMap<&'static str, usize> {
    let accepted = RefCell::default();
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let inputs = (prop::collection::vec(0usize..20, 3..12), tries(), any::<u64>());
    let done = runner.run(&inputs, |(parents, tries, seed)| {
        live(&TestDb::on(engine, &schema()), &parents, &tries, seed, &accepted)
    });
    if let Err(e) = done {
        panic!("{e}");
    }
    accepted.into_inner()
}

#[test]
fn random_reorganisations_lose_nothing_on_sqlite() {
    let accepted = histories(Engine::Sqlite, 64);
    assert_eq!(accepted.len(), WHATS.len(), "only these were ever accepted: {accepted:?}");
}

#[test]
fn random_reorganisations_lose_nothing_on_postgres() {
    histories(Engine::Postgres, 8);
}
