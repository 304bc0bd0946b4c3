//! Where two rules meet: re-organisations and what was settled, stopped, submitted or corrected across them.

use crate::world::{World, day, schema};
use crate::{granted, withdrawn};
use dossier::desk::{Actor, Applicant, Ctx, DossierId, LateReason, Right, Settle, Submit, Timeliness};
use kernel::actor::Rights;
use kernel::calendar::DayKind;
use kernel::{Day, Instant, Period, PersonId, Result, UnitId};
use organisation::SuccessionKind;
use organisation::desk::{DayChange, Decree};
use store::{Db, vals};

/// A unit ends into another on a day.
pub(crate) fn merge(db: &Db, w: &World, from: usize, to: usize, on: Day) {
    let (ids, from, to) = (w.ids.clone(), w.units[from], w.units[to]);
    db.write(move |tx| {
        let ctx = Ctx { actor: Actor::SYSTEM, now: on.plus(-1).at_minute(600), ids: &ids };
        organisation::desk::end_into(tx, &ctx, &[from], to, on, SuccessionKind::Merge, "QĐ 1")
    })
    .unwrap();
}

fn holiday(day: Day) -> DayChange {
    let name = "Bão".to_owned();
    DayChange::Decree(Decree { day, unit: None, kind: DayKind::Holiday, name, spans: None })
}

fn decree(w: &World, now: Instant, off: Day) -> u64 {
    let total = w.at(now, move |s, c| s.change_day(c, &holiday(off))).unwrap().total();
    total.days + total.used
}

/// Settles in the last step.
fn settle(w: &World, id: DossierId, now: Instant) -> Timeliness {
    w.at(now, move |s, c| {
        while s.dossier(id)?.lying.step < 3 {
            s.forward(c, id, None)?;
        }
        s.settle(c, id, granted())
    })
    .unwrap()
    .timeliness
}

fn code_of<T: std::fmt::Debug>(refused: Result<T>) -> &'static str {
    refused.unwrap_err().refusal().unwrap().code
}

fn submit(w: &World, unit: usize) -> Submit {
    let cmd = w.intake(unit, unit, 1);
    Submit {
        id: None,
        procedure: cmd.procedure,
        unit: cmd.unit,
        receiving: cmd.receiving,
        result_by: cmd.result_by,
        applicant: cmd.applicant,
        content: cmd.content,
    }
}

/// Every unit's row adds up for every period of the days, and no open dossier is in a unit that is not there.
pub(crate) fn sound(db: &Db, from: Day, to: Day) {
    for a in from.0..to.0 {
        for b in a..=to.0 {
            let period = Period::new(Day(a), Day(b)).unwrap();
            for (unit, r) in db.read(|tx| dossier::figures::unit_rows(tx, period, to)).unwrap() {
                let done = r.on_time_or_early + r.late + r.in_term + r.overdue;
                assert_eq!(r.carried_over + r.received + r.moved, done, "unit {unit} in {period:?}");
            }
        }
    }
    let lost = db
        .read(|tx| {
            tx.query(
                "SELECT d.id FROM dossier d JOIN unit u ON u.id = d.unit_id WHERE u.ended_on <= $1 \
                 AND d.state IN ('submitted', 'accepted', 'in_step', 'paused')",
                &vals![to.0],
                |row| row.int(),
            )
        })
        .unwrap();
    assert_eq!(lost, Vec::<i64>::new(), "open in a unit that has ended");
    assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
}

