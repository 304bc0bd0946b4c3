//! Approving a draft by decision: the form, what would change, and only then the deed.

use super::room::Room;
use crate::base::{FormPage, act, carried, crumbs, field, for_province};
use crate::locale::T;
use askama::Template;
use axum::extract::Path;
use catalogue::draft::{self, Approval, Draft, objections};
use kernel::Day;
use webkit::component::{Crumbs, Flow};
use webkit::{Answer, Flash, Form, Html, Layout, Link, Shell, Visit, words};

/// What the preview carries from the form to its confirmation.
const FIELDS: [&str; 6] = ["version", "number", "signed", "from", "issuer", "summary"];

pub(super) async fn form(visit: Visit, Path(id): Path<String>) -> Answer {
    for_province(&visit)?;
    let room = Room::of(&visit).await?;
    let draft = room.draft(&visit, &id).await?;
    let form = visit
        .form()
        .fill("version", draft.version.to_string())
        .fill("signed", words::day(webkit::Lang::Vi, room.today))
        .fill("from", words::day(webkit::Lang::Vi, room.today));
    page(&visit, &room, &draft, form).show(&visit)
}

pub(super) async fn send(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let actor = for_province(&visit)?;
    let room = Room::of(&visit).await?;
    let draft = room.draft(&visit, &id).await?;
    let approval = read(&mut form, room.t);
    let (true, Some(approval)) = (form.good() && form.value("step") != "edit", approval) else {
        return page(&visit, &room, &draft, form).show(&visit);
    };
    if form.value("step") != "confirm" {
        let found = objections(&draft, room.catalogue(), room.directory(), approval.in_force_from);
        if found.is_empty() {
            return visit.page(&preview(&visit, &room, &draft, &approval, form));
        }
        for objection in &found {
            form.refused(kernel::Refusal::new(
                "catalogue.process_unsound",
                room.objection(objection),
                room.objection(objection),
            ));
        }
        return page(&visit, &room, &draft, form).show(&visit);
    }
    let (of, seen) = (draft.id, form.value("version").parse().unwrap_or(0));
    let done = act(&visit, actor, move |tx, ctx| draft::publish(tx, ctx, of, seen, &approval)).await;
    let Some(done) = form.take(done)? else {
        return page(&visit, &room, &draft, form).show(&visit);
    };
    let words = room.t.approve_done(&done.code, done.procedures.len());
    Ok(visit.go_saying(&format!("/admin/processes/{}", done.process), &Flash::good(words)))
}

fn read(form: &mut Form, t: T) -> Option<Approval> {
    let number: Option<String> = form.need("number", t.change_number());
    let signed_on: Option<Day> = form.need("signed", t.approve_signed());
    let in_force_from: Option<Day> = form.need("from", t.process_in_force());
    let issuer: Option<String> = form.need("issuer", t.process_issuer());
    let summary: Option<String> = form.need("summary", t.process_abstract());
    Some(Approval {
        number: number?,
        signed_on: signed_on?,
        in_force_from: in_force_from?,
        issuer: issuer?,
        summary: summary?,
    })
}

fn page(visit: &Visit, room: &Room, draft: &Draft, form: Form) -> FormPage {
    let t = room.t;
    let above = format!("/admin/process-drafts/{}", draft.id);
    let links = [("/admin/processes", t.processes_title()), (above.as_str(), t.draft_title())];
    let mut page = FormPage::new(visit, t.approve_title(), crumbs(visit, &links, t.approve_title()), form);
    page.over = draft.content.name.clone();
    let form = &page.form;
    page.fields = vec![
        form.carry("version", form.value("version")),
        field(form.input("number", t.change_number()).width("w10").required().hint(t.approve_number_hint())),
        field(form.input("signed", t.approve_signed()).day().required()),
        field(form.input("from", t.process_in_force()).day().required()),
        field(form.input("issuer", t.process_issuer()).width("w100").required()),
        field(form.area("summary", t.process_abstract()).required()),
    ];
    page.button = t.change_preview().into();
    page.back = Link::to(above, t.simulate_to_draft());
    page.aside = t.happens().into();
    page.notes =
        [t.approve_note_code(), t.draft_note_open(), t.approve_note_citizen()].map(str::to_owned).into();
    page
}

struct Line {
    code: String,
    name: String,
    term: String,
    before: String,
    units: usize,
}

#[derive(Template)]
#[template(path = "process-preview.html")]
struct Preview {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    form: Form,
    action: String,
    carried: Vec<Html>,
    name: String,
    decision: String,
    from: String,
    known: bool,
    lines: Vec<Line>,
    flow: Flow,
}

fn preview(visit: &Visit, room: &Room, draft: &Draft, approval: &Approval, form: Form) -> Preview {
    let t = room.t;
    let above = format!("/admin/process-drafts/{}", draft.id);
    let links = [("/admin/processes", t.processes_title()), (above.as_str(), t.draft_title())];
    let revisions = draft.content.procedures.iter();
    let revisions: Vec<_> =
        revisions.filter_map(|p| room.catalogue().in_force(*p, approval.in_force_from)).collect();
    let process = draft.as_process();
    let term = revisions.iter().map(|r| r.term).min_by_key(|term| term.working_minutes());
    let scaled = term.map_or_else(|| process.clone(), |term| process.within(term));
    Preview {
        shell: visit.shell(Layout::Work, t.approve_title()),
        t,
        crumbs: crumbs(visit, &links, t.approve_title()),
        action: visit.path().to_owned(),
        carried: carried(&form, &FIELDS),
        form,
        name: process.name.clone(),
        decision: t.process_signed(&approval.number, words::day(t.0, approval.signed_on)),
        from: words::day_long(t.0, approval.in_force_from),
        known: room
            .catalogue()
            .decisions()
            .iter()
            .any(|d| d.number == approval.number && d.signed_on == approval.signed_on),
        lines: revisions
            .iter()
            .map(|r| Line {
                code: r.code.clone(),
                name: r.name.clone(),
                term: words::term(t.0, r.term),
                before: r.process.name.clone(),
                units: room.competent(r).len(),
            })
            .collect(),
        flow: room.flow("flow", &scaled, term.is_some()),
    }
}
