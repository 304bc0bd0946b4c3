//! The officer's desk through its routes, as people, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod desk;
mod dossier;
mod find;
mod inbox;
mod opinions;
mod warnings;
