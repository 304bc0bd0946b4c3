//! Programs measured from outside: seconds, peak memory, starts.

use super::Bench;
use super::out::{Row, float};
use kernel::clock::Stopwatch;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A port of this machine on which the measured server listens.
const PORT: &str = "18642";

fn command(program: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A line of `/proc/PID/status`, in MB.
fn memory(child: &Child, line: &str) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let kb = text
        .lines()
        .find_map(|l| l.strip_prefix(line)?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1e3
}

/// Runs a command to its end; its seconds and its peak memory in MB.
pub(super) fn measured(program: &Path, args: &[&str]) -> Result<(f64, f64), String> {
    let watch = Stopwatch::start();
    let mut child = command(program, args).spawn().map_err(|e| e.to_string())?;
    let mut peak = 0.0f64;
    let status = loop {
        peak = peak.max(memory(&child, "VmHWM:"));
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    if status.success() {
        Ok((watch.elapsed().as_secs_f64(), peak))
    } else {
        Err(format!("{args:?} failed: {status}"))
    }
}

/// The best of some runs, in seconds.
pub(super) fn best(program: &Path, args: &[&str], runs: u32) -> Result<f64, String> {
    let mut best = f64::MAX;
    for _ in 0..runs {
        let watch = Stopwatch::start();
        let status = command(program, args).status().map_err(|e| e.to_string())?;
        if !status.success() {
            return Err(format!("{args:?} failed: {status}"));
        }
        best = best.min(watch.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Whether the server answers on its port.
fn healthy() -> bool {
    let Ok(mut stream) = TcpStream::connect(format!("127.0.0.1:{PORT}")) else {
        return false;
    };
    let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}

impl Bench {
    pub(super) fn size(&mut self) -> Result<(), String> {
        let bytes = std::fs::metadata(&self.program).map_err(|e| e.to_string())?.len();
        self.rows.push(Row::new("program on disk", float(bytes) / 1e6, "MB", ""));
        let start = best(&self.program, &["--version"], 10)? * 1e3;
        self.rows.push(Row::new("start and end (--version)", start, "ms", ""));
        Ok(())
    }

    /// Starts `serve` until it answers, three times, and looks at its memory before and after some pages.
    pub(super) fn pages(&mut self, place: &[&str], which: &str) -> Result<(), String> {
        let args = [&["serve", "--port", PORT], place].concat();
        let (mut best, mut idle) = (f64::MAX, 0.0);
        for _ in 0..3 {
            if healthy() {
                return Err(format!("something else answers on port {PORT}"));
            }
            let watch = Stopwatch::start();
            let mut child = command(&self.program, &args).spawn().map_err(|e| e.to_string())?;
            while !healthy() {
                if child.try_wait().map_err(|e| e.to_string())?.is_some() || watch.elapsed().as_secs() > 60 {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err("the server does not answer".into());
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            best = best.min(watch.elapsed().as_secs_f64() * 1e3);
            idle = memory(&child, "VmRSS:");
            let _ = child.kill();
            let _ = child.wait();
        }
        self.rows.push(Row::new(format!("start to the answer of /healthz ({which})"), best, "ms", ""));
        self.rows.push(Row::new(format!("memory of `serve` at rest ({which})"), idle, "MB", ""));
        Ok(())
    }

    /// What a command takes, and its peak memory.
    pub(super) fn command(&mut self, what: &str, args: &[&str]) -> Result<(), String> {
        let (seconds, peak) = measured(&self.program, args)?;
        self.rows.push(Row::new(what, seconds, "s", ""));
        self.rows.push(Row::new(format!("  peak memory of {what}"), peak, "MB", ""));
        Ok(())
    }
}
