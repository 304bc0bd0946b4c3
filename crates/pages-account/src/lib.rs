//! Signing in and out, one's own account, and the gate that enforces access.

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use webkit::Routes;

/// The routes.
pub fn routes() -> Routes {
    Routes::of("account")
}
