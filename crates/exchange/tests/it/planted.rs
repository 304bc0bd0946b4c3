//! The whole catalogue as a workbook with forty mistakes in it: each is named by its cell, and nothing is taken.

use crate::book::{Draft, cells, decision_row, new_row};
use crate::world::{TODAY, asked, code, exported, filled, looked, published, schema, told};
use exchange::Value;
use std::collections::BTreeSet;
use store::testing::TestDb;

const P: &str = "Thủ tục";
const C: &str = "Trường hợp";
const G: &str = "Thành phần hồ sơ";
const F: &str = "Phí, lệ phí";
const B: &str = "Căn cứ pháp lý";
const D: &str = "Quyết định";

/// What is planted, and where it is told.
struct Planted {
    draft: Draft,
    expected: Vec<(String, &'static str)>,
}

impl Planted {
    fn expect(&mut self, sheet: &str, cell: &str, kind: &'static str) {
        self.expected.push((format!("{sheet}!{cell}"), kind));
    }

    /// A text in a cell that is wrong there.
    fn text(&mut self, sheet: &str, cell: &str, text: &str, kind: &'static str) {
        self.draft.text(sheet, cell, text);
        self.expect(sheet, cell, kind);
    }

    fn number(&mut self, sheet: &str, cell: &str, n: f64, kind: &'static str) {
        self.draft.number(sheet, cell, n);
        self.expect(sheet, cell, kind);
    }

    fn clear(&mut self, sheet: &str, cell: &str) {
        self.draft.clear(sheet, cell);
        self.expect(sheet, cell, "empty");
    }

