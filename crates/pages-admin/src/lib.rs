//! Units, people, calendars, audit and recurring work.

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use webkit::Routes;

/// The routes.
pub fn routes() -> Routes {
    Routes::of("admin")
}
