//! Annex 3 as a query of a program that runs already.

use crate::out::{Done, percentiles, tell};
use kernel::clock::Stopwatch;
use kernel::{Day, Period};
use motcua::annex3::{Question, RowKind, annex as of};
use store::Db;

const TIMES: usize = 40;

/// Asks for the last lived year's period, from its 1 January to 50 days before the data's end, and for all of it.
pub(crate) fn annex(db: &Db, which: &str) -> Done<()> {
    let (first, sealed) = db.read(|tx| {
        let first = tx.query_one("SELECT MIN(day) FROM stat_seal", &[], |row| row.opt_int())?;
        let sealed = tx.query_one("SELECT sealed_to FROM day_close WHERE id = 1", &[], |row| row.int())?;
        Ok((Day(first.unwrap_or(sealed)), Day(sealed)))
    })?;
    let (year, _, _) = sealed.ymd();
    let january = Day::from_ymd(year, 1, 1).ok_or("a year has a first of January")?;
    for (what, from, to) in [("the year", january, sealed.plus(-7)), ("everything", first.plus(14), sealed)] {
        let Some(period) = Period::new(from, to) else {
            continue;
        };
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
        percentiles(&format!("annex 3 of {what}, the query ({which})"), &mut times, "≤ 50 ms");
    }
    Ok(())
}
