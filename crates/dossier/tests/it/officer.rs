//! What an officer's pages stand on: inboxes, a dossier's file, looks at numbers, versions that were seen.

use crate::world::{World, day, schema};
use dossier::desk::{Actor, Ctx, DossierId, Right, Shift, UnitId};
use dossier::listing::Line;
use dossier::listing::inbox::{Due, Inbox, Pile, Side};
use dossier::rule::Deed;
use dossier::words::StateName;
use kernel::{Error, Instant, PersonId, Result, Rights, Units};
use store::Db;

const ANYBODY: PersonId = PersonId(7);

/// Somebody with these rights in a unit.
fn somebody(unit: UnitId, rights: &[Right]) -> Actor {
    Actor { person: ANYBODY, behalf: None, unit: Some(unit), rights: Rights::of(rights) }
}

/// Does something as somebody.
fn act<T: Send + 'static>(
    w: &World,
    actor: Actor,
    now: Instant,
    work: impl FnOnce(&mut Shift<'_, '_>, &Ctx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let ids = w.ids.clone();
    w.desk.shift(move |shift| work(shift, &Ctx { actor, now, ids: &ids }))
}

fn code<T: std::fmt::Debug>(done: Result<T>) -> &'static str {
    match done {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn open(units: &[UnitId]) -> Inbox {
    let states = [StateName::Submitted, StateName::Accepted, StateName::InStep, StateName::Paused];
    Inbox { piles: states.map(|state| Pile { state, units: units.to_vec() }).into(), ..Inbox::default() }
}

fn ids(lines: &[Line]) -> Vec<DossierId> {
    lines.iter().map(|l| l.id).collect()
}

/// Six dossiers at two units: one submitted, one paused, the others running.
fn six(w: &World) -> Vec<DossierId> {
    let at = |d: &str| day(d).at_minute(500);
    let intake = w.intake(0, 0, 1);
    let submit = dossier::desk::Submit {
        id: None,
        procedure: intake.procedure,
        unit: intake.unit,
        receiving: intake.receiving,
        result_by: intake.result_by,
        applicant: intake.applicant,
        content: intake.content,
    };
    let first = w.accept(at("2020-11-02"), 0, 1);
    let later = w.accept(at("2020-11-04"), 0, 1);
    let paused = w.accept(at("2020-11-02"), 0, 1);
    w.at(at("2020-11-03"), move |s, ctx| s.request_supplement(ctx, paused, "giấy tờ")).unwrap();
    let fresh = w.at(at("2020-11-04"), move |s, ctx| s.submit(ctx, submit)).unwrap();
    let other = w.accept(at("2020-11-03"), 1, 1);
    w.at(at("2020-11-03"), move |s, ctx| s.forward(ctx, other, None)).unwrap();
    let mut cmd = w.intake(0, 2, 1);
    cmd.content = "Tiếp nhận thay".into();
    let elsewhere = w.at(at("2020-11-02"), move |s, ctx| s.accept(ctx, cmd)).unwrap().id;
    w.at(at("2020-11-03"), move |s, ctx| s.forward(ctx, elsewhere, None)).unwrap();
    vec![fresh, first, later, paused, other, elsewhere]
}

store::db_test! {
    with schema();

    fn an_inbox_is_what_stands_in_its_units_by_due_day_the_fresh_first_the_paused_last(db: TestDb) {
        let w = World::new(&db);
        let [fresh, first, later, paused, other, elsewhere] = six(&w)[..] else { panic!() };
        let page = |inbox: &Inbox, side, limit| db.read(|tx| inbox.page(tx, side, limit)).unwrap();
        let mine = open(&w.units[..1]);
        let lines = page(&mine, None, 10);
        assert_eq!(ids(&lines), [fresh, first, later, paused]);
        let all = open(&w.units);
        let whole = page(&all, None, 10);
        assert_eq!(whole.len(), 6);
        // Every page on every side of every place is the stretch of the whole that lies there.
        for (at, line) in whole.iter().enumerate() {
            let after = page(&all, Some(Side::After(line.place())), 2);
            assert_eq!(ids(&after), ids(&whole[at + 1..(at + 3).min(6)]));
            let before = page(&all, Some(Side::Before(line.place())), 2);
            assert_eq!(ids(&before), ids(&whole[at.saturating_sub(2)..at]));
        }
        assert!(page(&open(&[]), None, 10).is_empty());
        // What was forwarded stands where it went.
        assert_eq!(ids(&page(&open(&w.units[1..2]), None, 10)), [other]);
        assert_eq!(ids(&page(&open(&w.units[2..]), None, 10)), [elsewhere]);
    }

    fn the_counts_of_an_inbox_are_those_of_its_pages(db: TestDb) {
        let w = World::new(&db);
        six(&w);
        let due: Vec<Option<Due>> = {
            let lines = db.read(|tx| open(&w.units).page(tx, None, 10)).unwrap();
            let days = lines.iter().filter_map(|l| l.due);
            let each = days.flat_map(|d| [Due::Before(d), Due::On(d), Due::After(d)].map(Some));
            each.chain([None]).collect()
        };
        for due in due {
            for procedures in [None, Some(vec![w.procedures[1]]), Some(vec![w.procedures[0]]), Some(vec![])] {
                let inbox = Inbox { due, procedures, ..open(&w.units) };
                let (lines, counts) =
                    db.read(|tx| Ok((inbox.page(tx, None, 10)?, inbox.counts(tx)?))).unwrap();
                let counted: i64 = counts.iter().map(|c| c.count).sum();
                assert_eq!(usize::try_from(counted).unwrap(), lines.len(), "{inbox:?}");
            }
        }
    }

    fn whoever_receives_hands_over_from_the_desk_and_no_further(db: TestDb) {
        let w = World::new(&db);
        let (now, unit) = (day("2020-11-02").at_minute(500), w.units[0]);
        let desk = somebody(unit, &[Right::Receive]);
        let id = w.accept(now, 0, 1);
        act(&w, desk, now, move |s, ctx| s.request_supplement(ctx, id, "giấy tờ")).unwrap();
        act(&w, desk, now, move |s, ctx| s.resume(ctx, id)).unwrap();
        act(&w, desk, now, move |s, ctx| s.forward(ctx, id, None)).unwrap();
        assert_eq!(code(act(&w, desk, now, move |s, ctx| s.forward(ctx, id, None))), "actor.not_allowed");
        let asked = act(&w, desk, now, move |s, ctx| s.request_supplement(ctx, id, "giấy tờ"));
        assert_eq!(code(asked), "actor.not_allowed");
        let case = somebody(unit, &[Right::Process]);
        act(&w, case, now, move |s, ctx| s.request_supplement(ctx, id, "giấy tờ")).unwrap();
        // What is missing is brought to the desk.
        act(&w, desk, now, move |s, ctx| s.resume(ctx, id)).unwrap();
        let other = somebody(w.units[1], &[Right::Receive, Right::Process]);
        assert_eq!(code(act(&w, other, now, move |s, ctx| s.forward(ctx, id, None))), "actor.not_allowed");
    }

    fn nobody_decides_on_a_version_he_has_not_seen(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(500);
        let (id, other) = (w.accept(now, 0, 1), w.accept(now, 0, 1));
        w.at(now, move |s, ctx| s.forward(ctx, id, None)).unwrap();
        let stale = w.at(now, move |s, ctx| {
            s.seen(id, 1);
            s.forward(ctx, id, None)
        });
        assert_eq!(code(stale), "dossier.changed");
        w.at(now, move |s, ctx| {
            s.seen(id, 2);
            // Another dossier is not meant, and afterwards the next use case is free.
            s.forward(ctx, other, None)?;
            s.forward(ctx, id, None)?;
            s.send_back(ctx, id, "nhầm")
        })
        .unwrap();
    }

    fn each_look_at_numbers_is_an_action_that_names_the_dossier(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(500);
        let mut cmd = w.intake(0, 1, 1);
        cmd.applicant.card = "096084003307".into();
        let id = w.at(now, move |s, ctx| s.accept(ctx, cmd)).unwrap().id;
        // At the desk that took it in, in the competent unit; not elsewhere, not without the right.
        for unit in &w.units[..2] {
            let shown = act(&w, somebody(*unit, &[Right::Reveal]), now, move |s, ctx| s.reveal(ctx, id)).unwrap();
            assert_eq!(shown.card, "096084003307");
        }
        for actor in [somebody(w.units[2], &[Right::Reveal]), somebody(w.units[0], &[Right::See, Right::Process])] {
            assert_eq!(code(act(&w, actor, now, move |s, ctx| s.reveal(ctx, id))), "actor.not_allowed");
        }
        let looks = db.read(|tx| dossier::desk::reveal::looks(tx, id, 10)).unwrap();
        assert_eq!(looks.len(), 2);
        assert!(looks.iter().all(|l| l.person == ANYBODY && l.at == now));
        let changes: Vec<Vec<u8>> = db
            .read(|tx| {
                tx.query("SELECT changes FROM audit WHERE action = 'dossier.reveal'", &[], |row| row.bytes())
            })
            .unwrap();
        assert_eq!(changes.len(), 2);
        for change in &changes {
            let mut told = String::new();
            store::decode_changes(change, |c| told.push_str(&format!("{c:?}"))).unwrap();
            assert!(told.contains(&id.0.to_string()), "{told}");
        }
        assert!(!changes.concat().windows(12).any(|w| w == b"096084003307"), "the audit holds no number");
        let file = w.desk.file(&id.0.to_string(), &Units::All, now);
        assert_eq!(code(file), "dossier.unknown", "what has a code goes by its code");
    }

    fn a_file_tells_what_happened_and_where_the_time_went(db: TestDb) {
        let w = World::new(&db);
        let at = |d: &str, minute| day(d).at_minute(minute);
        // Monday 8:00 at the desk, 9:00 in step two, paused Tuesday 9:00 to Thursday 9:00, now Thursday 10:00.
        let id = w.accept(at("2020-11-02", 480), 0, 1);
        w.at(at("2020-11-02", 540), move |s, ctx| s.forward(ctx, id, Some("xem kỹ"))).unwrap();
        w.at(at("2020-11-03", 540), move |s, ctx| s.request_supplement(ctx, id, "bản vẽ")).unwrap();
        w.at(at("2020-11-05", 540), move |s, ctx| s.resume(ctx, id)).unwrap();
        let name = w.at(at("2020-11-05", 600), move |s, _| s.dossier(id)).unwrap().intake.unwrap().code;
        let units = Units::of([w.units[0]]);
        let file = w.desk.file(&name, &units, at("2020-11-05", 600)).unwrap();
        assert_eq!(file.history.iter().map(|e| e.said.as_str()).collect::<Vec<_>>(), ["", "xem kỹ", "bản vẽ", ""]);
        let used: Vec<Option<i64>> = file.steps.iter().map(|s| s.used).collect();
        // A working day has eight hours: 60 minutes, then one day and 60 minutes.
        assert_eq!(used, [Some(60), Some(480 + 60), None]);
        assert_eq!(file.steps.iter().map(|s| s.now).collect::<Vec<_>>(), [false, true, false]);
        let others = Units::of([w.units[1], w.units[2]]);
        for hidden in [w.desk.file(&name, &others, at("2020-11-05", 600)), w.desk.file("X-1", &units, Instant(0))] {
            assert_eq!(code(hidden), "dossier.unknown");
        }
    }

    fn what_somebody_set_for_the_own_desk_is_his_alone(db: TestDb) {
        let w = World::new(&db);
        let keep = |person: i64, value: &'static str| {
            let ids = w.ids.clone();
            Db::write(&db, move |tx| {
                let actor = Actor { person: PersonId(person), ..Actor::SYSTEM };
                dossier::own::keep(tx, &Ctx { actor, now: Instant(0), ids: &ids }, "x", value)
            })
            .unwrap();
        };
        let get = |person| db.read(|tx| dossier::own::get(tx, PersonId(person), "x")).unwrap();
        for value in ["a", "b", "b"] {
            keep(1, value);
        }
        assert_eq!((get(1).as_deref(), get(2)), (Some("b"), None));
        keep(1, "");
        assert_eq!(get(1), None);
        // In windows side by side nobody is told of a fault, and one of them stands.
        std::thread::scope(|scope| {
            let kept: Vec<_> = ["d", "e", "f", "g"].map(|value| scope.spawn(move || keep(3, value))).into();
            kept.into_iter().for_each(|one| one.join().unwrap());
        });
        assert!(["d", "e", "f", "g"].contains(&get(3).unwrap().as_str()));
        let versions = db.read(|tx| tx.query_one("SELECT version FROM desk_setting WHERE person_id = 3", &[], |row| row.int()));
        assert_eq!(versions.unwrap(), 4);
    }

    fn who_may_do_what_is_the_same_before_it_is_done_and_when_it_is(db: TestDb) {
        let w = World::new(&db);
        let may = |id, deed: Deed, right| {
            let d = w.at(day("2020-11-02").at_minute(500), move |s, _| s.dossier(id)).unwrap();
            let actor = somebody(d.lying.unit, &[right]);
            let elsewhere = Actor { unit: Some(w.units[2]), ..actor };
            assert!(deed.require(&elsewhere, &d).is_err(), "{deed:?}");
            deed.require(&actor, &d).is_ok()
        };
        let id = w.accept(day("2020-11-02").at_minute(480), 0, 1);
        let at_the_desk = [Deed::Forward, Deed::Pause, Deed::Resume].map(|deed| may(id, deed, Right::Receive));
        assert_eq!(at_the_desk, [true; 3]);
        w.at(day("2020-11-02").at_minute(490), move |s, c| s.forward(c, id, None)).unwrap();
        let afterwards = [Deed::Forward, Deed::Pause, Deed::Resume].map(|deed| may(id, deed, Right::Receive));
        assert_eq!(afterwards, [false, false, true]);
        for (deed, right) in [
            (Deed::TakeIn, Right::Receive), (Deed::Forward, Right::Process), (Deed::SendBack, Right::Process),
            (Deed::Announce, Right::Process), (Deed::Settle, Right::Settle), (Deed::Deliver, Right::Receive),
            (Deed::Correct, Right::Correct), (Deed::Reveal, Right::Reveal),
        ] {
            assert!(may(id, deed, right) && !may(id, deed, Right::See), "{deed:?}");
        }
    }
}
