//! A unique word stands in one unit's dossier. Whoever may not see that unit asks every route for it, in every list,
//! search, count, export and error, and is told the same as if the word were nowhere.

use super::fill;
use super::people::{CARD, Everybody, PHONE, WORD};
use pages_account::testing::{Browser, Said};
use std::io::Read;
use webkit::Route;

/// Everybody who has no eyes in the first unit.
const STRANGERS: [Option<&str>; 6] =
    [None, Some("donvikhac"), Some("xa.tiepnhan"), Some("xa.xuly"), Some("xa.chutich"), Some("quantri")];

/// The text of an answer, workbooks unpacked, what differs with every request taken out.
fn text(said: &Said) -> String {
    let mut text = said.text();
    if said.bytes.starts_with(b"PK") {
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(said.bytes.clone())).unwrap();
        for at in 0..book.len() {
            let mut part = String::new();
            book.by_index(at).unwrap().read_to_string(&mut part).unwrap();
            text.push_str(&part);
        }
    }
    let location = said.header("location").to_owned();
    without(&without(&(text + &location), r#"name="csrf" value=""#), r#"name="key" value=""#)
}

/// Without the values of a hidden field.
fn without(text: &str, start: &str) -> String {
    let mut pieces = text.split(start);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once('"').map_or("", |(_, rest)| rest));
    }
    out
}

fn holds(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(&word.to_lowercase())
}

/// What people would type to find it, and the same for something that is nowhere.
fn questions(code: &str) -> Vec<(String, String)> {
    let nowhere = code.replace(char::is_numeric, "9");
    [
        (WORD.to_owned(), "Khongcoai".to_owned()),
        (PHONE.to_owned(), "0911111111".to_owned()),
        (CARD.to_owned(), "011111111111".to_owned()),
        (code.to_owned(), nowhere),
    ]
    .into()
}

fn asked(browser: &mut Browser, route: &Route, path: &str, query: &str) -> Said {
    assert_eq!(route.method, axum::http::Method::GET);
    browser.get(&format!("{path}{query}"))
}

store::db_test! {
    with motcua::domains::schema();

    fn nobody_reads_the_word_who_may_not_see_the_unit(db: TestDb) {
        let everybody = Everybody::new(&db);
        let world = &everybody.world;
        let mut asked_for = 0;
        for stranger in STRANGERS {
            let mut browser = stranger.map_or_else(|| world.browser(), |login| world.as_person(login));
            for route in &world.routes {
                // Signing out would be the last that he asks.
                if route.path.starts_with("/sign-out") {
                    continue;
                }
                let path = fill::path(route.path, &everybody.own);
                // Whoever holds the slip is shown what stands on it.
                let by_slip = path.contains(&everybody.own.token);
                let said = everybody.ask(&mut browser, route, &path, None);
                asked_for += 1;
                for secret in [WORD, PHONE, CARD] {
                    assert!(by_slip || !holds(&text(&said), secret), "{stranger:?} {} {path} shows {secret}", route.method);
                }
            }
        }
        assert!(asked_for >= 6 * 20, "only {asked_for} questions");
    }

    fn looking_for_the_word_is_answered_like_looking_for_nothing(db: TestDb) {
        let everybody = Everybody::new(&db);
        let world = &everybody.world;
        let code = everybody.own.dossier.clone();
        for stranger in STRANGERS {
            let mut browser = stranger.map_or_else(|| world.browser(), |login| world.as_person(login));
            for route in world.routes.iter().filter(|r| r.method == axum::http::Method::GET) {
                let path = fill::path(route.path, &everybody.other);
                for (there, nowhere) in questions(&code) {
                    // Tracking by code is for everybody: state and dates, which its own tests look at.
                    if there == code && route.path == "/track" {
                        continue;
                    }
                    for parameter in ["q", "name", "code", "words", "find", "phone", "card"] {
                        let ask = |browser: &mut Browser, word: &str| {
                            let said = asked(browser, route, &path, &format!("?{parameter}={word}"));
                            (said.status, text(&said).replace(word, "…"))
                        };
                        let (found, missed) = (ask(&mut browser, &there), ask(&mut browser, &nowhere));
                        assert_eq!(found, missed, "{stranger:?} {path}?{parameter}={there}");
                    }
                }
            }
        }
    }
}
