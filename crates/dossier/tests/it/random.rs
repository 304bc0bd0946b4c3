//! Random work with corrections, decrees and a merger, counted twice: by the program and by an independent scan.

use crate::behind;
use crate::scan::scan;
use crate::world::{World, day, schema};
use dossier::desk::takeover::Standing;
use dossier::desk::{DossierId, LateReason, Outcome, PauseReason, ResultBy, Settle};
use dossier::figures::{UnitRow, unit_rows};
use dossier::statistics::{ProcedureRow, procedure_rows};
use kernel::calendar::DayKind;
use kernel::{Actor, Day, Instant, Period, Result, UnitId};
use organisation::SuccessionKind;
use organisation::desk::{DayChange, Decree};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;
use store::{Ctx, Db};

struct Chance(ChaCha8Rng);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.next_u64() % u64::try_from(n).unwrap()).unwrap()
    }
}

/// Does one random thing; what the rules refuse is refused, and nothing else may happen.
fn act(w: &World, chance: &mut Chance, now: Instant, dossiers: &mut Vec<DossierId>, units: usize) {
    if chance.below(8) == 0 {
        dossiers.extend(take_over(w, chance, now, dossiers.len(), units));
        return;
    }
    if dossiers.is_empty() || chance.below(4) == 0 {
        let mut cmd = w.intake(chance.below(units), chance.below(units), chance.below(3));
        if chance.below(3) == 0 {
            cmd.channel = dossier::desk::Channel::Post;
        }
        dossiers.push(w.at(now, move |s, c| s.accept(c, cmd)).unwrap().id);
        return;
    }
    let id = dossiers[chance.below(dossiers.len())];
    let (unit, procedure) = (w.units[chance.below(units)], w.procedures[chance.below(3)]);
    let outcome = Outcome::ALL[chance.below(4)];
    let what = chance.below(12);
    let done: Result<()> = w.at(now, move |s, c| match what {
        0 | 1 => s.forward(c, id, None).map(|_| ()),
        2 => s.send_back(c, id, "xem lại").map(|_| ()),
        3 => s.request_supplement(c, id, "thiếu giấy tờ"),
        4 => s.resume(c, id).map(|_| ()),
        5 | 6 => {
            let late_reason = Some(LateReason { cause: "absence".into(), text: "vắng".into() });
            s.settle(c, id, Settle { outcome, reason: Some("lý do".into()), late_reason }).map(|_| ())
        }
        7 => s.deliver(c, id, ResultBy::Post),
        8 => s.correct_unit(c, id, unit, "nhầm đơn vị"),
        9 => s.correct_procedure(c, id, procedure, "nhầm thủ tục"),
        10 => s.correct_name(c, id, "Trần Thị Đúng", "nhầm tên"),
        _ => s.void(c, id, "tiếp nhận nhầm"),
    });
    if let Err(kernel::Error::Fault(fault)) = done {
        panic!("{fault}");
    }
}

/// An open dossier of another program comes, accepted and perhaps stopped there before; none when its due date would
/// fall on a day off.
fn take_over(w: &World, chance: &mut Chance, now: Instant, n: usize, units: usize) -> Option<DossierId> {
    let mut back = |most: usize| i64::try_from(chance.below(most)).unwrap();
    let accepted = now.day().plus(-1 - back(30));
    let mut cmd = w.brought(&format!("CU/{n}/{}", now.0), 0, accepted, accepted.plus(back(40)));
    let paused = accepted.plus(back(30)).min(now.day().plus(-1));
    cmd.unit = w.units[chance.below(units)];
    cmd.receiving = w.units[chance.below(units)];
    cmd.procedure = w.procedures[chance.below(3)];
    cmd.step = 1 + i64::try_from(chance.below(3)).unwrap();
    if chance.below(3) == 0 {
        cmd.paused = Some(Standing { why: PauseReason::Supplement, since: paused.at_minute(700) });
    }
    match w.at(now, move |s, c| s.take_over(c, cmd)) {
        Ok(taken) => Some(taken.id),
        Err(kernel::Error::Refused(refusal)) => {
            assert_eq!(refusal.code, "takeover.day_off");
            None
        }
        Err(kernel::Error::Fault(fault)) => panic!("{fault}"),
    }
}

fn counted(db: &Db, period: Period, as_of: Day) -> BTreeMap<UnitId, UnitRow> {
    let rows = db.read(|tx| unit_rows(tx, period, as_of)).unwrap();
    rows.into_iter().filter(|(_, row)| *row != UnitRow::default()).collect()
}

