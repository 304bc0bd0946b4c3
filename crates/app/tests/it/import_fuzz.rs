//! Files that nobody would call a table: whatever the bytes and the cells, the reader answers, and in bounds.

use dossier::desk::{Desk, Tokens};
use kernel::Day;
use motcua::import::{FileFormat, Grid, Value, dossiers, figures, read};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Read, Write};
use store::Engine;
use store::testing::TestDb;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

fn opened(db: &TestDb) -> Desk {
    let province = province::Province::read(&crate::run::root().join("provinces/mau-hai-cap")).unwrap();
    motcua::load::load(db, &province).unwrap();
    Desk::open(db.handle(), Tokens::Seeded(1))
}

/// A small workbook as bytes.
fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0u16..).zip(["code", "due_day", "name"]) {
        sheet.write_string(0, column, name).unwrap();
        sheet.write_number(1, column, 46_027.5).unwrap();
        sheet.write_formula(2, column, "=1+1").unwrap();
        sheet.write_boolean(3, column, true).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The parts of an archive.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut part = Vec::new();
            file.read_to_end(&mut part).unwrap();
            (file.name().unwrap().into_owned(), part)
        })
        .collect()
}

fn pack<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>, method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        writer.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The small workbook with one of its parts replaced.
fn with_part(name: &str, part: &[u8]) -> Vec<u8> {
    let own = parts(&book());
    assert!(own.iter().any(|(n, _)| n == name), "no part {name}");
    let all = own.iter().map(|(n, p)| (n.as_str(), if n == name { part } else { p.as_slice() }));
    pack(all, CompressionMethod::Deflated)
}

fn refused(bytes: &[u8]) -> String {
    read("x.xlsx", bytes, None, None).unwrap_err()[0].en.clone()
}

#[test]
fn an_archive_that_unpacks_to_more_than_it_may_is_refused() {
    let bomb = with_part("xl/worksheets/sheet1.xml", &vec![b' '; 200 * 1024 * 1024]);
    assert!(bomb.len() < 1024 * 1024);
    assert!(refused(&bomb).contains("larger than 128 MB"), "{}", refused(&bomb));
    let many = (0..2_100).map(|n| format!("p{n}")).collect::<Vec<_>>();
    let many = pack(many.iter().map(|n| (n.as_str(), &b""[..])), CompressionMethod::Stored);
    assert!(refused(&many).contains("larger than 128 MB"));
}

#[test]
fn a_workbook_that_announces_billions_of_texts_is_refused_before_memory_is_set_aside_for_them() {
    for count in ["\"99999999999\"", " = '0000099999999999'"] {
        let equals = if count.starts_with('"') { "=" } else { "" };
        let strings = format!("<sst uniqueCount{equals}{count}><si><t>x</t></si></sst>");
        let told = refused(&with_part("xl/sharedStrings.xml", strings.as_bytes()));
        assert!(told.contains("more texts than any workbook has"), "{told}");
    }
    // Hidden in another encoding it is not read at all.
    let wide: Vec<u8> =
        "<sst uniqueCount=\"99999999999\"/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(refused(&with_part("xl/sharedStrings.xml", &wide)).contains("more texts"));
}

#[test]
fn a_cell_in_the_farthest_corner_costs_no_table_of_that_size() {
    let sheet = |cell: &str| {
        let text =
            format!("<worksheet><sheetData><row><c r=\"{cell}\"><v>1</v></c></row></sheetData></worksheet>");
        with_part("xl/worksheets/sheet1.xml", text.as_bytes())
    };
    assert!(refused(&sheet("XFD1")).contains("more than 100 columns"));
    assert!(refused(&sheet("A1048576")).contains("more than 50000 rows"));
    let text = "<worksheet><sheetData><row><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"99999999999\">1</f></c></row></sheetData></worksheet>";
    let grid = read("x.xlsx", &with_part("xl/worksheets/sheet1.xml", text.as_bytes()), None, None).unwrap();
    assert!(matches!(&grid.rows[0].1[0], Value::Broken(_, _, en) if en.contains("formula without a value")));
}

#[test]
fn a_longer_table_than_any_is_refused_whichever_form_it_has() {
    let text = "a\n".repeat(60_000);
    let told = read("x.csv", text.as_bytes(), None, None).unwrap_err();
    assert!(told[0].en.contains("more than 50000 rows"));
    let told = read("x.csv", ",".repeat(200).as_bytes(), None, None).unwrap_err();
    assert!(told[0].en.contains("more than 100 columns"));
    let told = read("x.csv", &vec![b'a'; 33 * 1024 * 1024], None, None).unwrap_err();
    assert!(told[0].en.contains("larger than 32 MB"));
}

