//! Annex 3 of the report: every unit's dossiers of a period, in the province's own form.

use catalogue::settings;
use dossier::figures::{UnitRow, unit_rows};
use kernel::{Day, Fault, Period, Refusal, Result, UnitId};
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
    /// The sums behind them; none before the data begins.
    #[serde(skip)]
    pub sums: Option<UnitRow>,
    /// Code of the tier; empty for the province.
    #[serde(skip)]
    pub tier: String,
    /// Number of units in it.
    #[serde(skip)]
    pub units: usize,
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

    /// Whether the period begins before the data does: then nothing in it is computed.
    pub fn uncovered(&self) -> bool {
        self.period.from < self.coverage_from
    }

    /// Rows of one kind.
    pub fn of_kind(&self, kind: RowKind) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |l| l.kind == kind)
    }
}

struct Entry<'d> {
    version: &'d UnitVersion,
    parent: Option<&'d UnitVersion>,
    row: UnitRow,
}

/// Writes the table.
///
/// # Errors
/// A refusal for a question about a moment before the period's end; a fault when no province is loaded.
pub fn annex(tx: &mut Tx<'_>, q: Question) -> Result<Annex> {
    if let Some(day) = q.mapped_to.filter(|day| day.plus(1) < q.period.to) {
        return Err(Refusal::new(
            "figures.mapped",
            format!("Ngày quy đổi ({day}) không được trước ngày cuối của kỳ ({}).", q.period.to.plus(-1)),
            format!(
                "The figures cannot be mapped to {day}, before the last day of the period, {}.",
                q.period.to.plus(-1)
            ),
        )
        .into());
    }
    let json = |e: serde_json::Error| Fault::because("a setting of the province cannot be read", e);
    let mut form: Form = serde_json::from_str(&settings::need(tx, "form.annex-3")?).map_err(json)?;
    let tiers: Vec<Tier> = serde_json::from_str(&settings::need(tx, "tiers")?).map_err(json)?;
    let coverage_from: Day =
        settings::need(tx, "coverage_from")?.parse().map_err(|e| Fault::because("coverage_from", e))?;
    if q.overdue {
        form.columns.push(FormColumn {
            header: "overdue".into(),
            label: "Quá hạn".into(),
            figure: "overdue".into(),
        });
    }
    let directory = Directory::load(tx)?;
    let rows = unit_rows(tx, q.period, q.as_of)?;
    let covered = q.period.from >= coverage_from;
    let entries = entries(&directory, rows, q);
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
                let sum = sum(of_parent.iter().map(|e| &e.row));
                let name = entry.parent.map_or("", |p| &p.name);
                lines.push(line(
                    &form,
                    RowKind::Parent,
                    &tier.code,
                    name,
                    &form.total,
                    "",
                    covered.then_some(sum),
                    of_parent.len(),
                ));
            }
            last_parent = parent;
            let v = entry.version;
            let above = entry.parent.map_or("", |p| &p.name);
            lines.push(line(
                &form,
                RowKind::Unit,
                &tier.code,
                above,
                &v.name,
                &v.code,
                covered.then_some(entry.row),
                1,
            ));
        }
        if q.subtotals {
            let sum = sum(of_tier.iter().map(|e| &e.row));
            lines.push(line(
                &form,
                RowKind::Tier,
                &tier.code,
                "",
                &format!("{} {}", form.total, tier.name),
                "",
                covered.then_some(sum),
                of_tier.len(),
            ));
        }
    }
    if q.subtotals {
        let sum = sum(entries.iter().map(|e| &e.row));
        lines.push(line(
            &form,
            RowKind::Total,
            "",
            "",
            &form.total,
            "",
            covered.then_some(sum),
            entries.len(),
        ));
    }
    let closed_to = dossier::figures::closed_to(tx)?;
    Ok(Annex { form, tiers, lines, coverage_from, period: q.period, as_of: q.as_of, closed_to })
}

/// The units of the table in order, each with what is counted for it.
fn entries(directory: &Directory, rows: FxHashMap<UnitId, UnitRow>, q: Question) -> Vec<Entry<'_>> {
    let day = q.mapped_to.unwrap_or(q.period.to.plus(-1));
    let mut counted: FxHashMap<UnitId, UnitRow> = FxHashMap::default();
    for (unit, row) in rows {
        let unit = if q.mapped_to.is_some() { directory.map(unit, day) } else { unit };
        counted.entry(unit).or_default().add_row(&row);
    }
    let mut found = Vec::new();
    for unit in directory.units() {
        let row = counted.remove(&unit).unwrap_or_default();
        let at = directory.version_at(unit, day);
        // A unit that ended within the period still has its row, and so has one that reports nothing by rule but
        // has something to show: a total must not lose it.
        let shown = at.is_some_and(|v| v.reports) || row != UnitRow::default();
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
            found.push(Entry { version, parent, row });
        }
    }
    found.sort_by_key(|e| (e.version.position, e.version.unit));
    found
}

fn sum<'r>(rows: impl Iterator<Item = &'r UnitRow>) -> UnitRow {
    rows.fold(UnitRow::default(), |mut sum, row| {
        sum.add_row(row);
        sum
    })
}

#[expect(clippy::too_many_arguments, reason = "each is one cell of the row")]
fn line(
    form: &Form,
    kind: RowKind,
    tier: &str,
    parent: &str,
    name: &str,
    code: &str,
    sums: Option<UnitRow>,
    units: usize,
) -> Line {
    let number =
        |get: fn(&UnitRow) -> i64| sums.as_ref().map_or(Cell::Unknown(()), |row| Cell::Number(get(row)));
    let cell = |figure: &str| match figure {
        "tier" => Cell::Text(tier.into()),
        "parent" => Cell::Text(parent.into()),
        "unit" => Cell::Text(name.into()),
        "code" => Cell::Text(code.into()),
        "to_process" => number(UnitRow::to_process),
        "carried_over" => number(|r| r.carried_over),
        "received" => number(|r| r.received),
        "online" => number(|r| r.online),
        "post" => number(|r| r.post),
        "moved" => number(|r| r.moved),
        "on_time_or_early" => number(|r| r.on_time_or_early),
        "late" => number(|r| r.late),
        "in_term" => number(|r| r.in_term),
        "overdue" => number(|r| r.overdue),
        "refused" => number(|r| r.apart[0]),
        "stopped" => number(|r| r.apart[1]),
        "withdrawn" => number(|r| r.apart[2]),
        "delivered_post" => number(|r| r.delivered_post),
        "taken_for_others" => number(|r| r.taken_for_others),
        // The folder was checked when it was loaded: there is no other figure.
        _ => Cell::Unknown(()),
    };
    let cells = form.columns.iter().map(|c| cell(&c.figure)).collect();
    Line { kind, cells, sums, tier: tier.into(), units }
}
