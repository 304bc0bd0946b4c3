//! Asking to be told, and no more.

use super::guard::Allowed;
use super::subscription::{self, Webhook, topic, topic_of};
use super::{WebhookId, deliveries};
use crate::answer::{self, Moment, one_of};
use crate::body::{self, Check, length};
use crate::param::{Asked, Param, Shape, name_of};
use crate::surface::{Call, Good, Surface};
use crate::{problems, scope};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use dossier::words::EventKind;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use store::Ctx;
use webkit::{Access, Answer, Problem, Visit, Wrong};

/// The id of a webhook in a path.
pub(super) const ID: Param =
    Param::path("id", Shape::Text { least: 1, most: 60 }, "The webhook's id.", "123456789");

const MAKE: Call = Call::post(
    "/api/v1/webhooks",
    "createWebhook",
    Access::Token(scope::WEBHOOKS_WRITE),
    Good::json::<MadeWebhook>(201, "The webhook, with the secret that signs: shown this once.")
        .headers(&[("Location", "Where its deliveries are.")])
        .leads(&[("listDeliveries", "id", "/id"), ("deleteWebhook", "id", "/id")]),
)
.about(
    "webhooks",
    "Ask to be told",
    "From now on what happens to dossiers that the token's person may see is sent to the address, signed as the \
     Standard Webhooks describe. At least once each; go by `data.sequence` of a dossier, not by the order of arrival. \
     The address is public and https, unless the operator allowed its network.",
)
.sends::<NewWebhook>(r#"{ "url": "https://nhan.example/motcua", "topics": ["dossier.accepted", "dossier.settled"] }"#);

const LIST: Call = Call::get(
    "/api/v1/webhooks",
    "listWebhooks",
    Access::Token(scope::WEBHOOKS_WRITE),
    Good::json::<Webhooks>(200, "The webhooks of the token's person."),
)
.about("webhooks", "Your webhooks", "The webhooks of the token's person, the oldest first.");

const END: Call = Call::delete(
    "/api/v1/webhooks/{id}",
    "deleteWebhook",
    Access::Token(scope::WEBHOOKS_WRITE),
    Good::empty(204, "It is gone, and what waited for it with it."),
)
.about("webhooks", "Be told no more", "Ends a webhook. What waits for it is not sent any more.")
.params(&[ID]);

/// The calls.
pub(crate) fn calls(surface: Surface) -> Surface {
    let surface = surface.on(MAKE, make).limit(16 * 1024).on(LIST, list).on(END, end);
    deliveries::calls(surface)
}

/// A webhook to be made.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
struct NewWebhook {
    /// Where it is to be sent: a public https address.
    #[schemars(length(min = 1, max = 500), regex(pattern = r"^https?://"))]
    url: String,
    /// Of what.
    #[schemars(schema_with = "topics")]
    topics: Vec<String>,
}

impl Check for NewWebhook {
    fn check(&self, wrong: &mut Vec<Wrong>) {
        length("/url", &self.url, 1, 500, wrong);
        if self.topics.is_empty() || self.topics.len() > EventKind::ALL.len() {
            wrong.push(Wrong::new(
                "/topics",
                "Hãy chọn ít nhất một sự kiện, mỗi sự kiện một lần.",
                "Choose at least one topic, each once.",
            ));
        }
        for (i, name) in self.topics.iter().enumerate() {
            if topic(name).is_none() || self.topics[..i].contains(name) {
                wrong.push(Wrong::new(
                    format!("/topics/{i}"),
                    "Không có sự kiện này, hoặc đã ghi ở trên.",
                    "There is no such topic, or it was named before.",
                ));
            }
        }
    }
}

/// A webhook just made.
#[derive(Serialize, JsonSchema, Debug)]
struct MadeWebhook {
    #[serde(flatten)]
    webhook: ShownWebhook,
    /// Signs every delivery. Keep it: it is shown nowhere else.
    secret: String,
}

/// A webhook.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Webhook")]
struct ShownWebhook {
    id: String,
    url: String,
    #[schemars(schema_with = "topics")]
    topics: Vec<String>,
    made_at: Moment,
}

/// Webhooks.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "WebhookList")]
struct Webhooks {
    webhooks: Vec<ShownWebhook>,
}

impl ShownWebhook {
    fn of(hook: &Webhook) -> Self {
        Self {
            id: hook.id.to_string(),
            url: hook.url.clone(),
            topics: hook.topics.iter().map(|t| topic_of(*t)).collect(),
            made_at: Moment(hook.made_at),
        }
    }
}

/// The name of a topic.
pub(super) fn topic_names(_: &mut SchemaGenerator) -> Schema {
    // There are a few, and they live as long as the program.
    let names: Vec<String> = EventKind::ALL.iter().map(|k| topic_of(*k)).collect();
    json_schema!({ "type": "string", "enum": names })
}

fn topics(generator: &mut SchemaGenerator) -> Schema {
    let one = topic_names(generator);
    json_schema!({
        "type": "array", "items": one, "minItems": 1, "maxItems": EventKind::ALL.len(), "uniqueItems": true,
    })
}

/// Which state a delivery is in.
pub(super) fn delivery_states(_: &mut SchemaGenerator) -> Schema {
    one_of(["waiting", "delivered", "dead"].into_iter())
}

async fn make(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap, bytes: Bytes) -> Answer {
    Asked::read(MAKE.params, query.as_deref(), &headers)?;
    let new: NewWebhook = body::read(&bytes)?;
    let actor = pages_account::who(&visit)?.myself();
    let allowed = visit.kit().get::<Allowed>();
    let now = visit.business_now();
    let done = visit.kit().write(move |tx| {
        let ids = tx.ids();
        let ctx = Ctx { actor, now, ids: &ids };
        let kinds: Vec<EventKind> = new.topics.iter().filter_map(|name| topic(name)).collect();
        subscription::make(tx, &ctx, allowed.as_deref().unwrap_or(&Allowed::default()), &new.url, &kinds)
    });
    let places = [("webhook.url", "/url"), ("webhook.topics", "/topics")];
    let (hook, secret) = done.await.map_err(|error| problems::of_use_case(error, &places))?;
    let made = MadeWebhook { webhook: ShownWebhook::of(&hook), secret };
    let mut response = answer::json(StatusCode::CREATED, &made)?;
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/webhooks/{}/deliveries", hook.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

async fn list(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    Asked::read(LIST.params, query.as_deref(), &headers)?;
    let person = pages_account::who(&visit)?.person().id;
    let hooks = visit.kit().read(move |tx| subscription::of(tx, person)).await?;
    answer::json(StatusCode::OK, &Webhooks { webhooks: hooks.iter().map(ShownWebhook::of).collect() })
}

async fn end(visit: Visit, Path(id): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    Asked::read(END.params, query.as_deref(), &headers)?;
    let id = id_of(&id)?;
    let actor = pages_account::who(&visit)?.myself();
    let now = visit.business_now();
    let ended = visit
        .kit()
        .write(move |tx| {
            let Some(hook) = subscription::one(tx, id)?.filter(|h| h.person == actor.person) else {
                return Ok(false);
            };
            let ids = tx.ids();
            subscription::end(tx, &Ctx { actor, now, ids: &ids }, &hook).map(|()| true)
        })
        .await?;
    if ended { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(unknown()) }
}

/// The id of an address.
pub(super) fn id_of(piece: &str) -> Result<WebhookId, Problem> {
    let digits = name_of(piece).filter(|p| p.len() <= 19 && p.bytes().all(|b| b.is_ascii_digit()));
    digits.and_then(|p| p.parse().ok()).map(WebhookId).ok_or_else(unknown)
}

/// It is not there, or somebody else's.
pub(super) fn unknown() -> Problem {
    problems::unknown("webhook.unknown")
}
