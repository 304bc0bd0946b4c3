//! The papers of a dossier: which were handed in, and which are missing.

use crate::model::DossierId;
use catalogue::PaperKind;
use kernel::{Fault, Refusal, Result};
use store::{Tx, table, vals};

table! {
    /// Papers handed in, and those still missing.
    pub static DOSSIER_COMPONENT = 47 "dossier_component" key(dossier_id, no) version(version) {
        dossier_id: Int, no: Int, name: Text, kind: Text, wanted: Int, given: Int, required: Int, version: Int,
    }
}

/// One paper, as it was noted at the desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paper {
    /// What it is.
    pub name: String,
    /// In which form.
    pub kind: PaperKind,
    /// How many are asked for.
    pub wanted: i64,
    /// How many were handed in; 0 when it is missing.
    pub given: i64,
    /// Whether the dossier is incomplete without it.
    pub required: bool,
}

impl Paper {
    /// Whether it has to be brought still.
    pub fn missing(&self) -> bool {
        self.required && self.given == 0
    }
}

/// No desk takes more of one paper, or papers of more kinds.
const MOST: i64 = 999;

/// Longest name of a paper.
const NAME: usize = 500;

/// Refused in words where the database or a reader would stumble.
pub(crate) fn check(papers: &[Paper]) -> Result<()> {
    let countable = |n: i64| (0..=MOST).contains(&n);
    let readable = |p: &Paper| {
        p.name.chars().count() <= NAME && !p.name.chars().any(char::is_control) && !p.name.is_empty()
    };
    let wrong = papers.iter().find(|p| !countable(p.given) || !countable(p.wanted) || !readable(p));
    match wrong {
        None if papers.len() <= 200 => Ok(()),
        None => Err(Refusal::new(
            "papers.too_many",
            "Hồ sơ có quá nhiều loại giấy tờ (trên 200). Hãy gộp lại.",
            "There are papers of more than 200 kinds. Put some together.",
        )
        .into()),
        Some(paper) => Err(Refusal::new(
            "papers.count",
            format!("Giấy tờ '{}': cần tên dưới {NAME} ký tự và số bản từ 0 đến {MOST}.", paper.name),
            format!(
                "Paper '{}': it needs a name of up to {NAME} letters and 0 to {MOST} copies.",
                paper.name
            ),
        )
        .into()),
    }
}

/// Notes the papers of a new dossier. Call inside its action.
pub(crate) fn keep(tx: &mut Tx, id: DossierId, papers: &[Paper]) -> Result<()> {
    for (no, p) in (1i64..).zip(papers) {
        tx.insert(
            &DOSSIER_COMPONENT,
            &vals![id.0, no, &p.name, p.kind.word(), p.wanted, p.given, p.required, 1i64],
        )?;
    }
    Ok(())
}

/// The papers of a dossier in the order of the procedure's list; none where they were not noted.
///
/// # Errors
/// A fault of the database.
pub fn of_dossier(tx: &mut Tx, id: DossierId) -> Result<Vec<Paper>> {
    tx.query(
        "SELECT no, name, kind, wanted, given, required FROM dossier_component WHERE dossier_id = $1 ORDER BY no",
        &vals![id.0],
        |row| {
            let (no, name, kind) = (row.int()?, row.text()?, row.text()?);
            let kind = PaperKind::from_word(&kind)
                .ok_or_else(|| Fault::new(format!("dossier_component ({id}, {no}): kind '{kind}'")))?;
            Ok(Paper { name, kind, wanted: row.int()?, given: row.int()?, required: row.bool()? })
        },
    )
}
