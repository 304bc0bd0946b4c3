//! A CSV touches only the columns it has, and a workbook only the sheets.

use crate::book::Draft;
use crate::world::{TODAY, asked, code, exported, filled, known, looked, published, schema, told};
use catalogue::Aspect;
use exchange::read_all;
use exchange::workbook::{Looked, look};
use store::testing::TestDb;

fn of_csv(db: &TestDb, text: &str) -> Looked {
    let pages = read_all("sua.csv", text.as_bytes(), None).unwrap();
    look(&known(db), "sua.csv", &pages, Some(&asked("77/QĐ-UBND"))).unwrap()
}

#[test]
fn a_csv_touches_only_the_columns_it_has() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [8, 2, 1]);
    let seen = of_csv(&db, "code;Thời hạn sau cắt giảm\n1.000001;6\n1.000002;20\n");
    assert_eq!(told(&seen.problems), Vec::new());
    assert_eq!((seen.changes.len(), seen.unchanged, seen.absent), (1, 1, 9));
    let change = &seen.changes[0];
    assert_eq!((change.cell.as_str(), change.code.as_str()), ("sua.csv!A2", code(0).as_str()));
    assert_eq!(change.differences.iter().map(|d| d.aspect).collect::<Vec<_>>(), [Aspect::Term]);
    // A level that is changed alone takes with it whether one can file online.
    let seen = of_csv(&db, "code,service_level\n1.000001,4\n");
    let aspects: Vec<Aspect> = seen.changes[0].differences.iter().map(|d| d.aspect).collect();
    assert_eq!((told(&seen.problems), aspects), (Vec::new(), vec![Aspect::Online, Aspect::ServiceLevel]));
}

#[test]
fn a_new_procedure_needs_the_columns_that_no_procedure_can_do_without() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [3, 0, 0]);
    let seen = of_csv(
        &db,
        "code,name,level,field,unit,legal_term,reduced_term,term_kind\n2.000001,Mới,Cấp tỉnh,Lĩnh vực 1,X.01,5,4,ngày làm việc\n",
    );
    let columns: Vec<&str> = seen.problems.told.iter().map(|p| p.column.as_str()).collect();
    assert_eq!(columns, ["service_level", "business", "post", "illustrative"], "{:?}", seen.problems);
    assert!(seen.problems.told.iter().all(|p| p.code == "missing_column" && p.cell() == "sua.csv!2"));
    let seen = of_csv(
        &db,
        "code,name,level,field,unit,legal_term,reduced_term,term_kind,service_level,post,business,illustrative\n2.000001,Mới,Cấp tỉnh,Lĩnh vực 1,X.01,5,4,ngày làm việc,2,no,yes,no\n",
    );
    assert_eq!((told(&seen.problems), seen.changes.len()), (Vec::new(), 1));
}

#[test]
fn a_text_that_was_guarded_against_being_a_formula_is_read_without_the_guard() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [2, 0, 0]);
    let seen = of_csv(&db, "code,name\n1.000001,'=1+1\n1.000002,'tên\n");
    let said = |n: usize| seen.changes[n].name.clone();
    assert_eq!((said(0), said(1)), ("=1+1".to_owned(), "'tên".to_owned()));
}

#[test]
fn a_sheet_that_is_not_there_leaves_what_it_would_list_as_it_stands() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [8, 2, 1]);
    let mut draft = Draft::of(&exported(&db));
    for sheet in ["Trường hợp", "Thành phần hồ sơ", "Phí, lệ phí", "Căn cứ pháp lý", "Quyết định"]
    {
        draft.delete_sheet(sheet);
    }
    draft.number("Thủ tục", "G2", 5.0);
    let seen = looked(&db, &draft.save(), Some(&asked("77/QĐ-UBND")));
    assert_eq!((told(&seen.problems), seen.changes.len()), (Vec::new(), 1));
    published(&db, &draft.save(), Some(asked("77/QĐ-UBND"))).unwrap();
    let known = known(&db);
    let id = known.catalogue().by_code(&code(0)).unwrap();
    let found = known.catalogue().differences(id, 1, 2).unwrap();
    assert_eq!(found.iter().map(|d| d.aspect).collect::<Vec<_>>(), [Aspect::Term]);
    assert_eq!(known.catalogue().components(id, 2).len(), 5);
}

#[test]
fn a_sheet_that_was_saved_alone_is_taken_for_the_procedures() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [2, 0, 0]);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Mã thủ tục").unwrap();
    sheet.write_string(1, 0, code(0)).unwrap();
    let seen = looked(&db, &book.save_to_buffer().unwrap(), None);
    // Of a workbook all columns are asked for that the catalogue cannot do without.
    assert!(seen.problems.told.iter().all(|p| p.code == "missing_column" && p.file == "Sheet1"));
    assert_eq!(seen.problems.count(), 11);
}

