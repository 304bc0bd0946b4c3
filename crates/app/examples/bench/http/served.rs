//! The program itself, serving a database in a process of its own.

use super::client::{Client, Request};
use crate::out::Done;
use kernel::clock::Stopwatch;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use store::Target;

/// A port of this machine on which the measured server listens.
const PORT: u16 = 18_643;
/// The kernel counts a process's time in hundredths of a second.
const TICKS: f64 = 100.0;

/// A server; it ends with this.
pub(crate) struct Served(Child);

impl Served {
    pub(crate) const AT: SocketAddr =
        SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), PORT);

    /// Starts it and waits until it answers.
    pub(crate) async fn start(program: &str, target: &Target) -> Done<Self> {
        if Client::new(Self::AT, 0).ask(&Request::get("/healthz", "")).await.is_ok() {
            return Err(format!("something else answers on port {PORT}").into());
        }
        let mut command = Command::new(program);
        command.args(["serve", "--backups-kept", "0", "--port", &PORT.to_string()]);
        // One token stands for all the portals there are: what it costs is measured, not how it is throttled.
        command.args(["--api-per-second", "1000000", "--api-burst", "1000000"]);
        match target {
            Target::Sqlite(file) => command.arg("--data").arg(file.parent().ok_or("a file in a folder")?),
            Target::Postgres { url, schema } => command.args(["--database", url, "--schema", schema]),
        };
        command.stdout(Stdio::null()).stderr(Stdio::null()).env("MOTCUA_LOG", "warn");
        let mut served = Self(command.spawn()?);
        let watch = Stopwatch::start();
        while Client::new(Self::AT, 0).timed(&Request::get("/healthz", "")).await.is_err() {
            if served.0.try_wait()?.is_some() || watch.elapsed().as_secs() > 60 {
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(served)
    }

    /// The seconds that its threads have worked, in the program and in the kernel for it.
    pub(crate) fn worked(&self) -> Done<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        // The name in brackets may hold anything; the 14th and 15th fields are the times.
        let rest = text.rsplit_once(") ").ok_or("no process")?.1;
        let ticks: u32 = rest.split(' ').skip(11).take(2).map(|n| n.parse().unwrap_or(0u32)).sum();
        Ok(f64::from(ticks) / TICKS)
    }

    /// Its memory in MB, without the pages of the database's file that it looks at.
    pub(crate) fn memory(&self) -> Done<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let kb = text.lines().find_map(|l| l.strip_prefix("RssAnon:")?.trim().strip_suffix(" kB"));
        Ok(kb.ok_or("no memory")?.trim().parse::<f64>()? / 1e3)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A runtime of one thread: the clients take as little of the machine as they can.
pub(crate) struct OneThread(tokio::runtime::Runtime);

impl OneThread {
    pub(crate) fn new() -> Done<Self> {
        Ok(Self(tokio::runtime::Builder::new_current_thread().enable_all().build()?))
    }

    /// Runs this and what it spawns here.
    pub(crate) fn run<T>(&self, what: impl Future<Output = T>) -> T {
        tokio::task::LocalSet::new().block_on(&self.0, what)
    }
}
