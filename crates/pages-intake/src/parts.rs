//! What a chosen procedure asks for: its papers to tick, who settles it, and when it would be due. Stands in the form,
//! and is asked for alone by a script when another procedure is chosen.

use crate::choose::by_code;
use crate::locale::T;
use crate::room::{Room, words};
use askama::Template;
use axum::extract::Query;
use catalogue::{PaperKind, Revision};
use dossier::papers::Paper;
use kernel::{Refusal, Result, UnitId};
use serde::Deserialize;
use std::sync::Arc;
use webkit::form::{Choice, FieldError};
use webkit::{Answer, Form, Problem, Visit, words as said};

/// The part of the form that follows from the procedure.
#[derive(Template)]
#[template(path = "parts.html")]
pub(crate) struct Parts {
    t: T,
    form: Form,
    /// The procedure.
    pub(crate) filed: Arc<Revision>,
    name: String,
    term: String,
    competent: Vec<Choice>,
    settles: Option<String>,
    papers: Vec<PaperRow>,
    all: bool,
    due: Option<String>,
    waits: Vec<String>,
}

impl askama::filters::HtmlSafe for Parts {}

struct PaperRow {
    no: i64,
    name: String,
    hint: String,
    ticked: bool,
    copies: String,
    wrong: bool,
}

/// How a form of papers is kind to names in a language.
pub(crate) fn kind(t: T, kind: PaperKind) -> &'static str {
    t.0.pick(kind.vi(), kind.en())
}

impl Parts {
    /// Puts it together from what the form says so far.
    pub(crate) fn of(
        visit: &Visit,
        room: &Room,
        desk: UnitId,
        filed: Arc<Revision>,
        form: &Form,
    ) -> Result<Self> {
        let (t, lang) = (words(visit), visit.lang());
        let units = room.reference.competent_units(&filed, room.today());
        let unit = competent(room, desk, &filed, form);
        let one = units.len() == 1;
        let mut choices = Vec::new();
        if unit.is_none() {
            choices.push(Choice::new("", t.full_competent_choose()));
        }
        choices.extend(units.iter().map(|v| Choice::new(v.unit.to_string(), &v.name)));
        let foreseen = unit.map(|unit| room.reference.foresee(&filed, unit, room.now)).transpose();
        let (due, waits) = match foreseen {
            Ok(foreseen) => {
                let due = foreseen
                    .as_ref()
                    .map(|f| t.full_due(said::time(lang, f.due_at), said::day_long(lang, f.promised)));
                let line = |l: &dossier::explain::Line| {
                    format!("{}: {}", said::day_of_year(lang, l.day), lang.pick(&l.why.vi, &l.why.en))
                };
                (due, foreseen.iter().flat_map(|f| f.before.iter().map(line)).collect())
            }
            // A calendar that ends too early is told when it is saved; the form must not fail for it.
            Err(kernel::Error::Refused(r)) => (None, vec![lang.pick(&r.vi, &r.en).to_owned()]),
            Err(fault) => return Err(fault),
        };
        let same = form.value("parts_of") == filed.code;
        let papers = room.reference.catalogue.components(filed.procedure, filed.revision);
        let rows = papers.iter().map(|c| {
            let typed = form.value(&format!("copies-{}", c.no));
            let ticked = same && (form.ticked(&format!("part-{}", c.no)) || form.ticked("all"));
            let copies = if same && !typed.is_empty() { typed.to_owned() } else { c.copies.to_string() };
            let need = if c.required { t.full_paper_required() } else { t.full_paper_optional() };
            let hint = format!("{} {} · {need}", c.copies, kind(t, c.kind));
            PaperRow {
                no: c.no,
                name: c.name.clone(),
                hint,
                wrong: ticked && count(&copies).is_none(),
                ticked,
                copies,
            }
        });
        Ok(Self {
            t,
            form: form.clone().fill("competent", unit.map(|u| u.to_string()).unwrap_or_default()),
            name: filed.name.clone(),
            term: said::term(lang, filed.term),
            settles: one.then(|| unit.map(|unit| room.name(unit))).flatten(),
            competent: if one { Vec::new() } else { choices },
            papers: rows.collect(),
            all: same && form.ticked("all"),
            due,
            waits,
            filed,
        })
    }
}

/// The competent unit that a form means: the chosen one, the only one, or the desk's own.
pub(crate) fn competent(room: &Room, desk: UnitId, filed: &Revision, form: &Form) -> Option<UnitId> {
    let units = room.reference.competent_units(filed, room.today());
    let chosen = form.value("competent").parse().ok().map(UnitId);
    let known = |unit: &UnitId| units.iter().any(|v| v.unit == *unit);
    match (chosen.filter(known), units.as_slice()) {
        (Some(unit), _) => Some(unit),
        (None, [one]) => Some(one.unit),
        (None, _) => Some(desk).filter(known),
    }
}

/// A number of copies as typed.
fn count(typed: &str) -> Option<i64> {
    typed.trim().parse().ok().filter(|n| (1..=999).contains(n))
}

/// The papers as the form says: those ticked with their copies, the others missing. Mistakes are noted on the form.
pub(crate) fn papers(room: &Room, filed: &Revision, form: &mut Form) -> Vec<Paper> {
    let same = form.value("parts_of") == filed.code;
    let mut papers = Vec::new();
    for c in room.reference.catalogue.components(filed.procedure, filed.revision) {
        let (tick, field) = (format!("part-{}", c.no), format!("copies-{}", c.no));
        let ticked = same && (form.ticked(&tick) || form.ticked("all"));
        let typed = form.value(&field).trim().to_owned();
        let given = match (ticked, typed.is_empty()) {
            (false, _) => 0,
            (true, true) => c.copies,
            (true, false) => count(&typed).unwrap_or_else(|| {
                form.wrong(&field, &c.name, FieldError::Refused(copies_refused()));
                0
            }),
        };
        papers.push(Paper {
            name: c.name.clone(),
            kind: c.kind,
            wanted: c.copies,
            given,
            required: c.required,
        });
    }
    papers
}

pub(crate) fn copies_refused() -> Refusal {
    Refusal::new(
        "papers.copies",
        "Số bản phải là số từ 1 đến 999.",
        "The number of copies must be a number from 1 to 999.",
    )
}

/// What a script asks for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    desk: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    competent: String,
}

/// The part alone.
pub(crate) async fn fragment(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let room = Room::of(&visit).await?;
    let form = visit.form().fill("desk", asked.desk).fill("competent", asked.competent);
    let desk = room.desk(&form)?;
    let filed = by_code(&room.reference, room.today(), &asked.code);
    let filed = filed.ok_or_else(|| {
        Problem::from(Refusal::new(
            "procedure.unknown",
            "Không có thủ tục này, hoặc thủ tục chưa có hiệu lực.",
            "There is no such procedure, or it is not in force.",
        ))
    })?;
    visit.page(&Parts::of(&visit, &room, desk, filed, &form)?)
}
