//! Lateness explained: the identity over random processes, opinions gathered at once, pauses, linked units and
//! calendars, against a count of single minutes; and as a dossier's events tell it.

use crate::world::{World, day, schema};
use dossier::desk::{LateReason, Outcome, Settle};
use dossier::lateness::{Allowed, Lateness, Opinion, PartKind, Visit};
use kernel::calendar::{Calendar, CalendarSpec, DayKind, DayRule, HoursRule, Span};
use kernel::explain::Run;
use kernel::term::{self, ResumeRule, Running, Term, TermRules};
use kernel::{Day, Instant, PersonId, UnitId, Units};
use proptest::prelude::*;

/// A step of a random process.
#[derive(Clone, Debug)]
struct Step {
    allotted: i64,
    /// Runs at once with the step before it.
    with_last: bool,
    linked: bool,
}

/// What happens some minutes after what happened before.
#[derive(Clone, Debug)]
struct Act {
    later: i64,
    what: u8,
    pick: usize,
}

fn calendars() -> impl Strategy<Value = CalendarSpec> {
    let hours = prop::sample::select(vec![
        vec![(420, 690), (810, 1020)],
        vec![(450, 690), (780, 1020)],
        vec![(480, 720)],
        vec![(0, 1440)],
    ]);
    let off = prop::collection::vec((0i64..90, prop::sample::select(vec![0usize, 1, 2])), 0..12);
    (hours, prop::bool::ANY, off).prop_map(|(spans, saturdays, off)| {
        let spans: Vec<Span> = spans.into_iter().map(|(from, to)| Span { from, to }).collect();
        let rule = |weekday: u8| {
            let half = weekday == 6;
            let spans = if half { spans[..1].to_vec() } else { spans.clone() };
            HoursRule { valid_from: Day(0), weekday, spans }
        };
        let kinds = [DayKind::Holiday, DayKind::MakeUpWorkday, DayKind::HalfDay];
        let days = off.into_iter().map(|(n, kind)| DayRule {
            day: first().plus(n),
            kind: kinds[kind],
            name: "thử".into(),
            spans: None,
        });
        CalendarSpec { hours: (1..=5 + u8::from(saturdays)).map(rule).collect(), days: days.collect() }
    })
}

fn first() -> Day {
    day("2020-10-01")
}

fn build(spec: &CalendarSpec) -> Calendar {
    Calendar::build(spec, first().plus(-400), first().plus(800)).unwrap()
}

fn terms() -> impl Strategy<Value = Term> {
    prop_oneof![
        (1i64..200).prop_map(Term::Hours),
        (0i64..20).prop_map(Term::WorkingDays),
        (0i64..30).prop_map(Term::CalendarDays),
    ]
}

fn rules() -> impl Strategy<Value = TermRules> {
    let resume = prop_oneof![
        4 => Just(ResumeRule::Continue),
        1 => (1i64..3).prop_map(ResumeRule::ContinuePlusDays),
        1 => Just(ResumeRule::Restart),
    ];
    (prop::option::of(Just(900i64)), prop::bool::ANY, resume).prop_map(
        |(cut_off_minute, move_off_days, resume)| TermRules { cut_off_minute, move_off_days, resume },
    )
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = (0i64..2_000, prop::bool::weighted(0.4), prop::bool::ANY)
        .prop_map(|(allotted, with_last, linked)| Step { allotted, with_last, linked });
    prop::collection::vec(one, 1..7)
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let later = prop_oneof![2 => 0i64..300, 2 => 0i64..4_000, 1 => Just(0i64)];
    let one = (later, 0u8..8, 0usize..6).prop_map(|(later, what, pick)| Act { later, what, pick });
    prop::collection::vec(one, 0..30)
}

/// A life, and beside it who held the dossier when: what the single minutes are counted by.
struct Life {
    visits: Vec<Visit>,
    runs: Vec<Run>,
    left: Vec<i64>,
    end: Instant,
    /// (from, to, visit, waited for opinions): while the clock ran and while it stood.
    held: Vec<(Instant, Instant, usize, bool)>,
    running: Option<Running>,
}

/// The steps that run at once, by their numbers from 0.
fn stages(steps: &[Step]) -> Vec<Vec<usize>> {
    let mut stages: Vec<Vec<usize>> = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        match stages.last_mut() {
            Some(last) if step.with_last => last.push(n),
            _ => stages.push(vec![n]),
        }
    }
    stages
}

fn visit(steps: &[Step], stage: &[usize], at: Instant) -> Visit {
    let number = |n: usize| i64::try_from(n).unwrap() + 1;
    let unit = |n: usize| UnitId(if steps[n].linked { 2 } else { 1 });
    let opinion = |n: &usize| Opinion {
        step: number(*n),
        name: format!("Ý kiến {n}"),
        unit: unit(*n),
        person: None,
        answered: None,
        allotted: steps[*n].allotted,
        linked: steps[*n].linked,
    };
    let gathers = stage.len() > 1;
    Visit {
        step: number(stage[0]),
        name: format!("Bước {}", stage[0]),
        unit: unit(stage[0]),
        person: None,
        from: at,
        left: None,
        allotted: steps[stage[0]].allotted,
        settled: false,
        linked: !gathers && steps[stage[0]].linked,
        opinions: if gathers { stage.iter().map(opinion).collect() } else { Vec::new() },
    }
}

