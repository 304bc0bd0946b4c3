//! The whole catalogue in memory: a few thousand rows that every use case asks.

use crate::component::{self, Component};
use crate::decision::{self, Decision, DecisionId, Effect, Publication};
use crate::guide::Guide;
use crate::model::{ProcedureId, Revision};
use crate::process::{self, Process, ProcessId};
use crate::profile::{self, Details};
use crate::reception::{self, Since};
use crate::store;
use ::store::Tx;
use kernel::{Day, Fault, Period, Result};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Everything in force, and what dossiers were filed under.
#[derive(Debug, Default)]
pub struct Catalogue {
    revision: i64,
    processes: FxHashMap<ProcessId, Arc<Process>>,
    all: Vec<Arc<Revision>>,
    by_revision: FxHashMap<(ProcedureId, i64), Arc<Revision>>,
    by_procedure: FxHashMap<ProcedureId, Vec<Arc<Revision>>>,
    by_code: FxHashMap<String, ProcedureId>,
    components: component::Lists,
    details: profile::All,
    decisions: Vec<Decision>,
    publications: Vec<Publication>,
    receptions: Vec<Since>,
    /// The days without a procedure that was abolished.
    gaps: FxHashMap<ProcedureId, Vec<Gap>>,
    guide: Guide,
}

/// Days on which a procedure does not hold.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// The first day.
    from: Day,
    /// The first day on which it holds again.
    to: Option<Day>,
}

/// A revision with the days on which it holds.
#[derive(Clone, Copy, Debug)]
pub struct Held<'c> {
    /// The revision.
    pub revision: &'c Arc<Revision>,
    /// The first day.
    pub from: Day,
    /// The first day on which another one holds, or none any more.
    pub to: Option<Day>,
}

impl Catalogue {
    /// Reads everything.
    ///
    /// # Errors
    /// A fault naming the row that cannot be read.
    pub fn load(tx: &mut Tx) -> Result<Self> {
        let mut catalogue = Self { revision: store::revision(tx)?, ..Self::default() };
        catalogue.processes =
            process::all(tx)?.into_iter().map(|(id, process)| (id, Arc::new(process))).collect();
        for revision in catalogue.read_revisions(tx)? {
            let revision = Arc::new(revision);
            catalogue.by_code.insert(revision.code.clone(), revision.procedure);
            catalogue.by_revision.insert((revision.procedure, revision.revision), revision.clone());
            catalogue.by_procedure.entry(revision.procedure).or_default().push(revision.clone());
            catalogue.all.push(revision);
        }
        catalogue.components = component::all(tx)?;
        catalogue.details = profile::all(tx)?;
        catalogue.decisions = decision::decisions(tx)?;
        catalogue.publications = decision::publications(tx)?;
        catalogue.receptions = reception::since(reception::all(tx)?, &catalogue.decisions)?;
        catalogue.note_ends()?;
        catalogue.guide = Guide::load(tx)?;
        Ok(catalogue)
    }

    /// A process that is allotted by share is scaled once for each length of term.
    fn read_revisions(&self, tx: &mut Tx) -> Result<Vec<Revision>> {
        let mut scaled: FxHashMap<(ProcessId, i64), Arc<Process>> = FxHashMap::default();
        store::revisions(tx, |id, term| {
            let process = self.processes.get(&id)?;
            if !process.is_shared() {
                return Some(process.clone());
            }
            let within = scaled.entry((id, term.working_minutes()));
            Some(within.or_insert_with(|| Arc::new(process.within(term))).clone())
        })
    }

    /// A procedure that was abolished and published anew holds again from that day on.
    fn note_ends(&mut self) -> Result<()> {
        let days: FxHashMap<DecisionId, Day> =
            self.decisions.iter().map(|d| (d.id, d.in_force_from)).collect();
        let mut all: FxHashMap<ProcedureId, Vec<(Day, Effect)>> = FxHashMap::default();
        for p in &self.publications {
            let day = days.get(&p.decision).copied().ok_or_else(|| {
                Fault::new(format!(
                    "publication ({}, {}): there is no such decision",
                    p.decision, p.procedure
                ))
            })?;
            all.entry(p.procedure).or_default().push((day, p.effect));
        }
        for (procedure, mut told) in all {
            // Decisions of one day hold in the order in which they were entered.
            told.sort_by_key(|(day, _)| *day);
            let mut gaps: Vec<Gap> = Vec::new();
            for (day, effect) in told {
                match (effect, gaps.last_mut().filter(|gap| gap.to.is_none())) {
                    (Effect::Abolished, None) => gaps.push(Gap { from: day, to: None }),
                    (Effect::Abolished, Some(_)) | (_, None) => {}
                    (_, Some(gap)) => gap.to = Some(day),
                }
            }
            if !gaps.is_empty() {
                self.gaps.insert(procedure, gaps);
            }
        }
        Ok(())
    }

