//! A province as plain data.

use kernel::Day;
use kernel::calendar::{DayKind, Span};
use kernel::term::{ResumeRule, Term};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `province.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Version of the folder's format; 1.
    pub format: u32,
    /// The province's name.
    pub name: String,
    /// The province's name in English.
    pub name_en: String,
    /// First day of the folder's order of things: units, hours and procedures hold from here.
    pub valid_from: String,
    /// Figures before this day are entered or null, never computed.
    pub coverage_from: String,
    /// What of the folder is invented, in Vietnamese.
    pub illustrative: String,
    /// The same in English; the Vietnamese text stands in where it is missing.
    #[serde(default)]
    pub illustrative_en: String,
    /// How dossier codes are made: `{unit}-{yymmdd}-{nnnn}`.
    pub code_pattern: String,
    /// From this minute of the day on, same-day procedures count from the next working day.
    pub cut_off_minute: i64,
    /// What resuming a stopped clock does.
    pub resume: ResumeRule,
    /// Whether `motcua demo` chooses this folder when none is named.
    #[serde(default)]
    pub demo: bool,
    /// Who answers for the pages.
    #[serde(default)]
    pub contact: Contact,
    /// The tiers in order.
    pub tiers: Vec<Tier>,
    /// Weekly hours by calendar.
    pub calendars: BTreeMap<String, Hours>,
}

/// Who answers: stands at the foot of citizens' pages.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The office, its address, its hours; a line each.
    #[serde(default)]
    pub office: Vec<String>,
    /// A telephone number where people get help, as people write it.
    #[serde(default)]
    pub phone: String,
}

/// A tier of government.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
}

/// Hours of a week: weekday 1–7 to spans of minutes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// ISO weekdays worked.
    pub weekdays: Vec<u8>,
    /// Spans worked on them.
    pub spans: Vec<Span>,
}

/// A row of `units.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Line of the file.
    pub line: u64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its tier.
    pub tier: String,
    /// Its kind.
    pub kind: String,
    /// Code of the commanding unit; empty for the root.
    pub command: String,
    /// Code of the unit in whose territory it lies; empty for none.
    pub territory: String,
    /// Whether it is a row of the report.
    pub reports: bool,
    /// Its calendar.
    pub calendar: String,
    /// First day, where it differs from the folder's.
    pub valid_from: Option<Day>,
}

/// A row of `successions.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// Line of the file.
    pub line: u64,
    /// First day of the new order.
    pub day: Day,
    /// merge, dissolve, or rename.
    pub kind: String,
    /// Code of the unit that ends or changes.
    pub from: String,
    /// Code of the heir; the new name for a rename.
    pub to: String,
    /// The decision.
    pub decision: String,
}

/// A row of `holidays.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Line of the file.
    pub line: u64,
    /// The date.
    pub day: Day,
    /// What it is.
    pub kind: DayKind,
    /// Its name.
    pub name: String,
    /// Code of the one unit it holds for; empty for all.
    pub unit: String,
}

/// A process of `processes.csv`, which has a row per step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is invented, not approved.
    pub illustrative: bool,
    /// Number of the decision that approved it; may be empty.
    pub decision: String,
    /// The tier whose procedures without a process run through it; may be empty.
    pub default_for: String,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Line of the file.
    pub line: u64,
    /// What is done.
    pub name: String,
    /// Who does it.
    pub role: String,
    /// `desk`, `competent`, or a unit's code.
    pub place: String,
    /// Working minutes allotted; 0 where a share is.
    pub allotment_minutes: i64,
    /// Thousandths of the procedure's term, instead of minutes.
    pub share: Option<i64>,
    /// Whether the decision falls here.
    pub settles: bool,
    /// Consecutive steps of one group run at once; empty for a step by itself.
    pub group: String,
    /// What may be done besides handing on: words with blanks between, empty for everything, `-` for nothing.
    pub may: String,
    /// What it must produce; may be empty.
    pub produces: String,
}

/// A row of `procedures.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// Line of the file.
    pub line: u64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its tier.
    pub tier: String,
    /// Its field.
    pub field: String,
    /// `tier:CODE`, `kind:CODE` or `unit:CODE`.
    pub competent: String,
    /// Its term.
    pub term: Term,
    /// Whether the cut-off minute of the day applies.
    pub cut_off: bool,
    /// Whether it may be filed online.
    pub online: bool,
    /// Whether it may be filed by post.
    pub post: bool,
    /// Its process.
    pub process: String,
    /// Whether it is invented.
    pub illustrative: bool,
    /// How it is offered, where the folder says so.
    pub profile: Option<crate::catalogue::Profile>,
}

