//! What is in force in a unit on a day: its processes with the documents that say how they are done.

use crate::document::{Document, Version};
use catalogue::{Catalogue, Decision, Process};
use kernel::Day;
use organisation::UnitVersion;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A process in force in a unit, with its documents.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    /// The process.
    pub process: Arc<Process>,
    /// The decision that approved it; none for a default process, by which everything runs that has none of its own.
    pub approved: Option<&'a Decision>,
    /// How many procedures of the unit run through it.
    pub procedures: usize,
    /// The one procedure, where there is no other: its name.
    pub only: Option<String>,
    /// Its documents, with the number of the version in force and the version.
    pub documents: Vec<(&'a Document, usize, &'a Version)>,
}

/// The processes that a unit's procedures run through on a day: the approved ones first, each kind by code.
pub fn processes<'a>(
    catalogue: &'a Catalogue,
    unit: &UnitVersion,
    documents: &'a [Document],
    day: Day,
) -> Vec<InForce<'a>> {
    let mut found: BTreeMap<(bool, String), InForce<'a>> = BTreeMap::new();
    for revision in catalogue.offered_by(&unit.code, &unit.kind, &unit.tier, day) {
        let process = &revision.process;
        let approved = process.decision.and_then(|id| catalogue.decision(id));
        let entry = found.entry((approved.is_none(), process.code.clone())).or_insert_with(|| InForce {
            process: process.clone(),
            approved,
            procedures: 0,
            only: None,
            documents: in_force(documents, day).filter(|(d, ..)| d.process == Some(process.id)).collect(),
        });
        entry.procedures += 1;
        entry.only = (entry.procedures == 1).then(|| revision.name.clone());
    }
    found.into_values().collect()
}

/// The documents in force on a day, each with the number of its version and the version.
pub fn in_force(documents: &[Document], day: Day) -> impl Iterator<Item = (&Document, usize, &Version)> {
    documents.iter().filter_map(move |d| d.at(day).map(|(no, version)| (d, no, version)))
}
