//! The store on both engines.
#![expect(clippy::unwrap_used, reason = "a panic in a test is its report")]

mod audit;
mod backups;
mod basics;
mod engines;
mod look;
mod opening;
mod queues;
mod raw;
mod world;
mod writing;
