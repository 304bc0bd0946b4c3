//! Everybody at once: requests come when they come, whether or not those before them were answered, and each is counted
//! from the moment at which it was to be sent.

use super::client::{Client, Request};
use super::people::Officer;
use super::served::Served;
use super::world::{World, find, search};
use crate::lists::Dice;
use crate::out::{Done, float, percentile, row, tell};
use kernel::clock::Stopwatch;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Requests a second.
const RATE: u32 = 200;
/// A turn, and what of its beginning does not count.
const TURN: Duration = Duration::from_secs(20);
const WARM_UP: Duration = Duration::from_secs(3);
/// Other work on the machine disturbs a turn: the best of these is told.
const TURNS: usize = 3;
/// Citizens; each has an address of his own.
const CITIZENS: usize = 300;
/// Browsers of each officer.
const BROWSERS: usize = 4;
/// The sort of what does not count.
const WARMING: usize = usize::MAX;

const SORTS: [&str; 6] = [
    "search for a procedure",
    "finding a dossier",
    "inbox",
    "dossier",
    "tracking by code",
    "tracking by slip",
];

/// A request on its way: since when it should be, its sort, and what it is.
type Due = (Duration, usize, Request);
/// What requests took by their sort.
type Times = Vec<(usize, Duration)>;

/// What comes back from the clients.
#[derive(Default)]
struct Back {
    times: Times,
    failed: Option<String>,
}

struct Line {
    /// Every moment is told by this one.
    watch: Arc<Stopwatch>,
    clients: Vec<UnboundedSender<Due>>,
    back: Arc<Mutex<Back>>,
}

pub(crate) async fn mixed(served: &Served, world: &World, officers: &[Officer], which: &str) -> Done<()> {
    let mut clients: Vec<Client> = (0..CITIZENS).map(|n| Client::new(Served::AT, 1_000 + n)).collect();
    for n in 0..officers.len() * BROWSERS {
        clients.push(officers[n / BROWSERS].signed_in(2_000 + n).await?);
    }
    let line = Line::of(clients);
    let mut best: Option<(f64, Times, f64)> = None;
    for turn in 1..=TURNS {
        let (times, worked) = line.turn(served, plan(world, officers.len(), turn)).await?;
        let p95 = percentile(&mut durations(&times, None), 95);
        tell(&format!("turn {turn}: {} requests, p95 {p95:.1} ms, {worked:.2} ms of work each", times.len()));
        if best.as_ref().is_none_or(|b| p95 < b.0) {
            best = Some((p95, times, worked));
        }
    }
    let (_, times, worked) = best.ok_or("no turn")?;
    let name = format!("{RATE} requests/s mixed, best of {TURNS} turns ({which})");
    for (p, aim) in [(50, ""), (95, "≤ 20 ms"), (99, "")] {
        row(&format!("{name}, p{p}"), percentile(&mut durations(&times, None), p), "ms", aim);
    }
    for (sort, what) in SORTS.iter().enumerate() {
        let p95 = percentile(&mut durations(&times, Some(sort)), 95);
        row(&format!("  {what}, p95 ({which})"), p95, "ms", "");
    }
    row(&format!("  the server's work for one ({which})"), worked, "ms of a core", "");
    Ok(())
}

/// Of one sort, or all.
fn durations(times: &Times, sort: Option<usize>) -> Vec<Duration> {
    times.iter().filter(|t| sort.is_none_or(|s| s == t.0)).map(|t| t.1).collect()
}

impl Line {
    fn of(clients: Vec<Client>) -> Self {
        let (watch, back) = (Arc::new(Stopwatch::start()), Arc::default());
        let sending = clients.into_iter().map(|client| {
            let (send, receive) = unbounded_channel();
            tokio::task::spawn_local(serve(client, receive, Arc::clone(&watch), Arc::clone(&back)));
            send
        });
        Self { clients: sending.collect(), watch: Arc::clone(&watch), back: Arc::clone(&back) }
    }

    fn back(&self) -> MutexGuard<'_, Back> {
        self.back.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One turn; what each request took by its sort, and what the server worked for one.
    async fn turn(&self, served: &Served, plan: Vec<(usize, Due)>) -> Done<(Times, f64)> {
        let all = plan.len();
        let (before, begin) = (served.worked()?, self.watch.elapsed());
        for (client, (due, sort, request)) in plan {
            let due = begin + due;
            let early = due.saturating_sub(self.watch.elapsed());
            if !early.is_zero() {
                tokio::time::sleep(early).await;
            }
            self.clients[client].send((due, sort, request))?;
        }
        self.all_back(all).await?;
        let worked = (served.worked()? - before) * 1e3 / float(u64::try_from(all)?);
        let times = std::mem::take(&mut self.back().times);
        Ok((times.into_iter().filter(|t| t.0 != WARMING).collect(), worked))
    }

    async fn all_back(&self, all: usize) -> Done<()> {
        let waiting = Stopwatch::start();
        loop {
            if let Some(why) = self.back().failed.take() {
                return Err(why.into());
            }
            if self.back().times.len() == all {
                return Ok(());
            }
            if waiting.elapsed().as_secs() > 60 {
                return Err("the server does not keep up".into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A client sends what it is given, one after the other.
async fn serve(
    mut client: Client,
    mut receive: UnboundedReceiver<Due>,
    watch: Arc<Stopwatch>,
    back: Arc<Mutex<Back>>,
) {
    while let Some((due, sort, request)) = receive.recv().await {
        let answer = client.ask(&request).await;
        let took = watch.elapsed().saturating_sub(due);
        let checked = answer.and_then(|answer| answer.check(&request));
        let mut back = back.lock().unwrap_or_else(PoisonError::into_inner);
        match checked {
            Ok(()) => back.times.push((sort, took)),
            Err(e) => drop(back.failed.get_or_insert(e.to_string())),
        }
    }
}

/// Who sends what when: gaps as chance makes them, a quarter of each sort.
fn plan(world: &World, officers: usize, turn: usize) -> Vec<(usize, Due)> {
    let mut dice = Dice(100 + u64::try_from(turn).unwrap_or(0));
    let below =
        |dice: &mut Dice, n: usize| usize::try_from(dice.below(u64::try_from(n).unwrap_or(1))).unwrap_or(0);
    let mut at = Duration::ZERO;
    let mut plan = Vec::new();
    while at < TURN {
        let chance = (float(dice.below(1 << 30)) + 1.0) / float(1 << 30);
        at += Duration::from_secs_f64(-chance.ln() / f64::from(RATE));
        let citizen = below(&mut dice, CITIZENS);
        let browser = below(&mut dice, officers * BROWSERS);
        let (at_work, own) = (CITIZENS + browser, &world.busy[browser / BROWSERS].1);
        let (client, sort, request) = match dice.below(8) {
            0 => (citizen, 0, search(&mut dice)),
            1 => (at_work, 1, find(&mut dice, own)),
            2 | 3 => (at_work, 2, Request::get("/work", "</html>")),
            4 | 5 => (at_work, 3, super::world::pick(&mut dice, own).page()),
            6 => (citizen, 4, world.some(&mut dice).by_code()),
            _ => (citizen, 5, world.some(&mut dice).by_slip()),
        };
        plan.push((client, (at, if at < WARM_UP { WARMING } else { sort }, request)));
    }
    plan
}
