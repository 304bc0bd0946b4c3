//! A workbook held against the catalogue: what would change, under which decision, and what stands in the way.

mod against;

use super::book::{Book, Spot, Told};
use super::columns::{EFFECTS, Part};
use super::decisions::{Asked, Decisions, Resolved};
use super::known::{Base, Known};
use super::lists::Lists;
use super::row::{self, Drafted};
use crate::grid::Page;
use crate::problem::Problems;
use catalogue::{
    Decision, DecisionKind, Details, Difference, Edition, Effect, ProcedureId, Whole, differences,
};
use kernel::{Refusal, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What a workbook would do to a procedure.
#[derive(Clone, Debug)]
pub struct Change {
    /// The cell of its code.
    pub cell: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How it is published; `None` as long as that cannot be said.
    pub effect: Option<Effect>,
    /// The number of the decision; `None` as long as none is chosen.
    pub decision: Option<String>,
    /// What is different; nothing of a procedure that is new or abolished.
    pub differences: Vec<Difference>,
}

/// What a workbook comes to.
#[derive(Debug, Default)]
pub struct Looked {
    /// What would change, in the order of the file.
    pub changes: Vec<Change>,
    /// Rows that say what stands.
    pub unchanged: usize,
    /// Procedures in force of which the file has no row: they stay what they are.
    pub absent: usize,
    /// Changes that no decision is named for; they cannot be published.
    pub undecided: usize,
    /// Decisions that would be kept.
    pub decisions: Vec<Decision>,
    /// What stands in the way. Nothing is published where there is anything.
    pub problems: Problems,
    /// What to look at.
    pub warnings: Problems,
    /// What would be written: the decision's number, how, and what.
    pub(super) editions: Vec<(String, Effect, Edition)>,
    /// What would end: the decision's number, and the code.
    pub(super) endings: Vec<(String, String)>,
}

impl Looked {
    /// Of a file that cannot be read at all.
    pub fn unreadable(problem: crate::Problem) -> Self {
        Self { problems: vec![problem].into(), ..Self::default() }
    }

    /// Whether there is anything to publish.
    pub fn nothing(&self) -> bool {
        self.changes.is_empty() && self.decisions.is_empty()
    }
}

/// A row as it was read.
struct Read<'k> {
    spot: Spot,
    code: String,
    base: Option<Base<'k>>,
    /// The revision that the row says it was made from.
    no: Option<i64>,
    drafted: Option<Drafted>,
    decision: Option<String>,
    effect: Option<Effect>,
}

struct Judge<'j> {
    known: &'j Known,
    book: &'j Book<'j>,
    decisions: Decisions,
    lists: Lists,
    told: Told,
    looked: Looked,
}

/// Reads and judges. `file` names it where no sheet does.
///
/// # Errors
/// A refusal of the decision that is asked for.
pub fn look(known: &Known, file: &str, pages: &[Page], asked: Option<&Asked>) -> Result<Looked> {
    let mut told = Told::default();
    let book = Book::open(file, pages, &mut told);
    let decisions = Decisions::read(&book, known, asked, &mut told)?;
    let codes = codes(&book, &mut told);
    let lists = Lists::read(&book, known, &codes, &mut told);
    let mut rows = Vec::new();
    book.each(Part::Procedures, &mut told.problems, |spot, c| {
        let Some(code) = c.notation("code", 40) else { return };
        let no = c.opt_count("revision", 1_000_000);
        let decision =
            if c.is_empty("decision") { Some(None) } else { c.notation("decision", 100).map(Some) };
        let effect = if c.is_empty("effect") { Some(None) } else { c.word("effect", EFFECTS).map(Some) };
        let base = base(known, &code, no);
        let drafted = row::read(c, known, &code, base.as_ref());
        if let (Some(decision), Some(effect)) = (decision, effect) {
            rows.push(Read { spot, code, base, no, drafted, decision, effect });
        }
    });
    let mut judge = Judge { known, book: &book, decisions, lists, told, looked: Looked::default() };
    rows.into_iter().for_each(|row| judge.row(row));
    let Judge { decisions, mut told, mut looked, .. } = judge;
    book.settle(&mut told);
    looked.decisions = decisions.to_keep();
    let standing = known.catalogue.all_in_force(known.today);
    looked.absent = standing.iter().filter(|r| !codes.contains(&r.code)).count();
    (looked.problems, looked.warnings) = (told.problems, told.warnings);
    Ok(looked)
}

