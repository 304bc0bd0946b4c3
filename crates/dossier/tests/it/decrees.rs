//! Decreed days and due dates.

use crate::world::{World, day, schema};
use dossier::desk::{Actor, Ctx, DossierId, LateReason, Moves, Outcome, Settle, UnitId};
use dossier::model::{Dossier, Stage};
use kernel::calendar::{Calendar, DayKind};
use kernel::term::{self, ResumeRule, Running, Term, TermRules};
use kernel::{Day, Instant, Result};
use organisation::Calendars;
use organisation::desk::{DayChange, Decree};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::testing::TestDb;
use store::{Db, Engine};

pub(crate) fn holiday(day: Day, unit: Option<UnitId>) -> DayChange {
    DayChange::Decree(Decree { day, unit, kind: DayKind::Holiday, name: "Nghỉ bão".into(), spans: None })
}

/// Changes a day; what was foreseen must be what comes.
pub(crate) fn change(w: &World, now: Instant, change: &DayChange) -> Result<Moves> {
    let foreseen = w.desk.foresee_days(change, now.day());
    let (ids, wanted) = (w.ids.clone(), change.clone());
    let done = w.desk.alone(move |s| s.change_day(&Ctx { actor: Actor::SYSTEM, now, ids: &ids }, &wanted));
    if let Ok(done) = &done
        && done.written
    {
        let foreseen = foreseen.unwrap();
        assert_eq!(&foreseen.moves, done);
        assert_eq!(foreseen.shifted.iter().map(|s| s.count).sum::<u64>(), done.total().days);
        assert!(foreseen.shifted.iter().all(|s| s.was != s.now));
    }
    done
}

/// What one dossier's life was before the decrees come.
#[derive(Clone, Debug)]
struct Life {
    unit: usize,
    procedure: usize,
    /// Days after the first day, and the minute.
    accepted: (i64, i64),
    /// Minutes of the clock later: stopped, resumed, settled; none where it did not come to that.
    stopped: Option<i64>,
    resumed: Option<i64>,
    settled: bool,
}

fn lives() -> impl Strategy<Value = Vec<Life>> {
    let later = || prop::option::of(1i64..12_000);
    let one =
        (0usize..3, 0usize..PROCEDURES, (0i64..25, 0i64..1440), later(), later(), prop::bool::weighted(0.2))
            .prop_map(|(unit, procedure, accepted, stopped, resumed, settled)| Life {
                unit,
                procedure,
                accepted,
                stopped,
                resumed,
                settled,
            });
    prop::collection::vec(one, 1..12)
}

/// A change: days after the first day, kind, the unit (none for all).
type Wanted = (i64, usize, Option<usize>);

const KINDS: [DayKind; 5] = [
    DayKind::Holiday,
    DayKind::CompensatoryOff,
    DayKind::SwappedOff,
    DayKind::MakeUpWorkday,
    DayKind::HalfDay,
];

const FIRST: &str = "2020-10-05";
/// When the decrees come: after everything that happened, amid the terms.
const NOW: &str = "2020-11-09";
const PROCEDURES: usize = 8;

/// Procedures with every kind of term and way of resuming, beside those of the world.
fn procedures(db: &Db, w: &mut World) {
    let terms = [
        (Term::WorkingDays(5), ResumeRule::ContinuePlusDays(1), Some(900)),
        (Term::WorkingDays(15), ResumeRule::Restart, None),
        (Term::Hours(20), ResumeRule::Continue, None),
        (Term::CalendarDays(20), ResumeRule::ContinuePlusDays(2), Some(900)),
        (Term::CalendarDays(7), ResumeRule::Continue, None),
    ];
    let more = db.write(move |tx| {
        let ids = tx.ids();
        let ctx = Ctx { actor: Actor::SYSTEM, now: day("2019-01-01").start(), ids: &ids };
        let known = catalogue::Catalogue::load(tx)?.processes().next().map(|p| p.id).unwrap();
        let mut more = Vec::new();
        for (n, (term, resume, cut_off_minute)) in terms.into_iter().enumerate() {
            let new = catalogue::desk::NewProcedure {
                code: format!("2.00000{n}"),
                valid_from: day("2019-01-01"),
                name: format!("Thủ tục thêm {n}"),
                tier: "one".into(),
                field: "f".into(),
                competent: catalogue::Competent::Tier("one".into()),
                term,
                rules: TermRules { cut_off_minute, move_off_days: n != 4, resume },
                online: true,
                post: true,
                process: known,
                illustrative: true,
            };
            more.push(catalogue::desk::keep_procedure(tx, &ctx, &new)?.0);
        }
        Ok(more)
    });
    w.procedures.extend(more.unwrap());
    assert_eq!(w.procedures.len(), PROCEDURES);
}

