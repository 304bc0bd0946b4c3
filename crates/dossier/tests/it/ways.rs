//! Random dossiers through random processes with opinions, linked units, pauses, corrections, decrees and a merger:
//! the lateness identity holds for each of them at any time, and each is counted once at each level.

use crate::decrees::{change, holiday};
use crate::world::{World, day, schema};
use catalogue::{Place, Step};
use dossier::desk::{DossierId, LateReason, Outcome, ResultBy, Settle};
use dossier::figures::unit_rows;
use dossier::lateness::Lateness;
use dossier::model::{Dossier, Stage};
use dossier::reference::Reference;
use dossier::referral;
use kernel::timeliness::Timeliness;
use kernel::{Actor, Day, Instant, Period, UnitId};
use organisation::SuccessionKind;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use store::{Ctx, Db};

struct Chance(ChaCha8Rng);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.next_u64() % u64::try_from(n).unwrap()).unwrap()
    }

    fn minutes(&mut self, most: usize) -> i64 {
        i64::try_from(self.below(most)).unwrap()
    }

    /// A process that can be run: groups of two or three, the last step decides.
    fn process(&mut self, w: &World) -> Vec<Step> {
        let mut steps = vec![Step::fixed("Tiếp nhận", "Công chức", Place::Desk, self.minutes(300), false)];
        for stage in 0..1 + self.below(3) {
            let at_once = [1, 1, 2, 3][self.below(4)];
            for n in 0..at_once {
                let place = match self.below(4) {
                    0 => Place::Competent,
                    n => Place::Unit(w.units[n % 3]),
                };
                let step =
                    Step::fixed(&format!("Bước {stage}.{n}"), "Người", place, self.minutes(900), false);
                steps.push(Step { group: (at_once > 1).then(|| format!("g{stage}")), ..step });
            }
        }
        steps.push(Step::fixed("Quyết định", "Lãnh đạo", Place::Competent, self.minutes(500), true));
        steps
    }
}

/// Does one random thing to a dossier; what the rules refuse is refused, and nothing else may happen.
fn act(w: &World, chance: &mut Chance, now: Instant, id: DossierId) {
    let (what, no) = (chance.below(16), 1 + chance.minutes(9));
    let (unit, procedure) = (w.units[chance.below(2)], w.procedures[chance.below(w.procedures.len())]);
    let outcome = Outcome::ALL[chance.below(4)];
    let done = w.at(now, move |s, c| match what {
        0..=3 => s.forward(c, id, None).map(|_| ()),
        4 => s.send_back(c, id, "xem lại").map(|_| ()),
        5 => s.request_supplement(c, id, "thiếu giấy tờ"),
        6 | 7 => s.resume(c, id).map(|_| ()),
        8 if no < 5 => {
            let late_reason = Some(LateReason { cause: "absence".into(), text: "vắng".into() });
            s.settle(c, id, Settle { outcome, reason: Some("lý do".into()), late_reason }).map(|_| ())
        }
        9 if no == 1 => s.correct_procedure(c, id, procedure, "nhầm thủ tục"),
        9 if no == 2 => s.correct_unit(c, id, unit, "nhầm đơn vị"),
        9 if no == 3 => s.deliver(c, id, ResultBy::Counter),
        9 if no == 4 => s.void(c, id, "nhầm"),
        _ => {
            // Mostly something that is waited for.
            let asked = referral::of_dossier(s.beside(), id)?;
            let no = asked.iter().find(|one| one.open()).map_or(no, |one| one.no);
            s.opine(c, id, no, "Đồng ý").map(|_| ())
        }
    });
    if let Err(kernel::Error::Fault(fault)) = done {
        panic!("{fault}");
    }
}

/// Everything that must hold of each dossier at this moment.
fn check(db: &Db, w: &World, ids: &[DossierId], now: Instant) {
    for id in ids {
        let id = *id;
        let d = w.at(now, move |s, _| s.dossier(id)).unwrap();
        let reference = db.read(Reference::load).unwrap();
        let asked = db.read(|tx| referral::of_dossier(tx, id)).unwrap();
        let open = matches!(d.stage, Stage::Accepted(_) | Stage::InStep(_) | Stage::Paused { .. });
        assert!(open || asked.iter().all(|one| !one.open()), "{id}: nobody waits once it is settled");
        let told = db.read(|tx| Lateness::of_dossier(tx, &reference, &d, now)).unwrap();
        match told {
            None => assert_eq!(d.stage, Stage::Void),
            Some(told) => identity(&d, &told, now),
        }
    }
}

