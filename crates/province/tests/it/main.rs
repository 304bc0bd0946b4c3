//! Province folders: the real ones, typical mistakes, and arbitrary bytes.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod catalogue;
mod guide;
mod iso;

use proptest::prelude::*;
use province::{Province, template};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn provinces() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../provinces")
}

fn read(name: &str) -> Province {
    Province::read(&provinces().join(name)).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// A copy of a folder that a test may spoil.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target)
        } else {
            fs::write(&target, fs::read(&path).unwrap()).unwrap()
        }
    }
}

#[test]
fn the_province_of_2020_has_the_133_units_and_totals_of_the_report() {
    let p = read("ca-mau-2020");
    assert_eq!(p.units.iter().filter(|u| u.reports).count(), 133);
    let plan = p.plan.unwrap();
    assert_eq!(plan.units.len(), 133);
    let sum = |get: fn(&province::PlanUnit) -> i64| plan.units.iter().map(get).sum::<i64>();
    assert_eq!(sum(|u| u.on_time_or_early + u.late + u.in_term), 522_908);
    assert_eq!((sum(|u| u.carried_over), sum(|u| u.online), sum(|u| u.late)), (8_255, 157_306, 1_272));
    let order: Vec<&str> = p.units.iter().filter(|u| u.reports).map(|u| u.code.as_str()).collect();
    assert_eq!(order, plan.units.iter().map(|u| u.unit.as_str()).collect::<Vec<_>>());
}

#[test]
fn in_2025_every_district_ends_and_101_communes_become_64() {
    let p = read("ca-mau-2025");
    let new: Vec<_> = p.units.iter().filter(|u| u.valid_from.is_some()).collect();
    assert_eq!(new.len(), 64);
    assert_eq!(new.iter().filter(|u| u.kind == "ward").count(), 9);
    let ended: BTreeSet<&str> = p.successions.iter().map(|s| s.from.as_str()).collect();
    let old = p
        .units
        .iter()
        .filter(|u| u.valid_from.is_none() && ["district", "commune"].contains(&u.tier.as_str()));
    assert!(old.clone().all(|u| ended.contains(u.code.as_str())));
    assert_eq!((old.count(), ended.len()), (110, 110));
}

#[test]
fn the_small_province_and_the_template_have_nothing_wrong() {
    read("mau-hai-cap");
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("new");
    template::write(&folder).unwrap();
    Province::read(&folder).unwrap();
    assert!(template::write(&folder).unwrap_err().to_string().contains("not empty"));
}

#[test]
fn a_reorganisation_that_cannot_be_is_named_with_its_row() {
    let dir = tempfile::tempdir().unwrap();
    copy(&provinces().join("mau-hai-cap"), dir.path());
    let say = |rows: &str| {
        fs::write(dir.path().join("successions.csv"), format!("day,kind,from,to,decision\n{rows}")).unwrap();
        match Province::read(dir.path()) {
            Ok(_) => String::new(),
            Err(problems) => problems.iter().map(|p| format!("{p}\n")).collect(),
        }
    };
    assert_eq!(say("2027-01-01,merge,X99.11,X99.12,Q\n2027-06-01,rename,X99.12,Xã Mới,Q\n"), "");
    for (rows, expected) in [
        (
            "2027-01-01,merge,X99.11,X99.12,Q\n2027-06-01,merge,X99.11,X99.13,Q\n",
            ":3 [from]: X99.11 ends twice",
        ),
        (
            "2027-01-01,merge,X99.12,X99.13,Q\n2027-06-01,merge,X99.11,X99.12,Q\n",
            ":3 [to]: the heir X99.12 is not there on 2027-06-01",
        ),
        (
            "2027-01-01,merge,X99.12,X99.13,Q\n2027-01-01,merge,X99.13,X99.12,Q\n",
            ":2 [to]: the heir X99.13 is not there",
        ),
        (
            "2027-01-01,merge,X99.12,X99.13,Q\n2027-06-01,rename,X99.12,Tên,Q\n",
            ":3 [from]: X99.12 is not there before",
        ),
        ("1999-01-01,merge,X99.12,X99.13,Q\n", ":2 [from]: X99.12 is not there before 1999-01-01"),
    ] {
        let said = say(rows);
        assert!(said.contains(expected), "{rows}{said}");
    }
}

