//! The site: routes of every domain, and what stands around their pages.

mod frame;
mod gate;
mod progress;

pub(crate) use progress::Progress;

use crate::worker::Clocks;
use api::budget::{Budget, Metered};
use dossier::desk::{Desk, Tokens};
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
        .and(pages_quality::routes())
        .and(api::routes())
}

/// What a site is served with, and what goes on behind it by itself.
#[derive(Clone)]
pub(crate) struct Serving {
    /// How it stands towards the outside.
    pub(crate) config: Config,
    /// How far a demo's year has been lived.
    pub(crate) progress: Arc<Progress>,
    /// Business time is the machine's, but for a demo.
    pub(crate) clocks: Clocks,
    /// The desks, and with them the database.
    pub(crate) desk: Desk,
    /// Who comes in.
    pub(crate) gate: Gate,
    /// Where webhooks may go.
    pub(crate) webhooks: api::webhook::Allowed,
    /// What each token may ask.
    pub(crate) budget: Budget,
}

impl Serving {
    /// Over a database.
    ///
    /// # Errors
    /// As [`Gate::open`].
    pub(crate) fn over(
        db: &Db,
        business: Arc<dyn Clock>,
        progress: Arc<Progress>,
        config: Config,
        webhooks: api::webhook::Allowed,
        budget: Budget,
    ) -> kernel::Result<Self> {
        let clocks = Clocks { business, technical: Arc::new(SystemClock) };
        let gate =
            Gate::open(db.clone(), clocks.business.clone(), clocks.technical.clone(), Rules::default())?;
        let desk = Desk::open(db.clone(), Tokens::System);
        Ok(Self { config, progress, clocks, desk, gate, webhooks, budget })
    }
}

/// The site over a database.
pub(crate) fn site(serving: Serving) -> kernel::Result<Site> {
    let Serving { config, progress, clocks, desk, gate, webhooks, budget } = serving;
    let db = desk.db().clone();
    let frame = frame::PlaceFrame::of(&db, progress.clone())?;
    let secret = Secret::new(db.write(identity::site::secret)?);
    let routes = site_routes();
    let kit = Kit::over(db)
        .business(clocks.business)
        .technical(clocks.technical)
        .config(config)
        .secret(secret)
        .frame(Arc::new(frame))
        .with(Arc::new(desk))
        .with(Arc::new(webhooks))
        .with(Arc::new(gate.clone()))
        .with(progress.clone())
        .with(Arc::new(pages_admin::Scopes::of(&routes)))
        .build();
    let doors = gate::Doors { door: Metered::new(Door::new(gate), budget), progress };
    Ok(Site::new(kit, routes).gate(Arc::new(doors)))
}
