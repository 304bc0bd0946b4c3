//! Errors: one type that handlers return, one table of statuses, one mapper to pages and `application/problem+json`.

use crate::locale::T;
use crate::{Lang, Visit};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fault, Refusal};
use std::sync::Arc;

/// Why a request is not answered as asked. Shown to people as a page, to programs as RFC 9457.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// Stable and dotted.
    pub code: &'static str,
    /// What to do, in Vietnamese.
    pub vi: String,
    /// What to do, in English.
    pub en: String,
    /// For programs: what exactly is wrong with what they sent.
    errors: Option<Arc<Vec<Wrong>>>,
    /// For the log alone.
    fault: Option<Arc<Fault>>,
    /// Seconds to wait.
    retry_after: Option<u64>,
    /// Where to go instead.
    instead: Option<&'static str>,
}

/// One thing that is wrong with what a program sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// A JSON pointer into the body (`/applicant/name`; empty for the whole), or the name of a parameter or header.
    pub at: String,
    /// What to do, in Vietnamese.
    pub vi: String,
    /// What to do, in English.
    pub en: String,
}

impl Wrong {
    /// Wrong there, in these words.
    pub fn new(at: impl Into<String>, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at: at.into(), vi: vi.into(), en: en.into() }
    }

    fn as_json(&self) -> serde_json::Value {
        // A pointer begins with a slash or is empty; no parameter does.
        let place = if self.at.is_empty() || self.at.starts_with('/') { "pointer" } else { "parameter" };
        serde_json::json!({ place: self.at, "detail_vi": self.vi, "detail_en": self.en })
    }
}

impl Problem {
    /// A problem with its words.
    pub fn new(status: StatusCode, code: &'static str, words: impl Fn(T) -> String) -> Self {
        Self {
            status,
            code,
            vi: words(T(Lang::Vi)),
            en: words(T(Lang::En)),
            errors: None,
            fault: None,
            retry_after: None,
            instead: None,
        }
    }

    /// There is no such page.
    pub fn lost() -> Self {
        Self::new(StatusCode::NOT_FOUND, "page.unknown", |t| t.problem_lost_words().into())
    }

    /// Nobody is signed in.
    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "session.needed", |t| t.problem_session_words().into())
    }

    /// Somebody is, and may not.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "actor.not_allowed", |t| t.problem_forbidden_words().into())
    }

    /// Too often.
    pub fn too_often(seconds: u64) -> Self {
        Self::wait(seconds, |t, n| t.problem_often_words(n))
    }

    /// Too many files in a row.
    pub(crate) fn too_many_files(seconds: u64) -> Self {
        Self::wait(seconds, |t, n| t.problem_often_files(n))
    }

    fn wait(seconds: u64, words: impl Fn(T, i64) -> String) -> Self {
        let n = i64::try_from(seconds).unwrap_or(i64::MAX);
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "throttled", |t| words(t, n));
        problem.retry_after = Some(seconds);
        problem
    }

    /// The same under another status.
    #[must_use]
    pub fn under(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same, with what exactly is wrong.
    #[must_use]
    pub fn with(mut self, errors: Vec<Wrong>) -> Self {
        self.errors = (!errors.is_empty()).then(|| Arc::new(errors));
        self
    }

    /// What exactly is wrong with what a program sent.
    pub fn errors(&self) -> &[Wrong] {
        self.errors.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Something else has to be done first, on another page.
    pub fn elsewhere(page: &'static str) -> Self {
        let mut problem = Self::forbidden();
        (problem.status, problem.instead) = (StatusCode::SEE_OTHER, Some(page));
        problem
    }

    /// What a bare status means.
    pub fn of_status(status: StatusCode) -> Self {
        let (code, words): (_, fn(T) -> &'static str) = match status {
            StatusCode::NOT_FOUND => ("page.unknown", |t| t.problem_lost_words()),
            StatusCode::METHOD_NOT_ALLOWED => ("request.method", |t| t.problem_method_words()),
            StatusCode::REQUEST_TIMEOUT => ("request.slow", |t| t.problem_slow_words()),
            StatusCode::PAYLOAD_TOO_LARGE => ("request.too_large", |t| t.problem_large_words()),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("request.media_type", |t| t.problem_media_words()),
            StatusCode::UNAUTHORIZED => ("session.needed", |t| t.problem_session_words()),
            StatusCode::FORBIDDEN => ("actor.not_allowed", |t| t.problem_forbidden_words()),
            s if s.is_client_error() => ("request.malformed", |t| t.problem_malformed_words()),
            _ => ("server.fault", |t| t.problem_fault_words()),
        };
        Self::new(status, code, |t| words(t).into())
    }

    /// A heading for people.
    fn title(&self, t: T) -> &'static str {
        match self.status {
            StatusCode::NOT_FOUND => t.problem_lost_title(),
            StatusCode::FORBIDDEN => t.problem_forbidden_title(),
            StatusCode::UNAUTHORIZED => t.problem_session_title(),
            StatusCode::CONFLICT => t.problem_changed_title(),
            StatusCode::TOO_MANY_REQUESTS => t.problem_often_title(),
            s if s.is_server_error() => t.problem_fault_title(),
            _ => t.problem_refused_title(),
        }
    }
}

