//! Annex 3 as a query of a program that runs already.

use crate::out::{Done, percentiles, tell};
use kernel::clock::Stopwatch;
use kernel::{Day, Period};
use report::annex3::{Question, RowKind, annex as of};
use store::Db;

const TIMES: usize = 40;

/// Asks for the last ten months but a week, and for everything there is.
pub(crate) fn annex(db: &Db, which: &str) -> Done<()> {
    let (first, sealed) = db.read(|tx| {
        let first = tx.query_one("SELECT MIN(day) FROM stat_seal", &[], |row| row.opt_int())?;
        let sealed = tx.query_one("SELECT sealed_to FROM day_close WHERE id = 1", &[], |row| row.int())?;
        Ok((Day(first.unwrap_or(sealed)), Day(sealed)))
    })?;
    for (what, from, to) in
        [("ten months", sealed.plus(-324), sealed.plus(-7)), ("everything", first, sealed)]
    {
        let period = Period::new(from, to).ok_or("a period ends after it begins")?;
        let mut times = Vec::with_capacity(TIMES);
        let mut units = 0;
        for _ in 0..TIMES {
            let watch = Stopwatch::start();
            let question = Question { period, as_of: to, subtotals: false, overdue: false, mapped_to: None };
            let found = db.read(|tx| of(tx, question))?;
            times.push(watch.elapsed());
            units = found.of_kind(RowKind::Unit).count();
        }
        tell(&format!("annex 3 from {from} to {to}: {units} units"));
        percentiles(&format!("annex 3 over {what}, the query ({which})"), &mut times, "≤ 50 ms");
    }
    Ok(())
}
