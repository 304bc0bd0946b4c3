//! A unique word stands in one unit's dossier. Whoever may not see that unit asks every route for it, in every list,
//! search, count, export and error, and is told the same as if the word were nowhere.

use super::fill;
use super::people::{CARD, Everybody, PHONE, WORD};
use pages_account::testing::Said;
use std::io::Read;

/// Everybody who has no eyes in the first unit.
const STRANGERS: [Option<&str>; 6] =
    [None, Some("donvikhac"), Some("xa.tiepnhan"), Some("xa.xuly"), Some("xa.chutich"), Some("quantri")];

/// What lists and searches may be narrowed by.
const PARAMETERS: [&str; 8] = ["q", "name", "code", "words", "find", "phone", "card", "dossier"];

/// The text of an answer, workbooks unpacked, what differs with every request taken out.
fn text(said: &Said) -> String {
    let mut text = String::new();
    if said.bytes.starts_with(b"PK") {
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(said.bytes.clone())).unwrap();
        for at in 0..book.len() {
            let mut part = String::new();
            let mut file = book.by_index(at).unwrap();
            // When the workbook was made.
            if file.name().unwrap() == "docProps/core.xml" {
                continue;
            }
            file.read_to_string(&mut part).unwrap();
            text.push_str(&part);
        }
    } else {
        text = said.text();
    }
    let location = said.header("location").to_owned();
    [r#"name="csrf" value=""#, r#"name="form" value=""#, r#""request_id":""#]
        .into_iter()
        .fold(text + &location, |text, start| without(&text, start))
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

/// Who asks: in a browser, or a program with a token.
enum Stranger {
    Person(Option<&'static str>),
    Program,
}

fn strangers() -> Vec<Stranger> {
    STRANGERS.into_iter().map(Stranger::Person).chain([Stranger::Program]).collect()
}

impl Stranger {
    fn name(&self) -> &str {
        match self {
            Self::Person(login) => login.unwrap_or("nobody"),
            Self::Program => "a program",
        }
    }
}

store::db_test! {
    with motcua::domains::schema();

    fn nobody_reads_the_word_who_may_not_see_the_unit(db: TestDb) {
        let everybody = Everybody::new(&db);
        let mut asked_for = 0;
        for stranger in strangers() {
            let (login, token) = match stranger {
                Stranger::Person(login) => (login, None),
                Stranger::Program => (None, Some(&everybody.stranger)),
            };
            let mut browser = everybody.browser(login);
            for route in &everybody.world.routes {
                // Signing out would be the last that he asks.
                if route.path.starts_with("/sign-out") {
                    continue;
                }
                let path = fill::path(route.path, &everybody.own);
                // Whoever holds the slip is shown what stands on it.
                if path.contains(&everybody.own.token) {
                    continue;
                }
                let said = everybody.ask(&mut browser, route, &everybody.own, "", token);
                asked_for += 1;
                for secret in [WORD, PHONE, CARD] {
                    assert!(!holds(&text(&said), secret), "{} {} {path} shows {secret}", stranger.name(), route.method);
                }
            }
        }
        assert!(asked_for > 7 * 80, "only {asked_for} questions");
    }

    fn looking_for_the_word_is_answered_like_looking_for_nothing(db: TestDb) {
        let everybody = Everybody::new(&db);
        let code = everybody.own.dossier.clone();
        let gets = everybody.world.routes.iter().filter(|r| r.method == axum::http::Method::GET);
        for stranger in strangers() {
            let (login, token) = match stranger {
                Stranger::Person(login) => (login, None),
                Stranger::Program => (None, Some(&everybody.stranger)),
            };
            let mut browser = everybody.browser(login);
            for route in gets.clone() {
                let path = route.path;
                // Each look at it makes another secret.
                if path == "/account/second-factor" {
                    continue;
                }
                for (there, nowhere) in questions(&code) {
                    // Tracking by code is for everybody: state and dates, which its own tests look at.
                    if there == code && route.path == "/track" {
                        continue;
                    }
                    // Files are limited to ten a minute in the long run: so much time passes that each is answered.
                    if path.ends_with(".xlsx") || path.ends_with(".csv") {
                        everybody.world.technical.pass(120);
                    }
                    for parameter in PARAMETERS {
                        let mut ask = |word: &str| {
                            let more = format!("?{parameter}={word}");
                            let said = everybody.ask(&mut browser, route, &everybody.other, &more, token);
                            (said.status, text(&said).replace(word, "…"))
                        };
                        let (found, missed) = (ask(&there), ask(&nowhere));
                        assert_ne!(found.0, 429, "{} {path}", stranger.name());
                        assert_eq!(found, missed, "{} {path}?{parameter}={there}", stranger.name());
                    }
                }
            }
        }
    }

    fn a_search_that_is_sent_as_a_form_finds_the_word_for_nobody_else(db: TestDb) {
        let everybody = Everybody::new(&db);
        let code = everybody.own.dossier.clone();
        for login in STRANGERS.into_iter().flatten() {
            let mut browser = everybody.browser(Some(login));
            for path in ["/find", "/find.xlsx"] {
                for (there, nowhere) in questions(&code) {
                    let mut ask = |word: &str| {
                        let said = browser.post(path, &[("asked", word)]);
                        (said.status, text(&said).replace(word, "…"))
                    };
                    assert_eq!(ask(&there), ask(&nowhere), "{login} {path} {there}");
                }
            }
        }
        // Whoever may see the unit does find it: the question is the right one.
        let found = everybody.browser(Some("xuly")).post("/find", &[("asked", WORD)]);
        assert!(holds(&found.text(), &code), "{}", found.words());
    }
}
