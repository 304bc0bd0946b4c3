//! The leader's pages.

use super::client::{Client, Request};
use super::people::Officer;
use crate::out::{Done, percentile, row};
use kernel::Day;
use store::Db;

const TIMES: usize = 60;

/// The first and the last day of the year that was lived, or of the last that has ended by today.
pub(crate) fn year(db: &Db) -> Done<(Day, Day)> {
    let today = kernel::Clock::now(&kernel::SystemClock).day();
    let sealed =
        db.read(|tx| tx.query_one("SELECT sealed_to FROM day_close WHERE id = 1", &[], |r| r.int()))?;
    let last = Day(sealed).min(today).plus(-1);
    let from = Day::from_ymd(last.ymd().0, 1, 1).ok_or("a year begins")?;
    Ok((from, last))
}

pub(crate) async fn pages(leader: &Officer, (from, last): (Day, Day), which: &str) -> Done<()> {
    let mut client = leader.signed_in(9_000).await?;
    let period = format!("from={from}&to={last}");
    let over = format!("leader: dashboard, a year that is over ({which})");
    page(&mut client, &format!("/lead?{period}"), &over).await?;
    // What is pending now is told by other columns than what was pending then.
    let until = format!("leader: dashboard until today ({which})");
    page(&mut client, &format!("/lead?from={from}"), &until).await?;
    for (figure, period) in [
        ("late", &period),
        ("received", &period),
        ("to_process", &period),
        ("on_time_or_early", &period),
        ("overdue", &period),
        ("overdue", &format!("from={from}")),
    ] {
        let until = if period.contains("to=") { "then" } else { "now" };
        let what = format!("leader: dossiers behind '{figure}', {until}, the province ({which})");
        page(&mut client, &format!("/lead/dossiers?{period}&figure={figure}"), &what).await?;
    }
    Ok(())
}

async fn page(client: &mut Client, path: &str, what: &str) -> Done<()> {
    let asked = Request::get(path, "</html>");
    let mut times = Vec::with_capacity(TIMES);
    client.timed(&asked).await?;
    for _ in 0..TIMES {
        times.push(client.timed(&asked).await?);
    }
    row(&format!("{what}, p50"), percentile(&mut times, 50), "ms", "");
    row(&format!("{what}, p95"), percentile(&mut times, 95), "ms", "");
    Ok(())
}
