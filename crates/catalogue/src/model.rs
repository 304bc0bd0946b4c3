//! Procedures as the desks use them.

use crate::process::Process;
use kernel::term::{Term, TermRules};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

kernel::typed_id!(
    /// An administrative procedure, through all its revisions.
    ProcedureId
);
/// Which units may settle a procedure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Competent {
    /// One unit, by its code.
    Unit(String),
    /// Every unit of a kind.
    Kind(String),
    /// Every unit of a tier.
    Tier(String),
}

impl Competent {
    /// Whether a unit with this code, kind and tier is among them.
    pub fn includes(&self, unit_code: &str, kind: &str, tier: &str) -> bool {
        match self {
            Self::Unit(code) => code == unit_code,
            Self::Kind(of) => of == kind,
            Self::Tier(of) => of == tier,
        }
    }
}

/// A procedure as it is from a day on. A dossier keeps the revision it was filed under.
#[derive(Clone, PartialEq, Debug)]
pub struct Revision {
    /// The procedure.
    pub procedure: ProcedureId,
    /// Its code, `d.dddddd`.
    pub code: String,
    /// Number of the revision, from 1.
    pub revision: i64,
    /// First day it holds.
    pub valid_from: kernel::Day,
    /// Its name.
    pub name: String,
    /// The tier that settles it (a code of the province's folder).
    pub tier: String,
    /// The field it belongs to.
    pub field: String,
    /// Who may settle it.
    pub competent: Competent,
    /// Its term.
    pub term: Term,
    /// How the term is counted.
    pub rules: TermRules,
    /// Whether it may be filed online.
    pub online: bool,
    /// Whether it may be filed and answered by post.
    pub post: bool,
    /// The process it runs through.
    pub process: Arc<Process>,
    /// Invented for the demo.
    pub illustrative: bool,
}