store::db_test! {
    with schema();

    fn what_is_reopened_after_its_unit_has_ended_is_the_heirs(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 2, 1);
        assert_eq!(settle(&w, id, day("2020-11-03").at_minute(480)), Timeliness::Early);
        let on = day("2020-11-05");
        merge(&db, &w, 2, 0, on);
        w.at(on.start(), move |s, c| s.open_day(c, on)).unwrap();
        w.at(on.at_minute(480), move |s, c| s.send_back(c, id, "sai số liệu")).unwrap();
        let d = w.at(on.at_minute(481), move |s, _| s.dossier(id)).unwrap();
        assert_eq!((d.unit, d.lying.unit), (w.units[0], w.units[0]));
        sound(&db, day("2020-11-01"), day("2020-11-08"));
        settle(&w, id, on.at_minute(600));
        sound(&db, day("2020-11-01"), day("2020-11-08"));
    }

    fn what_was_sent_online_to_a_desk_that_has_ended_is_taken_in_by_its_heir(db: TestDb) {
        let w = World::new(&db);
        let cmd = submit(&w, 2);
        let id = w.at(day("2020-11-04").at_minute(1200), move |s, c| s.submit(c, cmd)).unwrap();
        let on = day("2020-11-05");
        merge(&db, &w, 2, 0, on);
        w.at(on.start(), move |s, c| s.open_day(c, on)).unwrap();
        let slip = w.at(on.at_minute(480), move |s, c| s.accept_submitted(c, id)).unwrap();
        assert_eq!(slip.code, "U1-201105-0001");
        sound(&db, day("2020-11-01"), day("2020-11-08"));
    }

    fn a_merger_entered_after_its_day_is_carried_out_at_the_next_turn(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 2, 1);
        let turn = |on: Day| w.at(on.at_minute(1), |s, c| s.turn_of_day(c)).unwrap();
        assert_eq!(turn(day("2020-11-06")), 0);
        merge(&db, &w, 2, 0, day("2020-11-05"));
        assert_eq!(turn(day("2020-11-07")), 1);
        assert_eq!(turn(day("2020-11-08")), 0);
        assert_eq!(w.at(day("2020-11-08").start(), move |s, _| s.dossier(id)).unwrap().unit, w.units[0]);
        sound(&db, day("2020-11-01"), day("2020-11-09"));
    }

    fn a_reopened_withdrawal_goes_on_with_what_the_clock_held(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        w.at(day("2020-11-03").at_minute(480), move |s, c| s.request_supplement(c, id, "thiếu")).unwrap();
        w.at(day("2020-11-16").at_minute(480), move |s, c| s.settle(c, id, withdrawn(None))).unwrap();
        w.at(day("2020-11-17").at_minute(480), move |s, c| s.send_back(c, id, "rút nhầm")).unwrap();
        let d = w.at(day("2020-11-17").at_minute(481), move |s, _| s.dossier(id)).unwrap();
        // Three days, one used before it was stopped.
        assert_eq!(d.stage.running().unwrap().due_day, day("2020-11-19"));
        sound(&db, day("2020-11-01"), day("2020-11-20"));
    }

    fn a_day_decreed_off_while_it_was_settled_holds_for_a_reopened_one(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        settle(&w, id, day("2020-11-03").at_minute(480));
        assert_eq!(decree(&w, day("2020-11-03").at_minute(600), day("2020-11-04")), 0);
        w.at(day("2020-11-05").at_minute(480), move |s, c| s.send_back(c, id, "sai")).unwrap();
        let d = w.at(day("2020-11-05").at_minute(481), move |s, _| s.dossier(id)).unwrap();
        assert_eq!(d.stage.running().unwrap().due_day, day("2020-11-06"));
    }

    fn a_corrected_procedure_counts_as_if_it_had_been_right_from_the_beginning(db: TestDb) {
        let w = World::new(&db);
        // Taken in after the cut-off of the right, same-day procedure.
        let id = w.accept(day("2020-11-02").at_minute(960), 0, 1);
        let right = w.procedures[0];
        w.at(day("2020-11-02").at_minute(970), move |s, c| s.correct_procedure(c, id, right, "nhầm")).unwrap();
        let due = |id| w.at(day("2020-11-02").at_minute(975), move |s, _| s.dossier(id)).unwrap().stage.running().unwrap().due_day;
        assert_eq!(due(id), day("2020-11-03"));
        // Corrected once more, after it was settled, and opened again.
        assert_eq!(settle(&w, id, day("2020-11-03").at_minute(480)), Timeliness::OnTime);
        let right = w.procedures[2];
        w.at(day("2020-11-03").at_minute(490), move |s, c| s.correct_procedure(c, id, right, "nhầm nữa")).unwrap();
        w.at(day("2020-11-04").at_minute(480), move |s, c| s.send_back(c, id, "sai")).unwrap();
        assert_eq!(due(id), day("2020-11-16"));
        sound(&db, day("2020-11-01"), day("2020-11-08"));
    }

    fn a_corrected_unit_leaves_the_dossier_at_the_desk_where_it_lies(db: TestDb) {
        let w = World::new(&db);
        let (id, done) = (w.accept(day("2020-11-02").at_minute(480), 0, 1), w.accept(day("2020-11-02").at_minute(481), 0, 1));
        settle(&w, done, day("2020-11-02").at_minute(500));
        let right = w.units[1];
        for id in [id, done] {
            w.at(day("2020-11-02").at_minute(600), move |s, c| s.correct_unit(c, id, right, "nhầm")).unwrap();
            let d = w.at(day("2020-11-02").at_minute(601), move |s, _| s.dossier(id)).unwrap();
            assert_eq!((d.unit, d.lying.unit), (right, w.units[0]), "{id}");
        }
        w.at(day("2020-11-02").at_minute(610), move |s, c| s.forward(c, id, None)).unwrap();
        assert_eq!(w.at(day("2020-11-02").at_minute(611), move |s, _| s.dossier(id)).unwrap().lying.unit, right);
        sound(&db, day("2020-11-01"), day("2020-11-08"));
    }

    fn a_blank_cause_is_no_cause(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let blank = LateReason { cause: " ".into(), text: String::new() };
        let cmd = Settle { late_reason: Some(blank), ..withdrawn(None) };
        let refused = w.at(day("2020-11-06").at_minute(480), move |s, c| s.settle(c, id, cmd));
        assert_eq!(code_of(refused), "dossier.late_reason_needed");
    }

    fn another_date_that_has_passed_cannot_be_announced(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let past = day("2020-11-09");
        let refused = w.at(day("2020-11-10").at_minute(480), move |s, c| s.announce(c, id, past, "bận"));
        assert_eq!(code_of(refused), "dossier.announce");
    }

    fn a_procedure_is_taken_in_for_competent_units_only_and_follows_a_function_that_passed(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(480);
        let (ids, one, two) = (w.ids.clone(), w.units[0], w.units[1]);
        let own = db.write(move |tx| {
            let ctx = Ctx { actor: Actor::SYSTEM, now: now.day().plus(-30).start(), ids: &ids };
            let process = tx.query_one("SELECT id FROM process", &[], |row| row.int())?;
            let new = catalogue::desk::NewProcedure {
                code: "2.000001".into(),
                valid_from: day("2019-01-01"),
                name: "Chỉ đơn vị 1".into(),
                tier: "one".into(),
                field: "f2".into(),
                competent: catalogue::Competent::Unit("U1".into()),
                term: kernel::term::Term::WorkingDays(3),
                rules: kernel::term::TermRules::default(),
                online: true,
                post: true,
                process: catalogue::ProcessId(process),
                illustrative: true,
            };
            Ok(catalogue::desk::keep_procedure(tx, &ctx, &new)?.0)
        }).unwrap();
        let take = |unit: usize| {
            let cmd = dossier::desk::Accept { procedure: own, ..w.intake(0, unit, 1) };
            w.at(now, move |s, c| s.accept(c, cmd))
        };
        take(0).unwrap();
        assert_eq!(code_of(take(1)), "unit.not_competent");
        let ids = w.ids.clone();
        db.write(move |tx| {
            let ctx = Ctx { actor: Actor::SYSTEM, now, ids: &ids };
            organisation::desk::transfer(tx, &ctx, one, two, "f2", now.day(), "QĐ 2")
        }).unwrap();
        take(1).unwrap();
    }

    fn a_number_is_not_lost_where_the_intake_is_refused_within_a_longer_transaction(db: TestDb) {
        let w = World::new(&db);
        let far = day("2060-01-05").at_minute(480);
        let (bad, good) = (w.intake(0, 0, 1), w.intake(0, 0, 1));
        let refused = w.at(far, move |s, c| {
            let refused = s.accept(c, bad);
            let now = Ctx { now: day("2020-11-02").at_minute(480), ..*c };
            s.accept(&now, good)?;
            Ok(code_of(refused))
        }).unwrap();
        assert_eq!(refused, "calendar.out_of_range");
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }

    fn odd_texts_are_kept_as_they_are_or_refused_in_words(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(480);
        let take = |name: &str| {
            let applicant = Applicant { name: name.into(), ..Applicant::default() };
            let cmd = dossier::desk::Accept { applicant, ..w.intake(0, 0, 1) };
            w.at(now, move |s, c| s.accept(c, cmd))
        };
        for name in ["=cmd|' /C calc'!A0", "'; DROP TABLE dossier; --", "{int} $1 ?1", "100%_\\", "Nguye\u{302}\u{303}n 🙂"] {
            let id = take(name).unwrap().id;
            assert_eq!(w.at(now, move |s, _| s.dossier(id)).unwrap().applicant.name, name);
        }
        for (name, code) in [
            ("A\0B", "text.unreadable"),
            ("A\nB", "text.unreadable"),
            ("A\u{202e}B", "text.unreadable"),
            ("\u{a0} \t", "applicant.name"),
            (&"a".repeat(201), "text.too_long"),
        ] {
            assert_eq!(code_of(take(name)), code, "{name:?}");
        }
        let id = take("Nguyễn Văn Thử").unwrap().id;
        assert_eq!(code_of(w.at(now, move |s, c| s.void(c, id, "\0"))), "text.unreadable");
        assert_eq!(code_of(w.at(now, move |s, c| s.void(c, id, &"x".repeat(5_000)))), "text.too_long");
        store::seal(&db).unwrap();
        assert_eq!(store::verify(&db, &store::VerifyOptions::default()).unwrap().problems, []);
    }

    fn nobody_acts_for_another_unit_or_turns_the_day_without_the_right(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(480);
        let id = w.accept(now, 0, 1);
        let cmd = submit(&w, 0);
        let sent = w.at(now, move |s, c| s.submit(c, cmd)).unwrap();
        let all = [Right::Receive, Right::Process, Right::Settle, Right::Correct].into_iter().fold(Rights::NONE, Rights::with);
        let (other, today, procedure): (UnitId, _, _) = (w.units[1], now.day(), w.procedures[2]);
        let clerk = Actor { person: PersonId(7), behalf: None, unit: Some(other), rights: all };
        let cmd = w.intake(0, 0, 1);
        let codes = w.at(day("2020-11-03").at_minute(490), move |s, c| {
            let c = &Ctx { actor: clerk, ..*c };
            Ok([
                code_of(s.accept(c, cmd)),
                code_of(s.accept_submitted(c, sent)),
                code_of(s.not_accept(c, sent, "x")),
                code_of(s.forward(c, id, None)),
                code_of(s.request_supplement(c, id, "x")),
                code_of(s.announce(c, id, day("2020-12-01"), "x")),
                code_of(s.settle(c, id, withdrawn(None))),
                code_of(s.correct_name(c, id, "x", "x")),
                code_of(s.correct_unit(c, id, other, "x")),
                code_of(s.correct_procedure(c, id, procedure, "x")),
                code_of(s.void(c, id, "x")),
                code_of(s.close_day(c, today)),
                code_of(s.open_day(c, today)),
                code_of(s.turn_of_day(c)),
                code_of(s.change_day(c, &holiday(today))),
            ])
        }).unwrap();
        assert!(codes.iter().all(|code| *code == "actor.not_allowed"), "{codes:?}");
    }
}
