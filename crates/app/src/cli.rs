//! The command line: reads what is asked, does it, and says in one clear sentence what went wrong.

pub mod args;
mod calendar;
mod catalogue;
mod data;
mod demo;
mod due;
pub mod import;
mod list;
mod report;
mod units;
pub mod users;
pub mod web;

use crate::backups::Nightly;
use args::{Cli, Command, Place};
use clap::{CommandFactory, Parser};
use std::io::{self, Write};
use std::process::ExitCode;
use store::{Db, Open, Target};

/// Why a command failed: a sentence for people, and the exit code.
#[derive(Debug)]
pub struct Failure {
    /// What to say.
    pub message: String,
    /// 1: it could not be done; 2: it was asked wrongly.
    pub code: u8,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }
}

impl From<kernel::Error> for Failure {
    fn from(e: kernel::Error) -> Self {
        match e {
            kernel::Error::Refused(r) => Self::new(format!("{} / {}", r.en, r.vi)),
            kernel::Error::Fault(f) => Self::new(f.to_string()),
        }
    }
}

impl From<store::OpenError> for Failure {
    fn from(e: store::OpenError) -> Self {
        Self::new(format!("{} / {}", e.en(), e.vi()))
    }
}

impl From<store::backup::BackupError> for Failure {
    fn from(e: store::backup::BackupError) -> Self {
        Self::new(format!("{} / {}", e.en(), e.vi()))
    }
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Self {
        Self::new(e.to_string())
    }
}

type Done = Result<ExitCode, Failure>;

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            // clap has the words for help, version and wrong arguments; there is nobody to tell if even that fails.
            let _ = e.print();
            return ExitCode::from(u8::from(e.use_stderr()) * 2);
        }
    };
    match run(cli.command) {
        Ok(code) => code,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "motcua: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}

fn run(command: Command) -> Done {
    match command {
        Command::Demo { data, database, schema, province, port, sample, web } => {
            let place = Place { data, database, schema, backups: None };
            demo::demo(&place, province.as_deref(), port, sample, &web)
        }
        Command::Serve { place, port, backups_kept, web } => {
            let nightly = Nightly { folder: place.backups(), kept: backups_kept };
            let nightly = Some(nightly).filter(|n| n.kept > 0);
            demo::serve(&open(&place, Open::Existing)?, port, nightly, &web)
        }
        Command::Load { province, place, dry_run } => data::load(&province, &place, dry_run),
        Command::NewProvince { dir } => data::new_province(&dir),
        Command::Replay { province, place, seed, sample, batch, stop_after } => {
            let options = replay::RunOptions { batch: usize::try_from(batch).unwrap_or(1), stop_after };
            data::replay(&province, &place, seed, sample, options)
        }
        Command::Report(args::Report::Annex3(asked)) => report::annex3(&asked),
        Command::Recount { place, fix } => data::recount(&place, fix),
        Command::Verify { place, anchor, write_anchor } => {
            data::verify(&place, anchor.as_deref(), write_anchor.as_deref())
        }
        Command::Backup { file, place, force } => data::backup(&file, &place, force),
        Command::Restore { file, place } => data::restore(&file, &place),
        Command::Unit(command) => units::unit(command),
        Command::User(command) => users::user(command),
        Command::Calendar(command) => calendar::calendar(command),
        Command::Catalogue(command) => catalogue::catalogue(command),
        Command::Explain(asked) => due::explain(&asked),
        Command::Term(asked) => due::term(&asked),
        Command::Import(command) => import::import(command),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "motcua", &mut io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Where the database is.
fn target(place: &Place) -> Target {
    match &place.database {
        Some(url) => Target::Postgres { url: url.clone(), schema: place.schema.clone() },
        None => Target::Sqlite(place.data.join("motcua.sqlite")),
    }
}

/// Opens it.
fn open(place: &Place, how: Open) -> Result<Db, Failure> {
    if place.database.is_none() && !matches!(how, Open::Existing) {
        std::fs::create_dir_all(&place.data).map_err(|e| {
            let dir = place.data.display();
            Failure::new(format!("the folder {dir} cannot be made ({e}) / không tạo được thư mục {dir}"))
        })?;
    }
    crate::upgrade::open(&target(place), &place.backups(), how, &tell)
}

/// Prints a line to standard output; a closed pipe ends the program quietly.
fn say(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{text}") {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(e.into()),
        _ => Ok(()),
    }
}

/// Tells how long work goes on; on standard error, so that it never ends up in a report.
fn tell(text: &str) {
    // Progress that nobody can read is no reason to stop.
    let _ = writeln!(io::stderr(), "{text}");
}
