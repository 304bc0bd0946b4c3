//! The stream of actions, judged by somebody who knows only the actions and the law.

#![expect(clippy::unwrap_used, reason = "a panic of the counter is the test's report")]

mod counter;
mod world;

use counter::Counter;
use kernel::{Day, Refusal};
use replay::{Action, Plan, Planner};
use world::{day, province};

fn lived(plan: Plan) -> (Counter, std::sync::Arc<Plan>) {
    let mut planner = Planner::new(plan).unwrap();
    let plan = planner.plan().clone();
    let mut counter = Counter::new(plan.clone());
    while let Some((_, actions)) = planner.next_day().unwrap() {
        for action in &actions {
            counter.see(action);
        }
    }
    (counter, plan)
}

fn stream(plan: Plan) -> Vec<Action> {
    let mut planner = Planner::new(plan).unwrap();
    let mut all = Vec::new();
    while let Some((_, actions)) = planner.next_day().unwrap() {
        all.extend(actions);
    }
    all
}

fn refusal(plan: Plan) -> Refusal {
    match Planner::new(plan) {
        Ok(_) => panic!("the plan was accepted"),
        Err(refusal) => refusal,
    }
}

#[test]
fn every_total_comes_out_whole_and_sampled_and_with_another_seed() {
    for (seed, sample) in [(2020, 1), (2020, 20), (7, 1), (7, 20)] {
        let (counter, plan) = lived(Plan { seed, sample, ..province() });
        for (unit, found) in plan.units.iter().zip(&counter.units) {
            let planned = (
                unit.received(),
                unit.online,
                unit.carried_over,
                unit.on_time_or_early,
                unit.late,
                unit.in_term,
            );
            let counted =
                (found.received, found.online, found.carried, found.on_time, found.late, found.pending);
            assert_eq!(counted, planned, "{} with seed {seed}, sample {sample}", unit.name);
        }
        assert_eq!((counter.post_in, counter.post_out), (plan.post_in, plan.post_out));
        assert_eq!((counter.taken_in, counter.wholly), (plan.taken_in[0].received, plan.wholly));
    }
}

#[test]
fn a_sample_divides_the_sum_of_every_column() {
    let whole = province();
    let part = Plan { sample: 20, ..province() }.sampled();
    let sums = |plan: &Plan| -> (i64, i64, i64) {
        let all = plan.units.iter().map(|u| (u.on_time_or_early, u.late, u.in_term));
        all.fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2))
    };
    let (a, b) = (sums(&whole), sums(&part));
    assert_eq!(b, (a.0 / 20, a.1 / 20, a.2 / 20));
}

#[test]
fn nobody_is_overdue_when_the_totals_are_taken_but_some_are_before_and_after() {
    for seed in [2020, 7] {
        let (counter, plan) = lived(Plan { seed, ..province() });
        let at = |d: Day| counter.overdue.get(&d).copied().unwrap_or(0);
        assert_eq!(at(plan.period.to), 0);
        assert!((plan.period.from.0..plan.period.to.0).any(|d| at(Day(d)) > 0));
        assert!((plan.period.to.0 + 1..plan.end.0).any(|d| at(Day(d)) > 0));
    }
}

#[test]
fn at_least_one_in_twenty_is_asked_for_papers() {
    for sample in [1, 20] {
        let (counter, _) = lived(Plan { sample, ..province() });
        assert!(
            counter.supplements * 20 >= counter.accepted,
            "{} of {}",
            counter.supplements,
            counter.accepted
        );
    }
}

#[test]
fn opinions_are_gathered_before_a_dossier_goes_on_and_again_when_it_comes_back() {
    let (counter, _) = lived(province());
    // Those of the last day may still be under way.
    assert!(counter.opinions > 300, "{}", counter.opinions);
}

#[test]
fn every_tier_refuses_stops_notes_withdrawals_and_sends_back() {
    for (seed, sample) in [(2020, 1), (7, 20)] {
        let (counter, plan) = lived(Plan { seed, sample, ..province() });
        for unit in &plan.units {
            for what in ["refused", "stopped", "withdrawn", "sent back", "supplement", "payment"] {
                let count = counter.kinds.get(&(unit.tier.clone(), what));
                assert!(count.is_some(), "{what} in tier {} with sample {sample}", unit.tier);
            }
        }
    }
}

#[test]
fn what_takes_more_than_a_day_goes_through_three_steps_at_the_median() {
    let (mut counter, _) = lived(province());
    counter.steps.sort_unstable();
    assert!(counter.steps[counter.steps.len() / 2] >= 3);
}

