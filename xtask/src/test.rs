//! `cargo xtask test`: everything that must hold before a change lands.

use crate::run::Count;
use crate::{api, browser, run, setup};
use std::path::Path;
use std::process::Command;
use store::testing::cluster::Cluster;

/// How much is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// Without the full year.
    Quick,
}

/// Runs formatting, lints and tests; ends with the count of tests.
pub(crate) fn all(extent: Extent) -> Result<(), String> {
    setup::postgres()?;
    browser::prepare()?;
    api::prepare()?;
    run::run(Command::new("cargo").args(["fmt", "--all", "--check"]))?;
    run::run(Command::new("cargo").args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))?;
    // The year is lived by the optimised program.
    run::run(Command::new("cargo").args(["build", "--release", "--locked", "--package", "motcua"]))?;
    let cluster = Cluster::start().map_err(|e| e.to_string())?;
    let recorded = tempfile::tempdir().map_err(|e| e.to_string())?;
    let mut count = Count::default();
    let program = std::env::current_dir().map_err(|e| e.to_string())?.join("target/release/motcua");
    let good = cargo_test(extent, &program, &cluster, recorded.path(), &mut count)?;
    prepared(&cluster, recorded.path(), &mut count)?;
    let seen = browser::test(&program, &cluster, &mut count)?;
    drop(cluster);
    let described = api::test(&program, &mut count)?;
    run::say(&format!("{} passed, {} failed, {} skipped\n", count.passed, count.failed, count.ignored));
    if !good || !seen || !described || count.failed > 0 {
        return Err("a test failed; its output stands above".into());
    }
    if count.passed == 0 {
        return Err("no test was run".into());
    }
    Ok(())
}

/// Only the pages in a browser.
pub(crate) fn browser() -> Result<(), String> {
    setup::postgres()?;
    browser::prepare()?;
    run::run(Command::new("cargo").args(["build", "--release", "--locked", "--package", "motcua"]))?;
    let program = std::env::current_dir().map_err(|e| e.to_string())?.join("target/release/motcua");
    let mut count = Count::default();
    let cluster = Cluster::start().map_err(|e| e.to_string())?;
    let good = browser::test(&program, &cluster, &mut count)?;
    run::say(&format!("{} passed, {} failed, {} skipped\n", count.passed, count.failed, count.ignored));
    if good { Ok(()) } else { Err("a page is not as it should be; what is wrong stands above".into()) }
}

/// Only the interface for programs.
pub(crate) fn api() -> Result<(), String> {
    api::prepare()?;
    run::run(Command::new("cargo").args(["build", "--release", "--locked", "--package", "motcua"]))?;
    let program = std::env::current_dir().map_err(|e| e.to_string())?.join("target/release/motcua");
    let mut count = Count::default();
    let good = api::test(&program, &mut count)?;
    run::say(&format!("{} passed, {} failed, {} skipped\n", count.passed, count.failed, count.ignored));
    if good { Ok(()) } else { Err("the interface is not as it says; what is wrong stands above".into()) }
}

const PREPARED: &str = "every_sql_text_executed_in_a_test_is_prepared_on_the_other_engine";

/// Every SQL text that any test executed is prepared on the other engine. Counts as a test. In a process of its
/// own, which is told of the server as the tests are.
fn prepared(cluster: &Cluster, recorded: &Path, count: &mut Count) -> Result<(), String> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut command = Command::new(own);
    command.arg("prepare-sql").arg(recorded).env("MOTCUA_TEST_PG", cluster.url());
    let status = command.status().map_err(|e| e.to_string())?;
    if status.success() {
        run::say(&format!("test {PREPARED} ... ok\n"));
        count.passed += 1;
    } else {
        run::say(&format!("test {PREPARED} ... FAILED\n"));
        count.failed += 1;
    }
    Ok(())
}

/// Prepares the SQL texts recorded in a folder.
pub(crate) fn prepare_sql(recorded: &Path) -> Result<(), String> {
    match store::testing::prepare_recorded(recorded) {
        Ok(prepared) => {
            run::say(&format!("{prepared:?}\n"));
            Ok(())
        }
        Err(problems) => Err(problems.join("\n")),
    }
}

fn cargo_test(
    extent: Extent,
    program: &Path,
    cluster: &Cluster,
    recorded: &Path,
    count: &mut Count,
) -> Result<bool, String> {
    let mut command = Command::new("cargo");
    command.args(["test", "--no-fail-fast", "--all-features", "--locked", "--workspace"]);
    command
        .env("MOTCUA_TEST_PG", cluster.url())
        .env("MOTCUA_RECORD_SQL", recorded)
        .env("MOTCUA_OPTIMISED", program);
    if extent == Extent::Quick {
        command.env("MOTCUA_TEST_QUICK", "1");
    }
    run::watch(&mut command, |line| count.read(line))
}
