//! Read back with another library what was written.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

use calamine::{Data, Reader, Xlsx};
use kernel::Day;
use sheet::{Cell, Column, Kind, MOST_ROWS, Sheet, csv, xlsx};
use std::io::{Cursor, Read};

fn list() -> Sheet {
    let due: Day = "2020-11-20".parse().unwrap();
    Sheet {
        title: "Hộp việc".into(),
        notes: vec!["Một cửa xã Thượng".into(), "Đến ngày 20/11/2020".into()],
        columns: vec![
            Column::new("Mã hồ sơ", Kind::Text),
            Column::new("Hạn", Kind::Day),
            Column::new("Tiếp nhận", Kind::Moment),
            Column::new("Số bản", Kind::Whole),
            Column::new("Trễ/1.000", Kind::Decimal(1)),
            Column::new("Nội dung", Kind::Long),
        ],
        rows: vec![
            vec!["=1+1".into(), due.into(), due.at_minute(9 * 60 + 40).into(), 1_200i64.into(), 12.1.into()],
            vec![
                "+84, \"x\"".into(),
                Cell::Empty,
                Cell::Empty,
                0i64.into(),
                Cell::Empty,
                "dòng một\ndòng hai".into(),
            ],
        ],
    }
}

fn read(bytes: Vec<u8>) -> calamine::Range<Data> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    book.worksheet_range("Hộp việc").unwrap()
}

#[test]
fn days_and_numbers_are_real_and_text_never_becomes_a_formula() {
    let bytes = xlsx(&list()).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
    assert!(book.worksheet_formula("Hộp việc").unwrap().is_empty());
    let range = read(bytes);
    // Title, two notes, an empty line, the head.
    let row =
        |r: u32| (0..6).map(|c| range.get_value((r, c)).cloned().unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(row(0)[0], Data::String("Hộp việc".into()));
    assert_eq!(row(4)[1], Data::String("Hạn".into()));
    let first = row(5);
    assert_eq!(first[0], Data::String("=1+1".into()));
    let Data::DateTime(due) = &first[1] else { panic!("{first:?} has no day") };
    // 20 November 2020 is day 44,155 of spreadsheets.
    assert_eq!(due.as_f64(), 44_155.0);
    let Data::DateTime(at) = &first[2] else { panic!("{first:?} has no moment") };
    assert_eq!(at.to_ymd_hms_milli(), (2020, 11, 20, 9, 40, 0, 0));
    assert_eq!((&first[3], &first[4], &first[5]), (&Data::Float(1200.0), &Data::Float(12.1), &Data::Empty));
    assert_eq!(row(6)[3], Data::Float(0.0));
}

#[test]
fn the_head_stands_still_filters_and_is_printed_on_every_page() {
    let bytes = xlsx(&list()).unwrap();
    let mut zip = zip_entries(&bytes);
    let sheet = zip.remove("xl/worksheets/sheet1.xml").unwrap();
    for part in [
        r#"<pane ySplit="5""#,
        r#"<autoFilter ref="A5:F7""#,
        r#"orientation="landscape""#,
        r#"fitToHeight="0""#,
    ] {
        assert!(sheet.contains(part), "{part} is missing in {sheet}");
    }
    let book = zip.remove("xl/workbook.xml").unwrap();
    assert!(book.contains("$5:$5"), "{book}");
}

fn zip_entries(bytes: &[u8]) -> std::collections::BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = std::collections::BTreeMap::new();
    for i in 0..zip.len() {
        let mut file = zip.by_index(i).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        all.insert(file.name().unwrap().into_owned(), text);
    }
    all
}

#[test]
fn a_csv_is_read_by_programs_and_runs_nothing_in_a_spreadsheet() {
    let text = String::from_utf8(csv(&list()).unwrap()).unwrap();
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap().split("\r\n").collect();
    assert_eq!(lines[0], "Mã hồ sơ,Hạn,Tiếp nhận,Số bản,Trễ/1.000,Nội dung");
    assert_eq!(lines[1], "'=1+1,2020-11-20,2020-11-20T09:40:00+07:00,1200,12.1,");
    assert_eq!(lines[2], "\"'+84, \"\"x\"\"\",,,0,,\"dòng một\ndòng hai\"");
}

#[test]
fn an_empty_list_is_a_file_too_and_a_boundless_one_is_refused() {
    let empty = Sheet { rows: Vec::new(), ..list() };
    assert_eq!(read(xlsx(&empty).unwrap()).height(), 5);
    let long = Sheet { rows: vec![Vec::new(); MOST_ROWS + 1], ..list() };
    for refused in [xlsx(&long), csv(&long)] {
        assert!(matches!(refused, Err(kernel::Error::Refused(r)) if r.code == "sheet.too_long"));
    }
}
