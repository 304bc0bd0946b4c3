//! The catalogue as a workbook, on both engines.

#![allow(clippy::unwrap_used, reason = "a panic is a test's report")]

mod book;
mod fuzz;
mod partial;
mod planted;
mod publishing;
mod round_trip;
mod world;
