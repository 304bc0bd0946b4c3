//! The command line: what can be asked, with examples.

mod calendar;
mod catalogue;
mod due;
mod unit;

use super::web::Web;
pub use calendar::{CalendarCommand, Change as CalendarChange, DayKindWord, Hours};
pub use catalogue::{BookForm, BookImport, By as PublishedBy, CatalogueCommand, Export};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
pub use due::{Explain, Lang, Shape, Term};
use kernel::Day;
use std::path::PathBuf;
pub use unit::{Decision, ListFormat, UnitCommand};

/// Runs a province's one-stop government, and writes its reform report from the same data.
#[derive(Parser, Debug)]
#[command(name = "motcua", version, about, arg_required_else_help = true, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the data lives: a folder (SQLite) or a PostgreSQL server.
#[derive(Args, Debug, Clone)]
pub struct Place {
    /// Folder of the embedded database.
    #[arg(long, value_name = "DIR", env = "MOTCUA_DATA", default_value = "motcua-data")]
    pub data: PathBuf,
    /// PostgreSQL instead of the folder: postgres://user@host:port/database; one schema holds one province.
    #[arg(long, value_name = "URL", env = "MOTCUA_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// The PostgreSQL schema that holds the province.
    #[arg(long, value_name = "NAME", default_value = "motcua")]
    pub schema: String,
    /// Folder of the backups that are made before an upgrade and every night; `backups` in the data's folder when left
    /// out.
    #[arg(long, value_name = "DIR", env = "MOTCUA_BACKUPS")]
    pub backups: Option<PathBuf>,
}

impl Place {
    /// The folder of backups.
    pub fn backups(&self) -> PathBuf {
        self.backups.clone().unwrap_or_else(|| self.data.join("backups"))
    }
}

/// The form of a report's output.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8 with byte order mark, one header line.
    Csv,
    /// An object with the period, the rows and the totals.
    Json,
    /// A Markdown table.
    Md,
    /// An Excel workbook.
    Xlsx,
}

