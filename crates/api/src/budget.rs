//! How much a program may ask in a while: one that runs wild must not take the desks' share.

use axum::http::request::Parts;
use identity::{TokenHolder, TokenId};
use std::net::{IpAddr, Ipv4Addr};
use webkit::form::Kept;
use webkit::{Answer, Gate, Limit, Problem, Route, Soon, Visit};

/// What each token may ask. It is counted in the memory of one server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// Requests a second, in the long run.
    pub per_second: u32,
    /// Requests at once, after a rest.
    pub burst: u32,
}

impl Default for Budget {
    /// More than a portal of a province asks on its busiest day, less than a tenth of what a server answers.
    fn default() -> Self {
        Self { per_second: 50, burst: 200 }
    }
}

impl Budget {
    fn spend(self, visit: &Visit, token: TokenId) -> Result<(), Problem> {
        let per_minute = self.per_second.saturating_mul(60);
        let limit = Limit { purpose: "api", burst: self.burst, per_minute };
        // Whichever addresses a program asks from, it is one.
        let anywhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let taken = visit.kit().throttle().take_about(
            limit,
            anywhere,
            token.0.cast_unsigned(),
            visit.technical_now(),
        );
        taken.map_err(Problem::too_often)
    }
}

/// A gate that lets programs in as often as their budget allows.
#[derive(Clone, Debug)]
pub struct Metered<G> {
    gate: G,
    budget: Budget,
}

impl<G: Gate> Metered<G> {
    /// Behind a gate, which knows the token.
    pub fn new(gate: G, budget: Budget) -> Self {
        Self { gate, budget }
    }
}

impl<G: Gate> Gate for Metered<G> {
    fn admit<'a>(
        &'a self,
        visit: &'a Visit,
        route: &'a Route,
        parts: &'a mut Parts,
    ) -> Soon<'a, Result<(), Problem>> {
        Box::pin(async move {
            self.gate.admit(visit, route, parts).await?;
            match parts.extensions.get::<TokenHolder>() {
                Some(holder) => self.budget.spend(visit, holder.token.id),
                None => Ok(()),
            }
        })
    }

    fn sign_in<'a>(&'a self, visit: &'a Visit, kept: Option<Kept>) -> Soon<'a, Answer> {
        self.gate.sign_in(visit, kept)
    }
}
