//! Before the data begins: from which day on a unit's figures are computed, and figures entered by hand for the time
//! before. What is entered says so, by whom and from what source; what is not known stays unknown, and is never zero.

use crate::behind::Member;
use crate::desk::takeover::Wrong;
use crate::figures::{UnitRow, unit_rows};
use crate::words::OpeningFigure;
use kernel::{Day, Fault, Period, Refusal, Result, Right, UnitId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use store::{Ctx, Tx, table, vals};

table! {
    /// From which day on a unit's figures are computed.
    pub static UNIT_COVERAGE = 36 "unit_coverage" key(unit_id) version(version) {
        unit_id: Int, coverage_from: Int, version: Int,
    }
}
table! {
    /// Figures entered by hand.
    pub static OPENING_FIGURE = 37 "opening_figure" key(unit_id, from_day, to_day, figure) version(version) {
        unit_id: Int, from_day: Int, to_day: Int, figure: Text, value: Int, source: Text, entered_by: Int,
        entered_on: Int, version: Int,
    }
}

/// A unit's beginning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opening {
    /// The unit.
    pub unit: UnitId,
    /// The first day of computed figures.
    pub coverage_from: Day,
    /// First day of the entered figures; none when there are none.
    pub from: Option<Day>,
    /// The figures of the days from there up to the coverage.
    pub figures: BTreeMap<OpeningFigure, i64>,
    /// Where they come from: the old program's report, say.
    pub source: String,
}

/// What is there of an [`Opening`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Whether all of it is there.
    pub there: bool,
    /// What is there with another value.
    pub wrong: Vec<Wrong>,
}

fn wrong(about: &'static str, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Wrong {
    Wrong { about, refusal: Refusal::new(code, vi, en) }
}

impl Opening {
    fn get(&self, figure: OpeningFigure) -> i64 {
        self.figures.get(&figure).copied().unwrap_or(0)
    }

    /// Everything that contradicts itself; the names are those of the columns.
    pub fn check(&self) -> Vec<Wrong> {
        let mut found = Vec::new();
        match self.from {
            Some(from) if from >= self.coverage_from => found.push(wrong(
                "from",
                "opening.period",
                "Ngày bắt đầu số liệu nhập phải trước ngày bắt đầu tính (coverage_from).",
                "entered figures begin before the day from which figures are computed (coverage_from)",
            )),
            None if !self.figures.is_empty() => found.push(wrong(
                "from",
                "opening.from",
                "Có số liệu nhập nhưng thiếu ngày bắt đầu. Hãy ghi ngày.",
                "figures are entered without their first day; write it",
            )),
            _ => {}
        }
        for (figure, value) in &self.figures {
            if *value < 0 && *figure != OpeningFigure::Moved {
                found.push(wrong(
                    figure.word(),
                    "opening.negative",
                    "Số không được âm.",
                    "a count is not negative",
                ));
            }
        }
        self.check_sums(&mut found);
        found
    }

    /// No part is more than its whole, as far as both are there.
    fn check_sums(&self, found: &mut Vec<Wrong>) {
        use OpeningFigure as F;
        let mut more = |about: F, part: i64, whole: i64, vi: &str, en: &str| {
            if part > whole {
                found.push(wrong(
                    about.word(),
                    "opening.adds_up",
                    format!("{vi}: {part} > {whole}. Hãy đối chiếu lại."),
                    format!("{en}: {part} > {whole}; compare with the source"),
                ));
            }
        };
        let all = |figures: &[F]| figures.iter().all(|f| self.figures.contains_key(f));
        if all(&[F::Received]) {
            more(
                F::Received,
                self.get(F::Online) + self.get(F::Post),
                self.get(F::Received),
                "Trực tuyến và bưu chính nhiều hơn số tiếp nhận",
                "online and by post are more than received",
            );
        }
        let settled = self.get(F::OnTimeOrEarly) + self.get(F::Late);
        if all(&[F::OnTimeOrEarly, F::Late]) {
            more(
                F::Refused,
                self.get(F::Refused) + self.get(F::Stopped) + self.get(F::Withdrawn),
                settled,
                "Từ chối, dừng, rút nhiều hơn đã giải quyết",
                "refused, stopped and withdrawn are more than settled",
            );
        }
        if all(&[F::CarriedOver, F::Received, F::OnTimeOrEarly, F::Late]) {
            more(
                F::OnTimeOrEarly,
                settled,
                self.get(F::CarriedOver) + self.get(F::Received) + self.get(F::Moved),
                "Đã giải quyết nhiều hơn phải giải quyết",
                "more settled than there were to process",
            );
        }
    }
}

