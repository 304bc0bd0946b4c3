//! The site's door, and what it keeps shut while a demo's year is being lived.

use super::progress::Progress;
use api::budget::Metered;
use axum::http::StatusCode;
use axum::http::request::Parts;
use kernel::Refusal;
use pages_account::Door;
use std::sync::Arc;
use webkit::form::Kept;
use webkit::{Answer, Gate, Problem, Route, Soon, Visit};

/// The door; nothing is written by anybody while the year is being lived.
pub(super) struct Doors {
    pub(super) door: Metered<Door>,
    pub(super) progress: Arc<Progress>,
}

impl Doors {
    fn shut(&self, route: &Route) -> bool {
        writes(route) && !self.progress.is_over()
    }
}

/// Coming in and out, and choosing a language, write no dossier.
fn writes(route: &Route) -> bool {
    !route.method.is_safe() && !matches!(route.domain, "account" | "webkit")
}

impl Gate for Doors {
    fn admit<'a>(
        &'a self,
        visit: &'a Visit,
        route: &'a Route,
        parts: &'a mut Parts,
    ) -> Soon<'a, Result<(), Problem>> {
        Box::pin(async move {
            self.door.admit(visit, route, parts).await?;
            if self.shut(route) { Err(living()) } else { Ok(()) }
        })
    }

    fn sign_in<'a>(&'a self, visit: &'a Visit, kept: Option<Kept>) -> Soon<'a, Answer> {
        self.door.sign_in(visit, kept)
    }
}

fn living() -> Problem {
    let refusal = Refusal::new(
        "demo.living",
        "Năm minh họa đang được dựng lại; cho tới khi xong, các trang chỉ để xem. Hãy thử lại sau ít phút.",
        "The demo's year is being lived; until it is over, pages are for reading only. Try again in a few minutes.",
    );
    Problem::from(refusal).under(StatusCode::SERVICE_UNAVAILABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_the_year_is_lived_nothing_is_open_to_write_but_ones_own_account() {
        let routes = crate::serve::site_routes();
        let open: Vec<&str> = routes
            .list()
            .iter()
            .filter(|r| !r.method.is_safe() && !writes(r))
            .map(|r| r.path)
            .filter(|path| !path.starts_with("/account/"))
            .collect();
        assert_eq!(open, ["/sign-in", "/sign-in/demo", "/sign-out"]);
        assert!(routes.list().iter().filter(|r| writes(r)).count() > 20);
    }
}
