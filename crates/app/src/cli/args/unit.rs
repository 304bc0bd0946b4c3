//! What can be asked of units.

use super::Place;
use clap::{Args, Subcommand, ValueEnum};
use kernel::{Day, Instant};

/// The form of a list.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFormat {
    /// Lines for people.
    Text,
    /// Comma-separated, UTF-8 with byte order mark, one header line.
    Csv,
    /// A list of objects.
    Json,
}

/// What every decision has.
#[derive(Args, Debug, Clone)]
pub struct Decision {
    /// First day of the new order.
    #[arg(long, value_name = "DAY")]
    pub on: Day,
    /// Number of the decision.
    #[arg(long)]
    pub decision: String,
    /// Only say what would happen and how many open dossiers would pass to whom.
    #[arg(long)]
    pub dry_run: bool,
    /// When it is entered, as "2020-11-02 09:30"; now when left out. For data that lives in another time.
    #[arg(long, value_name = "TIME", value_parser = super::due::instant)]
    pub at: Option<Instant>,
    /// The database.
    #[command(flatten)]
    pub place: Place,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum UnitCommand {
    /// List the units of a day.
    #[command(
        after_help = "Examples:\n  motcua unit list\n  motcua unit list --on 2020-11-13 --format csv > units.csv"
    )]
    List {
        /// The database.
        #[command(flatten)]
        place: Place,
        /// The day; today when left out.
        #[arg(long, value_name = "DAY")]
        on: Option<Day>,
        /// Form of the output.
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Show one unit: its versions, where it came from and what became of it.
    #[command(after_help = "Example:\n  motcua unit show A01.31")]
    Show {
        /// The unit's code.
        code: String,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
    /// Found a unit.
    #[command(
        after_help = "Example:\n  motcua unit found A01.99 \"Xã Mới\" --tier commune --kind commune --command A01 --territory A01 --on 2026-12-01 --decision 15/NQ-HĐND"
    )]
    Found {
        /// Its code.
        code: String,
        /// Its name.
        name: String,
        /// Its tier, a code of the province's folder.
        #[arg(long)]
        tier: String,
        /// What kind of unit it is.
        #[arg(long)]
        kind: String,
        /// Code of the unit that commands it.
        #[arg(long, value_name = "CODE")]
        command: Option<String>,
        /// Code of the unit in whose territory it lies.
        #[arg(long, value_name = "CODE")]
        territory: Option<String>,
        /// The calendar it works by.
        #[arg(long, value_name = "NAME", default_value = "office")]
        calendar: String,
        /// It is no row of the report.
        #[arg(long)]
        no_report: bool,
        /// The decision.
        #[command(flatten)]
        decision: Decision,
    },
    /// Merge units into one: from the day on, open dossiers and history are the heir's.
    #[command(
        after_help = "Examples:\n  motcua unit merge A01.41 A01.42 --into A01.40 --on 2026-12-01 --decision 15/NQ-HĐND --dry-run\n  motcua unit merge A01.41 A01.42 --into A01.40 --on 2026-12-01 --decision 15/NQ-HĐND\nOpen dossiers pass at once when the day has begun, and else when it begins."
    )]
    Merge {
        /// Codes of the units that end.
        #[arg(required = true)]
        codes: Vec<String>,
        /// Code of the existing unit that takes them in.
        #[arg(long, value_name = "CODE")]
        into: String,
        /// The decision.
        #[command(flatten)]
        decision: Decision,
    },
    /// Split a unit into others, which were founded before.
    #[command(
        after_help = "Example:\n  motcua unit split A01.40 --into A01.41 A01.42 --on 2026-12-01 --decision 15/NQ-HĐND\nThe first part inherits open dossiers and history."
    )]
    Split {
        /// Code of the unit that ends.
        code: String,
        /// Codes of the parts; the first is the heir.
        #[arg(long, value_name = "CODE", num_args = 1.., required = true)]
        into: Vec<String>,
        /// The decision.
        #[command(flatten)]
        decision: Decision,
    },
    /// Dissolve a unit: another inherits its open dossiers and history.
    #[command(
        after_help = "Example:\n  motcua unit dissolve A01.40 --into A01 --on 2026-12-01 --decision 15/NQ-HĐND"
    )]
    Dissolve {
        /// Code of the unit that ends.
        code: String,
        /// Code of the heir.
        #[arg(long, value_name = "CODE")]
        into: String,
        /// The decision.
        #[command(flatten)]
        decision: Decision,
    },
    /// Put a unit under others. What is not named stays.
    #[command(
        after_help = "Examples:\n  motcua unit move A01.40 --command A02 --on 2026-12-01 --decision 15/NQ-HĐND\n  motcua unit move A01.40 --no-territory --on 2026-12-01 --decision 15/NQ-HĐND"
    )]
    Move {
        /// The unit's code.
        code: String,
        /// Code of the unit that commands it from then on.
        #[arg(long, value_name = "CODE", conflicts_with = "no_command")]
        command: Option<String>,
        /// Nobody commands it from then on.
        #[arg(long)]
        no_command: bool,
        /// Code of the unit in whose territory it lies from then on.
        #[arg(long, value_name = "CODE", conflicts_with = "no_territory")]
        territory: Option<String>,
        /// It lies in no unit's territory from then on.
        #[arg(long)]
        no_territory: bool,
        /// The decision.
        #[command(flatten)]
        decision: Decision,
    },
    /// Give a unit another name.
    #[command(
        after_help = "Example:\n  motcua unit rename A01.40 \"Phường Mới\" --on 2026-12-01 --decision 15/NQ-HĐND\nA rename and a move for the same day both hold."
    )]
    Rename {
        /// The unit's code.
        code: String,
        /// The new name.
        name: String,
        /// The decision.
        #[command(flatten)]
        decision: Decision,
    },
    /// Pass a function (a field or a procedure's code) to another unit; both go on, open dossiers stay.
    #[command(
        after_help = "Example:\n  motcua unit transfer A01.40 --to A01.41 --function \"Hộ tịch\" --on 2026-12-01 --decision 15/NQ-HĐND"
    )]
    Transfer {
        /// Code of the unit that gives it away.
        code: String,
        /// Code of the unit that gets it.
        #[arg(long, value_name = "CODE")]
        to: String,
        /// The field or the procedure's code.
        #[arg(long)]
        function: String,
        /// The decision.
        #[command(flatten)]
        decision: Decision,
    },
}
