//! Taking a dossier in, once: the key, the dossier and the answer are one transaction.

use super::shown::{channels, states, ways};
use crate::answer::{self, Date};
use crate::body::{self, Check, length};
use crate::param::{Asked, Param, Shape};
use crate::surface::{Call, Good};
use crate::{keys, problems, scope};
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use dossier::desk::{Accept, Applicant, Channel, Ctx, Desk, ResultBy, Right, Shift, Submit};
use identity::Who;
use kernel::{Fault, Instant, Refusal, Result, UnitId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use webkit::{Access, Answer, Visit, Wrong};

pub(super) const CALL: Call = Call::post(
    "/api/v1/dossiers",
    "createDossier",
    Access::Token(scope::DOSSIERS_WRITE),
    Good::json::<Created>(201, "It was taken in, now or when this key was first sent.")
        .headers(&[("Location", "Where the dossier is."), ("ETag", "The version of the dossier.")])
        .leads(&[("getDossier", "code", "/name"), ("listDossierEvents", "code", "/name")]),
)
.about(
    "dossiers",
    "Take a dossier in",
    "At the counter or by post it is accepted at once: the clock starts and it gets its code. Sent online it waits \
     until a desk accepts it. The same `Idempotency-Key` with the same body is answered as the first time, for at \
     least 24 hours; with another body it is refused. Needs the right to receive at the receiving desk.",
)
.params(&[Param::header(
    "Idempotency-Key",
    Shape::Key,
    "A key that your program makes for this dossier and sends again when it repeats the call.",
    "7f2c9a54-intake-0001",
)])
.sends::<NewDossier>(EXAMPLE);

const EXAMPLE: &str = r#"{
  "procedure": "1.000020", "unit": "X01", "channel": "counter", "result_by": "counter",
  "applicant": { "name": "Nguyễn Văn Thử", "phone": "0912345678", "card": "012345678901", "address": "Ấp 1 (minh họa)" },
  "content": "Đăng ký kết hôn (minh họa)"
}"#;

/// A dossier to be taken in.
#[derive(Deserialize, Serialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDossier {
    /// Code of the procedure.
    #[schemars(length(min = 1, max = 60))]
    procedure: String,
    /// Code of the competent unit.
    #[schemars(length(min = 1, max = 60))]
    unit: String,
    /// Code of the unit whose desk takes it in; the competent one when left out.
    #[serde(default)]
    #[schemars(length(min = 1, max = 60))]
    receiving: Option<String>,
    #[schemars(schema_with = "channels")]
    channel: Channel,
    /// How the result is to be handed over.
    #[schemars(schema_with = "ways")]
    result_by: ResultBy,
    applicant: NewApplicant,
    /// What it is about, in a sentence.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    content: String,
}

/// Whose it is.
#[derive(Deserialize, Serialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
struct NewApplicant {
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// Digits only; the country's own prefix is kept as the first nought. Empty when it was not given.
    #[serde(default)]
    #[schemars(regex(pattern = r"^([0-9]{8,15})?$"))]
    phone: String,
    /// Digits only. Empty when it was not given.
    #[serde(default)]
    #[schemars(regex(pattern = r"^([0-9]{6,20})?$"))]
    card: String,
    #[serde(default)]
    #[schemars(length(max = 500))]
    address: String,
}

impl Check for NewDossier {
    fn check(&self, wrong: &mut Vec<Wrong>) {
        length("/procedure", &self.procedure, 1, 60, wrong);
        length("/unit", &self.unit, 1, 60, wrong);
        if let Some(receiving) = &self.receiving {
            length("/receiving", receiving, 1, 60, wrong);
        }
        length("/applicant/name", &self.applicant.name, 1, 200, wrong);
        length("/applicant/address", &self.applicant.address, 0, 500, wrong);
        length("/content", &self.content, 0, 2_000, wrong);
        digits("/applicant/phone", &self.applicant.phone, 8..=15, wrong);
        digits("/applicant/card", &self.applicant.card, 6..=20, wrong);
    }
}

fn digits(at: &'static str, number: &str, some: RangeInclusive<usize>, wrong: &mut Vec<Wrong>) {
    let good = some.contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    if !number.is_empty() && !good {
        let (least, most) = (some.start(), some.end());
        wrong.push(Wrong::new(
            at,
            format!("Chỉ ghi chữ số, từ {least} đến {most}."),
            format!("Digits only, {least} to {most}."),
        ));
    }
}

