//! Quality systems and internal audits, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod audits;
mod documents;
mod figures;
mod system;
mod world;
