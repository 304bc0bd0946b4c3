//! Each thing that keeps a process from being run, and what is allotted.

use super::{at_once, last, process, shared, step};
use crate::process::ProcessProblem::{
    BadAllotment, BeginsElsewhere, Empty, GroupAlone, GroupBroken, Mixed, Nameless, NeverSettles, OverTerm,
    OverWhole, SettlesInGroup, Unreachable,
};
use crate::process::{LONGEST, Place, ProcessProblem, Step};
use kernel::UnitId;
use kernel::term::Term;

fn broken(no: i64, group: &str) -> ProcessProblem {
    GroupBroken { no, group: group.into() }
}

fn alone(no: i64, group: &str) -> ProcessProblem {
    GroupAlone { no, group: group.into() }
}

#[test]
fn what_is_wrong_with_a_process_is_named_with_its_step() {
    let elsewhere = Step { place: Place::Unit(UnitId(7)), ..step("Cho ý kiến", 60) };
    let nameless = Step { role: "  ".into(), ..step("Thẩm định", 60) };
    let settles = |s: Step| Step { settles: true, ..s };
    let whole = Step { settles: true, ..shared("Ký", 1000) };
    let cases: Vec<(&str, Vec<Step>, Vec<ProcessProblem>)> = vec![
        ("no step", vec![], vec![Empty]),
        ("one that decides", vec![last(480)], vec![]),
        ("none that decides", vec![step("a", 1), step("b", 1)], vec![NeverSettles]),
        ("goes on after the end", vec![last(1), step("b", 1), step("c", 1)], vec![Unreachable(2)]),
        ("decides twice", vec![step("a", 1), last(1), last(1)], vec![Unreachable(3)]),
        (
            "what is wrong after the end is told as well",
            vec![last(1), step("b", -1)],
            vec![Unreachable(2), BadAllotment(2)],
        ),
        (
            "opinions at once",
            vec![step("a", 1), at_once("x", step("b", 1)), at_once("x", step("c", 1)), last(1)],
            vec![],
        ),
        (
            "two groups side by side",
            vec![
                at_once("x", step("a", 1)),
                at_once("x", step("b", 1)),
                at_once("y", step("c", 1)),
                at_once("y", step("d", 1)),
                last(1),
            ],
            vec![],
        ),
        ("a group of one", vec![at_once("x", step("a", 1)), last(1)], vec![alone(1, "x")]),
        (
            "a group that goes on later",
            vec![
                at_once("x", step("a", 1)),
                at_once("x", step("b", 1)),
                step("c", 1),
                at_once("x", step("d", 1)),
                last(1),
            ],
            vec![broken(4, "x")],
        ),
        (
            "groups that alternate",
            vec![at_once("x", step("a", 1)), at_once("y", step("b", 1)), at_once("x", step("c", 1)), last(1)],
            vec![alone(1, "x"), alone(2, "y"), broken(3, "x")],
        ),
        (
            "a decision beside others",
            vec![step("a", 1), at_once("x", step("b", 1)), at_once("x", settles(step("c", 1)))],
            vec![SettlesInGroup(3)],
        ),
        ("begins at a partner", vec![elsewhere.clone(), last(1)], vec![BeginsElsewhere]),
        ("goes to a partner", vec![step("a", 1), elsewhere, last(1)], vec![]),
        ("nobody does it", vec![nameless, last(1)], vec![Nameless(1)]),
        ("less than nothing", vec![step("a", -1), last(1)], vec![BadAllotment(1)]),
        ("longer than any term", vec![step("a", LONGEST + 1), last(0)], vec![BadAllotment(1)]),
        ("more than the whole", vec![settles(shared("a", 1001))], vec![BadAllotment(1)]),
        ("a share below nothing", vec![settles(shared("a", -1))], vec![BadAllotment(1)]),
        ("minutes and shares", vec![shared("a", 100), last(1)], vec![Mixed(2)]),
        ("shares up to the whole", vec![whole.clone()], vec![]),
        ("shares beyond the whole", vec![shared("a", 1), whole], vec![OverWhole(1001)]),
    ];
    for (what, steps, problems) in cases {
        let found = process(steps).problems(Some(Term::WorkingDays(10)));
        assert_eq!(found, problems, "{what}");
        for problem in found {
            assert!(!problem.vi().is_empty() && !problem.en().is_empty());
            if let Some(no) = problem.step().filter(|_| problem != BeginsElsewhere) {
                assert!(problem.vi().contains(&format!("Bước {no}")), "{}", problem.vi());
                assert!(problem.en().contains(&format!("tep {no}")), "{}", problem.en());
            }
        }
    }
}

