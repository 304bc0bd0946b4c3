//! An officer's desk: inbox, dossier, search, exports. See the README.

mod address;
mod file;
mod find;
mod inbox;
mod keys;
mod names;
mod reach;
mod row;
mod said;
mod warnings;

/// The words of these pages.
pub mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

pub use address::dossier as address_of;

use kernel::Right::{Correct, See};
use webkit::{Access, Routes};

/// The routes.
pub fn routes() -> Routes {
    Routes::of("officer")
        .get("/work", Access::Right(See), inbox::page)
        .get("/work.xlsx", Access::Right(See), inbox::export::xlsx)
        .get("/work.csv", Access::Right(See), inbox::export::csv)
        .get("/work/warnings", Access::Right(See), warnings::page)
        .get("/work/warnings.xlsx", Access::Right(See), warnings::xlsx)
        .get("/work/warnings.csv", Access::Right(See), warnings::csv)
        .post("/work/view", Access::Right(See), inbox::keep_view)
        .post("/work/keys", Access::Right(See), keys::turn)
        .get("/find", Access::Right(See), find::page)
        .post("/find", Access::Right(See), find::found)
        .post("/find.xlsx", Access::Right(See), find::xlsx)
        .get("/dossier/{code}", Access::Right(See), file::page)
        .post("/dossier/{code}", Access::Right(See), file::act)
        .get("/dossier/{code}/explain", Access::Right(See), file::explain::page)
        .get("/dossier/{code}/correct", Access::Right(Correct), file::correct::page)
        .post("/dossier/{code}/correct", Access::Right(Correct), file::correct::act)
}
