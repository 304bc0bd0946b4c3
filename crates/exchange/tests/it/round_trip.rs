//! What goes out and comes back changes nothing.

use crate::book::Draft;
use crate::world::{TODAY, digest, exported, filled, known, looked, pages, published, schema, told};
use exchange::read_all;
use exchange::workbook::{Language, Part, csv, look, xlsx};
use store::testing::TestDb;

store::db_test! {
    with schema();

    fn a_workbook_that_comes_back_as_it_went_changes_nothing(db: TestDb) {
        filled(&db, [30, 8, 4]);
        let before = digest(&db);
        for language in [Language::Vietnamese, Language::English] {
            let bytes = xlsx(&known(&db), TODAY, language).unwrap();
            let looked = looked(&db, &bytes, None);
            assert_eq!((told(&looked.problems), told(&looked.warnings)), (Vec::new(), Vec::new()));
            assert!(looked.nothing(), "{:?}", looked.changes);
            assert_eq!((looked.unchanged, looked.absent, looked.undecided), (42, 0, 0));
            let done = published(&db, &bytes, None).unwrap();
            assert!(done.nothing());
            assert_eq!(done.unchanged, 42);
        }
        assert_eq!(digest(&db), before);
    }

    fn a_csv_that_comes_back_as_it_went_changes_nothing(db: TestDb) {
        filled(&db, [30, 8, 4]);
        let known = known(&db);
        for language in [Language::Vietnamese, Language::English] {
            let bytes = csv(&known, TODAY, language).unwrap();
            let pages = read_all("procedures.csv", &bytes, None).unwrap();
            let looked = look(&known, "procedures.csv", &pages, None).unwrap();
            assert_eq!(told(&looked.problems), Vec::new());
            assert!(looked.nothing() && looked.unchanged == 42, "{:?}", looked.changes);
        }
    }
}

#[test]
fn a_workbook_has_its_sheets_in_either_language_and_a_row_for_each_procedure_in_force() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [5, 2, 1]);
    let bytes = exported(&db);
    let titles: Vec<String> = pages(&bytes).into_iter().map(|p| p.title).collect();
    assert_eq!(titles, Part::ALL.map(|p| p.vi().to_owned()));
    let sizes: Vec<usize> = pages(&bytes).iter().map(|p| p.grid.rows.len() - 1).collect();
    assert_eq!(sizes, [8, 4, 40, 4, 16, 2]);
    let mut draft = Draft::of(&bytes);
    let text = |draft: &mut Draft, cell: &str| match draft.get("Thủ tục", cell) {
        exchange::Value::Text(text) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(text(&mut draft, "A1"), "Mã thủ tục");
    assert_eq!(text(&mut draft, "A2"), "1.000001");
    assert_eq!(text(&mut draft, "C7"), "district");
    assert_eq!(text(&mut draft, "E2"), "X.01");
    assert_eq!(text(&mut draft, "E7"), "tier:district");
    assert_eq!(text(&mut draft, "H2"), "ngày làm việc");
    let english = String::from_utf8(csv(&known(&db), TODAY, Language::English).unwrap()).unwrap();
    let mut lines = english.trim_start_matches('\u{feff}').lines();
    assert_eq!(
        lines.next().unwrap(),
        "code,name,level,field,unit,legal_term,reduced_term,term_kind,cut_off,service_level,online,online_list,national_portal,post,business,wholly_at_centre,result,process,illustrative,revision,decision,effect"
    );
    assert!(lines.next().unwrap().contains(
        ",province,Lĩnh vực 0,X.01,16,8,working_days,no,2,no,,yes,yes,no,yes,,default-province,yes,1,,"
    ));
    // Nothing was in force the day before the first.
    let before = csv(&known(&db), crate::world::START.plus(-1), Language::English).unwrap();
    assert_eq!(String::from_utf8(before).unwrap().lines().count(), 1);
}
