//! What everybody sees: procedures, tracking, public statistics.

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

mod home;
mod index;
mod procedure;
mod query;
mod search;
mod shelf;
mod statistics;
mod time;
mod track;

use shelf::Shelves;
use statistics::Lately;
use webkit::{Access, Routes};

/// The routes.
pub fn routes() -> Routes {
    // What is held in memory belongs to these routes: another site, such as one of a test, has its own.
    let shelves = Shelves::default();
    let (for_home, for_search, for_suggestions, for_procedure) =
        (shelves.clone(), shelves.clone(), shelves.clone(), shelves);
    let lately = Lately::default();
    let (at_home, on_page, in_file) = (lately.clone(), lately.clone(), lately);
    Routes::of("citizen")
        .get("/", Access::Public, move |visit| home::page(for_home, at_home, visit))
        .get("/search", Access::Public, move |visit, query| search::page(for_search, visit, query))
        .get("/search/suggest", Access::Public, move |visit, query| {
            search::suggest(for_suggestions, visit, query)
        })
        .get("/procedures/{code}", Access::Public, move |visit, code| {
            procedure::page(for_procedure, visit, code)
        })
        .get("/track", Access::Public, track::page)
        .get("/t/{token}", Access::Public, track::by_slip)
        .get("/statistics", Access::Public, move |visit, query| statistics::page(on_page, visit, query))
        .get("/statistics.csv", Access::Public, move |visit, query| statistics::file(in_file, visit, query))
}
