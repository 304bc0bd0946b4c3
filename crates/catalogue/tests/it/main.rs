//! The catalogue through its decisions, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod differences;
mod drafts;
mod editions;
mod figures;
mod guide;
mod world;
