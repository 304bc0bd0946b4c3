//! Behind every number stand the dossiers that it counts: no more, no fewer, each once.

use crate::world::{World, day, schema};
use catalogue::ProcedureId;
use dossier::behind::{Asked, Counted, Figure, Mark, Member, behind, still_in_term, told_today};
use dossier::desk::{LateReason, Outcome, Settle};
use dossier::figures::{UnitRow, unit_rows};
use dossier::series::{Point, series};
use dossier::statistics::{ProcedureRow, procedure_rows};
use kernel::{Day, Period, UnitId};
use std::collections::BTreeMap;
use store::Db;

/// Members as if everything of them were computed.
fn members(units: impl IntoIterator<Item = UnitId>, period: Period) -> Vec<Member> {
    let mut members: Vec<Member> =
        units.into_iter().map(|unit| Member { unit, from: period.from, carried: true }).collect();
    members.sort_unstable_by_key(|m| m.unit);
    members
}

/// Everything behind a figure, a few at a time.
fn all(db: &Db, asked: &Asked<'_>, limit: usize) -> Vec<Counted> {
    let (mut rows, mut after): (Vec<Counted>, Option<Mark>) = (Vec::new(), None);
    loop {
        let page = db.read(|tx| behind(tx, asked, after, limit)).unwrap();
        assert!(page.rows.len() <= limit && (page.next.is_none() || page.rows.len() == limit), "{page:?}");
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Mark::read(&next.to_string()),
            None => break,
        }
    }
    let mut ids: Vec<_> = rows.iter().map(|c| c.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rows.len(), "{asked:?}: a dossier stands there twice");
    rows
}

/// Every figure of each unit and of all of them equals what stands behind it.
pub(crate) fn check(db: &Db, units: &[UnitId], period: Period, as_of: Day, today: Day) {
    let still = db.read(|tx| still_in_term(tx, today, period.to)).unwrap();
    let rows = db.read(|tx| unit_rows(tx, period, as_of)).unwrap();
    let mut sum = UnitRow::default();
    let mut sets: Vec<(Vec<UnitId>, UnitRow)> = Vec::new();
    for unit in units {
        let row = told_today(
            rows.get(unit).copied().unwrap_or_default(),
            still.get(unit).copied().filter(|_| period.to > today).unwrap_or(0),
        );
        sum.add_row(&row);
        sets.push((vec![*unit], row));
    }
    sets.push((units.to_vec(), sum));
    for (of, row) in sets {
        let members = members(of, period);
        for figure in Figure::ALL {
            let Some(n) = figure.of(&row) else { continue };
            let asked = Asked { figure, period, as_of, today, units: &members, procedures: None };
            let listed: i64 = all(db, &asked, 7).iter().map(|c| c.counts).sum();
            assert_eq!(listed, n, "{asked:?}");
        }
    }
}

/// Every figure of each procedure and of all of them equals what stands behind it.
pub(crate) fn check_procedures(db: &Db, units: &[UnitId], period: Period, as_of: Day) {
    let rows = db.read(|tx| procedure_rows(tx, period, as_of, None)).unwrap();
    let mut sum = ProcedureRow::default();
    let mut one: BTreeMap<ProcedureId, ProcedureRow> = BTreeMap::new();
    for ((_, procedure), row) in rows {
        one.entry(procedure).or_default().add(&row);
        sum.add(&row);
    }
    let mut sets: Vec<(Vec<ProcedureId>, ProcedureRow)> =
        one.iter().map(|(procedure, row)| (vec![*procedure], *row)).collect();
    sets.push((one.into_keys().collect(), sum));
    let members = members(units.iter().copied(), period);
    for (procedures, row) in sets {
        for figure in Figure::ALL {
            let Some(n) = figure.of_procedure(&row) else { continue };
            let procedures = Some(procedures.as_slice());
            let asked = Asked { figure, period, as_of, today: as_of, units: &members, procedures };
            assert_eq!(all(db, &asked, 7).iter().map(|c| c.counts).sum::<i64>(), n, "{asked:?}");
        }
    }
}

/// The stretches of a series are the periods between its midnights.
pub(crate) fn check_series(db: &Db, period: Period, as_of: Day) {
    let middle = period.from.plus(period.days() / 2);
    let midnights = [period.from, middle, middle, period.to];
    let told = db.read(|tx| series(tx, &midnights, as_of)).unwrap();
    for (points, pair) in told.iter().zip(midnights.windows(2)) {
        let rows = db.read(|tx| unit_rows(tx, Period { from: pair[0], to: pair[1] }, as_of)).unwrap();
        for (unit, row) in rows {
            let (received, on_time_or_early, late) = (row.received, row.on_time_or_early, row.late);
            let expected = Point { received, on_time_or_early, late };
            assert_eq!(points.get(&unit).copied().unwrap_or_default(), expected, "{pair:?} as of {as_of}");
        }
    }
    assert_eq!(told.len(), 3);
}

fn settle(outcome: Outcome, late: bool) -> Settle {
    let late_reason = late.then(|| LateReason { cause: "absence".into(), text: "vắng".into() });
    Settle { outcome, reason: Some("lý do".into()), late_reason }
}

