//! Random processes: what is found sound can be settled within its term, and nothing else.

use super::{MONDAY, calendar, process};
use crate::process::{Place, Process, Step, Taken, Trial};
use kernel::UnitId;
use kernel::term::{Term, TermRules};
use proptest::collection::vec;
use proptest::prelude::*;

/// Some step, right or wrong; mostly of the kind of its neighbours.
fn any_step(by_share: bool) -> impl Strategy<Value = Step> {
    let place = prop_oneof![
        3 => Just(Place::Competent),
        2 => Just(Place::Desk),
        1 => Just(Place::Unit(UnitId(9))),
    ];
    let group = prop_oneof![4 => Just(None), 2 => Just(Some("x")), 1 => Just(Some("y"))];
    let name = prop_oneof![30 => Just("Thẩm định"), 1 => Just(" ")];
    let mixed = prop_oneof![30 => Just(false), 1 => Just(true)];
    (name, place, group, -2i64..700, -2i64..420, proptest::bool::weighted(0.3), mixed).prop_map(
        move |(name, place, group, minutes, share, settles, mixed)| Step {
            share: (by_share != mixed).then_some(share),
            group: group.map(str::to_owned),
            ..Step::fixed(name, "Chuyên viên", place, if by_share != mixed { 0 } else { minutes }, settles)
        },
    )
}

fn any_process() -> impl Strategy<Value = Process> {
    any::<bool>().prop_flat_map(|by_share| vec(any_step(by_share), 0..7)).prop_map(process)
}

fn any_term() -> impl Strategy<Value = Term> {
    prop_oneof![
        (0i64..6).prop_map(Term::WorkingDays),
        (0i64..30).prop_map(Term::Hours),
        (0i64..12).prop_map(Term::CalendarDays),
    ]
}

/// Nothing about its shape is wrong, told in other words than the check's.
fn well_formed(p: &Process) -> bool {
    let steps = &p.steps;
    let Some((last, before)) = steps.split_last() else { return false };
    let together = |group: &String| {
        let at: Vec<usize> = (0..steps.len()).filter(|i| steps[*i].group.as_ref() == Some(group)).collect();
        at.len() >= 2 && at[at.len() - 1] - at[0] + 1 == at.len()
    };
    last.settles
        && before.iter().all(|s| !s.settles)
        && last.group.is_none()
        && !matches!(steps[0].place, Place::Unit(_))
        && steps.iter().filter_map(|s| s.group.as_ref()).all(together)
        && (steps.iter().all(|s| s.share.is_some()) || steps.iter().all(|s| s.share.is_none()))
        && steps.iter().all(|s| s.name != " " && s.allotment_minutes >= 0 && s.share.unwrap_or(0) >= 0)
}

/// Minutes of the longest way, one step after the other.
fn walked(p: &Process, length: impl Fn(&Step) -> i64) -> i64 {
    let (mut whole, mut i) = (0, 0);
    while let Some(step) = p.steps.get(i) {
        let run = p.steps[i..].iter().take_while(|s| s.group == step.group).count();
        let run = if step.group.is_some() { run } else { 1 };
        whole += p.steps[i..i + run].iter().map(&length).max().unwrap_or(0);
        i += run;
    }
    whole
}

