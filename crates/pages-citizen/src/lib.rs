//! What everybody sees: procedures, tracking, public statistics.

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

mod desks;
mod event;
mod home;
mod index;
mod money;
mod open;
mod overview;
mod procedure;
mod published;
mod query;
mod search;
mod shelf;
mod statistics;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod time;
mod track;

use open::Kept;
use shelf::Shelves;
use statistics::Lately;
use webkit::{Access, Routes};

/// The routes.
pub fn routes() -> Routes {
    // What is held in memory belongs to these routes: another site, such as one of a test, has its own.
    let shelves = Shelves::default();
    let held = || shelves.clone();
    let (for_home, for_search, for_suggestions, for_procedure) = (held(), held(), held(), held());
    let (for_event, for_desks, for_posting, for_csv, for_xlsx) = (held(), held(), held(), held(), held());
    let (in_csv, in_json) = {
        let kept = Kept::default();
        (kept.clone(), kept)
    };
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
        .get("/life/{event}", Access::Public, move |visit, code| event::page(for_event, visit, code))
        .get("/catalogue", Access::Public, overview::page)
        .get("/catalogue.csv", Access::Public, overview::file)
        .get("/catalogue/procedures", Access::Public, overview::list::page)
        .get("/catalogue/procedures.csv", Access::Public, overview::list::file)
        .get("/catalogue/decisions", Access::Public, overview::decisions::page)
        .get("/open-data", Access::Public, open::page)
        .get("/open-data/procedures.csv", Access::Public, move |visit, headers| {
            open::csv_file(in_csv, visit, headers)
        })
        .get("/open-data/procedures.json", Access::Public, move |visit, headers| {
            open::json_file(in_json, visit, headers)
        })
        .get("/desks", Access::Public, move |visit| desks::page(for_desks, visit))
        .get("/desks/{code}", Access::Public, move |visit, code| {
            desks::posting::page(for_posting, visit, code)
        })
        .get("/desks/{code}/procedures.csv", Access::Public, move |visit, code| {
            desks::posting::csv(for_csv, visit, code)
        })
        .get("/desks/{code}/procedures.xlsx", Access::Public, move |visit, code| {
            desks::posting::xlsx(for_xlsx, visit, code)
        })
        .get("/track", Access::Public, track::page)
        .get("/t/{token}", Access::Public, track::by_slip)
        .get("/statistics", Access::Public, move |visit, query| statistics::page(on_page, visit, query))
        .get("/statistics.csv", Access::Public, move |visit, query| statistics::file(in_file, visit, query))
}
