//! Routes are data: a list that tests can ask, and the router built from it.

use crate::Kit;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use kernel::Right;

/// Who may ask for a route. Carried here, enforced by a [`Gate`](crate::Gate).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Anybody.
    Public,
    /// Somebody who has signed in.
    SignedIn,
    /// Somebody with this right in at least one unit; which unit is the handler's question.
    Right(Right),
    /// A program with a token of this scope.
    Token(&'static str),
}

/// What a route answers with, and so what its errors look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Pages for people.
    Page,
    /// JSON for programs.
    Api,
}

/// One route.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    /// `GET` answers `HEAD` too.
    pub method: Method,
    /// As the router writes it: `/dossier/{code}`.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    /// Whose it is.
    pub domain: &'static str,
    /// Pages or JSON.
    pub kind: Kind,
    /// Bytes of a body that are read, where it is not the usual limit.
    pub limit: Option<usize>,
    /// Whether forms may carry a file.
    pub upload: bool,
}

impl Route {
    /// Whether it answers with a list as a file, which costs more than a page: so many in a row are refused.
    pub fn is_file(&self) -> bool {
        self.kind == Kind::Page && [".xlsx", ".csv"].iter().any(|ending| self.path.ends_with(ending))
    }
}

/// The routes of a domain, or of them all.
#[derive(Clone)]
pub struct Routes {
    domain: &'static str,
    list: Vec<Route>,
    router: Router<Kit>,
}

impl Routes {
    /// None yet, of a domain.
    pub fn of(domain: &'static str) -> Self {
        Self { domain, list: Vec::new(), router: Router::new() }
    }

    /// A page, or anything that only looks.
    #[must_use]
    pub fn get<H: Handler<A, Kit>, A: 'static>(self, path: &'static str, access: Access, handler: H) -> Self {
        self.on(Method::GET, MethodFilter::GET, path, access, handler)
    }

    /// A form.
    #[must_use]
    pub fn post<H: Handler<A, Kit>, A: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.on(Method::POST, MethodFilter::POST, path, access, handler)
    }

    /// For programs: removes.
    #[must_use]
    pub fn delete<H: Handler<A, Kit>, A: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        self.on(Method::DELETE, MethodFilter::DELETE, path, access, handler)
    }

    fn on<H: Handler<A, Kit>, A: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        // What a token opens is for programs, wherever it stands.
        let program = path.starts_with("/api/") || matches!(access, Access::Token(_));
        let kind = if program { Kind::Api } else { Kind::Page };
        self.list.push(Route { method, path, access, domain: self.domain, kind, limit: None, upload: false });
        self.router = self.router.route(path, on(filter, handler));
        self
    }

    /// The last route reads bodies of up to `bytes`.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.limit = Some(bytes);
        }
        self
    }

    /// The last route reads forms that carry a file, of up to `bytes` in all.
    #[must_use]
    pub fn upload(mut self, bytes: usize) -> Self {
        if let Some(last) = self.list.last_mut() {
            (last.limit, last.upload) = (Some(bytes), true);
        }
        self
    }

    /// These and those of another domain. Two handlers for one route end the program at its start.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self
    }

    /// Every route there is.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The list and the router, which only a [`Site`](crate::Site) may serve: around it stands everything else.
    pub(crate) fn parts(self) -> (Vec<Route>, Router<Kit>) {
        (self.list, self.router)
    }
}
