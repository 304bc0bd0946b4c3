//! Attacks on the whole site: each is tried against every route it applies to, so that a new page cannot forget one.
//! What there is against each of them stands in `docs/security.md`.

#![allow(
    clippy::duplicate_mod,
    reason = "the same people and the same addresses as in `access`, which keeps them to itself"
)]

#[path = "access/assured.rs"]
mod assured;
mod bodies;
#[path = "access/fill.rs"]
#[allow(dead_code, reason = "who may ask for what needs more of it")]
mod fill;
mod forged;
mod guarded;
mod hostile;
mod ids;
mod log;
#[path = "access/people.rs"]
#[allow(dead_code, reason = "who may ask for what needs more of it")]
mod people;
mod script;
mod site;
