//! A procedure: what it takes, who settles it, where it is handed in, where the days go, and what it was before. Prints
//! on one sheet.

mod facts;
mod history;
mod papers;
mod places;
mod steps;

use crate::locale::T;
use crate::shelf::{Shelf, Shelves, Tiers, illustrative};
use askama::Template;
use axum::extract::Path;
use catalogue::{Catalogue, Details, Revision};
use dossier::desk::Desk;
use dossier::reference::Reference;
use dossier::usual::Usual;
use facts::{Fact, Money};
use history::{Ended, Version};
use kernel::{Day, Refusal};
use papers::Group;
use places::Place;
use std::sync::Arc;
use steps::{Step, Stretch};
use webkit::component::Crumbs;
use webkit::{Address, Answer, Layout, Link, Shell, Visit};

/// What is read for the page.
struct Read {
    shelf: Arc<Shelf>,
    tiers: Tiers,
    reference: Arc<Reference>,
    revision: Arc<Revision>,
    /// The day of the next revision that is known already.
    next: Option<Day>,
    /// Nobody can file it any more.
    ended: Option<Ended>,
    usual: Option<Usual>,
    note: String,
}

impl Read {
    /// Everything else of the revision; none where nobody has said it.
    fn details(&self) -> Option<&Details> {
        self.reference.catalogue.details(self.revision.procedure, self.revision.revision)
    }

    /// What a unit is called today; its heir's name where it has ended.
    fn unit(&self, id: kernel::UnitId) -> String {
        let directory = &self.reference.directory;
        let holder = directory.map(id, self.shelf.day);
        directory.version_at(holder, self.shelf.day).map_or_else(String::new, |v| v.name.clone())
    }
}

/// `GET /procedures/{code}`.
pub(crate) async fn page(shelves: Shelves, visit: Visit, Path(code): Path<String>) -> Answer {
    let desk = visit.kit().need::<Desk>()?;
    let (today, lang) = (visit.business_now().day(), visit.lang());
    let read = visit
        .kit()
        .read(move |tx| {
            let reference = desk.reference(tx)?;
            let (revision, next) = find(&reference.catalogue, &code, today)?;
            let note = if revision.illustrative { illustrative(tx, lang)? } else { String::new() };
            let (shelf, tiers) = (shelves.of(&reference, today), Tiers::load(tx)?);
            let ended = Ended::of(&reference.catalogue, revision.procedure, today);
            let usual = dossier::usual::of(tx, revision.procedure)?;
            Ok(Read { shelf, tiers, reference, revision, next, ended, usual, note })
        })
        .await?;
    let t = T(lang);
    let shell = visit.shell(Layout::Citizen, &read.revision.name);
    visit.page(&Page::of(shell, t, &read))
}

/// The procedure as it is today, or as it was last where it has ended, and from when on it will be another.
fn find(catalogue: &Catalogue, code: &str, today: Day) -> kernel::Result<(Arc<Revision>, Option<Day>)> {
    let found = catalogue.by_code(code).and_then(|id| {
        let ended = catalogue.ended(id).is_some_and(|end| end <= today);
        let last = || catalogue.revisions_of(id).iter().rev().find(|r| r.valid_from <= today);
        catalogue.in_force(id, today).or_else(|| if ended { last() } else { None })
    });
    let Some(revision) = found else {
        return Err(Refusal::new(
            "procedure.unknown",
            "Không có thủ tục mang mã này. Hãy tìm theo tên, gõ không dấu cũng được.",
            "There is no procedure of this code. Search by its name; no diacritics are needed.",
        )
        .into());
    };
    let all = catalogue.revisions_of(revision.procedure);
    let next = all.iter().map(|r| r.valid_from).filter(|from| *from > today).min();
    Ok((revision.clone(), next))
}

#[derive(Template)]
#[template(path = "procedure.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    code: String,
    name: String,
    illustrative: bool,
    note: String,
    ended: Option<String>,
    facts: Vec<Fact>,
    groups: Vec<Group>,
    /// Fees, then charges.
    money: Vec<(&'static str, Vec<Money>)>,
    /// It is known that nothing is taken.
    free: bool,
    steps: Vec<Step>,
    bar: Vec<Stretch>,
    /// What the steps come to, where that is not the term.
    steps_take: String,
    channels: String,
    by_post: bool,
    places: Vec<Place>,
    units: Vec<String>,
    bases: Vec<(String, String)>,
    published: String,
    versions: Vec<Version>,
    next: Option<Day>,
}

impl Page {
    fn of(shell: Shell, t: T, read: &Read) -> Self {
        let r = &read.revision;
        let field_href = Address::of("/search").and("field", &r.field).text();
        let units = read.reference.competent_units(r, read.shelf.day);
        let units: Vec<String> = units.into_iter().map(|u| u.name.clone()).collect();
        let links = vec![Link::to("/search", t.menu_procedures()), Link::to(&field_href, &r.field)];
        let bases = read.details().into_iter().flat_map(|d| &d.bases);
        Self {
            crumbs: Crumbs::new(t.0, links, ""),
            code: r.code.clone(),
            name: r.name.clone(),
            illustrative: r.illustrative,
            note: read.note.clone(),
            ended: read.ended.as_ref().map(|ended| ended.words(t)),
            facts: facts::facts(t, read, &units, &field_href),
            groups: papers::groups(t, read),
            money: facts::money(t, read),
            free: facts::free(read),
            steps: steps::steps(t, read),
            bar: steps::bar(&r.process),
            steps_take: steps::take(t, &r.process),
            channels: places::channels(t, r),
            by_post: r.post,
            places: places::places(t, read, &units),
            // One unit stands among the facts already.
            units: if units.len() > 1 { units } else { Vec::new() },
            bases: bases.map(|b| (b.name.clone(), b.number.clone())).collect(),
            published: history::published(t, read),
            versions: history::versions(t, read),
            next: read.next,
            shell,
            t,
        }
    }
}