/// The codes of all rows; each that stands there twice is told.
fn codes(book: &Book<'_>, told: &mut Told) -> BTreeSet<String> {
    let mut found: BTreeMap<String, Spot> = BTreeMap::new();
    let mut twice = Vec::new();
    book.each(Part::Procedures, &mut Problems::default(), |spot, c| {
        let Some(code) = c.meant("code") else { return };
        match found.get(&code) {
            Some(first) => twice.push((*first, spot, code)),
            None => {
                found.insert(code, spot);
            }
        }
    });
    for (first, spot, code) in twice {
        let cell = book.cell(first, "code");
        let other_sheet = book.cell(spot, "code").split('!').next() != cell.split('!').next();
        let kind = if other_sheet { "duplicate_in_sheets" } else { "duplicate" };
        let words = Refusal::new(
            kind,
            format!("Thủ tục {code} đã có ở {cell}. Hãy bỏ một dòng."),
            format!("procedure {code} stands in {cell} already; leave one out"),
        );
        book.object(told, spot, "code", words);
    }
    found.into_keys().collect()
}

/// The revision that a row was made from: the one it names, else the one in force, else the last.
fn base<'k>(known: &'k Known, code: &str, no: Option<i64>) -> Option<Base<'k>> {
    let id = known.catalogue.by_code(code)?;
    let named = no.filter(|no| known.catalogue.at_revision(id, *no).is_some());
    let in_force = || known.catalogue.in_force(id, known.today).map(|r| r.revision);
    let no = named.or_else(in_force).or_else(|| known.last(id).map(|r| r.revision))?;
    known.base(id, no)
}

/// A procedure as the row and the lists have it.
struct After {
    procedure: catalogue::desk::NewProcedure,
    process: String,
    components: Vec<catalogue::Component>,
    details: Details,
}

impl After {
    fn whole(&self) -> Whole<'_> {
        Whole {
            procedure: &self.procedure,
            process: &self.process,
            components: &self.components,
            details: &self.details,
        }
    }
}