store::db_test! {
    with schema();

    fn the_latest_stand_first_and_a_page_goes_on_where_the_last_one_ended(db: TestDb) {
        let w = World::new(&db);
        let monday = day("2020-11-02");
        // All in one instant, as an import may bring them, and settled the later the later they are in the list.
        let ids: Vec<_> = (0..9).map(|_| w.accept(monday.at_minute(480), 0, 1)).collect();
        for (n, id) in (0..).zip(&ids) {
            let id = *id;
            w.at(day("2020-11-09").plus(n).at_minute(480), move |s, c| s.settle(c, id, settle(Outcome::Withdrawn, true))).unwrap();
        }
        let period = Period::new(monday, day("2020-12-01")).unwrap();
        let members = members([w.units[0]], period);
        let asked = |figure| Asked { figure, period, as_of: period.to, today: period.to, units: &members, procedures: None };
        let late: Vec<_> = all(&db, &asked(Figure::Late), 4).iter().map(|c| c.id).collect();
        assert_eq!(late, ids.iter().rev().copied().collect::<Vec<_>>());
        let received: Vec<_> = all(&db, &asked(Figure::Received), 2).iter().map(|c| c.id).collect();
        assert_eq!(received, ids.iter().rev().copied().collect::<Vec<_>>());
        assert_eq!(all(&db, &asked(Figure::ToProcess), 3).len(), 9);
        let page = db.read(|tx| behind(tx, &asked(Figure::Late), None, 9)).unwrap();
        assert_eq!((page.rows.len(), page.next), (9, None), "the last page says so");
    }

    fn what_is_due_today_is_not_overdue_before_the_day_is_over(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let due = day("2020-11-05");
        for (today, overdue) in [(due, 0), (due.plus(1), 1)] {
            let period = Period::new(day("2020-11-01"), today.plus(1)).unwrap();
            let members = members([w.units[0]], period);
            let asked = Asked { figure: Figure::Overdue, period, as_of: period.to, today, units: &members, procedures: None };
            assert_eq!(all(&db, &asked, 5).iter().filter(|c| c.id == id).count(), overdue);
            check(&db, &w.units, period, period.to, today);
        }
    }

    fn a_corrected_procedure_stands_behind_the_figures_of_the_one_it_was_of_then(db: TestDb) {
        let w = World::new(&db);
        let ids: Vec<_> = (0..3).map(|n| w.accept(day("2020-10-05").at_minute(480 + n), 0, 1)).collect();
        let (corrected, right) = (ids[1], w.procedures[2]);
        w.at(day("2020-10-20").at_minute(480), move |s, c| s.correct_procedure(c, corrected, right, "nhầm")).unwrap();
        let period = Period::new(day("2020-10-01"), day("2020-10-15")).unwrap();
        for (as_of, wrong) in [("2020-10-15", 3), ("2020-11-01", 2)] {
            let (members, procedures) = (members([w.units[0]], period), [w.procedures[1]]);
            let (figure, as_of) = (Figure::Received, day(as_of));
            let asked = Asked { figure, period, as_of, today: as_of, units: &members, procedures: Some(&procedures) };
            assert_eq!(all(&db, &asked, 2).len(), wrong, "as of {as_of}");
            check_procedures(&db, &w.units, period, as_of);
        }
    }

    fn what_turned_before_a_period_and_after_it_is_counted_as_it_was_in_it(db: TestDb) {
        let w = World::new(&db);
        let monday = day("2020-11-02");
        let all: Vec<_> = (0..4).map(|n| w.accept(monday.at_minute(480 + n), 0, 2)).collect();
        let [moved, before, after, void] = [all[0], all[1], all[2], all[3]];
        let right = w.units[1];
        for (id, on) in [(before, "2020-11-04"), (after, "2020-11-24")] {
            w.at(day(on).at_minute(480), move |s, c| s.correct_unit(c, id, right, "nhầm")).unwrap();
        }
        w.at(day("2020-11-23").at_minute(480), move |s, c| s.settle(c, moved, settle(Outcome::Withdrawn, true))).unwrap();
        w.at(day("2020-11-25").at_minute(480), move |s, c| s.send_back(c, moved, "mở lại").map(|_| ())).unwrap();
        w.at(day("2020-11-25").at_minute(480), move |s, c| s.void(c, void, "nhầm")).unwrap();
        for (from, to, as_of) in [
            ("2020-11-01", "2020-11-03", "2020-11-03"),
            ("2020-11-09", "2020-11-16", "2020-11-16"),
            ("2020-11-09", "2020-11-16", "2020-11-30"),
            ("2020-11-16", "2020-11-24", "2020-11-24"),
            ("2020-11-24", "2020-11-30", "2020-11-30"),
            ("2020-11-26", "2020-11-30", "2020-11-30"),
        ] {
            let period = Period::new(day(from), day(to)).unwrap();
            check(&db, &w.units, period, day(as_of), day(as_of));
        }
    }

    fn nothing_is_asked_of_no_unit_and_nothing_before_the_period_is_over(db: TestDb) {
        let w = World::new(&db);
        w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let period = Period::new(day("2020-11-01"), day("2020-11-08")).unwrap();
        let members: Vec<Member> = Vec::new();
        let asked = Asked { figure: Figure::Received, period, as_of: period.to, today: period.to, units: &members, procedures: None };
        assert!(db.read(|tx| behind(tx, &asked, None, 5)).unwrap().rows.is_empty());
        let early = Asked { as_of: period.from, ..asked };
        let refused = db.read(|tx| behind(tx, &early, None, 5)).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "figures.as_of");
    }
}

#[test]
fn every_figure_has_a_word_that_reads_back() {
    for figure in Figure::ALL {
        assert_eq!(Figure::from_word(figure.word()), Some(figure));
    }
    assert_eq!((Figure::from_word("nothing"), Mark::read("5"), Mark::read("a.b")), (None, None, None));
}
