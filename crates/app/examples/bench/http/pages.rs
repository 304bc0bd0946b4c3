//! Citizens' pages one by one, over a kept connection: what one asks for alone takes the server, and the way there.

use super::client::{Client, Request};
use super::served::Served;
use super::world::{World, search, suggest};
use crate::lists::Dice;
use crate::out::{Done, percentile, row, tell};
use std::time::Duration;

/// Questions of each sort in a turn. Other work on the machine disturbs turns: the best of these is told.
const TIMES: usize = 400;
const TURNS: usize = 3;
/// Addresses from which they are asked, so that nobody asks too often.
const CLIENTS: usize = 200;

type Ask<'a> = Box<dyn FnMut(&mut Dice) -> Request + 'a>;

fn questions(w: &World, year: i32) -> Vec<(&'static str, Ask<'_>)> {
    vec![
        ("home", Box::new(|_| Request::get("/", "/search"))),
        ("search", Box::new(search)),
        ("suggestions", Box::new(suggest)),
        ("a procedure", Box::new(|d| w.procedure(d))),
        ("tracking by code", Box::new(|d| w.some(d).by_code())),
        ("tracking by slip", Box::new(|d| w.some(d).by_slip())),
        ("statistics", Box::new(|_| Request::get("/statistics", "/statistics.csv"))),
        (
            "statistics of a year or quarter",
            Box::new(move |d| {
                let quarter = ["", "-q1", "-q2", "-q3"][usize::try_from(d.below(4)).unwrap_or(0)];
                Request::get(format!("/statistics?period={year}{quarter}"), "/statistics.csv")
            }),
        ),
    ]
}

pub(crate) async fn citizens(world: &World, year: i32, which: &str) -> Done<()> {
    let mut clients: Vec<Client> = (1..=CLIENTS).map(|n| Client::new(Served::AT, n)).collect();
    let mut all = Vec::new();
    for (name, mut ask) in questions(world, year) {
        let mut dice = Dice(5);
        let mut best: Option<(f64, Vec<Duration>)> = None;
        for _ in 0..TURNS {
            let mut times = asked(&mut clients, || ask(&mut dice)).await?;
            let most = percentile(&mut times, 99);
            if best.as_ref().is_none_or(|b| most < b.0) {
                best = Some((most, times));
            }
        }
        let (most, mut times) = best.ok_or("no turn")?;
        tell(&format!("{name}: {TIMES} times, p99 {most:.1} ms"));
        row(&format!("page: {name}, p50 ({which})"), percentile(&mut times, 50), "ms", "");
        row(&format!("page: {name}, p99 ({which})"), most, "ms", "≤ 10 ms");
        all.extend(times);
    }
    row(&format!("citizens' pages together, p99 ({which})"), percentile(&mut all, 99), "ms", "≤ 10 ms");
    Ok(())
}

async fn asked(clients: &mut [Client], mut ask: impl FnMut() -> Request) -> Done<Vec<Duration>> {
    let mut times = Vec::with_capacity(TIMES);
    for (n, client) in (0..TIMES).zip((0..).map(|n| n % CLIENTS)) {
        let client = &mut clients[client];
        // A kept connection is what is measured; opening one is the browser's and the proxy's business.
        if n < CLIENTS {
            client.timed(&Request::get("/healthz", "")).await?;
        }
        times.push(client.timed(&ask()).await?);
    }
    Ok(times)
}
