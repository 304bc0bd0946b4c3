//! Acting on a dossier. Whoever acts says which version he has seen.

use super::CODE;
use super::shown::{ETAG, ShownDossier, outcomes, ways};
use crate::answer::{self, Date};
use crate::body::{self, Check, length};
use crate::param::{Asked, Param, Shape, name_of};
use crate::surface::{Call, Good};
use crate::{problems, scope};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use dossier::desk::{Ctx, Desk, DossierId, LateReason, Outcome, ResultBy, Right, Settle, Shift};
use dossier::model::Dossier;
use dossier::referral;
use dossier::rule::Deed;
use kernel::{Instant, Refusal, Result, UnitId};
use schemars::JsonSchema;
use serde::Deserialize;
use webkit::{Access, Answer, Visit, Wrong};

pub(super) const CALL: Call = Call::post(
    "/api/v1/dossiers/{code}/actions",
    "actOnDossier",
    Access::Token(scope::DOSSIERS_WRITE),
    Good::json::<ShownDossier>(200, "The dossier as it stands now.").headers(ETAG),
)
.about(
    "dossiers",
    "Act on a dossier",
    "One action, named by `action`. `If-Match` carries the version that was seen: if somebody else was faster, \
     nothing is done, and the answer 412 says who did what, and when. Each action needs the right that people need \
     for it in the unit where the dossier stands.",
)
.params(&[
    CODE,
    Param::header("If-Match", Shape::Etag, "The `ETag` of the dossier as it was seen.", "\"1\""),
])
.sends::<Action>(r#"{ "action": "forward", "note": "Đủ thành phần hồ sơ" }"#)
.refuses(&[412, 428]);

/// What is to be done.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Action {
    /// Accept a dossier that was sent online: the clock starts, it gets its code.
    Accept {},
    /// Turn away a dossier that was sent online.
    NotAccept {
        #[schemars(length(min = 1, max = 4000))]
        reason: String,
    },
    /// Hand it over to the next step.
    Forward {
        #[serde(default)]
        #[schemars(length(max = 4000))]
        note: Option<String>,
    },
    /// Give the opinion that a unit was asked for in a step. It is that unit's right that is needed.
    Opine {
        /// The step of the process, from 1.
        #[schemars(range(min = 1))]
        step: i64,
        #[schemars(length(min = 1, max = 4000))]
        opinion: String,
    },
    /// Send it back to the step before; a settled one into its last step.
    SendBack {
        #[schemars(length(min = 1, max = 4000))]
        reason: String,
    },
    /// Ask for missing papers; the clock stands.
    RequestSupplement {
        #[schemars(length(min = 1, max = 4000))]
        what: String,
    },
    /// Ask for a payment; the clock stands.
    RequestPayment {
        #[schemars(length(min = 1, max = 4000))]
        what: String,
    },
    /// What was asked for is there: the clock goes on.
    Resume {},
    /// Apologise and announce another date. The due date stays.
    Announce {
        day: Date,
        #[schemars(length(min = 1, max = 4000))]
        reason: String,
    },
    /// Settle it: judged by date, once. A late one needs its cause.
    Settle {
        #[schemars(schema_with = "outcomes")]
        outcome: Outcome,
        /// Needed unless it is granted.
        #[serde(default)]
        #[schemars(length(max = 4000))]
        reason: Option<String>,
        #[serde(default)]
        late: Option<Late>,
    },
    /// Hand the result over.
    Deliver {
        #[schemars(schema_with = "ways")]
        by: ResultBy,
    },
    /// Correct the applicant's name.
    CorrectName {
        #[schemars(length(min = 1, max = 200))]
        name: String,
        #[schemars(length(min = 1, max = 4000))]
        reason: String,
    },
    /// Correct the competent unit.
    CorrectUnit {
        /// Its code.
        #[schemars(length(min = 1, max = 60))]
        unit: String,
        #[schemars(length(min = 1, max = 4000))]
        reason: String,
    },
    /// Correct the procedure.
    CorrectProcedure {
        /// Its code.
        #[schemars(length(min = 1, max = 60))]
        procedure: String,
        #[schemars(length(min = 1, max = 4000))]
        reason: String,
    },
    /// Void a wrong intake.
    Void {
        #[schemars(length(min = 1, max = 4000))]
        reason: String,
    },
}

