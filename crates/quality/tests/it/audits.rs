//! An audit from its plan to its end.

use crate::world::{World, code, day, october, schema};
use kernel::{UnitId, Units};
use quality::audit::{self, Answer, AuditId, Grade, NewAction, NewAudit, NewFinding};
use quality::sampling::SizeRule;

const GOOD: [Answer; 5] = [Answer::Yes, Answer::Yes, Answer::Yes, Answer::NotApplicable, Answer::Yes];

fn new(unit: UnitId) -> NewAudit {
    NewAudit {
        unit,
        period: october(),
        planned_on: day("2020-11-09"),
        auditors: "Trần Văn Đánh Giá (minh họa)".into(),
        scope: "Giải quyết thủ tục hành chính".into(),
        rule: SizeRule::Root,
        seed: Some(2020),
        illustrative: true,
    }
}

fn planned(world: &World) -> AuditId {
    let audit = new(world.units[0]);
    world.on("2020-11-02", 0, move |tx, ctx| audit::plan(tx, ctx, &audit)).unwrap()
}

fn draw(world: &World, id: AuditId) -> kernel::Result<usize> {
    let desk = world.desk.clone();
    world.on("2020-11-09", 0, move |tx, ctx| {
        let reference = desk.reference(tx)?;
        audit::draw(tx, ctx, &reference, id)
    })
}

fn finding(sample: Option<i64>, grade: Grade) -> NewFinding {
    NewFinding { sample, grade, clause: "8.5.1".into(), text: "Không có phiếu kiểm soát".into() }
}

fn act(
    world: &World,
    on: &str,
    id: AuditId,
    finding: i64,
    days: i64,
) -> kernel::Result<(audit::ActionId, kernel::Day)> {
    let (desk, new) =
        (world.desk.clone(), NewAction { finding, what: "Lập phiếu".into(), owner: "Ông A".into(), days });
    world.on(on, 0, move |tx, ctx| {
        let reference = desk.reference(tx)?;
        audit::act(tx, ctx, &reference, id, &new)
    })
}

/// Twelve dossiers of one field and four of another, all settled in October by the first unit.
fn lived(world: &World) {
    for n in 0..16 {
        world.settled(0, usize::from(n % 4 == 0), &format!("2020-10-{:02}", 5 + n % 4), 30);
    }
    world.settled(1, 0, "2020-10-05", 30);
    world.settled(0, 0, "2020-11-02", 30);
}

