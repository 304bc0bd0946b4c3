//! Opinions gathered at once, and steps in linked units with clocks of their own.

use crate::decrees::{change, holiday};
use crate::world::{World, day, schema};
use crate::{granted, withdrawn};
use catalogue::{Place, Power, Step};
use dossier::desk::{Actor, Ctx, DossierId, LateReason, Outcome, Right, Settle, Shift, UnitId};
use dossier::lateness::PartKind;
use dossier::referral::{self, LinkedRow, Referral};
use dossier::words::EventKind;
use kernel::timeliness::Timeliness;
use kernel::{Day, Instant, Period, PersonId, Result, Rights, Units};
use organisation::SuccessionKind;
use store::Db;

/// Somebody who works on steps in a unit.
fn officer(unit: UnitId) -> Actor {
    let rights = Rights::of(&[Right::Process]);
    Actor { person: PersonId(70 + unit.0 % 7), behalf: None, unit: Some(unit), rights }
}

fn act<T: Send + 'static>(
    w: &World,
    actor: Actor,
    now: Instant,
    work: impl FnOnce(&mut Shift<'_, '_>, &Ctx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let ids = w.ids.clone();
    w.desk.shift(move |shift| work(shift, &Ctx { actor, now, ids: &ids }))
}

fn opine(w: &World, id: DossierId, no: i64, now: Instant) -> Result<usize> {
    w.at(now, move |s, c| s.opine(c, id, no, "Đồng ý").map(|o| o.waiting))
}

fn code<T: std::fmt::Debug>(done: Result<T>) -> &'static str {
    done.unwrap_err().refusal().unwrap().code
}

fn asked(db: &Db, id: DossierId) -> Vec<Referral> {
    db.read(|tx| referral::of_dossier(tx, id)).unwrap()
}

fn lying(w: &World, id: DossierId) -> (i64, UnitId) {
    let d = w.at(day("2020-12-01").start(), move |s, _| s.dossier(id)).unwrap();
    (d.lying.step, d.lying.unit)
}

const MONDAY: &str = "2020-11-02";

/// A dossier of unit 1 that gathers opinions since Monday 9:00.
fn gathering(w: &mut World, db: &Db) -> DossierId {
    let procedure = w.gathering(db);
    let id = w.accept(day(MONDAY).at_minute(480), 0, procedure);
    w.at(day(MONDAY).at_minute(540), move |s, c| s.forward(c, id, None)).unwrap();
    id
}

fn on(days: i64, minute: i64) -> Instant {
    day(MONDAY).plus(days).at_minute(minute)
}

