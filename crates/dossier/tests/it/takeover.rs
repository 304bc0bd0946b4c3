//! Open dossiers of another program: taken over with their codes and dates, counted and moved like any other.

use crate::world::{World, day, schema};
use dossier::desk::takeover::{Draft, Standing};
use dossier::desk::{DossierId, LateReason, Outcome, PauseReason, Settle, TakeOver, Timeliness};
use kernel::calendar::DayKind;
use kernel::{Day, Instant, Period};
use organisation::desk::{DayChange, Decree};
use store::{Db, vals};

fn monday() -> Day {
    day("2020-11-09")
}

fn take(w: &World, now: Instant, cmd: TakeOver) -> DossierId {
    w.at(now, move |s, c| s.take_over(c, cmd)).unwrap().id
}

fn due(db: &Db, id: DossierId) -> Day {
    db.read(|tx| {
        tx.query_one("SELECT due_day FROM dossier WHERE id = $1", &vals![id.0], |r| Ok(Day(r.int()?)))
    })
    .unwrap()
}

fn refusal(w: &World, cmd: TakeOver) -> &'static str {
    w.at(monday().at_minute(480), move |s, c| s.take_over(c, cmd)).unwrap_err().refusal().unwrap().code
}

fn sound(db: &Db) {
    let recount = db.read(|tx| dossier::recount::recount(tx, false)).unwrap();
    assert_eq!(recount.differences, []);
    store::seal(db).unwrap();
    assert!(store::verify(db, &store::VerifyOptions::default()).unwrap().problems.is_empty());
}

