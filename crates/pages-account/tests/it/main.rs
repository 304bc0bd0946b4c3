//! Coming in, going out, and one's own account: through the routes, as people.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod account;
mod sign_in;
