//! A procedure as a decision or a folder states it, whole: what dossiers are counted by, its papers, and the rest.

use crate::Catalogue;
use crate::component::Component;
use crate::decision::{DecisionId, Effect, Publication, insert_publication};
use crate::desk::NewProcedure;
use crate::model::{ProcedureId, Revision};
use crate::profile::{self, Details};
use crate::store::{self, PROCEDURE, insert_revision};
use ::store::{Ctx, Tx, vals};
use kernel::{Fault, Refusal, Result};
use rustc_hash::{FxHashMap, FxHashSet};

/// A procedure from a day on, whole.
#[derive(Clone, Debug)]
pub struct Edition {
    /// What dossiers are counted by.
    pub procedure: NewProcedure,
    /// Its papers, numbered from 1; none where they stay what they were.
    pub components: Option<Vec<Component>>,
    /// Everything else.
    pub details: Details,
    /// The decision that publishes it, and how.
    pub published: Option<(DecisionId, Effect)>,
}

/// A procedure that a decision ends.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Its code.
    pub code: String,
    /// The decision; its first day is the first day without the procedure.
    pub decision: DecisionId,
}

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// Procedures that were not known.
    pub procedures: u64,
    /// Revisions, those of new procedures included.
    pub revisions: u64,
    /// Procedures that end.
    pub endings: u64,
}

impl Written {
    /// Whether nothing was.
    pub fn nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What a revision holds, so that it can be compared.
struct Held {
    revision: i64,
    procedure: NewProcedure,
    components: Vec<Component>,
    details: Details,
}

impl Held {
    fn of(catalogue: &Catalogue, r: &Revision) -> Self {
        Self {
            revision: r.revision,
            procedure: NewProcedure::of(r),
            components: catalogue.components(r.procedure, r.revision).to_vec(),
            details: catalogue.details(r.procedure, r.revision).cloned().unwrap_or_default(),
        }
    }

    fn says(&self, edition: &Edition) -> bool {
        self.procedure.says_the_same_as(&edition.procedure)
            && edition.components.as_ref().is_none_or(|c| *c == self.components)
            && self.details == edition.details
    }
}

/// Keeps editions, each after those of the same procedure that came before it: one that says what was in force on its
/// first day changes nothing, so that the same folder read twice is written once.
///
/// # Errors
/// A refusal that names the procedure whose numbers of papers or cases are not 1, 2, 3 …
pub fn keep_editions(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    editions: &[Edition],
    endings: &[Ending],
) -> Result<Written> {
    let mut shelf = Shelf::of(Catalogue::load(tx)?);
    for edition in editions {
        shelf.keep(tx, ctx, edition)?;
    }
    for ending in endings {
        shelf.end(tx, ctx, ending)?;
    }
    if !shelf.written.nothing() {
        tx.action(&ctx.action("catalogue.keep_procedure"), store::bump)?;
    }
    Ok(shelf.written)
}

/// What is there already, with what this run has added.
struct Shelf {
    ids: FxHashMap<String, ProcedureId>,
    held: FxHashMap<ProcedureId, Vec<Held>>,
    published: FxHashSet<(DecisionId, ProcedureId)>,
    written: Written,
}

impl Shelf {
    fn of(catalogue: Catalogue) -> Self {
        let published = catalogue.publications().iter().map(|p| (p.decision, p.procedure)).collect();
        let (mut ids, mut held) = (FxHashMap::default(), FxHashMap::<_, Vec<_>>::default());
        for r in catalogue.revisions() {
            ids.insert(r.code.clone(), r.procedure);
            held.entry(r.procedure).or_default().push(Held::of(&catalogue, r));
        }
        Self { ids, held, published, written: Written::default() }
    }

