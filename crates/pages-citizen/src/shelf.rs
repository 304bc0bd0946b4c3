//! What is held in memory between requests: procedures as they can be found, and what units are called on the day.

use crate::index::Index;
use catalogue::{Competent, Revision};
use dossier::reference::Reference;
use kernel::{Day, Result};
use province::Tier;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::Tx;
use webkit::Lang;

/// Everything that pages look up, as of a day.
pub(crate) struct Shelf {
    /// Procedures by words.
    pub(crate) index: Index,
    /// The day.
    pub(crate) day: Day,
    organisation: i64,
    /// Names of units by their codes.
    names: FxHashMap<String, String>,
    /// What the provincial centre is called, where there is one.
    pub(crate) centre: Option<String>,
}

/// The kind of unit that the provincial centre is.
const CENTRE: &str = "centre";

/// The shelf as it was made last. One for the routes of a site.
#[derive(Clone, Default)]
pub(crate) struct Shelves(Arc<Mutex<Option<Arc<Shelf>>>>);

impl Shelves {
    /// The shelf of a day: the one held, unless something has changed since.
    pub(crate) fn of(&self, reference: &Reference, day: Day) -> Arc<Shelf> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shelf) = held.as_ref().filter(|shelf| shelf.is_of(reference, day)) {
            return shelf.clone();
        }
        let shelf = Arc::new(Shelf::of(reference, day));
        *held = Some(shelf.clone());
        shelf
    }
}

impl Shelf {
    fn of(reference: &Reference, day: Day) -> Self {
        let units = reference.directory.all_at(day).into_iter();
        let centre = units.clone().find(|u| u.kind == CENTRE).map(|u| u.name.clone());
        Self {
            centre,
            index: Index::of(&reference.catalogue, day),
            day,
            organisation: reference.directory.revision(),
            names: units.map(|u| (u.code.clone(), u.name.clone())).collect(),
        }
    }

    fn is_of(&self, reference: &Reference, day: Day) -> bool {
        self.day == day
            && self.organisation == reference.directory.revision()
            && self.index.is_of(&reference.catalogue, day)
    }

    /// Who settles a procedure, in a few words: the unit, or its tier.
    pub(crate) fn who(&self, revision: &Revision, tiers: &Tiers, lang: Lang) -> String {
        match &revision.competent {
            Competent::Unit(code) => self.names.get(code).unwrap_or(code).clone(),
            Competent::Kind(_) => tiers.name(&revision.tier, lang).to_owned(),
            Competent::Tier(tier) => tiers.name(tier, lang).to_owned(),
        }
    }
}

/// The tiers of government by name.
pub(crate) struct Tiers(Vec<Tier>);

impl Tiers {
    /// As the province has them.
    pub(crate) fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let text = catalogue::settings::need(tx, "tiers")?;
        let tiers = serde_json::from_str(&text);
        Ok(Self(tiers.map_err(|e| kernel::Fault::because("the setting 'tiers' cannot be read", e))?))
    }

    /// A tier's name; its code where it has none.
    pub(crate) fn name<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        match self.0.iter().find(|t| t.code == code) {
            Some(tier) if lang == Lang::En && !tier.name_en.is_empty() => &tier.name_en,
            Some(tier) => &tier.name,
            None => code,
        }
    }

    /// In the province's order.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|t| t.code.as_str())
    }
}

/// What the province says of its data where that is invented; empty where it is not.
pub(crate) fn illustrative(tx: &mut Tx<'_>, lang: Lang) -> Result<String> {
    if lang == Lang::En
        && let Some(text) = catalogue::settings::get(tx, "illustrative_en")?.filter(|text| !text.is_empty())
    {
        return Ok(text);
    }
    Ok(catalogue::settings::get(tx, "illustrative")?.unwrap_or_default())
}
