//! The sheets of a catalogue: decisions, publications, cases, fees, bases.

use crate::{copy, provinces};
use proptest::prelude::*;
use province::Province;
use std::fs;
use std::path::Path;

const DECISIONS: &str = "\
number,signed_on,in_force_from,issuer,kind,abstract,illustrative
12/QĐ-UBND,2026-02-02,2026-02-10,Chủ tịch (minh họa),publication,Công bố (minh họa),yes
13/QĐ-UBND,2026-03-02,,Chủ tịch (minh họa),centre,Giao Trung tâm (minh họa),yes
";
const PUBLICATIONS: &str = "\
decision,procedure,effect,before_name,before_law_amount,before_term_amount,min_cut_percent
12/QĐ-UBND,1.001185,amended,,5,5,
12/QĐ-UBND,1.001222,new,,,,20
12/QĐ-UBND,1.001259,abolished,,,,
";
const CASES: &str = "procedure,no,name,term_amount\n1.001185,1,Cấp lần đầu,\n1.001185,2,Cấp lại,1\n";
const FEES: &str = "\
procedure,case,no,kind,name,amount,per,basis
1.001185,2,1,fee,Lệ phí hộ tịch,15000,bản,Nghị quyết (minh họa)
1.001222,,1,charge,Phí thẩm định,25000,hồ sơ,
";
const BASES: &str = "procedure,number,name\n1.001185,60/2014/QH13,Luật Hộ tịch\n";
const FILES: [(&str, &str); 5] = [
    ("decisions.csv", DECISIONS),
    ("publications.csv", PUBLICATIONS),
    ("cases.csv", CASES),
    ("fees.csv", FEES),
    ("bases.csv", BASES),
];

/// The small province with a whole catalogue: columns more, and every sheet.
fn folder(dir: &Path) {
    copy(&provinces().join("mau-hai-cap"), dir);
    let path = dir.join("procedures.csv");
    let mut rows = Vec::new();
    for (at, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
        let online = line.rsplit(',').nth(3) == Some("yes");
        let more = match (at, line.split(',').next().unwrap()) {
            (0, _) => "law_amount,service_level,online_list,national_portal,business,wholly_at_centre,result",
            (_, "1.001222") => "10,4,pilot,yes,yes,no,Trích lục",
            _ if online => ",3,877,no,no,no,Giấy xác nhận",
            _ => ",2,,no,no,no,",
        };
        rows.push(format!("{line},{more}\n"));
    }
    fs::write(path, rows.concat()).unwrap();
    for (file, text) in FILES {
        fs::write(dir.join(file), text).unwrap();
    }
}

