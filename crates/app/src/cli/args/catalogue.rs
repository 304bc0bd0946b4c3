//! What can be asked of the catalogue of procedures.

use super::{Lang, Place, Shape};
use clap::{Args, Subcommand, ValueEnum};
use exchange::workbook::Asked;
use kernel::{Day, Instant};
use std::path::PathBuf;

/// The form of a catalogue's file.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookForm {
    /// The procedures alone, comma-separated, UTF-8 with byte order mark, one header line.
    Csv,
    /// An Excel workbook with all sheets.
    Xlsx,
}

/// What of a catalogue is written.
#[derive(Args, Debug, Clone)]
pub struct Export {
    /// Form of the file.
    #[arg(long, value_enum, default_value_t = BookForm::Xlsx)]
    pub format: BookForm,
    /// The file to write; a CSV goes to standard output when left out.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// What was in force on this day; today when left out.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<Day>,
    /// Language of titles, headers and words; Vietnamese for a workbook and English for CSV when left out. Both are read.
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// The database.
    #[command(flatten)]
    pub place: Place,
}

/// What publishes rows that name no decision.
#[derive(Args, Debug, Clone)]
pub struct By {
    /// Number of the decision. The rest may be left out where it is known or stands in the file.
    #[arg(long, value_name = "NUMBER")]
    pub decision: Option<String>,
    /// The day it was signed.
    #[arg(long, value_name = "DAY", requires = "decision")]
    pub signed_on: Option<Day>,
    /// The first day it holds; the day of signing when left out.
    #[arg(long, value_name = "DAY", requires = "decision")]
    pub in_force_from: Option<Day>,
    /// Who signed.
    #[arg(long, value_name = "TEXT", requires = "decision", default_value = "")]
    pub issuer: String,
    /// What it says.
    #[arg(long = "abstract", value_name = "TEXT", requires = "decision", default_value = "")]
    pub summary: String,
    /// By how many percent terms of new procedures must be shorter than the law's.
    #[arg(long, value_name = "PERCENT", requires = "decision", value_parser = clap::value_parser!(i64).range(0..=100))]
    pub min_cut: Option<i64>,
}

impl By {
    /// As the workbook's reader asks for it.
    pub fn asked(&self) -> Option<Asked> {
        self.decision.as_ref().map(|number| Asked {
            number: number.clone(),
            signed_on: self.signed_on,
            in_force_from: self.in_force_from,
            issuer: self.issuer.clone(),
            summary: self.summary.clone(),
            min_cut_percent: self.min_cut,
        })
    }
}

/// A changed file that comes back.
#[derive(Args, Debug, Clone)]
#[command(group(clap::ArgGroup::new("deed").required(true).args(["dry_run", "apply"])))]
pub struct BookImport {
    /// The file: XLSX or CSV. Its sheets and columns: docs/catalogue-workbook.md.
    pub file: PathBuf,
    /// Only say what would change, and everything that is wrong, by cell.
    #[arg(long)]
    pub dry_run: bool,
    /// Publish it: whole, or nothing where anything is wrong.
    #[arg(long)]
    pub apply: bool,
    /// The decision.
    #[command(flatten)]
    pub by: By,
    /// Form of what is told.
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub format: Shape,
    /// When it is published, as "2020-11-02 09:30"; now when left out. For data that lives in another time.
    #[arg(long, value_name = "TIME", value_parser = super::due::instant)]
    pub at: Option<Instant>,
    /// The database.
    #[command(flatten)]
    pub place: Place,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum CatalogueCommand {
    /// Write the procedures in force as a file that can be changed and imported.
    #[command(
        after_help = "Examples:\n  motcua catalogue export --out catalogue.xlsx\n  motcua catalogue export --format csv --as-of 2020-11-13 > procedures.csv"
    )]
    Export(Export),
    /// Publish what a changed file says: differences become revisions by decision. All or nothing; twice changes nothing.
    #[command(
        after_help = "Examples:\n  motcua catalogue import catalogue.xlsx --dry-run\n  motcua catalogue import catalogue.xlsx --decision 12/QĐ-UBND --signed-on 2020-11-02 --issuer \"Chủ tịch UBND tỉnh\" --abstract \"Công bố danh mục thủ tục hành chính\" --apply\nEverything wrong is told by cell; exit code 1."
    )]
    Import(BookImport),
}
