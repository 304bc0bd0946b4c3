//! Running the program as a person at a shell does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program; the optimised one where the test command has built it.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("MOTCUA_OPTIMISED").map_or_else(|| env!("CARGO_BIN_EXE_motcua").into(), PathBuf::from)
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// What a run said.
pub(crate) struct Said {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

impl From<Output> for Said {
    fn from(o: Output) -> Self {
        Self {
            out: String::from_utf8_lossy(&o.stdout).into_owned(),
            err: String::from_utf8_lossy(&o.stderr).into_owned(),
            code: o.status.code().unwrap_or(-1),
        }
    }
}

/// Runs it, whatever comes of it.
pub(crate) fn motcua(args: &[&str]) -> Said {
    Command::new(program()).args(args).current_dir(root()).output().unwrap().into()
}

/// Runs it; it must succeed.
pub(crate) fn good(args: &[&str]) -> String {
    let said = motcua(args);
    assert_eq!(said.code, 0, "{args:?}: {}{}", said.out, said.err);
    said.out
}

/// A database of either engine: its place as arguments.
pub(crate) struct Place {
    args: Vec<String>,
    _dir: Option<tempfile::TempDir>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { args: vec!["--data".into(), dir.path().join("data").display().to_string()], _dir: Some(dir) }
    }

    /// A schema of its own in the tests' PostgreSQL.
    pub(crate) fn postgres(schema: &str) -> Self {
        let url = std::env::var("MOTCUA_TEST_PG").expect("no PostgreSQL: run `cargo xtask test`");
        let schema = format!("{schema}_{}", std::process::id());
        Self { args: vec!["--database".into(), url, "--schema".into(), schema], _dir: None }
    }

    /// A command with this place.
    pub(crate) fn with<'a>(&'a self, command: &[&'a str]) -> Vec<&'a str> {
        command.iter().copied().chain(self.args.iter().map(String::as_str)).collect()
    }

    pub(crate) fn good(&self, command: &[&str]) -> String {
        good(&self.with(command))
    }

    pub(crate) fn run(&self, command: &[&str]) -> Said {
        motcua(&self.with(command))
    }

    /// The line of `verify` that begins so; and nothing may be wrong.
    pub(crate) fn verified(&self, line: &str) -> String {
        let out = self.good(&["verify"]);
        out.lines().find(|l| l.starts_with(line)).unwrap_or_else(|| panic!("no '{line}' in {out}")).to_owned()
    }
}

/// Rows of a CSV answer, without its byte order mark.
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}