/// The status of a refusal, by its code.
pub fn status_of(code: &str) -> StatusCode {
    match code {
        "actor.not_allowed" => StatusCode::FORBIDDEN,
        "session.needed" => StatusCode::UNAUTHORIZED,
        "throttled" => StatusCode::TOO_MANY_REQUESTS,
        code if code.ends_with(".unknown") || code == "unit.not_there" => StatusCode::NOT_FOUND,
        code if code.ends_with(".changed") => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self {
            status: status_of(refusal.code),
            code: refusal.code,
            vi: refusal.vi,
            en: refusal.en,
            errors: None,
            fault: None,
            retry_after: None,
            instead: None,
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let mut problem = Self::of_status(StatusCode::INTERNAL_SERVER_ERROR);
        problem.fault = Some(Arc::new(fault));
        problem
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Fault(fault) => fault.into(),
        }
    }
}

/// Carries the problem to the mapper, which knows the language and who asks.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(page) = self.instead {
            response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(page));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Marks an answer that says itself what is wrong: a form that comes back filled.
#[derive(Clone, Copy)]
pub(crate) struct Finished;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    shell: crate::Shell,
    title: &'static str,
    words: &'a str,
    code: &'a str,
    id: &'a str,
    fault: bool,
}

/// The mapper: whatever is wrong leaves as a page or as `application/problem+json`, in the reader's language.
pub(crate) fn dress(visit: &Visit, mut response: Response) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error())
        || response.extensions().get::<Finished>().is_some()
    {
        return response;
    }
    let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::of_status(status));
    if let Some(fault) = &problem.fault {
        tracing::error!(request = visit.id(), route = visit.template(), %fault, "a request failed");
    }
    let mut dressed = if visit.wants_json() { as_json(visit, &problem) } else { as_page(visit, &problem) };
    // What the router said beside the status stays: `Allow`.
    for name in [header::ALLOW, header::WWW_AUTHENTICATE, header::SET_COOKIE] {
        for value in response.headers().get_all(&name) {
            dressed.headers_mut().append(name.clone(), value.clone());
        }
    }
    if let Some(seconds) = problem.retry_after {
        dressed.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    dressed
}

fn as_json(visit: &Visit, problem: &Problem) -> Response {
    let lang = visit.lang();
    let mut body = serde_json::json!({
        "type": format!("urn:motcua:problem:{}", problem.code),
        "title": problem.title(T(lang)),
        "status": problem.status.as_u16(),
        "detail": lang.pick(&problem.vi, &problem.en),
        "code": problem.code,
        "request_id": visit.id(),
    });
    if !problem.errors().is_empty() {
        body["errors"] = problem.errors().iter().map(Wrong::as_json).collect();
    }
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    let mut response = (problem.status, kind, body.to_string()).into_response();
    if problem.status == StatusCode::UNAUTHORIZED {
        // RFC 9110: a 401 says how one shows who one is.
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn as_page(visit: &Visit, problem: &Problem) -> Response {
    let lang = visit.lang();
    let title = problem.title(T(lang));
    let page = ProblemPage {
        shell: visit.shell(visit.layout(), title),
        title,
        words: lang.pick(&problem.vi, &problem.en),
        code: problem.code,
        id: visit.id(),
        fault: problem.status.is_server_error(),
    };
    match visit.page_as(problem.status, &page) {
        Ok(response) => response,
        // The page of errors could not be rendered: a bare line still says so.
        Err(_) => (problem.status, "500\n").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_refusal_decides_its_status() {
        for (code, status) in [
            ("actor.not_allowed", 403),
            ("dossier.unknown", 404),
            ("dossier.changed", 409),
            ("dossier.wrong_state", 422),
            ("throttled", 429),
        ] {
            assert_eq!(status_of(code).as_u16(), status, "{code}");
        }
    }

    #[test]
    fn a_fault_tells_nobody_what_broke() {
        let problem = Problem::from(Fault::new("reading secret_table"));
        assert_eq!(problem.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!format!("{}{}{}", problem.vi, problem.en, problem.code).contains("secret_table"));
    }
}
