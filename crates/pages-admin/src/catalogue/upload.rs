//! A workbook that was sent: what it would change, what is wrong with it, under which decision; and its publication.
//! What is published is what was shown: the content by its digest, the catalogue by its revision, the decision by what the
//! preview carries.

use super::{Line, effect_words};
use crate::base::{act, carried, crumbs, field, for_province, id_in};
use crate::locale::T;
use askama::Template;
use axum::extract::Path;
use exchange::upload::{self, Upload};
use exchange::workbook::{Asked, Change, Known, Looked, Published, look, publish};
use exchange::{Page as Sheet, Problem as Mistake};
use kernel::{Actor, Day, Refusal, Result};
use webkit::component::Crumbs;
use webkit::form::FieldError;
use webkit::{Answer, Flash, Form, Html, Layout, Problem, Shell, Visit, words};

/// What the preview carries.
const FIELDS: [&str; 6] = ["number", "signed_on", "in_force_from", "issuer", "abstract", "min_cut"];
/// Mistakes and changes that are shown; of more, how many.
const SHOWN: usize = 200;

/// Takes a workbook in and leads to what it would change.
pub(super) async fn send(visit: Visit, mut form: Form) -> Answer {
    let (actor, t) = (for_province(&visit)?, T(visit.lang()));
    let Some(file) = form.file("file").cloned() else {
        if !form.is_again() {
            form.wrong("file", t.catalogue_file(), FieldError::Required);
        }
        return super::list::page(&visit, form, &super::list::Asked::default()).await;
    };
    let id = act(&visit, actor, move |tx, ctx| upload::keep(tx, ctx, &file.name, &file.bytes)).await?;
    Ok(visit.go(&format!("/admin/catalogue/upload/{id}")))
}

/// Everything known of an upload.
struct Seen {
    upload: Upload,
    looked: Looked,
    /// How often the catalogue had changed.
    revision: i64,
}

fn sheets(upload: &Upload) -> std::result::Result<Vec<Sheet>, Box<Mistake>> {
    exchange::read_all(&upload.name, &upload.bytes, None)
}

async fn see(visit: &Visit, actor: Actor, id: i64, asked: Option<Asked>) -> Result<Option<Seen>> {
    let today = visit.business_now().day();
    let found = visit.kit().read(move |tx| {
        let Some(upload) = upload::find(tx, actor, id)? else { return Ok(None) };
        Ok(Some((upload, Known::load(tx, today)?)))
    });
    let Some((upload, known)) = found.await? else { return Ok(None) };
    // Reading a workbook takes long: it is done away from the threads that serve, and outside a transaction.
    let seen = visit.kit().run(move |_| {
        let looked = match sheets(&upload) {
            Ok(pages) => look(&known, &upload.name, &pages, asked.as_ref())?,
            Err(mistake) => Looked::unreadable(*mistake),
        };
        Ok(Seen { upload, looked, revision: known.catalogue().revision() })
    });
    seen.await.map(Some)
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let (actor, id) = (for_province(&visit)?, id_in(&id)?);
    let seen = see(&visit, actor, id, None).await?.ok_or_else(Problem::lost)?;
    shown(&visit, &seen, visit.form())
}

pub(super) async fn decide(visit: Visit, Path(id): Path<String>, mut form: Form) -> Answer {
    let (actor, id, t) = (for_province(&visit)?, id_in(&id)?, T(visit.lang()));
    let asked = asked(&mut form, t);
    if !form.good() || form.value("step") == "edit" {
        let seen = see(&visit, actor, id, None).await?.ok_or_else(Problem::lost)?;
        return shown(&visit, &seen, form);
    }
    if form.value("step") == "publish" {
        let proof = (form.value("hash").to_owned(), form.value("revision").to_owned());
        let done = published(&visit, actor, id, proof, asked.clone()).await;
        if let Some(Some(p)) = form.take(done)? {
            let words = t.catalogue_done(p.new, p.amended + p.replaced, p.abolished);
            return Ok(visit.go_saying("/admin/catalogue", &Flash::good(words)));
        }
    }
    let seen = see(&visit, actor, id, asked).await;
    match form.take(seen)? {
        Some(seen) => shown(&visit, &seen.ok_or_else(Problem::lost)?, form),
        None => {
            let seen = see(&visit, actor, id, None).await?.ok_or_else(Problem::lost)?;
            shown(&visit, &seen, form)
        }
    }
}

/// Publishes; `None` where something stands in the way, which the page shows then.
async fn published(
    visit: &Visit,
    actor: Actor,
    id: i64,
    (hash, revision): (String, String),
    asked: Option<Asked>,
) -> Result<Option<Published>> {
    let found = visit.kit().read(move |tx| upload::find(tx, actor, id)).await?;
    let Some(found) = found.filter(|u| u.hash == hash) else { return Err(other().into()) };
    let name = found.name.clone();
    let pages = visit.kit().run(move |_| Ok(sheets(&found))).await?;
    let Ok(pages) = pages else { return Ok(None) };
    act(visit, actor, move |tx, ctx| {
        if ::catalogue::Catalogue::current_revision(tx)?.to_string() != revision {
            return Err(other().into());
        }
        let done = publish(tx, ctx, &name, &pages, asked.as_ref())?;
        if done.is_ok() {
            upload::forget(tx, id)?;
        }
        Ok(done.ok())
    })
    .await
}

