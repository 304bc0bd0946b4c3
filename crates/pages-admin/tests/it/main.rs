//! Through the routes, as people.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod audit;
mod calendars;
mod catalogue;
mod jobs;
mod people;
mod processes;
mod progress;
mod units;
mod world;
