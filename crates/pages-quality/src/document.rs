//! A document of a unit with its versions, and the forms on it.

use crate::base::{
    FormPage, Head, act, choices, chosen, crumbs, field, id_in, keeper, keeps, look, of_unit, see, version,
};
use crate::locale::T;
use crate::page::{Act, Page, Section, Table, tag, text};
use crate::system::{done, kept};
use crate::unit::document_address;
use crate::{KEEP, SEE, words};
use axum::extract::Path;
use catalogue::ProcessId;
use identity::Who;
use kernel::{Day, Result};
use organisation::UnitVersion;
use quality::document::{self, Document, DocumentId, DocumentKind, NewDocument, Version};
use quality::standing;
use webkit::form::Choice;
use webkit::{Answer, Flash, Form, Html, Layout, Problem, Routes, Visit, words as said};

pub(crate) fn routes() -> Routes {
    Routes::of("quality")
        .get("/quality/unit/{code}/document", KEEP, add_form)
        .post("/quality/unit/{code}/document", KEEP, add)
        .get("/quality/document/{id}", SEE, show)
        .get("/quality/document/{id}/version", KEEP, version_form)
        .post("/quality/document/{id}/version", KEEP, add_version)
        .get("/quality/document/{id}/retire", KEEP, retire_form)
        .post("/quality/document/{id}/retire", KEEP, retire)
}

/// A document that somebody may see, with its unit.
async fn found<'v>(visit: &'v Visit, id: &str) -> Result<(&'v Who, Document, UnitVersion), Problem> {
    let who = pages_account::who(visit)?;
    let id = DocumentId(id_in(id)?);
    // Another unit's is told from one that does not exist by nothing.
    let (found, _) = look(visit, move |tx, _| match document::one(tx, id) {
        Ok(document) => Ok(Some(document)),
        Err(kernel::Error::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    })
    .await?;
    let document = found.ok_or_else(Problem::lost)?;
    see(who, document.unit)?;
    let unit = version(who.directory(), document.unit, who.today()).cloned().ok_or_else(Problem::lost)?;
    Ok((who, document, unit))
}

async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let t = T(visit.lang());
    let (who, document, unit) = found(&visit, &id).await?;
    let today = who.today();
    let now = document.at(today);
    let row = |(no, v): (usize, &Version)| {
        vec![
            text(t.document_version(no)),
            text(said::day(t.0, v.effective_from)),
            text(&v.title),
            text(&v.changed),
        ]
    };
    let heads = [t.document_no(), t.document_since(), t.document_name(), t.document_changed()];
    let versions = Table::new(t.document_versions(), &heads).rows((1..).zip(&document.versions).map(row));
    let shown = now.map(|n| n.1).or_else(|| document.latest());
    let body = shown.map(|v| v.body.as_str()).filter(|body| !body.is_empty());
    let mut contents = Section::new(t.document_text());
    for paragraph in body.unwrap_or(t.document_no_text()).lines().filter(|l| !l.trim().is_empty()) {
        contents = contents.line(paragraph);
    }
    let at = document_address(&document);
    let mut acts = Vec::new();
    if keeps(who, document.unit) && document.retired.is_none() {
        acts.push(Act::main(format!("{at}/version"), t.version_add()));
        acts.push(Act::go(format!("{at}/retire"), t.retire_title()));
    }
    visit.page(&Page {
        shell: visit.shell(Layout::Work, &document.code),
        crumbs: Some(crumbs(&visit, &[of_unit(&unit)], document.code.clone())),
        over: format!("{} · {}", words::document_kind(t, document.kind), document.code),
        title: shown.map(|v| v.title.clone()).unwrap_or_default(),
        under: state(t, &document, today),
        acts,
        form: visit.form(),
        tools: None,
        main: vec![contents, Section::new(t.document_versions()).table(versions, "", "")],
        side: Vec::new(),
    })
}