fn lived(w: &World, life: &Life) -> DossierId {
    let accepted = day(FIRST).plus(life.accepted.0).at_minute(life.accepted.1);
    let id = w.accept(accepted, life.unit, life.procedure);
    let mut now = accepted;
    let mut later = |minutes: i64| {
        now = Instant(now.0 + minutes * 60_000_000).min(Instant(day(NOW).start().0 - 1));
        now
    };
    if let Some(wait) = life.stopped {
        w.at(later(wait), move |s, c| s.request_supplement(c, id, "thiếu giấy tờ")).unwrap();
        if let Some(wait) = life.resumed {
            w.at(later(wait), move |s, c| s.resume(c, id)).unwrap();
        }
    }
    if life.settled {
        let late_reason = Some(LateReason { cause: "absence".into(), text: "vắng".into() });
        let settle =
            Settle {
                outcome: Outcome::Stopped, reason: Some("không đủ điều kiện".into()), late_reason
            };
        w.at(later(1), move |s, c| s.settle(c, id, settle)).unwrap();
    }
    id
}

fn look(w: &World, ids: &[DossierId]) -> Vec<Dossier> {
    let ids = ids.to_vec();
    w.at(day(NOW).start(), move |s, _| ids.iter().map(|id| s.dossier(*id)).collect()).unwrap()
}

/// The due date as somebody would find it with a finger on the wall calendar.
fn by_finger(r: &Running, calendar: &Calendar) -> Day {
    let works = |d: Day| calendar.is_working_day(d).unwrap();
    let mut d = r.from.day();
    let mut left = r.left;
    match r.term {
        Term::WorkingDays(_) => {
            while left > 0 || !works(d) {
                d = d.plus(1);
                left -= i64::from(works(d));
            }
        }
        Term::CalendarDays(_) => {
            d = d.plus(left);
            while r.rules.move_off_days && !works(d) {
                d = d.plus(1);
            }
        }
        // Nothing left is due at once, or on the next day that is worked.
        Term::Hours(_) if left == 0 => {
            while !works(d) {
                d = d.plus(1);
            }
        }
        Term::Hours(_) => loop {
            for s in calendar.spans(d).unwrap() {
                let begin = if d == r.from.day() { s.from.max(r.from.minute_of_day()) } else { s.from };
                left -= (s.to - begin).max(0);
            }
            if left <= 0 {
                break;
            }
            d = d.plus(1);
        },
    }
    d
}

fn calendars(db: &Db) -> Calendars {
    db.read(Calendars::load).unwrap()
}

/// After one change: who moved, and who should have.
fn judged(
    before: &[Dossier],
    after: &[Dossier],
    change: &DayChange,
    old: &Calendars,
    new: &Calendars,
) -> u64 {
    let (d, mut moved) = (change.day(), 0);
    for (b, a) in before.iter().zip(after) {
        assert_eq!(b.intake, a.intake, "what was promised stays");
        let Some((was, now)) = b.stage.clock().zip(a.stage.clock()) else {
            assert_eq!(b, a, "what is settled is never judged again");
            continue;
        };
        if let Stage::Paused { since, held, .. } = &a.stage {
            let calendar = new.for_unit(a.unit).unwrap();
            assert_eq!(term::pause(held.was, calendar, *since).unwrap().left, held.left);
        }
        let concerned = change.unit().is_none_or(|unit| unit == b.unit);
        if was.left < 0 || was.due_day < was.from.day() || !concerned {
            assert_eq!(was, now, "an overdue run, and another unit's, include no such day");
            continue;
        }
        let (old, new) = (old.for_unit(b.unit).unwrap(), new.for_unit(b.unit).unwrap());
        assert_eq!(was.due_day, by_finger(was, old));
        assert_eq!(now.due_day, by_finger(now, new), "{was:?} {now:?} {change:?}");
        assert_eq!(was.left, now.left);
        let toggled = old.is_working_day(d).unwrap() != new.is_working_day(d).unwrap();
        if matches!(was.term, Term::WorkingDays(n) if n > 0) && was.from == now.from {
            // Exactly those whose running term includes the day: counted before, or counted now.
            let last = was.due_day.max(now.due_day);
            let included = toggled && was.from.day() < d && d <= last && (was.left > 0 || d == last);
            if was.left > 0 {
                assert_eq!(
                    was.due_day != now.due_day,
                    included && d <= was.due_day,
                    "{was:?} {now:?} {change:?}"
                );
            }
        }
        if was != now {
            assert!(b.intake.as_ref().unwrap().at.day() <= d && d <= was.due_day.max(now.due_day));
        }
        moved += u64::from(was.due_day != now.due_day);
    }
    moved
}

