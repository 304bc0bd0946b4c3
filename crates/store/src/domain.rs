//! The store's own tables.

use crate::{Domain, Migration, table};

/// What the store itself keeps.
pub static DOMAIN: Domain = Domain {
    name: "store",
    migrations: &[
        Migration { no: 1, name: "store", sql: include_str!("../migrations/0001_store.sql") },
        Migration { no: 2, name: "audit_behalf", sql: include_str!("../migrations/0002_audit_behalf.sql") },
    ],
    tables: &[&SCHEMA_MIGRATION],
    counters: &[],
};

/// Neither audited nor counters: the audit itself and the queues.
pub(crate) const EXEMPT: &[&str] =
    &["audit", "audit_seal", "audit_unsealed", "outbox", "job", "job_bookmark"];

table! {
    /// Which migrations were applied, from which text.
    pub(crate) static SCHEMA_MIGRATION = 1 "schema_migration" key(no) {
        no: Int, name: Text, checksum: Bytes, applied_at: Int volatile,
    }
}
