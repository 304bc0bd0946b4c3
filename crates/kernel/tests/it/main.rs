//! Working time: the year 2020 as it was, and what must hold for any calendar.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

use kernel::calendar::{Calendar, CalendarSpec, DayKind, DayRule, HoursRule, Span};
use kernel::explain::{Run, explain};
use kernel::term::{ResumeRule, Running, Term, TermRules, pause, recompute, resume, start, taken_over};
use kernel::timeliness::Timeliness;
use kernel::{Day, Instant};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn hours() -> Vec<HoursRule> {
    let spans = vec![Span { from: 7 * 60, to: 11 * 60 + 30 }, Span { from: 13 * 60 + 30, to: 17 * 60 }];
    (1..=5).map(|weekday| HoursRule { valid_from: Day(0), weekday, spans: spans.clone() }).collect()
}

fn rule(date: &str, kind: DayKind, name: &str) -> DayRule {
    DayRule { day: day(date), kind, name: name.into(), spans: None }
}

/// The days off and worked around 2020, as officially announced.
fn spec_2020() -> CalendarSpec {
    use DayKind::{CompensatoryOff, Holiday, MakeUpWorkday};
    let days = vec![
        rule("2019-01-05", MakeUpWorkday, "Làm bù cho 31/12/2018"),
        rule("2020-01-01", Holiday, "Tết Dương lịch"),
        rule("2020-01-23", Holiday, "Tết Nguyên đán"),
        rule("2020-01-24", Holiday, "Tết Nguyên đán"),
        rule("2020-01-27", Holiday, "Tết Nguyên đán"),
        rule("2020-01-28", CompensatoryOff, "Tết Nguyên đán"),
        rule("2020-01-29", CompensatoryOff, "Tết Nguyên đán"),
        rule("2020-04-02", Holiday, "Giỗ Tổ Hùng Vương"),
        rule("2020-04-30", Holiday, "Ngày Chiến thắng"),
        rule("2020-05-01", Holiday, "Quốc tế Lao động"),
        rule("2020-09-02", Holiday, "Quốc khánh"),
    ];
    CalendarSpec { hours: hours(), days }
}

fn year_2020() -> Calendar {
    Calendar::build(&spec_2020(), day("2018-12-01"), day("2022-01-01")).unwrap()
}

fn at(date: &str, hour: i64, minute: i64) -> Instant {
    day(date).at_minute(hour * 60 + minute)
}

#[test]
fn due_dates_of_2020_fall_where_a_clerk_would_put_them() {
    let calendar = year_2020();
    let plain = TermRules::default();
    let same_day = TermRules { cut_off_minute: Some(15 * 60), ..plain };
    for (term, rules, accepted, due) in [
        (Term::WorkingDays(5), plain, at("2020-11-02", 8, 0), "2020-11-09"),
        // Tết: 23–29 January off.
        (Term::WorkingDays(3), plain, at("2020-01-21", 16, 0), "2020-01-31"),
        (Term::WorkingDays(1), plain, at("2020-04-29", 9, 0), "2020-05-04"),
        (Term::WorkingDays(0), same_day, at("2020-11-12", 14, 59), "2020-11-12"),
        (Term::WorkingDays(0), same_day, at("2020-11-12", 15, 0), "2020-11-13"),
        (Term::WorkingDays(0), same_day, at("2020-11-13", 15, 1), "2020-11-16"),
        // Filed on a Saturday evening.
        (Term::WorkingDays(0), plain, at("2020-11-14", 20, 0), "2020-11-16"),
        (Term::CalendarDays(10), plain, at("2020-11-04", 8, 0), "2020-11-16"),
        (Term::Hours(8), plain, at("2020-11-12", 16, 0), "2020-11-13"),
        (Term::Hours(1), plain, at("2020-11-12", 16, 0), "2020-11-12"),
    ] {
        let running = start(&calendar, term, rules, accepted).unwrap();
        assert_eq!(running.due_day, day(due), "{term} from {accepted}");
    }
}

#[test]
fn a_make_up_saturday_counts_as_a_working_day() {
    let calendar = year_2020();
    assert!(calendar.is_working_day(day("2019-01-05")).unwrap());
    assert_eq!(calendar.add_working_days(day("2019-01-04"), 1).unwrap(), day("2019-01-05"));
}

