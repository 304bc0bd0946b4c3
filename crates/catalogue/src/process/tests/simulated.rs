//! What becomes of one dossier.

use super::{at, at_once, calendar, last, process, shared, step};
use crate::process::{Process, Simulated, Step, Taken, Trial, Unsimulated};
use kernel::term::{Term, TermRules};
use kernel::timeliness::Timeliness;
use kernel::{Instant, Refusal};

fn run(p: &Process, term: Term, start: Instant, taken: Taken, hand_over: i64) -> Simulated {
    let rules = TermRules::default();
    p.simulate(&Trial { term, rules, calendar: calendar(), start, taken, hand_over }).unwrap()
}

fn three() -> Process {
    process(vec![step("Tiếp nhận", 60), step("Thẩm định", 600), last(240)])
}

#[test]
fn as_allotted_each_step_ends_when_it_is_due() {
    let s = run(&three(), Term::WorkingDays(2), at(0, 8, 0), Taken::Percent(100), 0);
    let times: Vec<_> = s.steps.iter().map(|r| (r.no, r.offset, r.begins, r.due, r.ends)).collect();
    assert_eq!(
        times,
        [
            (1, 0, at(0, 8, 0), at(0, 9, 0), at(0, 9, 0)),
            (2, 60, at(0, 9, 0), at(1, 11, 0), at(1, 11, 0)),
            // It ends with the morning; the next one begins with the afternoon.
            (3, 660, at(1, 13, 0), at(1, 17, 0), at(1, 17, 0)),
        ]
    );
    assert_eq!((s.term, s.used, s.allotted, s.reserve(), s.waits), (960, 900, 900, 60, 0));
    assert_eq!((s.due_day, s.due_at, s.settled_at), (at(2, 0, 0).day(), at(2, 17, 0), at(1, 17, 0)));
    // Accepted in the morning it has the rest of that day on top: the due day lasts until its closing hour.
    assert_eq!((s.timeliness(), s.left, s.rounding()), (Timeliness::Early, 480, 420));
    assert!(s.overran().is_empty() && s.critical().count() == 3);
}

#[test]
fn who_takes_more_makes_it_late_and_is_named_first() {
    let taken = Taken::Minutes(vec![120, 1500]);
    let s = run(&three(), Term::WorkingDays(2), at(0, 8, 0), taken, 0);
    assert!(s.late() && s.left < 0);
    assert_eq!(s.rounding(), 420, "that of the term: however late it is");
    assert_eq!(s.overran().iter().map(|r| (r.no, r.over())).collect::<Vec<_>>(), [(2, 900), (1, 60)]);
    // The last one takes what it was given: the list ends before it.
    assert_eq!(s.steps[2].used, 240);
    assert_eq!(s.settled_at, at(3, 17, 0));
}

#[test]
fn waiting_at_hand_overs_is_counted_between_steps_only() {
    let s = run(&three(), Term::WorkingDays(2), at(0, 8, 0), Taken::Percent(100), 90);
    assert_eq!(
        s.steps.iter().map(|r| (r.waited, r.offset)).collect::<Vec<_>>(),
        [(0, 0), (90, 150), (90, 840)]
    );
    assert_eq!((s.waits, s.used), (180, 1080));
    assert_eq!(s.steps[1].begins, at(0, 10, 30));
    assert!(!s.late(), "the due date lasts until its closing hour");
}

#[test]
fn of_steps_at_once_the_dossier_waits_for_the_last() {
    let p = process(vec![
        step("Tiếp nhận", 60),
        at_once("x", step("Ý kiến Sở Một", 240)),
        at_once("x", step("Ý kiến Sở Hai", 480)),
        last(60),
    ]);
    let s = run(&p, Term::WorkingDays(2), at(0, 7, 0), Taken::Percent(100), 0);
    assert_eq!(s.steps[1].begins, s.steps[2].begins);
    assert_eq!(s.critical().map(|r| r.no).collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!((s.used, s.allotted), (600, 600));
    // The one that was given less takes longer: the way now goes through it.
    let s = run(&p, Term::WorkingDays(2), at(0, 7, 0), Taken::Minutes(vec![60, 700, 480, 60]), 0);
    assert_eq!(s.critical().map(|r| r.no).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!((s.used, s.allotted, s.reserve()), (820, 360, 600));
    assert_eq!(s.overran()[0].no, 2);
}

#[test]
fn shares_run_within_the_trials_term_and_a_cut_off_moves_the_beginning() {
    let p = process(vec![shared("a", 500), Step { settles: true, ..shared("b", 500) }]);
    let rules = TermRules { cut_off_minute: Some(900), ..TermRules::default() };
    let trial = |start| Trial {
        term: Term::WorkingDays(0),
        rules,
        calendar: calendar(),
        start,
        taken: Taken::Percent(100),
        hand_over: 0,
    };
    // Friday, after three: Monday, the whole day, and on time.
    let s = p.simulate(&trial(at(4, 15, 30))).unwrap();
    assert_eq!((s.begins, s.steps[0].begins), (at(7, 0, 0), at(7, 7, 0)));
    assert_eq!((s.steps[0].ends, s.settled_at, s.due_at), (at(7, 11, 0), at(7, 17, 0), at(7, 17, 0)));
    assert_eq!(s.timeliness(), Timeliness::OnTime);
    // Taken in at ten there are six hours left of eight: what is given does not fit into the day.
    assert!(p.simulate(&trial(at(3, 10, 0))).unwrap().late());
}

#[test]
fn percent_are_rounded_to_the_minute() {
    let p = process(vec![last(5)]);
    let used = |percent| run(&p, Term::WorkingDays(1), at(0, 7, 0), Taken::Percent(percent), 0).used;
    assert_eq!([0, 10, 50, 100, 129, 130, -5].map(used), [0, 1, 3, 5, 6, 7, 0]);
}

#[test]
fn what_cannot_be_run_says_why() {
    let trial = |start| Trial {
        term: Term::WorkingDays(2),
        rules: TermRules::default(),
        calendar: calendar(),
        start,
        taken: Taken::Percent(100),
        hand_over: 0,
    };
    let endless = process(vec![step("a", 60)]);
    assert_eq!(endless.simulate(&trial(at(0, 7, 0))), Err(Unsimulated::NeverSettles));
    assert_eq!(process(vec![]).simulate(&trial(at(0, 7, 0))), Err(Unsimulated::NeverSettles));
    let beyond = three().simulate(&trial(at(5_000, 7, 0))).unwrap_err();
    assert!(matches!(beyond, Unsimulated::Calendar(_)));
    assert_eq!(Refusal::from(beyond).code, "process.calendar");
}