fn live(steps: &[Step], acts: &[Act], begin: Instant, clock: Running, calendar: &Calendar) -> Life {
    let stages = stages(steps);
    let mut life = Life {
        visits: vec![visit(steps, &stages[0], begin)],
        runs: Vec::new(),
        left: Vec::new(),
        end: begin,
        held: Vec::new(),
        running: Some(clock),
    };
    let (mut stage, mut held_clock, mut now) = (0usize, None, begin);
    for act in acts {
        let before = now;
        now = Instant(now.0 + act.later * 60_000_000);
        let current = life.visits.len() - 1;
        let waits = life.visits[current].opinions.iter().any(|o| o.answered.is_none());
        life.held.push((before, now, current, waits));
        let visit_now = &mut life.visits[current];
        match (act.what, life.running) {
            (0 | 1, Some(_)) if !waits && stage + 1 < stages.len() => {
                (visit_now.left, visit_now.person) = (Some(now), Some(PersonId(7)));
                stage += 1;
                life.visits.push(visit(steps, &stages[stage], now));
            }
            (2, Some(_)) if stage > 0 => {
                (visit_now.left, visit_now.person) = (Some(now), Some(PersonId(8)));
                stage -= 1;
                life.visits.push(visit(steps, &stages[stage], now));
            }
            (3, Some(running)) => {
                let held = term::pause(running, calendar, now).unwrap();
                life.runs.push(Run { running, stopped: Some(now) });
                life.left.push(held.left);
                (held_clock, life.running) = (Some(held), None);
            }
            (3 | 4, None) => {
                let held = held_clock.take().unwrap();
                life.running = Some(term::resume(held, calendar, now).unwrap());
            }
            (5..=7, _) if !visit_now.opinions.is_empty() => {
                let which = act.pick % visit_now.opinions.len();
                let opinion = &mut visit_now.opinions[which];
                opinion.answered = opinion.answered.or(Some(now));
            }
            _ => {}
        }
    }
    life.end = now;
    if let Some(running) = life.running {
        life.runs.push(Run { running, stopped: None });
    }
    life
}

/// Counts single minutes: worked by the calendar, while the clock ran.
fn minutes(life: &Life, calendar: &Calendar, from: Instant, to: Instant) -> i64 {
    let mut counted = 0;
    let mut at = from;
    while at < to {
        let ran = life.runs.iter().any(|r| r.running.from <= at && at < r.stopped.unwrap_or(life.end));
        let minute = at.minute_of_day();
        let worked = calendar.spans(at.day()).unwrap().iter().any(|s| s.from <= minute && minute < s.to);
        counted += i64::from(ran && worked);
        at = Instant(at.0 + 60_000_000);
    }
    counted
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn used_less_term_is_what_the_path_used_beyond_its_allotments_less_the_reserve(
        spec in calendars(), linked_spec in calendars(), t in terms(), r in rules(), steps in steps(),
        acts in acts(), begin in (0i64..30, 0i64..1440),
    ) {
        let (calendar, own) = (build(&spec), build(&linked_spec));
        let begin = first().plus(begin.0).at_minute(begin.1);
        let clock = term::start(&calendar, t, r, begin).unwrap();
        let life = live(&steps, &acts, begin, clock, &calendar);
        let allowed = Allowed::of(&calendar, &life.runs, &life.left, life.end).unwrap();
        let of_unit = |unit: UnitId| Some(if unit == UnitId(2) { &own } else { &calendar });
        let told = Lateness::explain(&life.visits, &allowed, &calendar, of_unit).unwrap();

        // The identity.
        prop_assert_eq!(told.over(), told.over_allotments() - told.reserve);
        prop_assert_eq!(told.used - told.term, told.parts.iter().map(|p| p.used - p.allotted).sum::<i64>() - told.reserve);
        prop_assert_eq!(told.past_due(), told.used - told.term - told.adjusted - told.rounding);

        // Every minute once, and each where it was used: by a count of single minutes.
        prop_assert_eq!(told.used, minutes(&life, &calendar, begin, life.end));
        for (n, visit) in life.visits.iter().enumerate() {
            let of = |waits: bool| -> i64 {
                let held = life.held.iter().filter(|h| h.2 == n && h.3 == waits);
                held.map(|(from, to, ..)| minutes(&life, &calendar, *from, *to)).sum()
            };
            let to = visit.left.unwrap_or(life.end);
            let mine = |kinds: &[PartKind]| -> i64 {
                let parts = told.parts.iter().filter(|p| kinds.contains(&p.kind));
                parts.filter(|p| visit.from <= p.from && p.to <= to && (p.from < to || visit.from == to))
                    .filter(|p| p.from < p.to || p.used > 0).map(|p| p.used).sum()
            };
            prop_assert_eq!(mine(&[PartKind::Opinion]), of(true));
            prop_assert_eq!(mine(&[PartKind::Step, PartKind::HandOver]), of(false));
        }

        // The verdict by date: past its due day exactly when nothing is left of it, and late only then.
        let due = life.runs.last().unwrap().running.due_day;
        let judged = life.runs.last().unwrap().stopped.unwrap_or(life.end);
        if judged.day() > due { prop_assert!(told.past_due() >= 0) } else { prop_assert!(told.past_due() <= 0) }
        if told.past_due() > 0 { prop_assert!(judged.day() > due) }

        // Linked units: in their own time, beside the sum.
        for one in &told.linked {
            prop_assert_eq!(one.unit, UnitId(2));
            prop_assert_eq!(one.used, minutes(&life, &own, one.came, one.left.unwrap_or(life.end)));
        }
        let asked = life.visits.iter().map(|v| {
            usize::from(v.linked) + v.opinions.iter().filter(|o| o.linked).count()
        });
        prop_assert_eq!(told.linked.len(), asked.sum::<usize>());
        let beside = Lateness { linked: Vec::new(), ..told.clone() };
        prop_assert_eq!((beside.over(), beside.past_due()), (told.over(), told.past_due()));
    }
}

