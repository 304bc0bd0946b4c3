//! Procedures in force on a day.

use crate::answer::{self, Date};
use crate::param::{Asked, Param, Shape, name_of};
use crate::surface::{Call, Good, Surface};
use crate::units::AS_OF;
use crate::{problems, scope};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode};
use catalogue::{Catalogue, Competent, Place, Revision};
use dossier::desk::Desk;
use dossier::reference::Reference;
use kernel::term::Term;
use kernel::{Day, text};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use webkit::{Access, Answer, Problem, Visit};

const LIST: Call = Call::get(
    "/api/v1/procedures",
    "listProcedures",
    Access::Token(scope::CATALOGUE_READ),
    Good::json::<Procedures>(200, "A page, by code.").leads(&[(
        "getProcedure",
        "code",
        "/procedures/0/code",
    )]),
)
.about("catalogue", "Procedures of a day", "Procedures in force on a day, by code.")
.params(&[
    Param::query(
        "q",
        Shape::Text { least: 1, most: 100 },
        "Whose name or code contains these words, with or without their marks.",
        "ket hon",
    ),
    AS_OF,
    Param::query("after", Shape::AfterCode, "The value of `next` of the page before.", "p1.000010"),
    crate::dossiers::LIMIT,
]);

const ONE: Call = Call::get(
    "/api/v1/procedures/{code}",
    "getProcedure",
    Access::Token(scope::CATALOGUE_READ),
    Good::json::<ShownProcedure>(200, "The procedure with its process."),
)
.about("catalogue", "One procedure", "The procedure as in force on that day, with the steps of its process.")
.params(&[
    Param::path("code", Shape::Text { least: 1, most: 60 }, "The procedure's code.", "1.000020"),
    AS_OF,
]);

/// The calls.
pub(crate) fn calls(surface: Surface) -> Surface {
    surface.on(LIST, list).on(ONE, one)
}

/// A page of procedures.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "ProcedureList")]
struct Procedures {
    as_of: Date,
    procedures: Vec<ProcedureLine>,
    /// Where the next page begins; none after the last.
    next: Option<String>,
}

/// A procedure in a list.
#[derive(Serialize, JsonSchema, Debug)]
struct ProcedureLine {
    code: String,
    name: String,
    field: String,
    /// Code of the tier.
    tier: String,
    term: ShownTerm,
    online: bool,
    post: bool,
    /// Invented for a demo.
    illustrative: bool,
}

/// How long it may take.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Term")]
struct ShownTerm {
    /// `hours` (of working time), `working_days` or `calendar_days`.
    unit: &'static str,
    amount: i64,
}

/// A procedure.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Procedure")]
struct ShownProcedure {
    #[serde(flatten)]
    line: ProcedureLine,
    /// The number of this version of it.
    revision: i64,
    /// In force from this day on.
    from: Date,
    competent: ShownCompetent,
    steps: Vec<ProcedureStep>,
}

/// Which units settle it.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Competent")]
struct ShownCompetent {
    /// `unit`, `kind` or `tier`.
    by: &'static str,
    /// The code of the unit, the kind or the tier.
    code: String,
}

/// A step of its process.
#[derive(Serialize, JsonSchema, Debug)]
struct ProcedureStep {
    no: i64,
    name: String,
    role: String,
    /// `desk`, `competent` or `unit`.
    place: &'static str,
    /// Code of the unit, where the place is one.
    unit: Option<String>,
    allotment_minutes: i64,
    /// Whether it decides.
    settles: bool,
}

impl ProcedureLine {
    fn of(r: &Revision) -> Self {
        let (unit, amount) = match r.term {
            Term::Hours(n) => ("hours", n),
            Term::WorkingDays(n) => ("working_days", n),
            Term::CalendarDays(n) => ("calendar_days", n),
        };
        Self {
            code: r.code.clone(),
            name: r.name.clone(),
            field: r.field.clone(),
            tier: r.tier.clone(),
            term: ShownTerm { unit, amount },
            online: r.online,
            post: r.post,
            illustrative: r.illustrative,
        }
    }
}

impl ShownProcedure {
    fn of(r: &Revision, reference: &Reference, day: Day) -> Self {
        let (by, code) = match &r.competent {
            Competent::Unit(code) => ("unit", code),
            Competent::Kind(code) => ("kind", code),
            Competent::Tier(code) => ("tier", code),
        };
        let steps = (1..).zip(&r.process.steps).map(|(no, step)| {
            let (place, unit) = match step.place {
                Place::Desk => ("desk", None),
                Place::Competent => ("competent", None),
                Place::Unit(unit) => {
                    ("unit", Some(answer::Named::unit(&reference.directory, unit, day).code))
                }
            };
            ProcedureStep {
                no,
                name: step.name.clone(),
                role: step.role.clone(),
                place,
                unit,
                allotment_minutes: step.allotment_minutes,
                settles: step.settles,
            }
        });
        Self {
            line: ProcedureLine::of(r),
            revision: r.revision,
            from: Date(r.valid_from),
            competent: ShownCompetent { by, code: code.clone() },
            steps: steps.collect(),
        }
    }
}

/// What is in force on a day, by code.
fn in_force(catalogue: &Catalogue, day: Day) -> BTreeMap<&str, &Arc<Revision>> {
    let ids = catalogue.revisions().iter().map(|r| r.procedure);
    ids.filter_map(|id| catalogue.in_force(id, day)).map(|r| (r.code.as_str(), r)).collect()
}

async fn reference(visit: &Visit) -> Result<Arc<Reference>, Problem> {
    let desk = visit.kit().need::<Desk>()?;
    Ok(visit.kit().run(move |_| desk.now_in_force()).await?)
}

async fn list(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    let asked = Asked::read(LIST.params, query.as_deref(), &headers)?;
    let reference = reference(&visit).await?;
    let day = asked.day("as_of").unwrap_or_else(|| visit.business_now().day());
    let words = asked.text("q").map(text::fold).unwrap_or_default();
    let after = asked.text("after").and_then(|text| text.strip_prefix('p')).unwrap_or_default();
    let limit = usize::try_from(asked.limit()).unwrap_or(1);
    let all = in_force(&reference.catalogue, day);
    let fits = |r: &Revision| {
        words.is_empty() || text::fold(&r.name).contains(&words) || text::fold(&r.code).contains(&words)
    };
    let mut rest = all.iter().filter(|(code, r)| **code > after && fits(r)).map(|(_, r)| r);
    let procedures: Vec<ProcedureLine> = rest.by_ref().take(limit).map(|r| ProcedureLine::of(r)).collect();
    let more = rest.next().is_some();
    let next = procedures.last().filter(|_| more).map(|line| format!("p{}", line.code));
    answer::json(StatusCode::OK, &Procedures { as_of: Date(day), procedures, next })
}

async fn one(
    visit: Visit,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let asked = Asked::read(ONE.params, query.as_deref(), &headers)?;
    let reference = reference(&visit).await?;
    let day = asked.day("as_of").unwrap_or_else(|| visit.business_now().day());
    let found = name_of(&code)
        .and_then(|code| reference.catalogue.by_code(code))
        .and_then(|id| reference.catalogue.in_force(id, day))
        .ok_or_else(|| problems::unknown("procedure.unknown"))?;
    answer::json(StatusCode::OK, &ShownProcedure::of(found, &reference, day))
}