/// A row of `components.csv`: a paper that a procedure asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Line of the file.
    pub line: u64,
    /// Code of the procedure.
    pub procedure: String,
    /// Its number in the procedure's list, from 1.
    pub no: i64,
    /// What it is.
    pub name: String,
    /// original, copy, or electronic.
    pub kind: String,
    /// How many.
    pub copies: i64,
    /// Whether a dossier is incomplete without it.
    pub required: bool,
    /// Whether it is invented.
    pub illustrative: bool,
    /// The case it is asked for in.
    pub case: Option<i64>,
    /// Whether one that was handed in before serves.
    pub reusable: bool,
}

/// A row of `plan/dossiers.csv`: what a unit's year came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanUnit {
    /// Line of the file.
    pub line: u64,
    /// The unit.
    pub unit: String,
    /// Pending at the beginning.
    pub carried_over: i64,
    /// Received online.
    pub online: i64,
    /// Settled early or on time.
    pub on_time_or_early: i64,
    /// Settled late.
    pub late: i64,
    /// Pending within term at the end.
    pub in_term: i64,
}

/// `plan/plan.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSettings {
    /// Invented without a report behind it.
    pub illustrative: bool,
    /// First day of the weeks in which only carried-over dossiers are received.
    pub warm_up_from: String,
    /// First day of the totals.
    pub from: String,
    /// First day after the totals.
    pub to: String,
    /// First day not lived any more.
    pub end: String,
    /// Seed of the invented year.
    pub seed: u64,
    /// Received by post in the whole province.
    pub post_in: i64,
    /// Results handed over by post in the whole province.
    pub post_out: i64,
    /// Received at another desk than the unit's (`receptions.csv`), by field, in the whole province.
    #[serde(default)]
    pub taken_in: Vec<TakenIn>,
    /// Settled wholly at another desk, in the whole province.
    #[serde(default)]
    pub wholly_settled: i64,
    /// Share of dossiers with a supplement request, per thousand.
    pub supplement: i64,
    /// Share refused, per thousand.
    pub refused: i64,
    /// Share stopped, per thousand.
    pub stopped: i64,
    /// Share withdrawn, per thousand.
    pub withdrawn: i64,
    /// Share sent back a step, per thousand.
    pub sent_back: i64,
    /// Online submissions not accepted, per thousand accepted ones.
    pub not_accepted: i64,
    /// Weight of each month's intake.
    pub months: [i64; 12],
    /// Causes of lateness.
    pub causes: Vec<Cause>,
}

/// How many dossiers of a field are received at another desk than their unit's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenIn {
    /// The field.
    pub field: String,
    /// How many.
    pub received: i64,
}

/// A cause of lateness.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Its code.
    pub code: String,
    /// In a sentence.
    pub text: String,
}

/// The plan of a year to be lived.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its settings.
    pub settings: PlanSettings,
    /// What each unit's year came to.
    pub units: Vec<PlanUnit>,
}

/// `people/names.toml`: invented people are put together from these.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Family names; a name listed twice is twice as frequent.
    pub family: Vec<String>,
    /// Middle names.
    pub middle: Vec<String>,
    /// Given names.
    pub given: Vec<String>,
    /// Places for addresses.
    pub places: Vec<String>,
}

/// `forms/annex-3.toml`.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The form's title.
    pub title: String,
    /// Label of the row of totals.
    pub total: String,
    /// Its columns in order.
    pub columns: Vec<FormColumn>,
}

/// A column of a form.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct FormColumn {
    /// Its header in files.
    pub header: String,
    /// Its header for people.
    pub label: String,
    /// What it shows.
    pub figure: String,
}

/// A whole province folder.
#[derive(Clone, Debug)]
pub struct Province {
    /// `province.toml`.
    pub settings: Settings,
    /// First day of the folder's order of things.
    pub valid_from: Day,
    /// First day of computed figures.
    pub coverage_from: Day,
    /// Units.
    pub units: Vec<Unit>,
    /// Lineage.
    pub successions: Vec<Succession>,
    /// Days off and worked.
    pub holidays: Vec<Holiday>,
    /// Processes.
    pub processes: Vec<Process>,
    /// Procedures.
    pub procedures: Vec<Procedure>,
    /// The papers they ask for; none where the folder does not say.
    pub components: Option<Vec<Component>>,
    /// Decisions, what they published, cases, fees and bases.
    pub catalogue: crate::catalogue::Sheets,
    /// People's words, life events, and desks beside the units' own.
    pub guide: crate::guide::Guide,
    /// Annex 3.
    pub annex_3: Form,
    /// The year to be lived, if there is one.
    pub plan: Option<Plan>,
    /// Invented names, needed with a plan.
    pub names: Option<Names>,
    /// Where units lie on a map of tiles.
    pub tiles: Vec<crate::Tile>,
    /// Ratings that somebody entered.
    pub ratings: Vec<crate::Rating>,
    /// Units with a quality system.
    pub iso: Vec<crate::iso::Applied>,
}