/// Why it is late.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Late {
    /// A code of the province's list of causes.
    #[schemars(length(min = 1, max = 60))]
    cause: String,
    /// In a sentence.
    #[schemars(length(max = 4000))]
    text: String,
}

impl Check for Action {
    fn check(&self, wrong: &mut Vec<Wrong>) {
        match self {
            Self::NotAccept { reason } | Self::SendBack { reason } | Self::Void { reason } => {
                length("/reason", reason, 1, 4_000, wrong);
            }
            Self::RequestSupplement { what } | Self::RequestPayment { what } => {
                length("/what", what, 1, 4_000, wrong);
            }
            Self::Opine { opinion, .. } => length("/opinion", opinion, 1, 4_000, wrong),
            Self::Announce { reason, .. } => length("/reason", reason, 1, 4_000, wrong),
            Self::Forward { note } => length("/note", note.as_deref().unwrap_or_default(), 0, 4_000, wrong),
            Self::Settle { reason, late, .. } => {
                length("/reason", reason.as_deref().unwrap_or_default(), 0, 4_000, wrong);
                if let Some(late) = late {
                    length("/late/cause", &late.cause, 1, 60, wrong);
                    length("/late/text", &late.text, 0, 4_000, wrong);
                }
            }
            Self::CorrectName { name, reason } => {
                length("/name", name, 1, 200, wrong);
                length("/reason", reason, 1, 4_000, wrong);
            }
            Self::CorrectUnit { unit, reason } => {
                length("/unit", unit, 1, 60, wrong);
                length("/reason", reason, 1, 4_000, wrong);
            }
            Self::CorrectProcedure { procedure, reason } => {
                length("/procedure", procedure, 1, 60, wrong);
                length("/reason", reason, 1, 4_000, wrong);
            }
            Self::Accept {} | Self::Resume {} | Self::Deliver { .. } => {}
        }
    }
}

impl Action {
    /// What the rules call it. An opinion is given by whoever was asked for it last; where nobody was, whoever works on
    /// the dossier is told so.
    fn deed(&self, shift: &mut Shift<'_, '_>, d: &Dossier) -> Result<Deed> {
        Ok(match self {
            Self::Opine { step, .. } => {
                let asked = referral::of_dossier(shift.beside(), d.id)?;
                let last = asked.iter().rev().find(|one| one.no == *step);
                Deed::Opine(last.map_or(d.lying.unit, |one| one.unit))
            }
            Self::Accept {} | Self::NotAccept { .. } => Deed::TakeIn,
            Self::Forward { .. } => Deed::Forward,
            Self::SendBack { .. } => Deed::SendBack,
            Self::RequestSupplement { .. } | Self::RequestPayment { .. } => Deed::Pause,
            Self::Resume {} => Deed::Resume,
            Self::Announce { .. } => Deed::Announce,
            Self::Settle { .. } => Deed::Settle,
            Self::Deliver { .. } => Deed::Deliver,
            Self::CorrectName { .. }
            | Self::CorrectUnit { .. }
            | Self::CorrectProcedure { .. }
            | Self::Void { .. } => Deed::Correct,
        })
    }

