//! The interface for programs, held against its own description.

use crate::run::{self, Count};
use std::path::Path;
use std::process::Command;

/// Installs what the test needs and the machine lacks; its packages it installs itself, pinned.
pub(crate) fn prepare() -> Result<(), String> {
    let there = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    if there.is_ok_and(|done| done.status.success()) {
        return Ok(());
    }
    run::say("python3 with venv missing; installing\n");
    run::run(Command::new("apt-get").arg("update"))?;
    let install = ["install", "-y", "--no-install-recommends", "python3-venv"];
    run::run(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(install))
        .map_err(|e| format!("{e}. Install python3-venv yourself."))
}

/// Asks everything that the document allows, and more; its lines count as tests.
pub(crate) fn test(program: &Path, count: &mut Count) -> Result<bool, String> {
    let before = count.passed;
    let good =
        run::watch(Command::new("python3").arg("tests-api/run.py").arg(program), |line| count.read(line))?;
    if good && count.passed == before {
        return Err("nothing was asked of the interface".into());
    }
    Ok(good)
}