/// A sound process of these stages, each of the steps that run at once, in so many minutes at most.
fn fitted(mut stages: Vec<Vec<i64>>, room: i64) -> Process {
    stages.push(vec![60]);
    let whole: i64 = stages.iter().filter_map(|stage| stage.iter().max()).sum();
    let mut steps = Vec::new();
    for (i, stage) in stages.iter().enumerate() {
        let group = (stage.len() > 1).then(|| i.to_string());
        let one = |minutes: &i64| Step {
            group: group.clone(),
            ..Step::fixed("Thẩm định", "Chuyên viên", Place::Competent, minutes * room / whole, false)
        };
        steps.extend(stage.iter().map(one));
    }
    if let Some(last) = steps.last_mut() {
        last.settles = true;
    }
    process(steps)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_sound_is_settled_within_its_term_and_what_is_not_is_told(p in any_process(), term in any_term()) {
        let trial = Trial {
            term,
            rules: TermRules::default(),
            calendar: calendar(),
            start: MONDAY.at_minute(7 * 60),
            taken: Taken::Percent(100),
            hand_over: 0,
        };
        let settled = p.simulate(&trial).is_ok_and(|s| {
            s.steps.len() == p.steps.len() && s.used <= s.term && s.used == s.allotted
        });
        // Shares of at most the whole always fit; beyond it they may by rounding, and are refused all the same.
        let fits = !p.is_shared() || walked(&p, |s| s.share.unwrap_or(0)) <= 1000;
        prop_assert_eq!(p.problems(Some(term)).is_empty(), well_formed(&p) && settled && fits);
    }

    #[test]
    fn what_is_sound_for_working_days_is_in_time_whenever_it_comes_in(
        stages in vec(vec(1i64..600, 1..4), 1..6), days in 1i64..6, spared in 0i64..300, day in 0i64..14,
        minute in 0i64..1440,
    ) {
        let term = Term::WorkingDays(days);
        let p = fitted(stages, days * 480 - spared);
        prop_assert_eq!(p.problems(Some(term)), vec![]);
        let start = MONDAY.plus(day).at_minute(minute);
        let (rules, taken) = (TermRules::default(), Taken::Percent(100));
        let s = p.simulate(&Trial { term, rules, calendar: calendar(), start, taken, hand_over: 0 }).unwrap();
        prop_assert!(!s.late(), "{s:?}");
        prop_assert!(s.left >= s.reserve());
    }

    #[test]
    fn where_the_time_went_adds_up(
        p in any_process(), term in any_term(), taken in vec(0i64..2_000, 0..7), hand_over in 0i64..200,
        day in 0i64..14, minute in 0i64..1440,
    ) {
        let start = MONDAY.plus(day).at_minute(minute);
        let trial = Trial {
            term, rules: TermRules::default(), calendar: calendar(), start, taken: Taken::Minutes(taken), hand_over,
        };
        let Ok(s) = p.simulate(&trial) else { return Ok(()) };
        let over: i64 = s.critical().map(|r| r.over()).sum();
        prop_assert_eq!(s.used - s.term, over + s.waits - s.reserve());
        prop_assert_eq!(calendar().working_minutes(s.begins, s.settled_at).unwrap(), s.used);
        // Each stage begins when the one before has ended and has been handed over, and has one step that it waits for.
        prop_assert_eq!(s.critical().count(), p.stages().iter().filter(|stage| s.steps.iter().any(|r| stage.contains(&r.no))).count());
        let mut ended = 0;
        for r in s.critical() {
            prop_assert_eq!(r.offset, ended + r.waited);
            prop_assert_eq!(calendar().working_minutes(s.begins, r.begins).unwrap(), r.offset);
            prop_assert_eq!(calendar().working_minutes(r.begins, r.due).unwrap(), r.allotted);
            ended = r.offset + r.used;
        }
        prop_assert_eq!(ended, s.used);
    }

    #[test]
    fn stages_cover_every_step_once_and_the_longest_way_is_walked(p in any_process(), term in any_term()) {
        let numbers: Vec<i64> = p.stages().into_iter().flatten().collect();
        prop_assert_eq!(numbers, (1..=p.len()).collect::<Vec<_>>());
        for stage in p.stages() {
            let groups: Vec<_> = stage.clone().map(|no| p.step(no).unwrap().group.clone()).collect();
            prop_assert!(groups.windows(2).all(|pair| pair[0].is_some() && pair[0] == pair[1]));
        }
        let scaled = p.within(term);
        prop_assert_eq!(scaled.longest_way(), walked(&scaled, |s| s.allotment_minutes));
        prop_assert_eq!(scaled.within(term), scaled);
    }

    #[test]
    fn a_process_differs_from_itself_in_nothing_and_from_another_in_steps_that_there_are(
        a in any_process(), b in any_process(),
    ) {
        use crate::process::Change;
        prop_assert_eq!(a.changes_since(&a), vec![]);
        let changes = b.changes_since(&a);
        let added = changes.iter().filter(|c| matches!(c, Change::Added(_))).count();
        let removed = changes.iter().filter(|c| matches!(c, Change::Removed(_))).count();
        prop_assert_eq!(a.steps.len() - removed, b.steps.len() - added);
        for change in changes {
            match change {
                Change::Added(no) => prop_assert!(b.step(no).is_some()),
                Change::Removed(no) => prop_assert!(a.step(no).is_some()),
                Change::Altered { was, now, parts } => {
                    prop_assert!(a.step(was).is_some() && b.step(now).is_some() && !parts.is_empty());
                }
            }
        }
    }
}