#[test]
fn minutes_are_held_against_the_term_and_only_the_longest_of_those_at_once() {
    let steps = |minutes| {
        vec![step("a", 240), at_once("x", step("b", minutes)), at_once("x", step("c", 60)), last(120)]
    };
    let over = |minutes| process(steps(minutes)).problems(Some(Term::WorkingDays(1)));
    assert_eq!(over(120), []);
    assert_eq!(over(121), [OverTerm { allotted: 481, term: 480 }]);
    assert_eq!(process(steps(121)).problems(None), []);
    // What is due the same day has a day.
    assert_eq!(process(steps(120)).problems(Some(Term::WorkingDays(0))), []);
    assert_eq!(process(steps(120)).problems(Some(Term::Hours(7))), [OverTerm { allotted: 480, term: 420 }]);
}

#[test]
fn stages_are_the_steps_that_run_at_once() {
    let stages = |groups: &[&str]| {
        let steps = groups.iter().map(|g| match *g {
            "" => step("a", 1),
            group => at_once(group, step("a", 1)),
        });
        let found = process(steps.collect()).stages();
        found.into_iter().map(|stage| (*stage.start(), *stage.end())).collect::<Vec<_>>()
    };
    assert_eq!(stages(&[]), []);
    assert_eq!(stages(&["", "", ""]), [(1, 1), (2, 2), (3, 3)]);
    assert_eq!(stages(&["", "x", "x", "x", ""]), [(1, 1), (2, 4), (5, 5)]);
    assert_eq!(stages(&["x", "x", "y", "y"]), [(1, 2), (3, 4)]);
    assert_eq!(stages(&["x", "", "x"]), [(1, 1), (2, 2), (3, 3)]);
}

#[test]
fn the_longest_way_counts_of_steps_at_once_the_longest() {
    let long = |steps| process(steps).longest_way();
    assert_eq!(long(vec![]), 0);
    assert_eq!(long(vec![step("a", 30), last(40)]), 70);
    let parallel = vec![
        step("a", 30),
        at_once("x", step("b", 20)),
        at_once("x", step("c", 90)),
        at_once("x", step("d", 0)),
        last(40),
    ];
    assert_eq!(long(parallel), 160);
}

#[test]
fn shares_become_minutes_of_a_term_and_never_more_than_it() {
    let p = process(vec![
        shared("a", 333),
        at_once("x", shared("b", 333)),
        at_once("x", shared("c", 200)),
        Step { settles: true, ..shared("d", 334) },
    ]);
    let minutes = |term| p.within(term).steps.iter().map(|s| s.allotment_minutes).collect::<Vec<_>>();
    assert_eq!(minutes(Term::WorkingDays(10)), [1598, 1598, 960, 1603]);
    assert_eq!(minutes(Term::WorkingDays(0)), [159, 159, 96, 160]);
    assert_eq!(minutes(Term::CalendarDays(7)), [799, 799, 480, 801]);
    assert_eq!(minutes(Term::Hours(1)), [19, 19, 12, 20]);
    assert_eq!(p.longest_way(), 0, "without a term there are no minutes");
    assert!(p.within(Term::Hours(1)).longest_way() <= 60);
    // What is fixed stays what it is, and within twice is within the last.
    let fixed = process(vec![step("a", 30), last(40)]);
    assert_eq!(fixed.within(Term::Hours(1)), fixed);
    assert_eq!(p.within(Term::WorkingDays(10)).within(Term::Hours(1)), p.within(Term::Hours(1)));
    assert!(p.is_shared() && !fixed.is_shared());
}