#[test]
fn half_days_matter_to_hours_only() {
    let mut spec = spec_2020();
    spec.days.push(rule("2020-11-10", DayKind::HalfDay, "Họp toàn tỉnh"));
    let half = Calendar::build(&spec, day("2020-01-01"), day("2021-12-31")).unwrap();
    let from = at("2020-11-09", 7, 0);
    let days = |c: &Calendar| start(c, Term::WorkingDays(2), TermRules::default(), from).unwrap().due_day;
    let hours = |c: &Calendar| start(c, Term::Hours(16), TermRules::default(), from).unwrap().due_at;
    assert_eq!(days(&half), days(&year_2020()));
    assert!(hours(&half) > hours(&year_2020()));
}

#[test]
fn each_way_of_resuming_gives_its_own_due_date() {
    let calendar = year_2020();
    let accepted = at("2020-11-02", 8, 0);
    let due = |rule: ResumeRule| {
        let rules = TermRules { resume: rule, ..TermRules::default() };
        let running = start(&calendar, Term::WorkingDays(5), rules, accepted).unwrap();
        let held = pause(running, &calendar, at("2020-11-04", 9, 0)).unwrap();
        resume(held, &calendar, at("2020-11-11", 9, 0)).unwrap().due_day
    };
    assert_eq!(due(ResumeRule::Continue), day("2020-11-16"));
    assert_eq!(due(ResumeRule::ContinuePlusDays(1)), day("2020-11-17"));
    assert_eq!(due(ResumeRule::Restart), day("2020-11-18"));
}

#[test]
fn stopping_an_overdue_clock_forgives_nothing() {
    let calendar = year_2020();
    let running =
        start(&calendar, Term::WorkingDays(1), TermRules::default(), at("2020-11-02", 8, 0)).unwrap();
    let held = pause(running, &calendar, at("2020-11-06", 9, 0)).unwrap();
    let again = resume(held, &calendar, at("2020-11-10", 9, 0)).unwrap();
    // Due on the 3rd, stopped for two working days: due on the 5th, still past.
    assert_eq!(again.due_day, day("2020-11-05"));
    // Nor does stopping it on the weekend after, by any term.
    for term in [Term::WorkingDays(4), Term::CalendarDays(4), Term::Hours(37)] {
        let running = start(&calendar, term, TermRules::default(), at("2020-11-02", 8, 0)).unwrap();
        assert_eq!(running.due_day, day("2020-11-06"), "{term}");
        let held = pause(running, &calendar, at("2020-11-07", 9, 0)).unwrap();
        for again in ["2020-11-07", "2020-11-08", "2020-11-09"] {
            let due = resume(held, &calendar, at(again, 9, 0)).unwrap().due_day;
            assert!(due < day(again), "{term}: due {due} when it goes on on {again}");
        }
    }
}

#[test]
fn a_due_date_that_was_moved_over_days_off_is_not_lost_by_stopping_on_it() {
    let calendar = year_2020();
    let due = |term: Term, accepted: Instant, stopped: Instant, again: Instant| {
        let running = start(&calendar, term, TermRules::default(), accepted).unwrap();
        assert_eq!(running.due_day, day("2020-11-16"), "{term}");
        let held = pause(running, &calendar, stopped).unwrap();
        resume(held, &calendar, again).unwrap().due_day
    };
    let (saturday, thursday) = (at("2020-11-14", 9, 0), at("2020-11-12", 9, 0));
    for (term, accepted) in [(Term::WorkingDays(0), saturday), (Term::CalendarDays(3), thursday)] {
        // Stopped on the due date, a Monday: due when it goes on.
        assert_eq!(due(term, accepted, at("2020-11-16", 9, 0), at("2020-11-16", 10, 0)), day("2020-11-16"));
        assert_eq!(due(term, accepted, at("2020-11-16", 9, 0), at("2020-11-18", 10, 0)), day("2020-11-18"));
        // Stopped a day too late: still a day too late.
        assert_eq!(due(term, accepted, at("2020-11-17", 9, 0), at("2020-11-17", 10, 0)), day("2020-11-16"));
        assert_eq!(due(term, accepted, at("2020-11-17", 9, 0), at("2020-11-19", 10, 0)), day("2020-11-18"));
    }
}

