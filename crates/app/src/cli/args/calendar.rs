//! What can be asked of days off and worked.

use super::{ListFormat, Place};
use clap::{Args, Subcommand, ValueEnum};
use kernel::calendar::{DayKind, Span};
use kernel::{Day, Instant};

/// What a decreed day is.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKindWord {
    /// A public holiday.
    Holiday,
    /// Off because a holiday fell on a weekly day off.
    CompensatoryOff,
    /// Off in exchange for a worked day.
    SwappedOff,
    /// Worked in exchange for a day off, with a Monday's hours unless --hours says otherwise.
    MakeUpWorkday,
    /// Worked for a part of the day only: the morning, unless --hours says otherwise.
    HalfDay,
}

impl From<DayKindWord> for DayKind {
    fn from(word: DayKindWord) -> Self {
        match word {
            DayKindWord::Holiday => Self::Holiday,
            DayKindWord::CompensatoryOff => Self::CompensatoryOff,
            DayKindWord::SwappedOff => Self::SwappedOff,
            DayKindWord::MakeUpWorkday => Self::MakeUpWorkday,
            DayKindWord::HalfDay => Self::HalfDay,
        }
    }
}

/// Hours of a day, as 07:00-11:30,13:30-17:00.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours(pub Vec<Span>);

/// Reads hours of a day.
fn hours(text: &str) -> Result<Hours, String> {
    let wrong = || format!("'{text}' are no hours; write them as 07:00-11:30,13:30-17:00");
    let span = |part: &str| {
        let (from, to) = part.split_once('-')?;
        Some(Span { from: super::due::minute(from.trim()).ok()?, to: super::due::minute(to.trim()).ok()? })
    };
    text.split(',').map(span).collect::<Option<Vec<_>>>().map(Hours).ok_or_else(wrong)
}

/// What every change of a day has.
#[derive(Args, Debug, Clone)]
pub struct Change {
    /// The date.
    pub day: Day,
    /// Code of the one unit it holds for; all when left out.
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    /// Only say how many due dates would move, and of which units.
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
pub enum CalendarCommand {
    /// List the days of a year that are off or worked by decree.
    #[command(
        after_help = "Examples:\n  motcua calendar list --year 2020\n  motcua calendar list --year 2020 --unit A01.01 --format csv"
    )]
    List {
        /// The year.
        #[arg(long, value_parser = clap::value_parser!(i32).range(1970..=2200))]
        year: i32,
        /// Code of a unit: what holds for it.
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        /// Form of the output.
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
    /// Decree a day off or worked. Due dates of open dossiers whose term includes the day move in the same
    /// transaction.
    #[command(
        after_help = "Examples:\n  motcua calendar decree 2020-11-16 --kind holiday --name \"Nghỉ bão số 13\" --dry-run\n  motcua calendar decree 2020-11-16 --kind holiday --name \"Nghỉ bão số 13\" --unit A01.01\n  motcua calendar decree 2020-11-21 --kind make-up-workday --name \"Làm bù\"\n  motcua calendar decree 2020-11-20 --kind half-day --name \"Mít tinh\" --hours 07:00-11:30\nWhat is settled is never judged again."
    )]
    Decree {
        /// The day.
        #[command(flatten)]
        change: Change,
        /// What it is.
        #[arg(long, value_enum)]
        kind: DayKindWord,
        /// Its name, for people.
        #[arg(long)]
        name: String,
        /// Its own hours, for worked and half days.
        #[arg(long, value_parser = hours)]
        hours: Option<Hours>,
    },
    /// Take a decree back. Due dates move back.
    #[command(after_help = "Example:\n  motcua calendar revoke 2020-11-16 --dry-run")]
    Revoke {
        /// The day.
        #[command(flatten)]
        change: Change,
    },
}
