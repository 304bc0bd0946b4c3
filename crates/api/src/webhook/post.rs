//! The post: hands messages of the outbox to the webhooks that asked for them, and sends what is due.

use super::guard::Allowed;
use super::queue::{self, Due};
use super::send::{Outcome, Sender};
use super::sign;
use super::subscription::{self, Webhook, WebhookId, topic_of};
use crate::answer::{Date, Moment};
use dossier::desk::tell::{self, Told};
use dossier::words::national_status;
use identity::Gate;
use kernel::clock::Stopwatch;
use kernel::{Clock, Fault, Instant, Result, Right, UnitId};
use organisation::Directory;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use store::{Db, Tx, outbox};

/// So many receivers are served at once; a slow one holds up one of these.
const HANDS: usize = 4;
/// How often it is looked whether something is due.
const TICK: Duration = Duration::from_millis(500);
/// For how long those who are at it are waited for at the end.
const LONGEST_FAREWELL: Duration = Duration::from_secs(2);
/// For how long messages and webhooks are ours; whoever dies in the middle loses them after that.
const LEASE_SECONDS: i64 = 120;
/// Messages handed on in one transaction.
const HANDFUL: i64 = 100;
/// Deliveries to one receiver before the next has its turn, and for how long at most.
const STRETCH: i64 = 50;
const LONGEST_STRETCH: Duration = Duration::from_secs(20);

/// The post of a database.
#[derive(Clone)]
pub struct Post {
    db: Db,
    gate: Gate,
    technical: Arc<dyn Clock>,
    sender: Sender,
}

impl Post {
    /// Over a database, sending where it is allowed.
    pub fn new(db: Db, gate: Gate, technical: Arc<dyn Clock>, allowed: Allowed) -> Self {
        Self { db, gate, technical, sender: Sender::new(allowed) }
    }

    /// Hands on what there is, and sends what is due; answers how many were sent, well or not.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn turn(&self) -> Result<usize> {
        while self.hand_on()? {}
        let mut sent = 0;
        while let Some(hook) = self.claim()? {
            sent += self.serve(hook)?;
        }
        Ok(sent)
    }

    /// Hands some messages on; whether there may be more.
    fn hand_on(&self) -> Result<bool> {
        let now = self.technical.now();
        if !self.db.read(|tx| outbox::is_due(tx, tell::TOPIC, now))? {
            return Ok(false);
        }
        let messages = outbox::claim_of(&self.db, tell::TOPIC, now, HANDFUL, LEASE_SECONDS)?;
        let more = !messages.is_empty();
        let gate = self.gate.clone();
        self.db.write(move |tx| {
            let hooks = subscription::all(tx)?;
            for message in messages {
                match serde_json::from_str(&message.body) {
                    Ok(told) => {
                        hand_out(tx, &gate, &hooks, &told, message.id, now)?;
                        outbox::done(tx, message.id)?;
                    }
                    // One that cannot be read must not hold up the others.
                    Err(error) => outbox::failed(tx, &message, now, &error.to_string())?,
                }
            }
            Ok(())
        })?;
        Ok(more)
    }

    fn claim(&self) -> Result<Option<WebhookId>> {
        let now = self.technical.now();
        if !self.db.read(|tx| queue::is_due(tx, now))? {
            return Ok(None);
        }
        self.db.write(move |tx| queue::claim(tx, now, LEASE_SECONDS))
    }

    /// Sends what is due of one webhook, until it is done, the receiver is silent, or others should have their turn.
    fn serve(&self, id: WebhookId) -> Result<usize> {
        let now = self.technical.now();
        let hook = self.db.read(|tx| subscription::one(tx, id))?;
        let due = self.db.read(|tx| queue::due(tx, id, now, STRETCH))?;
        let (watch, mut sent, mut silent) = (Stopwatch::start(), 0, None);
        if let Some(hook) = hook {
            for one in due {
                let outcome = self.send(&hook, one.clone())?;
                sent += 1;
                if matches!(outcome, Outcome::Silent(_)) {
                    silent = Some(one.tries + 1);
                    break;
                }
                if watch.elapsed() > LONGEST_STRETCH {
                    break;
                }
            }
        }
        let now = self.technical.now();
        self.db.write(move |tx| queue::release(tx, id, silent, now))?;
        Ok(sent)
    }

    fn send(&self, hook: &Webhook, due: Due) -> Result<Outcome> {
        let at = self.technical.now();
        let (id, seconds) = (due.message.to_string(), at.0.div_euclid(1_000_000));
        let signature = sign::signature(&hook.secret, &id, seconds, &due.body);
        let (seconds, number) = (seconds.to_string(), due.no.to_string());
        let headers = [
            ("webhook-id", id.as_str()),
            ("webhook-timestamp", seconds.as_str()),
            ("webhook-signature", signature.as_str()),
            ("motcua-delivery", number.as_str()),
        ];
        let watch = Stopwatch::start();
        let outcome = self.sender.send(&hook.url, &headers, &due.body);
        let micros = i64::try_from(watch.elapsed().as_micros()).unwrap_or(i64::MAX);
        let (id, noted, at) = (hook.id, outcome.clone(), self.technical.now());
        self.db.write(move |tx| queue::note(tx, id, &due, at, micros, &noted))?;
        Ok(outcome)
    }
}

