//! Finds what does not add up in a report. Pure: it knows nothing but the [`paper::Document`] it is given.

mod finding;

pub use finding::{Confidence, Finding, Kind, Words};
