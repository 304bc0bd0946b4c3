//! The program as its users meet it, and the rules that keep the workspace whole.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod access;
mod architecture;
mod attacks;
mod bench;
mod catalogue;
mod conditions;
mod decisions;
mod import;
mod import_fuzz;
mod processes;
mod province;
mod run;
mod tampered;
mod upgrade;
mod users;
mod worker;
mod year;
