//! People: their accounts, what they are where, who stands in for whom, and how they come in.
//!
//! The front door is [`Gate`] (signing in, sessions, API tokens; it answers a [`Who`]), [`desk`] (keeping accounts,
//! roles and delegations) and [`demo`]. A [`Who`] is the only way for people to a `kernel::Actor`.

mod credential;
pub mod demo;
pub mod desk;
mod gate;
mod listing;
mod model;
mod password;
mod role;
mod roster;
mod secret;
mod session;
pub mod site;
mod store;
mod sweep;
mod throttle;
pub mod token;
pub mod totp;
mod who;

pub use credential::last_signed_in;
pub use gate::{Attempt, Entered, Gate, OneTime, Rules, SignedIn, TokenHolder};
pub use listing::{by_login, delegations_of, grants_of, names, people, people_by_id, person};
pub use model::{
    Delegation, DelegationId, Grant, GrantId, Kind, Language, PROVINCE, Person, Scope, SessionId, Status,
    TokenId,
};
#[cfg(any(test, feature = "testing"))]
pub use password::LEAST;
pub use password::{COST, Cost, Hash, Hasher, LONGEST, SHORTEST, judge as judge_password};
pub use role::Role;
pub use roster::{
    Attention, Keys, Leaving, Roster, Wanted, attention, grants_of_all, keys_of, leaving, roster,
    yet_to_change,
};
pub use secret::Secret;
pub use session::{Origin, Session, SessionRules};
pub use sweep::sweep;
pub use throttle::{ACCOUNT, ADDRESS, Failures, Throttle};
pub use who::{Reach, Standing, Who};

use ::store::{Domain, Migration};

/// What the program needs to know of this domain.
pub static DOMAIN: Domain = Domain {
    name: "identity",
    migrations: &[
        Migration { no: 12, name: "identity", sql: include_str!("../migrations/0012_identity.sql") },
        Migration { no: 13, name: "site", sql: include_str!("../migrations/0013_site.sql") },
    ],
    tables: &[
        &store::DATABASE_KIND,
        &store::PERSON,
        &store::CREDENTIAL,
        &store::ROLE_GRANT,
        &store::DELEGATION,
        &store::API_TOKEN,
        &store::IDENTITY_REVISION,
    ],
    counters: &[],
};

/// Neither audited nor backed up: who has come in (a restored database must not open to yesterday's sessions), who has
/// failed to, and when accounts and tokens were last used.
pub const LEFT_OUT: &[&str] = &["session", "sign_in_throttle", "person_use", "api_token_use", "site_secret"];
