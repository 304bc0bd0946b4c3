//! One request, seen from a handler: who asks, in which language, from where, and how to answer.

use crate::around::Peer;
use crate::flash::Flash;
use crate::form::Form;
use crate::problem::{Finished, Problem};
use crate::site::Inside;
use crate::throttle::{FILES, Limit};
use crate::{Answer, Kind, Kit, Lang, Layout, Route, Shell, address, cookie, language};
use askama::Template;
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kernel::{Fault, Instant};
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// A session, as far as pages need it. Put into the request's extensions by the [`Gate`](crate::Gate).
#[derive(Clone, Debug)]
pub struct Session {
    /// What tokens of forms are bound to. Not the cookie's value, which nobody should find on a page.
    pub id: String,
    /// Whose it is, under a name that lasts longer than the session: a form that outlives it goes to nobody else.
    pub account: String,
    /// The language of the person.
    pub lang: Option<Lang>,
}

/// One request. Cheap to clone; a handler takes it as its first parameter.
#[derive(Clone)]
pub struct Visit(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kit: Kit,
    id: String,
    lang: Lang,
    client: IpAddr,
    route: Option<Route>,
    path: String,
    back: String,
    json: bool,
    flash: Option<Flash>,
    extensions: Extensions,
}

impl Visit {
    /// A request as it arrives: nobody is known yet.
    pub(crate) fn arrive(site: &Inside, parts: &Parts) -> Self {
        let kit = site.kit.clone();
        let headers = &parts.headers;
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |p| p.0.ip());
        let header = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let chosen = cookie::read(&kit, headers, cookie::LANGUAGE).and_then(|code| Lang::of(&code));
        let accept = header(header::ACCEPT);
        let path = parts.uri.path();
        let matched = parts.extensions.get::<MatchedPath>();
        let looks = parts.method.is_safe();
        let asked = parts.uri.path_and_query().map_or(path, |p| p.as_str());
        Self(Arc::new(Inner {
            id: store::hex(&crate::secret::random::<8>()),
            lang: chosen
                .or_else(|| Lang::accepted(header(header::ACCEPT_LANGUAGE)))
                .unwrap_or(kit.config().language),
            client: address::client(peer, headers, &kit.config().trusted_proxies),
            route: matched.and_then(|m| site.route(&parts.method, m.as_str())).cloned(),
            back: language::local(if looks { asked } else { path }).to_owned(),
            path: path.to_owned(),
            json: path.starts_with("/api/") || (accept.contains("json") && !accept.contains("text/html")),
            flash: Flash::read(&kit, headers),
            extensions: Extensions::new(),
            kit,
        }))
    }

    /// The same once the gate has looked at it.
    pub(crate) fn admitted(&self, parts: &Parts) -> Self {
        let mut inner = Inner::clone(&self.0);
        inner.extensions = parts.extensions.clone();
        let chosen = cookie::read(&inner.kit, &parts.headers, cookie::LANGUAGE).is_some();
        if let Some(lang) = inner.extensions.get::<Session>().and_then(|s| s.lang).filter(|_| !chosen) {
            inner.lang = lang;
        }
        Self(Arc::new(inner))
    }

    /// The same for a session that has just begun: what is answered now is bound to it already.
    #[must_use]
    pub fn with_session(&self, session: Session) -> Self {
        let mut inner = Inner::clone(&self.0);
        inner.extensions.insert(session);
        Self(Arc::new(inner))
    }

    /// The kit.
    pub fn kit(&self) -> &Kit {
        &self.0.kit
    }

    /// The language of the answer.
    pub fn lang(&self) -> Lang {
        self.0.lang
    }

    /// What the log calls this request. People may tell it to whoever helps them.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Who asks, behind trusted proxies.
    pub fn client(&self) -> IpAddr {
        self.0.client
    }

    /// The route, unless there is none.
    pub fn route(&self) -> Option<&Route> {
        self.0.route.as_ref()
    }

    /// The route as the router writes it: the log never sees what stands in its place.
    pub fn template(&self) -> &'static str {
        self.0.route.as_ref().map_or("-", |r| r.path)
    }

    /// The path asked for.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Where to come back to after signing in or choosing a language.
    pub fn back(&self) -> &str {
        &self.0.back
    }

    /// The session, if there is one.
    pub fn session(&self) -> Option<&Session> {
        self.extension()
    }

    /// What the gate put into the request: who it is.
    pub fn extension<T: Clone + Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.extensions.get()
    }

    /// Business time.
    pub fn business_now(&self) -> Instant {
        self.0.kit.business().now()
    }

    /// Technical time.
    pub fn technical_now(&self) -> Instant {
        self.0.kit.technical().now()
    }

    pub(crate) fn flash(&self) -> Option<&Flash> {
        self.0.flash.as_ref()
    }

    pub(crate) fn wants_json(&self) -> bool {
        self.0.json || self.0.route.as_ref().is_some_and(|r| r.kind == Kind::Api)
    }

    /// Staff pages for who is signed in, citizens' pages for everybody else.
    pub fn layout(&self) -> Layout {
        if self.session().is_some() { Layout::Work } else { Layout::Citizen }
    }

    /// A token that proves that a form came from this session. Another each time.
    pub fn csrf(&self) -> String {
        let token = |s: &Session| self.0.kit.secret().token(s.id.as_bytes(), s.account.as_bytes());
        self.session().map_or_else(String::new, token)
    }

    /// An empty form.
    pub fn form(&self) -> Form {
        Form::empty(self)
    }

    /// What stands around a page.
    pub fn shell(&self, layout: Layout, title: &str) -> Shell {
        Shell::of(self, layout, title)
    }

    /// Answers with a page.
    ///
    /// # Errors
    /// A fault: the page could not be rendered.
    pub fn page(&self, page: &impl Template) -> Answer {
        self.page_as(StatusCode::OK, page)
    }

    /// Answers with a form that comes back filled.
    ///
    /// # Errors
    /// A fault: the page could not be rendered.
    pub fn page_again(&self, page: &impl Template) -> Answer {
        self.page_as(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// Answers with a page of any status.
    ///
    /// # Errors
    /// A fault: the page could not be rendered.
    pub fn page_as(&self, status: StatusCode, page: &impl Template) -> Answer {
        let html = page.render().map_err(|e| Fault::because("rendering a page", e))?;
        let mut response = (status, Html(html)).into_response();
        response.extensions_mut().insert(Finished);
        if self.0.flash.is_some() {
            response.headers_mut().append(header::SET_COOKIE, Flash::gone(&self.0.kit));
        }
        Ok(response)
    }

    /// After a POST: see another page.
    pub fn go(&self, address: &str) -> Response {
        let address = HeaderValue::from_str(address).unwrap_or_else(|_| HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
    }

    /// After a POST: see another page, which says something once.
    pub fn go_saying(&self, address: &str, flash: &Flash) -> Response {
        let mut response = self.go(address);
        response.headers_mut().append(header::SET_COOKIE, flash.cookie(&self.0.kit));
        response
    }

    /// Refuses what is done too often from one address.
    ///
    /// # Errors
    /// 429, with the seconds to wait.
    pub fn throttle(&self, limit: Limit) -> Result<(), Problem> {
        self.0.kit.throttle().take(limit, self.0.client, self.technical_now()).map_err(Problem::too_often)
    }

    /// Refuses more files than anybody reads: of an account, since an office may share an address, else of an address.
    pub(crate) fn throttle_files(&self) -> Result<(), Problem> {
        let (client, about) = match self.session() {
            Some(session) => (IpAddr::V4(Ipv4Addr::UNSPECIFIED), FxBuildHasher.hash_one(&session.account)),
            None => (self.0.client, 0),
        };
        let throttle = self.0.kit.throttle();
        throttle.take_about(FILES, client, about, self.technical_now()).map_err(Problem::too_many_files)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Fault::new("a handler outside the site: nothing stands around it").into())
    }
}
