//! The quality system of a unit: edition, moves, documents, processes in force, audits, open actions.

use crate::base::{keeps, look, seen, unit_address};
use crate::list::{above, count, declared};
use crate::locale::T;
use crate::page::{Act, Page, Section, Table, link, tag, text, two};
use crate::words::{day, day_cell, document_kind, move_step, stage};
use axum::extract::Path;
use kernel::{Day, Units};
use organisation::UnitVersion;
use quality::audit::{self, Action, InternalAudit};
use quality::document::{self, Document};
use quality::standing;
use quality::system::{self, Adoption, Move, MoveStep};
use webkit::component::Pair;
use webkit::{Answer, Html, Layout, Visit, words};

/// What is read for the page.
struct Read {
    adoptions: Vec<Adoption>,
    moves: Vec<Move>,
    documents: Vec<Document>,
    audits: Vec<InternalAudit>,
    open: Vec<Action>,
}

pub(crate) async fn page(visit: Visit, Path(code): Path<String>) -> Answer {
    let t = T(visit.lang());
    let (who, version) = seen(&visit, &code)?;
    let (today, unit) = (who.today(), version.unit);
    let (read, reference) = look(&visit, move |tx, _| {
        let own = Units::of([unit]);
        Ok(Read {
            adoptions: system::of_unit(tx, unit)?,
            moves: system::moves(tx, Some(unit))?,
            documents: document::of_unit(tx, unit)?,
            audits: audit::audits(tx, &own)?,
            open: audit::open_actions(tx, &own)?,
        })
    })
    .await?;
    let at = unit_address(&version.code);
    let keeps = keeps(who, unit);
    let page = Page {
        shell: visit.shell(Layout::Work, &t.unit_title(&version.name)),
        crumbs: Some(above(&visit, &version)),
        over: t.list_on(words::day(t.0, today)),
        title: t.unit_title(&version.name),
        under: under(t, &read, today),
        acts: vec![Act::go(format!("{at}/conformity"), t.conformity_title())],
        form: visit.form(),
        tools: None,
        main: vec![
            processes(t, &version, &read, &reference.catalogue, today),
            documents(t, &read, &at, keeps, today),
            audits(t, &read, &at, keeps),
        ],
        side: vec![editions(t, &read, &at, keeps), steps(t, &read, &at, keeps), open(t, &read, today)],
    };
    visit.page(&page)
}

fn under(t: T, read: &Read, today: Day) -> Html {
    let now = read.adoptions.iter().rfind(|a| a.applied_from <= today);
    match now {
        Some(a) => tag("ok", &t.unit_applies(&a.edition, words::day(t.0, a.applied_from))),
        None => tag("", t.list_no_edition()),
    }
}

/// The processes in force, the approved ones told apart from those that stand in for them.
fn processes(
    t: T,
    version: &UnitVersion,
    read: &Read,
    catalogue: &catalogue::Catalogue,
    today: Day,
) -> Section {
    let found = standing::processes(catalogue, version, &read.documents, today);
    let approved = found.iter().filter(|p| p.approved.is_some()).count();
    let row = |p: &standing::InForce<'_>| {
        let by = match p.approved {
            Some(decision) => tag("ok", &t.process_approved(&decision.number)),
            None => tag("", t.process_default()),
        };
        let documents: Vec<String> =
            p.documents.iter().map(|(d, no, v)| t.process_document(&d.code, *no, &v.title)).collect();
        let procedures = match &p.only {
            Some(name) => text(name),
            None => text(t.process_procedures(p.procedures)),
        };
        let documents =
            if documents.is_empty() { t.process_no_document().to_owned() } else { documents.join("; ") };
        vec![two(&p.process.name, &p.process.code), by, procedures, text(documents)]
    };
    let table = Table::new(
        t.process_caption(),
        &[t.process_name(), t.process_standing(), t.process_for(), t.process_documents()],
    );
    Section::new(t.process_title(approved, found.len() - approved)).table(
        table.rows(found.iter().map(row)),
        t.process_none(),
        t.process_none_how(),
    )
}

fn documents(t: T, read: &Read, at: &str, keeps: bool, today: Day) -> Section {
    let row = |d: &Document| {
        let (no, version) = match d.at(today) {
            Some((no, version)) => (Some(no), Some(version)),
            None => (None, d.latest()),
        };
        let state = match (no, d.retired) {
            (Some(no), _) => text(t.document_version(no)),
            (None, Some(end)) if end <= today => tag("", t.document_retired()),
            (None, _) => tag("soon", t.document_not_yet()),
        };
        vec![
            link(&document_address(d), &d.code),
            text(version.map_or("", |v| v.title.as_str())),
            text(document_kind(t, d.kind)),
            state,
            day_cell(t, version.map(|v| v.effective_from)),
        ]
    };
    let heads =
        [t.document_code(), t.document_name(), t.document_kind(), t.document_no(), t.document_since()];
    Section::new(t.document_list())
        .table(
            Table::new(t.document_list(), &heads).rows(read.documents.iter().map(row)),
            t.document_none(),
            t.document_none_how(),
        )
        .act(keeps.then(|| Act::main(format!("{at}/document"), t.document_add())))
}