fn decreed(db: &Db, lives: &[Life], wanted: &[Wanted]) {
    let mut w = World::new(db);
    procedures(db, &mut w);
    let ids: Vec<DossierId> = lives.iter().map(|life| lived(&w, life)).collect();
    let first = look(&w, &ids);
    explained(&w, &first);
    let mut minute = 480;
    let mut states = vec![];
    let mut turn = |w: &World, wanted: &DayChange, written: bool| {
        minute += 1;
        let (before, old) = (look(w, &ids), calendars(db));
        let moves = change(w, day(NOW).at_minute(minute), wanted).unwrap();
        assert_eq!(moves.written, written);
        let moved = judged(&before, &look(w, &ids), wanted, &old, &calendars(db));
        assert_eq!(moves.total().days, moved);
    };
    for (n, (after, kind, unit)) in wanted.iter().enumerate() {
        let (day, unit) = (day(FIRST).plus(*after), unit.map(|u| w.units[u]));
        if states.contains(&(day, unit)) {
            continue;
        }
        states.push((day, unit));
        let decree =
            Decree { day, unit, kind: KINDS[*kind], name: format!("Quyết định {n}"), spans: None };
        turn(&w, &DayChange::Decree(decree), true);
    }
    // Taken back, in another order, every date is again what it was.
    for (day, unit) in states {
        turn(&w, &DayChange::Revoke { day, unit }, true);
    }
    let whole = |d: &Dossier| Dossier { version: 0, ..d.clone() };
    let last = look(&w, &ids);
    assert_eq!(last.iter().map(whole).collect::<Vec<_>>(), first.iter().map(whole).collect::<Vec<_>>());
    assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    store::seal(db).unwrap();
    assert!(store::verify(db, &store::VerifyOptions::default()).unwrap().problems.is_empty());
}

/// Every due date can be explained, to the last day.
fn explained(w: &World, dossiers: &[Dossier]) {
    for d in dossiers {
        let e = w.desk.explain(&d.intake.as_ref().unwrap().code).unwrap();
        assert!(e.adds_up, "{d:?}: {e:?}");
        let present = e.runs.last().unwrap();
        if present.stopped.is_none() && present.left > 0 {
            assert_eq!(e.lines.last().unwrap().day, e.due_day, "{:?}", d.stage);
        }
    }
}

fn many(engine: Engine, cases: u32) {
    let wanted = prop::collection::vec((0i64..70, 0usize..KINDS.len(), prop::option::of(0usize..3)), 1..8);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let done = runner.run(&(lives(), wanted), |(lives, wanted)| {
        decreed(&TestDb::on(engine, &schema()), &lives, &wanted);
        Ok(())
    });
    if let Err(e) = done {
        panic!("{e}");
    }
}

/// Twenty hours used up to the minute when the clock was stopped; it goes on on a Saturday.
fn used_up(engine: Engine) {
    let life = Life {
        unit: 0,
        procedure: 5,
        accepted: (8, 0),
        stopped: Some(3_540),
        resumed: Some(2_220),
        settled: false,
    };
    decreed(&TestDb::on(engine, &schema()), &[life], &[(0, 0, None), (14, 0, None)]);
}

#[test]
fn what_goes_on_with_nothing_left_on_a_day_off_is_due_on_the_next_day_that_is_worked_on_sqlite() {
    used_up(Engine::Sqlite);
}

#[test]
fn what_goes_on_with_nothing_left_on_a_day_off_is_due_on_the_next_day_that_is_worked_on_postgres() {
    used_up(Engine::Postgres);
}

#[test]
fn decrees_move_exactly_the_terms_that_include_the_day_and_taking_them_back_restores_all_on_sqlite() {
    many(Engine::Sqlite, 48);
}

#[test]
fn decrees_move_exactly_the_terms_that_include_the_day_and_taking_them_back_restores_all_on_postgres() {
    many(Engine::Postgres, 6);
}

store::db_test! {
    with schema();

    fn no_dossier_is_accepted_by_the_old_calendar_while_a_day_is_decreed(db: TestDb) {
        let w = World::new(&db);
        let now = day(NOW).at_minute(600);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| for _ in 0..15 {
                    w.accept(now, 0, 2);
                });
            }
            for n in [3, 4, 5] {
                change_alone(&w, now, &holiday(day(NOW).plus(n), None));
            }
        });
        let calendars = calendars(&db);
        let due = calendars.for_unit(w.units[0]).unwrap().add_working_days(day(NOW), 10).unwrap();
        let days = db.read(|tx| tx.query("SELECT due_day FROM dossier", &[], |row| Ok(Day(row.int()?)))).unwrap();
        assert_eq!(days.len(), 120);
        assert!(days.iter().all(|d| *d == due), "{due}: {days:?}");
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }

    fn nothing_is_kept_of_a_decree_that_is_refused(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(day(NOW).at_minute(480), 0, 2);
        let before = look(&w, &[id]);
        let refused = change(&w, day(NOW).at_minute(481), &DayChange::Revoke { day: day(NOW).plus(2), unit: None });
        assert_eq!(refused.unwrap_err().refusal().unwrap().code, "calendar.not_decreed");
        let foreseen = w.desk.foresee_day(&holiday(day(NOW).plus(2), None), day(NOW)).unwrap();
        assert_eq!(foreseen.total().days, 1);
        assert_eq!(look(&w, &[id]), before);
    }
}

/// Changes a day while others are at work, so that nothing can be foreseen.
fn change_alone(w: &World, now: Instant, change: &DayChange) {
    let (ids, wanted) = (w.ids.clone(), change.clone());
    let done = w.desk.alone(move |s| s.change_day(&Ctx { actor: Actor::SYSTEM, now, ids: &ids }, &wanted));
    assert!(done.unwrap().written);
}