    fn perform(self, shift: &mut Shift<'_, '_>, ctx: &Ctx<'_>, id: DossierId) -> Result<()> {
        match self {
            Self::Accept {} => shift.accept_submitted(ctx, id).map(|_| ()),
            Self::NotAccept { reason } => shift.not_accept(ctx, id, &reason),
            Self::Forward { note } => shift.forward(ctx, id, note.as_deref()).map(|_| ()),
            Self::Opine { step, opinion } => shift.opine(ctx, id, step, &opinion).map(|_| ()),
            Self::SendBack { reason } => shift.send_back(ctx, id, &reason).map(|_| ()),
            Self::RequestSupplement { what } => shift.request_supplement(ctx, id, &what),
            Self::RequestPayment { what } => shift.request_payment(ctx, id, &what),
            Self::Resume {} => shift.resume(ctx, id).map(|_| ()),
            Self::Announce { day, reason } => shift.announce(ctx, id, day.0, &reason),
            Self::Settle { outcome, reason, late } => {
                let late_reason = late.map(|l| LateReason { cause: l.cause, text: l.text });
                shift.settle(ctx, id, Settle { outcome, reason, late_reason }).map(|_| ())
            }
            Self::Deliver { by } => shift.deliver(ctx, id, by),
            Self::CorrectName { name, reason } => shift.correct_name(ctx, id, &name, &reason),
            Self::CorrectUnit { unit, reason } => {
                let unit = named_unit(shift, &unit, ctx.now)?;
                shift.correct_unit(ctx, id, unit, &reason)
            }
            Self::CorrectProcedure { procedure, reason } => {
                let found = shift.reference().catalogue.by_code(&procedure).ok_or_else(|| {
                    Refusal::new(
                        "body.procedure",
                        "Không có thủ tục mang mã này.",
                        "There is no procedure with this code.",
                    )
                })?;
                shift.correct_procedure(ctx, id, found, &reason)
            }
            Self::Void { reason } => shift.void(ctx, id, &reason),
        }
    }
}

fn named_unit(shift: &Shift<'_, '_>, code: &str, now: Instant) -> Result<UnitId> {
    let found = shift.directory().by_code(code, now.day()).map(|v| v.unit);
    found.ok_or_else(|| {
        Refusal::new(
            "body.unit",
            "Hôm nay không có đơn vị mang mã này.",
            "There is no unit with this code today.",
        )
        .into()
    })
}

/// Where in the body a refusal belongs.
const PLACES: &[(&str, &str)] = &[
    ("body.unit", "/unit"),
    ("body.procedure", "/procedure"),
    ("reason.needed", "/reason"),
    ("opinion.needed", "/opinion"),
    ("opinion.not_asked", "/step"),
    ("dossier.late_reason_needed", "/late"),
    ("dossier.announce", "/day"),
    ("applicant.name", "/name"),
];

pub(super) async fn act(
    visit: Visit,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    if !headers.contains_key(header::IF_MATCH) {
        return Err(problems::no_version());
    }
    let asked = Asked::read(CALL.params, query.as_deref(), &headers)?;
    let seen = asked.version("If-Match").ok_or_else(problems::no_version)?;
    let action: Action = body::read(&bytes)?;
    let who = pages_account::who(&visit)?.clone();
    let code = name_of(&code).ok_or_else(|| problems::unknown("dossier.unknown"))?.to_owned();
    let (desk, now) = (visit.kit().need::<Desk>()?, visit.business_now());
    let done = visit.kit().run(move |_| {
        desk.shift(move |shift| {
            // Whoever may not see it is told that it is not there.
            let before = shift.named(&code, &who.units(Right::See))?;
            let actor =
                action.deed(shift, &before)?.by(&before, |right, unit| who.actor(right, unit).ok())?;
            let id = before.id;
            shift.seen(id, seen);
            let ids = shift.beside().ids();
            action.perform(shift, &Ctx { actor, now, ids: &ids }, id)?;
            let after = shift.dossier(id)?;
            Ok((ShownDossier::of(&after, shift.reference(), now.day()), after.version))
        })
    });
    let (shown, version) = done.await.map_err(|error| problems::of_use_case(error, PLACES))?;
    Ok(answer::with_etag(answer::json(StatusCode::OK, &shown)?, version))
}
