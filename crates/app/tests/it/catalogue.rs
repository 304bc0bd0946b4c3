//! The catalogue as a file from a shell, on both engines: written, changed, looked at, published.

use crate::run::{Place, Said};
use serde_json::Value;
use std::path::Path;

const SMALL: &str = "provinces/mau-hai-cap";
const AT: [&str; 2] = ["--at", "2026-03-02 08:00"];

fn import(place: &Place, file: &Path, more: &[&str]) -> Said {
    let file = file.display().to_string();
    place.run(&[&["catalogue", "import", &file], more, &AT[..]].concat())
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}{}", said.out, said.err))
}

fn a_catalogue_goes_out_and_comes_back(place: &Place) {
    place.good(&["load", SMALL]);
    let dir = tempfile::tempdir().unwrap();
    let (book, csv) = (dir.path().join("danh-muc.xlsx"), dir.path().join("sua.csv"));
    let day = ["--as-of", "2026-03-02"];
    let out = book.display().to_string();
    assert!(
        place.good(&["catalogue", "export", "--out", &out, day[0], day[1]]).contains("procedures in force")
    );
    let text = place.good(&["catalogue", "export", "--format", "csv", day[0], day[1]]);
    assert!(text.starts_with("\u{feff}code,name,level,field,unit,legal_term,reduced_term,"), "{text}");
    let first = text.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    let digest = place.verified("business digest");
    let same = import(place, &book, &["--apply"]);
    assert!(same.code == 0 && same.out.contains("nothing is different"), "{}{}", same.out, same.err);
    assert_eq!(place.verified("business digest"), digest);
    // One procedure gets another name.
    std::fs::write(&csv, format!("code,name\n{first},Tên đã sửa\n")).unwrap();
    let looked = import(place, &csv, &["--dry-run"]);
    assert!(looked.code == 1 && looked.err.contains("sua.csv!A2: procedure"), "{}{}", looked.out, looked.err);
    let by = [
        "--decision",
        "5/QĐ-UBND",
        "--signed-on",
        "2026-02-27",
        "--issuer",
        "Chủ tịch",
        "--abstract",
        "Công bố",
    ];
    let looked = import(place, &csv, &[&by[..], &["--dry-run"]].concat());
    assert!(looked.code == 0 && looked.out.contains("name: ") && looked.out.contains("nothing written"));
    let told = json(&import(place, &csv, &[&by[..], &["--dry-run", "--format", "json"]].concat()));
    assert_eq!(told["changes"][0]["effect"], "amended");
    assert_eq!(told["changes"][0]["differences"][0]["after"]["vi"], "Tên đã sửa");
    assert_eq!((&told["published"], told["problems"].as_array().unwrap().len()), (&Value::Null, 0));
    assert_eq!(place.verified("business digest"), digest);
    let done = import(place, &csv, &[&by[..], &["--apply"]].concat());
    assert!(done.code == 0 && done.out.contains("published 0 new, 1 amended"), "{}{}", done.out, done.err);
    assert!(place.good(&["catalogue", "export", "--format", "csv", day[0], day[1]]).contains("Tên đã sửa"));
    let again = import(place, &csv, &[&by[..], &["--apply"]].concat());
    assert!(again.code == 0 && again.out.contains("nothing is different"), "{}{}", again.out, again.err);
    // What is wrong is told by cell, and nothing is taken.
    std::fs::write(&csv, format!("code,name,reduced_term\n{first},Tên khác,nhiều\n")).unwrap();
    let digest = place.verified("business digest");
    let wrong = import(place, &csv, &[&by[..], &["--apply"]].concat());
    assert!(wrong.code == 1 && wrong.err.contains("sua.csv!C2: this is no number"), "{}", wrong.err);
    let wrong = import(place, &csv, &[&by[..], &["--apply", "--format", "json"]].concat());
    assert_eq!((wrong.code, json(&wrong)["problems"][0]["code"].as_str()), (1, Some("not_a_number")));
    assert_eq!(place.verified("business digest"), digest);
    place.verified("0 problems");
    // It is one or the other.
    assert_eq!(import(place, &csv, &[]).code, 2);
    assert_eq!(import(place, &csv, &["--apply", "--dry-run"]).code, 2);
    assert_eq!(import(place, &csv, &["--apply", "--issuer", "x"]).code, 2);
}

#[test]
fn a_catalogue_goes_out_and_comes_back_in_sqlite() {
    a_catalogue_goes_out_and_comes_back(&Place::sqlite());
}

#[test]
fn a_catalogue_goes_out_and_comes_back_in_postgres() {
    a_catalogue_goes_out_and_comes_back(&Place::postgres("catalogue"));
}
