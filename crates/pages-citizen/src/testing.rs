//! The search over a province's folder, without a database: for tests and for measuring.

use crate::index::{Filter, Index, Last, asked};
use catalogue::{Competent, ProcedureId, Process, ProcessId, Revision, Synonym};
use kernel::Day;
use kernel::term::TermRules;
use province::Province;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// The procedures of a folder that are in force when all its decisions are.
pub(crate) fn index(province: &Province) -> Index {
    let process = Arc::new(Process {
        id: ProcessId(1),
        code: "p".into(),
        name: "p".into(),
        illustrative: true,
        decision: None,
        default_for: None,
        steps: Vec::new(),
    });
    let ended = province.catalogue.publications.iter().filter(|x| x.effect == "abolished");
    let ended: FxHashSet<&str> = ended.map(|x| x.procedure.as_str()).collect();
    let common: FxHashSet<&str> = province.guide.events.iter().map(|x| x.procedure.as_str()).collect();
    let revision = |n: i64, x: &province::Procedure| Revision {
        procedure: ProcedureId(n),
        code: x.code.clone(),
        revision: 1,
        valid_from: Day(0),
        name: x.name.clone(),
        tier: x.tier.clone(),
        field: x.field.clone(),
        competent: Competent::Tier(x.tier.clone()),
        term: x.term,
        rules: TermRules::default(),
        online: x.online,
        post: x.post,
        process: process.clone(),
        illustrative: x.illustrative,
    };
    let in_force = (1..).zip(&province.procedures).filter(|(_, x)| !ended.contains(x.code.as_str()));
    let in_force = in_force.map(|(n, x)| (Arc::new(revision(n, x)), common.contains(x.code.as_str())));
    let synonym = |x: &province::guide::Synonym| Synonym { words: x.words.clone(), means: x.means.clone() };
    let synonyms: Vec<Synonym> = province.guide.synonyms.iter().map(synonym).collect();
    Index::build(1, Day(0), in_force.collect(), &synonyms)
}

/// The search by itself.
pub struct Search(Index);

impl Search {
    /// Over a folder.
    pub fn of(province: &Province) -> Self {
        Self(index(province))
    }

    /// How many procedures are searched.
    pub fn procedures(&self) -> usize {
        self.0.len()
    }

    /// Their names.
    pub fn names(&self) -> Vec<String> {
        (0..self.0.len()).map(|at| self.0.entry(at).revision.name.clone()).collect()
    }

    /// The codes that a question finds, the best first.
    pub fn find(&self, question: &str) -> Vec<String> {
        let found = self.0.search(&asked(question), &Filter::default(), Last::Whole);
        found.hits.iter().map(|at| self.0.entry(*at).revision.code.clone()).collect()
    }
}
