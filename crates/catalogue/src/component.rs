//! The papers that a procedure asks for: a numbered list for each of its revisions, or none.

use crate::model::ProcedureId;
use crate::profile::{self, Details};
use crate::store::{self, insert_revision};
use ::store::{Ctx, Row, Tx, table, vals};
use kernel::{Fault, Refusal, Result};
use rustc_hash::FxHashMap;
use std::sync::Arc;

table! {
    /// The papers a procedure asks for.
    pub static PROCEDURE_COMPONENT = 26 "procedure_component" key(procedure_id, revision, no) version(version) {
        procedure_id: Int, revision: Int, no: Int, name: Text, kind: Text, copies: Int, required: Int,
        illustrative: Int, version: Int,
    }
}

/// In which form a paper is handed in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PaperKind {
    /// The original.
    Original,
    /// A copy, certified or shown beside the original.
    Copy,
    /// An electronic document, or what a database already knows.
    Electronic,
}

impl PaperKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Original, Self::Copy, Self::Electronic];

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Copy => "copy",
            Self::Electronic => "electronic",
        }
    }

    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its name in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Original => "bản chính",
            Self::Copy => "bản sao",
            Self::Electronic => "bản điện tử",
        }
    }

    /// Its name in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Copy => "copy",
            Self::Electronic => "electronic",
        }
    }
}

/// One paper of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Component {
    /// Its number in the list, from 1.
    pub no: i64,
    /// What it is.
    pub name: String,
    /// In which form.
    pub kind: PaperKind,
    /// How many.
    pub copies: i64,
    /// Whether a dossier is incomplete without it.
    pub required: bool,
    /// Invented for the demo.
    pub illustrative: bool,
}

/// The lists by procedure and revision.
pub(crate) type Lists = FxHashMap<(ProcedureId, i64), Arc<[Component]>>;

/// Every list there is.
pub(crate) fn all(tx: &mut Tx) -> Result<Lists> {
    let mut lists: FxHashMap<(ProcedureId, i64), Vec<Component>> = FxHashMap::default();
    let rows = tx.query(
        "SELECT procedure_id, revision, no, name, kind, copies, required, illustrative \
         FROM procedure_component ORDER BY procedure_id, revision, no",
        &[],
        read,
    )?;
    for (key, component) in rows {
        lists.entry(key).or_default().push(component);
    }
    Ok(lists.into_iter().map(|(key, list)| (key, list.into())).collect())
}

/// The list of one revision.
fn of(tx: &mut Tx, procedure: ProcedureId, revision: i64) -> Result<Vec<Component>> {
    let rows = tx.query(
        "SELECT procedure_id, revision, no, name, kind, copies, required, illustrative \
         FROM procedure_component WHERE procedure_id = $1 AND revision = $2 ORDER BY no",
        &vals![procedure.0, revision],
        read,
    )?;
    Ok(rows.into_iter().map(|(_, component)| component).collect())
}

fn read(row: &mut Row<'_>) -> Result<((ProcedureId, i64), Component)> {
    let key = (ProcedureId(row.int()?), row.int()?);
    let (no, name, kind) = (row.int()?, row.text()?, row.text()?);
    let kind = PaperKind::from_word(&kind).ok_or_else(|| {
        Fault::new(format!("procedure_component ({}, {}, {no}): kind '{kind}'", key.0, key.1))
    })?;
    let (copies, required, illustrative) = (row.int()?, row.bool()?, row.bool()?);
    Ok((key, Component { no, name, kind, copies, required, illustrative }))
}

/// Keeps the list of a procedure: on its last revision where that has none yet, else, when it differs, on a new
/// revision that is otherwise the same. Dossiers keep the list of the revision they were filed under; those filed before
/// that one had any get it, too. Answers whether anything was written.
///
/// # Errors
/// A refusal when the numbers are not 1, 2, 3 …; a fault when there is no such procedure.
pub fn keep_components(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    procedure: ProcedureId,
    list: &[Component],
) -> Result<bool> {
    if !list.iter().zip(1..).all(|(c, no)| c.no == no) {
        return Err(Refusal::new(
            "components.order",
            "Thành phần hồ sơ phải đánh số liên tục từ 1.",
            "Number the papers 1, 2, 3 without a gap.",
        )
        .into());
    }
    let last = store::last_of(tx, procedure)?;
    let last = last.ok_or_else(|| Fault::new(format!("there is no procedure {procedure}")))?;
    let known = of(tx, procedure, last.revision)?;
    if known == list {
        return Ok(false);
    }
    let revision = if known.is_empty() { last.revision } else { last.revision + 1 };
    tx.action(&ctx.action("catalogue.keep_components"), |tx| {
        if revision != last.revision {
            insert_revision(tx, procedure, revision, &last.kept)?;
            // All else stays as it was; what papers are used for follows the papers.
            if let Some(details) = profile::all(tx)?.get(&(procedure, last.revision)) {
                let details = Details { uses: Vec::new(), ..Details::clone(details) };
                profile::insert(tx, (procedure, revision), &[], &details)?;
            }
        }
        profile::insert_components(tx, (procedure, revision), list)?;
        store::bump(tx)
    })?;
    Ok(true)
}
