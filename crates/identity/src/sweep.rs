//! What a nightly job takes away.

use crate::session::{self, SessionRules};
use crate::throttle;
use ::store::Tx;
use kernel::{Instant, Result};

/// How long failed attempts are kept, in seconds.
const FAILURES: i64 = 2 * 86_400;

/// Takes away sessions that have ended and failures of two days ago; `now` is technical time. Answers how many rows went.
///
/// # Errors
/// A fault of the database.
pub fn sweep(tx: &mut Tx, now: Instant, rules: SessionRules) -> Result<u64> {
    let sessions = session::sweep(tx, now, rules)?;
    Ok(sessions + throttle::sweep(tx, now.plus_seconds(-FAILURES))?)
}
