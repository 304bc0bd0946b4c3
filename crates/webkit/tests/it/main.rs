//! Requests to a small site: what stands around every page of the program.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod errors;
mod forms;
mod guard;
mod server;
mod world;
