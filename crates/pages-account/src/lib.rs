//! Signing in and out, one's own account, and the gate that enforces access.

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use identity::Who;
use webkit::{Problem, Routes, Visit};

/// The routes.
pub fn routes() -> Routes {
    Routes::of("account")
}

/// Who stands behind a request to a page that asks for somebody.
///
/// # Errors
/// 401: nobody has signed in.
pub fn who(visit: &Visit) -> Result<&Who, Problem> {
    visit.extension::<Who>().ok_or_else(Problem::not_signed_in)
}