    fn error(&mut self, sheet: &str, cell: &str) {
        self.draft.error(sheet, cell);
        self.expect(sheet, cell, "formula_error");
    }
}

/// What the procedures' own cells may be wrong about.
fn in_the_procedures(p: &mut Planted) {
    p.text(P, "G2", "7", "number_as_text");
    p.text(P, "G3", "bảy ngày", "not_a_number");
    p.number(P, "G4", 7.5, "fraction");
    p.number(P, "G5", -3.0, "negative");
    p.number(P, "G6", 90_000.0, "too_large");
    // The second procedure of every seven has one: twenty days by law twice as many.
    p.number(P, "G10", 41.0, "term_over_law");
    p.text(P, "E11", "X.99", "unknown_unit");
    p.text(P, "E12", "tier:làng", "unknown_unit");
    p.text(P, "E13", "tier:commune", "level_unit");
    p.text(P, "C14", "trung ương", "unknown_level");
    p.number(P, "J16", 5.0, "service_level");
    p.clear(P, "B17");
    p.clear(P, "D18");
    p.error(P, "F19");
    p.text(P, "H20", "tuần", "unknown_word");
    p.text(P, "N21", "có lẽ", "unknown_word");
    p.text(P, "R23", "không-có", "unknown_process");
    p.text(P, "B24", &"dài ".repeat(300), "too_long");
    p.text(P, "B25", "chuông \u{7}", "control_characters");
    p.draft.text(P, "K26", "không").number(P, "J26", 4.0);
    p.expect(P, "J26", "level_online");
    p.draft.number(P, "J27", 2.0).text(P, "K27", "không").text(P, "L27", "thí điểm");
    p.expect(P, "L27", "list_level");
    p.text(P, "U28", "404/QĐ-UBND", "unknown_decision");
    p.text(P, "U30", "2/QĐ-UBND", "decision_kind");
    p.draft.number(P, "G31", 1.0);
    p.text(P, "V31", "mới", "already_in_force");
    p.draft.number(P, "A32", 1.000_031);
    p.expect(P, "A32", "text_as_number");
    p.draft.merge(P, "D33", "D34");
    p.expect(P, "D33", "merged");
}

/// Cells of a row (column and text), its code, the column that is named, and the kind of mistake.
type Added<'a> = (&'a [(usize, &'a str)], &'a str, &'a str, &'static str);

/// Rows that are added.
fn below_them(p: &mut Planted) {
    let first = p.draft.end(P);
    let rows: [Added<'_>; 6] = [
        (&[(6, "9")], "3.000001", "G", "cut_too_small"),
        (&[(21, "sửa đổi")], "3.000002", "V", "not_there"),
        (&[(21, "bãi bỏ")], "3.000003", "V", "not_in_force"),
        (&[], "ba chấm một", "A", "bad_code"),
        (&[], "1.000040", "A", "duplicate"),
        (&[(5, "")], "3.000004", "F", "empty"),
    ];
    for (n, (other, code, column, kind)) in rows.into_iter().enumerate() {
        p.draft.row(P, &new_row(code, other));
        p.expect(P, &format!("{column}{}", first + n), kind);
    }
    p.draft.copy(P, 50);
    p.expect("Thủ tục (2)", "A2", "duplicate_in_sheets");
}

/// What belongs to procedures, and the decisions.
fn in_the_other_sheets(p: &mut Planted) {
    let lost = p.draft.row(C, &cells(&["9.999999", "1", "Cấp mới", ""]));
    p.expect(C, &format!("A{lost}"), "unknown_procedure");
    p.text(G, "A21", "9.999999", "unknown_procedure");
    p.number(G, "B30", 7.0, "unknown_case");
    p.number(G, "C41", 9.0, "gap");
    p.number(G, "F50", 0.0, "too_small");
    p.number(G, "C63", 1.0, "repeated_number");
    p.number(F, "F5", 0.5, "fraction");
    p.text(F, "D6", "thuế", "unknown_word");
    p.clear(B, "C7");
    let day = |n: i64| Value::When(TODAY.plus(n), 0);
    let end = p.draft.end(D);
    p.draft.row(D, &decision_row("80/QĐ-UBND", day(0), day(-1)));
    p.expect(D, &format!("C{end}"), "date_order");
    p.draft.row(D, &decision_row("81/QĐ-UBND", Value::Text("31/02/2020".into()), day(1)));
    p.expect(D, &format!("B{}", end + 1), "not_a_date");
    // The first decision of the year was signed on its first day.
    p.draft.row(D, &decision_row("1/QĐ-UBND", day(-30), day(1)));
    p.expect(D, &format!("A{}", end + 2), "duplicate");
}

/// How many acts the audit knows: nothing is written without one.
fn acts(db: &TestDb) -> i64 {
    db.read(|tx| tx.query_one("SELECT COUNT(*) FROM audit", &[], |row| row.int())).unwrap()
}

#[test]
fn forty_mistakes_in_the_whole_catalogue_are_each_named_by_cell_and_nothing_is_taken() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [1_537, 296, 130]);
    let before = acts(&db);
    let mut p = Planted { draft: Draft::of(&exported(&db)), expected: Vec::new() };
    in_the_procedures(&mut p);
    below_them(&mut p);
    in_the_other_sheets(&mut p);
    p.draft.hide(C);
    let bytes = p.draft.save();
    let asked = exchange::workbook::Asked { min_cut_percent: Some(20), ..asked("77/QĐ-UBND") };
    let seen = looked(&db, &bytes, Some(&asked));
    let (found, expected): (BTreeSet<_>, BTreeSet<_>) =
        (told(&seen.problems).into_iter().collect(), p.expected.into_iter().collect());
    let missing: Vec<_> = expected.difference(&found).collect();
    let others: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && others.is_empty(), "not told: {missing:#?}, told besides: {others:#?}");
    let kinds: BTreeSet<&str> = expected.iter().map(|(_, kind)| *kind).collect();
    assert!(expected.len() >= 40 && kinds.len() >= 30, "{} of {}", expected.len(), kinds.len());
    for problem in &seen.problems.told {
        assert!(!problem.vi.is_empty() && !problem.en.is_empty() && problem.vi != problem.en, "{problem}");
    }
    assert!(published(&db, &bytes, Some(asked)).is_err());
    assert_eq!(acts(&db), before);
}

