//! The gate of the site: finds out who stands behind a request, and whether the route is for him.

use crate::sign_in;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use identity::{Entered, Gate, Language, Secret, TokenHolder, Who};
use webkit::form::Kept;
use webkit::{Access, Answer, Lang, Problem, Route, Session, Soon, Visit, cookie};

/// Enforces [`Access`] by sessions and API tokens. A page that is for somebody puts a [`Who`] into the request; an
/// interface for programs a [`TokenHolder`] besides.
///
/// Pages never believe a token and the interface never a cookie: what a browser sends along by itself opens nothing
/// that another site could ask for.
#[derive(Clone, Debug)]
pub struct Door(Gate);

impl Door {
    /// Over the gate of people.
    pub fn new(gate: Gate) -> Self {
        Self(gate)
    }

    async fn with_token(&self, visit: &Visit, scope: &str, parts: &mut Parts) -> Result<(), Problem> {
        let Some(token) = bearer(&parts.headers) else {
            return Err(Problem::not_signed_in());
        };
        let (gate, address) = (self.0.clone(), visit.client());
        let holder = visit.kit().run(move |_| gate.enter_with_token(&token, address)).await;
        let holder: TokenHolder = holder.map_err(|error| match error {
            // To a program every token that does not open is the same: it has to get another.
            kernel::Error::Refused(refusal) => Problem::from(refusal).under(StatusCode::UNAUTHORIZED),
            fault => fault.into(),
        })?;
        holder.require(scope).map_err(|refusal| Problem::from(refusal).under(StatusCode::FORBIDDEN))?;
        parts.extensions.insert(holder.who.clone());
        parts.extensions.insert(holder);
        Ok(())
    }

    async fn with_cookie(&self, visit: &Visit, parts: &mut Parts) -> Result<Option<Who>, Problem> {
        let Some(token) = cookie::session(visit.kit(), &parts.headers) else {
            return Ok(None);
        };
        let gate = self.0.clone();
        let entered = visit.kit().run(move |_| gate.enter(&Secret::new(token))).await?;
        let Some(entered) = entered else {
            return Ok(None);
        };
        parts.extensions.insert(session_of(&entered));
        parts.extensions.insert(entered.who.clone());
        Ok(Some(entered.who))
    }
}

impl webkit::Gate for Door {
    fn admit<'a>(
        &'a self,
        visit: &'a Visit,
        route: &'a Route,
        parts: &'a mut Parts,
    ) -> Soon<'a, Result<(), Problem>> {
        Box::pin(async move {
            if let Access::Token(scope) = route.access {
                return self.with_token(visit, scope, parts).await;
            }
            let who = self.with_cookie(visit, parts).await?;
            if route.access == Access::Public {
                return Ok(());
            }
            let who = who.ok_or_else(Problem::not_signed_in)?;
            if who.must_change() && !route.path.starts_with("/account/password") {
                return Err(Problem::elsewhere("/account/password"));
            }
            match route.access {
                Access::Right(right) if !who.may(right) => Err(Problem::forbidden()),
                _ => Ok(()),
            }
        })
    }

    fn sign_in<'a>(&'a self, visit: &'a Visit, kept: Option<Kept>) -> Soon<'a, Answer> {
        Box::pin(async move { sign_in::needed(visit, kept).await })
    }
}

/// What pages know of a session. Forms are bound to a secret made from the cookie's value, never to the value itself.
pub(crate) fn session_of(entered: &Entered) -> Session {
    let lang = match entered.who.person().language {
        Language::Vi => Lang::Vi,
        Language::En => Lang::En,
    };
    let account = entered.who.person().id.0.to_string();
    Session { id: entered.csrf.expose().to_owned(), account, lang: Some(lang) }
}

fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty()).then(|| Secret::new(token.trim()))
}
