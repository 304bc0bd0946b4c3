//! Annex 3 of the report: every unit's dossiers of a period, in the province's own form.

use catalogue::settings;
use dossier::figures::{UnitRow, unit_rows};
use dossier::opening::{Coverage, Told};
use dossier::words::OpeningFigure;
use kernel::{Day, Fault, Period, Refusal, Result, UnitId, Units};
use organisation::{Directory, UnitVersion};
use province::{Form, FormColumn, Tier};
use rustc_hash::FxHashMap;
use serde::Serialize;
use store::Tx;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The period.
    pub period: Period,
    /// As it was known at 00:00 of this day.
    pub as_of: Day,
    /// Add rows per tier and per parent.
    pub subtotals: bool,
    /// Add a column for what is pending and overdue.
    pub overdue: bool,
    /// Tell the past by the units of this day.
    pub mapped_to: Option<Day>,
}

impl Question {
    /// Refuses to tell the past by units of a day within it.
    pub(crate) fn check(&self) -> Result<()> {
        let Some(day) = self.mapped_to.filter(|day| day.plus(1) < self.period.to) else { return Ok(()) };
        let last = self.period.to.plus(-1);
        Err(Refusal::new(
            "figures.mapped",
            format!("Ngày quy đổi ({day}) không được trước ngày cuối của kỳ ({last})."),
            format!("The figures cannot be mapped to {day}, before the last day of the period, {last}."),
        )
        .into())
    }
}

/// A cell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A word.
    Text(String),
    /// A number.
    Number(i64),
    /// Not known: the data does not reach back that far. Never zero.
    Unknown(()),
}

impl Cell {
    /// As plain text; empty when not known.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(n) => n.to_string(),
            Self::Unknown(()) => String::new(),
        }
    }

    /// As people write it.
    pub fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(n) => kernel::text::number(*n),
            Self::Unknown(()) => "–".into(),
        }
    }
}

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A unit.
    Unit,
    /// The units of a tier under one parent.
    Parent,
    /// A tier.
    Tier,
    /// The province.
    Total,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// What it is about.
    pub kind: RowKind,
    /// The cells in the form's order.
    pub cells: Vec<Cell>,
    /// The sums behind them; none where some of them are not known.
    #[serde(skip)]
    pub sums: Option<UnitRow>,
    /// Pending and overdue at the end, where that is known.
    #[serde(skip)]
    pub overdue: Option<i64>,
    /// Whether a part of it was entered by hand.
    #[serde(skip)]
    pub entered: bool,
    /// The first day of computed figures, where that is not before the period.
    #[serde(skip)]
    pub since: Option<Day>,
    /// Code of the tier; empty for the province.
    #[serde(skip)]
    pub tier: String,
    /// Number of units in it.
    #[serde(skip)]
    pub units: usize,
    /// Code of the unit; empty for sums.
    #[serde(skip)]
    pub code: String,
    /// Name of the unit, of the parent or of the sum.
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    told: Told,
}

impl Line {
    /// A figure by its name in the form, whether the form shows it or not; not known where the data does not reach.
    pub fn figure(&self, figure: &str) -> Cell {
        number(&self.told, figure)
    }
}

/// The whole table.
#[derive(Clone, Debug)]
pub struct Annex {
    /// The form.
    pub form: Form,
    /// The tiers in order.
    pub tiers: Vec<Tier>,
    /// The rows in order.
    pub lines: Vec<Line>,
    /// First day of computed figures.
    pub coverage_from: Day,
    /// What was asked.
    pub period: Period,
    /// As of when.
    pub as_of: Day,
    /// Days from this one on are not closed yet: their figures may still change.
    pub closed_to: Day,
}

impl Annex {
    /// Whether it was asked as of a day that is not over.
    pub fn provisional(&self) -> bool {
        self.as_of > self.closed_to
    }

    /// A cell as people read it: a tier by its name.
    pub fn readable(&self, column: usize, cell: &Cell) -> String {
        match cell {
            Cell::Text(code) if self.form.columns[column].figure == "tier" => {
                self.tiers.iter().find(|t| t.code == *code).map_or(code, |t| &t.name).clone()
            }
            cell => cell.written(),
        }
    }

    /// Whether the period begins before the data of all units does: then nothing in it is computed.
    pub fn uncovered(&self) -> bool {
        self.period.from < self.coverage_from && self.of_kind(RowKind::Unit).all(|l| l.since.is_some())
    }

    /// Units whose data begins later, with the day; they may have been entered for the time before.
    pub fn begun_later(&self) -> Vec<(String, Day)> {
        let name = self.form.columns.iter().position(|c| c.figure == "unit");
        self.of_kind(RowKind::Unit)
            .filter_map(|l| Some((name.map_or_else(String::new, |at| l.cells[at].plain()), l.since?)))
            .collect()
    }

    /// Rows of one kind.
    pub fn of_kind(&self, kind: RowKind) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |l| l.kind == kind)
    }
}

