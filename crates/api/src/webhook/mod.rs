//! Webhooks: others are told of what happens to dossiers. Signed, tried again, kept with every attempt, replayable.
//!
//! An event leaves a message in the outbox, in its own transaction. The post hands each message to every webhook that
//! asked for its topic and whose person may see the dossier, and sends what is due. At least once each; in the order of
//! their numbers as long as the first attempts succeed, and never held up by one that fails. Whoever receives goes by
//! `sequence` of a dossier, not by the order of arrival.

mod calls;
mod deliveries;
mod guard;
mod post;
mod queue;
mod send;
mod sign;
mod subscription;

pub(crate) use calls::calls;
pub use guard::{Allowed, Forbidden};
pub use post::{Post, Postman};
pub(crate) use queue::{backlog, sweep};
pub(crate) use subscription::WEBHOOK;
pub use subscription::{Webhook, WebhookId, make};
