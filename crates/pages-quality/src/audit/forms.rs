//! Forms on audits: planning one, its end, a finding, an action.

use super::{address, found};
use crate::base::{FormPage, Head, act, choices, chosen, field, keeper, of_unit};
use crate::locale::T;
use crate::system::kept;
use crate::unit::period;
use crate::words;
use axum::extract::Path;
use kernel::{Day, Period};
use organisation::UnitVersion;
use quality::audit::{self, Audited, Grade, NewAction, NewAudit, NewFinding};
use quality::sampling::SizeRule;
use webkit::form::{Choice, FieldError};
use webkit::{Answer, Flash, Form, Problem, Visit, words as said};

pub(crate) async fn plan_form(visit: Visit, Path(code): Path<String>) -> Answer {
    let (unit, _) = kept(&visit, &code)?;
    plan_page(&visit, &unit, visit.form().fill("rule", SizeRule::Root.word())).show(&visit)
}

fn plan_page(visit: &Visit, unit: &UnitVersion, form: Form) -> FormPage {
    let t = T(visit.lang());
    let rules = choices(&[SizeRule::Root, SizeRule::Table], SizeRule::word, |r| words::rule(t, r).to_owned());
    let fields = vec![
        field(form.input("from", t.days_from()).day().required().first()),
        field(form.input("to", t.days_to()).day().required()),
        field(form.input("on", t.audit_day()).day().required()),
        field(
            form.input("auditors", t.audit_auditors()).hint(t.plan_auditors_hint()).required().width("w100"),
        ),
        field(form.area("scope", t.audit_scope()).required().width("w100")),
        field(form.radios("rule", t.audit_rule(), rules)),
        field(form.input("seed", t.audit_seed()).digits().hint(t.plan_seed_hint()).optional()),
    ];
    let above = [of_unit(unit)];
    let head = Head { above: &above, over: &unit.name, title: t.plan_title(), button: t.plan_button() };
    let mut page = FormPage::new(visit, form, head);
    page.fields = fields;
    page.notes = vec![t.plan_note().into(), t.plan_strata_note().into(), t.audit_note().into()];
    page
}

pub(crate) async fn plan(visit: Visit, Path(code): Path<String>, mut form: Form) -> Answer {
    let (t, (unit, actor)) = (T(visit.lang()), kept(&visit, &code)?);
    let from: Option<Day> = form.need("from", t.days_from());
    let to: Option<Day> = form.need("to", t.days_to());
    let on: Option<Day> = form.need("on", t.audit_day());
    let auditors: Option<String> = form.need("auditors", t.audit_auditors());
    let scope: Option<String> = form.need("scope", t.audit_scope());
    let rule = chosen(&mut form, "rule", t.audit_rule(), SizeRule::from_word);
    let seed: Option<i64> = form.may("seed", t.audit_seed());
    // The last day is inside.
    let period = from.zip(to).and_then(|(from, to)| Period::new(from, to.plus(1)).filter(|p| p.days() > 0));
    if period.is_none() && from.is_some() && to.is_some() {
        form.wrong("to", t.days_to(), FieldError::NotADay);
    }
    let (true, Some(period), Some(planned_on), Some(auditors), Some(scope), Some(rule)) =
        (form.good(), period, on, auditors, scope, rule)
    else {
        return plan_page(&visit, &unit, form).show(&visit);
    };
    let unit_id = unit.unit;
    let new =
        NewAudit { unit: unit_id, period, planned_on, auditors, scope, rule, seed, illustrative: false };
    let planned = act(&visit, actor, move |tx, ctx, _| audit::plan(tx, ctx, &new)).await;
    match form.take(planned)? {
        Some(id) => Ok(visit.go_saying(&address(id), &Flash::good(t.plan_done()))),
        None => plan_page(&visit, &unit, form).show(&visit),
    }
}

/// A form under the page of an audit.
pub(super) fn under(
    visit: &Visit,
    whole: &Audited,
    unit: &UnitVersion,
    form: Form,
    (title, button): (&str, &str),
) -> FormPage {
    let t = T(visit.lang());
    let above = [of_unit(unit), (address(whole.audit.id), t.audit_title(period(t, &whole.audit)))];
    let mut page = FormPage::new(visit, form, Head { above: &above, over: &unit.name, title, button });
    page.notes = vec![t.audit_note().into()];
    page
}

/// Back to the page of the audit, with what was done.
pub(super) fn back(visit: &Visit, whole: &Audited, words: impl Into<String>) -> Answer {
    Ok(visit.go_saying(&address(whole.audit.id), &Flash::good(words)))
}

pub(crate) async fn end_form(visit: Visit, Path((id, deed)): Path<(String, String)>) -> Answer {
    let (who, whole, unit) = found(&visit, &id).await?;
    keeper(who, whole.audit.unit)?;
    end_page(&visit, &whole, &unit, visit.form(), &deed)?.show(&visit)
}

fn end_page(
    visit: &Visit,
    whole: &Audited,
    unit: &UnitVersion,
    form: Form,
    deed: &str,
) -> Result<FormPage, Problem> {
    let t = T(visit.lang());
    let (title, label, button, note) = match deed {
        "conclude" => (t.conclude_title(), t.audit_conclusion(), t.conclude_button(), t.conclude_note()),
        "cancel" => (t.cancel_title(), t.cancel_reason(), t.cancel_button(), t.cancel_note()),
        _ => return Err(Problem::lost()),
    };
    let fields = vec![field(form.area("text", label).required().width("w100").first().rows(6))];
    let mut page = under(visit, whole, unit, form, (title, button));
    page.fields = fields;
    page.notes.insert(0, note.into());
    Ok(page)
}