#[test]
fn letters_composed_otherwise_are_the_same_letters() {
    let dir = tempfile::tempdir().unwrap();
    copy(&provinces().join("mau-hai-cap"), dir.path());
    let path = dir.path().join("units.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("ã", "a\u{303}").replace("ở", "o\u{31b}\u{309}")).unwrap();
    assert_ne!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(Province::read(dir.path()).unwrap().units, read("mau-hai-cap").units);
}

#[test]
fn each_typical_mistake_is_named_with_its_place_and_remedy() {
    for (file, from, to, expected) in [
        ("units.csv", "code,name", "code;name", "units.csv:1: the header line must be: code,name,tier"),
        (
            "units.csv",
            "X99.11,Xã Thượng,commune",
            "X99.11,Xã Thượng,village",
            "units.csv:6 [tier]: tier 'village' is not in province.toml",
        ),
        (
            "units.csv",
            "X99.12,Xã Trung",
            "X99.11,Xã Trung",
            "units.csv:7 [code]: code X99.11 stands there twice",
        ),
        (
            "units.csv",
            "commune,X99,X99,yes",
            "commune,X98,X99,yes",
            "[command]: the parent 'X98' must stand in a row above",
        ),
        (
            "holidays.csv",
            "2026-01-01,",
            "01/01/2026,",
            "holidays.csv:2 [date]: '01/01/2026' is not a date; write it as 2020-11-13",
        ),
        (
            "holidays.csv",
            "2026-02-17,",
            "2026-02-16,",
            "holidays.csv:4 [date]: 2026-02-16 stands there twice",
        ),
        (
            "holidays.csv",
            "2026-02-17,",
            "2226-02-17,",
            "holidays.csv:4 [date]: 2226-02-17 is too far from valid_from",
        ),
        (
            "holidays.csv",
            "2026-01-01,holiday,Tết Dương lịch,,",
            "2026-01-01,holiday,Tết Dương lịch,X98.1,",
            "holidays.csv:2 [unit]: there is no unit X98.1 in units.csv; leave it empty",
        ),
        ("province.toml", "{nnnn}", "", "province.toml [code_pattern]: the pattern needs"),
        (
            "province.toml",
            "cut_off_minute = 900",
            "cut_off_minute = 1500",
            "[cut_off_minute]: must be a minute of the day",
        ),
        (
            "province.toml",
            "resume = \"continue\"",
            "resume = { continue_plus_days = -3 }",
            "[resume]: the days added",
        ),
        (
            "province.toml",
            "from = 420, to = 690",
            "from = 690, to = 420",
            "[calendars.office]: needs weekdays",
        ),
        (
            "province.toml",
            "from = 810, to = 1020",
            "from = 600, to = 1020",
            "[calendars.office]: needs weekdays",
        ),
        ("province.toml", "[1, 2, 3, 4, 5]", "[0, 9]", "[calendars.office]: needs weekdays"),
        ("province.toml", "[1, 2, 3, 4, 5]", "[]", "[calendars.office]: needs weekdays"),
        (
            "units.csv",
            "X99.12,Xã Trung",
            "X99.12,\"Xã\nTrung\"",
            "units.csv:7 [name]: the cell holds a line break",
        ),
        (
            "units.csv",
            "X99.12,Xã Trung,commune,commune,X99,X99,yes,office,",
            "X99.12,Xã Trung,commune,commune,X99,X99,yes,office,2001-01-01",
            "units.csv:7 [valid_from]: the unit begins before its parent X99",
        ),
        (
            "procedures.csv",
            "working_days,3,",
            "weeks,3,",
            "procedures.csv:6 [term_kind]: 'weeks' is none of: hours, working_days, calendar_days",
        ),
        ("procedures.csv", "working_days,3,", "working_days,3.0,", "[term_amount]: '3.0' is no whole number"),
        (
            "procedures.csv",
            "tier:commune",
            "tier:village",
            "procedures.csv:2 [competent]: 1.001037: 'tier:village'",
        ),
        (
            "procedures.csv",
            "1.001222",
            "1.001037",
            "procedures.csv:7 [code]: 1.001037: the code stands there twice",
        ),
        (
            "holidays.csv",
            "Quốc khánh,,",
            "Quốc khánh,X99.77,",
            "holidays.csv:11 [unit]: there is no unit X99.77",
        ),
        (
            "successions.csv",
            "decision\n",
            "decision\n\n2026-03-01,merge,X99.77,X99.12,QĐ\n",
            "successions.csv:3 [from]: this unit must be in units.csv",
        ),
        ("processes.csv", "desk,60,no", "X99.77,60,no", "processes.csv:2 [place]"),
        ("procedures.csv", ",short,", ",quick,", "procedures.csv:6 [process]"),
        (
            "processes.csv",
            "competent,120,yes",
            "competent,120,no",
            "processes.csv:3 [settles]: process same-day: the last step, and no other, must settle",
        ),
        ("forms/annex-3.toml", "figure = \"late\"", "figure = \"tardy\"", "[late]: 'tardy' is none of:"),
        ("province.toml", "format = 1", "format = 1\nflavour = 2", "province.toml:"),
        (
            "components.csv",
            "1.001074,1,",
            "1.999999,1,",
            "components.csv:4 [procedure]: there is no procedure 1.999999 in procedures.csv",
        ),
        (
            "components.csv",
            "1.001111,2,",
            "1.001111,7,",
            "components.csv:7 [no]: 1.001111: the number must be 2, without a gap from 1",
        ),
        (
            "components.csv",
            "Giấy chứng sinh,original,1,",
            "Giấy chứng sinh,fax,1,",
            "components.csv:7 [kind]: 'fax'",
        ),
        (
            "components.csv",
            "Giấy chứng sinh,original,1,",
            "Giấy chứng sinh,original,0,",
            "[copies]: there must be 1 to 99",
        ),
        (
            "components.csv",
            "1,Tờ khai đăng ký khai sinh,",
            "1,,",
            "components.csv:6 [name]: the cell is empty",
        ),
        (
            "plan/dossiers.csv",
            ",133,",
            ",134,",
            "plan/dossiers.csv:2 [to_process]: does not add up: settled and pending are 133; mend the row",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        copy(&provinces().join("mau-hai-cap"), dir.path());
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: '{from}'");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let problems = Province::read(dir.path()).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|p| p.contains(expected)), "{expected}: {said:#?}");
    }
}

#[test]
fn lines_are_those_of_the_file_after_blank_lines_and_breaks_within_a_cell() {
    let dir = tempfile::tempdir().unwrap();
    copy(&provinces().join("mau-hai-cap"), dir.path());
    let rows = "date,kind,name,unit,note\r\n\r\n2026-01-01,holiday,Tết,,\"two\r\nlines\"\r\n\n\n2026-13-01,holiday,x,,\r\n\
                2026-01-01,holiday,x,,\n";
    fs::write(dir.path().join("holidays.csv"), rows).unwrap();
    let problems = Province::read(dir.path()).unwrap_err();
    let places: Vec<(u64, &str)> = problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(places, [(7, "date"), (8, "date")]);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    copy(&provinces().join("mau-hai-cap"), dir.path());
    fs::remove_file(dir.path().join("successions.csv")).unwrap();
    fs::write(dir.path().join("holidays.csv"), b"date,kind,name,unit,note\n2026-01-01,feast,x,,\n1,2\n\xff")
        .unwrap();
    let problems = Province::read(dir.path()).unwrap_err();
    let files: BTreeSet<&str> = problems.iter().map(|p| p.file.as_str()).collect();
    assert_eq!(files, BTreeSet::from(["holidays.csv", "successions.csv"]));
    assert!(problems.iter().all(|p| !p.vi.is_empty() && !p.en.is_empty()));
}

const FILES: [&str; 9] = [
    "province.toml",
    "units.csv",
    "successions.csv",
    "holidays.csv",
    "processes.csv",
    "procedures.csv",
    "components.csv",
    "forms/annex-3.toml",
    "plan/dossiers.csv",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes_in_any_file_are_told_and_never_panic(file in 0usize..FILES.len(), bytes in prop::collection::vec(any::<u8>(), 1..300)) {
        let dir = tempfile::tempdir().unwrap();
        copy(&provinces().join("mau-hai-cap"), dir.path());
        fs::write(dir.path().join(FILES[file]), bytes).unwrap();
        let problems = Province::read(dir.path()).unwrap_err();
        prop_assert!(problems.iter().any(|p| p.file == FILES[file]));
    }

    #[test]
    fn an_edited_cell_never_panics(file in 1usize..FILES.len(), at in 0usize..4000, with in "[a-z0-9,\"\\n-]{0,12}") {
        let dir = tempfile::tempdir().unwrap();
        copy(&provinces().join("mau-hai-cap"), dir.path());
        let path = dir.path().join(FILES[file]);
        let mut text = fs::read_to_string(&path).unwrap();
        let mut at = at % text.len();
        while !text.is_char_boundary(at) { at -= 1; }
        text.insert_str(at, &with);
        fs::write(path, text).unwrap();
        let _ = Province::read(dir.path());
    }
}

#[test]
fn every_procedure_of_the_real_folders_asks_for_some_papers_and_says_that_they_are_invented() {
    for name in ["ca-mau-2020", "ca-mau-2025", "mau-hai-cap"] {
        let p = read(name);
        let papers = p.components.unwrap();
        let mut counts: BTreeMap<(&str, Option<i64>), usize> = BTreeMap::new();
        for paper in &papers {
            *counts.entry((&paper.procedure, paper.case)).or_default() += 1;
        }
        for procedure in &p.procedures {
            let own = counts.keys().any(|(code, _)| *code == procedure.code);
            assert!(own, "{name} {}", procedure.code);
        }
        assert!(counts.values().all(|n| (1..=7).contains(n)), "{name}");
        assert!(papers.iter().all(|c| c.illustrative));
    }
}

#[test]
fn a_folder_without_a_list_of_papers_says_nothing_of_them() {
    let dir = tempfile::tempdir().unwrap();
    copy(&provinces().join("mau-hai-cap"), dir.path());
    fs::remove_file(dir.path().join("components.csv")).unwrap();
    assert_eq!(Province::read(dir.path()).unwrap().components, None);
}
