//! People's words, life events, and desks beside the units' own.

use crate::{copy, provinces, read};
use proptest::prelude::*;
use province::Province;
use std::fs;

const FILES: [&str; 4] = ["synonyms.csv", "life-events.csv", "post-desks.csv", "vertical.csv"];

#[test]
fn the_province_of_2020_has_its_events_desks_and_words() {
    let guide = read("ca-mau-2020").guide;
    let events: std::collections::BTreeSet<&str> = guide.events.iter().map(|x| x.event.as_str()).collect();
    assert_eq!((events.len(), guide.events.len(), guide.post_desks.len()), (11, 71, 6));
    let of = |agency: &str, list: &str| {
        guide.verticals.iter().filter(|x| x.agency == agency && x.list == list).count()
    };
    // The report, II.2.2: social insurance 7 and 19, police 4 and 8.
    assert_eq!((of("H12.23", "required"), of("H12.23", "more")), (7, 19));
    assert_eq!((of("H12.18", "required"), of("H12.18", "more")), (4, 8));
    assert!(guide.synonyms.len() > 100);
}

#[test]
fn each_mistake_is_named_by_cell_with_its_remedy() {
    for (file, from, to, told) in [
        (
            "synonyms.csv",
            "words,means",
            "words;means",
            "synonyms.csv:1: the header line must be: words,means",
        ),
        ("synonyms.csv", "xin,", ",", "synonyms.csv:3 [words]: the cell is empty"),
        ("synonyms.csv", "xin,", "LÀM,", "synonyms.csv:3 [words]: 'LÀM' stands in line 2 already"),
        ("synonyms.csv", "báo tử,đăng ký khai tử", "báo tử,bao tu", "[means]: both columns say the same"),
        ("synonyms.csv", "báo tử,", "a b c d e f g h i j k l m,", "[words]: longer than 12 words"),
        ("synonyms.csv", "đăng ký khai tử", "a b c d e f g h i j k l m", "[means]: longer than 12 words"),
        (
            "life-events.csv",
            "sinh-con,",
            "Sinh con,",
            "life-events.csv:2 [event]: 'Sinh con': a short name has",
        ),
        (
            "life-events.csv",
            ",2,1.001222",
            ",3,1.001222",
            "life-events.csv:3 [no]: sinh-con: the number must be 2",
        ),
        (
            "life-events.csv",
            "1.001222",
            "1.999999",
            "life-events.csv:3 [procedure]: there is no procedure 1.999999",
        ),
        (
            "life-events.csv",
            "1.001222",
            "1.001111",
            "life-events.csv:3 [procedure]: sinh-con: procedure 1.001111",
        ),
        (
            "life-events.csv",
            "nuôi con\",2",
            "dạy con\",2",
            "life-events.csv:3 [event_name]: line 2 calls sinh-con",
        ),
        ("post-desks.csv", "X99.11", "X99.77", "post-desks.csv:2 [unit]: there is no unit X99.77"),
        ("post-desks.csv", "2026-03-02", "2/3/2026", "post-desks.csv:2 [since]"),
        ("vertical.csv", "X99.01,1.001333", "X98,1.001333", "vertical.csv:2 [agency]: there is no unit X98"),
        (
            "vertical.csv",
            "1.001370",
            "1.001333",
            "vertical.csv:3 [procedure]: X99.01, 1.001333: stands in line 2",
        ),
        (
            "vertical.csv",
            "1.001370",
            "1.001371",
            "vertical.csv:3 [procedure]: there is no procedure 1.001371",
        ),
        ("vertical.csv", ",required", ",must", "vertical.csv:2 [list]: 'must' is none of: required, more"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        copy(&provinces().join("mau-hai-cap"), dir.path());
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: no {from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let problems = Province::read(dir.path()).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|s| s.contains(told)), "{file} {from} -> {to}: {said:#?}");
        assert!(problems.iter().all(|p| !p.vi.is_empty() && !p.en.is_empty()));
    }
}

#[test]
fn a_folder_may_leave_each_of_them_out() {
    for file in FILES {
        let dir = tempfile::tempdir().unwrap();
        copy(&provinces().join("mau-hai-cap"), dir.path());
        fs::remove_file(dir.path().join(file)).unwrap();
        Province::read(dir.path()).unwrap_or_else(|problems| panic!("{file}: {problems:#?}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_edited_cell_never_panics(file in 0usize..FILES.len(), at in 0usize..2000, with in "[a-z0-9,\"\\n-]{0,12}") {
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
