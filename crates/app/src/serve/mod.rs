//! The site: routes of every domain, and what stands around their pages.

mod frame;
mod progress;

pub(crate) use progress::Progress;

use dossier::desk::{Desk, Tokens};
use std::sync::Arc;
use store::Db;
use webkit::{Config, Kit, Routes, Site};

/// Every route of every domain. A new domain is one line here.
fn routes() -> Routes {
    Routes::of("app")
        .and(pages_account::routes())
        .and(pages_citizen::routes())
        .and(pages_officer::routes())
        .and(pages_intake::routes())
        .and(pages_leader::routes())
        .and(pages_admin::routes())
        .and(api::routes())
}

/// The site over a database.
pub(crate) fn site(db: Db, config: Config, progress: Arc<Progress>) -> kernel::Result<Site> {
    let frame = frame::PlaceFrame::of(&db)?;
    let desk = Arc::new(Desk::open(db.clone(), Tokens::System));
    let kit = Kit::over(db).config(config).frame(Arc::new(frame)).with(progress).with(desk).build();
    Ok(Site::new(kit, routes()))
}
