//! Switching over: five thousand open dossiers of another program, thirty mistakes among them, on both engines.

use crate::run::{Place, Said, rows};
use kernel::Day;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const SMALL: &str = "provinces/mau-hai-cap";
/// As people name them; the order is the file's own.
const HEADER: [&str; 20] = [
    "Mã hồ sơ",
    "Mã TTHC",
    "Đơn vị giải quyết",
    "Đơn vị tiếp nhận",
    "Kênh",
    "Hình thức trả kết quả",
    "Họ và tên",
    "Số điện thoại",
    "Số CCCD",
    "Địa chỉ",
    "Trích yếu",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Hạn giải quyết",
    "Ngày hẹn lại",
    "Trạng thái",
    "Bước",
    "Đơn vị đang giữ",
    "Ngày tạm dừng",
    "Lý do tạm dừng",
];
const CODE: usize = 0;
const PROCEDURE: usize = 1;
const UNIT: usize = 2;
const RECEIVING: usize = 3;
const CHANNEL: usize = 4;
const RESULT: usize = 5;
const NAME: usize = 6;
const PHONE: usize = 7;
const CARD: usize = 8;
const ADDRESS: usize = 9;
const CONTENT: usize = 10;
const ACCEPTED: usize = 11;
const PROMISED: usize = 12;
const DUE: usize = 13;
const ANNOUNCED: usize = 14;
const STATE: usize = 15;
const STEP: usize = 16;
const HOLDER: usize = 17;
const PAUSED: usize = 18;
const WHY: usize = 19;

type Line = [String; 20];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The `n`-th invented dossier: everything open on 2 March 2026.
fn invented(n: i64) -> Line {
    let communes = ["X99.11", "X99.12", "X99.13", "X99.14", "X99.15"];
    let departments = ["X99.01", "X99.02"];
    let at_province = n % 4 == 0;
    let pick = |of: &[&str]| of[usize::try_from(n / 4).unwrap() % of.len()].to_owned();
    // Weeks without a holiday: accepted in January, due in January or March.
    let weeks = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-03-02", "2026-03-09", "2026-03-16"];
    let accepted = day(weeks[usize::try_from(n % 2).unwrap()]).plus(n % 5);
    let due = day(weeks[usize::try_from(2 + n % 4).unwrap()]).plus(n / 7 % 5);
    let paused = n % 10 == 3;
    let state =
        if paused { "tạm dừng" } else { ["accepted", "in_step"][usize::try_from(n % 2).unwrap()] };
    let mut line: Line = Default::default();
    line[CODE] = format!("CU/2026/{n:05}");
    line[PROCEDURE] = if at_province { "1.001407" } else { "1.001259" }.into();
    line[UNIT] = if at_province { pick(&departments) } else { pick(&communes) };
    line[RECEIVING] = if at_province { "X99.00".into() } else { String::new() };
    line[CHANNEL] = ["1", "Trực tuyến", "post"][usize::try_from(n % 3).unwrap()].into();
    line[RESULT] = ["", "bưu chính", "electronic"][usize::try_from(n % 3).unwrap()].into();
    line[NAME] = format!("Người Thứ {n} (minh họa)");
    line[PHONE] = if n % 2 == 0 { format!("09{n:08}") } else { String::new() };
    line[CARD] = if n % 3 == 0 { format!("096{n:09}") } else { String::new() };
    line[CONTENT] = format!("Việc số {n}; có dấu chấm phẩy, \"ngoặc\" (minh họa)");
    line[ACCEPTED] = format!("{} 08:30", accepted.vietnamese());
    line[PROMISED] = day("2026-01-23").to_string();
    line[DUE] = due.to_string();
    line[ANNOUNCED] = if n % 11 == 0 { "30/01/2026".into() } else { String::new() };
    line[STATE] = state.into();
    line[PAUSED] = if paused { "2026-01-20 10:00".into() } else { String::new() };
    line[WHY] = if paused { "bổ sung hồ sơ".into() } else { String::new() };
    line
}