/// What was taken in.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
pub(super) struct Created {
    id: String,
    /// None for one sent online until a desk accepts it.
    code: Option<String>,
    /// What it is called in addresses: its code, or its id before it has one.
    name: String,
    #[schemars(schema_with = "states")]
    state: String,
    version: i64,
    /// The date on the slip.
    promised: Option<Date>,
    /// The lawful due date; on this day the same.
    due: Option<Date>,
}

/// Where in the body a refusal belongs.
const PLACES: &[(&str, &str)] = &[
    ("body.procedure", "/procedure"),
    ("procedure.not_in_force", "/procedure"),
    ("procedure.channel", "/channel"),
    ("body.unit", "/unit"),
    ("unit.not_competent", "/unit"),
    ("body.receiving", "/receiving"),
    ("applicant.name", "/applicant/name"),
    ("applicant.phone", "/applicant/phone"),
    ("applicant.card", "/applicant/card"),
];

pub(super) async fn create(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let asked = Asked::read(CALL.params, query.as_deref(), &headers)?;
    let new: NewDossier = body::read(&bytes)?;
    let who = pages_account::who(&visit)?.clone();
    let key = keys::Key {
        person: who.person().id,
        key: asked.text("Idempotency-Key").unwrap_or_default().to_owned(),
        digest: keys::digest(&new)?,
    };
    let (desk, now) = (visit.kit().need::<Desk>()?, visit.business_now());
    let technical = visit.technical_now();
    let done = visit.kit().run(move |_| {
        desk.shift(move |shift| match keys::claim(shift.beside(), &key, technical)? {
            keys::Claim::Before(answer) => Ok(answer),
            keys::Claim::New => {
                let created = take_in(shift, &who, now, new)?;
                let answer = serde_json::to_string(&created)
                    .map_err(|e| Fault::because("writing what was taken in", e))?;
                keys::keep(shift.beside(), &key, &answer)?;
                Ok(answer)
            }
        })
    });
    let text = done.await.map_err(|error| problems::of_use_case(error, PLACES))?;
    let created: Created =
        serde_json::from_str(&text).map_err(|e| Fault::because("reading what was taken in", e))?;
    let mut response = answer::with_etag(answer::json_text(StatusCode::CREATED, text), created.version);
    let location = format!("/api/v1/dossiers/{}", kernel::text::percent_encoded(&created.name));
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn take_in(shift: &mut Shift<'_, '_>, who: &Who, now: Instant, new: NewDossier) -> Result<Created> {
    let today = now.day();
    let unit = named_unit(shift, &new.unit, today, "body.unit")?;
    let receiving = match &new.receiving {
        Some(code) => named_unit(shift, code, today, "body.receiving")?,
        None => unit,
    };
    let procedure = shift.reference().catalogue.by_code(&new.procedure).ok_or_else(|| {
        Refusal::new(
            "body.procedure",
            "Không có thủ tục mang mã này.",
            "There is no procedure with this code.",
        )
    })?;
    let ids = shift.beside().ids();
    let ctx = Ctx { actor: who.actor(Right::Receive, receiving)?, now, ids: &ids };
    let (result_by, content) = (new.result_by, new.content);
    let applicant = Applicant {
        name: new.applicant.name,
        phone: new.applicant.phone,
        card: new.applicant.card,
        address: new.applicant.address,
    };
    let id = if new.channel == Channel::Online {
        shift.submit(&ctx, Submit { id: None, procedure, unit, receiving, result_by, applicant, content })?
    } else {
        let channel = new.channel;
        let accept = Accept { id: None, procedure, unit, receiving, channel, result_by, applicant, content };
        shift.accept(&ctx, accept)?.id
    };
    let d = shift.dossier(id)?;
    let code = d.intake.as_ref().map(|i| i.code.clone());
    Ok(Created {
        id: d.id.to_string(),
        name: code.clone().unwrap_or_else(|| d.id.to_string()),
        code,
        state: d.stage.name().word().to_owned(),
        version: d.version,
        promised: d.intake.as_ref().map(|i| Date(i.promised)),
        due: d.stage.running().map(|r| Date(r.due_day)),
    })
}

fn named_unit(
    shift: &Shift<'_, '_>,
    code: &str,
    today: kernel::Day,
    refusal: &'static str,
) -> Result<UnitId> {
    let found = shift.directory().by_code(code, today).map(|v| v.unit);
    found.ok_or_else(|| {
        Refusal::new(
            refusal,
            "Hôm nay không có đơn vị mang mã này.",
            "There is no unit with this code today.",
        )
        .into()
    })
}
