//! A dossier as programs see it.

use super::CODE;
use crate::answer::{self, Date, Moment, Named, one_of};
use crate::param::Asked;
use crate::scope;
use crate::surface::{Call, Good};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode};
use dossier::model::{Dossier, Stage};
use dossier::reference::Reference;
use dossier::words::{Channel, Outcome, PauseReason, ResultBy, StateName, national_status};
use kernel::Day;
use kernel::timeliness::Timeliness;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use webkit::{Access, Answer, Visit};

pub(super) const CALL: Call = Call::get(
    "/api/v1/dossiers/{code}",
    "getDossier",
    Access::Token(scope::DOSSIERS_READ),
    Good::json::<ShownDossier>(200, "The dossier as it stands.").headers(ETAG),
)
.about(
    "dossiers",
    "One dossier",
    "The dossier as it stands. Its `ETag` is its version: send it as `If-Match` with an action.",
)
.params(&[CODE]);

pub(super) const ETAG: &[(&str, &str)] = &[("ETag", "The version of the dossier.")];

pub(super) async fn show(
    visit: Visit,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Asked::read(CALL.params, query.as_deref(), &headers)?;
    let who = pages_account::who(&visit)?;
    let file = super::file(&visit, who, &code).await?;
    let shown = ShownDossier::of(&file.dossier, &file.reference, visit.business_now().day());
    Ok(answer::with_etag(answer::json(StatusCode::OK, &shown)?, file.dossier.version))
}

/// A dossier.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Dossier")]
pub(super) struct ShownDossier {
    /// Never changes, also before there is a code.
    id: String,
    /// Given at acceptance.
    code: Option<String>,
    /// Number of events so far; the `ETag`.
    version: i64,
    #[schemars(schema_with = "states")]
    state: &'static str,
    /// The code of the national list of states, 1–10; none for a voided one.
    national_status: Option<i64>,
    procedure: Named,
    /// The competent unit.
    unit: Named,
    /// The desk that took it in.
    receiving: Named,
    /// Where it stands.
    standing: Named,
    step: ShownStep,
    #[schemars(schema_with = "channels")]
    channel: &'static str,
    #[schemars(schema_with = "ways")]
    result_by: &'static str,
    applicant: ShownApplicant,
    /// What it is about.
    content: String,
    submitted_at: Option<Moment>,
    accepted_at: Option<Moment>,
    /// The date on the slip; never changes.
    promised: Option<Date>,
    /// The lawful due date; while the clock stands, as it was when it was stopped.
    due: Option<Date>,
    /// The date announced in an apology; decides nothing.
    announced: Option<Date>,
    /// Since when the clock stands, and what for.
    paused: Option<ShownPause>,
    settled: Option<ShownVerdict>,
    delivered: Option<ShownDelivery>,
}

/// The step it stands in.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Step")]
struct ShownStep {
    /// From 1.
    no: i64,
    name: String,
    role: String,
    /// Since when.
    since: Moment,
    /// When the step's allotment is used up.
    due_at: Option<Moment>,
}

/// Whose it is. Numbers are masked: people reveal them, and each look is written down.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Applicant")]
struct ShownApplicant {
    name: String,
    /// Masked but for the last three digits; empty when none was given.
    phone: String,
    /// Masked but for the last three digits; empty when none was given.
    card: String,
}

/// Why the clock stands.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Pause")]
struct ShownPause {
    #[schemars(schema_with = "pauses")]
    why: &'static str,
    since: Moment,
}

/// How it ended.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Verdict")]
struct ShownVerdict {
    at: Moment,
    #[schemars(schema_with = "outcomes")]
    outcome: &'static str,
    #[schemars(schema_with = "timelinesses")]
    timeliness: &'static str,
    late_cause: Option<String>,
}

/// How the result was handed over.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Delivery")]
struct ShownDelivery {
    at: Moment,
    #[schemars(schema_with = "ways")]
    by: &'static str,
}

pub(super) fn states(_: &mut SchemaGenerator) -> Schema {
    one_of(StateName::ALL.iter().map(|s| s.word()))
}

pub(super) fn channels(_: &mut SchemaGenerator) -> Schema {
    one_of(Channel::ALL.iter().map(|c| c.word()))
}

pub(super) fn ways(_: &mut SchemaGenerator) -> Schema {
    one_of(ResultBy::ALL.iter().map(|w| w.word()))
}

pub(super) fn outcomes(_: &mut SchemaGenerator) -> Schema {
    one_of(Outcome::ALL.iter().map(|o| o.word()))
}

fn pauses(_: &mut SchemaGenerator) -> Schema {
    one_of(PauseReason::ALL.iter().map(|p| p.word()))
}

fn timelinesses(_: &mut SchemaGenerator) -> Schema {
    one_of([Timeliness::Early, Timeliness::OnTime, Timeliness::Late].into_iter().map(Timeliness::word))
}

impl ShownDossier {
    /// As it stands on a day.
    pub(super) fn of(d: &Dossier, reference: &Reference, today: Day) -> Self {
        let unit = |unit| Named::unit(&reference.directory, unit, today);
        let filed = reference.catalogue.at_revision(d.procedure, d.revision);
        let procedure = filed.map_or_else(
            || Named { code: d.procedure.to_string(), name: String::new() },
            |r| Named { code: r.code.clone(), name: r.name.clone() },
        );
        let step = filed.and_then(|r| r.process.step(d.lying.step));
        let pause = match &d.stage {
            Stage::Paused { why, since, .. } => Some((*why, *since)),
            _ => None,
        };
        let delivered = match &d.stage {
            Stage::Delivered(_, _, at, by) => Some(ShownDelivery { at: Moment(*at), by: by.word() }),
            _ => None,
        };
        let verdict = d.stage.verdict();
        let due = match &d.stage {
            Stage::Settled(running, _) | Stage::Delivered(running, ..) => Some(running.due_day),
            stage => stage.clock().map(|c| c.due_day),
        };
        Self {
            id: d.id.to_string(),
            code: d.intake.as_ref().map(|i| i.code.clone()),
            version: d.version,
            state: d.stage.name().word(),
            national_status: national_status(d.stage.name(), pause.map(|p| p.0), verdict.map(|v| v.outcome)),
            procedure,
            unit: unit(d.unit),
            receiving: unit(d.receiving),
            standing: unit(d.lying.unit),
            step: ShownStep {
                no: d.lying.step,
                name: step.map(|s| s.name.clone()).unwrap_or_default(),
                role: step.map(|s| s.role.clone()).unwrap_or_default(),
                since: Moment(d.lying.since),
                due_at: d.lying.due.map(Moment),
            },
            channel: d.channel.word(),
            result_by: d.result_by.word(),
            applicant: ShownApplicant {
                name: d.applicant.name.clone(),
                phone: webkit::words::masked(&d.applicant.phone),
                card: webkit::words::masked(&d.applicant.card),
            },
            content: d.content.clone(),
            submitted_at: d.submitted_at.map(Moment),
            accepted_at: d.intake.as_ref().map(|i| Moment(i.at)),
            promised: d.intake.as_ref().map(|i| Date(i.promised)),
            due: due.map(Date),
            announced: d.announced.map(Date),
            paused: pause.map(|(why, since)| ShownPause { why: why.word(), since: Moment(since) }),
            settled: verdict.map(|v| ShownVerdict {
                at: Moment(v.at),
                outcome: v.outcome.word(),
                timeliness: v.timeliness.word(),
                late_cause: v.late_cause.clone(),
            }),
            delivered,
        }
    }
}
