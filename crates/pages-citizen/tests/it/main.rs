//! Through the routes, as people who have not signed in.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod published;
mod search;
mod statistics;
mod track;