store::db_test! {
    with schema();

    fn a_step_does_what_its_process_lets_it_do_and_says_where_else_it_may_be_done(db: TestDb) {
        let mut w = World::new(&db);
        let step = |name, may: &[Power], settles| Step {
            may: may.to_vec(),
            ..Step::fixed(name, "Công chức", Place::Competent, 60, settles)
        };
        let steps = vec![
            step("Nhận", &[Power::Supplement], false),
            step("Soạn", &[], false),
            step("Ký", &[Power::Refuse], true),
        ];
        let procedure = w.with_process(&db, 10, steps);
        let now = on(0, 500);
        let id = w.accept(now, 0, procedure);
        let end = |outcome| Settle { outcome, reason: Some("lý do".into()), late_reason: None };
        let refused = |what: Result<()>| what.map_err(|e| e.refusal().unwrap().code);
        let may_not = Err("dossier.step_may_not");
        assert_eq!(refused(w.at(now, move |s, c| s.request_payment(c, id, "lệ phí"))), may_not);
        assert_eq!(refused(w.at(now, move |s, c| s.request_supplement(c, id, "thiếu đơn"))), Ok(()));
        w.at(on(0, 560), move |s, c| s.resume(c, id)).unwrap();
        w.at(on(0, 570), move |s, c| s.forward(c, id, None)).unwrap();
        let now = on(0, 600);
        assert_eq!(refused(w.at(now, move |s, c| s.request_supplement(c, id, "thiếu đơn"))), may_not);
        let stop = w.at(now, move |s, c| s.settle(c, id, end(Outcome::Stopped)).map(|_| ()));
        assert_eq!(refused(stop), may_not);
        w.at(on(0, 610), move |s, c| s.forward(c, id, None)).unwrap();
        let refuse = w.at(on(0, 620), move |s, c| s.settle(c, id, end(Outcome::Refused)).map(|_| ()));
        assert_eq!(refused(refuse), Ok(()));
        // What its owner takes back needs nobody's leave.
        let id = w.accept(on(1, 500), 0, procedure);
        let withdraw = w.at(on(1, 510), move |s, c| s.settle(c, id, end(Outcome::Withdrawn)).map(|_| ()));
        assert_eq!(refused(withdraw), Ok(()));
    }

    fn opinions_are_asked_at_once_each_due_in_its_own_units_time_and_the_dossier_waits_for_all(db: TestDb) {
        let mut w = World::new(&db);
        // Unit 3 does not work on the Tuesday.
        change(&w, day("2020-10-30").at_minute(480), &holiday(day(MONDAY).plus(1), Some(w.units[2]))).unwrap();
        let id = gathering(&mut w, &db);
        // It lies in the competent unit, in the first step of the group.
        assert_eq!(lying(&w, id), (2, w.units[0]));
        let all = asked(&db, id);
        let told: Vec<_> = all.iter().map(|r| (r.no, r.round, r.unit, r.linked, r.due.unwrap())).collect();
        assert_eq!(told, [
            (2, 1, w.units[0], false, on(1, 540)),
            (3, 1, w.units[1], true, on(2, 540)),
            (4, 1, w.units[2], true, on(2, 540)),
        ]);
        let refused = w.at(on(1, 480), move |s, c| s.forward(c, id, None)).unwrap_err();
        let refused = refused.refusal().unwrap();
        assert_eq!(refused.code, "opinion.missing");
        assert!(refused.vi.contains("còn chờ: Đơn vị 1; Đơn vị 2; Đơn vị 3."), "{}", refused.vi);
        assert_eq!(opine(&w, id, 4, on(1, 480)).unwrap(), 2);
        assert_eq!(opine(&w, id, 2, on(1, 500)).unwrap(), 1);
        assert_eq!(code(opine(&w, id, 2, on(1, 510))), "opinion.answered");
        let refused = w.at(on(1, 520), move |s, c| s.forward(c, id, None)).unwrap_err();
        assert!(refused.refusal().unwrap().en.contains("waited for: Đơn vị 2."));
        assert_eq!(opine(&w, id, 3, on(3, 480)).unwrap(), 0);
        let entered = w.at(on(3, 500), move |s, c| s.forward(c, id, None)).unwrap();
        assert_eq!((entered.step, lying(&w, id)), (5, (5, w.units[0])));
        let judged: Vec<_> = asked(&db, id).iter().map(|r| r.timeliness().unwrap()).collect();
        assert_eq!(judged, [Timeliness::OnTime, Timeliness::Late, Timeliness::Early]);
        let file = w.desk.file("U1-201102-0001", &Units::All, on(4, 480)).unwrap();
        let kinds: Vec<_> = file.history.iter().map(|e| (e.kind, e.asked.len())).collect();
        assert_eq!(kinds, [
            (EventKind::Accepted, 0), (EventKind::Forwarded, 3), (EventKind::OpinionGiven, 1),
            (EventKind::OpinionGiven, 1), (EventKind::OpinionGiven, 1), (EventKind::Forwarded, 0),
        ]);
        let used: Vec<_> = file.steps.iter().map(|s| s.used).collect();
        // Unit 3 used nothing of its own time: it did not work on the day on which it answered.
        assert_eq!(used, [Some(60), Some(440), Some(1_380), Some(360), Some(460)]);
        assert_eq!(code(opine(&w, id, 1, on(4, 490))), "opinion.not_asked");
    }

    fn who_works_in_the_asked_unit_sees_the_dossier_and_answers_and_nobody_else_does(db: TestDb) {
        let mut w = World::new(&db);
        let id = gathering(&mut w, &db);
        let (second, third) = (w.units[1], w.units[2]);
        let seen = |unit| w.desk.file("U1-201102-0001", &Units::of([unit]), on(1, 480)).is_ok();
        let stranger = UnitId(4);
        assert!(seen(second) && seen(third) && !seen(stranger));
        let found = |unit| db.read(|tx| dossier::listing::find(tx, &Units::of([unit]), "u1-201102-0001", None, 5)).unwrap();
        assert_eq!((found(second).len(), found(stranger).len()), (1, 0));
        let listed = |unit| db.read(|tx| referral::waiting(tx, &Units::of([unit]), 50)).unwrap();
        let waiting = listed(second);
        assert_eq!((waiting.len(), waiting[0].asked.no, waiting[0].dossier.id), (1, 3, id));
        assert_eq!(db.read(|tx| referral::count_waiting(tx, &Units::of([second, third]))).unwrap(), 2);
        let give = |actor, no| act(&w, actor, on(1, 480), move |s, c| s.opine(c, id, no, "Không đồng ý"));
        assert_eq!(code(give(officer(third), 3)), "actor.not_allowed");
        let receives = Actor { rights: Rights::of(&[Right::Receive]), ..officer(second) };
        assert_eq!(code(give(receives, 3)), "actor.not_allowed");
        assert_eq!(code(act(&w, officer(second), on(1, 480), move |s, c| s.opine(c, id, 3, "  "))), "opinion.needed");
        give(officer(second), 3).unwrap();
        let answered = asked(&db, id).remove(1);
        assert_eq!((answered.actor, answered.answer.as_deref()), (Some(officer(second).person), Some("Không đồng ý")));
        // Answered: no more in the list, still seen.
        assert!(listed(second).is_empty() && seen(second));
        // Whoever was asked does not hand the dossier on.
        assert_eq!(code(act(&w, officer(second), on(1, 490), move |s, c| s.forward(c, id, None))), "actor.not_allowed");
    }

    fn a_pause_stops_the_clocks_of_what_is_asked_too(db: TestDb) {
        let mut w = World::new(&db);
        let id = gathering(&mut w, &db);
        // Of 960 minutes since Monday 9:00 unit 2 has used 480 when the clock stops.
        w.at(on(1, 540), move |s, c| s.request_supplement(c, id, "bản vẽ")).unwrap();
        let held = |n: usize| { let r = &asked(&db, id)[n]; (r.due, r.held) };
        assert_eq!((held(0), held(1)), ((None, Some(0)), (None, Some(480))));
        // An answer is taken meanwhile, judged by what was left.
        opine(&w, id, 4, on(5, 480)).unwrap();
        assert_eq!(asked(&db, id)[2].timeliness(), Some(Timeliness::OnTime));
        w.at(on(8, 540), move |s, c| s.resume(c, id)).unwrap();
        assert_eq!((held(0), held(1)), ((Some(on(8, 540)), None), (Some(on(9, 540)), None)));
        assert_eq!(db.read(|tx| referral::count_waiting(tx, &Units::All)).unwrap(), 2);
    }

    fn sent_back_among_opinions_all_are_asked_anew_and_sent_back_from_there_nobody_waits_any_more(db: TestDb) {
        let mut w = World::new(&db);
        let id = gathering(&mut w, &db);
        for no in 2..=4 {
            opine(&w, id, no, on(1, 480 + no)).unwrap();
        }
        w.at(on(1, 500), move |s, c| s.forward(c, id, None)).unwrap();
        w.at(on(2, 480), move |s, c| s.send_back(c, id, "ý kiến chưa rõ")).unwrap();
        assert_eq!(lying(&w, id), (2, w.units[0]));
        let rounds: Vec<_> = asked(&db, id).iter().map(|r| (r.no, r.round, r.open())).collect();
        assert_eq!(rounds, [(2, 1, false), (3, 1, false), (4, 1, false), (2, 2, true), (3, 2, true), (4, 2, true)]);
        opine(&w, id, 2, on(2, 500)).unwrap();
        w.at(on(2, 510), move |s, c| s.send_back(c, id, "làm lại từ đầu")).unwrap();
        assert_eq!(lying(&w, id), (1, w.units[0]));
        let ended: Vec<_> = asked(&db, id)[3..].iter().map(|r| (r.done.is_some(), r.lapsed.is_some())).collect();
        assert_eq!(ended, [(true, false), (false, true), (false, true)]);
        assert_eq!(code(opine(&w, id, 3, on(2, 520))), "opinion.lapsed");
        w.at(on(2, 530), move |s, c| s.forward(c, id, None)).unwrap();
        assert_eq!(asked(&db, id).last().unwrap().round, 3);
        // Settled meanwhile: nobody waits; taken back into work: asked again.
        w.at(on(2, 540), move |s, c| s.settle(c, id, withdrawn(None))).unwrap();
        assert!(asked(&db, id).iter().all(|r| !r.open()));
        w.at(on(3, 480), move |s, c| s.send_back(c, id, "rút nhầm")).unwrap();
        assert_eq!(asked(&db, id).iter().filter(|r| r.open() && r.round == 4).count(), 3);
        w.at(on(3, 490), move |s, c| s.void(c, id, "nhầm")).unwrap();
        assert!(asked(&db, id).iter().all(|r| !r.open()));
    }

    fn what_is_asked_of_a_unit_that_ends_its_heir_answers(db: TestDb) {
        let mut w = World::new(&db);
        let id = gathering(&mut w, &db);
        let (second, third, merger) = (w.units[1], w.units[2], day(MONDAY).plus(1));
        let ids = w.ids.clone();
        db.write(move |tx| {
            let ctx = Ctx { actor: Actor::SYSTEM, now: on(0, 900), ids: &ids };
            organisation::desk::end_into(tx, &ctx, &[third], second, merger, SuccessionKind::Merge, "QĐ 1")
        }).unwrap();
        assert_eq!(w.at(on(1, 0), move |s, c| s.open_day(c, merger)).unwrap(), 1);
        assert_eq!(asked(&db, id)[2].unit, second);
        act(&w, officer(second), on(1, 480), move |s, c| s.opine(c, id, 4, "Đồng ý")).unwrap();
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }

    fn the_critical_path_goes_through_the_opinion_that_was_answered_last(db: TestDb) {
        let mut w = World::new(&db);
        change(&w, day("2020-10-30").at_minute(480), &holiday(day(MONDAY).plus(1), Some(w.units[2]))).unwrap();
        let id = gathering(&mut w, &db);
        opine(&w, id, 2, on(0, 600)).unwrap();
        opine(&w, id, 4, on(1, 600)).unwrap();
        act(&w, officer(w.units[1]), on(14, 480), move |s, c| s.opine(c, id, 3, "Đồng ý")).unwrap();
        w.at(on(14, 540), move |s, c| s.forward(c, id, None)).unwrap();
        let late_reason = Some(LateReason { cause: "other_unit".into(), text: "chờ ý kiến".into() });
        w.at(on(15, 480), move |s, c| s.settle(c, id, Settle { late_reason, ..granted() })).unwrap();
        let told = w.desk.lateness("U1-201102-0001", &Units::All, on(40, 0)).unwrap().unwrap();
        let parts: Vec<_> = told.parts.iter().map(|p| (p.kind, p.step, p.unit, p.used, p.allotted)).collect();
        assert_eq!(parts, [
            (PartKind::Step, 1, w.units[0], 60, 240),
            (PartKind::Opinion, 3, w.units[1], 4_740, 960),
            (PartKind::HandOver, 2, w.units[0], 60, 0),
            (PartKind::Step, 5, w.units[0], 420, 480),
        ]);
        assert_eq!(told.parts[1].person, Some(officer(w.units[1]).person));
        assert_eq!((told.used, told.term, told.reserve), (5_280, 4_800, 3_120));
        assert_eq!((told.over(), told.over_allotments() - told.reserve), (480, 480));
        // Due at the end of Monday, settled the day after at 8:00.
        assert_eq!((told.rounding, told.past_due()), (420, 60));
        // Beside it how the linked units kept their own time; unit 3 did not work on the Tuesday.
        let linked: Vec<_> = told.linked.iter().map(|l| (l.step, l.unit, l.used, l.over())).collect();
        assert_eq!(linked, [(3, w.units[1], 4_740, 3_780), (4, w.units[2], 360, -120)]);
        let period = Period::new(day("2020-11-01"), day("2020-12-01")).unwrap();
        let rows = db.read(|tx| referral::linked_rows(tx, period, on(40, 0))).unwrap();
        let row = |late, in_time| LinkedRow { asked: 1, late, in_time, ..LinkedRow::default() };
        assert_eq!((rows.len(), rows[&w.units[1]], rows[&w.units[2]]), (2, row(1, 0), row(0, 1)));
        // And in the figures it is one dossier of its competent unit.
        let figures = db.read(|tx| dossier::figures::unit_rows(tx, period, period.to)).unwrap();
        let counted: Vec<_> = figures.iter().filter(|(_, r)| **r != dossier::figures::UnitRow::default()).collect();
        assert_eq!((counted.len(), *counted[0].0, counted[0].1.received, counted[0].1.late), (1, w.units[0], 1, 1));
    }

    fn a_step_in_a_linked_unit_is_due_by_its_own_calendar_and_leaves_its_times(db: TestDb) {
        let mut w = World::new(&db);
        let (linked, tuesday) = (w.units[1], day(MONDAY).plus(1));
        change(&w, day("2020-10-30").at_minute(480), &holiday(tuesday, Some(linked))).unwrap();
        let procedure = w.with_process(&db, 5, vec![
            Step::fixed("Tiếp nhận", "Công chức", Place::Desk, 240, false),
            Step::fixed("Xác định thuế", "Chi cục", Place::Unit(linked), 480, false),
            Step::fixed("Quyết định", "Lãnh đạo", Place::Competent, 480, true),
        ]);
        let id = w.accept(on(0, 480), 0, procedure);
        let entered = w.at(on(0, 540), move |s, c| s.forward(c, id, None)).unwrap();
        // Tuesday is a day off there: as much later as from Monday 9:00 to Wednesday 9:00.
        assert_eq!((entered.due_at, lying(&w, id)), (on(2, 540), (2, linked)));
        w.at(on(2, 480), move |s, c| s.forward(c, id, None)).unwrap();
        let row = asked(&db, id).remove(0);
        assert_eq!((row.unit, row.asked, row.due, row.done), (linked, on(0, 540), Some(on(2, 540)), Some(on(2, 480))));
        assert_eq!(row.timeliness(), Some(Timeliness::OnTime));
        let told = w.desk.lateness("U1-201102-0001", &Units::All, on(2, 480)).unwrap().unwrap();
        // In the competent unit's time 900 minutes, in its own 420.
        assert_eq!((told.parts[1].used, told.linked[0].used), (900, 420));
        assert!(db.read(|tx| referral::waiting(tx, &Units::All, 9)).unwrap().is_empty());
        assert_eq!(Day(told.parts[1].from.day().0), day(MONDAY));
    }

    fn a_process_without_groups_leaves_nothing_beside_its_dossiers(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(on(0, 480), 0, 1);
        w.at(on(0, 500), move |s, c| s.forward(c, id, None)).unwrap();
        w.at(on(0, 510), move |s, c| s.send_back(c, id, "lại")).unwrap();
        assert!(asked(&db, id).is_empty());
        assert_eq!(code(opine(&w, id, 2, on(0, 520))), "opinion.not_asked");
    }
}
