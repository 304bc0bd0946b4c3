//! What stands around every page: whose pages these are.

use store::Db;
use webkit::{Frame, Lang, Layout, Link, Person, Place, Visit};

/// A province's frame, read once: settings change with a restart.
pub(super) struct PlaceFrame {
    province: String,
}

impl PlaceFrame {
    pub(super) fn of(db: &Db) -> kernel::Result<Self> {
        let province = db.read(|tx| catalogue::settings::need(tx, "name"))?;
        Ok(Self { province })
    }
}

impl Frame for PlaceFrame {
    fn place(&self, _: Lang) -> Place {
        Place { province: self.province.clone(), ..Place::default() }
    }

    fn menu(&self, layout: Layout, visit: &Visit) -> Vec<Link> {
        match layout {
            Layout::Citizen => pages_citizen::menu(visit.lang()),
            _ => Vec::new(),
        }
    }

    fn person(&self, _: &Visit) -> Option<Person> {
        None
    }

    fn banner(&self, _: &Visit) -> Option<String> {
        None
    }
}