#[test]
fn a_workbook_is_read_by_its_first_sheet_or_the_one_that_is_named() {
    let grid = read("x.xlsx", &book(), None, Some("Sheet1")).unwrap();
    assert_eq!(grid.rows[0].1[0], Value::Text("code".into()));
    assert_eq!((grid.rows[1].0, &grid.rows[1].1[1]), (2, &Value::Number(46_027.5)));
    assert!(read("x.xlsx", &book(), None, Some("Tờ 2")).unwrap_err()[0].en.contains("the file has: Sheet1"));
    assert!(read("x.csv", b"a", None, Some("Tờ 2")).unwrap_err()[0].en.contains("has no sheets"));
}

fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Empty),
        ".{0,12}".prop_map(Value::Text),
        "[0-9/:. T-]{0,20}".prop_map(Value::Text),
        prop::sample::select(vec![
            "1.001259",
            "X99.11",
            "counter",
            "paused",
            "in_step",
            "supplement",
            "2026-01-05"
        ])
        .prop_map(|text| Value::Text(text.into())),
        any::<f64>().prop_map(Value::Number),
        (-40_000.0f64..100_000.0).prop_map(Value::Number),
        (-1_000_000i64..1_000_000, 0i64..86_400).prop_map(|(day, seconds)| Value::When(Day(day), seconds)),
        Just(Value::Broken("broken", "hỏng".into(), "broken".into())),
    ]
}

/// A table under known headers and one unknown.
fn grids(headers: &'static [&'static str]) -> impl Strategy<Value = Grid> {
    let row = prop::collection::vec(values(), 0..headers.len() + 2);
    (prop::collection::vec(row, 0..6), prop::sample::subsequence(headers, 0..=headers.len()), any::<bool>())
        .prop_map(|(rows, headers, serial_days)| {
            let header = headers.iter().map(|h| Value::Text((*h).into())).collect();
            let rows = (2u64..).zip(rows);
            Grid { rows: std::iter::once((1, header)).chain(rows).collect(), serial_days, typed: true }
        })
}

const DOSSIERS: &[&str] = &[
    "code",
    "procedure",
    "unit",
    "receiving",
    "channel",
    "result_by",
    "name",
    "phone",
    "card",
    "address",
    "content",
    "accepted_at",
    "promised_day",
    "due_day",
    "announced_day",
    "state",
    "step",
    "step_unit",
    "paused_at",
    "pause_reason",
    "nothing",
];
const FIGURES: &[&str] =
    &["unit", "coverage_from", "from", "source", "carried_over", "received", "moved", "late"];

#[test]
fn no_table_of_cells_makes_it_fail_and_what_is_taken_is_sound() {
    let db = TestDb::on(Engine::Sqlite, &motcua::domains::schema());
    let desk = opened(&db);
    let now = "2026-03-06".parse::<Day>().unwrap().at_minute(480);
    let mut runner = proptest::test_runner::TestRunner::default();
    runner
        .run(&grids(DOSSIERS), |grid| {
            dossiers::take_over(&desk, now, "x", grid, false)
                .map_err(|e| TestCaseError::fail(e.to_string()))?
                .ok();
            Ok(())
        })
        .unwrap();
    runner
        .run(&grids(FIGURES), |grid| {
            figures::enter(&db, now, "x", grid, false).map_err(|e| TestCaseError::fail(e.to_string()))?.ok();
            Ok(())
        })
        .unwrap();
    assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_fail(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        for format in [None, Some(FileFormat::Csv), Some(FileFormat::Xlsx)] {
            let _ = read("x", &bytes, format, None);
        }
    }

    #[test]
    fn no_text_makes_the_reader_of_csv_fail(text in "[a-zé\",;\t\r\n\u{feff}0-9]{0,400}") {
        let _ = read("x", text.as_bytes(), Some(FileFormat::Csv), None);
    }

    #[test]
    fn no_change_within_a_workbook_makes_its_reader_fail(part in 0usize..20, at in 0usize..4_000, cut in 0usize..6, by in "[<>/\"=&;a-z0-9 ]{0,8}") {
        let mut all = parts(&book());
        let part = part % all.len();
        let bytes = &mut all[part].1;
        let at = at % bytes.len();
        bytes.splice(at..(at + cut).min(bytes.len()), by.bytes());
        let packed = pack(all.iter().map(|(n, p)| (n.as_str(), p.as_slice())), CompressionMethod::Stored);
        let _ = read("x", &packed, None, None);
    }

    #[test]
    fn no_change_of_an_archive_makes_its_reader_fail(at in 0usize..20_000, byte in any::<u8>()) {
        let mut bytes = book();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = read("x", &bytes, None, None);
    }
}
