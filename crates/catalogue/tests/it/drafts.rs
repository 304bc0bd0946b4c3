//! A process from draft to decision.

use crate::world::{START, act, catalogue, decision, edition, keep, process, schema};
use catalogue::desk::NewProcedure;
use catalogue::draft::{self, Approval, Content, Draft, DraftId, Edit, Fresh, Objection};
use catalogue::figures::processes::{ApprovedProcesses, Standing};
use catalogue::figures::{Figures, Published};
use catalogue::{
    Catalogue, Competent, DecisionKind, Edition, Effect, Place, ProcedureId, ProcessProblem, Step,
};
use kernel::calendar::Span;
use kernel::term::Term;
use kernel::{Actor, Day, Period, PersonId, Result, Right, Rights, UnitId};
use organisation::{Directory, UnitVersion};
use store::testing::TestDb;
use store::{Ctx, Db, VerifyOptions};

/// Somebody who administers one unit alone.
fn of_unit(unit: UnitId) -> Actor {
    Actor { person: PersonId(5), behalf: None, unit: Some(unit), rights: Rights::of(&[Right::Administer]) }
}

/// Two departments.
fn units(db: &Db) -> (UnitId, UnitId) {
    let spans = [Span { from: 420, to: 660 }, Span { from: 780, to: 1020 }];
    act(db, move |tx, ctx| organisation::desk::keep_hours(tx, ctx, "office", 1, Day(0), &spans)).unwrap();
    let found = |code: &'static str, position| {
        let version = UnitVersion {
            unit: UnitId(0),
            valid_from: START.plus(-100),
            valid_to: None,
            code: code.into(),
            name: format!("Sở {code}"),
            tier: "province".into(),
            kind: "department".into(),
            command: None,
            territory: None,
            position,
            reports: true,
            calendar: "office".into(),
        };
        act(db, move |tx, ctx| organisation::desk::found(tx, ctx, version)).unwrap()
    };
    (found("S1", 1), found("S2", 2))
}

/// Procedures of the first department, of so many days each.
fn procedures(db: &Db, days: &[i64]) -> Vec<ProcedureId> {
    let process = process(db);
    let told = (1..).zip(days).map(|(i, days)| {
        let mut e = edition(process, &format!("1.00000{i}"), *days);
        e.procedure.competent = Competent::Unit("S1".into());
        e
    });
    keep(db, told.collect()).unwrap();
    let c = catalogue(db);
    (1..=days.len()).map(|i| c.by_code(&format!("1.00000{i}")).unwrap()).collect()
}

fn steps() -> Vec<Step> {
    let step = |name: &str, place, share, settles| Step {
        share: Some(share),
        ..Step::fixed(name, "Chuyên viên", place, 0, settles)
    };
    vec![
        step("Tiếp nhận", Place::Desk, 50, false),
        step("Thẩm định", Place::Competent, 700, false),
        step("Ký duyệt", Place::Competent, 200, true),
    ]
}

fn content(procedures: &[ProcedureId]) -> Content {
    Content {
        name: "Quy trình của Sở S1".into(),
        steps: steps(),
        removed: None,
        procedures: procedures.to_vec(),
    }
}

fn begin(db: &Db, unit: UnitId, content: Content) -> DraftId {
    act(db, move |tx, ctx| draft::begin(tx, ctx, Fresh { unit, content, based_on: None })).unwrap()
}

fn get(db: &Db, id: DraftId) -> Draft {
    db.read(move |tx| draft::get(tx, id)).unwrap().unwrap()
}

fn approval(after: i64) -> Approval {
    Approval {
        number: "77/QĐ-UBND".into(),
        signed_on: START.plus(after - 2),
        in_force_from: START.plus(after),
        issuer: "Chủ tịch Ủy ban nhân dân tỉnh".into(),
        summary: "Phê duyệt quy trình nội bộ (minh họa)".into(),
    }
}

fn publish(db: &Db, id: DraftId, seen: i64, approval: Approval) -> Result<draft::Approved> {
    // On the day it is signed.
    let now = approval.signed_on.start();
    act(db, move |tx, ctx| {
        draft::publish(tx, &Ctx { actor: ctx.actor, now, ids: ctx.ids }, id, seen, &approval)
    })
}

fn code_of<T: std::fmt::Debug>(refused: Result<T>) -> &'static str {
    refused.unwrap_err().refusal().unwrap().code
}

