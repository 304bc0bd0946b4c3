//! What was answered, counted: by method, route, class of status and how long it took. No address, no person.

use crate::Visit;
use axum::http::{Method, StatusCode};
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets, in microseconds.
pub const BOUNDS: [u64; 10] =
    [1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000];

/// What is told apart: method, route as the router writes it, hundreds of the status.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Label {
    /// The method; `OTHER` for what no route has.
    pub method: &'static str,
    /// The route's template; `-` for what is no route.
    pub route: &'static str,
    /// 2 for 200–299 and so on.
    pub class: u16,
}

/// How many requests of one label, and how long they took.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Taken {
    /// Requests within each bound of [`BOUNDS`] and above the one before it.
    pub within: [u64; BOUNDS.len()],
    /// All of them.
    pub count: u64,
    /// All their microseconds.
    pub micros: u64,
}

/// Counts requests. There are as many labels as routes times a few classes: nothing that a client sends adds one.
#[derive(Debug, Default)]
pub struct Meter(Mutex<FxHashMap<Label, Taken>>);

impl Meter {
    pub(crate) fn answered(&self, visit: &Visit, method: &Method, status: StatusCode, took: Duration) {
        let label = Label { method: known(method), route: visit.template(), class: status.as_u16() / 100 };
        self.count(label, took);
    }

    fn count(&self, label: Label, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(label).or_default();
        if let Some(at) = BOUNDS.iter().position(|bound| micros <= *bound) {
            taken.within[at] += 1;
        }
        taken.count += 1;
        taken.micros = taken.micros.saturating_add(micros);
    }

    /// Everything counted since the start, by label.
    pub fn read(&self) -> Vec<(Label, Taken)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list: Vec<_> = all.iter().map(|(label, taken)| (*label, *taken)).collect();
        list.sort_unstable_by_key(|(label, _)| *label);
        list
    }
}

fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_falls_into_the_first_bucket_that_holds_it() {
        let meter = Meter::default();
        let label = Label { method: "GET", route: "/", class: 2 };
        for micros in [1_000, 1_001, 9_000_000] {
            meter.count(label, Duration::from_micros(micros));
        }
        let [(_, taken)] = meter.read()[..] else { panic!("one label") };
        assert_eq!((taken.within[0], taken.within[1], taken.count), (1, 1, 3));
        assert_eq!(taken.within.iter().sum::<u64>(), 2);
    }

    #[test]
    fn a_method_that_nobody_knows_adds_no_label() {
        assert_eq!(known(&Method::from_bytes(b"BREW").unwrap()), "OTHER");
    }
}
