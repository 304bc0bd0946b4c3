//! The gate: signing in and out, and who stands behind a session or an API token.
//!
//! Passwords are hashed outside of any transaction: the writer must not wait for them. An attempt is therefore three
//! steps: it is counted (and refused when it comes too early), the password is held against the hash, and what follows
//! from it is written.

mod account;
mod enter;
mod sign_in;

pub use account::OneTime;
pub use enter::{Entered, TokenHolder};
pub use sign_in::{Attempt, SignedIn};

use crate::password::{COST, Cost, Hasher};
use crate::session::SessionRules;
use enter::Held;
use kernel::{Clock, Instant, Result};
use std::fmt;
use std::sync::{Arc, Mutex};
use store::Db;

/// How the gate is kept.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// How long sessions last.
    pub sessions: SessionRules,
    /// What a password hash costs.
    pub cost: Cost,
    /// How many passwords are hashed at once; each takes a core and the memory of one hash.
    pub hashes_at_once: usize,
    /// How long a password opens that was given by somebody else, in seconds.
    pub given: i64,
}

impl Default for Rules {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            sessions: SessionRules::default(),
            cost: COST,
            hashes_at_once: cores.clamp(1, 4),
            given: 7 * 86_400,
        }
    }
}

/// The gate of a province. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    db: Db,
    business: Arc<dyn Clock>,
    technical: Arc<dyn Clock>,
    rules: Rules,
    hasher: Hasher,
    held: Arc<Mutex<Held>>,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("rules", &self.rules).finish_non_exhaustive()
    }
}

impl Gate {
    /// Opens the gate. The business clock says which day rights are held against; sessions, throttles and tokens go by
    /// the technical one.
    ///
    /// # Errors
    /// A fault when the system gives no random numbers.
    pub fn open(db: Db, business: Arc<dyn Clock>, technical: Arc<dyn Clock>, rules: Rules) -> Result<Self> {
        let hasher = Hasher::new(rules.cost, rules.hashes_at_once)?;
        Ok(Self { db, business, technical, rules, hasher, held: Arc::default() })
    }

    /// How it is kept.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// How passwords are hashed.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Technical time.
    fn now(&self) -> Instant {
        self.technical.now()
    }
}