pub(crate) async fn end(visit: Visit, Path((id, deed)): Path<(String, String)>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, whole, unit) = found(&visit, &id).await?;
    let actor = keeper(who, whole.audit.unit)?;
    let concludes = deed == "conclude";
    let label = if concludes { t.audit_conclusion() } else { t.cancel_reason() };
    let text: Option<String> = form.need("text", label);
    let (true, Some(text)) = (form.good(), text) else {
        return end_page(&visit, &whole, &unit, form, &deed)?.show(&visit);
    };
    if !concludes && deed != "cancel" {
        return Err(Problem::lost());
    }
    let id = whole.audit.id;
    let ended = act(&visit, actor, move |tx, ctx, _| {
        if concludes { audit::conclude(tx, ctx, id, &text) } else { audit::cancel(tx, ctx, id, &text) }
    })
    .await;
    match form.take(ended)? {
        Some(()) => back(&visit, &whole, if concludes { t.conclude_done() } else { t.cancel_done() }),
        None => end_page(&visit, &whole, &unit, form, &deed)?.show(&visit),
    }
}

pub(crate) async fn finding_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let (who, whole, unit) = found(&visit, &id).await?;
    keeper(who, whole.audit.unit)?;
    finding_page(&visit, &whole, &unit, visit.form()).show(&visit)
}

fn finding_page(visit: &Visit, whole: &Audited, unit: &UnitVersion, form: Form) -> FormPage {
    let t = T(visit.lang());
    let grades = choices(Grade::ALL, Grade::word, |g| words::grade(t, g).to_owned());
    let dossiers =
        whole.samples.iter().map(|s| Choice::new(s.no.to_string(), format!("{}. {}", s.no, s.code)));
    let dossiers = std::iter::once(Choice::new("", t.finding_no_sample())).chain(dossiers);
    let fields = vec![
        field(form.radios("grade", t.finding_grade(), grades)),
        field(form.area("text", t.finding_text()).required().width("w100")),
        field(form.input("clause", t.finding_clause()).hint(t.finding_clause_hint()).optional()),
        field(form.select("sample", t.finding_sample(), dossiers.collect())),
    ];
    let mut page = under(visit, whole, unit, form, (t.finding_add(), t.save()));
    page.fields = fields;
    page.notes.insert(0, t.finding_note().into());
    page
}

pub(crate) async fn finding(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, whole, unit) = found(&visit, &id).await?;
    let actor = keeper(who, whole.audit.unit)?;
    let grade = chosen(&mut form, "grade", t.finding_grade(), Grade::from_word);
    let text: Option<String> = form.need("text", t.finding_text());
    let clause: Option<String> = form.may("clause", t.finding_clause());
    let sample: Option<i64> = form.may("sample", t.finding_sample());
    let (true, Some(grade), Some(text)) = (form.good(), grade, text) else {
        return finding_page(&visit, &whole, &unit, form).show(&visit);
    };
    let (id, new) = (whole.audit.id, NewFinding { sample, grade, clause: clause.unwrap_or_default(), text });
    let entered = act(&visit, actor, move |tx, ctx, _| audit::find(tx, ctx, id, &new)).await;
    match form.take(entered)? {
        Some(no) => back(&visit, &whole, t.finding_done(no)),
        None => finding_page(&visit, &whole, &unit, form).show(&visit),
    }
}

pub(crate) async fn action_form(visit: Visit, Path((id, no)): Path<(String, String)>) -> Answer {
    let (who, whole, unit) = found(&visit, &id).await?;
    keeper(who, whole.audit.unit)?;
    action_page(&visit, &whole, &unit, visit.form().fill("days", "10"), &no)?.show(&visit)
}

fn action_page(
    visit: &Visit,
    whole: &Audited,
    unit: &UnitVersion,
    form: Form,
    no: &str,
) -> Result<FormPage, Problem> {
    let t = T(visit.lang());
    let finding = whole.findings.iter().find(|f| f.no.to_string() == no).ok_or_else(Problem::lost)?;
    let fields = vec![
        field(form.area("what", t.action_what()).required().width("w100").first()),
        field(form.input("owner", t.action_owner()).required().width("w100")),
        field(form.input("days", t.action_days()).digits().hint(t.action_days_hint()).required()),
    ];
    let mut page = under(visit, whole, unit, form, (t.action_add(), t.save()));
    page.fields = fields;
    page.notes.insert(0, format!("{}. {}", finding.no, finding.text));
    Ok(page)
}

pub(crate) async fn action(visit: Visit, Path((id, no)): Path<(String, String)>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, whole, unit) = found(&visit, &id).await?;
    let actor = keeper(who, whole.audit.unit)?;
    let what: Option<String> = form.need("what", t.action_what());
    let owner: Option<String> = form.need("owner", t.action_owner());
    let days: Option<i64> = form.need("days", t.action_days());
    let finding = no.parse().ok();
    let (true, Some(finding), Some(what), Some(owner), Some(days)) =
        (form.good(), finding, what, owner, days)
    else {
        return action_page(&visit, &whole, &unit, form, &no)?.show(&visit);
    };
    let (id, new) = (whole.audit.id, NewAction { finding, what, owner, days });
    let entered =
        act(&visit, actor, move |tx, ctx, reference| audit::act(tx, ctx, reference, id, &new)).await;
    match form.take(entered)? {
        Some((_, due)) => back(&visit, &whole, t.action_entered(said::day_long(t.0, due))),
        None => action_page(&visit, &whole, &unit, form, &no)?.show(&visit),
    }
}
