//! Taking dossiers in: one by one, in batches, and the slips.

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use webkit::Routes;

/// The routes.
pub fn routes() -> Routes {
    Routes::of("intake")
}
