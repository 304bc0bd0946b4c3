//! `cargo xtask bench`: what the program costs, on this machine, by commands anyone can run.

mod inside;
mod many;
mod out;
mod outside;
mod server;
mod year;

use crate::run;
use out::Row;
use server::Server;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Everything that can be measured, with what it is.
const NAMES: [(&str, &str); 16] = [
    ("size", "the program's size, and how long it takes to say its version"),
    ("year", "a year lived on SQLite: time, memory, bytes per dossier"),
    ("questions", "over that year: annex 3, verify, recount, backup, lists, start, memory at rest"),
    ("ratio", "SQLite: a year beside bare inserts of its rows; statements per dossier"),
    ("creates", "SQLite: durable creates by 16 callers beside bare group commit"),
    ("http", "SQLite, that year served: citizens' pages, the leader's, 200 mixed requests a second"),
    ("http-creates", "SQLite: creates over HTTP by 16 clients beside the same through the front door"),
    ("ten-years", "SQLite with 5 million dossiers: recount, annex 3, lists and search, start"),
    ("http-ten-years", "SQLite with 5 million dossiers, served"),
    ("questions-postgres", "the same questions over the year on PostgreSQL"),
    ("ratio-postgres", "PostgreSQL: a whole year beside bare inserts (half an hour and more)"),
    ("creates-postgres", "PostgreSQL: durable creates by 16 callers"),
    ("http-postgres", "the year on PostgreSQL, served"),
    ("http-creates-postgres", "PostgreSQL: creates over HTTP by 16 clients"),
    ("ten-years-postgres", "PostgreSQL with 5 million dossiers"),
    ("http-ten-years-postgres", "PostgreSQL with 5 million dossiers, served"),
];
/// What starts from the lived year.
const OVER_THE_YEAR: [&str; 10] = [
    "questions",
    "ratio",
    "http",
    "ten-years",
    "http-ten-years",
    "questions-postgres",
    "http-postgres",
    "ratio-postgres",
    "ten-years-postgres",
    "http-ten-years-postgres",
];

const HELP: &str = "\
cargo xtask bench [--keep DIR] [NAME …]
--list names the measurements; without a name all are made. With --keep the lived year and SQLite's ten years stay
in DIR and are used again.";

/// What every measurement needs.
struct Bench {
    program: PathBuf,
    /// The example that measures from inside.
    inside: PathBuf,
    /// Where databases are made.
    dir: PathBuf,
    /// They stay there.
    keep: bool,
    rows: Vec<Row>,
}

/// Runs the measurements and prints them as a table and as JSON.
pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    if words == ["--list"] {
        let list: Vec<String> = NAMES.iter().map(|(name, what)| format!("{name:20} {what}\n")).collect();
        run::say(&list.concat());
        return Ok(());
    }
    let (keep, names) = match words {
        ["--keep", dir, names @ ..] => (Some(PathBuf::from(dir)), names),
        names => (None, names),
    };
    if let Some(unknown) = names.iter().find(|n| !NAMES.iter().any(|(name, _)| name == *n)) {
        return Err(format!("there is no measurement '{unknown}'\n{HELP}"));
    }
    build()?;
    let temporary = tempfile::Builder::new().prefix("motcua-bench-").tempdir().map_err(|e| e.to_string())?;
    let dir = keep.clone().unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    let mut bench = Bench {
        program: PathBuf::from("target/release/motcua"),
        inside: PathBuf::from("target/release/examples/bench"),
        dir,
        keep: keep.is_some(),
        rows: Vec::new(),
    };
    let wanted = |name: &str| names.is_empty() || names.contains(&name);
    let measured = bench.sqlite(&wanted).and_then(|()| bench.postgres(&wanted));
    // What was measured before something failed is worth having.
    out::report(&bench.rows)?;
    measured
}

fn build() -> Result<(), String> {
    run::run(Command::new("cargo").args(["build", "--release", "--locked", "--package", "motcua"]))?;
    let example = ["build", "--release", "--locked", "--package", "motcua", "--example", "bench"];
    run::run(Command::new("cargo").args(example))
}

impl Bench {
    fn folder(&self, name: &str) -> String {
        self.dir.join(name).display().to_string()
    }

    /// Measurements that need no server.
    fn sqlite(&mut self, wanted: &dyn Fn(&str) -> bool) -> Result<(), String> {
        if wanted("size") {
            self.size()?;
        }
        let year = self.folder("year");
        if wanted("year") {
            self.fresh("year")?;
            self.year(&["--data", &year])?;
        }
        if OVER_THE_YEAR.iter().any(|name| wanted(name)) {
            self.have_year(&year)?;
        }
        if wanted("year") {
            self.inside(&["size", &year, "SQLite, a year"])?;
        }
        if wanted("questions") {
            self.questions(&["--data", &year], &year, "SQLite, 0.5 M")?;
        }
        if wanted("ratio") {
            let (desk, bare) = (self.fresh("desk")?, self.fresh("bare")?);
            self.inside(&["ratio", &year, &desk, &bare])?;
        }
        if wanted("creates") {
            let (desk, bare) = (self.fresh("desk")?, self.fresh("bare")?);
            self.inside(&["creates", &desk, &bare])?;
        }
        self.gone("desk")?;
        self.gone("bare")?;
        if wanted("http") {
            self.served(&year, "SQLite, 0.5 M")?;
        }
        if wanted("http-creates") {
            let (over, through) = (self.fresh("over")?, self.fresh("through")?);
            self.served_creates(&over, &through)?;
        }
        self.gone("over")?;
        self.gone("through")?;
        if wanted("ten-years") || wanted("http-ten-years") {
            self.ten_years_sqlite(Path::new(&year), wanted)?;
        }
        Ok(())
    }

    /// Measurements on PostgreSQL, each with a server of its own.
    fn postgres(&mut self, wanted: &dyn Fn(&str) -> bool) -> Result<(), String> {
        let year = self.folder("year");
        if wanted("creates-postgres") {
            let server = Server::durable()?;
            self.inside(&["creates", &server.place("desk"), &server.place("bare")])?;
        }
        if wanted("http-creates-postgres") {
            let server = Server::durable()?;
            self.served_creates(&server.place("over"), &server.place("through"))?;
        }
        if wanted("questions-postgres") || wanted("http-postgres") {
            let server = Server::durable()?;
            self.year_by_backup(&year, &server)?;
            let url = server.url();
            if wanted("questions-postgres") {
                self.questions(&["--database", &url], &url, "PostgreSQL, 0.5 M")?;
                self.inside(&["size", &url, "PostgreSQL, a year"])?;
            }
            if wanted("http-postgres") {
                self.served(&url, "PostgreSQL, 0.5 M")?;
            }
        }
        if wanted("ratio-postgres") {
            let server = Server::durable()?;
            self.inside(&["ratio", &year, &server.place("desk"), &server.place("bare")])?;
        }
        if wanted("ten-years-postgres") || wanted("http-ten-years-postgres") {
            self.ten_years_postgres(&year, wanted)?;
        }
        Ok(())
    }
}
