//! Working on a draft: an ordered list of steps, kept at each press of a button, with what is wrong beside the steps.

use super::fields::{self, field};
use super::room::Room;
use crate::base::crumbs;
use crate::locale::T;
use askama::Template;
use axum::extract::Path;
use catalogue::draft::{self, Draft, Edit, objections};
use catalogue::{Power, ProcedureId};
use kernel::term::Term;
use store::Ctx;
use webkit::component::{Crumbs, Flow};
use webkit::form::Choice;
use webkit::{Answer, Flash, Form, Html, Layout, Shell, Visit, words};

/// The datalists on the page.
const UNITS: &str = "all-units";
const PROCEDURES: &str = "all-procedures";
/// A term to take shares of where a draft is meant for no procedure yet.
const USUAL: Term = Term::WorkingDays(10);

struct StepForm {
    no: i64,
    first: bool,
    last: bool,
    wrong: Vec<String>,
    fields: Vec<(&'static str, Html)>,
    settles: bool,
    powers: Vec<(String, &'static str, bool)>,
}

struct Chosen {
    code: String,
    name: String,
    term: String,
}

#[derive(Template)]
#[template(path = "process-draft.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    id: String,
    unit: String,
    title: String,
    form: Form,
    version: i64,
    measured: String,
    steps: Vec<StepForm>,
    removed: Option<String>,
    chosen: Vec<Chosen>,
    units: Vec<(String, String)>,
    offered: Vec<(String, String)>,
    /// What keeps it from being approved, and the step it is about.
    found: Vec<(Option<i64>, String)>,
    sound: bool,
    approves: bool,
    flow: Option<Flow>,
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let room = Room::of(&visit).await?;
    let draft = room.draft(&visit, &id).await?;
    let form = fields::filled(&room, visit.form(), &draft.content, draft.version);
    visit.page(&page(&visit, &room, &draft, form))
}

/// What was pressed: to keep, or to keep and do.
fn pressed(form: &Form) -> Option<Edit> {
    let (what, no) = form.value("do").split_once('-').unwrap_or((form.value("do"), "0"));
    let no = no.parse().ok()?;
    match what {
        "add" => Some(Edit::Add(no)),
        "remove" => Some(Edit::Remove(no)),
        "up" => Some(Edit::Up(no)),
        "down" => Some(Edit::Down(no)),
        "undo" => Some(Edit::Undo),
        _ => None,
    }
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let room = Room::of(&visit).await?;
    let draft = room.draft(&visit, &id).await?;
    let actor = room.actor(draft.unit)?;
    let mut content = fields::read(&room, &mut form, draft.unit, draft.content.removed.clone());
    if !form.good() {
        let draft = Draft { content, ..draft };
        return page(&visit, &room, &draft, form).show(&visit);
    }
    let at = pressed(&form).and_then(|edit| content.edit(edit));
    content.measure(form.value("measure") != "minutes", shortest(&room, &content.procedures));
    let (of, seen) = (draft.id, form.value("version").parse().unwrap_or(0));
    let kept = content.clone();
    let now = visit.business_now();
    let done = visit
        .kit()
        .write(move |tx| {
            let ids = tx.ids();
            draft::keep(tx, &Ctx { actor, now, ids: &ids }, of, seen, kept)
        })
        .await;
    let draft = Draft { content, ..draft };
    if form.take(done)?.is_none() {
        return page(&visit, &room, &draft, form).show(&visit);
    }
    let address = match at {
        Some(no) => format!("/admin/process-drafts/{id}#s-{no}"),
        None => format!("/admin/process-drafts/{id}"),
    };
    match form.value("do") {
        "approve" if !approvable(&room, &draft) => Ok(visit.go_saying(
            &format!("/admin/process-drafts/{id}"),
            &Flash::warning(room.t.editor_saved_unsound()),
        )),
        "approve" => Ok(visit.go(&format!("/admin/process-drafts/{id}/approve"))),
        "simulate" => Ok(visit.go(&format!("/admin/process-drafts/{id}/simulate"))),
        "" | "save" => Ok(visit.go_saying(&address, &Flash::good(room.t.editor_saved()))),
        _ => Ok(visit.go(&address)),
    }
}

/// Whether there may be a day from which it can be approved.
fn approvable(room: &Room, draft: &Draft) -> bool {
    let found = objections(draft, room.catalogue(), room.directory(), room.today);
    !found.iter().any(draft::Objection::on_any_day)
}

/// The shortest term of some procedures: what fits there fits everywhere.
fn shortest(room: &Room, procedures: &[ProcedureId]) -> Term {
    let terms = procedures.iter().filter_map(|p| room.catalogue().last_revision(*p)).map(|r| r.term);
    terms.min_by_key(|term| term.working_minutes()).unwrap_or(USUAL)
}

fn page(visit: &Visit, room: &Room, draft: &Draft, form: Form) -> Page {
    let t = room.t;
    let found = objections(draft, room.catalogue(), room.directory(), room.today);
    let count = i64::try_from(draft.content.steps.len()).unwrap_or(0);
    let steps = (1..=count).map(|no| {
        let wrong = found.iter().filter(|o| o.step() == Some(no)).map(|o| room.objection(o));
        step_form(room, &form, no, count, wrong.collect())
    });
    let steps = steps.collect();
    let process = draft.as_process();
    let within = process.within(shortest(room, &draft.content.procedures));
    let title = if process.name.is_empty() { t.draft_nameless().to_owned() } else { process.name };
    let unit = room.unit_name(draft.unit);
    Page {
        shell: visit.shell(Layout::Work, &title),
        t,
        crumbs: crumbs(visit, &[("/admin/processes", t.processes_title())], title.clone()),
        id: draft.id.to_string(),
        title,
        unit,
        version: form.value("version").parse().unwrap_or(draft.version),
        measured: form.value("measured").to_owned(),
        removed: draft.content.removed.as_ref().map(|(no, step)| t.editor_undo(*no, &step.name)),
        chosen: chosen(room, &draft.content.procedures),
        units: room
            .directory()
            .all_at(room.today)
            .into_iter()
            .map(|v| (v.name.clone(), v.code.clone()))
            .collect(),
        offered: room.offered_by(draft.unit).iter().map(|r| (r.code.clone(), r.name.clone())).collect(),
        sound: found.is_empty(),
        found: found.iter().map(|o| (o.step(), room.objection(o))).collect(),
        approves: room.approves(),
        flow: (count > 0).then(|| room.flow("flow", &within, !draft.content.procedures.is_empty())),
        steps,
        form,
    }
}

fn chosen(room: &Room, procedures: &[ProcedureId]) -> Vec<Chosen> {
    let revisions = procedures.iter().filter_map(|p| room.catalogue().last_revision(*p));
    revisions
        .map(|r| Chosen { code: r.code.clone(), name: r.name.clone(), term: words::term(room.t.0, r.term) })
        .collect()
}

fn step_form(room: &Room, form: &Form, no: i64, count: i64, wrong: Vec<String>) -> StepForm {
    let t = room.t;
    let html = |f: webkit::form::Field<'_>| crate::base::field(f);
    let places = vec![
        Choice::new("desk", t.process_at_desk()),
        Choice::new("competent", t.process_in_unit()),
        Choice::new("unit", t.editor_other_unit()),
    ];
    StepForm {
        no,
        first: no == 1,
        last: no == count,
        wrong,
        fields: vec![
            ("c3", html(form.input(field("what", no), t.editor_what()))),
            ("c3", html(form.input(field("role", no), t.editor_role()))),
            ("c2", html(form.select(field("place", no), t.editor_place(), places))),
            ("c2", html(form.input(field("unit", no), t.editor_unit()).list(UNITS))),
            ("c2", html(form.input(field("amount", no), t.editor_amount()))),
            ("c2", html(form.input(field("group", no), t.editor_group()))),
            ("c4", html(form.input(field("produces", no), t.process_produces()))),
        ],
        settles: form.ticked(&field("settles", no)),
        powers: Power::ALL
            .iter()
            .map(|power| {
                let name = field(power.word(), no);
                let on = form.ticked(&name);
                (name, room.power(*power), on)
            })
            .collect(),
    }
}

impl Page {
    /// As it is at first, or with what is wrong.
    fn show(self, visit: &Visit) -> Answer {
        if self.form.good() || self.form.is_again() { visit.page(&self) } else { visit.page_again(&self) }
    }

    fn more(&self) -> Html {
        let field = self.form.input("more", self.t.editor_more()).hint(self.t.editor_more_hint());
        crate::base::field(field.list(PROCEDURES).width("w100"))
    }

    fn name(&self) -> Html {
        crate::base::field(self.form.input("name", self.t.editor_name()).width("w100"))
    }

    fn measure(&self) -> Html {
        let choices = vec![
            Choice::new("share", self.t.editor_by_share()).hint(self.t.editor_by_share_hint()),
            Choice::new("minutes", self.t.editor_by_minutes()).hint(self.t.editor_by_minutes_hint()),
        ];
        crate::base::field(self.form.radios("measure", self.t.editor_measure(), choices))
    }
}
