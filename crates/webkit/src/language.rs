//! Choosing the language: a link on every page, a cookie, and back to where one was.

use crate::{Access, Answer, Lang, Problem, Routes, Visit, cookie};
use axum::extract::{Path, Query};
use axum::http::header;
use serde::Deserialize;

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    back: String,
}

pub(crate) fn routes() -> Routes {
    Routes::of("webkit").get("/language/{code}", Access::Public, choose)
}

async fn choose(visit: Visit, Path(code): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let lang = Lang::of(&code).ok_or_else(Problem::lost)?;
    let mut response = visit.go(local(&asked.back));
    let year = Some(365 * 24 * 3600);
    let value = cookie::set(visit.kit(), cookie::LANGUAGE, lang.code(), year);
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}

/// The address that shows `back` in a language.
pub(crate) fn switch(lang: Lang, back: &str) -> String {
    let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
    format!("/language/{}?back={back}", lang.code())
}

/// An address on this site, or the first page: nobody sends people elsewhere through us.
pub fn local(address: &str) -> &str {
    let inside = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && address.bytes().all(|b| b.is_ascii_graphic());
    if inside { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(local("/a?b=1"), "/a?b=1");
        for elsewhere in
            ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb", "javascript:1"]
        {
            assert_eq!(local(elsewhere), "/", "{elsewhere}");
        }
    }
}