#[test]
fn the_line_ends_of_excel_leave_every_mistake_in_its_row() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [4, 0, 0]);
    let text = "code,reduced_term\r\n1.000001,5\r\n\r\n1.000002,x\r\n";
    let seen = of_csv(&db, text);
    assert_eq!(told(&seen.problems), [("sua.csv!B4".to_owned(), "not_a_number")]);
    let seen = of_csv(&db, &text.replace(",x", ",7"));
    let cells: Vec<&str> = seen.changes.iter().map(|c| c.cell.as_str()).collect();
    assert_eq!((told(&seen.problems), cells), (Vec::new(), vec!["sua.csv!A2", "sua.csv!A4"]));
}

#[test]
fn what_a_spreadsheet_made_of_a_code_is_told_once_and_as_what_it_is() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [2, 0, 0]);
    let seen = of_csv(&db, "code,name\n1000001,Tên\n1.189,Tên\n\"1,000001\",Tên\n");
    let cells = ["A2", "A3", "A4"].map(|cell| (format!("sua.csv!{cell}"), "bad_code"));
    assert_eq!(told(&seen.problems), cells);
}

#[test]
fn characters_that_nobody_sees_and_terms_that_are_none_are_told() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [3, 0, 0]);
    let seen = of_csv(&db, "code,name\n1.000001,Cấp\u{200b} đổi\n1.000002,Cấp \u{202e}đổi\n");
    let cells = ["B2", "B3"].map(|cell| (format!("sua.csv!{cell}"), "control_characters"));
    assert_eq!(told(&seen.problems), cells);
    let seen = of_csv(&db, "code,term_kind,reduced_term\n1.000001,ngày,0\n1.000002,ngày làm việc,0\n");
    assert_eq!(told(&seen.problems), [("sua.csv!C2".to_owned(), "term_zero")]);
}

#[test]
fn a_revision_that_is_to_come_says_how_to_publish_after_it_and_one_that_is_not_there_is_told() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [3, 0, 0]);
    let later = exchange::workbook::Asked { in_force_from: Some(TODAY.plus(30)), ..asked("78/QĐ-UBND") };
    let pages = read_all("sua.csv", b"code,name\n1.000001,New name\n", None).unwrap();
    crate::world::act(&db, move |tx, ctx| {
        exchange::workbook::publish(tx, ctx, "sua.csv", &pages, Some(&later))
    })
    .unwrap()
    .unwrap();
    let seen = of_csv(&db, "code,reduced_term\n1.000001,6\n");
    assert_eq!(told(&seen.problems), [("sua.csv!A2".to_owned(), "pending")]);
    // As the message says: from the revision to come, by a decision that holds from then on.
    let then = exchange::workbook::Asked { in_force_from: Some(TODAY.plus(30)), ..asked("79/QĐ-UBND") };
    let pages = read_all("sua.csv", b"code,revision,reduced_term\n1.000001,2,6\n", None).unwrap();
    let seen = look(&known(&db), "sua.csv", &pages, Some(&then)).unwrap();
    assert_eq!((told(&seen.problems), seen.changes.len()), (Vec::new(), 1));
    let seen = of_csv(&db, "code,revision,reduced_term\n1.000002,99,6\n");
    assert_eq!(told(&seen.problems), [("sua.csv!B2".to_owned(), "unknown_revision")]);
}

#[test]
fn a_decision_of_a_mistyped_year_is_refused() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [2, 0, 0]);
    let pages = read_all("sua.csv", b"code,name\n1.000001,A\n", None).unwrap();
    for (signed, from, code) in [
        (TODAY.plus(365_000), None, "signed_later"),
        (TODAY.plus(1), None, "signed_later"),
        (TODAY, Some(TODAY.plus(365_000)), "far_ahead"),
        (TODAY, Some(TODAY.plus(-1)), "date_order"),
    ] {
        let wrong =
            exchange::workbook::Asked {
                signed_on: Some(signed), in_force_from: from, ..asked("80/QĐ-UBND")
            };
        let refused = look(&known(&db), "sua.csv", &pages, Some(&wrong)).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, code, "{signed} {from:?}");
    }
    let mut draft = Draft::of(&exported(&db));
    let signed = exchange::Value::When(TODAY.plus(365_000), 0);
    let row = draft.row("Quyết định", &crate::book::decision_row("81/QĐ-UBND", signed.clone(), signed));
    let seen = looked(&db, &draft.save(), None);
    let codes: Vec<&str> = told(&seen.problems).iter().map(|(_, code)| *code).collect();
    assert_eq!(codes, ["signed_later"], "row {row}: {:?}", seen.problems);
}