#[test]
fn an_hour_used_up_on_the_due_date_is_not_late_before_the_date_is_over() {
    let calendar = year_2020();
    let running = start(&calendar, Term::Hours(2), TermRules::default(), at("2020-11-12", 8, 0)).unwrap();
    let held = pause(running, &calendar, at("2020-11-12", 15, 0)).unwrap();
    assert_eq!(resume(held, &calendar, at("2020-11-13", 8, 0)).unwrap().due_day, day("2020-11-13"));
    // Nothing left, and it goes on on a Saturday: due when the desks open again.
    assert_eq!(resume(held, &calendar, at("2020-11-14", 8, 0)).unwrap().due_day, day("2020-11-16"));
}

#[test]
fn a_half_day_on_a_saturday_is_a_morning_worked() {
    let mut spec = spec_2020();
    spec.days.push(rule("2020-11-14", DayKind::HalfDay, "Trực sáng thứ Bảy"));
    let calendar = Calendar::build(&spec, day("2020-01-01"), day("2021-12-31")).unwrap();
    assert_eq!(calendar.spans(day("2020-11-14")).unwrap(), [Span { from: 420, to: 690 }]);
    assert_eq!(calendar.add_working_days(day("2020-11-13"), 1).unwrap(), day("2020-11-14"));
}

#[test]
fn a_clock_taken_over_on_a_day_off_is_due_when_the_old_one_was() {
    let calendar = year_2020();
    let saturday = at("2020-11-14", 9, 0);
    for term in [Term::WorkingDays(5), Term::Hours(8), Term::CalendarDays(10)] {
        for due in ["2020-11-12", "2020-11-13", "2020-11-16", "2020-11-20"] {
            let running =
                taken_over(&calendar, term, TermRules::default(), saturday, day(due)).unwrap().unwrap();
            assert_eq!(running.due_day, day(due), "{term} due on {due}");
        }
    }
    let off = taken_over(&calendar, Term::WorkingDays(5), TermRules::default(), saturday, day("2020-11-15"));
    assert_eq!(off.unwrap(), None);
}

#[test]
fn a_question_beyond_the_calendar_is_an_error_that_says_how_far_it_reaches() {
    let calendar = Calendar::build(&spec_2020(), day("2020-01-01"), day("2020-12-31")).unwrap();
    let error =
        start(&calendar, Term::WorkingDays(500), TermRules::default(), at("2020-11-02", 8, 0)).unwrap_err();
    assert_eq!(error.to_string(), "the calendar is known from 2020-01-01 up to 2020-12-31 only");
}

#[test]
fn an_explanation_names_the_holiday_it_skips() {
    let calendar = year_2020();
    let running =
        start(&calendar, Term::WorkingDays(2), TermRules::default(), at("2020-04-01", 8, 0)).unwrap();
    let lines = explain(&calendar, &[Run { running, stopped: None }]).unwrap();
    let text: Vec<String> = lines.iter().map(|l| format!("{} {} {}", l.day, l.counted, l.vi)).collect();
    assert_eq!(
        text,
        [
            "2020-04-01 0 ngày bắt đầu: không tính",
            "2020-04-02 0 nghỉ lễ: Giỗ Tổ Hùng Vương: không tính",
            "2020-04-03 1 ngày làm việc",
            "2020-04-04 0 nghỉ hằng tuần: không tính",
            "2020-04-05 0 nghỉ hằng tuần: không tính",
            "2020-04-06 1 ngày làm việc",
        ]
    );
}

#[test]
fn what_is_resumed_at_midnight_on_a_day_off_is_not_taken_for_what_a_cut_off_put_off() {
    let calendar = year_2020();
    let rules = TermRules { cut_off_minute: Some(900), resume: ResumeRule::Restart, ..TermRules::default() };
    let running = start(&calendar, Term::WorkingDays(1), rules, at("2020-05-14", 8, 0)).unwrap();
    let held = pause(running, &calendar, at("2020-05-14", 9, 0)).unwrap();
    let again = resume(held, &calendar, at("2020-05-16", 0, 0)).unwrap();
    assert_eq!(again.due_day, day("2020-05-18"));
    assert_eq!(recompute(&again, &calendar).unwrap().due_day, again.due_day);
}