/// A day off is decreed for three days later, or taken back again.
fn decree(w: &World, today: Day, back: bool) {
    let day = today.plus(3);
    let name = "Nghỉ".to_owned();
    let decree = DayChange::Decree(Decree { day, unit: None, kind: DayKind::Holiday, name, spans: None });
    let changes = if back { vec![decree, DayChange::Revoke { day, unit: None }] } else { vec![decree] };
    for (n, change) in (900..).zip(changes) {
        let ids = w.ids.clone();
        w.desk
            .alone(move |s| {
                let ctx = Ctx { actor: Actor::SYSTEM, now: today.at_minute(n), ids: &ids };
                s.change_day(&ctx, &change)
            })
            .unwrap();
    }
}

fn merge(db: &Db, w: &World, today: Day, on: Day) {
    let (ids, from, to) = (w.ids.clone(), w.units[2], w.units[0]);
    db.write(move |tx| {
        let ctx = Ctx { actor: Actor::SYSTEM, now: today.at_minute(900), ids: &ids };
        organisation::desk::end_into(tx, &ctx, &[from], to, on, SuccessionKind::Merge, "QĐ 1")
    })
    .unwrap();
}

/// What the procedures of a unit come to, over whole halves of months, is what the unit comes to.
fn procedures_sum_to_units(db: &Db, units: &[UnitId]) {
    let halves = ["2020-10-01", "2020-10-15", "2020-11-01", "2020-11-15"].map(day);
    for (i, from) in halves.iter().enumerate() {
        for to in &halves[i + 1..] {
            for as_of in halves.iter().filter(|as_of| *as_of >= to) {
                let period = Period::new(*from, *to).unwrap();
                let mut sums: BTreeMap<UnitId, ProcedureRow> = BTreeMap::new();
                for ((unit, _), row) in db.read(|tx| procedure_rows(tx, period, *as_of, None)).unwrap() {
                    sums.entry(unit).or_default().add(&row);
                }
                for (unit, row) in counted(db, period, *as_of) {
                    let sum = sums.remove(&unit).unwrap_or_default();
                    let ours =
                        (sum.carried_over, sum.received, sum.online, sum.moved, sum.in_term, sum.overdue);
                    let theirs =
                        (row.carried_over, row.received, row.online, row.moved, row.in_term, row.overdue);
                    assert_eq!(ours, theirs, "{period:?} as of {as_of}");
                    let settled = (sum.early + sum.on_time, sum.late, sum.apart);
                    assert_eq!(settled, (row.on_time_or_early, row.late, row.apart), "{period:?}");
                }
                assert!(sums.values().all(|row| *row == ProcedureRow::default()), "{sums:?}");
                behind::check_procedures(db, units, period, *as_of);
            }
        }
    }
}

fn live(db: &Db, seed: u64) {
    let w = World::new(db);
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(seed));
    let (mut dossiers, mut asked) = (Vec::new(), Vec::new());
    let mut today = day("2020-10-01");
    let merger = day("2020-10-24");
    for n in 0..40i64 {
        if today == merger {
            w.at(today.start(), move |s, c| s.open_day(c, today)).unwrap();
        }
        let units = if today < merger { 3 } else { 2 };
        for half_hour in 0..8 {
            act(&w, &mut chance, today.at_minute(430 + half_hour * 30), &mut dossiers, units);
        }
        match n {
            12 | 28 => decree(&w, today, false),
            20 => decree(&w, today, true),
            15 => merge(db, &w, today, merger),
            _ => {}
        }
        // Some days are closed late: their figures must be the same.
        today = today.plus(1);
        if n % 3 != 1 {
            w.at(today.start(), move |s, c| s.close_day(c, today.plus(-1))).unwrap();
        }
        // Behind the numbers of the day that goes on, too.
        if n % 5 == 0 {
            let live = Period::new(day("2020-10-10").min(today), today.plus(1)).unwrap();
            behind::check(db, &w.units, live, live.to, today);
        }
        // What is asked today must be answered the same at the end.
        let from = day("2020-10-01").plus(i64::try_from(chance.below(20)).unwrap());
        if let Some(period) = Period::new(from, today.plus(-i64::try_from(chance.below(6)).unwrap())) {
            asked.push((period, today, counted(db, period, today)));
        }
    }
    for (period, as_of, then) in &asked {
        assert_eq!(&counted(db, *period, *as_of), then, "{period:?} as of {as_of}, asked again");
        assert_eq!(&scan(db, *period, *as_of), then, "{period:?} as of {as_of}, by the scan");
    }
    for (period, as_of, _) in asked.iter().step_by(3) {
        behind::check(db, &w.units, *period, *as_of, *as_of);
        behind::check_series(db, *period, *as_of);
    }
    assert!(asked.len() >= 20);
    procedures_sum_to_units(db, &w.units);
    assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    store::seal(db).unwrap();
    assert!(store::verify(db, &store::VerifyOptions::default()).unwrap().problems.is_empty());
}

store::db_test! {
    with schema();

    fn counters_equal_an_independent_scan_as_of_any_day(db: TestDb) {
        live(&db, 1);
    }

    fn counters_equal_an_independent_scan_with_a_second_seed(db: TestDb) {
        live(&db, 2);
    }
}
