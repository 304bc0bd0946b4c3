//! What happened to a dossier.

use super::CODE;
use crate::answer::{self, Date, Moment, one_of};
use crate::param::Asked;
use crate::scope;
use crate::surface::{Call, Good};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode};
use dossier::words::EventKind;
use kernel::PersonId;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use webkit::{Access, Answer, Visit};

pub(super) const CALL: Call = Call::get(
    "/api/v1/dossiers/{code}/events",
    "listDossierEvents",
    Access::Token(scope::DOSSIERS_READ),
    Good::json::<Happened>(200, "Everything that happened, in order."),
)
.about(
    "dossiers",
    "What happened to a dossier",
    "Every event in order, from the first. Events are never changed; a correction is one more.",
)
.params(&[CODE]);

/// What happened to a dossier.
#[derive(Serialize, JsonSchema, Debug)]
struct Happened {
    events: Vec<ShownEvent>,
}

/// Something that happened.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Event")]
struct ShownEvent {
    /// From 1; the version of the dossier afterwards.
    no: i64,
    at: Moment,
    #[schemars(schema_with = "kinds")]
    kind: &'static str,
    /// The state afterwards.
    #[schemars(schema_with = "super::shown::states")]
    state: &'static str,
    /// The step afterwards.
    step: i64,
    /// Code of the competent unit afterwards.
    unit: String,
    /// Code of the unit where it stood afterwards.
    standing: String,
    /// Who did it; none for the program itself.
    by: Option<String>,
    /// A reason, a note, what was asked for; empty when nothing was said.
    said: String,
    /// The day that was announced.
    day: Option<Date>,
}

fn kinds(_: &mut SchemaGenerator) -> Schema {
    one_of(EventKind::ALL.iter().map(|k| k.word()))
}

pub(super) async fn events(
    visit: Visit,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Asked::read(CALL.params, query.as_deref(), &headers)?;
    let who = pages_account::who(&visit)?;
    let file = super::file(&visit, who, &code).await?;
    let people: Vec<PersonId> = file.history.iter().map(|e| e.actor).collect();
    let names = visit.kit().read(move |tx| identity::names(tx, people)).await?;
    let events = file.history.iter().map(|e| {
        let unit = |unit| answer::Named::unit(&file.reference.directory, unit, e.at.day()).code;
        ShownEvent {
            no: e.seq,
            at: Moment(e.at),
            kind: e.kind.word(),
            state: e.state.word(),
            step: e.step,
            unit: unit(e.unit),
            standing: unit(e.standing),
            by: names.get(&e.actor).cloned(),
            said: e.said.clone(),
            day: e.day.map(Date),
        }
    });
    answer::json(StatusCode::OK, &Happened { events: events.collect() })
}