fn calendars() -> impl Strategy<Value = CalendarSpec> {
    let kinds = prop_oneof![
        Just(DayKind::Holiday),
        Just(DayKind::CompensatoryOff),
        Just(DayKind::MakeUpWorkday),
        Just(DayKind::HalfDay)
    ];
    prop::collection::vec((0i64..400, kinds), 0..40).prop_map(|days| CalendarSpec {
        hours: hours(),
        days: days
            .into_iter()
            .map(|(n, kind)| DayRule { day: day("2020-01-01").plus(n), kind, name: "x".into(), spans: None })
            .collect(),
    })
}

fn build(spec: &CalendarSpec) -> Calendar {
    Calendar::build(spec, day("2019-06-01"), day("2023-01-01")).unwrap()
}

fn terms() -> impl Strategy<Value = Term> {
    prop_oneof![
        (0i64..60).prop_map(Term::Hours),
        (0i64..40).prop_map(Term::WorkingDays),
        (0i64..60).prop_map(Term::CalendarDays)
    ]
}

fn rules() -> impl Strategy<Value = TermRules> {
    let resume = prop_oneof![
        Just(ResumeRule::Continue),
        (0i64..3).prop_map(ResumeRule::ContinuePlusDays),
        Just(ResumeRule::Restart)
    ];
    (any::<bool>(), any::<bool>(), resume).prop_map(|(cut, move_off_days, resume)| TermRules {
        cut_off_minute: cut.then_some(15 * 60),
        move_off_days,
        resume,
    })
}

fn instants() -> impl Strategy<Value = Instant> {
    (0i64..300, 0i64..1440).prop_map(|(d, m)| day("2020-01-01").plus(d).at_minute(m))
}

