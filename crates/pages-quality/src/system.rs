//! Forms on the edition that a unit works by: beginning with one, declaring it, steps from one to another.

use crate::base::{FormPage, Head, act, choices, chosen, field, keeper, look, of_unit, seen, unit_address};
use crate::locale::T;
use crate::{KEEP, words};
use axum::extract::Path;
use kernel::{Actor, Day};
use organisation::UnitVersion;
use quality::system::{self, Adoption, MoveStep, NewStep};
use webkit::{Answer, Flash, Form, Problem, Routes, Visit};

pub(crate) fn routes() -> Routes {
    Routes::of("quality")
        .get("/quality/unit/{code}/adopt", KEEP, adopt_form)
        .post("/quality/unit/{code}/adopt", KEEP, adopt)
        .get("/quality/unit/{code}/declare", KEEP, declare_form)
        .post("/quality/unit/{code}/declare", KEEP, declare)
        .get("/quality/unit/{code}/step", KEEP, step_form)
        .post("/quality/unit/{code}/step", KEEP, step)
}

/// The unit of an address, for whoever keeps its system.
pub(crate) fn kept(visit: &Visit, code: &str) -> Result<(UnitVersion, Actor), Problem> {
    let (who, version) = seen(visit, code)?;
    let actor = keeper(who, version.unit)?;
    Ok((version, actor))
}

fn page(visit: &Visit, version: &UnitVersion, form: Form, title: &str, button: &str) -> FormPage {
    let above = [of_unit(version)];
    FormPage::new(visit, form, Head { above: &above, over: &version.name, title, button })
}

/// Back to the page of the unit, with what was done.
pub(crate) fn done(visit: &Visit, version: &UnitVersion, words: &str) -> Answer {
    Ok(visit.go_saying(&unit_address(&version.code), &Flash::good(words)))
}

async fn adopt_form(visit: Visit, Path(code): Path<String>) -> Answer {
    let (version, _) = kept(&visit, &code)?;
    adopt_page(&visit, &version, visit.form()).show(&visit)
}

fn adopt_page(visit: &Visit, version: &UnitVersion, form: Form) -> FormPage {
    let t = T(visit.lang());
    let fields = vec![
        field(form.input("edition", t.edition()).hint(t.edition_hint()).required().first()),
        field(form.input("from", t.applied_from()).day().required()),
        field(form.input("number", t.declaration_number()).hint(t.declaration_hint()).optional()),
        field(form.input("on", t.declaration_day()).day().optional()),
    ];
    let mut page = page(visit, version, form, t.adopt_title(), t.save());
    page.fields = fields;
    page.notes = vec![t.adopt_note().into(), t.audit_note().into()];
    page
}

async fn adopt(visit: Visit, Path(code): Path<String>, mut form: Form) -> Answer {
    let (t, (version, actor)) = (T(visit.lang()), kept(&visit, &code)?);
    let edition: Option<String> = form.need("edition", t.edition());
    let from: Option<Day> = form.need("from", t.applied_from());
    let number: Option<String> = form.may("number", t.declaration_number());
    let on: Option<Day> = form.may("on", t.declaration_day());
    if number.is_some() && on.is_none() {
        form.wrong("on", t.declaration_day(), webkit::form::FieldError::Required);
    }
    if on.is_some() && number.is_none() {
        form.wrong("number", t.declaration_number(), webkit::form::FieldError::Required);
    }
    let (true, Some(edition), Some(applied_from)) = (form.good(), edition, from) else {
        return adopt_page(&visit, &version, form).show(&visit);
    };
    let unit = version.unit;
    let kept = act(&visit, actor, move |tx, ctx, _| {
        let before = system::of_unit(tx, unit)?.pop();
        let adoption = Adoption {
            unit,
            applied_from,
            edition,
            moved_from: before.map(|b| b.edition),
            declared: number.zip(on),
            illustrative: false,
            version: 1,
        };
        system::adopt(tx, ctx, &adoption)
    })
    .await;
    match form.take(kept)? {
        Some(()) => done(&visit, &version, t.adopt_done()),
        None => adopt_page(&visit, &version, form).show(&visit),
    }
}

async fn declare_form(visit: Visit, Path(code): Path<String>) -> Answer {
    let (version, _) = kept(&visit, &code)?;
    declare_page(&visit, &version, visit.form()).show(&visit)
}

