//! What everybody sees: procedures, tracking, public statistics.

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use webkit::Routes;

/// The routes.
pub fn routes() -> Routes {
    Routes::of("citizen")
}
