use super::*;
use catalogue::{Place, Power, Process, ProcessId, Step};
use dossier::words::{Outcome, StateName};
use proptest::prelude::*;

const DESK: UnitId = UnitId(1);
const UNIT: UnitId = UnitId(2);
const PARTNER: UnitId = UnitId(3);
const HEIR: UnitId = UnitId(4);

/// Everybody always works; unit 2 is unit 4's since day 100.
struct Always;

impl Rules for Always {
    fn minutes(&self, _: UnitId, from: Instant, to: Instant) -> Option<i64> {
        Some((to.0 - from.0) / 60_000_000)
    }

    fn later(&self, _: UnitId, at: Instant, minutes: i64) -> Option<Instant> {
        Some(at.plus_seconds(minutes * 60))
    }

    fn holder(&self, unit: UnitId, day: Day) -> UnitId {
        if unit == UNIT && day >= Day(100) { HEIR } else { unit }
    }
}

/// Desk 60, unit 600, opinion of a partner and of the unit at once 300 each, decision 120 minutes.
fn process() -> Process {
    let step = |name: &str, place, minutes, settles| Step::fixed(name, "Người", place, minutes, settles);
    let together = |step: Step| Step { group: Some("opinions".into()), ..step };
    Process {
        id: ProcessId(1),
        code: "p".into(),
        name: "P".into(),
        illustrative: true,
        decision: None,
        default_for: None,
        steps: vec![
            step("Tiếp nhận", Place::Desk, 60, false),
            step("Thẩm định", Place::Competent, 600, false),
            together(step("Ý kiến đối tác", Place::Unit(PARTNER), 300, false)),
            together(step("Ý kiến nội bộ", Place::Competent, 300, false)),
            step("Quyết định", Place::Competent, 120, true),
        ],
    }
}

/// A history written event by event.
struct Story(Vec<Entry>);

impl Story {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn then(mut self, minute: i64, kind: EventKind, state: StateName, step: i64, standing: UnitId) -> Self {
        let at = Day(50).at_minute(minute);
        self.0.push(Entry {
            seq: i64::try_from(self.0.len()).unwrap() + 1,
            at,
            known: at.day(),
            kind,
            actor: PersonId(9),
            state,
            step,
            standing,
            unit: UNIT,
            said: "vì".into(),
            day: None,
            late: String::new(),
            was: String::new(),
            asked: Vec::new(),
        });
        self
    }

    fn accepted(self, minute: i64) -> Self {
        self.then(minute, EventKind::Accepted, StateName::Accepted, 1, DESK)
    }

    fn forward(self, minute: i64, step: i64, to: UnitId) -> Self {
        self.then(minute, EventKind::Forwarded, StateName::InStep, step, to)
    }

    fn settled(self, minute: i64, step: i64) -> Self {
        self.then(minute, EventKind::Settled, StateName::Settled, step, DESK)
    }

    fn straight() -> Self {
        Self::new()
            .accepted(0)
            .forward(60, 2, UNIT)
            .forward(600, 3, PARTNER)
            .forward(800, 4, UNIT)
            .forward(1_000, 5, UNIT)
    }

    fn judged(&self, outcome: Option<Outcome>) -> Conformity {
        judge(&process(), (DESK, outcome), &self.0, &Always, Day(80).start())
    }
}

fn kinds(found: &Conformity) -> Vec<(DeviationKind, i64)> {
    found.deviations.iter().map(|d| (d.kind, d.step)).collect()
}

#[test]
fn a_dossier_that_went_straight_through_conforms() {
    let found = Story::straight().settled(1_100, 5).judged(Some(Outcome::Granted));
    assert_eq!(kinds(&found), []);
    assert!(found.conforms() && found.told.is_empty() && found.settled.is_some());
    let used: Vec<Option<i64>> = found.visits.iter().map(|v| v.used).collect();
    assert_eq!(used, [60, 540, 200, 200, 100].map(Some));
    assert!(found.visits.iter().all(|v| v.until.is_some()));
}