fn state(t: T, document: &Document, today: Day) -> Html {
    match (document.at(today), document.retired) {
        (Some((no, v)), None) => tag("ok", &t.document_in_force(no, said::day(t.0, v.effective_from))),
        (Some((no, v)), Some(end)) => {
            tag("soon", &t.document_until(no, said::day(t.0, v.effective_from), said::day(t.0, end.plus(-1))))
        }
        (None, Some(end)) => tag("", &t.document_retired_on(said::day(t.0, end))),
        (None, None) => tag("soon", t.document_not_yet()),
    }
}

/// The processes in force in a unit, to choose from.
async fn processes(visit: &Visit, unit: &UnitVersion, today: Day) -> Result<Vec<Choice>> {
    let (t, unit) = (T(visit.lang()), unit.clone());
    let (found, _) = look(visit, move |_, reference| {
        let all = standing::processes(&reference.catalogue, &unit, &[], today);
        let choice =
            |p: &standing::InForce<'_>| Choice::new(p.process.id.to_string(), p.process.name.clone());
        Ok(all.iter().map(choice).collect::<Vec<_>>())
    })
    .await?;
    Ok(std::iter::once(Choice::new("", t.document_no_process())).chain(found).collect())
}

async fn add_form(visit: Visit, Path(code): Path<String>) -> Answer {
    let (unit, _) = kept(&visit, &code)?;
    add_page(&visit, &unit, visit.form()).await?.show(&visit)
}

async fn add_page(visit: &Visit, unit: &UnitVersion, form: Form) -> Result<FormPage> {
    let t = T(visit.lang());
    let kinds = choices(DocumentKind::ALL, DocumentKind::word, |k| words::document_kind(t, k).to_owned());
    let processes = processes(visit, unit, visit.business_now().day()).await?;
    let mut fields = vec![
        field(form.input("code", t.document_code()).hint(t.document_code_hint()).required().first()),
        field(form.select("kind", t.document_kind(), kinds).required()),
        field(form.select("process", t.document_process(), processes)),
    ];
    fields.extend(version_fields(t, &form));
    let above = [of_unit(unit)];
    let head = Head { above: &above, over: &unit.name, title: t.document_add(), button: t.save() };
    let mut page = FormPage::new(visit, form, head);
    page.fields = fields;
    page.notes = vec![t.document_note().into(), t.audit_note().into()];
    Ok(page)
}

fn version_fields(t: T, form: &Form) -> Vec<Html> {
    vec![
        field(form.input("title", t.document_name()).required().width("w100")),
        field(form.input("from", t.document_since()).day().required()),
        field(
            form.area("changed", t.document_changed())
                .hint(t.document_changed_hint())
                .required()
                .width("w100"),
        ),
        field(
            form.area("body", t.document_text())
                .hint(t.document_text_hint())
                .optional()
                .width("w100")
                .rows(8),
        ),
    ]
}

/// A version from the fields of [`version_fields`].
fn read_version(form: &mut Form, t: T) -> Option<Version> {
    let title: Option<String> = form.need("title", t.document_name());
    let from: Option<Day> = form.need("from", t.document_since());
    let changed: Option<String> = form.need("changed", t.document_changed());
    let body: Option<String> = form.may("body", t.document_text());
    Some(Version { title: title?, effective_from: from?, changed: changed?, body: body.unwrap_or_default() })
}

