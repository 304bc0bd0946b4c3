//! Units through their re-organisations, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod days;
mod decisions;
mod random;
mod world;
