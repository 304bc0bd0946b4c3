//! Electronic ISO: quality systems of units, conformity of dossiers, control sheets, internal audits.

mod audit;
mod base;
mod conformity;
mod control;
mod course;
mod document;
mod export;
mod list;
mod page;
mod system;
mod unit;
mod words;

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use kernel::Right;
use webkit::{Access, Routes};

/// Looking at a quality system: whoever reads the unit's dossiers.
const SEE: Access = Access::Right(Right::See);
/// Keeping it.
const KEEP: Access = Access::Right(Right::Assure);

/// The routes.
pub fn routes() -> Routes {
    Routes::of("quality")
        .get("/quality", SEE, list::page)
        .get("/quality.xlsx", SEE, list::xlsx)
        .get("/quality.csv", SEE, list::csv)
        .get("/quality/unit/{code}", SEE, unit::page)
        .get("/quality/unit/{code}/conformity", SEE, conformity::page)
        .get("/quality/dossier/{code}", SEE, course::page)
        .get("/quality/dossier/{code}/sheet", SEE, control::page)
        .and(system::routes())
        .and(document::routes())
        .and(audit::routes())
}
