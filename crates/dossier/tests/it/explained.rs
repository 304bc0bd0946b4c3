//! Due dates explained.

use crate::decrees::{change, holiday};
use crate::world::{World, day, schema};
use dossier::desk::{LateReason, Outcome, PauseReason, Settle, Timeliness};
use dossier::words::StateName;

store::db_test! {
    with schema();

    fn a_due_date_is_explained_through_a_pause_and_a_decree(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        w.at(day("2020-11-03").at_minute(600), move |s, c| s.request_supplement(c, id, "thiếu bản sao")).unwrap();
        w.at(day("2020-11-06").at_minute(600), move |s, c| s.resume(c, id)).unwrap();
        change(&w, day("2020-11-06").at_minute(700), &holiday(day("2020-11-09"), None)).unwrap();
        let e = w.desk.explain(" U1-201102-0001 ").unwrap();
        assert_eq!((e.promised, e.due_day), (day("2020-11-05"), day("2020-11-11")));
        assert!(e.adds_up && e.state == StateName::Accepted && e.judged.is_none());
        let pause = &e.pauses[0];
        assert_eq!((pause.reason, pause.asked.as_str(), pause.left), (PauseReason::Supplement, "thiếu bản sao", 2));
        assert_eq!((pause.since.day(), pause.until.unwrap().day()), (day("2020-11-03"), day("2020-11-06")));
        let moved = e.moved[0];
        assert_eq!((moved.was, moved.now, moved.decreed), (day("2020-11-10"), day("2020-11-11"), Some(day("2020-11-09"))));
        let lines: Vec<String> = e.lines.iter().map(|l| format!("{} {} {}", l.day, l.counted, l.why.en)).collect();
        assert_eq!(lines, [
            "2020-11-02 0 the day it began: not counted",
            "2020-11-03 1 working day",
            "2020-11-04 0 the clock stood still: not counted",
            "2020-11-05 0 the clock stood still: not counted",
            "2020-11-06 0 the day it went on: not counted",
            "2020-11-07 0 weekly day off: not counted",
            "2020-11-08 0 weekly day off: not counted",
            "2020-11-09 0 public holiday: Nghỉ bão: not counted",
            "2020-11-10 1 working day",
            "2020-11-11 1 working day",
        ]);
    }

    fn what_came_after_the_cut_off_is_explained_from_the_day_it_came(db: TestDb) {
        let w = World::new(&db);
        w.accept(day("2020-11-06").at_minute(960), 0, 0);
        let e = w.desk.explain("U1-201106-0001").unwrap();
        assert_eq!(e.due_day, day("2020-11-09"));
        let lines: Vec<String> = e.lines.iter().map(|l| format!("{} {}", l.day, l.why.en)).collect();
        assert_eq!(lines, [
            "2020-11-06 received after the cut-off: counts from the start of the next working day",
            "2020-11-07 weekly day off: not counted",
            "2020-11-08 weekly day off: not counted",
            "2020-11-09 working day: due at its end",
        ]);
    }

    fn a_past_run_is_explained_as_it_was_used_even_when_its_days_are_decreed_otherwise_since(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 2);
        w.at(day("2020-11-05").at_minute(600), move |s, c| s.request_payment(c, id, "lệ phí")).unwrap();
        w.at(day("2020-11-10").at_minute(600), move |s, c| s.resume(c, id)).unwrap();
        let before = w.desk.explain("U1-201102-0001").unwrap();
        assert!(before.adds_up);
        assert_eq!((before.runs[0].counted, before.pauses[0].left, before.runs[1].left), (3, 7, 7));
        // Decreed after the run ended: what was used stays used, and the explanation says that it does not add up.
        change(&w, day("2020-11-11").at_minute(480), &holiday(day("2020-11-04"), None)).unwrap();
        let after = w.desk.explain("U1-201102-0001").unwrap();
        assert_eq!((after.due_day, after.runs[1].left), (before.due_day, 7));
        assert_eq!((after.adds_up, after.runs[0].counted), (false, 2));
    }

    fn a_settled_dossier_a_corrected_one_and_one_withdrawn_in_a_pause_are_explained(db: TestDb) {
        let w = World::new(&db);
        let monday = day("2020-11-02");
        let ids: Vec<_> = (0..3).map(|n| w.accept(monday.at_minute(480 + n), 0, 1)).collect();
        let (settled, corrected, withdrawn) = (ids[0], ids[1], ids[2]);
        let settle = |outcome| Settle {
            outcome,
            reason: Some("lý do".into()),
            late_reason: Some(LateReason { cause: "absence".into(), text: "vắng".into() }),
        };
        w.at(monday.plus(7).at_minute(480), move |s, c| s.settle(c, settled, settle(Outcome::Refused))).unwrap();
        let longer = w.procedures[2];
        w.at(monday.plus(1).at_minute(480), move |s, c| s.correct_procedure(c, corrected, longer, "nhầm thủ tục")).unwrap();
        w.at(monday.plus(1).at_minute(480), move |s, c| s.request_supplement(c, withdrawn, "thiếu")).unwrap();
        w.at(monday.plus(9).at_minute(480), move |s, c| s.settle(c, withdrawn, settle(Outcome::Withdrawn))).unwrap();
        let [a, b, c] = [1, 2, 3].map(|n| w.desk.explain(&format!("U1-201102-000{n}")).unwrap());
        assert!(a.adds_up && b.adds_up && c.adds_up);
        assert_eq!(a.judged.unwrap().1, Timeliness::Late);
        assert_eq!((b.moved[0].was, b.due_day, b.moved[0].decreed), (day("2020-11-05"), day("2020-11-16"), None));
        assert_eq!((c.judged.unwrap().1, c.runs.len(), c.pauses[0].until.unwrap().day()), (Timeliness::Early, 1, monday.plus(9)));
        assert_eq!(c.lines.len(), 2);
    }

    fn a_code_nobody_has_is_refused(db: TestDb) {
        let w = World::new(&db);
        assert_eq!(w.desk.explain("U1-201102-0001").unwrap_err().refusal().unwrap().code, "dossier.unknown");
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        w.at(day("2020-11-02").at_minute(490), move |s, c| s.void(c, id, "nhầm")).unwrap();
        assert_eq!(w.desk.explain("U1-201102-0001").unwrap_err().refusal().unwrap().code, "dossier.no_clock");
    }
}