/// The same as somebody else.
fn as_actor<T: Send + 'static>(
    db: &Db,
    actor: Actor,
    work: impl FnOnce(&mut store::Tx<'_>, &Ctx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    act(db, move |tx, ctx| work(tx, &Ctx { actor, now: ctx.now, ids: ctx.ids }))
}

fn objections(db: &TestDb, id: DraftId, day: Day) -> Vec<Objection> {
    db.read(move |tx| {
        let (catalogue, directory) = (Catalogue::load(tx)?, Directory::load(tx)?);
        Ok(draft::objections(&draft::get(tx, id)?.unwrap(), &catalogue, &directory, day))
    })
    .unwrap()
}

store::db_test! {
    with schema();

    fn a_draft_is_kept_at_each_step_of_the_work_and_read_as_it_was(db: TestDb) {
        let (unit, partner) = units(&db);
        let all = procedures(&db, &[10, 20]);
        let mut told = content(&all);
        told.steps[1].place = Place::Unit(partner);
        told.steps[1].group = Some(" ý kiến ".into());
        told.steps[1].may = vec![catalogue::Power::Refuse];
        told.steps[1].produces = "Biên bản".into();
        let id = begin(&db, unit, told.clone());
        let mut draft = get(&db, id);
        assert_eq!(draft.content.steps[1].group.as_deref(), Some("ý kiến"), "texts are trimmed");
        assert_eq!((draft.unit, draft.version, draft.content.procedures.clone()), (unit, 1, all.clone()));
        draft.content.edit(Edit::Remove(2));
        draft.content.procedures.remove(0);
        let changed = draft.content.clone();
        assert_eq!(act(&db, { let c = changed.clone(); move |tx, ctx| draft::keep(tx, ctx, id, 1, c) }).unwrap(), 2);
        let mut draft = get(&db, id);
        assert_eq!(draft.content, changed);
        // What was taken out waits in the database, and comes back.
        assert_eq!(draft.content.edit(Edit::Undo), Some(2));
        assert_eq!(draft.content.steps[1].produces, "Biên bản");
        // The same once more is nothing new.
        assert_eq!(act(&db, move |tx, ctx| draft::keep(tx, ctx, id, 2, changed)).unwrap(), 2);
        assert_eq!(db.read(draft::all).unwrap(), [get(&db, id)]);
        act(&db, move |tx, ctx| draft::discard(tx, ctx, id, 2)).unwrap();
        assert!(db.read(draft::all).unwrap().is_empty());
    }

    fn who_saw_another_version_or_does_not_administer_the_unit_is_refused(db: TestDb) {
        let (unit, other) = units(&db);
        let all = procedures(&db, &[10]);
        let id = begin(&db, unit, content(&all));
        let mut new = content(&all);
        new.name = "Khác".into();
        let keep = { let new = new.clone(); move |tx: &mut store::Tx<'_>, ctx: &Ctx<'_>| draft::keep(tx, ctx, id, 1, new) };
        assert_eq!(code_of(as_actor(&db, of_unit(other), keep.clone())), "actor.not_allowed");
        assert_eq!(as_actor(&db, of_unit(unit), keep.clone()).unwrap(), 2);
        assert_eq!(code_of(act(&db, keep)), "catalogue.draft_changed");
        assert_eq!(code_of(act(&db, move |tx, ctx| draft::discard(tx, ctx, id, 1))), "catalogue.draft_changed");
        assert_eq!(code_of(act(&db, move |tx, ctx| draft::discard(tx, ctx, DraftId(9), 1))), "catalogue.no_draft");
        let fresh = Fresh { unit: other, content: new.clone(), based_on: None };
        assert_eq!(code_of(as_actor(&db, of_unit(unit), move |tx, ctx| draft::begin(tx, ctx, fresh))), "actor.not_allowed");
        new.name = "x".repeat(401);
        assert_eq!(code_of(act(&db, move |tx, ctx| draft::keep(tx, ctx, id, 2, new))), "catalogue.draft_too_long");
        // A unit draws up, the province approves.
        let refused = as_actor(&db, of_unit(unit), move |tx, ctx| draft::publish(tx, ctx, id, 2, &approval(30)));
        assert_eq!(code_of(refused), "actor.not_allowed");
    }

    fn approved_it_is_a_process_and_procedures_run_through_it_from_the_day_on(db: TestDb) {
        let (unit, _) = units(&db);
        let all = procedures(&db, &[10, 20, 30]);
        let before = catalogue(&db);
        let id = begin(&db, unit, content(&all[..2]));
        let approved = publish(&db, id, 1, approval(30)).unwrap();
        assert_eq!((approved.code.as_str(), approved.procedures.as_slice()), ("qt-1.000001", &all[..2]));
        assert!(db.read(draft::all).unwrap().is_empty());
        let c = catalogue(&db);
        let code = |procedure, day| c.in_force(procedure, day).unwrap().process.code.clone();
        for procedure in &all[..2] {
            assert_eq!(code(*procedure, START.plus(29)), "one");
            assert_eq!(code(*procedure, START.plus(30)), "qt-1.000001");
            // Dossiers under way keep their revision, and with it their process.
            assert_eq!(c.at_revision(*procedure, 1), before.at_revision(*procedure, 1));
            // All else of the revision is what it was.
            assert_eq!(c.components(*procedure, 2), before.components(*procedure, 1));
            assert_eq!(c.details(*procedure, 2), before.details(*procedure, 1));
            assert_eq!(c.made_by(*procedure, 2).unwrap().id, approved.decision);
            assert!(c.made_by(*procedure, 1).is_none());
        }
        assert_eq!(code(all[2], START.plus(30)), "one");
        let r = c.in_force(all[1], START.plus(30)).unwrap();
        assert_eq!(r.process.steps[1].allotment_minutes, 20 * 480 * 700 / 1000, "by share of its own term");
        assert_eq!(c.process_before(approved.process).unwrap().code, "one");
        store::seal(&db).unwrap();
        let report = store::verify(&db, &VerifyOptions::default()).unwrap();
        assert!(report.problems.is_empty(), "{report:?}");
    }

    fn a_process_decision_is_counted_as_such_and_not_as_a_publication(db: TestDb) {
        let (unit, _) = units(&db);
        let all = procedures(&db, &[10, 20]);
        let by = decision(&db, "12/QĐ-UBND", 5);
        let was = catalogue(&db);
        let r = was.in_force(all[0], START).unwrap();
        let amended = Edition {
            procedure: NewProcedure { valid_from: START.plus(5), term: Term::WorkingDays(9), ..NewProcedure::of(r) },
            components: Some(was.components(all[0], 1).to_vec()),
            details: was.details(all[0], 1).unwrap().clone(),
            published: Some((by, Effect::Amended)),
        };
        keep(&db, vec![amended]).unwrap();
        let id = begin(&db, unit, content(&all));
        publish(&db, id, 1, approval(30)).unwrap();
        let (c, directory) = (catalogue(&db), db.read(Directory::load).unwrap());
        let whole = Figures::of(&c, Period::new(START, START.plus(60)).unwrap());
        assert_eq!(whole.published, Published { decisions: 1, amended: 1, ..Published::default() });
        assert_eq!(c.publications().len(), 1);
        let figure = |day| ApprovedProcesses::of(&c, &directory, day);
        let now = figure(START.plus(30));
        assert_eq!((now.procedures, now.processes.len(), now.decisions.len(), now.others), (2, 1, 1, 0));
        assert_eq!(now.units.into_iter().collect::<Vec<_>>(), [(unit, 2)]);
        let early = figure(START.plus(29));
        assert_eq!((early.procedures, early.units.len(), early.others), (0, 0, 2));
        let of_unit = |day| {
            let found = c.processes_of(&directory, unit, day);
            found.into_iter().map(|p| (p.process.code.clone(), p.procedures.len())).collect::<Vec<_>>()
        };
        assert_eq!(of_unit(START.plus(29)), [("one".to_owned(), 2)]);
        assert_eq!(of_unit(START.plus(30)), [("qt-1.000001".to_owned(), 2)]);
        let process = c.processes().find(|p| p.code == "qt-1.000001").unwrap();
        let by = c.decisions().iter().find(|d| d.kind == DecisionKind::Process).unwrap().id;
        assert_eq!(c.standing(process, START.plus(30)), Standing::Approved(by));
        assert_eq!(c.standing(process, START.plus(29)), Standing::Later(by));
    }

    fn one_decision_approves_several_processes_and_each_change_gets_a_new_code(db: TestDb) {
        let (unit, _) = units(&db);
        let all = procedures(&db, &[10, 20]);
        let early = begin(&db, unit, content(&all[..1]));
        let mistyped = Approval { in_force_from: START.plus(365_000), ..approval(30) };
        assert_eq!(code_of(publish(&db, early, 1, mistyped)), "catalogue.decision_days");
        let signed_later = act(&db, move |tx, ctx| draft::publish(tx, ctx, early, 1, &approval(30)));
        assert_eq!(code_of(signed_later), "catalogue.decision_days");
        let first = publish(&db, begin(&db, unit, content(&all[..1])), 1, approval(30)).unwrap();
        let second = publish(&db, begin(&db, unit, content(&all[1..])), 1, approval(30)).unwrap();
        assert_eq!(first.decision, second.decision);
        let mut changed = content(&all[..1]);
        changed.steps[0].share = Some(20);
        let later = Approval { number: "99/QĐ-UBND".into(), ..approval(40) };
        let third = publish(&db, begin(&db, unit, changed), 1, later).unwrap();
        assert_eq!(third.code, "qt-1.000001-2");
        let c = catalogue(&db);
        let code = |day| c.in_force(all[0], START.plus(day)).unwrap().process.code.clone();
        assert_eq!([29, 30, 40].map(code), ["one", "qt-1.000001", "qt-1.000001-2"]);
        // The same number of the same day with another first day is another decision: what is signed is not edited.
        let other = Approval { in_force_from: START.plus(50), ..approval(30) };
        let id = begin(&db, unit, content(&all[1..]));
        assert_eq!(code_of(publish(&db, id, 1, other)), "catalogue.decision_known");
        assert_eq!(get(&db, id).version, 1, "nothing was written");
    }

    fn what_speaks_against_it_is_told_at_once_by_step_and_procedure(db: TestDb) {
        let (unit, partner) = units(&db);
        let all = procedures(&db, &[1, 20]);
        let by = decision(&db, "12/QĐ-UBND", 50);
        let was = catalogue(&db);
        let r = was.in_force(all[1], START).unwrap();
        let later = Edition {
            procedure: NewProcedure { valid_from: START.plus(50), ..NewProcedure::of(r) },
            components: None,
            details: catalogue::Details { uses: Vec::new(), ..was.details(all[1], 1).unwrap().clone() },
            published: Some((by, Effect::Amended)),
        };
        keep(&db, vec![later]).unwrap();
        let fixed = |name: &str, minutes, settles| Step::fixed(name, "Chuyên viên", Place::Competent, minutes, settles);
        let mut told = Content {
            name: String::new(),
            steps: vec![fixed("Thẩm định", 400, false), fixed("", 90, false)],
            removed: None,
            procedures: all.clone(),
        };
        told.steps[0].place = Place::Unit(UnitId(99));
        let id = begin(&db, unit, told.clone());
        let structural = |problem| Objection::Problem { problem, procedure: None };
        assert_eq!(objections(&db, id, START.plus(40)), [
            Objection::NoName,
            structural(ProcessProblem::BeginsElsewhere),
            structural(ProcessProblem::Nameless(2)),
            structural(ProcessProblem::NeverSettles),
            Objection::NoUnit { no: 1, unit: UnitId(99) },
            Objection::LaterRevision { procedure: "1.000002".into(), from: START.plus(50) },
        ]);
        let refused = publish(&db, id, 1, approval(40)).unwrap_err();
        let words = refused.refusal().unwrap().vi.clone();
        for part in ["Bước 2", "1.000002", "Không có bước nào ra kết quả"] {
            assert!(words.contains(part), "{words}");
        }
        // Sound by itself, but not within a day.
        told.name = "Quy trình".into();
        told.steps = vec![fixed("Thẩm định", 400, false), fixed("Ký", 90, true)];
        let id = begin(&db, unit, told.clone());
        let over = ProcessProblem::OverTerm { allotted: 490, term: 480 };
        let found = objections(&db, id, START.plus(50));
        assert_eq!(found, [Objection::Problem { problem: over, procedure: Some("1.000001".into()) }]);
        let refused = publish(&db, id, 1, approval(50)).unwrap_err();
        assert!(refused.refusal().unwrap().vi.contains("Thủ tục 1.000001: Tổng thời gian các bước là 490"));
        // For another unit's procedures, or none.
        let id = begin(&db, partner, Content { procedures: all[..1].to_vec(), ..told.clone() });
        assert_eq!(objections(&db, id, START.plus(50)), [Objection::NotTheUnits("1.000001".into())]);
        let id = begin(&db, partner, Content { procedures: Vec::new(), ..told });
        assert_eq!(objections(&db, id, START.plus(50)), [Objection::NoProcedure]);
        assert_eq!(code_of(publish(&db, id, 1, approval(50))), "catalogue.process_unsound");
        let wrong = Approval { signed_on: START.plus(51), ..approval(50) };
        assert_eq!(code_of(publish(&db, id, 1, wrong)), "catalogue.decision_days");
        assert!(catalogue(&db).decisions().iter().all(|d| d.kind == DecisionKind::Publication), "nothing was kept");
    }
}
