//! The site: routes of every domain, and what stands around their pages.

mod frame;
mod gate;
mod progress;

pub(crate) use progress::Progress;

use dossier::desk::Desk;
use identity::{Gate, Rules};
use kernel::{Clock, SystemClock};
use pages_account::Door;
use std::sync::Arc;
use store::Db;
use webkit::{Config, Kit, Routes, Secret, Site};

/// The words of the program's own pages.
mod locale {
    include!(concat!(env!("OUT_DIR"), "/locale.rs"));
}

/// Every route of every domain. A new domain is one line here.
pub fn site_routes() -> Routes {
    Routes::of("app")
        .and(pages_account::routes())
        .and(pages_citizen::routes())
        .and(pages_officer::routes())
        .and(pages_intake::routes())
        .and(pages_leader::routes())
        .and(pages_admin::routes())
        .and(api::routes())
}

/// What a site is served with.
pub(crate) struct Serving {
    /// The database.
    pub(crate) db: Db,
    /// How it stands towards the outside.
    pub(crate) config: Config,
    /// How far a demo's year has been lived.
    pub(crate) progress: Arc<Progress>,
    /// Business time: the machine's, but for a demo.
    pub(crate) business: Arc<dyn Clock>,
    /// The desks.
    pub(crate) desk: Desk,
    /// Where webhooks may go.
    pub(crate) webhooks: api::webhook::Allowed,
}

/// The site over a database.
pub(crate) fn site(serving: Serving) -> kernel::Result<Site> {
    let Serving { db, config, progress, business, desk, webhooks } = serving;
    let frame = frame::PlaceFrame::of(&db, progress.clone())?;
    let secret = Secret::new(db.write(identity::site::secret)?);
    let technical: Arc<dyn Clock> = Arc::new(SystemClock);
    let gate = Gate::open(db.clone(), business.clone(), technical.clone(), Rules::default())?;
    let kit = Kit::over(db)
        .business(business)
        .technical(technical)
        .config(config)
        .secret(secret)
        .frame(Arc::new(frame))
        .with(Arc::new(desk))
        .with(Arc::new(webhooks))
        .with(Arc::new(gate.clone()))
        .with(progress.clone())
        .with(Arc::new(pages_admin::Scopes::of(&site_routes())))
        .build();
    let doors = gate::Doors { door: Door::new(gate), progress };
    Ok(Site::new(kit, site_routes()).gate(Arc::new(doors)))
}
