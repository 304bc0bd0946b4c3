//! Through the routes, as people.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod audits;
mod dossiers;
mod systems;
mod world;
