//! Work that may take longer than somebody waits for a page: it goes on after the request was answered, and a page tells
//! its owner how far it is. It lives in this process alone: what a stopped server had not finished was not kept, as its
//! transaction was not.

use crate::{Flash, Kit};
use kernel::{Error, Fault, PersonId, Result};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Work of which is still told how it ended.
const KEPT: usize = 64;
/// For so long a request waits for its work: most is done by then.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Where its owner goes when work has ended, and what he is told there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finished {
    /// The address.
    pub href: String,
    /// The words.
    pub flash: Flash,
}

/// A piece of work.
pub struct Work {
    id: u64,
    owner: PersonId,
    title: String,
    done: AtomicU64,
    of: AtomicU64,
    ended: Mutex<Option<Result<Finished>>>,
    bell: Notify,
}

impl Work {
    /// Its number in this process.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// What is being done, in the owner's language.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How many of how many are done; of none as long as nobody knows.
    pub fn stand(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }

    /// Tells how far it is.
    pub fn tell(&self, done: usize, of: usize) {
        let number = |n| u64::try_from(n).unwrap_or(u64::MAX);
        self.done.store(number(done), Ordering::Relaxed);
        self.of.store(number(of), Ordering::Relaxed);
    }

    /// How it ended, once; none while it goes on.
    pub fn take(&self) -> Option<Result<Finished>> {
        let mut ended = lock(&self.ended);
        let taken = ended.take()?;
        if let Ok(finished) = &taken {
            // Whoever comes again is told again; a failure is told once and stands in the log.
            *ended = Some(Ok(finished.clone()));
        }
        Some(taken)
    }

    /// Waits a moment for the end.
    pub async fn soon(&self) -> Option<Result<Finished>> {
        let rung = self.bell.notified();
        if let Some(ended) = self.take() {
            return Some(ended);
        }
        // Whether it rang or was too long: what counts is whether it has ended.
        let _either = tokio::time::timeout(PATIENCE, rung).await;
        self.take()
    }

    fn end(&self, how: Result<Finished>) {
        if let Err(Error::Fault(fault)) = &how {
            tracing::error!(work = self.id, error = %fault, "work in the background failed");
        }
        *lock(&self.ended) = Some(how);
        self.bell.notify_waiters();
    }
}

/// The work of this process.
#[derive(Default)]
pub struct Works(Mutex<(u64, VecDeque<Arc<Work>>)>);

impl Works {
    fn add(&self, owner: PersonId, title: String) -> Arc<Work> {
        let mut kept = lock(&self.0);
        kept.0 += 1;
        let work = Arc::new(Work {
            id: kept.0,
            owner,
            title,
            done: AtomicU64::new(0),
            of: AtomicU64::new(0),
            ended: Mutex::new(None),
            bell: Notify::new(),
        });
        kept.1.push_back(work.clone());
        while kept.1.len() > KEPT {
            kept.1.pop_front();
        }
        work
    }

    /// Somebody's work by its number.
    pub fn of(&self, owner: PersonId, id: u64) -> Option<Arc<Work>> {
        lock(&self.0).1.iter().find(|work| work.id == id && work.owner == owner).cloned()
    }
}

impl Kit {
    /// Begins work that goes on whether or not anybody waits for it.
    pub fn begin(
        &self,
        owner: PersonId,
        title: impl Into<String>,
        f: impl FnOnce(&Kit, &Arc<Work>) -> Result<Finished> + Send + 'static,
    ) -> Arc<Work> {
        let work = self.works().add(owner, title.into());
        let (kit, own) = (self.clone(), work.clone());
        // On its own thread to its end, whatever becomes of whoever waited for it.
        tokio::task::spawn_blocking(move || {
            let run = std::panic::AssertUnwindSafe(|| f(&kit, &own));
            let how = std::panic::catch_unwind(run).unwrap_or_else(|panic| {
                let text = crate::around::panic_text(&*panic);
                Err(Fault::new(format!("work in the background: a panic, {text}")).into())
            });
            own.end(how);
        });
        work
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
