//! What was sent, attempt by attempt, and sending it again.

use super::calls::{ID, delivery_states, id_of, topic_names, unknown};
use super::{WebhookId, queue, subscription};
use crate::answer::{self, Moment};
use crate::dossiers::LIMIT;
use crate::param::{Asked, Param, Shape};
use crate::surface::{Call, Good, Surface};
use crate::{problems, scope};
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode};
use kernel::{Instant, PersonId, Result};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use store::{Tx, vals};
use webkit::{Access, Answer, Visit};

const LIST: Call = Call::get(
    "/api/v1/webhooks/{id}/deliveries",
    "listDeliveries",
    Access::Token(scope::WEBHOOKS_WRITE),
    Good::json::<Deliveries>(200, "A page, the latest first."),
)
.about(
    "webhooks",
    "What was sent",
    "The deliveries of a webhook, the latest first, with every attempt. What is not taken is tried again after 10 \
     seconds, 20, 40 and so on up to an hour, and is `dead` after three days. Kept for 30 days.",
)
.params(&[
    ID,
    Param::query("before", Shape::Number, "Older than this number: the value of `next` of the page before.", "100"),
    LIMIT,
]);

const REPLAY: Call = Call::post(
    "/api/v1/webhooks/{id}/deliveries/{no}/replay",
    "replayDelivery",
    Access::Token(scope::WEBHOOKS_WRITE),
    Good::json::<ShownDelivery>(202, "It will be sent again."),
)
.about(
    "webhooks",
    "Send it again",
    "Puts a delivery in the queue again, whether it was taken or is dead. It keeps its id: whoever has had it knows it.",
)
.params(&[ID, Param::path("no", Shape::Number, "The number of the delivery.", "1")]);

/// The calls.
pub(super) fn calls(surface: Surface) -> Surface {
    surface.on(LIST, list).on(REPLAY, replay)
}

/// A page of deliveries.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "DeliveryList")]
struct Deliveries {
    deliveries: Vec<ShownDelivery>,
    /// Where the next page begins; none after the last.
    next: Option<i64>,
}

/// A delivery.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "WebhookDelivery")]
struct ShownDelivery {
    /// Counted for each webhook.
    no: i64,
    /// What `webhook-id` says: the same at each attempt.
    message: String,
    #[schemars(schema_with = "topic_names")]
    topic: String,
    #[schemars(schema_with = "delivery_states")]
    state: String,
    made_at: Moment,
    /// While it waits.
    next_attempt_at: Option<Moment>,
    attempts: Vec<ShownAttempt>,
    /// What is sent.
    body: Value,
}

/// An attempt.
#[derive(Serialize, JsonSchema, Debug)]
#[schemars(rename = "Attempt")]
struct ShownAttempt {
    at: Moment,
    /// What the receiver answered.
    status: Option<i64>,
    /// Why nothing came back.
    error: Option<String>,
    milliseconds: i64,
}

macro_rules! delivery_select {
    ($rest:literal) => {
        concat!(
            "SELECT no, message_id, topic, state, made_at, run_at, body FROM webhook_delivery WHERE webhook_id = $1 ",
            $rest
        )
    };
}

fn read(row: &mut store::Row<'_>) -> Result<ShownDelivery> {
    let (no, message, topic, state) = (row.int()?, row.int()?.to_string(), row.text()?, row.text()?);
    let (made_at, run_at) = (Moment(Instant(row.int()?)), Instant(row.int()?));
    let body = serde_json::from_str(row.str()?).unwrap_or(Value::Null);
    let next_attempt_at = (state == "waiting").then_some(Moment(run_at));
    Ok(ShownDelivery { no, message, topic, state, made_at, next_attempt_at, attempts: Vec::new(), body })
}

fn with_attempts(tx: &mut Tx, hook: WebhookId, delivery: &mut ShownDelivery) -> Result<()> {
    delivery.attempts = tx.query(
        "SELECT at, status, error, micros FROM webhook_attempt WHERE webhook_id = $1 AND no = $2 ORDER BY attempt",
        &vals![hook.0, delivery.no],
        |row| {
            let (at, status, error) = (Moment(Instant(row.int()?)), row.opt_int()?, row.opt_text()?);
            Ok(ShownAttempt { at, status, error, milliseconds: row.int()? / 1_000 })
        },
    )?;
    Ok(())
}

fn is_own(tx: &mut Tx, hook: WebhookId, person: PersonId) -> Result<bool> {
    Ok(subscription::one(tx, hook)?.is_some_and(|h| h.person == person))
}

async fn list(visit: Visit, Path(id): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    let asked = Asked::read(LIST.params, query.as_deref(), &headers)?;
    let hook = id_of(&id)?;
    let person = pages_account::who(&visit)?.person().id;
    let before: i64 = asked.text("before").and_then(|n| n.parse().ok()).unwrap_or(i64::MAX);
    let limit = asked.limit();
    let found = visit
        .kit()
        .read(move |tx| {
            if !is_own(tx, hook, person)? {
                return Ok(None);
            }
            let mut page = tx.query(
                delivery_select!("AND no < $2 ORDER BY no DESC LIMIT $3"),
                &vals![hook.0, before, limit],
                read,
            )?;
            for delivery in &mut page {
                with_attempts(tx, hook, delivery)?;
            }
            Ok(Some(page))
        })
        .await?;
    let deliveries = found.ok_or_else(unknown)?;
    let full = i64::try_from(deliveries.len()).unwrap_or(0) == limit;
    let next = deliveries.last().filter(|_| full).map(|d| d.no);
    answer::json(StatusCode::OK, &Deliveries { deliveries, next })
}

async fn replay(
    visit: Visit,
    Path((id, no)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    Asked::read(REPLAY.params, query.as_deref(), &headers)?;
    let lost = || problems::unknown("delivery.unknown");
    let hook = id_of(&id)?;
    let digits = no.len() <= 18 && no.bytes().all(|b| b.is_ascii_digit());
    let no: i64 = no.parse().ok().filter(|_| digits).ok_or_else(lost)?;
    let person = pages_account::who(&visit)?.person().id;
    let now = visit.technical_now();
    let found = visit
        .kit()
        .write(move |tx| {
            if !is_own(tx, hook, person)? || !queue::replay(tx, hook, no, now)? {
                return Ok(None);
            }
            let found = tx.query_opt(delivery_select!("AND no = $2"), &vals![hook.0, no], read)?;
            let Some(mut delivery) = found else { return Ok(None) };
            with_attempts(tx, hook, &mut delivery)?;
            Ok(Some(delivery))
        })
        .await?;
    answer::json(StatusCode::ACCEPTED, &found.ok_or_else(lost)?)
}
