//! The calls: each is declared once, with its handler, and out of that come the routes and the document.

use crate::param::{At, Param};
use axum::handler::Handler;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use webkit::{Access, Kit, Routes};

/// How a schema is made.
pub(crate) type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

/// What a good answer looks like.
#[derive(Clone, Copy)]
pub(crate) struct Good {
    pub(crate) status: u16,
    pub(crate) about: &'static str,
    /// Its type; none for one without a body.
    pub(crate) media: Option<&'static str>,
    /// Its schema, where it is JSON.
    pub(crate) schema: Option<MakeSchema>,
    /// Headers, with what they say.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// Where its body leads: the call, its parameter, and where in the body it stands.
    pub(crate) leads: &'static [(&'static str, &'static str, &'static str)],
}

impl Good {
    /// JSON of a type.
    pub(crate) const fn json<T: JsonSchema>(status: u16, about: &'static str) -> Self {
        Self {
            status,
            about,
            media: Some("application/json"),
            schema: Some(|generator| generator.subschema_for::<T>()),
            headers: &[],
            leads: &[],
        }
    }

    /// Without a body.
    pub(crate) const fn empty(status: u16, about: &'static str) -> Self {
        Self { status, about, media: None, schema: None, headers: &[], leads: &[] }
    }

    /// Of another type.
    pub(crate) const fn of(media: &'static str, about: &'static str) -> Self {
        Self { media: Some(media), ..Self::empty(200, about) }
    }

    /// With headers.
    pub(crate) const fn headers(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    /// With where it leads.
    pub(crate) const fn leads(self, leads: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        Self { leads, ..self }
    }
}

/// How a call is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verb {
    Get,
    Post,
    Delete,
}

impl Verb {
    /// As a path of the document names it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Delete => "delete",
        }
    }
}

/// A call.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) verb: Verb,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    /// What generated clients call it.
    pub(crate) id: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) about: &'static str,
    pub(crate) params: &'static [Param],
    pub(crate) body: Option<MakeSchema>,
    pub(crate) example: Option<&'static str>,
    pub(crate) good: Good,
    /// What else may be answered, beside what every call may.
    pub(crate) refusals: &'static [u16],
}

impl Call {
    /// One that only looks.
    pub(crate) const fn get(path: &'static str, id: &'static str, access: Access, good: Good) -> Self {
        Self {
            verb: Verb::Get,
            path,
            access,
            id,
            tag: "dossiers",
            summary: "",
            about: "",
            params: &[],
            body: None,
            example: None,
            good,
            refusals: &[],
        }
    }

    /// One that does something.
    pub(crate) const fn post(path: &'static str, id: &'static str, access: Access, good: Good) -> Self {
        Self { verb: Verb::Post, ..Self::get(path, id, access, good) }
    }

    /// One that takes something away.
    pub(crate) const fn delete(path: &'static str, id: &'static str, access: Access, good: Good) -> Self {
        Self { verb: Verb::Delete, ..Self::get(path, id, access, good) }
    }

    /// What it is for.
    pub(crate) const fn about(self, tag: &'static str, summary: &'static str, about: &'static str) -> Self {
        Self { tag, summary, about, ..self }
    }

    /// What may be asked.
    pub(crate) const fn params(self, params: &'static [Param]) -> Self {
        Self { params, ..self }
    }

    /// What is sent.
    pub(crate) const fn sends<T: JsonSchema>(self, example: &'static str) -> Self {
        Self { body: Some(|g| g.subschema_for::<T>()), example: Some(example), ..self }
    }

    /// What else may be answered.
    pub(crate) const fn refuses(self, refusals: &'static [u16]) -> Self {
        Self { refusals, ..self }
    }

    /// Every status that it may answer.
    pub(crate) fn statuses(&self) -> Vec<u16> {
        let mut all = vec![self.good.status, 500];
        if self.params.iter().any(|p| p.at != At::Path) || self.params.is_empty() || self.body.is_some() {
            all.push(400);
        }
        if matches!(self.access, Access::Token(_)) {
            all.extend([401, 403, 429]);
        }
        if self.params.iter().any(|p| p.at == At::Path) {
            all.extend([400, 404]);
        }
        if self.verb != Verb::Get {
            // Read before anything else, and shut while a demo's year is being lived.
            all.extend([408, 413, 415, 503]);
        }
        if self.body.is_some() {
            all.push(422);
        }
        all.extend(self.refusals);
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Calls with their handlers.
pub(crate) struct Surface {
    pub(crate) routes: Routes,
    pub(crate) calls: Vec<Call>,
}

impl Surface {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { routes: Routes::of("api"), calls: Vec::new() }
    }

    /// One more.
    pub(crate) fn on<H: Handler<A, Kit>, A: 'static>(mut self, call: Call, handler: H) -> Self {
        let (path, access) = (call.path, call.access);
        self.routes = match call.verb {
            Verb::Post => self.routes.post(path, access, handler),
            Verb::Delete => self.routes.delete(path, access, handler),
            Verb::Get => self.routes.get(path, access, handler),
        };
        self.calls.push(call);
        self
    }

    /// One more that reads bodies of up to so many bytes.
    pub(crate) fn limit(mut self, bytes: usize) -> Self {
        self.routes = self.routes.limit(bytes);
        self
    }
}
