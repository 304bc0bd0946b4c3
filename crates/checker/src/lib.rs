//! Finds what does not add up in a report. Pure: it knows nothing but the [`paper::Document`] it is given.

mod check;
mod claim;
mod decimal;
mod finding;
mod lex;
mod place;
mod render;
mod rules;
mod say;
mod settle;
mod slip;
mod view;

pub use check::check;
pub use finding::{Confidence, Finding, Kind, Language, Words};
pub use render::{json, text};