async fn add(visit: Visit, Path(code): Path<String>, mut form: Form) -> Answer {
    let (t, (unit, actor)) = (T(visit.lang()), kept(&visit, &code)?);
    let code: Option<String> = form.need("code", t.document_code());
    let kind = chosen(&mut form, "kind", t.document_kind(), DocumentKind::from_word);
    let process = form.value("process").to_owned();
    let known = processes(&visit, &unit, visit.business_now().day()).await?;
    if !known.iter().any(|c| c.value == process) {
        form.wrong("process", t.document_process(), webkit::form::FieldError::NotAChoice);
    }
    let first = read_version(&mut form, t);
    let (true, Some(code), Some(kind), Some(first)) = (form.good(), code, kind, first) else {
        return add_page(&visit, &unit, form).await?.show(&visit);
    };
    let process = process.parse().ok().map(ProcessId);
    let new = NewDocument { unit: unit.unit, code, kind, process, illustrative: false, first };
    let kept = act(&visit, actor, move |tx, ctx, _| document::add(tx, ctx, &new)).await;
    match form.take(kept)? {
        Some(_) => done(&visit, &unit, t.document_done()),
        None => add_page(&visit, &unit, form).await?.show(&visit),
    }
}

async fn version_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let (who, document, unit) = found(&visit, &id).await?;
    keeper(who, document.unit)?;
    let latest = document.latest().cloned();
    let form = visit.form();
    let form = match latest {
        Some(v) => form.fill("title", v.title).fill("body", v.body),
        None => form,
    };
    version_page(&visit, &document, &unit, form).show(&visit)
}

fn version_page(visit: &Visit, document: &Document, unit: &UnitVersion, form: Form) -> FormPage {
    let t = T(visit.lang());
    let fields = version_fields(t, &form);
    let mut page = under(visit, document, unit, form, t.version_add(), t.save());
    page.fields = fields;
    page.notes = vec![t.version_note().into(), t.audit_note().into()];
    page
}

/// A form under the page of a document.
fn under(
    visit: &Visit,
    document: &Document,
    unit: &UnitVersion,
    form: Form,
    title: &str,
    button: &str,
) -> FormPage {
    let above = [of_unit(unit), (document_address(document), document.code.clone())];
    FormPage::new(visit, form, Head { above: &above, over: &document.code, title, button })
}

async fn add_version(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, document, unit) = found(&visit, &id).await?;
    let actor = keeper(who, document.unit)?;
    let new = read_version(&mut form, t);
    let (true, Some(new)) = (form.good(), new) else {
        return version_page(&visit, &document, &unit, form).show(&visit);
    };
    let id = document.id;
    let kept = act(&visit, actor, move |tx, ctx, _| document::add_version(tx, ctx, id, &new)).await;
    match form.take(kept)? {
        Some(()) => Ok(visit.go_saying(&document_address(&document), &Flash::good(t.version_done()))),
        None => version_page(&visit, &document, &unit, form).show(&visit),
    }
}

async fn retire_form(visit: Visit, Path(id): Path<String>) -> Answer {
    let (who, document, unit) = found(&visit, &id).await?;
    keeper(who, document.unit)?;
    retire_page(&visit, &document, &unit, visit.form()).show(&visit)
}

fn retire_page(visit: &Visit, document: &Document, unit: &UnitVersion, form: Form) -> FormPage {
    let t = T(visit.lang());
    let fields = vec![field(form.input("on", t.retire_day()).day().hint(t.retire_hint()).required().first())];
    let mut page = under(visit, document, unit, form, t.retire_title(), t.retire_button());
    page.fields = fields;
    page.notes = vec![t.retire_note().into(), t.audit_note().into()];
    page
}

async fn retire(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let t = T(visit.lang());
    let (who, document, unit) = found(&visit, &id).await?;
    let actor = keeper(who, document.unit)?;
    let on: Option<Day> = form.need("on", t.retire_day());
    let (true, Some(on)) = (form.good(), on) else {
        return retire_page(&visit, &document, &unit, form).show(&visit);
    };
    let id = document.id;
    let kept = act(&visit, actor, move |tx, ctx, _| document::retire(tx, ctx, id, on)).await;
    match form.take(kept)? {
        Some(()) => Ok(visit.go_saying(&document_address(&document), &Flash::good(t.retire_done()))),
        None => retire_page(&visit, &document, &unit, form).show(&visit),
    }
}