    fn keep(&mut self, tx: &mut Tx, ctx: &Ctx<'_>, edition: &Edition) -> Result<()> {
        numbered(edition)?;
        let code = &edition.procedure.code;
        let there = self.ids.get(code).copied();
        let id = there.unwrap_or_else(|| ProcedureId(ctx.ids.next(ctx.now)));
        self.ids.insert(code.clone(), id);
        let held = self.held.entry(id).or_default();
        let then = held.iter().rev().find(|h| h.procedure.valid_from <= edition.procedure.valid_from);
        let same = then.filter(|h| h.says(edition)).map(|h| h.revision);
        let revision = same.unwrap_or_else(|| held.last().map_or(1, |h| h.revision + 1));
        let publication = edition.published.filter(|(by, _)| self.published.insert((*by, id)));
        let publication = publication.map(|(decision, effect)| Publication {
            decision,
            procedure: id,
            effect,
            revision: Some(revision),
        });
        if same.is_some() && publication.is_none() {
            return Ok(());
        }
        let components = edition.components.clone();
        let components = components.or_else(|| then.map(|h| h.components.clone())).unwrap_or_default();
        tx.action(&ctx.action("catalogue.keep_procedure"), |tx| {
            if there.is_none() {
                tx.insert(&PROCEDURE, &vals![id.0, code, 1i64])?;
            }
            if same.is_none() {
                insert_revision(tx, id, revision, &edition.procedure)?;
                profile::insert(tx, (id, revision), &components, &edition.details)?;
            }
            publication.iter().try_for_each(|p| insert_publication(tx, p))
        })?;
        self.written.procedures += u64::from(there.is_none());
        if same.is_none() {
            self.written.revisions += 1;
            let (procedure, details) = (edition.procedure.clone(), edition.details.clone());
            held.push(Held { revision, procedure, components, details });
        }
        Ok(())
    }

    fn end(&mut self, tx: &mut Tx, ctx: &Ctx<'_>, ending: &Ending) -> Result<()> {
        let id = self.ids.get(&ending.code).copied();
        let id = id.ok_or_else(|| Fault::new(format!("there is no procedure {}", ending.code)))?;
        if self.published.insert((ending.decision, id)) {
            let (decision, effect) = (ending.decision, Effect::Abolished);
            let end = Publication { decision, procedure: id, effect, revision: None };
            tx.action(&ctx.action("catalogue.end_procedure"), |tx| insert_publication(tx, &end))?;
            self.written.endings += 1;
        }
        Ok(())
    }
}

/// Papers and cases are numbered without a gap, and refer to cases that there are.
fn numbered(edition: &Edition) -> Result<()> {
    let (d, code) = (&edition.details, &edition.procedure.code);
    let wrong = |vi: &str, en: &str| {
        Err(Refusal::new("catalogue.numbers", format!("{code}: {vi}"), format!("{code}: {en}")).into())
    };
    let components = edition.components.as_deref();
    if !components.unwrap_or_default().iter().zip(1..).all(|(c, no)| c.no == no) {
        return wrong(
            "thành phần hồ sơ phải đánh số liên tục từ 1.",
            "number the papers 1, 2, 3 without a gap.",
        );
    }
    if !d.cases.iter().zip(1..).all(|(c, no)| c.no == no) {
        return wrong("trường hợp phải đánh số liên tục từ 1.", "number the cases 1, 2, 3 without a gap.");
    }
    let there = |case: Option<i64>| case.is_none_or(|no| d.cases.iter().any(|c| c.no == no));
    if !d.uses.iter().map(|u| u.case_no).chain(d.fees.iter().map(|f| f.case_no)).all(there) {
        return wrong(
            "có giấy tờ hoặc khoản thu thuộc trường hợp không có.",
            "a paper or an amount belongs to a case that there is not.",
        );
    }
    if !d.uses.is_empty() && components.is_none_or(|c| c.len() != d.uses.len()) {
        return wrong("mỗi giấy tờ cần một dòng sử dụng.", "each paper needs its use.");
    }
    Ok(())
}