/// Puts a message in the queue of each webhook that asked for it and whose person may see the dossier now.
fn hand_out(
    tx: &mut Tx,
    gate: &Gate,
    hooks: &[Webhook],
    told: &Told,
    message: i64,
    now: Instant,
) -> Result<()> {
    let mut body = None;
    for hook in hooks.iter().filter(|h| h.topics.contains(&told.kind)) {
        let Some(who) = gate.who(tx, hook.person)? else { continue };
        let units = who.units(Right::See);
        if ![told.unit, told.receiving, told.standing].iter().any(|unit| units.has(*unit)) {
            continue;
        }
        if body.is_none() {
            body = Some(written(tx, told, message, who.directory())?);
        }
        if let Some(body) = &body {
            queue::put(tx, hook.id, message, &topic_of(told.kind), body, now)?;
        }
    }
    Ok(())
}

/// What is sent. No name, no number, nothing that somebody typed.
fn written(tx: &mut Tx, told: &Told, message: i64, directory: &Directory) -> Result<String> {
    let day = told.at.day();
    let unit = |unit: UnitId| {
        let version = directory.version_at(unit, day).or_else(|| directory.last_version(unit));
        version.map(|v| v.code.clone())
    };
    let procedure = catalogue::Catalogue::code_of(tx, told.procedure)?;
    let status = national_status(told.state, told.waits_for, told.outcome);
    let body = json!({
        "id": message.to_string(),
        "type": topic_of(told.kind),
        "timestamp": Moment(told.at),
        "data": {
            "id": told.id.to_string(),
            "code": told.code,
            "sequence": told.no,
            "state": told.state.word(),
            "national_status": status,
            "procedure": procedure,
            "unit": unit(told.unit),
            "standing": unit(told.standing),
            "step": told.step,
            "promised": told.promised.map(Date),
            "due": told.due.map(Date),
            "announced": told.announced.map(Date),
            "outcome": told.outcome.map(|o| o.word()),
            "timeliness": told.timeliness,
        },
    });
    Ok(body.to_string())
}

/// The post at work in the background; it ends when this is dropped.
pub struct Postman {
    stop: Arc<AtomicBool>,
    hands: Vec<JoinHandle<()>>,
}

impl Postman {
    /// Begins.
    ///
    /// # Errors
    /// A fault: no thread can be had.
    pub fn start(post: &Post) -> Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut hands = Vec::new();
        for _ in 0..HANDS {
            let (post, stop) = (post.clone(), stop.clone());
            let hand = std::thread::Builder::new()
                .name("post".into())
                .spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        if let Err(error) = post.turn() {
                            tracing::error!(%error, "webhooks could not be sent");
                        }
                        std::thread::park_timeout(TICK);
                    }
                })
                .map_err(|e| Fault::because("starting the post", e))?;
            hands.push(hand);
        }
        Ok(Self { stop, hands })
    }
}

impl Drop for Postman {
    /// Whoever only waits is waited for; what is being sent may take seconds, and is not: a claim ends by itself, and
    /// what was sent without being noted is sent once more.
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let watch = Stopwatch::start();
        for hand in &self.hands {
            hand.thread().unpark();
        }
        while watch.elapsed() < LONGEST_FAREWELL && self.hands.iter().any(|hand| !hand.is_finished()) {
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }
}