/// What of it is there already, and what is there with another value.
///
/// # Errors
/// A fault of the database.
pub fn compare(tx: &mut Tx, opening: &Opening) -> Result<Compared> {
    let mut compared = Compared { there: true, wrong: Vec::new() };
    let mut differs = |about: &'static str, is: String| {
        compared.wrong.push(wrong(
            about,
            "opening.differs",
            format!("Đã nhập trước đó với giá trị {is}."),
            format!("{is} was entered before; a figure entered once is not replaced by a file"),
        ));
    };
    match coverage(tx, opening.unit)? {
        None => compared.there = false,
        Some(day) if day != opening.coverage_from => differs("coverage_from", day.to_string()),
        Some(_) => {}
    }
    let kept = match opening.from {
        Some(from) => kept(tx, opening.unit, from, opening.coverage_from)?,
        None => FxHashMap::default(),
    };
    for (figure, value) in &opening.figures {
        match kept.get(figure) {
            None => compared.there = false,
            Some((is, _)) if is != value => differs(figure.word(), is.to_string()),
            Some((_, source)) if *source != opening.source => differs("source", format!("'{source}'")),
            Some(_) => {}
        }
    }
    compared.wrong.dedup();
    Ok(compared)
}

/// Keeps what is not there yet; answers whether that was anything.
///
/// # Errors
/// Refusals: what contradicts itself, or is there with another value.
pub fn keep(tx: &mut Tx, ctx: &Ctx<'_>, opening: &Opening) -> Result<bool> {
    ctx.actor.require(Right::Administer, UnitId(0))?;
    let compared = compare(tx, opening)?;
    if let Some(wrong) = opening.check().into_iter().chain(compared.wrong).next() {
        return Err(wrong.refusal.into());
    }
    if compared.there {
        return Ok(false);
    }
    let covered = coverage(tx, opening.unit)?.is_some();
    let there = match opening.from {
        Some(from) => kept(tx, opening.unit, from, opening.coverage_from)?,
        None => FxHashMap::default(),
    };
    let (unit, until) = (opening.unit.0, opening.coverage_from.0);
    tx.action(&ctx.action("dossier.enter_opening"), |tx| {
        if !covered {
            tx.insert(&UNIT_COVERAGE, &vals![unit, until, 1i64])?;
        }
        let Some(from) = opening.from else { return Ok(()) };
        for (figure, value) in opening.figures.iter().filter(|(f, _)| !there.contains_key(f)) {
            let (by, on) = (ctx.actor.person.0, ctx.now.day().0);
            let row = vals![unit, from.0, until, figure.word(), *value, &opening.source, by, on, 1i64];
            tx.insert(&OPENING_FIGURE, &row)?;
        }
        Ok(())
    })?;
    Ok(true)
}

fn coverage(tx: &mut Tx, unit: UnitId) -> Result<Option<Day>> {
    let sql = "SELECT coverage_from FROM unit_coverage WHERE unit_id = $1";
    tx.query_opt(sql, &vals![unit.0], |row| Ok(Day(row.int()?)))
}

