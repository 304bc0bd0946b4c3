//! The least that a durable write by many callers takes: on SQLite one thread that commits for all who wait, on
//! PostgreSQL a connection for each.

use super::{Cells, Raw, lite, run_postgres, run_sqlite, server};
use crate::{Engine, Target, sql};
use kernel::clock::Stopwatch;
use kernel::{Fault, Result};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// Closures that share one COMMIT at most, as in the store.
const MOST_IN_A_BATCH: usize = 256;

/// One transaction: which of the statements to run with what.
pub type Job = Vec<(usize, Cells)>;

/// How long it took.
#[derive(Clone, Debug, Default)]
pub struct Timed {
    /// From the first call to the last answer.
    pub whole: Duration,
    /// From each call to its answer.
    pub calls: Vec<Duration>,
    /// Transactions that it took.
    pub commits: usize,
}

/// Runs the jobs, each a transaction of its own that is answered after its COMMIT. Each inner list has a caller of
/// its own, who waits for an answer before the next call.
///
/// # Errors
/// A fault of the database.
///
/// # Panics
/// When a thread does.
pub fn group_commit(target: &Target, statements: &[String], callers: Vec<Vec<Job>>) -> Result<Timed> {
    match target {
        Target::Sqlite(_) => through_a_writer(target, statements, callers),
        Target::Postgres { .. } => connections(target, statements, callers),
    }
}

type Reply = SyncSender<Result<(), String>>;

fn through_a_writer(target: &Target, statements: &[String], callers: Vec<Vec<Job>>) -> Result<Timed> {
    let Raw::Sqlite(conn) = Raw::open(target)? else {
        return Err(Fault::new("a SQLite file has a SQLite connection").into());
    };
    let (sender, jobs) = sync_channel::<(Job, Reply)>(1024);
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || write(&conn, statements, &jobs));
        let watch = Stopwatch::start();
        let threads: Vec<_> = callers
            .into_iter()
            .map(|list| {
                let sender = sender.clone();
                scope.spawn(move || -> Result<Vec<Duration>> {
                    let gone = || Fault::new("the writer has ended");
                    let (reply, answer) = sync_channel(1);
                    let mut calls = Vec::with_capacity(list.len());
                    for job in list {
                        let call = Stopwatch::start();
                        sender.send((job, reply.clone())).map_err(|_| gone())?;
                        answer.recv().map_err(|_| gone())?.map_err(Fault::new)?;
                        calls.push(call.elapsed());
                    }
                    Ok(calls)
                })
            })
            .collect();
        drop(sender);
        let mut timed = Timed::default();
        for thread in threads {
            timed.calls.extend(thread.join().expect("a caller does not panic")?);
        }
        timed.whole = watch.elapsed();
        timed.commits = writer.join().expect("the writer does not panic")?;
        Ok(timed)
    })
}

fn write(conn: &rusqlite::Connection, statements: &[String], jobs: &Receiver<(Job, Reply)>) -> Result<usize> {
    let prepare = |text: &str| conn.prepare(&sql::statement(Engine::Sqlite, text)).map_err(lite);
    let mut prepared = statements.iter().map(|text| prepare(text)).collect::<Result<Vec<_>>>()?;
    let (mut begin, mut commit) = (prepare("BEGIN IMMEDIATE")?, prepare("COMMIT")?);
    let (mut waiting, mut commits) = (Vec::new(), 0);
    while let Ok(first) = jobs.recv() {
        run_sqlite(&mut begin, &[])?;
        let mut next = Some(first);
        while let Some((job, reply)) = next {
            for (which, cells) in &job {
                run_sqlite(&mut prepared[*which], cells)?;
            }
            waiting.push(reply);
            next = if waiting.len() < MOST_IN_A_BATCH { jobs.try_recv().ok() } else { None };
        }
        run_sqlite(&mut commit, &[])?;
        commits += 1;
        for reply in waiting.drain(..) {
            // A caller that has gone away is not waited for.
            let _ = reply.send(Ok(()));
        }
    }
    Ok(commits)
}

fn connections(target: &Target, statements: &[String], callers: Vec<Vec<Job>>) -> Result<Timed> {
    let mut ready = Vec::new();
    for list in callers {
        let Raw::Postgres(mut client) = Raw::open(target)? else {
            return Err(Fault::new("a server has a PostgreSQL connection").into());
        };
        let prepared: Vec<postgres::Statement> = statements
            .iter()
            .map(|text| client.prepare(&sql::statement(Engine::Postgres, text)).map_err(server))
            .collect::<Result<_>>()?;
        ready.push((client, prepared, list));
    }
    std::thread::scope(|scope| {
        let watch = Stopwatch::start();
        let threads: Vec<_> = ready
            .into_iter()
            .map(|(mut client, prepared, list)| {
                scope.spawn(move || -> Result<Vec<Duration>> {
                    let mut calls = Vec::with_capacity(list.len());
                    for job in list {
                        let call = Stopwatch::start();
                        client.batch_execute("BEGIN").map_err(server)?;
                        for (which, cells) in &job {
                            run_postgres(&mut client, &prepared[*which], cells)?;
                        }
                        client.batch_execute("COMMIT").map_err(server)?;
                        calls.push(call.elapsed());
                    }
                    Ok(calls)
                })
            })
            .collect();
        let mut timed = Timed::default();
        for thread in threads {
            timed.calls.extend(thread.join().expect("a caller does not panic")?);
        }
        timed.commits = timed.calls.len();
        timed.whole = watch.elapsed();
        Ok(timed)
    })
}