pub(crate) struct Entry<'d> {
    pub(crate) version: &'d UnitVersion,
    pub(crate) parent: Option<&'d UnitVersion>,
    pub(crate) told: Told,
    /// The units whose sums these are: itself, or those it stands for.
    pub(crate) of: Vec<UnitId>,
}

/// Writes the table.
///
/// # Errors
/// A refusal for a question about a moment before the period's end; a fault when no province is loaded.
pub fn annex(tx: &mut Tx<'_>, q: Question) -> Result<Annex> {
    q.check()?;
    let json = |e: serde_json::Error| Fault::because("a setting of the province cannot be read", e);
    let mut form: Form = serde_json::from_str(&settings::need(tx, "form.annex-3")?).map_err(json)?;
    let tiers: Vec<Tier> = serde_json::from_str(&settings::need(tx, "tiers")?).map_err(json)?;
    let coverage_from = settings::coverage_from(tx)?;
    if q.overdue {
        form.columns.push(FormColumn {
            header: "overdue".into(),
            label: "Quá hạn".into(),
            figure: "overdue".into(),
        });
    }
    let directory = Directory::load(tx)?;
    let rows = unit_rows(tx, q.period, q.as_of)?;
    let coverage = Coverage::load(tx, coverage_from, q.period, q.as_of)?;
    let desks = form.columns.iter().any(|c| c.figure == "taken_for_others");
    let entries = entries(&directory, rows, &coverage, q, &Units::All, desks);
    if entries.iter().any(|e| e.told.entered.is_some()) {
        form.columns.push(FormColumn {
            header: "note".into(),
            label: "Ghi chú".into(),
            figure: "note".into(),
        });
    }
    let mut lines = Vec::new();
    for tier in &tiers {
        let mut of_tier: Vec<&Entry<'_>> = entries.iter().filter(|e| e.version.tier == tier.code).collect();
        if q.subtotals {
            // Units of one parent stand together under its row, wherever they stand in the list.
            let mut order: Vec<Option<UnitId>> = Vec::new();
            for parent in of_tier.iter().map(|e| e.parent.map(|p| p.unit)) {
                if !order.contains(&parent) {
                    order.push(parent);
                }
            }
            of_tier.sort_by_key(|e| order.iter().position(|o| *o == e.parent.map(|p| p.unit)));
        }
        let mut last_parent: Option<UnitId> = None;
        for entry in &of_tier {
            let parent = entry.parent.map(|p| p.unit);
            if q.subtotals && parent != last_parent && parent.is_some() {
                let of_parent: Vec<&&Entry<'_>> =
                    of_tier.iter().filter(|e| e.parent.map(|p| p.unit) == parent).collect();
                let sum = sum(of_parent.iter().map(|e| &e.told));
                let name = entry.parent.map_or("", |p| &p.name);
                lines.push(line(
                    &form,
                    RowKind::Parent,
                    &tier.code,
                    name,
                    &form.total,
                    "",
                    &sum,
                    of_parent.len(),
                ));
            }
            last_parent = parent;
            let v = entry.version;
            let above = entry.parent.map_or("", |p| &p.name);
            lines.push(line(&form, RowKind::Unit, &tier.code, above, &v.name, &v.code, &entry.told, 1));
        }
        if q.subtotals {
            let sum = sum(of_tier.iter().map(|e| &e.told));
            lines.push(line(
                &form,
                RowKind::Tier,
                &tier.code,
                "",
                &format!("{} {}", form.total, tier.name),
                "",
                &sum,
                of_tier.len(),
            ));
        }
    }
    if q.subtotals {
        let sum = sum(entries.iter().map(|e| &e.told));
        lines.push(line(&form, RowKind::Total, "", "", &form.total, "", &sum, entries.len()));
    }
    let closed_to = dossier::figures::closed_to(tx)?;
    Ok(Annex { form, tiers, lines, coverage_from, period: q.period, as_of: q.as_of, closed_to })
}