#[test]
fn steps_of_one_group_may_be_done_in_either_order() {
    let story = Story::new()
        .accepted(0)
        .forward(60, 2, UNIT)
        .forward(600, 4, UNIT)
        .forward(800, 3, PARTNER)
        .forward(1_000, 5, UNIT);
    assert_eq!(kinds(&story.settled(1_100, 5).judged(Some(Outcome::Granted))), []);
}

#[test]
fn opinions_that_are_gathered_at_once_must_each_be_given() {
    let opinion = |mut story: Story, minute, of| {
        story = story.then(minute, EventKind::OpinionGiven, StateName::InStep, 3, UNIT);
        story.0.last_mut().unwrap().asked = vec![of];
        story
    };
    let gathering = || Story::new().accepted(0).forward(60, 2, UNIT).forward(600, 3, UNIT);
    let story = opinion(opinion(gathering(), 700, UNIT), 800, PARTNER);
    let found = story.forward(890, 5, UNIT).settled(1_000, 5).judged(Some(Outcome::Granted));
    assert_eq!(kinds(&found), []);
    assert_eq!((found.visits[2].used, found.visits[2].allotted), (Some(290), 300));
    let found = opinion(gathering(), 700, UNIT)
        .forward(890, 5, UNIT)
        .settled(1_000, 5)
        .judged(Some(Outcome::Granted));
    assert_eq!(kinds(&found), [(DeviationKind::Skipped, 3)]);
}

#[test]
fn what_is_left_out_is_named_and_what_comes_too_early_as_well() {
    let skipped = Story::new().accepted(0).forward(60, 2, UNIT).forward(600, 4, UNIT).forward(900, 5, UNIT);
    let found = skipped.settled(1_000, 5).judged(Some(Outcome::Granted));
    assert_eq!(kinds(&found), [(DeviationKind::Skipped, 3)]);
    let early = Story::new()
        .accepted(0)
        .forward(30, 5, UNIT)
        .forward(60, 2, UNIT)
        .forward(600, 3, PARTNER)
        .forward(700, 4, UNIT)
        .forward(800, 5, UNIT);
    let found = early.settled(850, 5).judged(Some(Outcome::Granted));
    assert_eq!(kinds(&found), [(DeviationKind::OutOfOrder, 2)]);
    let elsewhere = Story::new().accepted(0).settled(30, 1).judged(Some(Outcome::Granted));
    assert_eq!(kinds(&elsewhere), [(DeviationKind::GrantedElsewhere, 1)]);
}

#[test]
fn a_step_elsewhere_than_where_it_belongs_is_a_deviation_and_one_with_the_heir_is_none() {
    let story = Story::new()
        .accepted(0)
        .forward(60, 2, PARTNER)
        .forward(120, 3, PARTNER)
        .forward(200, 4, UNIT)
        .forward(300, 5, UNIT);
    assert_eq!(
        kinds(&story.settled(400, 5).judged(Some(Outcome::Granted))),
        [(DeviationKind::WrongPlace, 2)]
    );
    let late = 50 * 1440;
    let heir = Story::new()
        .accepted(late)
        .forward(late + 10, 2, HEIR)
        .forward(late + 20, 3, PARTNER)
        .forward(late + 30, 4, HEIR)
        .forward(late + 40, 5, HEIR);
    let found = judge(
        &process(),
        (DESK, Some(Outcome::Granted)),
        &heir.settled(late + 50, 5).0,
        &Always,
        Day(200).start(),
    );
    assert_eq!(kinds(&found), []);
}

#[test]
fn an_allotment_is_exceeded_by_working_minutes_without_pauses() {
    let pause = |s: Story, from, to| {
        s.then(from, EventKind::SupplementRequested, StateName::Paused, 2, UNIT).then(
            to,
            EventKind::Resumed,
            StateName::InStep,
            2,
            UNIT,
        )
    };
    let rest = |s: Story, at: i64| {
        s.forward(at, 3, PARTNER).forward(at + 10, 4, UNIT).forward(at + 20, 5, UNIT).settled(at + 30, 5)
    };
    let story = rest(pause(Story::new().accepted(0).forward(60, 2, UNIT), 360, 5_000), 5_300);
    let found = story.judged(Some(Outcome::Granted));
    assert_eq!(kinds(&found), []);
    assert_eq!(found.visits[1].used, Some(600));
    assert_eq!(found.told, [Told::Paused(2, "vì".into())]);
    let story = rest(pause(Story::new().accepted(0).forward(60, 2, UNIT), 360, 5_000), 5_301);
    let found = story.judged(Some(Outcome::Granted));
    assert_eq!(found.deviations, [Deviation { kind: DeviationKind::OverAllotment, step: 2, minutes: 1 }]);
}

