//! Working through an audit: drawing the sample, the checklist, reporting and verifying actions, closing.

use super::forms::{back, under};
use super::{address, found};
use crate::base::{FormPage, act, choices, chosen, field, id_in, keeper, look, told};
use crate::locale::T;
use crate::words;
use axum::extract::Path;
use dossier::course;
use kernel::Result;
use organisation::UnitVersion;
use quality::audit::{self, Action, ActionStage, Answer as Given, Audited, CheckItem, Sample};
use quality::conformity::{self, Conformity};
use webkit::form::Choice;
use webkit::{Answer, Form, Html, Problem, Visit};

pub(crate) async fn draw(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, whole, _) = found(&visit, &id).await?;
    let (actor, id) = (keeper(who, whole.audit.unit)?, whole.audit.id);
    if !form.good() {
        return Ok(visit.go(&address(id)));
    }
    let drawn = act(&visit, actor, move |tx, ctx, reference| audit::draw(tx, ctx, reference, id)).await;
    told(&visit, &address(id), drawn.map(|n| t.draw_done(n)))
}

pub(crate) async fn close(visit: Visit, Path(id): Path<String>, form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, whole, _) = found(&visit, &id).await?;
    let (actor, id) = (keeper(who, whole.audit.unit)?, whole.audit.id);
    if !form.good() {
        return Ok(visit.go(&address(id)));
    }
    let closed = act(&visit, actor, move |tx, ctx, _| audit::close(tx, ctx, id)).await;
    told(&visit, &address(id), closed.map(|()| t.close_done().to_owned()))
}

pub(crate) async fn take_back(visit: Visit, Path((id, no)): Path<(String, String)>, form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, whole, _) = found(&visit, &id).await?;
    let (actor, id, no) = (keeper(who, whole.audit.unit)?, whole.audit.id, id_in(&no)?);
    if !form.good() {
        return Ok(visit.go(&address(id)));
    }
    let taken = act(&visit, actor, move |tx, ctx, _| audit::take_back(tx, ctx, id, no)).await;
    told(&visit, &address(id), taken.map(|()| t.take_back_done(no)))
}

/// The dossier of a sample with this number.
fn of_number<'a>(whole: &'a Audited, no: &str) -> Result<&'a Sample, Problem> {
    whole.samples.iter().find(|s| s.no.to_string() == no).ok_or_else(Problem::lost)
}

/// What the dossier came to, held against its process.
async fn conformity_of(visit: &Visit, sample: &Sample) -> Result<Conformity> {
    let (id, now) = (sample.dossier, visit.business_now());
    let held = look(visit, move |tx, reference| {
        Ok(conformity::of_course(&course::of(tx, reference, id)?, reference, now))
    });
    Ok(held.await?.0)
}

pub(crate) async fn sample_form(visit: Visit, Path((id, no)): Path<(String, String)>) -> Answer {
    let (who, whole, unit) = found(&visit, &id).await?;
    keeper(who, whole.audit.unit)?;
    let sample = of_number(&whole, &no)?;
    let mut form = visit.form().fill("note", sample.note.clone());
    for (item, given) in CheckItem::ALL.iter().zip(sample.answers.iter().flatten()) {
        form = form.fill(item.word(), given.word());
    }
    let held = conformity_of(&visit, sample).await?;
    sample_page(&visit, &whole, &unit, form, (sample, &held)).show(&visit)
}

fn sample_page(
    visit: &Visit,
    whole: &Audited,
    unit: &UnitVersion,
    form: Form,
    (sample, held): (&Sample, &Conformity),
) -> FormPage {
    let t = T(visit.lang());
    let answers = || choices(Given::ALL, Given::word, |a| words::answer(t, a).to_owned());
    let mut fields: Vec<Html> = CheckItem::ALL
        .iter()
        .map(|item| field(form.radios(item.word(), words::check_item(t, *item), answers())))
        .collect();
    fields.push(field(form.area("note", t.sample_note()).optional().width("w100")));
    let title = t.sample_page(sample.no, &sample.code);
    let mut page = under(visit, whole, unit, form, (&title, t.save()));
    page.fields = fields;
    let said = if held.conforms() { t.conforms().to_owned() } else { words::deviations(t, held) };
    page.notes.insert(0, t.sample_says(said));
    page
}