/// Which units the totals are told by.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The units as they were on the last day of the period.
    AsThen,
    /// The units of the day given by --mapped-to, the past of ended units among their heirs.
    Mapped,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Try it: a demo province is loaded, its year replayed, and shown on http://127.0.0.1:8020/.
    #[command(
        after_help = "Examples:\n  motcua demo\n  motcua demo --port 9000 --sample 20\n  motcua demo --province provinces/NAME"
    )]
    Demo {
        /// Where the demo's data is kept.
        #[arg(long, value_name = "DIR", default_value = "demo-data")]
        data: PathBuf,
        /// PostgreSQL instead of the folder. Not read from the environment: there stands the database of real dossiers.
        #[arg(long, value_name = "URL")]
        database: Option<String>,
        /// The PostgreSQL schema that holds the demo.
        #[arg(long, value_name = "NAME", default_value = "motcua_demo")]
        schema: String,
        /// The province folder to live through.
        #[arg(long, value_name = "DIR")]
        province: Option<PathBuf>,
        /// Port on the loopback address.
        #[arg(long, default_value_t = 8020)]
        port: u16,
        /// Replay only one dossier in N.
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
        sample: u32,
        /// How it stands towards the outside.
        #[command(flatten)]
        web: Web,
    },
    /// Serve the pages of an existing database.
    #[command(
        after_help = "Examples:\n  motcua serve --data motcua-data\n  motcua serve --database postgres://motcua@127.0.0.1:5432/motcua --port 8020"
    )]
    Serve {
        /// The database.
        #[command(flatten)]
        place: Place,
        /// Port on the loopback address.
        #[arg(long, default_value_t = 8020)]
        port: u16,
        /// Nightly backups that are kept; with 0 none is made.
        #[arg(long, value_name = "N", default_value_t = 14, env = "MOTCUA_BACKUPS_KEPT")]
        backups_kept: usize,
        /// How it stands towards the outside.
        #[command(flatten)]
        web: Web,
    },
    /// Load a province folder into the database (made when missing). Loading twice changes nothing.
    #[command(
        after_help = "Examples:\n  motcua load provinces/NAME --data motcua-data\n  motcua load my-province --dry-run"
    )]
    Load {
        /// The province folder.
        province: PathBuf,
        /// The database.
        #[command(flatten)]
        place: Place,
        /// Only read and check the folder, and say what is in it.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write a minimal valid province folder to start from.
    #[command(after_help = "Example:\n  motcua new-province my-province")]
    NewProvince {
        /// An empty or missing folder.
        dir: PathBuf,
    },
    /// Live through the plan of a province folder: invented dossiers to the plan's exact totals.
    #[command(
        after_help = "Examples:\n  motcua replay provinces/NAME --data motcua-data\n  motcua replay provinces/NAME --sample 20 --seed 7\nInterrupted with Ctrl-C or killed, the same command goes on where it stood."
    )]
    Replay {
        /// The province folder whose plan is lived.
        province: PathBuf,
        /// The database; the folder must have been loaded into it.
        #[command(flatten)]
        place: Place,
        /// Another invented year to the same totals.
        #[arg(long)]
        seed: Option<u64>,
        /// Only one dossier in N.
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
        sample: u32,
        /// Actions in one transaction.
        #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        batch: u32,
        /// Stop when this many actions of the year are done (to be resumed later).
        #[arg(long, value_name = "N")]
        stop_after: Option<u64>,
    },
    /// Write a report.
    #[command(subcommand)]
    Report(Report),
    /// Derive all counters anew from the events and name every difference.
    #[command(
        after_help = "Examples:\n  motcua recount\n  motcua recount --fix\nExit code 1 when something differs."
    )]
    Recount {
        /// The database.
        #[command(flatten)]
        place: Place,
        /// Write the derived values.
        #[arg(long)]
        fix: bool,
    },
    /// Check every row against the audit log: names what was edited, deleted or added behind the program's back.
    #[command(
        after_help = "Examples:\n  motcua verify\n  motcua verify --anchor head.txt      (the chain must contain the exported head)\n  motcua verify --write-anchor head.txt\nExit code 1 when something is wrong."
    )]
    Verify {
        /// The database.
        #[command(flatten)]
        place: Place,
        /// A head of the chain exported earlier.
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
        /// Seal what is not yet sealed, and export the head of the chain.
        #[arg(long, value_name = "FILE")]
        write_anchor: Option<PathBuf>,
    },
    /// Write a backup of one committed moment, while others go on writing. Readable by either engine.
    #[command(after_help = "Example:\n  motcua backup province.motcua --data motcua-data")]
    Backup {
        /// The file to write.
        file: PathBuf,
        /// The database.
        #[command(flatten)]
        place: Place,
        /// Replace the file when it exists.
        #[arg(long)]
        force: bool,
    },
    /// Restore a backup into a new, empty database of either engine.
    #[command(
        after_help = "Examples:\n  motcua restore province.motcua --data restored\n  motcua restore province.motcua --database postgres://motcua@127.0.0.1:5432/motcua"
    )]
    Restore {
        /// The backup.
        file: PathBuf,
        /// The database to make.
        #[command(flatten)]
        place: Place,
    },
    /// Look at units and change them by decision.
    #[command(subcommand)]
    Unit(UnitCommand),
    /// Keep accounts and roles; `user add` makes the first administrator.
    #[command(subcommand)]
    User(super::users::UserCommand),
    /// Look at days off and worked, decree them and take them back; due dates move along.
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// The catalogue of procedures as a workbook: write it, and publish what was changed in it.
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// Explain a dossier's due date: every day or hour counted or skipped, and why.
    #[command(
        after_help = "Examples:\n  motcua explain A01.01-201102-0001\n  motcua explain A01.01-201102-0001 --lang vi --format json"
    )]
    Explain(Explain),
    /// Count a term that no dossier has: when would it be due, and why.
    #[command(
        after_help = "Examples:\n  motcua term --from \"2020-11-02 09:30\" --term \"3 working days\" --unit A01.01\n  motcua term --from \"2020-11-06 15:30\" --term \"the same day\" --unit A01.01 --cut-off 15:00\n  motcua term --from \"2020-11-02 09:30\" --term \"16 hours\" --unit A01.01"
    )]
    Term(Term),
    /// Switch over from another program: its open dossiers, and figures of the time before.
    #[command(subcommand)]
    Import(super::import::ImportCommand),
    /// Print shell completions.
    #[command(after_help = "Example:\n  motcua completions bash > /etc/bash_completion.d/motcua")]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// The reports.
#[derive(Subcommand, Debug)]
pub enum Report {
    /// Annex 3: every unit's dossiers of a period.
    #[command(
        name = "annex-3",
        after_help = "Examples:\n  motcua report annex-3 --from 2020-01-01 --to 2020-11-13 --format csv > annex-3.csv\n  motcua report annex-3 --from 2020-01-01 --to 2020-07-01 --as-of 2020-11-13 --subtotals --format md\nThe period is half-open: --to 2020-11-13 means up to 13 November 00:00."
    )]
    Annex3(Annex3),
}

/// What annex 3 is asked.
#[derive(Args, Debug, Clone)]
pub struct Annex3 {
    /// First day of the period.
    #[arg(long, value_name = "DAY")]
    pub from: Day,
    /// First day after the period.
    #[arg(long, value_name = "DAY")]
    pub to: Day,
    /// As it was known at 00:00 of this day.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<Day>,
    /// Form of the output.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,
    /// Write to a file instead of standard output (needed for xlsx).
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Add rows per level and per parent unit.
    #[arg(long)]
    pub subtotals: bool,
    /// Write CSV as a Vietnamese Excel opens it by double click: semicolons, decimal commas.
    #[arg(long)]
    pub excel: bool,
    /// Add a column for pending dossiers that are overdue.
    #[arg(long)]
    pub overdue: bool,
    /// Tell the past by the units of this day instead of those of the period.
    #[arg(long, value_name = "DAY")]
    pub mapped_to: Option<Day>,
    /// The database.
    #[command(flatten)]
    pub place: Place,
}