fn kept(tx: &mut Tx, unit: UnitId, from: Day, to: Day) -> Result<FxHashMap<OpeningFigure, (i64, String)>> {
    let rows = tx.query(
        "SELECT figure, value, source FROM opening_figure WHERE unit_id = $1 AND from_day = $2 AND to_day = $3",
        &vals![unit.0, from.0, to.0],
        |row| Ok((figure(row.str()?)?, (row.int()?, row.text()?))),
    )?;
    Ok(rows.into_iter().collect())
}

fn figure(word: &str) -> Result<OpeningFigure> {
    OpeningFigure::from_word(word)
        .ok_or_else(|| Fault::new(format!("opening_figure: there is no figure {word}")).into())
}

/// A unit's row with what is known of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// The sums; what is not known is zero here.
    pub row: UnitRow,
    /// Which figures are not known.
    pub unknown: Unknown,
    /// Whether a part of it was entered by hand, and from where.
    pub entered: Option<Entered>,
    /// The first day of computed figures, where it lies within the period or after it.
    pub since: Option<Day>,
}

/// What is said of a row that was entered for a part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entered {
    /// Up to which day it was entered.
    pub until: Day,
    /// From what.
    pub source: String,
    /// Pending on that day, by what was entered; unknown where it does not say.
    pub pending: Option<i64>,
    /// Pending on that day, by the dossiers that are here.
    pub here: i64,
}

/// Figures that are not known: never zero, and no sum with them is known either.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Unknown(u32);

impl Unknown {
    /// All of them.
    pub const ALL: Self = Self(u32::MAX);
    /// The bit of what is pending at the end: it is never entered.
    const PENDING: u32 = 31;

    /// Whether this figure is known.
    pub const fn has(self, figure: OpeningFigure) -> bool {
        self.0 & (1 << figure as u32) != 0
    }

    /// Whether it is unknown what is pending at the end.
    pub const fn pending(self) -> bool {
        self.0 & (1 << Self::PENDING) != 0
    }

    /// Whether everything is known.
    pub const fn nothing(self) -> bool {
        self.0 == 0
    }

    const fn with(self, figure: OpeningFigure) -> Self {
        Self(self.0 | 1 << figure as u32)
    }
}

impl Told {
    /// Computed, all of it.
    pub fn computed(row: UnitRow) -> Self {
        Self { row, ..Self::default() }
    }

    /// Adds another row. Of two that were entered the first is named.
    pub fn add(&mut self, other: &Self) {
        self.row.add_row(&other.row);
        self.unknown.0 |= other.unknown.0;
        self.since = self.since.max(other.since);
        if self.entered.is_none() {
            self.entered.clone_from(&other.entered);
        }
    }
}

/// From when on the units' figures are computed, for one period.
#[derive(Clone, Debug)]
pub struct Coverage {
    period: Period,
    province: Day,
    units: FxHashMap<UnitId, Day>,
    entered: FxHashMap<UnitId, (Day, String, BTreeMap<OpeningFigure, i64>)>,
    /// What is computed from a unit's coverage on, by that day.
    since: FxHashMap<Day, FxHashMap<UnitId, UnitRow>>,
}

