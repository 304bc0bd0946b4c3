//! Coming in and going out.

use crate::door::session_of;
use crate::landing;
use crate::locale::T;
use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use identity::{Attempt, Gate, Origin, Person, Secret, SignedIn, demo};
use kernel::{PersonId, Refusal};
use organisation::Directory;
use webkit::form::{Kept, again};
use webkit::{Answer, Flash, Form, Html, Layout, Problem, Shell, Visit, cookie};

/// Where the address to return to stands in the form.
const BACK: &str = "back";

#[derive(Template)]
#[template(path = "sign-in.html")]
struct Page {
    shell: Shell,
    t: T,
    form: Form,
    lead: &'static str,
    kept: Html,
    people: Vec<DemoPerson>,
}

/// Somebody of the demo, as the page offers him.
struct DemoPerson {
    id: i64,
    name: String,
    title: String,
    unit: String,
}

/// The page, asked for by itself.
pub(crate) async fn page(visit: Visit) -> Answer {
    shown(&visit, visit.form().fill(BACK, "/sign-in"), None, StatusCode::OK).await
}

/// The page in the place of one that needs somebody.
pub(crate) async fn needed(visit: &Visit, kept: Option<Kept>) -> Answer {
    let back = kept.as_ref().map_or_else(|| visit.back().to_owned(), |k| k.action().to_owned());
    shown(visit, visit.form().fill(BACK, back), kept, StatusCode::UNAUTHORIZED).await
}

async fn shown(visit: &Visit, form: Form, kept: Option<Kept>, status: StatusCode) -> Answer {
    let t = T(visit.lang());
    let people = visit.kit().read(offered).await?;
    let lead = match &kept {
        Some(_) => t.sign_in_kept(),
        None if status == StatusCode::UNAUTHORIZED => t.sign_in_needed(),
        None => t.sign_in_words(),
    };
    let kept = kept.map_or_else(Html::default, |k| k.hidden());
    let shell = visit.shell(Layout::Citizen, t.sign_in_title());
    visit.page_as(status, &Page { shell, t, form, lead, kept, people })
}

/// The people of a demo; nobody elsewhere.
fn offered(tx: &mut store::Tx<'_>) -> kernel::Result<Vec<DemoPerson>> {
    let people = demo::listed(tx)?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let directory = Directory::load(tx)?;
    let unit = |p: &Person| {
        let version = p.unit.and_then(|u| directory.last_version(u));
        version.map(|v| v.name.clone()).unwrap_or_default()
    };
    Ok(people
        .into_iter()
        .map(|p| DemoPerson { id: p.id.0, unit: unit(&p), name: p.name, title: p.title })
        .collect())
}

/// Somebody signs in.
pub(crate) async fn sign_in(visit: Visit, headers: HeaderMap, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let login = form.need::<String>("login", t.sign_in_login());
    let password = form.need::<String>("password", t.sign_in_password());
    if let (Some(login), Some(_), true) = (login, password, form.good()) {
        let gate = visit.kit().need::<Gate>()?;
        let attempt = Attempt {
            login,
            // Not trimmed: blanks belong to it.
            password: Secret::new(form.value("password")),
            code: Some(form.value("otp")).filter(|c| !c.trim().is_empty()).map(Secret::new),
            from: origin(&visit, &headers),
            before: cookie::session(visit.kit(), &headers).map(Secret::new),
        };
        match visit.kit().run(move |_| gate.sign_in(attempt)).await {
            Ok(signed_in) => return come_in(&visit, &form, signed_in).await,
            Err(kernel::Error::Refused(refusal)) => return refused(&visit, form, refusal).await,
            Err(fault) => return Err(fault.into()),
        }
    }
    let kept = Kept::carried(&form);
    shown(&visit, form, kept, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn refused(visit: &Visit, mut form: Form, refusal: Refusal) -> Answer {
    let status = match refusal.code {
        "sign_in.wait" => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    form.refused(refusal);
    let kept = Kept::carried(&form);
    shown(visit, form, kept, status).await
}

/// Somebody tries the demo as one of its people.
pub(crate) async fn as_demo_person(visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let gate = visit.kit().need::<Gate>()?;
    let Ok(person) = form.value("person").parse::<i64>() else {
        return Err(Problem::lost());
    };
    let (from, before) = (origin(&visit, &headers), cookie::session(visit.kit(), &headers).map(Secret::new));
    let signed_in =
        visit.kit().run(move |_| gate.sign_in_as_demo_person(PersonId(person), from, before)).await?;
    come_in(&visit, &form, signed_in).await
}

/// In: to what was asked for, with what one had typed oneself, or to where one's work begins.
async fn come_in(visit: &Visit, form: &Form, signed_in: SignedIn) -> Answer {
    let gate = visit.kit().need::<Gate>()?;
    let token = signed_in.token.clone();
    let entered = visit.kit().run(move |_| gate.enter(&token)).await?.ok_or_else(Problem::not_signed_in)?;
    let inside = visit.with_session(session_of(&entered));
    let mut response = match Kept::carried(form).filter(|_| !signed_in.must_change) {
        Some(kept) if kept.is_for(&inside) => again(&inside, &kept)?,
        // Where it was sent need not be a page, nor concern this one.
        Some(_) => {
            let words = T(visit.lang()).sign_in_not_yours();
            visit.go_saying(landing::of(&entered.who), &Flash::warning(words))
        }
        None => visit.go(&goal(form.value(BACK), &entered.who)),
    };
    put(visit, &mut response, &signed_in.token);
    Ok(response)
}

/// Where to, after signing in. Only addresses of this site.
fn goal(back: &str, who: &identity::Who) -> String {
    let back = webkit::language::local(back);
    let own = matches!(back, "/" | "") || back.starts_with("/sign-in") || back.starts_with("/sign-out");
    if own || who.must_change() { landing::of(who).to_owned() } else { back.to_owned() }
}

/// Out. Whoever is not in stays so.
pub(crate) async fn sign_out(visit: Visit, headers: HeaderMap) -> Answer {
    let gate = visit.kit().need::<Gate>()?;
    if let Some(token) = cookie::session(visit.kit(), &headers) {
        visit.kit().run(move |_| gate.sign_out(&Secret::new(token))).await?;
    }
    let mut response = visit.go("/");
    response.headers_mut().append(header::SET_COOKIE, cookie::end_session(visit.kit()));
    Ok(response)
}

/// The session's cookie, until the browser is closed.
pub(crate) fn put(visit: &Visit, response: &mut Response, token: &Secret) {
    response.headers_mut().append(header::SET_COOKIE, cookie::set_session(visit.kit(), token.expose(), None));
}

/// Where somebody comes from.
pub(crate) fn origin(visit: &Visit, headers: &HeaderMap) -> Origin {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Origin { address: visit.client(), agent: agent.to_owned() }
}