/// The mistakes: which dossier, which column, what stands there instead.
fn planted() -> Vec<(usize, usize, String)> {
    let text = |s: &str| s.to_owned();
    let kinds = [
        (CODE, text("")),
        (CODE, text("CU/2026/00001")),
        (CODE, text("X99.11-490105-0001")),
        (CODE, text("CU 2026")),
        (PROCEDURE, text("")),
        (PROCEDURE, text("9.999999")),
        (UNIT, text("X99.77")),
        (UNIT, text("X99.02")),
        (RECEIVING, text("bàn số 3")),
        (CHANNEL, text("fax")),
        (RESULT, text("bồ câu")),
        (NAME, text("")),
        (NAME, "Á".repeat(201)),
        (PHONE, text("12ab")),
        (CARD, text("123")),
        (ADDRESS, text("ấp \u{7} 3")),
        (CONTENT, "x".repeat(2_001)),
        (ACCEPTED, text("31/02/2026")),
        (ACCEPTED, text("")),
        (PROMISED, text("2026-01-01")),
        (PROMISED, text("sắp xong")),
        (DUE, text("2026-01-02")),
        (DUE, text("2026-03-08")),
        (DUE, text("2126-01-07")),
        (ANNOUNCED, text("23/01/2026")),
        (STATE, text("xong")),
        (STEP, text("9")),
        (STEP, text("một")),
        (HOLDER, text("X99.78")),
        (PAUSED, text("2026-01-20")),
    ];
    // Rows 21, 181, 341 …: not paused, at a commune, in step.
    (0..).zip(kinds).map(|(i, (column, value))| (21 + 160 * i, column, value)).collect()
}

fn csv(lines: &[Line]) -> Vec<u8> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(&mut bytes);
    writer.write_record(HEADER).unwrap();
    for line in lines {
        writer.write_record(line).unwrap();
    }
    drop(writer);
    bytes
}

/// The same as a workbook, as people make them: dates are dates, and what looks like a number is one.
fn workbook(lines: &[Line], file: &Path) {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Ghi chú").unwrap().write_string(0, 0, "không phải dữ liệu").unwrap();
    let sheet = book.add_worksheet().set_name("Hồ sơ tồn").unwrap();
    let (date, time) =
        (Format::new().set_num_format("dd/mm/yyyy"), Format::new().set_num_format("dd/mm/yyyy hh:mm"));
    for (column, label) in (0u16..).zip(HEADER) {
        sheet.write_string(0, column, label).unwrap();
    }
    for (row, line) in (1u32..).zip(lines) {
        for (column, text) in (0u16..).zip(line).filter(|(_, text)| !text.is_empty()) {
            let written = match usize::from(column) {
                PHONE | CARD | STEP => sheet.write_number(row, column, text.parse::<f64>().unwrap()),
                CHANNEL if text == "1" => sheet.write_number(row, column, 1),
                PROMISED | DUE => {
                    let when = ExcelDateTime::parse_from_str(text).unwrap();
                    sheet.write_datetime_with_format(row, column, when, &date)
                }
                // Every third one is a number that nobody formatted as a date: days since the end of 1899.
                ACCEPTED if row % 3 == 0 => {
                    let serial = 46_022.0 + text[..2].parse::<f64>().unwrap() + 8.5 / 24.0;
                    sheet.write_number(row, column, serial)
                }
                ACCEPTED => {
                    let when = format!("2026-{}-{} 08:30", &text[3..5], &text[..2]);
                    let when = ExcelDateTime::parse_from_str(&when).unwrap();
                    sheet.write_datetime_with_format(row, column, when, &time)
                }
                _ => sheet.write_string(row, column, text),
            };
            written.unwrap();
        }
    }
    book.save(file).unwrap();
}