    /// How often the catalogue had changed when it was read.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// How often it has changed by now.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn current_revision(tx: &mut Tx) -> Result<i64> {
        store::revision(tx)
    }

    /// What leads citizens to procedures and desks.
    pub fn guide(&self) -> &Guide {
        &self.guide
    }

    /// The procedure with this code.
    pub fn by_code(&self, code: &str) -> Option<ProcedureId> {
        self.by_code.get(code).copied()
    }

    /// A revision that a dossier keeps.
    pub fn at_revision(&self, procedure: ProcedureId, revision: i64) -> Option<&Arc<Revision>> {
        self.by_revision.get(&(procedure, revision))
    }

    /// The last revision of a procedure, from whichever day on.
    pub fn last_revision(&self, procedure: ProcedureId) -> Option<&Arc<Revision>> {
        self.by_procedure.get(&procedure)?.last()
    }

    /// The decision that made a revision: the one that published it, or the one that approved the process it runs
    /// through, where the revision before ran through another. None for what a folder began with.
    pub fn made_by(&self, procedure: ProcedureId, revision: i64) -> Option<&Decision> {
        let published =
            self.publications.iter().find(|p| p.procedure == procedure && p.revision == Some(revision));
        if let Some(publication) = published {
            return self.decision(publication.decision);
        }
        let now = self.at_revision(procedure, revision)?;
        let before = self.at_revision(procedure, revision - 1)?;
        let changed = now.process.id != before.process.id;
        now.process.decision.filter(|_| changed).and_then(|id| self.decision(id))
    }

    /// Everything else of a revision; none for one that is only counted by.
    pub fn details(&self, procedure: ProcedureId, revision: i64) -> Option<&Details> {
        self.details.get(&(procedure, revision)).map(|details| &**details)
    }

    /// All decisions, by day and number.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// A decision.
    pub fn decision(&self, id: DecisionId) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.id == id)
    }

    /// Everything that decisions published.
    pub fn publications(&self) -> &[Publication] {
        &self.publications
    }

    /// Where dossiers are taken in beside the unit's own desk, and since when.
    pub fn receptions(&self) -> &[Since] {
        &self.receptions
    }

    /// The process with this id; one allotted by share is without minutes.
    pub fn process(&self, id: ProcessId) -> Option<&Arc<Process>> {
        self.processes.get(&id)
    }

    /// The first day on which a procedure no longer holds, where it was abolished.
    pub fn ended(&self, procedure: ProcedureId) -> Option<Day> {
        self.gaps.get(&procedure)?.last().filter(|gap| gap.to.is_none()).map(|gap| gap.from)
    }

    /// The revisions in force on a day, by code.
    pub fn all_in_force(&self, day: Day) -> Vec<&Arc<Revision>> {
        let mut found: Vec<&Arc<Revision>> = Vec::new();
        for revision in self.all.iter().filter(|r| r.valid_from <= day && self.holds(r.procedure, day)) {
            match found.last() {
                Some(last) if last.procedure == revision.procedure => {
                    found.pop();
                    found.push(revision);
                }
                _ => found.push(revision),
            }
        }
        found
    }

    fn holds(&self, procedure: ProcedureId, day: Day) -> bool {
        let within = |gap: &Gap| gap.from <= day && gap.to.is_none_or(|to| day < to);
        !self.gaps.get(&procedure).is_some_and(|gaps| gaps.iter().any(within))
    }

    /// The revision in force on a day.
    pub fn in_force(&self, procedure: ProcedureId, day: Day) -> Option<&Arc<Revision>> {
        if !self.holds(procedure, day) {
            return None;
        }
        self.by_procedure.get(&procedure)?.iter().rev().find(|r| r.valid_from <= day)
    }

    /// The revisions of a procedure, the first first; none where there is no such procedure.
    pub fn revisions_of(&self, procedure: ProcedureId) -> &[Arc<Revision>] {
        self.by_procedure.get(&procedure).map_or(&[], |all| all)
    }

    /// The papers that a revision asks for, in order; none where nobody has listed them.
    pub fn components(&self, procedure: ProcedureId, revision: i64) -> &[Component] {
        self.components.get(&(procedure, revision)).map_or(&[], |list| list)
    }

    /// All processes, in no order; those allotted by share without minutes.
    pub fn processes(&self) -> impl Iterator<Item = &Arc<Process>> {
        self.processes.values()
    }

    /// All revisions, by code.
    pub fn revisions(&self) -> &[Arc<Revision>] {
        &self.all
    }

    /// What a unit may settle on a day.
    pub fn offered_by(&self, unit_code: &str, kind: &str, tier: &str, day: Day) -> Vec<&Arc<Revision>> {
        let all = self.all_in_force(day).into_iter();
        all.filter(|r| r.competent.includes(unit_code, kind, tier)).collect()
    }

    /// What a unit may settle at some time in a period: each revision with the days on which it holds, by code.
    pub fn offered_within(&self, unit_code: &str, kind: &str, tier: &str, period: Period) -> Vec<Held<'_>> {
        let mut found = Vec::new();
        for (i, revision) in self.all.iter().enumerate() {
            if !revision.competent.includes(unit_code, kind, tier) {
                continue;
            }
            let next = self.all.get(i + 1).filter(|next| next.procedure == revision.procedure);
            let from = revision.valid_from;
            let gaps = self.gaps.get(&revision.procedure).into_iter().flatten().map(|gap| gap.from);
            let ends = gaps.filter(|day| *day >= from).chain(next.map(|next| next.valid_from));
            let to = ends.min();
            if from < period.to && to.is_none_or(|to| from < to && period.from < to) {
                found.push(Held { revision, from, to });
            }
        }
        found
    }
}
