//! Units, people, calendars, procedures, processes, audit and recurring work.

mod audit;
mod base;
mod calendars;
mod catalogue;
mod export;
mod jobs;
mod people;
mod processes;
mod progress;
mod start;
mod units;

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use webkit::{Access, Routes};

/// The scopes that API tokens may have: those that some route asks for. The composition root puts it into the kit.
#[derive(Clone, Debug, Default)]
pub struct Scopes(Vec<&'static str>);

impl Scopes {
    /// The scopes of these routes, in order.
    pub fn of(routes: &Routes) -> Self {
        let asked = routes.list().iter().filter_map(|route| match route.access {
            Access::Token(scope) => Some(scope),
            _ => None,
        });
        let mut scopes: Vec<&'static str> = asked.collect();
        scopes.sort_unstable();
        scopes.dedup();
        Self(scopes)
    }
}

/// The routes.
pub fn routes() -> Routes {
    Routes::of("admin")
        .and(start::routes())
        .and(people::routes())
        .and(units::routes())
        .and(calendars::routes())
        .and(catalogue::routes())
        .and(processes::routes())
        .and(audit::routes())
        .and(jobs::routes())
        .and(progress::routes())
}
