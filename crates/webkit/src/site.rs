//! The whole: routes, the kit, the gate, and what stands around every request.

use crate::form::Kept;
use crate::{Access, Answer, Kit, Problem, Route, Routes, Visit, around, asset, health, language};
use axum::Router;
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use rustc_hash::FxHashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A future in a box, so that a [`Gate`] can be given as a value.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Enforces [`Access`]. One for the whole site.
pub trait Gate: Send + Sync + 'static {
    /// Passes, and puts who it is ([`Session`](crate::Session), and its own) into the request's extensions, or
    /// refuses. Also called for public routes: they may know who looks.
    fn admit<'a>(
        &'a self,
        visit: &'a Visit,
        route: &'a Route,
        parts: &'a mut Parts,
    ) -> Soon<'a, Result<(), Problem>>;

    /// Answers a page that was refused with 401: usually the page where one signs in. `kept` is the form that was
    /// sent meanwhile, to be carried through.
    fn sign_in<'a>(&'a self, visit: &'a Visit, kept: Option<Kept>) -> Soon<'a, Answer> {
        let _ = (visit, kept);
        Box::pin(async { Err(Problem::not_signed_in()) })
    }
}

/// Lets nobody in but where anybody may go.
struct Closed;

impl Gate for Closed {
    fn admit<'a>(
        &'a self,
        _: &'a Visit,
        route: &'a Route,
        _: &'a mut Parts,
    ) -> Soon<'a, Result<(), Problem>> {
        let open = route.access == Access::Public;
        Box::pin(async move { if open { Ok(()) } else { Err(Problem::not_signed_in()) } })
    }
}

/// What the layers around a request share.
pub(crate) struct Inside {
    pub(crate) kit: Kit,
    pub(crate) gate: Arc<dyn Gate>,
    routes: FxHashMap<&'static str, Vec<Route>>,
}

impl Inside {
    /// The route of a request; `HEAD` asks for what `GET` does.
    pub(crate) fn route(&self, method: &Method, path: &str) -> Option<&Route> {
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        self.routes.get(path)?.iter().find(|r| r.method == method)
    }
}

/// Everything that is served.
pub struct Site {
    kit: Kit,
    gate: Arc<dyn Gate>,
    routes: Routes,
}

impl Site {
    /// A site of these routes and webkit's own: assets, health, language. Until it is given a gate, only public
    /// routes answer.
    pub fn new(kit: Kit, routes: Routes) -> Self {
        Self::with_assets(kit, routes, Vec::new())
    }

    /// The same with more assets than webkit's.
    pub fn with_assets(kit: Kit, routes: Routes, mut assets: Vec<&'static [asset::Asset]>) -> Self {
        assets.push(crate::assets::ASSETS);
        let routes = routes.and(asset::routes(assets)).and(health::routes()).and(language::routes());
        Self { kit, gate: Arc::new(Closed), routes }
    }

    /// With the gate that enforces access.
    #[must_use]
    pub fn gate(mut self, gate: Arc<dyn Gate>) -> Self {
        self.gate = gate;
        self
    }

    /// Every route that is served.
    pub fn list(&self) -> &[Route] {
        self.routes.list()
    }

    /// The kit.
    pub fn kit(&self) -> &Kit {
        &self.kit
    }

    /// The router with everything around it.
    pub fn router(self) -> Router {
        let (list, router) = self.routes.parts();
        let mut routes: FxHashMap<&'static str, Vec<Route>> = FxHashMap::default();
        for route in list {
            routes.entry(route.path).or_default().push(route);
        }
        let inside = Arc::new(Inside { kit: self.kit.clone(), gate: self.gate, routes });
        router
            .fallback(async || Problem::lost().into_response())
            .layer(axum::middleware::from_fn_with_state(inside, around::around))
            .with_state(self.kit)
    }
}