impl Judge<'_> {
    fn object(&mut self, spot: Spot, column: &'static str, words: Refusal) {
        self.book.object(&mut self.told, spot, column, words);
    }

    fn row(&mut self, row: Read<'_>) {
        let Some(resolved) = self.resolve(&row) else { return };
        if row.effect == Some(Effect::Abolished) {
            return self.abolish(&row, resolved);
        }
        let Read { spot, code, base, drafted, .. } = &row;
        let Some(drafted) = drafted.as_ref() else { return };
        // Where a list cannot be read, the row is judged by itself.
        let broken = self.lists.broken(code);
        let after = self.after(code, base.as_ref(), drafted, broken);
        let found = base.as_ref().map(|b| differences(&b.whole(), &after.whole()));
        let day = resolved.as_ref().map_or(self.known.today, |r| r.decision.in_force_from);
        let id = base.as_ref().map(|b| b.id);
        let alive = id.is_some_and(|id| self.known.catalogue.in_force(id, day).is_some());
        let anew = row.effect == Some(Effect::New) && !alive;
        if broken && found.as_ref().is_some_and(Vec::is_empty) {
            return;
        }
        if !anew && found.as_ref().is_some_and(|f| f.is_empty() || self.stands_already(base.as_ref(), &after))
        {
            return self.unchanged(&row, resolved.as_ref());
        }
        for (column, words) in &drafted.objections {
            self.object(*spot, column, words.clone());
        }
        for (column, words) in &drafted.remarks {
            self.book.warn(&mut self.told, *spot, column, words.clone());
        }
        let effect = self.effect(&row, id.is_some(), alive);
        if let Some(base) = base {
            self.not_stale(*spot, base, row.no, resolved.as_ref());
        }
        if let Some(resolved) = &resolved {
            self.may_publish(*spot, code, id, &after, effect, resolved);
        }
        let number = resolved.map(|r| r.decision.number);
        self.looked.undecided += usize::from(number.is_none());
        self.looked.changes.push(Change {
            cell: self.book.cell(*spot, "code"),
            code: code.clone(),
            name: after.procedure.name.clone(),
            effect,
            decision: number.clone(),
            differences: found.unwrap_or_default(),
        });
        if let (Some(number), Some(effect)) = (number, effect) {
            let After { procedure, components, details, .. } = after;
            let procedure = catalogue::desk::NewProcedure { valid_from: day, ..procedure };
            let edition = Edition { procedure, components: Some(components), details, published: None };
            self.looked.editions.push((number, effect, edition));
        }
    }

    /// The decision a row names, or the one that is asked for; `None` where the row's cannot be used.
    fn resolve(&mut self, row: &Read<'_>) -> Option<Option<Resolved>> {
        let Some(number) = row.decision.clone().or_else(|| self.decisions.asked.clone()) else {
            return Some(None);
        };
        match self.decisions.get(&number).cloned() {
            Some(found) if found.decision.kind == DecisionKind::Publication => Some(Some(found)),
            Some(_) => {
                let words = Refusal::new(
                    "decision_kind",
                    format!("Quyết định {number} không phải quyết định công bố thủ tục."),
                    format!("decision {number} does not publish procedures"),
                );
                self.object(row.spot, "decision", words);
                None
            }
            None => {
                let words = Refusal::new(
                    "unknown_decision",
                    format!("Không có quyết định {number}. Hãy thêm vào trang 'Quyết định'."),
                    format!("there is no decision {number}; add it to the sheet 'Quyết định'"),
                );
                self.object(row.spot, "decision", words);
                None
            }
        }
    }

    fn after(&self, code: &str, base: Option<&Base<'_>>, drafted: &Drafted, broken: bool) -> After {
        let procedure = drafted.procedure.clone();
        let process = self.known.catalogue.process(procedure.process);
        let process = process.map(|p| p.code.clone()).unwrap_or_default();
        let profile = drafted.profile.clone();
        if broken {
            let details = base.map(|b| b.details.clone()).unwrap_or_default();
            let components = base.map_or_else(Vec::new, |b| b.components.to_vec());
            return After { procedure, process, components, details: Details { profile, ..details } };
        }
        let (components, uses) = self.lists.papers(code, base);
        let details = Details {
            profile,
            cases: self.lists.cases(code, base),
            uses,
            fees: self.lists.fees(code, base),
            bases: self.lists.bases(code, base),
        };
        After { procedure, process, components, details }
    }

    /// Whether the last revision says the same, although the row was made from one before it: it was published by
    /// this very file, or one like it.
    fn stands_already(&self, base: Option<&Base<'_>>, after: &After) -> bool {
        let last = base.and_then(|b| self.known.last(b.id).filter(|r| r.revision != b.revision.revision));
        let last = last.and_then(|r| self.known.base(r.procedure, r.revision));
        last.is_some_and(|last| differences(&last.whole(), &after.whole()).is_empty())
    }

    fn published(&self, resolved: &Resolved, id: ProcedureId) -> Option<Effect> {
        let all = self.known.catalogue.publications();
        all.iter()
            .find(|p| resolved.known && p.decision == resolved.decision.id && p.procedure == id)
            .map(|p| p.effect)
    }

    fn unchanged(&mut self, row: &Read<'_>, resolved: Option<&Resolved>) {
        self.looked.unchanged += 1;
        // Named in the row, and not merely asked for.
        let named = resolved.filter(|_| row.decision.is_some() || row.effect.is_some());
        if let (Some(resolved), Some(base)) = (named, &row.base)
            && self.published(resolved, base.id).is_none()
        {
            let words = Refusal::new(
                "nothing_changed",
                "Dòng có quyết định nhưng không đổi gì: không công bố.",
                "the row names a decision, but nothing of it is different: nothing is published",
            );
            self.book.warn(&mut self.told, row.spot, "decision", words);
        }
    }

    fn abolish(&mut self, row: &Read<'_>, resolved: Option<Resolved>) {
        let (spot, code) = (row.spot, &row.code);
        let day = resolved.as_ref().map_or(self.known.today, |r| r.decision.in_force_from);
        let id = self.known.catalogue.by_code(code);
        let done = |r: &Resolved, id| self.published(r, id) == Some(Effect::Abolished);
        if let (Some(r), Some(id)) = (&resolved, id)
            && done(r, id)
        {
            self.looked.unchanged += 1;
            return;
        }
        let stands = id.and_then(|id| self.known.catalogue.in_force(id, day));
        let Some(stands) = stands else {
            return self.object(spot, "effect", against::not_in_force(code, day));
        };
        if let (Some(r), Some(id)) = (&resolved, id)
            && self.published(r, id).is_some()
        {
            let words = Refusal::new(
                "already_published",
                format!(
                    "Quyết định {} đã công bố thủ tục {code}. Cần một quyết định khác để bãi bỏ.",
                    r.decision.number
                ),
                format!(
                    "decision {} has published procedure {code}; another is needed to abolish it",
                    r.decision.number
                ),
            );
            return self.object(spot, "decision", words);
        }
        let number = resolved.map(|r| r.decision.number);
        self.looked.undecided += usize::from(number.is_none());
        self.looked.changes.push(Change {
            cell: self.book.cell(spot, "code"),
            code: code.clone(),
            name: stands.name.clone(),
            effect: Some(Effect::Abolished),
            decision: number.clone(),
            differences: Vec::new(),
        });
        self.looked.endings.extend(number.map(|number| (number, code.clone())));
    }
}