pub(crate) async fn sample(visit: Visit, Path((id, no)): Path<(String, String)>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, whole, unit) = found(&visit, &id).await?;
    let actor = keeper(who, whole.audit.unit)?;
    let sample = of_number(&whole, &no)?;
    let read =
        |item: &CheckItem| chosen(&mut form, item.word(), words::check_item(t, *item), Given::from_word);
    let answers: Vec<Option<Given>> = CheckItem::ALL.iter().map(read).collect();
    let answers: Option<Vec<Given>> = answers.into_iter().collect();
    let note: Option<String> = form.may("note", t.sample_note());
    let held = conformity_of(&visit, sample).await?;
    let (true, Some(answers)) = (form.good(), answers) else {
        return sample_page(&visit, &whole, &unit, form, (sample, &held)).show(&visit);
    };
    let (id, no, note) = (whole.audit.id, sample.no, note.unwrap_or_default());
    let checked = act(&visit, actor, move |tx, ctx, _| audit::check(tx, ctx, id, no, &answers, &note)).await;
    match form.take(checked)? {
        Some(()) => back(&visit, &whole, t.sample_done(no)),
        None => sample_page(&visit, &whole, &unit, form, (sample, &held)).show(&visit),
    }
}

/// The action of an audit at this place in its list, from 1.
fn action_at<'a>(whole: &'a Audited, no: &str) -> Result<&'a Action, Problem> {
    let at = id_in(no)?.checked_sub(1).and_then(|i| usize::try_from(i).ok());
    at.and_then(|i| whole.actions.get(i)).ok_or_else(Problem::lost)
}

pub(crate) async fn step_form(visit: Visit, Path((id, no)): Path<(String, String)>) -> Answer {
    let (who, whole, unit) = found(&visit, &id).await?;
    keeper(who, whole.audit.unit)?;
    let action = action_at(&whole, &no)?;
    let form = visit.form().fill("do", "verify");
    step_page(&visit, &whole, &unit, form, action).show(&visit)
}

fn step_page(visit: &Visit, whole: &Audited, unit: &UnitVersion, form: Form, action: &Action) -> FormPage {
    let t = T(visit.lang());
    let ways = vec![
        Choice::new("verify", t.verify_good()),
        Choice::new("reject", t.verify_bad()).hint(t.verify_bad_hint()),
    ];
    let (title, fields) = match &action.stage {
        ActionStage::Done { .. } => (
            t.action_verify(),
            vec![
                field(form.radios("do", t.verify_title(), ways)),
                field(form.area("text", t.verify_remark()).optional().width("w100")),
                field(form.input("days", t.action_days()).digits().hint(t.verify_days_hint()).optional()),
            ],
        ),
        _ => (
            t.action_report(),
            vec![field(form.area("text", t.action_outcome()).required().width("w100").first())],
        ),
    };
    let mut page = under(visit, whole, unit, form, (title, t.save()));
    page.fields = fields;
    page.notes.insert(0, action.what.clone());
    page.notes.insert(1, t.action_of(action.finding));
    if let ActionStage::Done { outcome, .. } = &action.stage {
        page.notes.insert(2, t.verify_reported(outcome));
    }
    page
}

pub(crate) async fn step(visit: Visit, Path((id, no)): Path<(String, String)>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, whole, unit) = found(&visit, &id).await?;
    let actor = keeper(who, whole.audit.unit)?;
    let action = action_at(&whole, &no)?;
    let text: Option<String> = form.may("text", t.action_outcome());
    let days: Option<i64> = form.may("days", t.action_days());
    if !form.good() {
        return step_page(&visit, &whole, &unit, form, action).show(&visit);
    }
    let (id, text) = (action.id, text.unwrap_or_default());
    let way = match (&action.stage, form.value("do")) {
        (ActionStage::Done { .. }, "reject") => Way::Reject,
        (ActionStage::Done { .. }, _) => Way::Verify,
        _ => Way::Report,
    };
    let stepped = act(&visit, actor, move |tx, ctx, reference| match way {
        Way::Report => audit::done(tx, ctx, id, &text),
        Way::Verify => audit::verify(tx, ctx, id, &text),
        Way::Reject => audit::reject(tx, ctx, reference, id, &text, days.unwrap_or(0)),
    })
    .await;
    let words = match way {
        Way::Report => t.action_reported(),
        Way::Verify => t.action_verified(),
        Way::Reject => t.action_rejected(),
    };
    match form.take(stepped)? {
        Some(_) => back(&visit, &whole, words),
        None => step_page(&visit, &whole, &unit, form, action).show(&visit),
    }
}

/// What is said of an action.
#[derive(Clone, Copy)]
enum Way {
    /// It is done.
    Report,
    /// It works.
    Verify,
    /// It does not.
    Reject,
}
