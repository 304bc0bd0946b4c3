//! Dossiers through the desk, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod behind;
mod chains;
mod decrees;
mod explained;
mod killed;
mod lateness;
mod midnight;
mod officer;
mod opinions;
mod papers;
mod passing;
mod random;
mod scan;
mod seams;
mod search;
mod statistics;
mod takeover;
mod told;
mod tracking;
mod usual;
mod warned;
mod ways;
mod world;

use dossier::desk::{Channel, LateReason, Outcome, ResultBy, Settle, Submit, Timeliness};
use kernel::Period;
use store::vals;
use world::{World, day, schema};

fn granted() -> Settle {
    Settle { outcome: Outcome::Granted, reason: None, late_reason: None }
}

fn withdrawn(late_reason: Option<LateReason>) -> Settle {
    Settle { outcome: Outcome::Withdrawn, reason: Some("xin rút".into()), late_reason }
}

store::db_test! {
    with schema();

    fn a_dossier_lives_from_the_desk_to_its_owner_and_counts_once(db: TestDb) {
        let w = World::new(&db);
        let monday = day("2020-11-02");
        let id = w.accept(monday.at_minute(480), 0, 1);
        w.at(monday.at_minute(500), move |s, c| s.forward(c, id, None)).unwrap();
        w.at(monday.at_minute(510), move |s, c| s.forward(c, id, None)).unwrap();
        let settled = w.at(day("2020-11-04").at_minute(480), move |s, c| s.settle(c, id, granted())).unwrap();
        assert_eq!(settled.timeliness, Timeliness::Early);
        w.at(day("2020-11-05").at_minute(480), move |s, c| s.deliver(c, id, ResultBy::Post)).unwrap();
        let period = Period::new(day("2020-11-01"), day("2020-11-08")).unwrap();
        let rows = db.read(|tx| dossier::figures::unit_rows(tx, period, period.to)).unwrap();
        let row = rows[&w.units[0]];
        assert_eq!((row.received, row.on_time_or_early, row.late, row.in_term, row.delivered_post), (1, 1, 0, 0, 1));
    }

    fn codes_have_no_gap_and_no_repeat_under_sixteen_writers(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(480);
        let mut codes: Vec<String> = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..16).map(|_| scope.spawn(|| {
                (0..10).map(|_| {
                    let cmd = w.intake(0, 0, 1);
                    w.at(now, move |s, c| s.accept(c, cmd)).unwrap().code
                }).collect::<Vec<_>>()
            })).collect();
            hands.into_iter().flat_map(|h| h.join().unwrap()).collect()
        });
        codes.sort();
        let expected: Vec<String> = (1..=160).map(|n| format!("U1-201102-{n:04}")).collect();
        assert_eq!(codes, expected);
    }

    fn a_refused_intake_gives_its_number_back(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(480);
        let cmd = w.intake(0, 0, 1);
        let failed = w.at(now, move |s, c| {
            s.accept(c, cmd)?;
            Err::<(), _>(kernel::Refusal::new("test", "thử", "test").into())
        });
        assert!(failed.is_err());
        let cmd = w.intake(0, 0, 1);
        assert_eq!(w.at(now, move |s, c| s.accept(c, cmd)).unwrap().code, "U1-201102-0001");
    }

    fn of_two_people_at_once_one_wins_and_the_other_is_told_who_and_when(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let results: Vec<_> = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..2).map(|n| {
                let w = w.clone();
                scope.spawn(move || {
                    w.at(day("2020-11-02").at_minute(490 + n), move |s, c| s.settle(c, id, withdrawn(None)))
                })
            }).collect();
            hands.into_iter().map(|h| h.join().unwrap()).collect()
        });
        let refused: Vec<String> = results.iter().filter_map(|r| r.as_ref().err()).map(ToString::to_string).collect();
        assert_eq!(refused.len(), 1);
        assert!(refused[0].contains("Last: settled by person 0 at 2020-11-02T08:1"), "{refused:?}");
    }

    fn a_late_settlement_needs_its_cause(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let late = day("2020-11-06").at_minute(480);
        let refused = w.at(late, move |s, c| s.settle(c, id, withdrawn(None))).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "dossier.late_reason_needed");
        let cause = LateReason { cause: "absence".into(), text: "vắng".into() };
        let settled = w.at(late, move |s, c| s.settle(c, id, withdrawn(Some(cause)))).unwrap();
        assert_eq!(settled.timeliness, Timeliness::Late);
    }

    fn what_is_withdrawn_while_the_clock_stands_is_judged_by_the_day_it_was_stopped(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        w.at(day("2020-11-03").at_minute(480), move |s, c| s.request_supplement(c, id, "thiếu bản sao")).unwrap();
        let settled = w.at(day("2020-11-20").at_minute(480), move |s, c| s.settle(c, id, withdrawn(None))).unwrap();
        assert_eq!(settled.timeliness, Timeliness::Early);
    }

    fn an_online_dossier_counts_only_once_it_is_accepted(db: TestDb) {
        let w = World::new(&db);
        let cmd = w.intake(1, 1, 1);
        let submit = Submit {
            id: None, procedure: cmd.procedure, unit: cmd.unit, receiving: cmd.receiving,
            result_by: cmd.result_by, applicant: cmd.applicant, content: cmd.content,
        };
        let again = submit.clone();
        let id = w.at(day("2020-11-01").at_minute(1300), move |s, c| s.submit(c, submit)).unwrap();
        let turned = w.at(day("2020-11-01").at_minute(1301), move |s, c| s.submit(c, again)).unwrap();
        w.at(day("2020-11-02").at_minute(480), move |s, c| s.not_accept(c, turned, "thiếu giấy tờ")).unwrap();
        let period = Period::new(day("2020-11-01"), day("2020-11-03")).unwrap();
        assert!(db.read(|tx| dossier::figures::totals(tx, period, period.to)).unwrap().is_empty());
        let accepted = w.at(day("2020-11-02").at_minute(490), move |s, c| s.accept_submitted(c, id)).unwrap();
        assert_eq!(accepted.code, "U2-201102-0001");
        let totals = db.read(|tx| dossier::figures::totals(tx, period, period.to)).unwrap();
        assert_eq!((totals.len(), totals[0].channel), (1, Channel::Online));
    }

    fn a_dossier_taken_elsewhere_counts_under_the_competent_unit(db: TestDb) {
        let w = World::new(&db);
        let cmd = w.intake(0, 2, 1);
        let code = w.at(day("2020-11-02").at_minute(480), move |s, c| s.accept(c, cmd)).unwrap().code;
        assert_eq!(code, "U1-201102-0001");
        let period = Period::new(day("2020-11-02"), day("2020-11-03")).unwrap();
        let rows = db.read(|tx| dossier::figures::unit_rows(tx, period, period.to)).unwrap();
        assert_eq!((rows[&w.units[0]].received, rows[&w.units[0]].taken_for_others), (0, 1));
        assert_eq!((rows[&w.units[2]].received, rows[&w.units[2]].taken_for_others), (1, 0));
    }

    fn search_folds_diacritics_and_follows_corrections(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(480);
        let id = w.accept(now, 0, 1);
        for unit in [Some(w.units[0]), None] {
            let found = db.read(|tx| dossier::listing::search(tx, unit, "NGUYEN van thu", None, 20)).unwrap();
            assert_eq!(found.iter().map(|i| i.id).collect::<Vec<_>>(), [id]);
        }
        w.at(now, move |s, c| s.correct_name(c, id, "Đặng Thị Sửa", "ghi nhầm tên")).unwrap();
        let count = |asked: &'static str| db.read(|tx| dossier::listing::search(tx, None, asked, None, 20)).unwrap().len();
        assert_eq!((count("nguyen van"), count("dang thi"), count("u1-201102-0001")), (0, 1, 1));
        assert!(db.read(|tx| dossier::listing::search(tx, None, "đạ", None, 20)).is_err());
    }

    fn lists_go_on_where_the_last_page_ended(db: TestDb) {
        let w = World::new(&db);
        let ids: Vec<_> = (0..7).map(|n| w.accept(day("2020-11-02").at_minute(480 + n), 0, 1)).collect();
        let unit = w.units[0];
        let first = db.read(|tx| dossier::listing::newest(tx, unit, None, 4)).unwrap();
        let rest = db.read(|tx| dossier::listing::newest(tx, unit, Some(first[3].id), 4)).unwrap();
        let mut seen: Vec<_> = first.iter().chain(&rest).map(|i| i.id).collect();
        seen.reverse();
        assert_eq!(seen, ids);
        let due = db.read(|tx| dossier::listing::pending(tx, unit, None, 3)).unwrap();
        let after = (due[2].due_day.unwrap(), due[2].id);
        let more = db.read(|tx| dossier::listing::pending(tx, unit, Some(after), 10)).unwrap();
        assert_eq!(due.len() + more.len(), 7);
    }

    fn an_edited_counter_is_named_by_recount_and_mended(db: TestDb) {
        let w = World::new(&db);
        w.accept(day("2020-11-02").at_minute(480), 0, 1);
        w.at(day("2020-11-04").at_minute(1), |s, c| s.close_day(c, day("2020-11-03"))).unwrap();
        let look = || db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences;
        assert_eq!(look(), []);
        for (sql, table) in [
            ("UPDATE stat_unit_day SET late = 7 WHERE received = 1", "stat_unit_day"),
            ("INSERT INTO stat_unit_day (known_day, day, unit_id, channel) VALUES (5, 5, 1, 1)", "stat_unit_day"),
            ("UPDATE stat_seal SET received = 5", "stat_seal"),
            ("UPDATE code_counter SET last = 9", "code_counter"),
            ("DELETE FROM stat_seal", "stat_seal"),
        ] {
            db.write(move |tx| tx.exec(sql, &[])).unwrap();
            assert!(look().iter().any(|d| d.table == table), "{sql}");
            db.write(|tx| dossier::recount::recount(tx, true)).unwrap();
            assert_eq!(look(), [], "{sql}");
        }
    }

    fn a_decreed_holiday_moves_exactly_the_running_terms_that_include_it(db: TestDb) {
        let w = World::new(&db);
        let within = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let before = w.accept(day("2020-10-20").at_minute(480), 0, 1);
        let settled = w.accept(day("2020-11-02").at_minute(481), 0, 1);
        w.at(day("2020-11-02").at_minute(490), move |s, c| s.settle(c, settled, withdrawn(None))).unwrap();
        let off = day("2020-11-04");
        let change = decrees::holiday(off, None);
        let moved = decrees::change(&w, day("2020-11-03").at_minute(480), &change).unwrap().total().days;
        assert_eq!(moved, 1);
        let due = |id: dossier::desk::DossierId| {
            db.read(|tx| tx.query_one("SELECT due_day FROM dossier WHERE id = $1", &vals![id.0], |r| r.int())).unwrap()
        };
        assert_eq!(due(within), day("2020-11-06").0);
        assert_eq!(due(before), day("2020-10-23").0);
        assert_eq!(due(settled), day("2020-11-05").0);
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }
}