proptest! {
    #[test]
    fn accepted_later_is_never_due_earlier(spec in calendars(), t in terms(), r in rules(), a in instants(), b in instants()) {
        let calendar = build(&spec);
        let (first, second) = (a.min(b), a.max(b));
        let due = |x| start(&calendar, t, r, x).unwrap().due_day;
        prop_assert!(due(first) <= due(second));
    }

    #[test]
    fn a_longer_term_is_never_due_earlier(spec in calendars(), n in 0i64..40, more in 0i64..10, r in rules(), a in instants()) {
        let calendar = build(&spec);
        for make in [Term::Hours as fn(i64) -> Term, Term::WorkingDays, Term::CalendarDays] {
            let due = |n| start(&calendar, make(n), r, a).unwrap().due_day;
            prop_assert!(due(n) <= due(n + more));
        }
    }

    #[test]
    fn pausing_never_shortens(spec in calendars(), t in terms(), r in rules(), a in instants(), wait in 0i64..20_000, rest in 0i64..60_000) {
        let calendar = build(&spec);
        let running = start(&calendar, t, r, a).unwrap();
        let stopped = Instant(a.0 + wait * 60_000_000);
        let again = Instant(stopped.0 + rest * 60_000_000);
        let resumed = resume(pause(running, &calendar, stopped).unwrap(), &calendar, again).unwrap();
        prop_assert!(resumed.due_day >= running.due_day, "{:?} -> {:?}", running, resumed);
        // Whatever was added or owed: the clock as it is kept gives the same date again.
        prop_assert_eq!(recompute(&resumed, &calendar).unwrap().due_day, resumed.due_day);
    }

    #[test]
    fn splitting_working_time_adds_up(spec in calendars(), a in instants(), x in 0i64..20_000, y in 0i64..20_000) {
        let calendar = build(&spec);
        let once = calendar.add_minutes(a, x + y).unwrap();
        let twice = calendar.add_minutes(calendar.add_minutes(a, x).unwrap(), y).unwrap();
        prop_assert_eq!(once, twice);
        prop_assert_eq!(calendar.working_minutes(a, once).unwrap(), x + y);
    }

    #[test]
    fn counting_working_days_undoes_adding_them(spec in calendars(), a in 0i64..300, n in 1i64..100) {
        let calendar = build(&spec);
        let from = day("2020-01-01").plus(a);
        let to = calendar.add_working_days(from, n).unwrap();
        prop_assert!(calendar.is_working_day(to).unwrap());
        prop_assert_eq!(calendar.working_days_between(from, to).unwrap(), n);
    }

    #[test]
    fn a_decreed_holiday_moves_exactly_the_runs_that_include_it(spec in calendars(), n in 1i64..40, a in instants(), decreed in 0i64..400) {
        let calendar = build(&spec);
        let running = start(&calendar, Term::WorkingDays(n), TermRules::default(), a).unwrap();
        let holiday = day("2020-01-01").plus(decreed);
        let mut later = spec.clone();
        later.days.push(DayRule { day: holiday, kind: DayKind::Holiday, name: "decreed".into(), spans: None });
        let moved = recompute(&running, &build(&later)).unwrap();
        let included = running.from.day() < holiday && holiday <= running.due_day && calendar.is_working_day(holiday).unwrap();
        prop_assert_eq!(moved.due_day != running.due_day, included);
        prop_assert!(moved.due_day >= running.due_day);
    }

    #[test]
    fn an_explanation_adds_up_to_the_term(spec in calendars(), t in terms(), a in instants()) {
        let calendar = build(&spec);
        let running: Running = start(&calendar, t, TermRules::default(), a).unwrap();
        let lines = explain(&calendar, &[Run { running, stopped: None }]).unwrap();
        let counted: i64 = lines.iter().map(|l| l.counted).sum();
        let whole = match t { Term::Hours(n) => n * 60, Term::WorkingDays(n) | Term::CalendarDays(n) => n };
        prop_assert_eq!(counted, whole);
        prop_assert!(lines.last().is_none_or(|l| l.day == running.due_day) || whole == 0);
    }

    #[test]
    fn what_is_resumed_is_found_again_by_a_later_count(spec in calendars(), t in terms(), r in rules(), a in instants(), wait in 0i64..20_000, rest in 0i64..60_000) {
        let calendar = build(&spec);
        let running = start(&calendar, t, r, a).unwrap();
        let stopped = Instant(a.0 + wait * 60_000_000);
        let again = resume(pause(running, &calendar, stopped).unwrap(), &calendar, Instant(stopped.0 + rest * 60_000_000)).unwrap();
        if again.due_day >= again.from.day() {
            prop_assert_eq!(recompute(&again, &calendar).unwrap().due_day, again.due_day);
        }
    }

    #[test]
    fn a_day_decreed_off_later_moves_the_due_date_as_if_it_had_been_known(spec in calendars(), t in terms(), r in rules(), a in instants(), decreed in 0i64..400) {
        let holiday = day("2020-01-01").plus(decreed);
        prop_assume!(holiday != a.day());
        let mut known = spec.clone();
        known.days.push(DayRule { day: holiday, kind: DayKind::Holiday, name: "decreed".into(), spans: None });
        let (before, after) = (build(&spec), build(&known));
        let moved = recompute(&start(&before, t, r, a).unwrap(), &after).unwrap();
        prop_assert_eq!(moved.due_day, start(&after, t, r, a).unwrap().due_day);
    }

    #[test]
    fn stopping_again_and_again_on_one_day_changes_nothing(spec in calendars(), t in terms(), a in instants(), stops in prop::collection::vec(0i64..40_000, 1..4)) {
        let calendar = build(&spec);
        let first = start(&calendar, t, TermRules::default(), a).unwrap();
        let mut stops: Vec<Instant> = stops.into_iter().map(|m| Instant(a.0 + m * 60_000_000)).collect();
        stops.sort();
        let mut running = first;
        for stop in stops {
            running = resume(pause(running, &calendar, stop).unwrap(), &calendar, stop).unwrap();
        }
        prop_assert_eq!(running.due_day, first.due_day);
    }

    #[test]
    fn the_explanation_of_a_stopped_run_adds_up_to_what_it_used(spec in calendars(), t in terms(), r in rules(), a in instants(), waits in prop::collection::vec((0i64..40_000, 0i64..20_000), 1..4)) {
        let calendar = build(&spec);
        let mut running = start(&calendar, t, r, a).unwrap();
        let (mut runs, mut used, mut now) = (Vec::new(), Vec::new(), a);
        for (worked, rest) in waits {
            let stopped = Instant(now.0 + worked * 60_000_000);
            let held = pause(running, &calendar, stopped).unwrap();
            runs.push(Run { running, stopped: Some(stopped) });
            used.push(running.left - held.left);
            now = Instant(stopped.0 + rest * 60_000_000);
            running = resume(held, &calendar, now).unwrap();
        }
        for (run, used) in runs.iter().zip(&used) {
            let counted: i64 = explain(&calendar, &[*run]).unwrap().iter().map(|l| l.counted).sum();
            prop_assert_eq!(counted, *used, "{:?}", run);
        }
        let whole: i64 = explain(&calendar, &[Run { running, stopped: None }]).unwrap().iter().map(|l| l.counted).sum();
        prop_assert_eq!(whole, running.left.max(0));
    }

    #[test]
    fn a_clock_taken_over_is_due_on_exactly_the_day_given(spec in calendars(), t in terms(), r in rules(), a in instants(), d in -60i64..90) {
        let calendar = build(&spec);
        let due = a.day().plus(d);
        let works = calendar.is_working_day(due).unwrap();
        match taken_over(&calendar, t, r, a, due).unwrap() {
            Some(running) => {
                prop_assert_eq!(running.due_day, due);
                prop_assert!(running.from >= a);
                prop_assert_eq!(recompute(&running, &calendar).unwrap(), running);
            }
            None => prop_assert!(!works),
        }
        // Only a term in calendar days that never moves is ever due on a day off.
        let any_day = matches!(t, Term::CalendarDays(_)) && !r.move_off_days;
        prop_assert_eq!(taken_over(&calendar, t, r, a, due).unwrap().is_some(), works || any_day);
    }

    #[test]
    fn a_clock_taken_over_is_moved_by_pauses_as_many_working_days_as_they_took(spec in calendars(), a in instants(), d in -60i64..90, wait in 0i64..30, rest in 0i64..30) {
        let calendar = build(&spec);
        let due = calendar.working_day_from(a.day().plus(d)).unwrap();
        let running = taken_over(&calendar, Term::WorkingDays(5), TermRules::default(), a, due).unwrap().unwrap();
        // Both on working days: what is stopped on a day off has used up the day before.
        let stopped = calendar.working_day_from(running.from.day().plus(wait)).unwrap().at_minute(600);
        let again = calendar.working_day_from(stopped.day().plus(rest)).unwrap().at_minute(660);
        let resumed = resume(pause(running, &calendar, stopped).unwrap(), &calendar, again).unwrap();
        let took = calendar.working_days_between(stopped.day(), again.day()).unwrap();
        prop_assert_eq!(calendar.working_days_between(due, resumed.due_day).unwrap(), took);
    }

    #[test]
    fn a_decree_moves_a_clock_taken_over_by_that_one_day(spec in calendars(), a in instants(), d in 1i64..90, decreed in 0i64..90) {
        let calendar = build(&spec);
        let due = calendar.working_day_from(a.day().plus(d)).unwrap();
        let running = taken_over(&calendar, Term::WorkingDays(5), TermRules::default(), a, due).unwrap().unwrap();
        let holiday = a.day().plus(decreed);
        let mut later = spec.clone();
        later.days.push(DayRule { day: holiday, kind: DayKind::Holiday, name: "decreed".into(), spans: None });
        let moved = recompute(&running, &build(&later)).unwrap();
        let included = running.from.day() < holiday && holiday <= due && calendar.is_working_day(holiday).unwrap();
        prop_assert_eq!(calendar.working_days_between(due, moved.due_day).unwrap(), i64::from(included));
    }

    #[test]
    fn lateness_is_a_matter_of_dates_alone(f in 0i64..1000, d in 0i64..1000) {
        let judged = Timeliness::judge(Day(f), Day(d));
        prop_assert_eq!(judged == Timeliness::Late, f > d);
        prop_assert_eq!(judged == Timeliness::Early, f < d);
    }

    #[test]
    fn reading_a_date_never_panics(text in ".{0,20}") {
        let _ = text.parse::<Day>();
    }
}