fn late() -> Settle {
    let late_reason = Some(LateReason { cause: "absence".into(), text: "vắng".into() });
    Settle { outcome: Outcome::Granted, reason: None, late_reason }
}

store::db_test! {
    with schema();

    fn a_late_dossier_tells_where_its_minutes_went(db: TestDb) {
        let w = World::new(&db);
        // Three working days from Monday 8:00; each of three steps is allotted four hours.
        let monday = day("2020-11-02");
        let id = w.accept(monday.at_minute(480), 0, 1);
        w.at(monday.at_minute(540), move |s, c| s.forward(c, id, None)).unwrap();
        w.at(monday.plus(1).at_minute(480), move |s, c| s.forward(c, id, None)).unwrap();
        w.at(monday.plus(1).at_minute(540), move |s, c| s.send_back(c, id, "thiếu chữ ký")).unwrap();
        w.at(monday.plus(1).at_minute(600), move |s, c| s.request_supplement(c, id, "bản sao")).unwrap();
        w.at(monday.plus(3).at_minute(600), move |s, c| s.resume(c, id)).unwrap();
        w.at(monday.plus(3).at_minute(660), move |s, c| s.forward(c, id, None)).unwrap();
        // Two days were left: due on the Monday after, and settled the day after that at 9:00.
        w.at(monday.plus(8).at_minute(540), move |s, c| s.settle(c, id, late())).unwrap();
        let told = w.desk.lateness("U1-201102-0001", &Units::All, monday.plus(30).start()).unwrap().unwrap();
        let parts: Vec<_> = told.parts.iter().map(|p| (p.step, p.visit, p.used, p.allotted)).collect();
        // A day is 270 + 210 minutes; the pause from Tuesday to Thursday is nobody's.
        assert_eq!(parts, [(1, 1, 60, 240), (2, 1, 420, 240), (3, 1, 60, 240), (2, 2, 120, 240), (3, 2, 1_320, 240)]);
        assert_eq!((told.used, told.term, told.reserve, told.repeated), (1_980, 1_440, 240, 480));
        assert_eq!((told.over(), told.over_allotments() - told.reserve), (540, 540));
        // Whole days were left at the pause, whatever the hour: the end of the due day gave 420 minutes more.
        assert_eq!((told.adjusted, told.rounding, told.past_due()), (0, 420, 120));
    }

    fn what_may_not_be_seen_has_no_lateness_to_tell(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let now = day("2020-11-03").at_minute(480);
        let other = Units::Some(vec![w.units[2]].into());
        let refused = w.desk.lateness("U1-201102-0001", &other, now).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "dossier.unknown");
        w.at(now, move |s, c| s.void(c, id, "nhầm")).unwrap();
        assert_eq!(w.desk.lateness("U1-201102-0001", &Units::All, now).unwrap(), None);
    }

    fn an_open_dossier_has_as_much_left_as_its_due_day_has(db: TestDb) {
        let w = World::new(&db);
        let monday = day("2020-11-02");
        w.accept(monday.at_minute(480), 0, 2);
        let at = |now| w.desk.lateness("U1-201102-0001", &Units::All, now).unwrap().unwrap();
        let told = at(monday.plus(1).at_minute(480));
        assert_eq!((told.used, told.parts.len(), told.parts[0].person), (480, 1, None));
        // Ten days to the end of 16 November, of which one is used.
        assert_eq!((told.term, told.rounding, told.past_due()), (4_800, 420, 480 - 4_800 - 420));
    }
}
