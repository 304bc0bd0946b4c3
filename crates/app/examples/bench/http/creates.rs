//! Sixteen clients take dossiers in over HTTP; sixteen callers take the same in through the desk's front door. Turn by
//! turn, so that both meet the same weather.

use super::client::{Client, Request};
use super::people;
use super::served::{OneThread, Served};
use crate::creates::{CALLERS, Sum, TURNS, at_the_desk, filings};
use crate::out::{Done, percentile, row, tell};
use crate::world::load;
use dossier::desk::{Accept, Desk, Tokens, UnitId};
use dossier::reference::Reference;
use kernel::clock::Stopwatch;
use kernel::{Clock, SystemClock};
use serde_json::json;
use std::time::Duration;
use store::{Engine, Target};

pub(crate) fn creates(program: &str, over: &Target, through: &Target, n: usize) -> Done<()> {
    let (db, plan) = load(through, 1)?;
    let desk = Desk::open(db.clone(), Tokens::System);
    let (token, reference) = {
        let (served, _) = load(over, 1)?;
        (people::program(&served)?, served.read(Reference::load)?)
    };
    let each = n / TURNS / CALLERS;
    let (mut http, mut front) = (Sum::default(), Sum::default());
    let runtime = OneThread::new()?;
    let served = runtime.run(Served::start(program, over))?;
    let mut clients: Vec<Client> = (1..=CALLERS).map(|n| Client::new(Served::AT, n)).collect();
    let mut worked = 0.0;
    for turn in 0..=TURNS {
        let lists =
            || (0..CALLERS).map(|c| filings(&plan, (turn * CALLERS + c) * each, each)).collect::<Vec<_>>();
        // What is sent is written down before the clock starts, as the callers of the front door have theirs ready.
        let write = |(c, list): (usize, Vec<Accept>)| -> Done<Vec<Request>> {
            let key = |i: usize| format!("bench-{turn}-{c}-{i}");
            list.iter().enumerate().map(|(i, cmd)| request(&reference, &token, &key(i), cmd)).collect()
        };
        let written = lists().into_iter().enumerate().map(write).collect::<Done<Vec<_>>>()?;
        let before = served.worked()?;
        let (whole, calls, back) = runtime.run(over_http(clients, written))?;
        clients = back;
        let work = served.worked()? - before;
        let beside = at_the_desk(&desk, lists(), SystemClock.now())?;
        if turn > 0 {
            http.add((whole, calls));
            front.add(beside);
            worked += work;
            tell(&format!(
                "turn {turn}: {:.0}/s over HTTP, {:.0}/s at the front door",
                http.rate(),
                front.rate()
            ));
        }
    }
    let which = if db.engine() == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
    row(&format!("creates over HTTP by {CALLERS} clients ({which})"), http.rate(), "/s", "≥ 1,000/s");
    row(&format!("  p99 of one ({which})"), percentile(&mut http.calls, 99), "ms", "");
    let of_one = worked * 1e3 / crate::out::float(u64::try_from(http.calls.len())?);
    row(&format!("  the server's work for one ({which})"), of_one, "ms of a core", "");
    row(&format!("the same through the front door ({which})"), front.rate(), "/s", "");
    row(&format!("creates over HTTP to the front door ({which})"), http.rate() / front.rate(), "", "≥ 0.3");
    Ok(())
}

/// The same dossier as a program sends it.
fn request(reference: &Reference, token: &str, key: &str, cmd: &Accept) -> Done<Request> {
    let today = SystemClock.now().day();
    let unit = |id: UnitId| {
        let version =
            reference.directory.version_at(id, today).or_else(|| reference.directory.last_version(id));
        version.map(|v| v.code.clone()).ok_or("a unit has a code")
    };
    let procedure = reference.catalogue.in_force(cmd.procedure, today).ok_or("a procedure in force")?;
    let body = json!({
        "procedure": procedure.code,
        "unit": unit(cmd.unit)?,
        "receiving": unit(cmd.receiving)?,
        "channel": "counter",
        "result_by": "counter",
        "applicant": {
            "name": cmd.applicant.name,
            "phone": cmd.applicant.phone,
            "card": cmd.applicant.card,
            "address": cmd.applicant.address,
        },
        "content": cmd.content,
    });
    let headers = format!(
        "Content-Type: application/json\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
    );
    let word = "\"state\":\"accepted\"".into();
    Ok(Request {
        method: "POST",
        path: "/api/v1/dossiers".into(),
        headers,
        body: body.to_string(),
        status: 201,
        word,
    })
}

type Back = (Duration, Vec<Duration>, Vec<Client>);

/// Each client sends its list, one after the other.
async fn over_http(clients: Vec<Client>, lists: Vec<Vec<Request>>) -> Done<Back> {
    let watch = Stopwatch::start();
    let tasks: Vec<_> = clients
        .into_iter()
        .zip(lists)
        .map(|(mut client, list)| {
            tokio::task::spawn_local(async move {
                let mut calls = Vec::with_capacity(list.len());
                for request in &list {
                    calls.push(client.timed(request).await?);
                }
                Ok::<_, Box<dyn std::error::Error>>((client, calls))
            })
        })
        .collect();
    let (mut calls, mut back) = (Vec::new(), Vec::new());
    for task in tasks {
        let (client, took) = task.await??;
        calls.extend(took);
        back.push(client);
    }
    Ok((watch.elapsed(), calls, back))
}
