//! How many statements have run. Only builds for tests and measurements count; the program itself has not even the
//! place for it.

use std::sync::atomic::{AtomicU64, Ordering};

static RUN: AtomicU64 = AtomicU64::new(0);

pub(crate) fn note() {
    RUN.fetch_add(1, Ordering::Relaxed);
}

/// Statements that transactions of this process have run so far; BEGIN, COMMIT and savepoints are not among them.
pub fn statements() -> u64 {
    RUN.load(Ordering::Relaxed)
}