fn other() -> Refusal {
    Refusal::new(
        "catalogue.other_than_shown",
        "Danh mục hoặc tệp đã thay đổi sau khi xem. Chưa công bố gì; hãy xem lại bên dưới.",
        "The catalogue or the file has changed since it was shown. Nothing is published; look again below.",
    )
}

/// The decision that the form tells; none where it is left empty.
fn asked(form: &mut Form, t: T) -> Option<Asked> {
    let number = form.may::<String>("number", t.catalogue_number());
    let signed_on: Option<Day> = form.may("signed_on", t.catalogue_signed());
    let in_force_from: Option<Day> = form.may("in_force_from", t.catalogue_from());
    let issuer = form.may::<String>("issuer", t.catalogue_issuer()).unwrap_or_default();
    let summary = form.may::<String>("abstract", t.catalogue_abstract()).unwrap_or_default();
    let min_cut_percent: Option<i64> = form.may("min_cut", t.catalogue_min_cut());
    if min_cut_percent.is_some_and(|n| !(0..=100).contains(&n)) {
        form.wrong("min_cut", t.catalogue_min_cut(), FieldError::NotAChoice);
    }
    Some(Asked { number: number?, signed_on, in_force_from, issuer, summary, min_cut_percent })
}

/// A mistake or a remark.
struct Told {
    cell: String,
    words: String,
}

struct Changed {
    cell: String,
    code: String,
    name: String,
    tag: (&'static str, &'static str),
    decision: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "catalogue-upload.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    file: String,
    at: String,
    form: Form,
    action: String,
    fields: Vec<Html>,
    carried: Vec<Html>,
    facts: Vec<(&'static str, String)>,
    counts: Vec<(&'static str, usize)>,
    problems: Vec<Told>,
    more_problems: usize,
    warnings: Vec<Told>,
    changes: Vec<Changed>,
    more_changes: usize,
    undecided: usize,
    /// It can be published as it is shown.
    ready: bool,
    nothing: bool,
}

fn told(t: T, p: &Mistake) -> Told {
    Told { cell: p.cell(), words: t.0.pick(&p.vi, &p.en).to_owned() }
}

fn changed(t: T, c: &Change) -> Changed {
    Changed {
        cell: c.cell.clone(),
        code: c.code.clone(),
        name: c.name.clone(),
        tag: c.effect.map_or(("", t.catalogue_unknown()), |e| effect_words(t, e)),
        decision: c.decision.clone().unwrap_or_default(),
        lines: c.differences.iter().map(|d| Line::of(t, d)).collect(),
    }
}

fn shown(visit: &Visit, seen: &Seen, form: Form) -> Answer {
    let t = T(visit.lang());
    let Seen { upload, looked, revision } = seen;
    let wrong = looked.problems.count();
    let ready = wrong == 0
        && looked.undecided == 0
        && !looked.nothing()
        && form.good()
        && form.value("step") != "edit";
    let fields = [
        form.input("number", t.catalogue_number()).hint(t.catalogue_number_hint()),
        form.input("signed_on", t.catalogue_signed()).day(),
        form.input("in_force_from", t.catalogue_from()).day().optional(),
        form.input("issuer", t.catalogue_issuer()).width("w100"),
        form.area("abstract", t.catalogue_abstract()),
        form.input("min_cut", t.catalogue_min_cut()).hint(t.catalogue_min_cut_hint()).digits().optional(),
    ];
    let fields: Vec<Html> = fields.into_iter().map(field).collect();
    let mut hidden = vec![form.carry("hash", &upload.hash), form.carry("revision", revision)];
    hidden.extend(carried(&form, &FIELDS));
    let facts = [
        (t.catalogue_number(), "number"),
        (t.catalogue_signed(), "signed_on"),
        (t.catalogue_from(), "in_force_from"),
        (t.catalogue_issuer(), "issuer"),
        (t.catalogue_abstract(), "abstract"),
        (t.catalogue_min_cut(), "min_cut"),
    ];
    let facts = facts.into_iter().map(|(label, name)| (label, form.value(name).to_owned()));
    let page = Page {
        shell: visit.shell(Layout::Work, t.catalogue_look_title()),
        t,
        crumbs: crumbs(visit, &[("/admin/catalogue", t.catalogue_title())], t.catalogue_look_title()),
        file: upload.name.clone(),
        at: words::moment(t.0, upload.at),
        action: visit.path().to_owned(),
        fields,
        carried: hidden,
        facts: facts.filter(|(_, value)| !value.is_empty()).collect(),
        counts: vec![
            (t.catalogue_count_changes(), looked.changes.len()),
            (t.catalogue_count_unchanged(), looked.unchanged),
            (t.catalogue_count_absent(), looked.absent),
            (t.catalogue_count_decisions(), looked.decisions.len()),
            (t.catalogue_count_problems(), wrong),
        ],
        problems: looked.problems.told.iter().take(SHOWN).map(|p| told(t, p)).collect(),
        more_problems: wrong.saturating_sub(SHOWN),
        warnings: looked.warnings.told.iter().take(SHOWN).map(|p| told(t, p)).collect(),
        changes: looked.changes.iter().take(SHOWN).map(|c| changed(t, c)).collect(),
        more_changes: looked.changes.len().saturating_sub(SHOWN),
        undecided: looked.undecided,
        ready,
        nothing: wrong == 0 && looked.nothing(),
        form,
    };
    if page.form.good() || page.form.is_again() { visit.page(&page) } else { visit.page_again(&page) }
}
