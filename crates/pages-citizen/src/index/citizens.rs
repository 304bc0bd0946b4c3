//! What citizens ask, over the whole catalogue of 2020.

#![cfg(test)]

use super::*;
use province::Province;
use std::path::Path;
use std::sync::OnceLock;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../provinces/ca-mau-2020")
}

fn rows(file: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(folder().join(file)).unwrap().records().map(Result::unwrap).collect()
}

/// Read once for all tests.
fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(made)
}

/// The procedures in force on 13 November 2020, through the search as the pages have it.
fn made() -> Index {
    let province = Province::read(&folder()).unwrap();
    let index = crate::testing::index(&province);
    assert_eq!(index.len(), 1_963);
    index
}

/// The first codes that a question finds.
fn first(index: &Index, question: &str, many: usize) -> Vec<String> {
    let found = index.search(&asked(question), &Filter::default(), Last::Whole);
    found.hits.iter().take(many).map(|at| index.entry(*at).revision.code.clone()).collect()
}

fn names(index: &Index, question: &str) -> String {
    let found = index.search(&asked(question), &Filter::default(), Last::Whole);
    let names = found.hits.iter().take(4).map(|at| &index.entry(*at).revision);
    let names: Vec<String> = names.map(|r| format!("{} {}", r.code, r.name)).collect();
    format!("{} ({:?})", names.join(" | "), found.meant)
}

#[test]
fn sixty_questions_find_what_a_citizen_means_first() {
    let index = index();
    let questions = rows("catalogue/queries.csv");
    assert_eq!(questions.len(), 60);
    let wrong: Vec<String> = questions
        .iter()
        .filter(|r| first(index, &r[0], 1) != [r[1].to_owned()])
        .map(|r| format!("{} wants {}: {}", &r[0], &r[1], names(index, &r[0])))
        .collect();
    assert!(wrong.is_empty(), "{} of 60:\n{}", wrong.len(), wrong.join("\n"));
}

/// Words that stand for something else in procedures' names, each with what must be found before them all.
const PEOPLES_WORDS: [(&str, &[&str]); 25] = [
    ("mo quan an", &["1.001547"]),
    ("mở quán ăn", &["1.001547"]),
    ("mo nha hang", &["1.001547"]),
    ("mo quan nhau", &["1.001547"]),
    ("visa", &["1.003760"]),
    ("thi thuc", &["1.003760"]),
    ("thị thực", &["1.003760"]),
    ("photo cong chung", &["1.001037"]),
    ("cong chung", &["1.001037"]),
    ("công chứng", &["1.001037"]),
    ("dang ky xe", &["1.004995", "2.000214"]),
    ("đăng ký xe", &["1.004995", "2.000214"]),
    ("bien so xe", &["1.004995", "2.000214"]),
    ("dang ky xe o to", &["2.000214"]),
    ("nhap khau", &["1.005821"]),
    ("nhập khẩu", &["1.005821"]),
    ("giay phep kinh doanh", &["1.001333"]),
    ("giấy phép kinh doanh", &["1.001333"]),
    ("nha dat", &["1.001555"]),
    ("nhà đất", &["1.001555"]),
    // Beside them, what says more than those words finds what it says.
    ("dang ky xe may chuyen dung", &["1.007846"]),
    ("giay phep kinh doanh karaoke", &["2.002518"]),
    ("giay phep kinh doanh van tai", &["1.001816"]),
    ("nhap khau phan bon", &["1.009859"]),
    ("thanh lap van phong cong chung", &["1.001424"]),
];

#[test]
fn peoples_words_find_what_they_mean_before_what_merely_holds_them() {
    let index = index();
    let wrong: Vec<String> = PEOPLES_WORDS
        .iter()
        .filter(|(question, codes)| !first(index, question, 1).iter().any(|c| codes.contains(&c.as_str())))
        .map(|(question, codes)| format!("{question} wants {codes:?}: {}", names(index, question)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), PEOPLES_WORDS.len(), wrong.join("\n"));
}