store::db_test! {
    with schema();

    fn a_dossier_taken_over_is_carried_over_and_known_from_that_day_on(db: TestDb) {
        let w = World::new(&db);
        let late = w.brought("CU/1", 0, day("2020-10-26"), day("2020-10-30"));
        let running = w.brought("CU/2", 0, day("2020-11-03"), day("2020-11-12"));
        for cmd in [late, running] {
            take(&w, monday().at_minute(480), cmd);
        }
        let period = |from, to| Period::new(day(from), day(to)).unwrap();
        let row = |p: Period, as_of| {
            let rows = db.read(|tx| dossier::figures::unit_rows(tx, p, day(as_of))).unwrap();
            rows.get(&w.units[0]).copied().unwrap_or_default()
        };
        let november = period("2020-11-09", "2020-11-10");
        let now = row(november, "2020-11-10");
        assert_eq!((now.carried_over, now.received, now.in_term, now.overdue), (2, 0, 1, 1));
        // Received when it was received, and not known before it came.
        let before = period("2020-11-01", "2020-11-08");
        assert_eq!((row(before, "2020-11-10").carried_over, row(before, "2020-11-10").received), (1, 1));
        assert_eq!(row(before, "2020-11-09").to_process(), 0);
        let later = row(period("2020-11-09", "2020-11-16"), "2020-11-16");
        assert_eq!((later.in_term, later.overdue), (0, 2));
        sound(&db);
    }

    fn its_code_finds_it_and_the_desks_own_numbers_have_no_gap(db: TestDb) {
        let w = World::new(&db);
        let now = monday().at_minute(480);
        let id = take(&w, now, w.brought("H7/2020/0815", 0, day("2020-11-02"), day("2020-11-12")));
        let found = db.read(|tx| dossier::listing::search(tx, None, "h7/2020/0815", None, 5)).unwrap();
        assert_eq!(found.iter().map(|i| i.id).collect::<Vec<_>>(), [id]);
        let cmd = w.intake(0, 0, 1);
        let accepted = w.at(now, move |s, c| s.accept(c, cmd)).unwrap();
        assert_eq!(accepted.code, "U1-201109-0001");
        sound(&db);
    }

    fn pausing_and_resuming_move_its_due_date_even_when_it_is_past(db: TestDb) {
        let w = World::new(&db);
        for (code, was, is) in [("CU/1", "2020-11-12", "2020-11-16"), ("CU/2", "2020-11-05", "2020-11-09")] {
            let id = take(&w, monday().at_minute(480), w.brought(code, 0, day("2020-11-02"), day(was)));
            assert_eq!(due(&db, id), day(was));
            w.at(day("2020-11-10").at_minute(480), move |s, c| s.request_supplement(c, id, "thiếu bản sao")).unwrap();
            let resumed = w.at(day("2020-11-12").at_minute(480), move |s, c| s.resume(c, id)).unwrap();
            assert_eq!(resumed.due_day, day(is), "due on {was}, stopped for two working days");
        }
        sound(&db);
    }

    fn one_that_is_paused_goes_on_with_what_was_left_when_it_was_stopped(db: TestDb) {
        let w = World::new(&db);
        let mut cmd = w.brought("CU/1", 0, day("2020-10-26"), day("2020-11-05"));
        cmd.paused = Some(Standing { why: PauseReason::FinancialDuty, since: day("2020-11-03").at_minute(600) });
        let id = take(&w, monday().at_minute(480), cmd);
        let period = Period::new(monday(), day("2020-11-10")).unwrap();
        let rows = db.read(|tx| dossier::figures::unit_rows(tx, period, period.to)).unwrap();
        assert_eq!((rows[&w.units[0]].in_term, rows[&w.units[0]].overdue), (1, 0), "a paused one is within term");
        let resumed = w.at(monday().at_minute(500), move |s, c| s.resume(c, id)).unwrap();
        assert_eq!(resumed.due_day, day("2020-11-11"), "two working days were left");
        sound(&db);
    }

    fn a_decree_moves_one_that_is_within_term_and_no_other(db: TestDb) {
        let w = World::new(&db);
        let within = take(&w, monday().at_minute(480), w.brought("CU/1", 0, day("2020-11-02"), day("2020-11-12")));
        let past = take(&w, monday().at_minute(481), w.brought("CU/2", 0, day("2020-11-02"), day("2020-11-06")));
        let off = day("2020-11-11");
        let name = "Nghỉ bão".to_owned();
        let decree = Decree { day: off, unit: None, kind: DayKind::Holiday, name, spans: None };
        let moves = w.at(monday().at_minute(501), move |s, c| s.change_day(c, &DayChange::Decree(decree))).unwrap();
        assert_eq!(moves.total().days, 1);
        assert_eq!((due(&db, within), due(&db, past)), (day("2020-11-13"), day("2020-11-06")));
        sound(&db);
    }

    fn it_is_settled_late_and_corrected_like_any_other(db: TestDb) {
        let w = World::new(&db);
        let id = take(&w, monday().at_minute(480), w.brought("CU/1", 0, day("2020-11-02"), day("2020-11-06")));
        w.at(monday().at_minute(490), move |s, c| s.forward(c, id, None)).unwrap();
        let cause = LateReason { cause: "absence".into(), text: "vắng".into() };
        let settle = Settle { outcome: Outcome::Granted, reason: None, late_reason: Some(cause) };
        let settled = w.at(monday().at_minute(500), move |s, c| s.settle(c, id, settle)).unwrap();
        assert_eq!(settled.timeliness, Timeliness::Late);
        let right = w.units[1];
        w.at(day("2020-11-10").at_minute(480), move |s, c| s.correct_unit(c, id, right, "nhầm đơn vị")).unwrap();
        let period = Period::new(monday(), day("2020-11-11")).unwrap();
        let rows = db.read(|tx| dossier::figures::unit_rows(tx, period, period.to)).unwrap();
        assert_eq!((rows[&right].carried_over, rows[&right].late), (1, 1));
        w.at(day("2020-11-10").at_minute(481), move |s, c| s.void(c, id, "nhập nhầm")).unwrap();
        sound(&db);
    }

    fn what_contradicts_itself_is_refused_by_its_code(db: TestDb) {
        let w = World::new(&db);
        let good = || w.brought("CU/1", 0, day("2020-11-02"), day("2020-11-12"));
        for (wanted, spoil) in [
            ("takeover.code", (|c: &mut TakeOver| c.code = "CU 1".into()) as fn(&mut TakeOver)),
            ("takeover.code_ours", |c| c.code = "U1-201109-0007".into()),
            ("applicant.name", |c| c.applicant.name = " ".into()),
            ("takeover.too_long", |c| c.content = "x".repeat(2_001)),
            ("takeover.unreadable", |c| c.applicant.address = "\0".into()),
            ("takeover.future", |c| c.accepted_at = day("2020-11-10").start()),
            ("takeover.before_accepted", |c| c.promised = day("2020-11-01")),
            ("dossier.announce", |c| c.announced = Some(day("2020-11-12"))),
            ("takeover.no_such_step", |c| c.step = 4),
            ("takeover.day_off", |c| c.due = day("2020-11-14")),
            ("calendar.out_of_range", |c| c.due = day("2120-11-14")),
            ("takeover.paused_at", |c| {
                c.paused = Some(Standing { why: PauseReason::Supplement, since: day("2020-11-01").start() });
            }),
        ] {
            let mut cmd = good();
            spoil(&mut cmd);
            assert_eq!(refusal(&w, cmd), wanted);
        }
        take(&w, monday().at_minute(480), good());
        assert_eq!(refusal(&w, good()), "takeover.code_taken");
        sound(&db);
    }

    fn what_was_taken_over_is_known_again_and_what_differs_is_named(db: TestDb) {
        let w = World::new(&db);
        let now = monday().at_minute(480);
        let all: Vec<TakeOver> =
            (0..1_200).map(|n| w.brought(&format!("CU/{n}"), n % 3, day("2020-11-02"), day("2020-11-12"))).collect();
        let drafts: Vec<Draft> = all.iter().cloned().map(Draft::from).collect();
        let judge = |drafts: Vec<Draft>| w.at(now, move |s, c| s.judge_take_over(c, &drafts)).unwrap();
        assert_eq!(judge(drafts.clone()).new.len(), 1_200);
        let some = all[..1_000].to_vec();
        w.at(now, move |s, c| some.into_iter().try_for_each(|cmd| s.take_over(c, cmd).map(|_| ()))).unwrap();
        let again = judge(drafts.clone());
        assert_eq!((again.there.len(), again.new.len(), again.wrong.len()), (1_000, 200, 0));
        // It lives on here, and its name is corrected: it is still what the file says.
        let id = db.read(|tx| tx.query_one("SELECT id FROM dossier WHERE code = 'CU/7'", &[], |r| r.int())).unwrap();
        let id = DossierId(id);
        w.at(now, move |s, c| s.correct_name(c, id, "Trần Thị Đúng", "nhầm tên")).unwrap();
        w.at(now, move |s, c| s.correct_name(c, id, "Trần Thị Đứng", "nhầm tên")).unwrap();
        w.at(now, move |s, c| s.forward(c, id, None).map(|_| ())).unwrap();
        assert_eq!(judge(drafts.clone()).there.len(), 1_000);
        let mut other = drafts;
        other[3].due = Some(day("2020-11-13"));
        other[3].applicant.as_mut().unwrap().phone = "0912345678".into();
        let wrong: Vec<(usize, &str)> = judge(other).wrong.into_iter().map(|(at, w)| (at, w.about)).collect();
        assert_eq!(wrong, [(3, "due_day"), (3, "phone")]);
    }
}
