//! Through the routes, as programs.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod budget;
mod client;
mod document;
mod dossiers;
mod examples;
mod metrics;
mod receiver;
mod rights;
mod strict;
mod webhooks;
