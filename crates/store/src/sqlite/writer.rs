//! The writer thread: a savepoint per closure, one COMMIT for everything that waits, answers after the COMMIT.

use super::Session;
use super::session::plain;
use crate::db::{Shared, panic_text};
use crate::record;
use crate::tx::{Driver, Tx};
use kernel::{Error, Fault, Result};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Closures that share one COMMIT at most. More would only make the first one wait.
const MOST_IN_A_BATCH: usize = 256;

/// A closure on its way to the writer thread.
pub(crate) trait Job: Send {
    /// Runs it; says whether what it wrote is to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Hands the result to whoever waits; a failed COMMIT takes its place.
    fn answer(self: Box<Self>, committed: std::result::Result<(), &str>);
}

struct Closure<T, F> {
    f: Option<F>,
    result: Option<Result<T>>,
    reply: SyncSender<Result<T>>,
}

/// Packs a closure; its result comes through the receiver.
pub(crate) fn pack<T, F>(f: F) -> (Box<dyn Job>, Receiver<Result<T>>)
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
{
    let (reply, answer) = sync_channel(1);
    (Box::new(Closure { f: Some(f), result: None, reply }), answer)
}

impl<T: Send, F: FnOnce(&mut Tx<'_>) -> Result<T> + Send> Job for Closure<T, F> {
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(f) = self.f.take() else { return false };
        let result = catch_unwind(AssertUnwindSafe(|| {
            let value = f(tx)?;
            tx.finish()?;
            Ok(value)
        }))
        .unwrap_or_else(|panic| Err(Fault::new(format!("a panic: {}", panic_text(&*panic))).into()));
        let good = result.is_ok();
        self.result = Some(result);
        good
    }

    fn answer(self: Box<Self>, committed: std::result::Result<(), &str>) {
        let result = match (self.result, committed) {
            (Some(Err(e)), _) => Err(e),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(why)) => Err(Error::Fault(Fault::new(why))),
            (None, Ok(())) => Err(Error::Fault(Fault::new("the closure was not run"))),
        };
        // Whoever asked may have gone away; what was committed stays committed.
        let _ = self.reply.send(result);
    }
}

const ENDED_BY_ITSELF: &str =
    "the database ended the transaction by itself, most likely because the disk is full; nothing was kept";

/// Runs until the last [`Db`](crate::Db) is dropped.
pub(crate) fn run(conn: &Connection, shared: &Arc<Shared>, jobs: &Receiver<Box<dyn Job>>) {
    let session = Session::new(conn, record::Scope::of(shared));
    let mut tx = Tx::new(Driver::Sqlite(session), shared.clone());
    while let Ok(first) = jobs.recv() {
        let batch = Batch { tx: &mut tx, done: Vec::new() };
        batch.take(first, jobs);
    }
}

fn session<'a, 'c>(tx: &'a mut Tx<'c>) -> &'a mut Session<'c> {
    match &mut tx.driver {
        Driver::Sqlite(session) => session,
        Driver::Pg(_) => unreachable!("the writer thread has a SQLite connection"),
    }
}

struct Batch<'a, 'c> {
    tx: &'a mut Tx<'c>,
    done: Vec<Box<dyn Job>>,
}

impl Batch<'_, '_> {
    fn control(&mut self, text: &'static str) -> std::result::Result<(), String> {
        session(self.tx).control(text).map_err(|e| match plain(&e) {
            Some(known) => format!("{known}: {e}"),
            None => format!("{text}: {e}"),
        })
    }

    fn take(mut self, first: Box<dyn Job>, jobs: &Receiver<Box<dyn Job>>) {
        if let Err(why) = self.control("BEGIN IMMEDIATE") {
            first.answer(Err(&why));
            return;
        }
        match self.alone(first) {
            Ok(true) => {}
            Ok(false) => return,
            Err(why) => {
                self.lost(&why);
                return;
            }
        }
        while self.done.len() < MOST_IN_A_BATCH {
            let Ok(job) = jobs.try_recv() else { break };
            if let Err(why) = self.one(job) {
                self.lost(&why);
                return;
            }
        }
        match self.control("COMMIT") {
            Ok(()) => self.done.drain(..).for_each(|job| job.answer(Ok(()))),
            Err(why) => {
                if !session(self.tx).is_autocommit() {
                    let _ = self.control("ROLLBACK");
                }
                self.lost(&why);
            }
        }
    }

    /// Runs the first closure, which needs no savepoint: nobody stands before it, so when it fails the whole
    /// transaction is taken back. (Under a savepoint SQLite keeps every page's earlier state in a list that each
    /// statement walks: a closure of thousands of statements would take three times as long.) `Ok(false)`: it
    /// failed and was answered, nothing is open.
    fn alone(&mut self, mut job: Box<dyn Job>) -> std::result::Result<bool, String> {
        self.tx.work.reset();
        let good = job.run(self.tx);
        if good && !session(self.tx).is_autocommit() {
            self.done.push(job);
            return Ok(true);
        }
        if good {
            self.done.push(job);
            return Err(ENDED_BY_ITSELF.to_owned());
        }
        if !session(self.tx).is_autocommit() {
            self.control("ROLLBACK")?;
        }
        job.answer(Ok(()));
        Ok(false)
    }

    /// Runs one closure inside its savepoint. `Err`: the whole transaction is gone.
    fn one(&mut self, mut job: Box<dyn Job>) -> std::result::Result<(), String> {
        if let Err(why) = self.control("SAVEPOINT job") {
            self.done.push(job);
            return self.give_up(why);
        }
        self.tx.work.reset();
        let good = job.run(self.tx);
        self.done.push(job);
        if session(self.tx).is_autocommit() {
            return Err(ENDED_BY_ITSELF.to_owned());
        }
        let ended = if good {
            self.control("RELEASE job")
        } else {
            self.control("ROLLBACK TO job").and_then(|()| self.control("RELEASE job"))
        };
        match ended {
            Ok(()) => Ok(()),
            Err(why) => self.give_up(why),
        }
    }

    fn give_up(&mut self, why: String) -> std::result::Result<(), String> {
        let _ = self.control("ROLLBACK");
        Err(why)
    }

    fn lost(&mut self, why: &str) {
        tracing::error!(why, closures = self.done.len(), "a batch of writes was not committed");
        self.done.drain(..).for_each(|job| job.answer(Err(why)));
    }
}