fn identity(d: &Dossier, told: &Lateness, now: Instant) {
    let over: i64 = told.parts.iter().map(|p| p.used - p.allotted).sum();
    assert_eq!(told.used - told.term, over - told.reserve, "{}", d.id);
    assert_eq!(told.reserve, told.term - told.parts.iter().map(|p| p.allotted).sum::<i64>());
    assert_eq!(told.past_due(), told.used - told.term - told.adjusted - told.rounding);
    // The verdict, by date, is what is left of the due day.
    let late = match &d.stage {
        Stage::Settled(_, v) | Stage::Delivered(_, v, ..) => v.timeliness == Timeliness::Late,
        Stage::Accepted(r) | Stage::InStep(r) => now.day() > r.due_day,
        _ => return,
    };
    assert!(if late { told.past_due() >= 0 } else { told.past_due() <= 0 }, "{}: {told:?}", d.id);
}

/// Each accepted dossier is counted once: in its competent unit, and so at each level above.
fn counted_once(db: &Db, w: &World, ids: &[DossierId], today: Day) {
    let period = Period::new(day("2020-10-01"), today.plus(1)).unwrap();
    let rows = db.read(|tx| unit_rows(tx, period, period.to)).unwrap();
    let all: Vec<Dossier> =
        ids.iter().copied().map(|id| w.at(today.start(), move |s, _| s.dossier(id)).unwrap()).collect();
    let counts = all.iter().filter(|d| d.stage != Stage::Void);
    let of = |unit: UnitId| i64::try_from(counts.clone().filter(|d| d.unit == unit).count()).unwrap();
    let mut province = 0;
    for (unit, row) in &rows {
        let now_there = row.received + row.moved;
        assert_eq!(now_there, of(*unit), "unit {unit} on {today}: {row:?}");
        let settled = row.on_time_or_early + row.late;
        assert_eq!(settled + row.in_term + row.overdue, now_there, "unit {unit}: {row:?}");
        province += row.received;
    }
    assert_eq!(province, i64::try_from(counts.count()).unwrap(), "the province on {today}");
}

fn live(db: &Db, seed: u64) {
    let mut w = World::new(db);
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(seed));
    for _ in 0..6 {
        let (days, steps) = (chance.minutes(8), chance.process(&w));
        w.with_process(db, days, steps);
    }
    // Unit 3 has days off of its own.
    for n in [5, 6, 13] {
        let off = holiday(day("2020-10-01").plus(n), Some(w.units[2]));
        change(&w, day("2020-10-01").at_minute(n), &off).unwrap();
    }
    let mut ids: Vec<DossierId> = Vec::new();
    let (mut today, merger) = (day("2020-10-01"), day("2020-10-19"));
    for n in 0..26i64 {
        if today == merger {
            w.at(today.start(), move |s, c| s.open_day(c, today)).unwrap();
        }
        for half_hour in 0..14 {
            let now = today.at_minute(430 + half_hour * 40);
            if ids.len() < 12 && chance.below(6) == 0 {
                let procedure = 3 + chance.below(6);
                let competent = chance.below(2);
                ids.push(w.accept(now, competent, procedure));
            } else if !ids.is_empty() {
                let id = ids[chance.below(ids.len())];
                act(&w, &mut chance, now, id);
            }
        }
        match n {
            9 => drop(change(&w, today.at_minute(1000), &holiday(today.plus(3), None)).unwrap()),
            14 => merge(db, &w, today, merger),
            _ => {}
        }
        if n % 4 == 1 {
            check(db, &w, &ids, today.at_minute(1100));
            counted_once(db, &w, &ids, today);
        }
        today = today.plus(1);
    }
    check(db, &w, &ids, today.at_minute(600));
    counted_once(db, &w, &ids, today);
    assert!(
        db.read(|tx| tx.query_one(
            "SELECT COUNT(*) FROM dossier_referral WHERE done_at IS NOT NULL",
            &[],
            |r| r.int()
        ))
        .unwrap()
            > 10
    );
    assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    store::seal(db).unwrap();
    assert!(store::verify(db, &store::VerifyOptions::default()).unwrap().problems.is_empty());
}

fn merge(db: &Db, w: &World, today: Day, on: Day) {
    let (ids, from, to) = (w.ids.clone(), w.units[2], w.units[0]);
    db.write(move |tx| {
        let ctx = Ctx { actor: Actor::SYSTEM, now: today.at_minute(1000), ids: &ids };
        organisation::desk::end_into(tx, &ctx, &[from], to, on, SuccessionKind::Merge, "QĐ 1")
    })
    .unwrap();
}

store::db_test! {
    with schema();

    fn whatever_way_a_dossier_goes_its_minutes_add_up_and_it_counts_once(db: TestDb) {
        live(&db, 1);
    }

    fn whatever_way_a_dossier_goes_its_minutes_add_up_with_a_second_seed(db: TestDb) {
        live(&db, 2);
    }
}
