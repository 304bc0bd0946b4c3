//! Random work across a chain of mergers: three units, then two, then one; counted by the program and by the scan.

use crate::scan::scan;
use crate::seams::{merge, sound};
use crate::world::{World, day, schema};
use dossier::desk::{DossierId, LateReason, Outcome, ResultBy, Settle, Submit};
use dossier::figures::{UnitRow, unit_rows};
use kernel::{Day, Instant, Period, Result, UnitId};
use organisation::Directory;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;
use store::Db;

struct Life {
    w: World,
    chance: ChaCha8Rng,
    dossiers: Vec<DossierId>,
}

impl Life {
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.chance.next_u64() % u64::try_from(n).unwrap()).unwrap()
    }

    /// One random thing; what the rules refuse is refused, and nothing else may happen.
    fn act(&mut self, now: Instant, units: usize) {
        let (receiving, unit, procedure) = (self.below(units), self.below(units), self.below(3));
        if self.dossiers.is_empty() || self.below(4) == 0 {
            let cmd = self.w.intake(receiving, unit, procedure);
            let submit = Submit {
                id: None,
                procedure: cmd.procedure,
                unit: cmd.unit,
                receiving: cmd.receiving,
                result_by: cmd.result_by,
                applicant: cmd.applicant.clone(),
                content: cmd.content.clone(),
            };
            let online = self.below(2) == 0;
            let id = self.w.at(now, move |s, c| {
                if online { s.submit(c, submit) } else { s.accept(c, cmd).map(|slip| slip.id) }
            });
            self.dossiers.push(id.unwrap());
            return;
        }
        let which = self.below(self.dossiers.len());
        let id = self.dossiers[which];
        let (unit, procedure) = (self.w.units[unit], self.w.procedures[procedure]);
        let (outcome, what) = (Outcome::ALL[self.below(4)], self.below(13));
        let done: Result<()> = self.w.at(now, move |s, c| match what {
            0 => s.forward(c, id, None).map(|_| ()),
            1 | 2 => s.send_back(c, id, "xem lại").map(|_| ()),
            3 => s.request_payment(c, id, "nộp phí"),
            4 => s.resume(c, id).map(|_| ()),
            5 | 6 => {
                let late_reason = Some(LateReason { cause: "absence".into(), text: "vắng".into() });
                s.settle(c, id, Settle { outcome, reason: Some("lý do".into()), late_reason }).map(|_| ())
            }
            7 => s.deliver(c, id, ResultBy::Post),
            8 | 9 => s.correct_unit(c, id, unit, "nhầm đơn vị"),
            10 => s.correct_procedure(c, id, procedure, "nhầm thủ tục"),
            11 => s.accept_submitted(c, id).map(|_| ()),
            _ => s.void(c, id, "tiếp nhận nhầm"),
        });
        if let Err(kernel::Error::Fault(fault)) = done {
            panic!("{fault}");
        }
    }
}

fn counted(db: &Db, period: Period, as_of: Day) -> BTreeMap<UnitId, UnitRow> {
    let rows = db.read(|tx| unit_rows(tx, period, as_of)).unwrap();
    rows.into_iter().filter(|(_, row)| *row != UnitRow::default()).collect()
}

fn live(db: &Db, seed: u64) {
    let w = World::new(db);
    let mut life = Life { w: w.clone(), chance: ChaCha8Rng::seed_from_u64(seed), dossiers: Vec::new() };
    let begin = day("2020-10-01");
    let mut asked = Vec::new();
    for n in 0..36i64 {
        let today = begin.plus(n);
        match n {
            // The second is entered four days after its day.
            10 => merge(db, &w, 2, 1, today.plus(2)),
            26 => merge(db, &w, 1, 0, today.plus(-4)),
            _ => {}
        }
        if n % 3 != 1 {
            w.at(today.at_minute(1), |s, c| s.turn_of_day(c)).unwrap();
        }
        let units = match n {
            ..12 => 3,
            12..26 => 2,
            _ => 1,
        };
        for half_hour in 0..8 {
            life.act(today.at_minute(430 + half_hour * 30), units);
        }
        let from = begin.plus(i64::try_from(life.below(20)).unwrap());
        let to = today.plus(1 - i64::try_from(life.below(8)).unwrap());
        if let Some(period) = Period::new(from, to) {
            asked.push((period, today.plus(1), counted(db, period, today.plus(1))));
        }
    }
    let end = begin.plus(36);
    w.at(end.at_minute(1), |s, c| s.turn_of_day(c)).unwrap();
    for (period, as_of, then) in &asked {
        assert_eq!(&counted(db, *period, *as_of), then, "{period:?} as of {as_of}, asked again");
        assert_eq!(&scan(db, *period, *as_of), then, "{period:?} as of {as_of}, by the scan");
    }
    sound(db, begin, end);
    mapped_and_as_then(db, Period::new(begin, end).unwrap());
}

/// Told by the last unit's table, nothing is lost and nobody has moved.
fn mapped_and_as_then(db: &Db, period: Period) {
    let directory = db.read(Directory::load).unwrap();
    let (mut all, mut mapped) = (UnitRow::default(), BTreeMap::<UnitId, UnitRow>::new());
    for (unit, row) in counted(db, period, period.to) {
        all.add_row(&row);
        mapped.entry(directory.map(unit, period.to)).or_default().add_row(&row);
    }
    assert_eq!(mapped.len(), 1);
    assert_eq!(mapped.values().next(), Some(&all));
    assert_eq!(all.moved, 0);
}

store::db_test! {
    with schema();

    fn counters_equal_the_scan_across_a_chain_of_mergers(db: TestDb) {
        live(&db, 3);
    }

    fn counters_equal_the_scan_across_a_chain_of_mergers_with_a_second_seed(db: TestDb) {
        live(&db, 4);
    }
}
