//! Beginning a draft, from a process or from nothing, and throwing one away.

use super::room::Room;
use crate::base::{FormPage, act, crumbs, field, id_in, told};
use axum::extract::{Path, Query};
use catalogue::draft::{self, Content, Fresh};
use catalogue::{Place, Process, ProcessId, Step};
use kernel::UnitId;
use serde::Deserialize;
use std::sync::Arc;
use webkit::form::{Choice, FieldError};
use webkit::{Answer, Form, Link, Visit};

/// From which process's page somebody comes.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Origin {
    process: String,
    unit: String,
}

pub(super) async fn form(visit: Visit, Query(from): Query<Origin>) -> Answer {
    let room = Room::of(&visit).await?;
    let process = from.process.parse().ok().and_then(|id| room.catalogue().process(ProcessId(id))).cloned();
    let mine = room.own_units();
    let through = process.as_ref().map(|p| room.catalogue().through(p.id, room.today)).unwrap_or_default();
    // The unit whose process it is, if there is one that is his to change.
    let known = through.iter().flat_map(|r| room.competent(r)).find(|u| mine.iter().any(|(m, _)| m == u));
    let own = process.as_ref().filter(|p| p.default_for.is_none()).and(known);
    let unit = own.map(|u| u.to_string()).unwrap_or(from.unit);
    let form = visit.form().fill("process", from.process).fill("unit", unit);
    page(&visit, &room, form, process.as_ref()).show(&visit)
}

pub(super) async fn begin(visit: Visit, mut form: Form) -> Answer {
    let room = Room::of(&visit).await?;
    let process = form.value("process").parse().ok().and_then(|id| room.catalogue().process(ProcessId(id)));
    let process = process.cloned();
    let unit = form.need::<i64>("unit", room.t.process_unit()).map(UnitId);
    let unit = unit.filter(|unit| {
        let known = room.own_units().iter().any(|(own, _)| own == unit);
        if !known {
            form.wrong("unit", room.t.process_unit(), FieldError::NotAChoice);
        }
        known
    });
    let (true, Some(unit)) = (form.good(), unit) else {
        return page(&visit, &room, form, process.as_ref()).show(&visit);
    };
    let fresh =
        Fresh { unit, content: content(&room, unit, process.as_ref()), based_on: process.map(|p| p.id) };
    let done = act(&visit, room.actor(unit)?, move |tx, ctx| draft::begin(tx, ctx, fresh)).await;
    match form.take(done)? {
        Some(id) => Ok(visit.go(&format!("/admin/process-drafts/{id}"))),
        None => page(&visit, &room, form, None).show(&visit),
    }
}

/// What a draft begins with: what a process says, for the unit's procedures that run through it; else the three steps
/// that every process has. A default process is nobody's own: it lends its steps, and no procedure.
fn content(room: &Room, unit: UnitId, process: Option<&Arc<Process>>) -> Content {
    let Some(process) = process else {
        let step = |name: &str, place, share, settles| Step {
            share: Some(share),
            ..Step::fixed(name, "", place, 0, settles)
        };
        let t = room.t;
        let steps = vec![
            step(t.draft_step_receive(), Place::Desk, 50, false),
            step(t.draft_step_examine(), Place::Competent, 750, false),
            step(t.draft_step_sign(), Place::Competent, 150, true),
        ];
        return Content { steps, ..Content::default() };
    };
    if process.default_for.is_some() {
        return Content { steps: process.steps.clone(), ..Content::default() };
    }
    let own = room.offered_by(unit).into_iter().filter(|r| r.process.id == process.id);
    Content {
        name: process.name.clone(),
        steps: process.steps.clone(),
        removed: None,
        procedures: own.map(|r| r.procedure).collect(),
    }
}

fn page(visit: &Visit, room: &Room, form: Form, process: Option<&Arc<Process>>) -> FormPage {
    let t = room.t;
    let above = crumbs(visit, &[("/admin/processes", t.processes_title())], t.draft_new());
    let mut page = FormPage::new(visit, t.draft_new(), above, form);
    let mut units = vec![Choice::new("", t.change_choose())];
    units.extend(room.own_units().into_iter().map(|(unit, name)| Choice::new(unit.to_string(), name)));
    let mut from = vec![Choice::new("", t.draft_from_nothing())];
    let mut defaults: Vec<_> = room.catalogue().processes().filter(|p| p.default_for.is_some()).collect();
    defaults.sort_by(|a, b| a.code.cmp(&b.code));
    let offered = process.filter(|p| p.default_for.is_none()).into_iter().chain(defaults);
    from.extend(offered.map(|p| Choice::new(p.id.to_string(), p.name.clone())));
    page.fields = vec![
        field(page.form.select("unit", t.process_unit(), units).required()),
        field(page.form.select("process", t.draft_from(), from)),
    ];
    page.button = t.draft_begin().into();
    page.back = Link::to("/admin/processes", t.cancel());
    page.aside = t.happens().into();
    page.notes =
        [t.draft_note_kept(), t.draft_note_approved(), t.draft_note_open()].map(str::to_owned).into();
    page
}

pub(super) async fn discard(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let room = Room::of(&visit).await?;
    let draft = room.draft(&visit, &id).await?;
    if !form.good() {
        return Ok(visit.go(&format!("/admin/process-drafts/{id}")));
    }
    let seen = form.value("version").parse().unwrap_or(0);
    let of = draft::DraftId(id_in(&id)?);
    let actor = room.actor(draft.unit)?;
    let done = act(&visit, actor, move |tx, ctx| draft::discard(tx, ctx, of, seen)).await;
    let address =
        if done.is_ok() { "/admin/processes".to_owned() } else { format!("/admin/process-drafts/{id}") };
    told(&visit, &address, done.map(|()| room.t.draft_discarded().to_owned()))
}
