//! A test that starts its own program again as a writer, and kills it in the middle of its work.

use super::TestDb;
use crate::{Open, Schema, Target};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Tells the child where it is to write.
const CHILD: &str = "MOTCUA_TEST_KILLED_CHILD";
/// Begins each line in which the child acknowledges something.
const MARK: &str = "acknowledged ";

/// Starts the test `child` of this program alone, on the same database, kills it after so many acknowledgements, and
/// answers all that were made.
///
/// # Panics
/// When the child cannot be started, or ends before it is killed.
pub fn killed_after(db: &TestDb, child: &str, acknowledged: usize) -> Vec<String> {
    let place = match db.target() {
        Target::Sqlite(path) => format!("{}|", path.display()),
        Target::Postgres { url, schema } => format!("{url}|{schema}"),
    };
    let program = std::env::current_exe().expect("a test knows its own program");
    let mut child = Command::new(program)
        .args(["--exact", child, "--nocapture"])
        .env(CHILD, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starting the writer");
    let lines = BufReader::new(child.stdout.take().expect("it was piped just now")).lines();
    let mut seen = Vec::new();
    for line in lines.map_while(Result::ok) {
        seen.extend(line.strip_prefix(MARK).map(str::to_owned));
        if seen.len() == acknowledged {
            child.kill().expect("killing the writer");
        }
    }
    child.wait().expect("the writer ends");
    assert!(seen.len() >= acknowledged, "the writer ended early");
    seen
}

/// In the child: the database it is to write into; `None` where the test runs among all others.
///
/// # Panics
/// When the database cannot be opened.
pub fn to_be_killed(schema: &Schema) -> Option<crate::Db> {
    let place = std::env::var(CHILD).ok()?;
    let (place, name) = place.split_once('|').expect("as `killed_after` writes it");
    let target = match name {
        "" => Target::Sqlite(place.into()),
        name => Target::Postgres { url: place.to_owned(), schema: name.to_owned() },
    };
    Some(crate::Db::open(&target, schema, Open::Existing).expect("opening the database to write into"))
}

/// In the child: says that something is committed. Answers whether anybody still listens.
pub fn acknowledge(what: &str) -> bool {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{MARK}{what}").and_then(|()| out.flush()).is_ok()
}