/// The places that are named: `(row, column)`.
fn named(said: &Said, file: &Path) -> BTreeSet<(usize, String)> {
    let start = format!("{}:", file.display());
    said.err
        .lines()
        .filter_map(|l| l.trim().strip_prefix(&start))
        .filter_map(|l| {
            let (row, rest) = l.split_once(" [")?;
            Some((row.parse().ok()?, rest.split_once("]: ")?.0.to_owned()))
        })
        .collect()
}

/// What a unit's row of annex 3 for the second week of March must say: carried over and overdue.
fn expected(lines: &[Line]) -> BTreeMap<String, (i64, i64)> {
    let mut units: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for line in lines {
        let row = units.entry(line[UNIT].clone()).or_default();
        row.0 += 1;
        row.1 += i64::from(line[PAUSED].is_empty() && day(&line[DUE]) < day("2026-03-09"));
    }
    units
}

fn annex(place: &Place) -> BTreeMap<String, (i64, i64)> {
    let ask = [
        "report",
        "annex-3",
        "--from",
        "2026-03-02",
        "--to",
        "2026-03-09",
        "--as-of",
        "2098-01-01",
        "--format",
        "json",
    ];
    let json: serde_json::Value = serde_json::from_str(&place.good(&ask)).unwrap();
    let units = json["rows"].as_array().unwrap().iter().map(|r| {
        assert_eq!(r["partly_entered"], false);
        let text = |name: &str| r[name].as_i64().unwrap();
        (r["unit"].as_str().unwrap().to_owned(), (text("carried_over"), text("overdue")))
    });
    units.collect()
}

fn switches_over(place: &Place) {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| -> PathBuf { dir.path().join(name) };
    place.good(&["load", SMALL]);
    let empty = place.verified("business digest");
    let good: Vec<Line> = (0..5_000).map(invented).collect();
    let mut bad = good.clone();
    let mistakes = planted();
    assert_eq!(mistakes.len(), 30);
    for (at, column, value) in &mistakes {
        bad[*at][*column].clone_from(value);
    }

    let spoilt = file("open.csv");
    std::fs::write(&spoilt, csv(&bad)).unwrap();
    let said = place.run(&["import", "dossiers", spoilt.to_str().unwrap()]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("30 problems, nothing taken / 30 lỗi"), "{}", said.err);
    let places: BTreeSet<(usize, String)> =
        mistakes.iter().map(|(at, c, _)| (at + 2, HEADER[*c].to_owned())).collect();
    assert_eq!(named(&said, &spoilt), places, "{}", said.err);
    assert_eq!(place.verified("business digest"), empty);

    let mended = file("mended.csv");
    std::fs::write(&mended, csv(&good)).unwrap();
    let mended = mended.to_str().unwrap();
    let said = place.good(&["import", "dossiers", mended, "--dry-run"]);
    assert!(said.contains("5000 dossiers would be taken over; nothing written"), "{said}");
    assert_eq!(place.verified("business digest"), empty);
    let said = place.good(&["import", "dossiers", mended]);
    assert!(
        said.contains("5000 dossiers taken over") && said.contains("500 paused); 0 were there already"),
        "{said}"
    );
    let full = place.verified("business digest");
    assert!(place.good(&["recount"]).contains("all counters agree with the events"));
    assert_eq!(annex(place).into_values().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)).0, 5_000);

    // The same dossiers as a workbook: there is nothing to do.
    let book = file("open.xlsx");
    workbook(&good, &book);
    let said = place.good(&["import", "dossiers", book.to_str().unwrap(), "--sheet", "Hồ sơ tồn"]);
    assert!(said.contains("0 dossiers taken over") && said.contains("5000 were there already"), "{said}");
    assert_eq!(place.verified("business digest"), full);
    assert_eq!(unit_counts(place), expected(&good));
}