#[test]
fn sent_back_and_reopened_are_told_and_each_stay_is_measured_by_itself() {
    let story = Story::new()
        .accepted(0)
        .forward(60, 2, UNIT)
        .then(600, EventKind::SentBack, StateName::Accepted, 1, DESK)
        .forward(650, 2, UNIT)
        .forward(1_200, 3, PARTNER)
        .forward(1_300, 4, UNIT)
        .forward(1_400, 5, UNIT)
        .settled(1_450, 5)
        .then(1_500, EventKind::Reopened, StateName::InStep, 5, UNIT)
        .settled(1_600, 5);
    let found = story.judged(Some(Outcome::Granted));
    assert_eq!(kinds(&found), []);
    assert_eq!(found.told, [Told::SentBack(2, "vì".into()), Told::Reopened(5, "vì".into())]);
    assert_eq!(found.visits.len(), 8);
}

#[test]
fn what_was_withdrawn_owes_no_further_step_and_refusing_needs_the_power() {
    let found =
        Story::new().accepted(0).forward(60, 2, UNIT).settled(100, 2).judged(Some(Outcome::Withdrawn));
    assert_eq!(kinds(&found), []);
    assert_eq!(found.told, [Told::NotDue(3)]);
    let mut process = process();
    process.steps[1].may = vec![Power::Supplement];
    let story = Story::new().accepted(0).forward(60, 2, UNIT).settled(100, 2);
    let found = judge(&process, (DESK, Some(Outcome::Refused)), &story.0, &Always, Day(80).start());
    assert_eq!(kinds(&found), [(DeviationKind::WithoutPower, 2)]);
    let paid = Story::new().accepted(0).forward(60, 2, UNIT).then(
        90,
        EventKind::PaymentRequested,
        StateName::Paused,
        2,
        UNIT,
    );
    let found = judge(&process, (DESK, None), &paid.0, &Always, Day(80).start());
    assert_eq!(kinds(&found), [(DeviationKind::WithoutPower, 2)]);
}

#[test]
fn what_was_taken_over_or_corrected_is_judged_from_there_on() {
    let taken = Story::new()
        .then(0, EventKind::TakenOver, StateName::InStep, 3, UNIT)
        .forward(10, 4, UNIT)
        .forward(20, 5, UNIT)
        .settled(30, 5);
    let found = taken.judged(Some(Outcome::Granted));
    assert_eq!((kinds(&found), found.told), (vec![], vec![Told::TakenOver(3)]));
    let corrected = Story::new()
        .accepted(0)
        .forward(5_000, 2, PARTNER)
        .then(5_010, EventKind::ProcedureCorrected, StateName::InStep, 2, UNIT)
        .forward(5_020, 3, PARTNER)
        .forward(5_030, 4, UNIT)
        .forward(5_040, 5, UNIT)
        .settled(5_050, 5);
    let found = corrected.judged(Some(Outcome::Granted));
    assert_eq!((kinds(&found), found.told), (vec![], vec![Told::Corrected(2)]));
}

#[test]
fn an_open_dossier_is_judged_so_far_and_its_present_step_runs_on() {
    let story = Story::new().accepted(0).forward(60, 2, UNIT);
    let at = |minute| judge(&process(), (DESK, None), &story.0, &Always, Day(50).at_minute(minute));
    assert!(at(660).conforms() && at(660).visits[1].used == Some(600));
    assert_eq!(kinds(&at(661)), [(DeviationKind::OverAllotment, 2)]);
    assert_eq!(at(100).visits[1].timeliness(&Always, Day(50).at_minute(100)), None);
}

