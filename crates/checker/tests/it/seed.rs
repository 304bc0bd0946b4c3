//! A real report.

use crate::reader::read;

const SEED: &str = include_str!("../seed/bao-cao-343.txt");

#[test]
fn shown() {
    for f in checker::check(&read(SEED)) {
        println!("[{:?} {}] {} | {} → {} | {}\n    {}\n", f.confidence, f.kind.name(), f.place.vi, f.found, f.expected, f.explanation.vi, f.quote);
    }
}
