//! What a changed workbook does: revisions by decision, and dossiers' old ones as they were.

use crate::book::{Draft, cells, decision_row, new_row};
use crate::world::{TODAY, asked, code, digest, exported, filled, known, looked, published, schema, told};
use catalogue::{Aspect, Effect};
use exchange::Value;
use exchange::workbook::{Asked, Published};
use kernel::term::Term;
use store::testing::TestDb;

const P: &str = "Thủ tục";

/// A decision for the sheet, in force ten days from now.
fn decided(draft: &mut Draft, number: &str) {
    draft.row("Quyết định", &decision_row(number, Value::When(TODAY, 0), Value::When(TODAY.plus(10), 0)));
}

store::db_test! {
    with schema();

    fn what_differs_becomes_a_revision_and_what_does_not_stays(db: TestDb) {
        filled(&db, [12, 2, 1]);
        let mut draft = Draft::of(&exported(&db));
        // Another term, another name, a paper less, a fee more, an end, and one that is new.
        draft.number(P, "G2", 6.0);
        draft.text(P, "B3", "Tên đã sửa").text(P, "V3", "thay thế");
        draft.delete_row("Thành phần hồ sơ", 16);
        draft.row("Phí, lệ phí", &cells(&[&code(5), "", "1", "phí", "Phí thẩm định", "100000", "hồ sơ", "Thông tư"]));
        draft.text(P, "V5", "bãi bỏ");
        draft.row(P, &new_row("2.000001", &[]));
        let bytes = draft.save();
        let before = digest(&db);
        let seen = looked(&db, &bytes, Some(&asked("77/QĐ-UBND")));
        assert_eq!(told(&seen.problems), Vec::new());
        let changes: Vec<(&str, &str, Effect)> =
            seen.changes.iter().map(|c| (c.cell.as_str(), c.code.as_str(), c.effect.unwrap())).collect();
        let codes = [code(0), code(1), code(2), code(3), code(5)];
        let [a, b, c, d, e] = codes.each_ref().map(String::as_str);
        assert_eq!(
            changes,
            [
                ("Thủ tục!A2", a, Effect::Amended),
                ("Thủ tục!A3", b, Effect::Replaced),
                ("Thủ tục!A4", c, Effect::Amended),
                ("Thủ tục!A5", d, Effect::Abolished),
                ("Thủ tục!A7", e, Effect::Amended),
                ("Thủ tục!A17", "2.000001", Effect::New),
            ]
        );
        let aspects = |n: usize| seen.changes[n].differences.iter().map(|d| d.aspect).collect::<Vec<_>>();
        assert_eq!((aspects(0), aspects(1)), (vec![Aspect::Term], vec![Aspect::Name]));
        assert_eq!((aspects(2), aspects(4)), (vec![Aspect::Paper], vec![Aspect::Fee]));
        assert_eq!(digest(&db), before, "a dry run writes nothing");
        let done = published(&db, &bytes, Some(asked("77/QĐ-UBND"))).unwrap();
        assert_eq!(
            done,
            Published { decisions: 1, new: 1, amended: 3, replaced: 1, abolished: 1, unchanged: 10 }
        );
        let known = known(&db);
        let catalogue = known.catalogue();
        let id = catalogue.by_code(a).unwrap();
        assert_eq!(catalogue.in_force(id, TODAY).unwrap().term, Term::WorkingDays(6));
        assert_eq!(catalogue.at_revision(id, 1).unwrap().term, Term::WorkingDays(8));
        assert_eq!(catalogue.in_force(catalogue.by_code(d).unwrap(), TODAY), None);
        assert_eq!(catalogue.all_in_force(TODAY).len(), 15);
        let new = catalogue.in_force(catalogue.by_code("2.000001").unwrap(), TODAY).unwrap();
        assert_eq!((new.process.code.as_str(), new.online), ("default-province", true));
        // The same file again: everything stands.
        let after = digest(&db);
        let again = published(&db, &bytes, Some(asked("77/QĐ-UBND"))).unwrap();
        assert!(again.nothing(), "{again:?}");
        assert_eq!(digest(&db), after);
    }

    fn where_anything_is_wrong_nothing_is_written(db: TestDb) {
        filled(&db, [6, 1, 1]);
        let mut draft = Draft::of(&exported(&db));
        draft.number(P, "G2", 6.0).number(P, "G3", -1.0);
        let before = digest(&db);
        let Err(refused) = published(&db, &draft.save(), Some(asked("77/QĐ-UBND"))) else { panic!("published") };
        assert_eq!(told(&refused.problems), [("Thủ tục!G3".to_owned(), "negative")]);
        assert_eq!(digest(&db), before);
        // Nor is a change that no decision is named for.
        let mut draft = Draft::of(&exported(&db));
        draft.number(P, "G2", 6.0);
        let Err(refused) = published(&db, &draft.save(), None) else { panic!("published") };
        assert_eq!((refused.undecided, told(&refused.problems)), (1, Vec::new()));
        assert_eq!(digest(&db), before);
    }

    fn a_decision_of_the_sheet_publishes_from_its_first_day_on(db: TestDb) {
        filled(&db, [6, 1, 1]);
        let mut draft = Draft::of(&exported(&db));
        decided(&mut draft, "88/QĐ-UBND");
        draft.number(P, "G2", 6.0).text(P, "U2", "88/QĐ-UBND");
        let row = draft.row(P, &new_row("2.000001", &[]));
        draft.text(P, &format!("U{row}"), "88/QĐ-UBND").text(P, &format!("V{row}"), "mới");
        let done = published(&db, &draft.save(), None).unwrap();
        assert_eq!((done.decisions, done.new, done.amended), (1, 1, 1));
        let known = known(&db);
        let id = known.catalogue().by_code(&code(0)).unwrap();
        let term = |day| known.catalogue().in_force(id, day).unwrap().term;
        assert_eq!((term(TODAY.plus(9)), term(TODAY.plus(10))), (Term::WorkingDays(8), Term::WorkingDays(6)));
        // Before that day the file that is exported is still the old one, and says so to whoever changes it.
        let bytes = exported(&db);
        assert!(looked(&db, &bytes, None).nothing());
        let mut late = Draft::of(&bytes);
        late.number(P, "G2", 5.0);
        let seen = looked(&db, &late.save(), Some(&asked("99/QĐ-UBND")));
        assert_eq!(told(&seen.problems), [("Thủ tục!T2".to_owned(), "pending")]);
    }

    fn an_abolished_procedure_is_taken_up_again_as_new(db: TestDb) {
        filled(&db, [6, 1, 1]);
        let whole = exported(&db);
        let mut draft = Draft::of(&whole);
        draft.text(P, "V2", "bãi bỏ");
        published(&db, &draft.save(), Some(asked("77/QĐ-UBND"))).unwrap();
        // The row as it was, without a word of its end.
        let later = |number: &str| Asked { in_force_from: Some(TODAY.plus(1)), ..asked(number) };
        let mut again = Draft::of(&whole);
        again.number(P, "G2", 5.0);
        let seen = looked(&db, &again.save(), Some(&later("78/QĐ-UBND")));
        assert_eq!(told(&seen.problems), [("Thủ tục!V2".to_owned(), "ended")]);
        let mut again = Draft::of(&whole);
        again.text(P, "V2", "mới");
        let done = published(&db, &again.save(), Some(later("78/QĐ-UBND"))).unwrap();
        assert_eq!((done.new, done.decisions), (1, 1));
        let known = known(&db);
        let id = known.catalogue().by_code(&code(0)).unwrap();
        assert_eq!(known.catalogue().in_force(id, TODAY), None);
        assert!(known.catalogue().in_force(id, TODAY.plus(1)).is_some());
        // And once more is nothing more.
        assert!(published(&db, &again.save(), Some(later("78/QĐ-UBND"))).unwrap().nothing());
    }
}

#[test]
fn a_decision_that_is_asked_for_is_known_or_complete() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [3, 0, 0]);
    let bytes = exported(&db);
    let pages = crate::world::pages(&bytes);
    let known = known(&db);
    let ask = |asked: Asked| exchange::workbook::look(&known, "x", &pages, Some(&asked)).map(|_| ());
    let code = |asked: Asked| match ask(asked) {
        Err(kernel::Error::Refused(r)) => r.code,
        other => panic!("{other:?}"),
    };
    let number = |text: &str| Asked { number: text.into(), ..Asked::default() };
    assert!(ask(number("1/QĐ-UBND")).is_ok());
    assert_eq!(code(number("9/QĐ-UBND")), "catalogue.decision_incomplete");
    assert_eq!(code(Asked { issuer: "Người khác".into(), ..number("1/QĐ-UBND") }), "decision_changed");
    let early = Asked { in_force_from: Some(TODAY.plus(-1)), ..asked("9/QĐ-UBND") };
    assert_eq!(code(early), "date_order");
    // Numbers begin anew with the year.
    assert!(ask(Asked { signed_on: Some(TODAY.plus(-366)), ..asked("1/QĐ-UBND") }).is_ok());
}
