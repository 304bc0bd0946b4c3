//! Pages in a real browser.

use crate::run::{self, Count};
use std::path::Path;
use std::process::Command;
use store::testing::cluster::Cluster;

const FOLDER: &str = "tests-browser";

/// Programs, and the packages that have them.
const NEEDED: [(&str, &str); 5] = [
    ("chromium", "chromium"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("zbarimg", "zbar-tools"),
    ("pdfinfo", "poppler-utils"),
];

/// Installs what the tests need and the machine lacks: a browser, Node with two packages, readers of QR codes and of PDF.
pub(crate) fn prepare() -> Result<(), String> {
    let missing: Vec<&str> =
        NEEDED.into_iter().filter(|(program, _)| !there(program)).map(|(_, package)| package).collect();
    if !missing.is_empty() {
        run::say(&format!("{} missing; installing\n", missing.join(", ")));
        run::run(Command::new("apt-get").arg("update"))?;
        let install = ["install", "-y", "--no-install-recommends"];
        run::run(
            Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(install).args(&missing),
        )
        .map_err(|e| format!("{e}. Install these yourself: {}.", missing.join(", ")))?;
    }
    // npm writes what it installed into its own copy of the lock.
    let installed = Path::new(FOLDER).join("node_modules/.package-lock.json");
    let asked = Path::new(FOLDER).join("package-lock.json");
    let time = |path: &Path| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    if time(&installed).is_none_or(|done| time(&asked).is_some_and(|lock| lock > done)) {
        run::run(
            Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(FOLDER),
        )?;
    }
    Ok(())
}

fn there(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|all| std::env::split_paths(&all).any(|dir| dir.join(program).exists()))
}

/// Looks at every page and tells the stories, on both engines; its lines count as tests.
pub(crate) fn test(program: &Path, cluster: &Cluster, count: &mut Count) -> Result<bool, String> {
    run::run(Command::new("cargo").args([
        "build",
        "--locked",
        "--package",
        "webkit",
        "--example",
        "specimen",
    ]))?;
    let mut command = Command::new("node");
    command.arg(Path::new(FOLDER).join("run.mjs")).env("MOTCUA_OPTIMISED", program);
    command.env("MOTCUA_TEST_PG", cluster.url());
    let before = count.passed;
    let good = run::watch(&mut command, |line| count.read(line))?;
    if good && count.passed == before {
        return Err("the browser looked at no page".into());
    }
    Ok(good)
}
