//! The only crate that names a database driver. See the README for its words and invariants.

mod audit;
pub mod backup;
mod counters;
mod db;
mod digest;
mod domain;
mod fill;
mod introspect;
pub mod job;
mod migrate;
mod open_error;
pub mod outbox;
mod pg;
mod record;
mod row;
mod rows;
mod schema;
mod sql;
mod sqlite;
pub mod tables;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tx;
mod value;
mod varint;
mod work;
mod write;

pub use audit::{
    Anchor, At, BadAnchor, BusinessDigest, Change, Entry, Look, Looked, Malformed, Problem, Report,
    SealState, Sealed, TableDigest, Touched, VerifyOptions, What, business_digest, decode_changes,
    decode_members, look, look_at, seal, seal_state, verify,
};
pub use db::{DEFAULT_SCHEMA, Db, Engine, Open, Target};
pub use digest::hex;
pub use domain::DOMAIN;
pub use open_error::OpenError;
pub use row::Row;
pub use schema::{Domain, MAX_COLUMNS, MAX_KEY, MAX_MEASURES, Migration, Schema};
pub use sql::{Sql, placeholders};
pub use tables::{Column, CounterTable, Kind, Table};
pub use tx::Tx;
pub use value::V;
pub use write::Action;

use kernel::{Actor, IdSource, Instant};

/// What every use case is told: who acts, when in business time, and where new ids come from.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    /// Who acts.
    pub actor: Actor,
    /// Business time.
    pub now: Instant,
    /// Where new ids come from: [`Db::ids`] or [`Tx::ids`].
    pub ids: &'a IdSource,
}

impl Ctx<'_> {
    /// An action of this actor, now.
    pub fn action(&self, name: &'static str) -> Action {
        Action { actor: self.actor.person, behalf: self.actor.behalf, name, at: self.now }
    }
}