#[test]
fn same_day_procedures_are_mostly_settled_the_same_day() {
    let (counter, _) = lived(province());
    let (same, all) = counter.same_day;
    assert!(same * 100 >= all * 85, "{same} of {all}");
}

#[test]
fn late_dossiers_are_due_within_few_windows_of_a_unit() {
    let (counter, plan) = lived(province());
    let mut seen = 0;
    for (unit, found) in plan.units.iter().zip(&counter.units) {
        if unit.late < 30 {
            continue;
        }
        let mut due = found.late_due.clone();
        due.sort_unstable();
        due.dedup();
        let spread = due.last().unwrap().0 - due[0].0;
        let days = i64::try_from(due.len()).unwrap();
        assert!(days * 2 < spread.max(90), "{}: {days} due days in {spread}", unit.name);
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn the_same_seed_makes_the_same_stream_and_another_seed_another() {
    let plan = |seed| Plan { seed, sample: 20, ..province() };
    let first = stream(plan(1));
    assert_eq!(first, stream(plan(1)));
    assert_ne!(first, stream(plan(2)));
    assert_eq!(plan(1).fingerprint(), plan(1).fingerprint());
    assert_ne!(plan(1).fingerprint(), plan(2).fingerprint());
    assert_ne!(plan(1).fingerprint(), Plan { sample: 1, ..plan(1) }.fingerprint());
}

#[test]
fn the_estimate_is_near_the_number_of_actions() {
    let planner = Planner::new(province()).unwrap();
    let (estimate, found) = (planner.estimate(), u64::try_from(stream(province()).len()).unwrap());
    assert!(found.abs_diff(estimate) * 10 < found, "{estimate} estimated, {found} found");
}

#[test]
fn a_plan_that_cannot_be_lived_names_the_unit_and_says_why() {
    let mut more_carried = province();
    more_carried.units[3].carried_over = more_carried.units[3].to_process() + 1;
    let name = more_carried.units[3].name.clone();
    let said = refusal(more_carried);
    assert!(said.en.contains(&name) && said.en.contains("carried over"), "{said}");
    let mut nothing_online = province();
    nothing_online.units[0].offers.iter_mut().for_each(|o| o.online = false);
    assert!(refusal(nothing_online).vi.contains("trực tuyến"));
    let much_post = refusal(Plan { post_in: 10_000_000, ..province() });
    assert!(much_post.en.contains("received by post"), "{much_post}");
    let mut no_heir = province();
    no_heir.units[5].to = Some(day("2020-07-01"));
    no_heir.units[5].heir = None;
    assert!(refusal(no_heir).en.contains("without an heir"));
}

/// Totals of every size, in every proportion: the counter panics if anything unlawful comes of them.
#[test]
fn whatever_the_totals_are_they_come_out() {
    for seed in 0..25u64 {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut below = |n: i64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            i64::try_from(state % u64::try_from(n.max(1)).unwrap()).unwrap()
        };
        let mut plan = Plan { seed, ..province() };
        for unit in &mut plan.units {
            let size = [1, 4, 30, 200][usize::try_from(below(4)).unwrap()];
            (unit.on_time_or_early, unit.late, unit.in_term) =
                (below(size), below(size / 2), below(size / 2));
            unit.carried_over = if unit.from.is_some() { 0 } else { below(unit.to_process() + 1) };
            unit.online = below(unit.received() + 1);
        }
        (plan.post_in, plan.post_out) = (below(20), below(20));
        let departments = plan.units.iter().filter(|u| u.tier == "province");
        let most: i64 = departments.map(|u| (u.on_time_or_early - u.carried_over).max(0)).sum();
        (plan.wholly, plan.taken_in) = (below(most + 1), Vec::new());
        let (counter, plan) = lived(plan);
        for (unit, found) in plan.units.iter().zip(&counter.units) {
            let planned = (unit.received(), unit.online, unit.carried_over, unit.on_time_or_early, unit.late);
            let counted = (found.received, found.online, found.carried, found.on_time, found.late);
            assert_eq!((counted, found.pending), (planned, unit.in_term), "{} with seed {seed}", unit.name);
        }
        assert_eq!((counter.post_in, counter.post_out), (plan.post_in, plan.post_out));
        assert_eq!(counter.wholly, plan.wholly);
        assert_eq!(counter.overdue[&plan.period.to], 0);
    }
}
