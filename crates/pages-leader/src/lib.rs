//! One glance: dashboard, drill-down, the dossiers behind any number.

mod asked;
mod behind;
mod compare;
mod dashboard;
mod dossiers;
mod export;
mod levels;
mod lists;
mod look;
mod period;
mod picker;
mod procedures;
mod rank;
mod ratings;
mod receptions;
mod sentence;
mod trend;
mod unit;

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

use kernel::Right;
use webkit::{Access, Routes};

/// The routes.
pub fn routes() -> Routes {
    let looks = Access::Right(Right::Report);
    Routes::of("leader")
        .get("/lead", looks, dashboard::page)
        .get("/lead/unit/{code}", looks, unit::page)
        .get("/lead/procedures", looks, procedures::page)
        .get("/lead/procedures.xlsx", looks, procedures::xlsx)
        .get("/lead/procedures.csv", looks, procedures::csv)
        .get("/lead/procedures/dossiers", looks, procedures::dossiers::page)
        .get("/lead/procedures/dossiers.xlsx", looks, procedures::dossiers::xlsx)
        .get("/lead/procedures/dossiers.csv", looks, procedures::dossiers::csv)
        .get("/lead/receptions", looks, receptions::page)
        .get("/lead/receptions.xlsx", looks, receptions::xlsx)
        .get("/lead/receptions.csv", looks, receptions::csv)
        .get("/lead/receptions/dossiers", looks, receptions::dossiers::page)
        .get("/lead/receptions/dossiers.xlsx", looks, receptions::dossiers::xlsx)
        .get("/lead/receptions/dossiers.csv", looks, receptions::dossiers::csv)
        .get("/lead/dossiers", looks, dossiers::page)
        .get("/lead/dossiers.xlsx", looks, export::xlsx)
        .get("/lead/dossiers.csv", looks, export::csv)
}
