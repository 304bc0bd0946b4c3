//! Installs what the tests need and the machine lacks.

use crate::run;
use std::process::Command;

/// PostgreSQL's server programs, by the system's package manager when they are missing.
pub(crate) fn postgres() -> Result<(), String> {
    if store::testing::cluster::find_binaries().is_ok() {
        return Ok(());
    }
    run::say("PostgreSQL is missing; installing it\n");
    run::run(Command::new("apt-get").args(["update"]))
        .and_then(|()| {
            run::run(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args([
                "install",
                "-y",
                "--no-install-recommends",
                "postgresql",
            ]))
        })
        .map_err(|e| format!("{e}. Install PostgreSQL 15 or later yourself (the server, not only psql)."))?;
    store::testing::cluster::find_binaries().map(|_| ()).map_err(|e| e.to_string())
}