store::db_test! {
    with schema();

    fn an_audit_goes_from_its_plan_to_its_end(db: TestDb) {
        let world = World::new(&db);
        lived(&world);
        let id = planned(&world);
        assert_eq!(draw(&world, id).unwrap(), 4);
        assert_eq!(code(draw(&world, id)), "audit.wrong_state");
        let whole = || db.read(move |tx| audit::whole(tx, id)).unwrap();
        let drawn = whole();
        assert_eq!(drawn.audit.stage.drawn().map(|d| d.1), Some(16));
        let mut fields: Vec<&str> = drawn.samples.iter().map(|s| s.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["Hộ tịch", "Hộ tịch", "Hộ tịch", "Đất đai"]);
        // The same list and seed give the same sample.
        let settled = db.read(|tx| dossier::course::settled_by_procedure(tx, drawn.audit.unit, october())).unwrap();
        let names: Vec<(i64, &str)> = settled.iter().map(|(id, _, _)| {
            let drawn = drawn.samples.iter().find(|s| s.dossier == *id);
            (id.0, drawn.map_or("", |s| s.field.as_str()))
        }).collect();
        assert_eq!(names.iter().filter(|n| !n.1.is_empty()).count(), 4);

        let check = |no: i64, answers: &[Answer]| {
            let answers = answers.to_vec();
            world.on("2020-11-10", 0, move |tx, ctx| audit::check(tx, ctx, id, no, &answers, "đã xem"))
        };
        assert_eq!(code(check(1, &GOOD[..3])), "audit.answers");
        assert_eq!(code(check(9, &GOOD)), "quality.unknown");
        for no in 1..=3 {
            check(no, &GOOD).unwrap();
        }
        let conclude = || world.on("2020-11-11", 0, move |tx, ctx| audit::conclude(tx, ctx, id, "Đạt yêu cầu"));
        assert_eq!(code(conclude()), "audit.unseen");
        let bad = [Answer::Yes, Answer::Yes, Answer::No, Answer::Yes, Answer::Yes];
        check(4, &bad).unwrap();
        let find = |new: NewFinding| world.on("2020-11-10", 0, move |tx, ctx| audit::find(tx, ctx, id, &new));
        assert_eq!(code(find(finding(Some(12), Grade::Minor))), "quality.unknown");
        assert_eq!(find(finding(Some(4), Grade::Minor)).unwrap(), 1);
        assert_eq!(find(finding(None, Grade::Observation)).unwrap(), 2);
        let take_back = |no| world.on("2020-11-10", 0, move |tx, ctx| audit::take_back(tx, ctx, id, no));
        take_back(2).unwrap();
        assert_eq!(code(take_back(2)), "quality.unknown");
        let (action, due) = act(&world, "2020-11-10", id, 1, 5).unwrap();
        // Five working days after a Tuesday.
        assert_eq!(due, day("2020-11-17"));
        assert_eq!(code(act(&world, "2020-11-10", id, 1, 0)), "action.days");
        assert_eq!(code(act(&world, "2020-11-10", id, 3, 5)), "quality.unknown");
        assert_eq!(code(take_back(1)), "audit.acted_upon");
        conclude().unwrap();
        assert_eq!(code(find(finding(None, Grade::Major))), "audit.not_open");
        let close = || world.on("2020-11-30", 0, move |tx, ctx| audit::close(tx, ctx, id));
        assert_eq!(code(close()), "audit.open");
        let open = || db.read(|tx| audit::open_actions(tx, &Units::All)).unwrap();
        assert!(open()[0].overdue(day("2020-11-18")) && !open()[0].overdue(day("2020-11-17")));
        world.on("2020-11-17", 0, move |tx, ctx| audit::done(tx, ctx, action, "Đã lập phiếu")).unwrap();
        let desk = world.desk.clone();
        world.on("2020-11-18", 0, move |tx, ctx| {
            let reference = desk.reference(tx)?;
            audit::reject(tx, ctx, &reference, action, "Còn thiếu", 2)
        }).unwrap();
        assert_eq!(open()[0].due, day("2020-11-20"));
        world.on("2020-11-19", 0, move |tx, ctx| audit::done(tx, ctx, action, "Đã đủ")).unwrap();
        world.on("2020-11-20", 0, move |tx, ctx| audit::verify(tx, ctx, action, "")).unwrap();
        assert!(open().is_empty());
        close().unwrap();
        assert_eq!(whole().audit.stage.word(), "closed");
        assert_eq!(whole().audit.stage.concluded(), Some((day("2020-11-11"), "Đạt yêu cầu")));
        crate::world::clean(&db);
    }

    fn a_sample_needs_a_period_that_is_over_and_something_settled(db: TestDb) {
        let world = World::new(&db);
        let id = planned(&world);
        assert_eq!(code(draw(&world, id)), "audit.nothing");
        let later = NewAudit { period: kernel::Period::new(day("2020-11-01"), day("2020-12-01")).unwrap(), ..new(world.units[0]) };
        let id = world.on("2020-11-02", 0, move |tx, ctx| audit::plan(tx, ctx, &later)).unwrap();
        assert_eq!(code(draw(&world, id)), "audit.period");
        let cancel = |reason: &'static str| world.on("2020-11-09", 0, move |tx, ctx| audit::cancel(tx, ctx, id, reason));
        assert_eq!(code(cancel(" ")), "text.empty");
        cancel("Trùng kế hoạch thanh tra").unwrap();
        assert_eq!(code(draw(&world, id)), "audit.wrong_state");
        let empty = NewAudit { auditors: String::new(), ..new(world.units[0]) };
        assert_eq!(code(world.on("2020-11-02", 0, move |tx, ctx| audit::plan(tx, ctx, &empty))), "text.empty");
        let audits = db.read(|tx| audit::audits(tx, &Units::All)).unwrap();
        assert_eq!(audits.len(), 2);
        assert!(db.read(|tx| audit::audits(tx, &Units::of([]))).unwrap().is_empty());
    }

    fn nobody_audits_another_unit(db: TestDb) {
        let world = World::new(&db);
        lived(&world);
        let theirs = new(world.units[1]);
        assert_eq!(code(world.on("2020-11-02", 0, move |tx, ctx| audit::plan(tx, ctx, &theirs))), "actor.not_allowed");
        let id = planned(&world);
        draw(&world, id).unwrap();
        let checked = world.on("2020-11-09", 1, move |tx, ctx| audit::check(tx, ctx, id, 1, &GOOD, ""));
        assert_eq!(code(checked), "actor.not_allowed");
        assert_eq!(code(world.on("2020-11-09", 1, move |tx, ctx| audit::find(tx, ctx, id, &finding(None, Grade::Major)))), "actor.not_allowed");
        assert_eq!(code(world.on("2020-11-09", 1, move |tx, ctx| audit::conclude(tx, ctx, id, "x"))), "actor.not_allowed");
        assert_eq!(code(world.on("2020-11-09", 1, move |tx, ctx| audit::cancel(tx, ctx, id, "x"))), "actor.not_allowed");
        world.on("2020-11-09", 0, move |tx, ctx| audit::find(tx, ctx, id, &finding(None, Grade::Major))).unwrap();
        let (action, _) = act(&world, "2020-11-09", id, 1, 5).unwrap();
        assert_eq!(code(world.on("2020-11-09", 1, move |tx, ctx| audit::done(tx, ctx, action, "x"))), "actor.not_allowed");
    }
}
