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
use rustc_hash::FxHashMap;
use serde_json::json;
use std::collections::hash_map::Entry;
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

    /// Whether there is anything to do.
    ///
    /// # Errors
    /// A fault of the database.
    fn is_due(&self) -> Result<bool> {
        let now = self.technical.now();
        self.db.read(|tx| Ok(outbox::is_due(tx, tell::TOPIC, now)? || queue::is_due(tx, now)?))
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
            let mut told: Vec<(i64, Told)> = Vec::new();
            for message in messages {
                match serde_json::from_str(&message.body) {
                    Ok(event) => {
                        told.push((message.id, event));
                        outbox::done(tx, message.id)?;
                    }
                    // One that cannot be read must not hold up the others.
                    Err(error) => outbox::failed(tx, &message, now, &error.to_string())?,
                }
            }
            hand_out(tx, &gate, &told, now)?;
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
        // Nothing is sent for somebody who has left.
        let (hook, due) = self.db.read(|tx| {
            let hook = match subscription::one(tx, id)? {
                Some(hook) => self.gate.who(tx, hook.person)?.map(|_| hook),
                None => None,
            };
            Ok((hook, queue::due(tx, id, now, STRETCH)?))
        })?;
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

/// Puts messages in the queue of each webhook that asked for them and whose person may see the dossier now. Webhook by
/// webhook, always in the same order: each locks its queue, and those who hand out at once must not wait for each other
/// in a ring.
fn hand_out(tx: &mut Tx, gate: &Gate, told: &[(i64, Told)], now: Instant) -> Result<()> {
    let mut bodies: FxHashMap<i64, String> = FxHashMap::default();
    for hook in subscription::all(tx)? {
        let mut asked = told.iter().filter(|(_, event)| hook.topics.contains(&event.kind)).peekable();
        if asked.peek().is_none() {
            continue;
        }
        let Some(who) = gate.who(tx, hook.person)? else { continue };
        let units = who.units(Right::See);
        for (message, event) in asked {
            if !dossier::rule::sees(&units, event.unit, event.receiving, event.standing) {
                continue;
            }
            let body = match bodies.entry(*message) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(room) => room.insert(written(tx, event, *message, who.directory())?),
            };
            queue::put(tx, hook.id, *message, &topic_of(event.kind), body, now)?;
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
    /// Begins: one looks whether there is anything to do, and calls the others.
    ///
    /// # Errors
    /// A fault: no thread can be had.
    pub fn start(post: &Post) -> Result<Self> {
        let mut begun = Self { stop: Arc::new(AtomicBool::new(false)), hands: Vec::new() };
        for _ in 1..HANDS {
            let post = post.clone();
            begun.hand(move |stop| {
                std::thread::park();
                if !stop.load(Ordering::Relaxed) {
                    turn(&post);
                }
            })?;
        }
        let (post, others) =
            (post.clone(), begun.hands.iter().map(|h| h.thread().clone()).collect::<Vec<_>>());
        begun.hand(move |_| {
            match post.is_due() {
                Ok(true) => {
                    others.iter().for_each(std::thread::Thread::unpark);
                    turn(&post);
                }
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "it cannot be seen whether webhooks are due"),
            }
            std::thread::park_timeout(TICK);
        })?;
        Ok(begun)
    }

    /// One more, who works until all are told to stop.
    fn hand(&mut self, mut work: impl FnMut(&AtomicBool) + Send + 'static) -> Result<()> {
        let stop = self.stop.clone();
        let until_stopped = move || {
            while !stop.load(Ordering::Relaxed) {
                work(&stop);
            }
        };
        let hand = std::thread::Builder::new().name("post".into()).spawn(until_stopped);
        self.hands.push(hand.map_err(|e| Fault::because("starting the post", e))?);
        Ok(())
    }
}

fn turn(post: &Post) {
    if let Err(error) = post.turn() {
        tracing::error!(%error, "webhooks could not be sent");
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
