//! `cargo xtask bench`: what the program costs, on this machine, by commands anyone can run.

use crate::{run, setup};
use kernel::clock::Stopwatch;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const FOLDER: &str = "provinces/ca-mau-2020";
const NAMES: [&str; 4] = ["size", "replay", "replay-postgres", "questions"];

/// One measured thing.
struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    aim: &'static str,
}

/// Runs the measurements and prints them as a table and as JSON.
pub(crate) fn run(names: &[&str]) -> Result<(), String> {
    if names == ["--list"] {
        run::say(&format!("{}\n", NAMES.join("\n")));
        return Ok(());
    }
    if let Some(unknown) = names.iter().find(|n| !NAMES.contains(n)) {
        return Err(format!("there is no measurement '{unknown}'; cargo xtask bench --list"));
    }
    let wanted = |name: &str| names.is_empty() || names.contains(&name);
    run::run(Command::new("cargo").args(["build", "--release", "--locked", "--package", "motcua"]))?;
    let program = PathBuf::from("target/release/motcua");
    let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
    let data = dir.path().join("year");
    let mut rows = Vec::new();
    if wanted("size") {
        let bytes = std::fs::metadata(&program).map_err(|e| e.to_string())?.len();
        rows.push(Row { what: "program on disk".into(), value: to_f64(bytes) / 1e6, unit: "MB", aim: "" });
        rows.push(Row {
            what: "start and end (--version)".into(),
            value: best(&program, &["--version"], 10)? * 1e3,
            unit: "ms",
            aim: "",
        });
    }
    if wanted("replay") || wanted("questions") {
        let place = ["--data", data.to_str().ok_or("a path that is no text")?];
        year(&program, &place, "1", &mut rows, "SQLite, synchronous=FULL", "≤ 120 s")?;
        let bytes = std::fs::metadata(data.join("motcua.sqlite")).map_err(|e| e.to_string())?.len();
        rows.push(Row {
            what: "database per dossier".into(),
            value: to_f64(bytes) / 536_000.0,
            unit: "bytes",
            aim: "",
        });
        if wanted("questions") {
            questions(&program, &place, dir.path(), &mut rows)?;
        }
    }
    if wanted("replay-postgres") {
        setup::postgres()?;
        let cluster = store::testing::cluster::Cluster::start().map_err(|e| e.to_string())?;
        let url = cluster.url();
        year(&program, &["--database", &url], "20", &mut rows, "PostgreSQL, one in 20", "")?;
    }
    report(&rows)
}

fn to_f64(n: u64) -> f64 {
    f64::from(u32::try_from(n / 1000).unwrap_or(u32::MAX)) * 1000.0
}

fn command(program: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs a command to its end; its seconds and its peak memory in MB.
fn measured(program: &Path, args: &[&str]) -> Result<(f64, f64), String> {
    let watch = Stopwatch::start();
    let mut child = command(program, args).spawn().map_err(|e| e.to_string())?;
    let mut peak = 0.0f64;
    let status = loop {
        if let Ok(text) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let kb = text.lines().find_map(|l| {
                l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok()
            });
            peak = peak.max(kb.unwrap_or(0.0) / 1e3);
        }
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    if status.success() {
        Ok((watch.elapsed().as_secs_f64(), peak))
    } else {
        Err(format!("{args:?} failed: {status}"))
    }
}

/// The best of some runs, in seconds.
fn best(program: &Path, args: &[&str], runs: u32) -> Result<f64, String> {
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

fn year(
    program: &Path,
    place: &[&str],
    sample: &str,
    rows: &mut Vec<Row>,
    which: &str,
    aim: &'static str,
) -> Result<(), String> {
    measured(program, &[&["load", FOLDER], place].concat())?;
    let (seconds, peak) = measured(program, &[&["replay", FOLDER, "--sample", sample], place].concat())?;
    rows.push(Row { what: format!("replay of the year ({which})"), value: seconds, unit: "s", aim });
    rows.push(Row {
        what: format!("  its peak memory ({which})"),
        value: peak,
        unit: "MB",
        aim: "≤ 1500 MB",
    });
    Ok(())
}

fn questions(program: &Path, place: &[&str], dir: &Path, rows: &mut Vec<Row>) -> Result<(), String> {
    let annex = [&["report", "annex-3", "--from", "2020-01-01", "--to", "2020-11-13"], place].concat();
    rows.push(Row {
        what: "annex 3, program start included".into(),
        value: best(program, &annex, 20)? * 1e3,
        unit: "ms",
        aim: "≤ 50 ms",
    });
    let file = dir.join("backup.motcua");
    let file = file.to_str().ok_or("a path that is no text")?;
    for (what, args) in [
        ("verify on the year", vec!["verify"]),
        ("recount on the year", vec!["recount"]),
        ("backup of the year", vec!["backup", file]),
    ] {
        let (seconds, peak) = measured(program, &[&args[..], place].concat())?;
        rows.push(Row { what: what.into(), value: seconds, unit: "s", aim: "" });
        rows.push(Row { what: "  its peak memory".into(), value: peak, unit: "MB", aim: "" });
    }
    Ok(())
}

fn report(rows: &[Row]) -> Result<(), String> {
    run::say("\n| measured | value | aim |\n| --- | ---: | --- |\n");
    for row in rows {
        run::say(&format!("| {} | {:.1} {} | {} |\n", row.what, row.value, row.unit, row.aim));
    }
    let list: Vec<serde_json::Value> = rows
        .iter()
        .map(|r| serde_json::json!({ "what": r.what.trim(), "value": r.value, "unit": r.unit, "aim": r.aim }))
        .collect();
    let text = serde_json::to_string_pretty(&list).map_err(|e| e.to_string())?;
    std::fs::write("target/bench.json", &text).map_err(|e| e.to_string())?;
    run::say(&format!("\n{text}\n"));
    Ok(())
}
