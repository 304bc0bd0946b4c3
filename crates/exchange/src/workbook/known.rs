//! What a workbook is held against: the catalogue as it stands, units, tiers.

use crate::header::same;
use catalogue::desk::NewProcedure;
use catalogue::{Catalogue, Component, Details, ProcedureId, Process, Revision, Whole, settings};
use kernel::term::TermRules;
use kernel::text::fold;
use kernel::{Day, Fault, Result};
use organisation::Directory;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Tx;

/// From 15:00 on same-day procedures count from the next working day, where no procedure says otherwise.
const CUT_OFF: i64 = 900;

/// A tier of the province.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tier {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) name_en: String,
}

/// Everything that stands.
#[derive(Debug)]
pub struct Known {
    pub(super) catalogue: Catalogue,
    pub(super) directory: Directory,
    pub(super) tiers: Vec<Tier>,
    processes: BTreeMap<String, Arc<Process>>,
    /// Every field that some procedure is of, by its folded name.
    fields: BTreeMap<String, BTreeSet<String>>,
    /// The rules of new procedures: those of the others.
    pub(super) rules: TermRules,
    pub(super) cut_off: i64,
    pub(super) today: Day,
}

/// A procedure as it stands, to be compared with.
pub(super) struct Base<'k> {
    pub(super) id: ProcedureId,
    pub(super) revision: &'k Arc<Revision>,
    pub(super) procedure: NewProcedure,
    pub(super) components: &'k [Component],
    pub(super) details: Details,
}

impl Base<'_> {
    pub(super) fn whole(&self) -> Whole<'_> {
        Whole {
            procedure: &self.procedure,
            process: &self.revision.process.code,
            components: self.components,
            details: &self.details,
        }
    }
}

impl Known {
    /// Reads everything.
    ///
    /// # Errors
    /// A fault of the database, or of settings that no folder has been loaded into.
    pub fn load(tx: &mut Tx, today: Day) -> Result<Self> {
        let (catalogue, directory) = (Catalogue::load(tx)?, Directory::load(tx)?);
        let tiers = serde_json::from_str(&settings::need(tx, "tiers")?)
            .map_err(|e| Fault::because("reading the setting 'tiers'", e))?;
        let processes = catalogue.processes().map(|p| (p.code.clone(), p.clone())).collect();
        let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for r in catalogue.revisions() {
            fields.entry(fold(&r.field)).or_default().insert(r.field.clone());
        }
        let rules = catalogue.revisions().last().map_or_else(TermRules::default, |r| r.rules);
        let cut_off = catalogue.revisions().iter().find_map(|r| r.rules.cut_off_minute).unwrap_or(CUT_OFF);
        Ok(Self { catalogue, directory, tiers, processes, fields, rules, cut_off, today })
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The tier that is written like this: its code or its name.
    pub(super) fn tier(&self, text: &str) -> Option<&Tier> {
        self.tiers.iter().find(|t| [&t.code, &t.name, &t.name_en].iter().any(|name| same(name, text)))
    }

    pub(super) fn process(&self, code: &str) -> Option<&Arc<Process>> {
        self.processes.get(code)
    }

    /// What procedures of a tier run through that have no process of their own.
    pub(super) fn default_process(&self, tier: &str) -> Option<&Arc<Process>> {
        self.processes.values().find(|p| p.default_for.as_deref() == Some(tier))
    }

    /// Whether some procedure is of this field; else one that is written almost so, if there is one.
    pub(super) fn field(&self, name: &str) -> std::result::Result<(), Option<&str>> {
        match self.fields.get(&fold(name)) {
            Some(names) if names.contains(name) => Ok(()),
            near => Err(near.and_then(|names| names.first()).map(String::as_str)),
        }
    }

    /// A revision of a procedure, as it is compared.
    pub(super) fn base(&self, id: ProcedureId, no: i64) -> Option<Base<'_>> {
        let revision = self.catalogue.at_revision(id, no)?;
        Some(Base {
            id,
            revision,
            procedure: NewProcedure::of(revision),
            components: self.catalogue.components(id, no),
            details: self.catalogue.details(id, no).cloned().unwrap_or_default(),
        })
    }

    /// The last revision of a procedure, whether in force yet or no longer.
    pub(super) fn last(&self, id: ProcedureId) -> Option<&Arc<Revision>> {
        let code = self.catalogue.at_revision(id, 1).map(|r| r.code.as_str())?;
        // They are sorted by code and number.
        let all = self.catalogue.revisions();
        let end = all.partition_point(|r| r.code.as_str() <= code);
        all.get(end.checked_sub(1)?).filter(|r| r.procedure == id)
    }
}