#[test]
fn a_stay_is_early_on_time_or_late_by_its_allotment() {
    let story = Story::new()
        .accepted(1_370)
        .forward(1_400, 2, UNIT)
        .forward(1_410, 3, PARTNER)
        .forward(1_720, 4, UNIT);
    let found = story.judged(None);
    let times: Vec<_> = found.visits.iter().map(|v| v.timeliness(&Always, Day(51).at_minute(300))).collect();
    // The first was due on the same day, the second on the day after, the third ten minutes ago.
    assert_eq!(times[..3], [Some(Timeliness::OnTime), Some(Timeliness::Early), Some(Timeliness::Late)]);
}

/// A walk as the desk lets one happen: forward, back, pauses, each stay within its allotment.
fn lawful(choices: &[(u8, i64)]) -> Story {
    let process = process();
    let places = [DESK, UNIT, PARTNER, UNIT, UNIT];
    let (mut story, mut minute, mut step, mut used) = (Story::new().accepted(0), 0, 1usize, 0);
    for (choice, wait) in choices {
        let left = process.steps[step - 1].allotment_minutes - used;
        let wait = wait % (left + 1);
        minute += wait;
        used += wait;
        let (no, state) =
            (i64::try_from(step).unwrap(), if step == 1 { StateName::Accepted } else { StateName::InStep });
        match choice % 4 {
            0 if step > 1 => {
                step -= 1;
                let state = if step == 1 { StateName::Accepted } else { StateName::InStep };
                story = story.then(minute, EventKind::SentBack, state, no - 1, places[step - 1]);
                used = 0;
            }
            1 => {
                story = story.then(
                    minute,
                    EventKind::SupplementRequested,
                    StateName::Paused,
                    no,
                    places[step - 1],
                );
                minute += 10_000;
                story = story.then(minute, EventKind::Resumed, state, no, places[step - 1]);
            }
            _ if step < 5 => {
                step += 1;
                story = story.forward(minute, no + 1, places[step - 1]);
                used = 0;
            }
            _ => {}
        }
    }
    while step < 5 {
        step += 1;
        story = story.forward(minute, i64::try_from(step).unwrap(), places[step - 1]);
    }
    story.settled(minute, 5)
}

proptest! {
    #[test]
    fn whatever_the_desk_lets_happen_in_time_conforms(choices in prop::collection::vec((any::<u8>(), 0i64..700), 0..30)) {
        let found = lawful(&choices).judged(Some(Outcome::Granted));
        prop_assert_eq!(kinds(&found), []);
        // All time is somebody's, but that of pauses.
        let pauses = found.told.iter().filter(|t| matches!(t, Told::Paused(..))).count();
        let whole: i64 = found.visits.iter().filter_map(|v| v.used).sum();
        let from = found.visits[0].from;
        let lasted = (found.settled.unwrap().0 - from.0) / 60_000_000;
        prop_assert_eq!(whole + 10_000 * i64::try_from(pauses).unwrap(), lasted);
    }

    #[test]
    fn a_step_taken_out_of_a_lawful_walk_is_missed(choices in prop::collection::vec((1u8..4, 0i64..700), 0..10), out in 2i64..5) {
        let mut story = lawful(&choices);
        // Without its events nobody was ever in that step.
        story.0.retain(|e| e.step != out);
        let found = story.judged(Some(Outcome::Granted));
        prop_assert!(found.deviations.iter().any(|d| d.kind == DeviationKind::Skipped && d.step == out), "{:?}", found);
    }

    #[test]
    fn whatever_is_written_never_panics(events in prop::collection::vec((0usize..20, 0usize..8, 0i64..9, 1i64..5, 0i64..3_000), 0..40)) {
        let mut story = Story::new();
        for (kind, state, step, unit, minute) in events {
            let kind = EventKind::ALL[kind % EventKind::ALL.len()];
            let state = StateName::ALL[state % StateName::ALL.len()];
            story = story.then(minute, kind, state, step, UnitId(unit));
        }
        for outcome in [None, Some(Outcome::Granted), Some(Outcome::Stopped)] {
            let found = story.judged(outcome);
            crate::control::rows(&found, &story.0, &Always, Day(80).start());
        }
    }
}