/// The address of a document.
pub(crate) fn document_address(document: &Document) -> String {
    format!("/quality/document/{}", document.id)
}

fn audits(t: T, read: &Read, at: &str, keeps: bool) -> Section {
    let row = |a: &InternalAudit| {
        vec![
            link(&format!("/quality/audit/{}", a.id), &period(t, a)),
            text(words::day(t.0, a.planned_on)),
            text(&a.auditors),
            text(stage(t, &a.stage)),
        ]
    };
    let heads = [t.audit_period(), t.audit_day(), t.audit_auditors(), t.audit_state()];
    Section::new(t.audits_title())
        .table(
            Table::new(t.audits_title(), &heads).rows(read.audits.iter().map(row)),
            t.audits_none(),
            t.audits_none_how(),
        )
        .act(keeps.then(|| Act::main(format!("{at}/audit"), t.plan_title())))
}

/// The period of an audit, from its first day to its last.
pub(crate) fn period(t: T, audit: &InternalAudit) -> String {
    t.days_span(words::day(t.0, audit.period.from), words::day(t.0, audit.period.to.plus(-1)))
}

fn editions(t: T, read: &Read, at: &str, keeps: bool) -> Section {
    let pair = |a: &Adoption| {
        let mut lines = vec![t.unit_since(words::day(t.0, a.applied_from))];
        lines.extend(a.moved_from.as_ref().map(|from| t.unit_moved(from)));
        lines.push(if a.declared.is_some() { declared(t, a) } else { t.unit_not_declared().to_owned() });
        lines.extend(a.illustrative.then(|| t.illustrative().to_owned()));
        Pair::new(a.edition.clone(), lines.join("; "))
    };
    let undeclared = read.adoptions.last().is_some_and(|a| a.declared.is_none());
    let mut section = Section::new(t.unit_editions()).facts(read.adoptions.iter().rev().map(pair).collect());
    if read.adoptions.is_empty() {
        section.empty = Some((t.unit_no_edition().to_owned(), t.unit_no_edition_how().to_owned()));
    }
    section
        .act((keeps && undeclared).then(|| Act::go(format!("{at}/declare"), t.declare_title())))
        .act(keeps.then(|| Act::go(format!("{at}/adopt"), t.adopt_title())))
}

fn steps(t: T, read: &Read, at: &str, keeps: bool) -> Section {
    let mut section = Section::new(t.step_title());
    let mut pairs = Vec::new();
    for moved in &read.moves {
        section = section.line(t.step_of(&moved.from, &moved.edition));
        for step in MoveStep::ALL {
            let stand = moved.steps.get(step);
            let said = match stand {
                Some(s) if s.done.is_some() => t.step_done(day(t, s.done)),
                Some(s) => t.step_due(day(t, s.planned)),
                None => t.step_nothing().to_owned(),
            };
            let note = stand.map(|s| s.note.as_str()).filter(|note| !note.is_empty());
            pairs.push(Pair::new(
                move_step(t, *step),
                note.map_or_else(|| said.clone(), |note| format!("{said} – {note}")),
            ));
        }
    }
    if pairs.is_empty() {
        let before = read.adoptions.iter().any(|a| a.moved_from.is_some());
        let words = if before { t.step_unknown() } else { t.step_none() };
        section = section.line(words);
    }
    section.facts(pairs).act(keeps.then(|| Act::go(format!("{at}/step"), t.step_enter())))
}

/// Actions that are not verified: those that should have been done stand out.
fn open(t: T, read: &Read, today: Day) -> Section {
    let late = read.open.iter().filter(|a| a.overdue(today)).count();
    let pair = |a: &Action| {
        let due = words::day(t.0, a.due);
        let (class, words) =
            if a.overdue(today) { ("late", t.action_overdue(due)) } else { ("", t.action_until(due)) };
        let value = format!("{} {}", text(format!("{} ", a.owner)), tag(class, &words));
        Pair::html(a.what.clone(), Html::made(value))
    };
    let mut section = Section::new(t.action_open(count(t, read.open.len()), count(t, late)))
        .facts(read.open.iter().map(pair).collect());
    if read.open.is_empty() {
        section = section.line(t.action_none());
    }
    section
}
