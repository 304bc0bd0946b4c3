//! How far a demo's year has been lived.

use kernel::Day;
use std::sync::{Arc, Mutex, PoisonError};

/// Told by the replay, asked by pages.
#[derive(Debug, Default)]
pub(crate) struct Progress(Mutex<Stand>);

/// How far it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Stand {
    pub(super) finished: bool,
    pub(super) failed: Option<String>,
    pub(super) percent: u64,
    pub(super) day: Option<Day>,
    pub(super) done: u64,
    pub(super) seconds_left: u64,
}

impl Progress {
    /// Of a database that nobody is filling.
    pub(crate) fn done() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Stand { finished: true, ..Stand::default() })))
    }

    /// Of a demo whose year was begun, and is lived by no program now.
    pub(crate) fn halted(why: String) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Stand { failed: Some(why), ..Stand::default() })))
    }

    pub(crate) fn tell(&self, p: &replay::Progress) {
        let mut stand = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stand.percent = (p.done * 100 / p.total_estimate.max(1)).min(100);
        stand.day = Some(p.day);
        stand.done = p.done;
        stand.seconds_left = p.remaining.unwrap_or(0);
    }

    pub(crate) fn finish(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).finished = true;
    }

    pub(crate) fn fail(&self, why: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).failed = Some(why);
    }

    /// Whether nobody is filling the database, and nobody has stopped halfway.
    pub(super) fn is_over(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).finished
    }

    pub(super) fn stand(&self) -> Stand {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