/// Annex 3 by the units' codes.
fn unit_counts(place: &Place) -> BTreeMap<String, (i64, i64)> {
    let codes: BTreeMap<String, String> = place
        .good(&["unit", "list", "--on", "2026-03-08"])
        .lines()
        .map(|l| {
            let cells: Vec<&str> = l.split('\t').collect();
            (cells[3].to_owned(), cells[0].to_owned())
        })
        .collect();
    annex(place).into_iter().map(|(name, counts)| (codes[&name].clone(), counts)).collect()
}

#[test]
fn five_thousand_dossiers_are_taken_over_on_sqlite_and_a_backup_of_them_is_the_same_on_postgres() {
    let place = Place::sqlite();
    switches_over(&place);
    let dir = tempfile::tempdir().unwrap();
    let backup = dir.path().join("b.motcua");
    let backup = backup.to_str().unwrap();
    place.good(&["backup", backup]);
    let other = Place::postgres("switched");
    other.good(&["restore", backup]);
    for line in ["business digest", "audit digest"] {
        assert_eq!(other.verified(line), place.verified(line));
    }
    assert_eq!(annex(&other), annex(&place));
    assert!(other.good(&["recount"]).contains("all counters agree with the events"));
}

#[test]
fn five_thousand_dossiers_are_taken_over_on_postgres() {
    switches_over(&Place::postgres("switching"));
}

#[test]
fn a_file_that_is_no_table_is_told_in_a_sentence() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes, wanted) in [
        ("empty.csv", &b""[..], "has no header row"),
        ("latin.csv", &b"code,name\n1,Nguy\xean"[..], "not UTF-8"),
        ("words.csv", &b"code,nme\n1,x\n"[..], "[nme]: there is no such column"),
        ("half.csv", &b"code\n1\n"[..], "[due_day]: the column due_day is missing"),
        ("twice.csv", "code,Mã hồ sơ\n1,2\n".as_bytes(), "stands there twice"),
        ("zip.xlsx", &b"PK\x03\x04 and nothing"[..], "the workbook cannot be read"),
    ] {
        let file = dir.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let said = place.run(&["import", "dossiers", file.to_str().unwrap()]);
        assert!(said.code == 1 && said.err.contains(wanted), "{name}: {}", said.err);
        assert!(!said.err.contains("panicked"), "{}", said.err);
    }
    let said = place.run(&["import", "dossiers", dir.path().join("none").to_str().unwrap()]);
    assert!(said.code == 1 && said.err.contains("cannot be read"), "{}", said.err);
}

