//! Who wants to be told of what, and where.

use super::guard::Allowed;
use super::sign;
use dossier::desk::tell;
use dossier::words::EventKind;
use kernel::{Fault, Instant, PersonId, Refusal, Result};
use store::{Ctx, Row, Tx, table, vals};

kernel::typed_id!(
    /// A webhook.
    WebhookId
);

table! {
    /// Webhooks. The secret is not in the audit: only the digest of the row is.
    pub(crate) static WEBHOOK = 51 "webhook" key(id) version(version) {
        id: Int, person_id: Int, url: Text, topics: Text, secret: Bytes, made_at: Int, ended_at: Int, version: Int,
    }
}

/// Webhooks of one person at most.
const MOST: usize = 10;

/// A webhook.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Whose it is: it tells what this person may see.
    pub person: PersonId,
    /// Where it is sent.
    pub url: String,
    /// Of what.
    pub topics: Vec<EventKind>,
    /// When it was asked for, in business time.
    pub made_at: Instant,
    pub(super) secret: Vec<u8>,
    version: i64,
}

/// The secret stays inside.
impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The name of a topic.
pub(super) fn topic_of(kind: EventKind) -> String {
    format!("dossier.{}", kind.word())
}

/// The topic of a name.
pub(super) fn topic(name: &str) -> Option<EventKind> {
    name.strip_prefix("dossier.").and_then(EventKind::from_word)
}

impl Webhook {
    fn with_values<T>(
        &self,
        ended: Option<Instant>,
        version: i64,
        f: impl FnOnce(&[store::V<'_>]) -> Result<T>,
    ) -> Result<T> {
        let topics: Vec<&str> = self.topics.iter().map(|t| t.word()).collect();
        let topics = serde_json::to_string(&topics).map_err(|e| Fault::because("writing a webhook", e))?;
        f(&vals![self.id.0, self.person.0, &self.url, &topics, &self.secret, self.made_at, ended, version])
    }
}

/// Asks to be told; answers the webhook and the secret that signs, which is shown this once.
///
/// # Errors
/// Refusals: a forbidden address, no topic, too many webhooks.
pub fn make(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    allowed: &Allowed,
    url: &str,
    topics: &[EventKind],
) -> Result<(Webhook, String)> {
    allowed.check(url).map_err(|why| Refusal::new("webhook.url", why.0, why.1))?;
    let mut topics = topics.to_vec();
    topics.sort_unstable();
    topics.dedup();
    if topics.is_empty() {
        return Err(Refusal::new(
            "webhook.topics",
            "Hãy chọn ít nhất một sự kiện.",
            "Choose at least one topic.",
        )
        .into());
    }
    if of(tx, ctx.actor.person)?.len() >= MOST {
        return Err(Refusal::new(
            "webhook.too_many",
            "Mỗi tài khoản có tối đa 10 webhook. Hãy bỏ bớt.",
            "One account has at most ten webhooks. Remove one first.",
        )
        .into());
    }
    let hook = Webhook {
        id: WebhookId(ctx.ids.next(ctx.now)),
        person: ctx.actor.person,
        url: url.to_owned(),
        topics,
        made_at: ctx.now,
        secret: sign::secret()?.to_vec(),
        version: 1,
    };
    tx.action(&ctx.action("webhook.make"), |tx| {
        hook.with_values(None, 1, |values| tx.insert(&WEBHOOK, values))
    })?;
    tx.exec(
        "INSERT INTO webhook_queue (webhook_id, last_no, served_at, rest_until) VALUES ($1, 0, 0, 0)",
        &vals![hook.id.0],
    )?;
    tell::ask(tx, true)?;
    let secret = sign::shown(&hook.secret);
    Ok((hook, secret))
}

/// Ends a webhook; what waits for it is not sent any more.
pub(super) fn end(tx: &mut Tx, ctx: &Ctx<'_>, hook: &Webhook) -> Result<()> {
    let ended = tx.action(&ctx.action("webhook.end"), |tx| {
        hook.with_values(None, hook.version, |old| {
            hook.with_values(Some(ctx.now), hook.version + 1, |new| tx.update(&WEBHOOK, old, new))
        })
    })?;
    // Somebody else was first, and it has ended all the same.
    if !ended {
        return Ok(());
    }
    // The queue first: whoever puts a message in locks its row, so that none comes in behind this.
    for table in ["webhook_queue", "webhook_attempt", "webhook_delivery"] {
        tx.exec(format!("DELETE FROM {table} WHERE webhook_id = $1"), &vals![hook.id.0])?;
    }
    // Asked first, counted then: whoever makes another at the same time waits for the lock of this note, or has
    // committed and is counted.
    tell::ask(tx, false)?;
    let left = tx.query_one("SELECT COUNT(*) FROM webhook WHERE ended_at IS NULL", &[], |row| row.int())?;
    if left > 0 { tell::ask(tx, true) } else { Ok(()) }
}

macro_rules! webhook_select {
    ($rest:literal) => {
        concat!(
            "SELECT id, person_id, url, topics, secret, made_at, version FROM webhook WHERE ended_at IS NULL ",
            $rest
        )
    };
}

fn read(row: &mut Row<'_>) -> Result<Webhook> {
    let (id, person, url) = (WebhookId(row.int()?), PersonId(row.int()?), row.text()?);
    let words: Vec<String> =
        serde_json::from_str(row.str()?).map_err(|e| Fault::because(format!("webhook {id}: topics"), e))?;
    // A kind that this program does not know any more is told to nobody.
    let topics = words.iter().filter_map(|word| EventKind::from_word(word)).collect();
    let (secret, made_at, version) = (row.bytes()?, Instant(row.int()?), row.int()?);
    Ok(Webhook { id, person, url, topics, made_at, secret, version })
}

/// The webhooks of a person, the oldest first.
pub(super) fn of(tx: &mut Tx, person: PersonId) -> Result<Vec<Webhook>> {
    tx.query(webhook_select!("AND person_id = $1 ORDER BY id"), &vals![person.0], read)
}

/// A webhook.
pub(super) fn one(tx: &mut Tx, id: WebhookId) -> Result<Option<Webhook>> {
    tx.query_opt(webhook_select!("AND id = $1"), &vals![id.0], read)
}

/// All of them.
pub(super) fn all(tx: &mut Tx) -> Result<Vec<Webhook>> {
    tx.query(webhook_select!("ORDER BY id"), &[], read)
}