#[test]
fn a_whole_catalogue_is_read() {
    let dir = tempfile::tempdir().unwrap();
    folder(dir.path());
    let p = Province::read(dir.path()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let sheets = &p.catalogue;
    assert_eq!((sheets.decisions.len(), sheets.publications.len(), sheets.cases.len()), (2, 3, 2));
    assert_eq!((sheets.fees.len(), sheets.bases.len()), (2, 1));
    // Without a day of its own a decision holds from the day it was signed.
    assert_eq!(sheets.decisions[1].in_force_from, sheets.decisions[1].signed_on);
    let profile = p.procedures.iter().find(|x| x.code == "1.001222").unwrap().profile.clone().unwrap();
    assert_eq!((profile.law_amount, profile.service_level, profile.business), (10, 4, true));
    // A term by law that is not told is the province's own.
    let other = p.procedures.iter().find(|x| x.code == "1.001185").unwrap();
    assert_eq!(other.profile.as_ref().unwrap().law_amount, other.term.to_parts().1);
}

#[test]
fn a_folder_without_these_sheets_says_nothing_of_them() {
    let p = Province::read(&provinces().join("mau-hai-cap")).unwrap();
    assert!(p.catalogue.decisions.is_empty() && p.procedures.iter().all(|x| x.profile.is_none()));
}

#[test]
fn each_mistake_of_the_catalogue_is_named_by_cell_with_its_remedy() {
    for (file, from, to, told) in [
        ("decisions.csv", "number,", "no,", "decisions.csv:1: the header line must be: number,signed_on"),
        (
            "decisions.csv",
            "2026-02-10",
            "2026-02-01",
            "decisions.csv:2 [in_force_from]: the decision holds before",
        ),
        ("decisions.csv", "centre", "center", "decisions.csv:3 [kind]: 'center' is none of: publication,"),
        (
            "decisions.csv",
            "13/QĐ",
            "12/QĐ",
            "decisions.csv:3 [number]: decision 12/QĐ-UBND stands there twice",
        ),
        (
            "publications.csv",
            "12/QĐ-UBND,1.001185",
            "99/QĐ-UBND,1.001185",
            "publications.csv:2 [decision]: there is no decision 99/QĐ-UBND",
        ),
        (
            "publications.csv",
            "12/QĐ-UBND,1.001185",
            "13/QĐ-UBND,1.001185",
            "publications.csv:2 [decision]: decision 13/QĐ-UBND does not publish",
        ),
        (
            "publications.csv",
            "1.001259",
            "1.009999",
            "publications.csv:4 [procedure]: there is no procedure 1.009999",
        ),
        (
            "publications.csv",
            "1.001259",
            "1.001222",
            "publications.csv:4 [procedure]: procedure 1.001222 stands there twice",
        ),
        (
            "publications.csv",
            ",,,,20",
            ",,,,60",
            "publications.csv:3 [min_cut_percent]: 1.001222: a new procedure must be cut by 60 %",
        ),
        (
            "publications.csv",
            ",,,,20",
            ",,,,120",
            "publications.csv:3 [min_cut_percent]: a share is 0 to 100 percent",
        ),
        (
            "publications.csv",
            "amended,,5,5,",
            "amended,,,,",
            "publications.csv:2 [effect]: an amended or replaced procedure needs one before_ column",
        ),
        ("publications.csv", "new,,,,20", "new,Tên cũ,,,20", "publications.csv:3 [effect]"),
        ("cases.csv", "1.001185,2,", "1.001185,3,", "cases.csv:3 [no]: 1.001185: the number must be 2"),
        (
            "cases.csv",
            "1.001185,1,Cấp",
            "1.009999,1,Cấp",
            "cases.csv:2 [procedure]: there is no procedure 1.009999",
        ),
        (
            "fees.csv",
            "1.001185,2,",
            "1.001185,7,",
            "fees.csv:2 [case]: 1.001185: there is no case 7 in cases.csv",
        ),
        ("fees.csv", "15000", "15.000", "fees.csv:2 [amount]: '15.000' is no whole number"),
        ("fees.csv", ",charge,", ",tax,", "fees.csv:3 [kind]: 'tax' is none of: fee, charge"),
        ("bases.csv", "60/2014/QH13", "", "bases.csv:2 [number]: the cell is empty"),
        ("procedures.csv", ",10,4,pilot", ",4,4,pilot", "[law_amount]: the term by law is shorter"),
        (
            "procedures.csv",
            ",10,4,pilot",
            ",10,2,pilot",
            "[service_level]: levels 3 and 4 are for what can be filed online",
        ),
        ("procedures.csv", ",10,4,pilot", ",10,9,pilot", "[service_level]: the level must be 2, 3 or 4"),
        ("procedures.csv", ",10,4,pilot", ",10,4,other", "[online_list]: 'other' is none of: 877, pilot"),
        (
            "procedures.csv",
            "law_amount,service_level",
            "law_amount,law_amount",
            "procedures.csv:1: the header line must be: code,name",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        folder(dir.path());
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: no {from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let problems = Province::read(dir.path()).unwrap_err();
        let said: Vec<String> = problems.iter().map(|p| p.to_string()).collect();
        assert!(said.iter().any(|s| s.contains(told)), "{file} {from} -> {to}: {said:#?}");
        assert!(problems.iter().all(|p| !p.vi.is_empty() && !p.en.is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes_in_a_sheet_of_the_catalogue_are_told_and_never_panic(file in 0usize..FILES.len(), bytes in prop::collection::vec(any::<u8>(), 1..300)) {
        let dir = tempfile::tempdir().unwrap();
        folder(dir.path());
        fs::write(dir.path().join(FILES[file].0), bytes).unwrap();
        let problems = Province::read(dir.path()).unwrap_err();
        prop_assert!(problems.iter().any(|p| p.file == FILES[file].0));
    }

    #[test]
    fn an_edited_cell_of_the_catalogue_never_panics(file in 0usize..FILES.len(), at in 0usize..4000, with in "[a-z0-9,\"\\n-]{0,12}") {
        let dir = tempfile::tempdir().unwrap();
        folder(dir.path());
        let path = dir.path().join(FILES[file].0);
        let mut text = fs::read_to_string(&path).unwrap();
        let mut at = at % text.len();
        while !text.is_char_boundary(at) { at -= 1; }
        text.insert_str(at, &with);
        fs::write(path, text).unwrap();
        let _ = Province::read(dir.path());
    }
}
