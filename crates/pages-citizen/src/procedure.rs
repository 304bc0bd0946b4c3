//! A procedure: what it takes, who settles it, and where the days go. Prints on one sheet.

use crate::locale::T;
use crate::shelf::{Shelf, Shelves, Tiers, illustrative};
use crate::time;
use askama::Template;
use axum::extract::Path;
use catalogue::{Catalogue, Place, Process, Revision};
use dossier::desk::Desk;
use dossier::reference::Reference;
use kernel::{Day, Refusal};
use std::sync::Arc;
use webkit::component::Crumbs;
use webkit::{Address, Answer, Layout, Link, Shell, Visit, words};

/// What is read for the page.
struct Read {
    shelf: Arc<Shelf>,
    tiers: Tiers,
    reference: Arc<Reference>,
    revision: Arc<Revision>,
    /// The day of the next revision that is known already.
    next: Option<Day>,
    note: String,
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
            Ok(Read { shelf, tiers, reference, revision, next, note })
        })
        .await?;
    let t = T(lang);
    let shell = visit.shell(Layout::Citizen, &read.revision.name);
    visit.page(&Page::of(shell, t, &read))
}

/// The procedure as it is today, and from when on it will be another.
fn find(catalogue: &Catalogue, code: &str, today: Day) -> kernel::Result<(Arc<Revision>, Option<Day>)> {
    let found = catalogue.by_code(code).and_then(|id| catalogue.in_force(id, today));
    let Some(revision) = found else {
        return Err(Refusal::new(
            "procedure.unknown",
            "Không có thủ tục mang mã này. Hãy tìm theo tên, gõ không dấu cũng được.",
            "There is no procedure of this code. Search by its name; no diacritics are needed.",
        )
        .into());
    };
    let later = |r: &&Arc<Revision>| r.procedure == revision.procedure && r.valid_from > today;
    let next = catalogue.revisions().iter().filter(later).map(|r| r.valid_from).min();
    Ok((revision.clone(), next))
}

/// A step as people read it.
struct Step {
    name: String,
    note: String,
    time: String,
}

/// A paper to have at hand.
struct Paper {
    no: i64,
    name: String,
    /// How many, in which form, and whether it may be left out.
    note: String,
}

/// A stretch of the bar that shows where the days go.
struct Stretch {
    x: i64,
    width: i64,
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
    term: String,
    cut_off: Option<String>,
    channels: String,
    ways: String,
    who: String,
    field: String,
    field_href: String,
    units: Vec<String>,
    papers: Vec<Paper>,
    steps: Vec<Step>,
    bar: Vec<Stretch>,
    /// What the steps come to, where that is not the term.
    steps_take: String,
    by_post: bool,
    valid_from: Day,
    next: Option<Day>,
}

impl Page {
    fn of(shell: Shell, t: T, read: &Read) -> Self {
        let r = &read.revision;
        let minutes: i64 = r.process.steps.iter().map(|s| s.allotment_minutes).sum();
        let field_href = Address::of("/search").and("field", &r.field).text();
        let units = read.reference.competent_units(r, read.shelf.day);
        let mut units: Vec<String> = units.into_iter().map(|u| u.name.clone()).collect();
        // One unit stands among the facts already.
        if units.len() == 1 {
            units.clear();
        }
        let links = vec![Link::to("/search", t.menu_procedures()), Link::to(&field_href, &r.field)];
        Self {
            crumbs: Crumbs::new(t.0, links, ""),
            code: r.code.clone(),
            name: r.name.clone(),
            illustrative: r.illustrative,
            note: read.note.clone(),
            term: words::capital(&words::term(t.0, r.term)),
            cut_off: r.rules.cut_off_minute.map(|at| words::time(t.0, read.shelf.day.at_minute(at))),
            channels: ways(t.procedure_counter(), t.procedure_online(), t.procedure_post(), r),
            ways: ways(t.procedure_counter_short(), t.procedure_online(), t.procedure_post_short(), r),
            who: read.shelf.who(r, &read.tiers, t.0),
            field: r.field.clone(),
            field_href,
            units,
            papers: papers(t, read),
            steps: steps(t, read),
            bar: bar(&r.process),
            steps_take: time::length(t, minutes),
            by_post: r.post,
            valid_from: r.valid_from,
            next: read.next,
            shell,
            t,
        }
    }
}

/// How it may be filed.
fn ways(counter: &str, online: &str, post: &str, r: &Revision) -> String {
    let mut ways = vec![counter];
    if r.online {
        ways.push(online);
    }
    if r.post {
        ways.push(post);
    }
    words::capital(&ways.join(", "))
}

fn papers(t: T, read: &Read) -> Vec<Paper> {
    let r = &read.revision;
    let of = |c: &catalogue::Component| {
        let form = t.0.pick(c.kind.vi(), c.kind.en());
        let note = t.procedure_paper(c.copies, form);
        let note = if c.required { note } else { format!("{note}. {}", t.procedure_paper_optional()) };
        Paper { no: c.no, name: c.name.clone(), note }
    };
    read.reference.catalogue.components(r.procedure, r.revision).iter().map(of).collect()
}

fn steps(t: T, read: &Read) -> Vec<Step> {
    let unit = |id| {
        let directory = &read.reference.directory;
        let holder = directory.map(id, read.shelf.day);
        directory.version_at(holder, read.shelf.day).map_or_else(String::new, |v| v.name.clone())
    };
    let of = |step: &catalogue::Step| {
        let place = match step.place {
            Place::Desk => t.procedure_at_desk().to_owned(),
            Place::Competent => t.procedure_at_competent().to_owned(),
            Place::Unit(id) => unit(id),
        };
        Step {
            name: step.name.clone(),
            note: format!("{place} · {}", step.role),
            time: time::length(t, step.allotment_minutes),
        }
    };
    read.revision.process.steps.iter().map(of).collect()
}

/// The steps as stretches of a line 1,200 wide, behind a short one for handing in.
fn bar(process: &Process) -> Vec<Stretch> {
    const LINE: i64 = 1_200;
    const GAP: i64 = 6;
    const FIRST: i64 = 16;
    let count = i64::try_from(process.steps.len()).unwrap_or(0);
    let minutes: i64 = process.steps.iter().map(|s| s.allotment_minutes).sum();
    let room = LINE - FIRST - GAP * count;
    let mut x = FIRST + GAP;
    let mut stretches = vec![Stretch { x: 0, width: FIRST }];
    for step in &process.steps {
        let width = (room * step.allotment_minutes / minutes.max(1)).max(2);
        stretches.push(Stretch { x, width });
        x += width + GAP;
    }
    stretches
}
