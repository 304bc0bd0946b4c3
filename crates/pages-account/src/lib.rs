//! Signing in and out, one's own account, and the gate that enforces access. See the README.

mod account;
mod door;
pub mod landing;
mod sign_in;
#[cfg(feature = "testing")]
pub mod testing;

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

pub use door::Door;

use identity::Who;
use webkit::{Access, Problem, Routes, Visit};

/// The routes.
pub fn routes() -> Routes {
    Routes::of("account")
        .get("/sign-in", Access::Public, sign_in::page)
        .post("/sign-in", Access::Public, sign_in::sign_in)
        .post("/sign-in/demo", Access::Public, sign_in::as_demo_person)
        .post("/sign-out", Access::Public, sign_in::sign_out)
        .get("/account", Access::SignedIn, account::page)
        .get("/account/password", Access::SignedIn, account::password::page)
        .post("/account/password", Access::SignedIn, account::password::change)
        .get("/account/second-factor", Access::SignedIn, account::second_factor::page)
        .post("/account/second-factor", Access::SignedIn, account::second_factor::turn_on)
        .post("/account/second-factor/off", Access::SignedIn, account::second_factor::turn_off)
        .post("/account/sessions/end", Access::SignedIn, account::end_sessions)
}

/// Who stands behind a request to a page that asks for somebody.
///
/// # Errors
/// 401: nobody has signed in.
pub fn who(visit: &Visit) -> Result<&Who, Problem> {
    visit.extension::<Who>().ok_or_else(Problem::not_signed_in)
}
