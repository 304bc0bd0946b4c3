//! People, their rights and how they come in, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod accounts;
mod demo;
mod leak;
mod leave;
mod roles;
mod roster;
mod sessions;
mod sign_in;
mod tokens;
mod who;
mod world;