fn declare_page(visit: &Visit, version: &UnitVersion, form: Form) -> FormPage {
    let t = T(visit.lang());
    let fields = vec![
        field(form.input("number", t.declaration_number()).hint(t.declaration_hint()).required().first()),
        field(form.input("on", t.declaration_day()).day().required()),
    ];
    let mut page = page(visit, version, form, t.declare_title(), t.save());
    page.fields = fields;
    page.notes = vec![t.audit_note().into()];
    page
}

async fn declare(visit: Visit, Path(code): Path<String>, mut form: Form) -> Answer {
    let (t, (version, actor)) = (T(visit.lang()), kept(&visit, &code)?);
    let number: Option<String> = form.need("number", t.declaration_number());
    let on: Option<Day> = form.need("on", t.declaration_day());
    let (true, Some(number), Some(on)) = (form.good(), number, on) else {
        return declare_page(&visit, &version, form).show(&visit);
    };
    let unit = version.unit;
    let kept = act(&visit, actor, move |tx, ctx, _| {
        // The edition that the unit works by; where there is none, the use case says so.
        let from = system::of_unit(tx, unit)?.pop().map_or(on, |a| a.applied_from);
        system::declare(tx, ctx, unit, from, &number, on)
    })
    .await;
    match form.take(kept)? {
        Some(()) => done(&visit, &version, t.declare_done()),
        None => declare_page(&visit, &version, form).show(&visit),
    }
}

async fn step_form(visit: Visit, Path(code): Path<String>) -> Answer {
    let (version, _) = kept(&visit, &code)?;
    let unit = version.unit;
    let ((moves, adoptions), _) =
        look(&visit, move |tx, _| Ok((system::moves(tx, Some(unit))?, system::of_unit(tx, unit)?))).await?;
    let (from, to) = match (moves.last(), adoptions.last()) {
        (Some(moved), _) => (moved.from.clone(), moved.edition.clone()),
        (None, Some(now)) => (now.edition.clone(), String::new()),
        (None, None) => (String::new(), String::new()),
    };
    let form = visit.form().fill("from", from).fill("edition", to);
    step_page(&visit, &version, form).show(&visit)
}

fn step_page(visit: &Visit, version: &UnitVersion, form: Form) -> FormPage {
    let t = T(visit.lang());
    let steps = choices(MoveStep::ALL, MoveStep::word, |s| words::move_step(t, s).to_owned());
    let fields = vec![
        field(form.input("from", t.step_from()).required()),
        field(form.input("edition", t.step_to()).hint(t.edition_hint()).required()),
        field(form.radios("step", t.step_which(), steps)),
        field(form.input("planned", t.step_planned()).day().optional()),
        field(form.input("done", t.step_done_on()).day().optional()),
        field(form.input("note", t.step_note()).hint(t.step_note_hint()).optional().width("w100")),
    ];
    let mut page = page(visit, version, form, t.step_enter(), t.save());
    page.fields = fields;
    page.notes = vec![t.step_order_note().into(), t.step_last_note().into(), t.audit_note().into()];
    page
}

async fn step(visit: Visit, Path(code): Path<String>, mut form: Form) -> Answer {
    let (t, (version, actor)) = (T(visit.lang()), kept(&visit, &code)?);
    let from: Option<String> = form.need("from", t.step_from());
    let edition: Option<String> = form.need("edition", t.step_to());
    let step = chosen(&mut form, "step", t.step_which(), MoveStep::from_word);
    let planned: Option<Day> = form.may("planned", t.step_planned());
    let finished: Option<Day> = form.may("done", t.step_done_on());
    let note: Option<String> = form.may("note", t.step_note());
    let (true, Some(from), Some(edition), Some(step)) = (form.good(), from, edition, step) else {
        return step_page(&visit, &version, form).show(&visit);
    };
    let note = note.unwrap_or_default();
    let new = NewStep { unit: version.unit, edition, from, step, planned, done: finished, note };
    let kept = act(&visit, actor, move |tx, ctx, _| system::enter_step(tx, ctx, &new)).await;
    match form.take(kept)? {
        Some(()) => done(&visit, &version, t.step_entered()),
        None => step_page(&visit, &version, form).show(&visit),
    }
}