/// The units of the table in order, each with what is counted for it; `desks` says whether one that only takes in for
/// others is among them.
pub(crate) fn entries<'d>(
    directory: &'d Directory,
    mut rows: FxHashMap<UnitId, UnitRow>,
    coverage: &Coverage,
    q: Question,
    only: &Units,
    desks: bool,
) -> Vec<Entry<'d>> {
    let day = q.mapped_to.unwrap_or(q.period.to.plus(-1));
    let mut counted: FxHashMap<UnitId, (Told, Vec<UnitId>)> = FxHashMap::default();
    let mut units: Vec<UnitId> = directory.units().filter(|unit| only.has(*unit)).collect();
    units.sort_unstable();
    for unit in units {
        let row = rows.remove(&unit);
        // Of a unit that was there in the period something may be unknown, even if nothing came to it.
        let there =
            |v: &UnitVersion| v.valid_from < q.period.to && v.valid_to.is_none_or(|to| q.period.from < to);
        if row.is_some() || directory.versions(unit).iter().any(there) {
            let holder = if q.mapped_to.is_some() { directory.map(unit, day) } else { unit };
            let (told, of) = counted.entry(holder).or_default();
            told.add(&coverage.told(unit, row.unwrap_or_default()));
            of.push(unit);
        }
    }
    let mut found = Vec::new();
    for unit in directory.units() {
        let Some((told, of)) = counted.remove(&unit).or_else(|| only.has(unit).then(Default::default)) else {
            continue;
        };
        let at = directory.version_at(unit, day);
        // A unit that ended within the period still has its row, and so has one that reports nothing by rule but
        // has something to show: a total must not lose it. What its desk takes in for others is theirs to report.
        let taken_for_others = if desks { told.row.taken_for_others } else { 0 };
        let own = UnitRow { taken_for_others, ..told.row };
        let shown = at.is_some_and(|v| v.reports) || own != UnitRow::default();
        // One that was founded later can have something to show, too: a correction may name it for a day before.
        let version = at
            .or_else(|| directory.versions(unit).iter().rev().find(|v| v.valid_from <= day))
            .or_else(|| directory.versions(unit).first());
        if let Some(version) = version.filter(|_| shown) {
            // The root is nobody's heading.
            let parent = version
                .territory
                .and_then(|p| {
                    directory.version_at(
                        p,
                        version.valid_from.max(day.min(version.valid_to.map_or(day, |t| t.plus(-1)))),
                    )
                })
                .filter(|p| p.command.is_some());
            found.push(Entry { version, parent, told, of });
        }
    }
    found.sort_by_key(|e| (e.version.position, e.version.unit));
    found
}

fn sum<'r>(rows: impl Iterator<Item = &'r Told>) -> Told {
    rows.fold(Told::default(), |mut sum, told| {
        sum.add(told);
        sum
    })
}

/// What is said of a row that was entered for a part, in Vietnamese like the form.
fn note(kind: RowKind, told: &Told) -> String {
    let Some(entered) = &told.entered else {
        return String::new();
    };
    if kind != RowKind::Unit {
        return "có phần nhập tay".into();
    }
    let mut text = format!("nhập tay đến {}", entered.until.plus(-1).vietnamese());
    if !entered.source.is_empty() {
        text.push_str(&format!(" ({})", entered.source));
    }
    if let Some(pending) = entered.pending.filter(|pending| *pending != entered.here) {
        text.push_str(&format!("; lệch: theo số nhập còn {pending} hồ sơ, trong hệ thống {}", entered.here));
    }
    text
}

#[expect(clippy::too_many_arguments, reason = "each is one cell of the row")]
fn line(
    form: &Form,
    kind: RowKind,
    tier: &str,
    parent: &str,
    name: &str,
    code: &str,
    told: &Told,
    units: usize,
) -> Line {
    let cell = |figure: &str| match figure {
        "tier" => Cell::Text(tier.into()),
        "parent" => Cell::Text(parent.into()),
        "unit" => Cell::Text(name.into()),
        "code" => Cell::Text(code.into()),
        "note" => Cell::Text(note(kind, told)),
        figure => number(told, figure),
    };
    let cells = form.columns.iter().map(|c| cell(&c.figure)).collect();
    Line {
        kind,
        cells,
        sums: told.unknown.nothing().then_some(told.row),
        overdue: (!told.unknown.pending()).then_some(told.row.overdue),
        entered: told.entered.is_some(),
        since: told.since,
        tier: tier.into(),
        units,
        code: code.into(),
        name: if kind == RowKind::Parent { parent } else { name }.into(),
        told: told.clone(),
    }
}

/// A figure of a row; empty where it is not known.
pub(crate) fn number(told: &Told, figure: &str) -> Cell {
    use OpeningFigure as F;
    let unknown = told.unknown;
    let sure = |known: bool, n: i64| if known { Cell::Number(n) } else { Cell::Unknown(()) };
    let number = |figure: F, n: i64| sure(!unknown.has(figure), n);
    let row = &told.row;
    match figure {
        "to_process" => {
            let came = [F::CarriedOver, F::Received, F::Moved].iter().all(|f| !unknown.has(*f));
            sure(came, row.to_process())
        }
        "carried_over" => number(F::CarriedOver, row.carried_over),
        "received" => number(F::Received, row.received),
        "online" => number(F::Online, row.online),
        "post" => number(F::Post, row.post),
        "moved" => number(F::Moved, row.moved),
        "on_time_or_early" => number(F::OnTimeOrEarly, row.on_time_or_early),
        "late" => number(F::Late, row.late),
        "in_term" => sure(!unknown.pending(), row.in_term),
        "overdue" => sure(!unknown.pending(), row.overdue),
        "refused" => number(F::Refused, row.apart[0]),
        "stopped" => number(F::Stopped, row.apart[1]),
        "withdrawn" => number(F::Withdrawn, row.apart[2]),
        "delivered_post" => number(F::DeliveredPost, row.delivered_post),
        "taken_for_others" => number(F::TakenForOthers, row.taken_for_others),
        // The folder was checked when it was loaded: there is no other figure.
        _ => Cell::Unknown(()),
    }
}
