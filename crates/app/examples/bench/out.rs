//! What was measured, and what is told meanwhile.

use std::io::Write;
use std::time::Duration;

/// Whatever goes wrong ends the measurement.
pub(crate) type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// One measured value. `aim` says what it should be; empty where nothing is asked.
pub(crate) fn row(what: &str, value: f64, unit: &str, aim: &str) {
    let line = serde_json::json!({ "what": what, "value": value, "unit": unit, "aim": aim });
    let mut out = std::io::stdout().lock();
    // Whoever reads has gone away: then nobody wants to know.
    let _ = writeln!(out, "{line}");
}

/// Tells how far it is.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A count as a number to divide by.
pub(crate) fn float(n: u64) -> f64 {
    let (high, low) = (n >> 32, n & 0xffff_ffff);
    f64::from(u32::try_from(high).unwrap_or(u32::MAX)) * 4_294_967_296.0
        + f64::from(u32::try_from(low).unwrap_or(u32::MAX))
}

/// The time below which so many of a hundred lie, in milliseconds. Sorts.
pub(crate) fn percentile(times: &mut [Duration], of_hundred: usize) -> f64 {
    times.sort_unstable();
    let at = (times.len() * of_hundred).div_ceil(100).saturating_sub(1);
    times.get(at).map_or(0.0, |t| t.as_secs_f64() * 1e3)
}

/// Rows for the 50th, 95th and 99th of a hundred.
pub(crate) fn percentiles(what: &str, times: &mut [Duration], aim: &str) {
    for (p, aim) in [(50, ""), (95, aim), (99, "")] {
        row(&format!("{what}, p{p}"), percentile(times, p), "ms", aim);
    }
}