/// Questions as they are mistyped, each with what it must find among the first three.
const MISTYPED: [(&str, &str); 40] = [
    // Letters that changed places.
    ("khia sinh", "1.001111"),
    ("giay phpe xay nha", "1.001481"),
    ("sang tne dat", "1.001444"),
    ("tach thau", "1.001518"),
    ("ho chieu pho thogn", "1.004774"),
    ("luogn huu", "1.005477"),
    // A letter missing.
    ("giay phep xay nh", "1.001481"),
    ("kai sinh", "1.001111"),
    ("ket hn", "1.002264"),
    ("can cuoc cong dn", "1.004737"),
    ("nghia vu qun su", "1.004674"),
    ("that nghep", "3.000039"),
    // A letter doubled.
    ("khaii sinh", "1.001111"),
    ("sso do", "1.001555"),
    ("so doo", "1.001555"),
    ("hoo kinh doanh", "1.001333"),
    ("tam truu", "1.005820"),
    // Telex and VNI with the input method off.
    ("giaays pheps xaay nhaf", "1.001481"),
    ("soor ddor", "1.001555"),
    ("khai sinhh", "1.001111"),
    ("ddawng kys keets hoon", "1.002264"),
    ("ho65 chie61u", "1.004774"),
    ("hooj ngheof", "1.001259"),
    // Another letter beside the right one.
    ("khai sonh", "1.001111"),
    ("xay nja", "1.001481"),
    ("chung thuv chu ky", "1.001074"),
    // Two words written as one, one as two.
    ("khaisinh", "1.001111"),
    ("sodo", "1.001555"),
    ("hokinhdoanh", "1.001333"),
    // Abbreviations.
    ("gcn qsdd", "1.001555"),
    ("gcnqsdd", "1.001555"),
    ("gplx", "2.002381"),
    ("cccd", "1.004737"),
    ("lltp", "1.000538"),
    ("mat the bhyt", "1.005366"),
    ("rut bhxh", "1.001754"),
    ("gpxd nha o", "1.001481"),
    // With diacritics, some of them wrong.
    ("giấy phép xây nhà", "1.001481"),
    ("sổ đõ", "1.001555"),
    ("sang tên đât", "1.001444"),
];

#[test]
fn mistyped_questions_find_what_was_meant_among_the_first_three() {
    let index = index();
    let wrong: Vec<String> = MISTYPED
        .iter()
        .filter(|(question, code)| !first(index, question, 3).iter().any(|found| found == code))
        .map(|(question, code)| format!("{question} wants {code}: {}", names(index, question)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), MISTYPED.len(), wrong.join("\n"));
}

/// A name without diacritics, of which one longer word has a letter too few or too many, or two that changed places.
fn with_a_slip(name: &str, seed: usize) -> Option<String> {
    let mut words: Vec<String> = words::of_text(name).into_iter().map(|(folded, _)| folded).collect();
    let long: Vec<usize> =
        (0..words.len()).filter(|at| words[*at].is_ascii() && words[*at].len() >= 4).collect();
    let at = *long.get(seed % long.len().max(1))?;
    let letters: Vec<char> = words[at].chars().collect();
    let place = 1 + seed / 7 % (letters.len() - 2);
    let mut wrong = letters.clone();
    match seed % 3 {
        0 => wrong.swap(place, place + 1),
        1 => drop(wrong.remove(place)),
        _ => wrong.insert(place, letters[place]),
    }
    words[at] = wrong.into_iter().collect();
    Some(words.join(" "))
}

#[test]
fn nearly_every_name_with_a_slip_of_the_finger_finds_its_procedure_among_the_first_three() {
    let index = index();
    let (mut asked_for, mut found) = (0, 0);
    // Each eighth: a slip is mended by trying words, which takes its time where nothing is optimised.
    for at in (0..index.len()).step_by(8) {
        let name = &index.entry(at).revision.name;
        let Some(question) = with_a_slip(name, at * 31) else { continue };
        asked_for += 1;
        // Several units have procedures of one name.
        let hits = index.search(&asked(&question), &Filter::default(), Last::Whole).hits;
        found += usize::from(hits.iter().take(3).any(|hit| index.entry(*hit).revision.name == *name));
    }
    assert!(asked_for > 240 && found * 100 >= asked_for * 97, "{found} of {asked_for}");
}
