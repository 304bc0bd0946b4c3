//! What decisions make of procedures, and what a second telling changes.

use crate::world::{START, act, catalogue, decision, edition, keep, process, schema};
use catalogue::desk::NewProcedure;
use catalogue::{Details, Edition, Effect, Ending, Written};
use kernel::term::Term;
use store::VerifyOptions;

/// Published by a decision from a day on, with another term.
fn amended(was: &Edition, by: catalogue::DecisionId, after: i64, days: i64) -> Edition {
    let procedure = NewProcedure {
        valid_from: START.plus(after),
        term: Term::WorkingDays(days),
        ..was.procedure.clone()
    };
    Edition { procedure, published: Some((by, Effect::Amended)), ..was.clone() }
}

store::db_test! {
    with schema();

    fn what_an_edition_says_is_what_is_read_again(db: TestDb) {
        let told = edition(process(&db), "1.000001", 8);
        let written = keep(&db, vec![told.clone()]).unwrap();
        assert_eq!(written, Written { procedures: 1, revisions: 1, endings: 0 });
        let catalogue = catalogue(&db);
        let procedure = catalogue.by_code("1.000001").unwrap();
        let r = catalogue.in_force(procedure, START).unwrap();
        assert_eq!((r.revision, r.term), (1, Term::WorkingDays(8)));
        assert_eq!(catalogue.components(procedure, 1), told.components.as_deref().unwrap());
        assert_eq!(catalogue.details(procedure, 1), Some(&told.details));
    }

    fn the_same_told_twice_is_written_once_also_with_a_past(db: TestDb) {
        let (process, by) = (process(&db), decision(&db, "12/QĐ-UBND", 30));
        let was = edition(process, "1.000001", 10);
        let told = vec![was.clone(), amended(&was, by, 30, 8)];
        let first = keep(&db, told.clone()).unwrap();
        assert_eq!(first, Written { procedures: 1, revisions: 2, endings: 0 });
        let digest = db.read(catalogue::Catalogue::current_revision).unwrap();
        assert!(keep(&db, told).unwrap().nothing());
        assert_eq!(db.read(catalogue::Catalogue::current_revision).unwrap(), digest);
    }

    fn a_dossier_is_filed_under_what_was_in_force_on_its_day(db: TestDb) {
        let (process, by) = (process(&db), decision(&db, "12/QĐ-UBND", 30));
        let was = edition(process, "1.000001", 10);
        keep(&db, vec![was.clone(), amended(&was, by, 30, 8)]).unwrap();
        let catalogue = catalogue(&db);
        let procedure = catalogue.by_code("1.000001").unwrap();
        let term = |day| catalogue.in_force(procedure, day).unwrap().term;
        assert_eq!(term(START.plus(29)), Term::WorkingDays(10));
        assert_eq!(term(START.plus(30)), Term::WorkingDays(8));
        // What was filed under the first keeps it.
        assert_eq!(catalogue.at_revision(procedure, 1).unwrap().term, Term::WorkingDays(10));
        let publication = catalogue.publications()[0];
        assert_eq!((publication.decision, publication.revision), (by, Some(2)));
    }

    fn an_abolished_procedure_is_offered_up_to_the_day_before(db: TestDb) {
        let (process, by) = (process(&db), decision(&db, "13/QĐ-UBND", 40));
        let told = vec![edition(process, "1.000001", 8), edition(process, "1.000002", 8)];
        keep(&db, told.clone()).unwrap();
        let ending = [Ending { code: "1.000001".into(), decision: by }];
        let ends = ending.clone();
        let written = act(&db, move |tx, ctx| catalogue::keep_editions(tx, ctx, &[], &ends)).unwrap();
        assert_eq!(written, Written { endings: 1, ..Written::default() });
        let again = act(&db, move |tx, ctx| catalogue::keep_editions(tx, ctx, &told, &ending)).unwrap();
        assert!(again.nothing());
        let catalogue = catalogue(&db);
        let procedure = catalogue.by_code("1.000001").unwrap();
        let codes = |day| {
            let offered = catalogue.offered_by("P", "department", "province", day);
            offered.iter().map(|r| r.code.clone()).collect::<Vec<_>>()
        };
        assert_eq!(codes(START.plus(39)), ["1.000001", "1.000002"]);
        assert_eq!(codes(START.plus(40)), ["1.000002"]);
        assert!(catalogue.in_force(procedure, START.plus(40)).is_none());
        assert_eq!(catalogue.ended(procedure), Some(START.plus(40)));
        // Dossiers under way find their revision all the same.
        assert!(catalogue.at_revision(procedure, 1).is_some());
    }

    fn another_list_of_papers_keeps_everything_else_of_the_revision(db: TestDb) {
        let told = edition(process(&db), "1.000001", 8);
        keep(&db, vec![told.clone()]).unwrap();
        let procedure = catalogue(&db).by_code("1.000001").unwrap();
        let shorter: Vec<_> = told.components.unwrap().into_iter().take(1).collect();
        act(&db, move |tx, ctx| catalogue::keep_components(tx, ctx, procedure, &shorter)).unwrap();
        let after = catalogue(&db);
        assert_eq!(after.components(procedure, 2).len(), 1);
        assert_eq!(after.details(procedure, 2), Some(&Details { uses: Vec::new(), ..told.details }));
        assert_eq!(after.components(procedure, 1).len(), 2);
    }

    fn numbers_with_a_gap_and_cases_that_there_are_not_are_refused_and_nothing_is_written(db: TestDb) {
        let process = process(&db);
        let mut gap = edition(process, "1.000002", 8);
        gap.components.as_mut().unwrap()[1].no = 3;
        let mut case = edition(process, "1.000002", 8);
        case.details.fees[0].case_no = Some(7);
        let mut uses = edition(process, "1.000002", 8);
        uses.details.uses.pop();
        for wrong in [gap, case, uses] {
            let refused = keep(&db, vec![edition(process, "1.000001", 8), wrong]).unwrap_err();
            let refusal = refused.refusal().unwrap();
            assert_eq!(refusal.code, "catalogue.numbers");
            assert!(refusal.vi.starts_with("1.000002") && refusal.en.starts_with("1.000002"));
            assert!(catalogue(&db).revisions().is_empty());
        }
    }

    fn what_is_signed_is_not_edited(db: TestDb) {
        let id = decision(&db, "12/QĐ-UBND", 30);
        assert_eq!(decision(&db, "12/QĐ-UBND", 30), id);
        let known = catalogue(&db).decision(id).unwrap().clone();
        let other = catalogue::Decision { summary: "Khác".into(), ..known };
        let refused = act(&db, move |tx, ctx| catalogue::keep_decision(tx, ctx, &other)).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "catalogue.decision_known");
    }

    fn verify_finds_nothing_wrong_with_what_was_published(db: TestDb) {
        let (process, by) = (process(&db), decision(&db, "12/QĐ-UBND", 30));
        let was = edition(process, "1.000001", 10);
        keep(&db, vec![was.clone(), amended(&was, by, 30, 8)]).unwrap();
        store::seal(&db).unwrap();
        let report = store::verify(&db, &VerifyOptions::default()).unwrap();
        assert!(report.problems.is_empty(), "{report:?}");
    }
}
