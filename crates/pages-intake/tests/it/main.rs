//! Taking in, through the routes, as people, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod batch;
mod full;
mod handover;
mod slip;
mod world;
