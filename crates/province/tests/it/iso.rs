//! The sheet of units with a quality system.

use crate::{copy, provinces};
use province::Province;
use std::fs;

const ISO: &str = "\
unit,edition,applied_from,transition_from,illustrative
X90,TCVN ISO 9001:2015,2026-02-02,TCVN ISO 9001:2008,yes
X90.01,TCVN ISO 9001:2015,2026-03-02,,yes
";

#[test]
fn units_with_a_quality_system_are_read_and_a_folder_without_the_sheet_has_none() {
    let dir = tempfile::tempdir().unwrap();
    copy(&provinces().join("mau-hai-cap"), dir.path());
    let none = Province::read(dir.path()).unwrap();
    assert!(none.iso.is_empty());
    let codes: Vec<&str> = none.units.iter().take(2).map(|u| u.code.as_str()).collect();
    fs::write(dir.path().join("iso.csv"), ISO.replace("X90.01", codes[1]).replace("X90", codes[0])).unwrap();
    let p = Province::read(dir.path()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(p.iso.len(), 2);
    assert_eq!(p.iso[0].transition_from, "TCVN ISO 9001:2008");
    assert_eq!((p.iso[1].transition_from.as_str(), p.iso[1].line), ("", 3));
}

#[test]
fn a_hundred_and_twenty_one_units_of_2020_apply_the_standard_and_twenty_moved() {
    let p = Province::read(&provinces().join("ca-mau-2020")).unwrap();
    assert_eq!(p.iso.len(), 121);
    assert!(p.iso.iter().all(|row| row.edition == "TCVN ISO 9001:2015" && row.illustrative));
    assert_eq!(p.iso.iter().filter(|row| row.transition_from == "TCVN ISO 9001:2008").count(), 20);
}

#[test]
fn each_mistake_of_the_sheet_is_named_by_cell_with_its_remedy() {
    let dir = tempfile::tempdir().unwrap();
    copy(&provinces().join("mau-hai-cap"), dir.path());
    let code = Province::read(dir.path()).unwrap().units[0].code.clone();
    let whole = format!(
        "unit,edition,applied_from,transition_from,illustrative\n{code},TCVN ISO 9001:2015,2026-02-02,,yes\n"
    );
    for (from, to, told) in [
        ("unit,", "units,", "iso.csv:1: the header line must be: unit,edition".to_owned()),
        ("2026-02-02", "2/2/2026", "iso.csv:2 [applied_from]:".to_owned()),
        (
            ",,yes",
            ",TCVN ISO 9001:2015,yes",
            "iso.csv:2 [transition_from]: it moved from the edition".to_owned(),
        ),
        (",,yes", ",,maybe", "iso.csv:2 [illustrative]: 'maybe': write yes or no".to_owned()),
        (",TCVN ISO 9001:2015,", ",,", "iso.csv:2 [edition]:".to_owned()),
        (&*format!("\n{code},"), "\nZZ.99,", "iso.csv:2 [unit]: there is no unit ZZ.99".to_owned()),
        (
            "yes\n",
            &*format!("yes\n{code},TCVN ISO 9001:2015,2026-02-03,,no\n"),
            format!("iso.csv:3 [unit]: {code} stands there twice"),
        ),
    ] {
        let text = whole.replacen(from, to, 1);
        assert_ne!(text, whole, "{from}");
        fs::write(dir.path().join("iso.csv"), text).unwrap();
        let problems: Vec<String> =
            Province::read(dir.path()).unwrap_err().iter().map(ToString::to_string).collect();
        assert!(problems.iter().any(|p| p.contains(&told)), "{told}: {problems:#?}");
    }
}
