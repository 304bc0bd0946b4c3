//! `cargo xtask test`: everything that must hold before a change lands.

use crate::{run, setup};
use std::path::Path;
use std::process::Command;

/// How much is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Without the full year.
    Quick,
}

#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Runs formatting, lints and tests; ends with the count of tests.
pub fn all(extent: Extent) -> Result<(), String> {
    setup::postgres()?;
    run::run(Command::new("cargo").args(["fmt", "--all", "--check"]))?;
    run::run(Command::new("cargo").args([
        "clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings",
    ]))?;
    let cluster = store::testing::cluster::Cluster::start().map_err(|e| e.to_string())?;
    let recorded = tempfile::tempdir().map_err(|e| e.to_string())?;
    let mut count = Count::default();
    let mut good = true;
    // The crates one after the other, the program's own last: its last tests prepare every SQL text that any
    // test of the others executed, on the other engine.
    good &= cargo_test(&["--workspace", "--exclude", "motcua"], extent, &cluster, recorded.path(), &mut count)?;
    good &= cargo_test(&["--package", "motcua"], extent, &cluster, recorded.path(), &mut count)?;
    good &= cargo_test(
        &["--package", "motcua", "--test", "recorded_sql"],
        extent,
        &cluster,
        recorded.path(),
        &mut count,
    )?;
    drop(cluster);
    run::say(&format!("{} passed, {} failed, {} skipped\n", count.passed, count.failed, count.ignored));
    if !good || count.failed > 0 {
        return Err("a test failed; its output stands above".into());
    }
    if count.passed == 0 {
        return Err("no test was run".into());
    }
    Ok(())
}

fn cargo_test(
    what: &[&str],
    extent: Extent,
    cluster: &store::testing::cluster::Cluster,
    recorded: &Path,
    count: &mut Count,
) -> Result<bool, String> {
    let mut command = Command::new("cargo");
    command.args(["test", "--no-fail-fast", "--all-features", "--locked"]).args(what);
    command.env("MOTCUA_TEST_PG", cluster.url()).env("MOTCUA_RECORD_SQL", recorded);
    if extent == Extent::Quick {
        command.env("MOTCUA_TEST_QUICK", "1");
    }
    run::watch(&mut command, |line| {
        let Some(rest) = line.strip_prefix("test result: ") else { return };
        for part in rest.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(n), Some(what)) = (words.next().and_then(|n| n.parse::<u64>().ok()), words.next()) else {
                continue;
            };
            match what {
                "passed" => count.passed += n,
                "failed" => count.failed += n,
                "ignored" => count.ignored += n,
                _ => {}
            }
        }
    })
}
