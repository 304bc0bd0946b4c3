//! Taking dossiers in: one by one, in batches, and the slips. See the README.

mod batch;
mod card;
mod choose;
mod day;
mod full;
mod handover;
mod list;
mod parts;
mod person;
mod room;
mod slip;
mod suggest;

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use kernel::Right;
use webkit::{Access, Routes};

/// The routes.
pub fn routes() -> Routes {
    let desk = Access::Right(Right::Receive);
    Routes::of("intake")
        .get("/intake", desk, full::page)
        .post("/intake", desk, full::sent)
        .get("/intake/procedures", desk, suggest::procedures)
        .get("/intake/parts", desk, parts::fragment)
        .get("/intake/batch", desk, batch::page)
        .post("/intake/batch", desk, batch::sent)
        .get("/intake/batch/{id}", desk, list::page)
        .get("/intake/day", desk, day::page)
        .get("/intake/day.xlsx", desk, day::workbook)
        .get("/intake/handover", desk, handover::page)
        .get("/intake/handover.xlsx", desk, handover::workbook)
        .get("/dossier/{code}/slip", desk, slip::page)
}