#[test]
fn figures_of_the_time_before_are_entered_once_and_added_to_what_is_computed() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let header = "unit,coverage_from,from,source,carried_over,received,online,on_time_or_early,late\n";
    let wrong = write(
        "wrong.csv",
        &format!(
            "{header}X99.11,2026-02-02,2026-03-01,BC 1,1,1,2,9,0\nX99.77,2026-02-02,,,,,,,\nX99.12,2026-02-02,2026-01-01,,1,1,1,1,1\nX99.12,2026-02-03,,,,,,,\n"
        ),
    );
    let said = place.run(&["import", "figures", &wrong]);
    let places: Vec<(usize, String)> = named(&said, Path::new(&wrong)).into_iter().collect();
    let places: Vec<(usize, &str)> = places.iter().map(|(row, column)| (*row, column.as_str())).collect();
    let wanted = [
        (2, "from"),
        (2, "on_time_or_early"),
        (2, "received"),
        (3, "unit"),
        (4, "source"),
        (5, "coverage_from"),
    ];
    assert_eq!(places, wanted, "{}", said.err);

    let figures = write(
        "figures.csv",
        &format!(
            "{header}X99.11,2026-02-02,2026-01-01,Báo cáo 12/BC,10,100,40,80,5\nX99.12,2026-02-02,,,,,,,\n"
        ),
    );
    assert!(
        place
            .good(&["import", "figures", &figures, "--dry-run"])
            .contains("2 rows would be entered; nothing written")
    );
    assert!(
        place
            .good(&["import", "figures", &figures])
            .contains("2 rows entered (5 figures in the file); 0 were there")
    );
    assert!(
        place
            .good(&["import", "figures", &figures])
            .contains("0 rows entered (5 figures in the file); 2 were there")
    );
    let other =
        write("other.csv", &format!("{header}X99.11,2026-02-02,2026-01-01,Báo cáo 12/BC,11,100,40,80,5\n"));
    let said = place.run(&["import", "figures", &other]);
    assert!(said.err.contains(":2 [carried_over]: 10 was entered before"), "{}", said.err);

    let open: Vec<Line> = (0..100).map(invented).filter(|l| l[UNIT] == "X99.11").collect();
    let file = write("open.csv", "");
    std::fs::write(&file, csv(&open)).unwrap();
    place.good(&["import", "dossiers", &file]);
    let ask = |format: &'static str, from: &'static str| {
        let asked = [
            "report",
            "annex-3",
            "--from",
            from,
            "--to",
            "2026-03-09",
            "--as-of",
            "2098-01-01",
            "--format",
            format,
        ];
        place.run(&asked)
    };
    let said = ask("json", "2026-01-01");
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let row =
        |name: &str| json["rows"].as_array().unwrap().iter().find(|r| r["unit"] == name).unwrap().clone();
    let (entered, later, computed) = (row("Xã Thượng"), row("Xã Trung"), row("Xã Hạ"));
    let taken = i64::try_from(open.len()).unwrap();
    assert_eq!(entered["partly_entered"], true);
    assert_eq!((entered["carried_over"].as_i64(), entered["to_process"].as_i64()), (Some(10), Some(110)));
    assert_eq!((entered["online"].as_i64(), entered["on_time_or_early"].as_i64()), (Some(40), Some(80)));
    assert_eq!(entered["in_term"].as_i64().unwrap() + entered["overdue"].as_i64().unwrap(), taken);
    let note = entered["note"].as_str().unwrap();
    assert!(note.contains("nhập tay đến 01/02/2026 (Báo cáo 12/BC)"), "{note}");
    assert!(note.contains(&format!("theo số nhập còn 25 hồ sơ, trong hệ thống {taken}")), "{note}");
    assert_eq!(
        (&later["carried_over"], &later["computed_from"]),
        (&serde_json::Value::Null, &"2026-02-02".into())
    );
    assert_eq!(
        (computed["carried_over"].as_i64(), computed["partly_entered"].as_bool()),
        (Some(0), Some(false))
    );
    assert!(said.err.contains("the data of 2 units begins within or after this period"), "{}", said.err);
    // The text forms say so in a column of their own, and only where there is something to say.
    let table = rows(&ask("csv", "2026-01-01").out);
    assert_eq!(table[0].last().unwrap(), "note");
    assert!(ask("md", "2026-01-01").out.contains("Ghi chú"));
    let table = rows(&ask("csv", "2026-02-02").out);
    assert_ne!(table[0].last().unwrap(), "note");
    let said = ask("csv", "2025-12-01");
    assert!(said.err.contains("the data begins on 2026-01-01"), "{}", said.err);
    assert!(place.good(&["recount"]).contains("all counters agree"));
    place.verified("0 problems");
}

#[test]
fn the_examples_of_the_folder_can_be_imported() {
    let place = Place::sqlite();
    place.good(&["load", SMALL]);
    let said = place.good(&["import", "figures", "provinces/mau-hai-cap/import/figures.csv"]);
    assert!(said.contains("rows entered"), "{said}");
    let said = place.good(&["import", "dossiers", "provinces/mau-hai-cap/import/dossiers.csv"]);
    assert!(said.contains("dossiers taken over"), "{said}");
    assert!(place.good(&["recount"]).contains("all counters agree"));
}
