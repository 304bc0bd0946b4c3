//! Through the routes, as people.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod links;
mod numbers;
mod procedures;
mod receptions;
mod rights;
mod world;