impl Coverage {
    /// Reads what there is for a period, as it was known at 00:00 of `as_of`.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn load(tx: &mut Tx, province: Day, period: Period, as_of: Day) -> Result<Self> {
        let units = tx.query("SELECT unit_id, coverage_from FROM unit_coverage", &[], |row| {
            Ok((UnitId(row.int()?), Day(row.int()?)))
        })?;
        let units: FxHashMap<UnitId, Day> = units.into_iter().collect();
        let mut all =
            Self { period, province, units, entered: FxHashMap::default(), since: FxHashMap::default() };
        tx.each(
            "SELECT unit_id, to_day, figure, value, source FROM opening_figure \
             WHERE from_day = $1 AND to_day <= $2 AND entered_on < $3 ORDER BY unit_id, figure",
            &vals![period.from.0, period.to.0, as_of.0],
            |row| {
                let (unit, to) = (UnitId(row.int()?), Day(row.int()?));
                let (figure, value) = (figure(row.str()?)?, row.int()?);
                if all.units.get(&unit) == Some(&to) {
                    let entered =
                        all.entered.entry(unit).or_insert_with(|| (to, String::new(), BTreeMap::new()));
                    entered.1 = row.text()?;
                    entered.2.insert(figure, value);
                }
                Ok(())
            },
        )?;
        let mut days: Vec<Day> = all.entered.values().map(|e| e.0).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            let rows = unit_rows(tx, Period { from: day, to: period.to }, as_of)?;
            all.since.insert(day, rows);
        }
        Ok(all)
    }

    /// The first day of a unit's computed figures.
    pub fn of(&self, unit: UnitId) -> Day {
        self.units.get(&unit).copied().unwrap_or(self.province)
    }

    /// What of a unit's row its dossiers here stand behind; none where nothing is known of it. What was entered by
    /// hand has no dossiers.
    pub fn computed(&self, unit: UnitId, row: UnitRow) -> Option<(Member, UnitRow)> {
        if self.period.from >= self.of(unit) {
            return Some((Member { unit, from: self.period.from, carried: true }, row));
        }
        let (until, ..) = self.entered.get(&unit)?;
        let here = self.since.get(until).and_then(|rows| rows.get(&unit)).copied().unwrap_or_default();
        Some((Member { unit, from: *until, carried: false }, UnitRow { carried_over: 0, ..here }))
    }

    /// What is known of a unit whose dossiers came to this row.
    pub fn told(&self, unit: UnitId, row: UnitRow) -> Told {
        let since = self.of(unit);
        if self.period.from >= since {
            return Told::computed(row);
        }
        let Some((until, source, figures)) = self.entered.get(&unit) else {
            return Told { unknown: Unknown::ALL, since: Some(since), ..Told::default() };
        };
        let here = self.since.get(until).and_then(|rows| rows.get(&unit)).copied().unwrap_or_default();
        let mut told = Told::computed(UnitRow { carried_over: 0, ..here });
        told.since = Some(since);
        for figure in OpeningFigure::ALL {
            match figures.get(figure) {
                Some(value) => *place(&mut told.row, *figure) += value,
                // Nothing moves where nothing is said of it; everything else is not known.
                None if *figure == OpeningFigure::Moved => {}
                None => told.unknown = told.unknown.with(*figure),
            }
        }
        told.entered = Some(Entered {
            until: *until,
            source: source.clone(),
            pending: pending(figures),
            here: here.carried_over,
        });
        told
    }
}

/// Pending at the end of the entered time.
fn pending(figures: &BTreeMap<OpeningFigure, i64>) -> Option<i64> {
    use OpeningFigure as F;
    let get = |f: F| figures.get(&f).copied();
    let came = get(F::CarriedOver)? + get(F::Received)? + get(F::Moved).unwrap_or(0);
    Some(came - get(F::OnTimeOrEarly)? - get(F::Late)?)
}

fn place(row: &mut UnitRow, figure: OpeningFigure) -> &mut i64 {
    match figure {
        OpeningFigure::CarriedOver => &mut row.carried_over,
        OpeningFigure::Received => &mut row.received,
        OpeningFigure::Online => &mut row.online,
        OpeningFigure::Post => &mut row.post,
        OpeningFigure::Moved => &mut row.moved,
        OpeningFigure::OnTimeOrEarly => &mut row.on_time_or_early,
        OpeningFigure::Late => &mut row.late,
        OpeningFigure::Refused => &mut row.apart[0],
        OpeningFigure::Stopped => &mut row.apart[1],
        OpeningFigure::Withdrawn => &mut row.apart[2],
        OpeningFigure::DeliveredPost => &mut row.delivered_post,
        OpeningFigure::TakenForOthers => &mut row.taken_for_others,
    }
}
