//! Switching over from another program: its open dossiers, and the figures of the time before.

use super::args::Place;
use super::{Done, Failure, open, say};
use crate::import::{FileFormat, Grid, MAX_BYTES, Problems, dossiers, figures};
use clap::{Args, Subcommand, ValueEnum};
use dossier::desk::{Desk, Tokens};
use kernel::{Clock, SystemClock};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Open;

/// The form of a file.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma, semicolon or tabulator between the cells, UTF-8.
    Csv,
    /// A workbook of Excel.
    Xlsx,
}

/// A file, and where it goes.
#[derive(Args, Debug, Clone)]
pub struct Import {
    /// The file: CSV or XLSX. Its columns: docs/import.md.
    pub file: PathBuf,
    /// The sheet of a workbook; the first one when left out.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Only read and check the file, and say what would be taken.
    #[arg(long)]
    pub dry_run: bool,
    /// The file's form; seen from its content when left out.
    #[arg(long, value_enum)]
    pub format: Option<Form>,
    /// The database.
    #[command(flatten)]
    pub place: Place,
}

/// What can be imported.
#[derive(Subcommand, Debug)]
pub enum ImportCommand {
    /// Take over the open dossiers of another program with their codes and dates. All or nothing; twice changes nothing.
    #[command(
        after_help = "Examples:\n  motcua import dossiers open.xlsx --dry-run\n  motcua import dossiers open.csv --data motcua-data\nEverything wrong is told by file, row and column; exit code 1."
    )]
    Dossiers(Import),
    /// Enter figures of the time before, and from which day on each unit's figures are computed.
    #[command(after_help = "Example:\n  motcua import figures figures.csv --dry-run")]
    Figures(Import),
}

pub(super) fn import(command: ImportCommand) -> Done {
    match command {
        ImportCommand::Dossiers(asked) => take_over(&asked),
        ImportCommand::Figures(asked) => enter(&asked),
    }
}

fn take_over(asked: &Import) -> Done {
    let (name, grid) = read(asked)?;
    let desk = Desk::open(open(&asked.place, Open::Existing)?, Tokens::System);
    let taken = dossiers::take_over(&desk, SystemClock.now(), &name, grid, asked.dry_run)?;
    let taken = taken.map_err(|p| failed(&name, &p))?;
    let done = if asked.dry_run { "would be taken over; nothing written" } else { "taken over" };
    say(&format!(
        "{name}: {} dossiers {done} ({} overdue, {} paused); {} were there already / {} hồ sơ mới, {} đã có",
        taken.new, taken.overdue, taken.paused, taken.there, taken.new, taken.there
    ))?;
    for (unit, count) in &taken.by_unit {
        say(&format!("{unit}\t{count}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn enter(asked: &Import) -> Done {
    let (name, grid) = read(asked)?;
    let db = open(&asked.place, Open::Existing)?;
    let entered = figures::enter(&db, SystemClock.now(), &name, grid, asked.dry_run)?;
    let entered = entered.map_err(|p| failed(&name, &p))?;
    let done = if asked.dry_run { "would be entered; nothing written" } else { "entered" };
    say(&format!(
        "{name}: {} rows {done} ({} figures in the file); {} were there already / {} dòng mới, {} đã có",
        entered.new, entered.figures, entered.there, entered.new, entered.there
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A file's content; no more of it is read than may be.
pub(super) fn content(file: &Path) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::new();
    let name = file.display();
    std::fs::File::open(file)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|e| Failure::new(format!("{name} cannot be read ({e}) / không đọc được tệp")))?;
    Ok(bytes)
}

/// The file's name and rows.
fn read(asked: &Import) -> Result<(String, Grid), Failure> {
    let (name, bytes) = (asked.file.display().to_string(), content(&asked.file)?);
    let format = asked.format.map(|form| match form {
        Form::Csv => FileFormat::Csv,
        Form::Xlsx => FileFormat::Xlsx,
    });
    let grid = crate::import::read(&name, &bytes, format, asked.sheet.as_deref());
    let grid = grid.map_err(|problems| failed(&name, &problems.into()))?;
    Ok((name, grid))
}

fn failed(name: &str, problems: &Problems) -> Failure {
    let count = problems.told.len() + problems.further;
    let mut text = format!("{name}: {count} problems, nothing taken / {count} lỗi, chưa nhập gì\n");
    for problem in &problems.told {
        text.push_str(&format!("  {problem}\n"));
    }
    if problems.further > 0 {
        text.push_str(&format!("  … {} more / lỗi nữa\n", problems.further));
    }
    Failure::new(text.trim_end())
}
