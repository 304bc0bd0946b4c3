//! What a procedure was before: its revisions, each with the decision that made it.

use super::Read;
use crate::locale::T;
use crate::published::by;
use catalogue::{Catalogue, Decision, Effect, ProcedureId, Revision};
use kernel::Day;
use std::sync::Arc;
use webkit::words;

/// That a procedure has ended.
pub(super) struct Ended {
    day: Day,
    /// Number and signing day of the decision.
    decision: Option<(String, Day)>,
}

impl Ended {
    /// Where it has ended by this day.
    pub(super) fn of(catalogue: &Catalogue, procedure: ProcedureId, today: Day) -> Option<Self> {
        let day = catalogue.ended(procedure).filter(|end| *end <= today)?;
        let mut by = catalogue.publications().iter();
        let by = by.find(|p| p.procedure == procedure && p.effect == Effect::Abolished);
        let decision = by.and_then(|p| catalogue.decision(p.decision));
        Some(Self { day, decision: decision.map(|d| (d.number.clone(), d.signed_on)) })
    }

    /// In a sentence.
    pub(super) fn words(&self, t: T) -> String {
        let from = words::day(t.0, self.day);
        match &self.decision {
            Some((number, signed)) => t.procedure_ended(from, number, words::day(t.0, *signed)),
            None => t.procedure_ended_on(from),
        }
    }
}

/// A revision as it was.
pub(super) struct Version {
    pub(super) from: String,
    pub(super) by: String,
    /// What was another before: the name, the term.
    pub(super) changed: Vec<String>,
}

/// The decision that published a revision, and how.
fn decision<'a>(catalogue: &'a Catalogue, r: &Revision) -> Option<(&'a Decision, Effect)> {
    let mut all = catalogue.publications().iter();
    let p = all.find(|p| p.procedure == r.procedure && p.revision == Some(r.revision))?;
    Some((catalogue.decision(p.decision)?, p.effect))
}

/// Since when it is as it is, and by which decision.
pub(super) fn published(t: T, read: &Read) -> String {
    let r = &read.revision;
    let from = words::day(t.0, r.valid_from);
    match decision(&read.reference.catalogue, r) {
        Some((made, effect)) => t.procedure_valid_by(from, by(t, made, effect)),
        None => t.procedure_valid(from),
    }
}

/// The revisions up to today, the latest first; nothing where there is one only.
pub(super) fn versions(t: T, read: &Read) -> Vec<Version> {
    let catalogue = &read.reference.catalogue;
    let all = catalogue.revisions_of(read.revision.procedure).iter();
    let known: Vec<&Arc<Revision>> = all.filter(|r| r.valid_from <= read.shelf.day).collect();
    if known.len() < 2 {
        return Vec::new();
    }
    let mut versions = Vec::new();
    for (at, r) in known.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| known[at]);
        versions.push(Version {
            from: words::day(t.0, r.valid_from),
            by: decision(catalogue, r).map_or_else(
                || t.procedure_by_nobody().to_owned(),
                |(made, effect)| words::capital(&by(t, made, effect)),
            ),
            changed: before.map(|before| changed(t, catalogue, before, r)).unwrap_or_default(),
        });
    }
    versions.reverse();
    versions
}

/// What a revision changed: its name, its terms, how many papers it asks for.
fn changed(t: T, catalogue: &Catalogue, before: &Revision, after: &Revision) -> Vec<String> {
    let mut changed = Vec::new();
    if before.name != after.name {
        changed.push(t.procedure_changed_name(&before.name));
    }
    if before.term != after.term {
        let terms = [before.term, after.term].map(|term| words::term(t.0, term));
        let [was, is] = terms;
        changed.push(t.procedure_changed_term(was, is));
    }
    let law = |r: &Revision| Some(catalogue.details(r.procedure, r.revision)?.profile.as_ref()?.law_amount);
    if let (Some(was), Some(is)) = (law(before), law(after))
        && was != is
    {
        changed.push(t.procedure_changed_law(was, is));
    }
    let papers = |r: &Revision| catalogue.components(r.procedure, r.revision).to_vec();
    if papers(before) != papers(after) {
        changed.push(t.procedure_changed_papers().to_owned());
    }
    changed
}