#[test]
fn headers_and_sheets_that_are_wrong_are_named() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [3, 1, 1]);
    let whole = exported(&db);
    let problems = |change: &dyn Fn(&mut Draft)| {
        let mut draft = Draft::of(&whole);
        change(&mut draft);
        let seen = looked(&db, &draft.save(), None);
        (told(&seen.problems), told(&seen.warnings))
    };
    let one = |cell: &str, kind: &'static str| vec![(cell.to_owned(), kind)];
    // What stands in a column that has no name of ours is not lost in silence, and one that is missing is asked for.
    let (told, _) = problems(&|d| {
        d.text(P, "B1", "Ghi chú");
    });
    assert!(told.contains(&("Thủ tục!B1".to_owned(), "unknown_column")));
    assert!(told.contains(&("Thủ tục!W1".to_owned(), "missing_column")));
    let (told, _) = problems(&|d| {
        d.text(P, "W1", "name");
    });
    assert_eq!(told, one("Thủ tục!W1", "repeated_column"));
    let (told, _) = problems(&|d| {
        d.text(P, "W3", "lạc");
    });
    assert_eq!(told, one("Thủ tục!3", "overhang"));
    let (told, _) = problems(&|d| d.delete_sheet(P));
    assert!(told.contains(&("danh-muc.xlsx".to_owned(), "missing_sheet")));
    let (told, warned) = problems(&|d| d.delete_sheet(F));
    assert_eq!((told, warned), (Vec::new(), one("Phí, lệ phí", "absent_sheet")));
    let (_, warned) = problems(&|d| {
        d.text(P, "D2", "linh vuc 0");
    });
    assert_eq!(warned, one("Thủ tục!D2", "new_field"));
    let (_, warned) = problems(&|d| {
        d.text(P, "H2", "giờ");
    });
    assert_eq!(warned, one("Thủ tục!H2", "term_kind_changed"));
    let (told, warned) = problems(&|d| {
        d.text(P, "U2", "2/QĐ-UBND");
    });
    assert_eq!((told, warned), (one("Thủ tục!U2", "decision_kind"), Vec::new()));
}

#[test]
fn a_decision_that_is_told_otherwise_than_it_was_signed_is_named() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [3, 1, 1]);
    let whole = exported(&db);
    let day = |n: i64| Value::When(TODAY.plus(n), 0);
    let mut draft = Draft::of(&whole);
    // The first decision stands in the second row.
    draft.set(D, "B2", day(-90)).set(D, "C2", day(-90));
    draft.text(D, "F3", "Nội dung khác");
    let seen = looked(&db, &draft.save(), None);
    let cell = |cell: &str, kind: &'static str| (format!("{D}!{cell}"), kind);
    assert_eq!(
        told(&seen.problems),
        [cell("B2", "decision_reused"), cell("C2", "decision_changed"), cell("F3", "decision_changed")]
    );
    // What a decision has published it cannot publish otherwise, nor from a day before what stands.
    let mut draft = Draft::of(&whole);
    draft.number(P, "G2", 5.0).text(P, "U2", "1/QĐ-UBND");
    let seen = looked(&db, &draft.save(), None);
    assert_eq!(told(&seen.problems), [("Thủ tục!U2".to_owned(), "already_published")]);
    let mut draft = Draft::of(&whole);
    draft.row(D, &decision_row("3/QĐ-UBND", day(-400), day(-400)));
    draft.number(P, "G2", 5.0).text(P, "U2", "3/QĐ-UBND");
    let seen = looked(&db, &draft.save(), None);
    assert!(
        told(&seen.problems)
            .iter()
            .any(|(cell, kind)| cell.starts_with("Thủ tục!") && *kind == "before_revision"),
        "{:?}",
        told(&seen.problems)
    );
    // A decision named where nothing is different publishes nothing, and that is said.
    let mut draft = Draft::of(&whole);
    draft.row(D, &decision_row("4/QĐ-UBND", day(0), day(0)));
    draft.text(P, "U2", "4/QĐ-UBND");
    let seen = looked(&db, &draft.save(), None);
    assert_eq!(
        (told(&seen.problems), told(&seen.warnings)),
        (Vec::new(), vec![("Thủ tục!U2".to_owned(), "nothing_changed")])
    );
    assert_eq!((seen.changes.len(), seen.decisions.len()), (0, 1));
    assert_eq!(code(0), "1.000001");
}
