//! Whatever the bytes and the cells: an answer, within bounds, and nothing that is published is unsound.

use crate::world::{TODAY, act, exported, filled, known, schema};
use catalogue::Catalogue;
use exchange::workbook::{Part, look, publish};
use exchange::{Grid, Page, Value, read_all};
use kernel::Day;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::testing::TestDb;

/// Cells as people and machines fill them: what fits somewhere, and what fits nowhere.
fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(Value::Empty),
        1 => ".{0,12}".prop_map(Value::Text),
        6 => prop::sample::select(vec![
            "1.000001", "1.000002", "2.000009", "province", "Cấp xã", "X.01", "tier:district", "ngày", "giờ", "có",
            "không", "mới", "bãi bỏ", "thay thế", "1/QĐ-UBND", "7/QĐ-UBND", "bản sao", "phí", "công bố thủ tục",
            "default-province", "2020-05-01", "877", "thí điểm", "Lĩnh vực 1",
        ]).prop_map(|text| Value::Text(text.into())),
        2 => any::<f64>().prop_map(Value::Number),
        5 => (0i32..12).prop_map(|n| Value::Number(n.into())),
        1 => (18_000i64..18_400).prop_map(|day| Value::When(Day(day), 0)),
        1 => Just(Value::Broken("formula_error", "hỏng".into(), "broken".into())),
    ]
}

/// A sheet under some of its own headers.
fn page(part: Part) -> impl Strategy<Value = Page> {
    let headers: Vec<&'static str> = part.columns().iter().map(|c| c.name).collect();
    let width = headers.len();
    let row = prop::collection::vec(values(), 0..width + 2);
    let some = prop::sample::subsequence(headers, width - 2..=width);
    (prop::collection::vec(row, 0..6), some, any::<bool>()).prop_map(move |(rows, headers, typed)| {
        let header = headers.iter().map(|h| Value::Text((*h).into())).collect();
        let rows = std::iter::once((1, header)).chain((2u64..).zip(rows)).collect();
        Page { title: part.vi().into(), grid: Grid { rows, serial_days: true, typed }, merged: Vec::new() }
    })
}

fn books() -> impl Strategy<Value = Vec<Page>> {
    let [a, b, c, d, e, f] = Part::ALL.map(page);
    (a, b, c, d, e, f, 1usize..7).prop_map(|(a, b, c, d, e, f, kept)| {
        let mut all = vec![a, b, c, d, e, f];
        all.truncate(kept);
        all
    })
}

#[test]
fn no_table_of_cells_makes_it_fail_and_what_is_published_is_sound() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [3, 1, 1]);
    let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
    runner
        .run(&books(), |pages| {
            let asked = crate::world::asked("55/QĐ-UBND");
            let seen = look(&known(&db), "x", &pages, Some(&asked))
                .map_err(|e| TestCaseError::fail(e.to_string()))?;
            for p in seen.problems.told.iter().chain(&seen.warnings.told) {
                prop_assert!(!p.cell().is_empty() && !p.vi.is_empty() && !p.en.is_empty());
            }
            let done = act(&db, move |tx, ctx| publish(tx, ctx, "x", &pages, Some(&asked)));
            let done = done.map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(done.is_ok(), seen.problems.is_empty() && seen.undecided == 0);
            Ok(())
        })
        .unwrap();
    let catalogue = db.read(Catalogue::load).unwrap();
    assert!(catalogue.all_in_force(TODAY).len() >= 3);
    assert_eq!(store::verify(&db, &store::VerifyOptions::default()).unwrap().problems, Vec::new());
}

#[test]
fn no_bytes_make_the_reader_fail() {
    let db = TestDb::sqlite(&schema());
    filled(&db, [2, 1, 1]);
    let (book, known) = (exported(&db), known(&db));
    let answers = |bytes: &[u8]| match read_all("x", bytes, None) {
        Ok(pages) => drop(look(&known, "x", &pages, None)),
        Err(problem) => assert!(!problem.vi.is_empty() && !problem.en.is_empty()),
    };
    let mut runner = TestRunner::new(Config { cases: 200, ..Config::default() });
    runner
        .run(&(0usize..20_000, any::<u8>()), |(at, byte)| {
            let mut bytes = book.clone();
            let at = at % bytes.len();
            bytes[at] = byte;
            answers(&bytes);
            Ok(())
        })
        .unwrap();
    runner
        .run(&prop::collection::vec(any::<u8>(), 0..2_000), |bytes| {
            answers(&bytes);
            answers(&[b"PK".as_slice(), &bytes].concat());
            Ok(())
        })
        .unwrap();
    runner
        .run(&"(code|name|level|,|;|\n|\"|1\\.000001|[a-z0-9 ']){0,60}", |text| {
            answers(text.as_bytes());
            Ok(())
        })
        .unwrap();
    let large = read_all("x", &vec![b'a'; exchange::MAX_BYTES + 1], None).unwrap_err();
    assert!(large.en.contains("larger than 32 MB"));
}
