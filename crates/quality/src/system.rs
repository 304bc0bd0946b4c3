//! Which edition of the standard a unit works by, and the way from one edition to another (the report, II.6.2).

use dossier::desk::texts;
use kernel::{Day, Fault, Refusal, Result, Right, UnitId};
use std::collections::BTreeMap;
use store::{Ctx, Row, Tx, table, vals};

table! {
    /// Editions that units work by.
    pub(crate) static QUALITY_ADOPTION = 80 "quality_adoption" key(unit_id, applied_from) version(version) {
        unit_id: Int, applied_from: Int, edition: Text, moved_from: Text, declaration: Text, declared_on: Int,
        illustrative: Int, version: Int,
    }
}
table! {
    /// Steps from one edition to another.
    pub(crate) static QUALITY_MOVE_STEP = 81 "quality_move_step" key(unit_id, edition, step) version(version) {
        unit_id: Int, edition: Text, step: Text, from_edition: Text, planned_on: Int, done_on: Int, note: Text,
        version: Int,
    }
}

/// Longest name of an edition, or number of a paper.
const NAME: usize = 60;

kernel::words! {
    /// The steps from one edition to another, in order.
    MoveStep {
        /// The plan was approved.
        Plan = "plan",
        /// The documents were written anew.
        Documents = "documents",
        /// People were trained.
        Training = "training",
        /// The unit declared that it works by the new edition.
        Declared = "declared",
    }
}

/// An edition that a unit works by from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adoption {
    /// The unit.
    pub unit: UnitId,
    /// The first day.
    pub applied_from: Day,
    /// The edition, `TCVN ISO 9001:2015`.
    pub edition: String,
    /// The edition before; none for a unit that began with this one.
    pub moved_from: Option<String>,
    /// Number and day of the declaration (công bố), where they are recorded.
    pub declared: Option<(String, Day)>,
    /// Invented.
    pub illustrative: bool,
    /// Goes up with each change.
    pub version: i64,
}

/// How a step of a move stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stand {
    /// When it is to be done.
    pub planned: Option<Day>,
    /// When it was.
    pub done: Option<Day>,
    /// Number of the paper, or what else is to be said.
    pub note: String,
    version: i64,
}

/// A unit on its way from one edition to another, or there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// The unit.
    pub unit: UnitId,
    /// Where to.
    pub edition: String,
    /// Where from.
    pub from: String,
    /// The steps that something is known of.
    pub steps: BTreeMap<MoveStep, Stand>,
}

impl Move {
    /// The last step that was done.
    pub fn reached(&self) -> Option<MoveStep> {
        self.steps.iter().rev().find(|(_, s)| s.done.is_some()).map(|(step, _)| *step)
    }

    /// Passes if a step may stand so: none is done before an earlier one, and nothing is done in days to come.
    ///
    /// # Errors
    /// A refusal that names the step in the way.
    pub fn may(&self, step: MoveStep, stand: &Stand, today: Day) -> std::result::Result<(), Refusal> {
        let Some(done) = stand.done else { return Ok(()) };
        if done > today {
            return Err(Refusal::new(
                "quality.not_yet",
                "Ngày hoàn thành chưa tới. Hãy ghi vào ngày dự kiến.",
                "That day is still to come. Enter it as the planned day.",
            ));
        }
        for other in MoveStep::ALL {
            let known = self.steps.get(other).and_then(|s| s.done);
            let wrong = match known {
                None => *other < step && step == MoveStep::Declared,
                Some(day) => (*other < step && day > done) || (*other > step && day < done),
            };
            if wrong {
                return Err(Refusal::new(
                    "quality.order",
                    "Các bước chuyển đổi phải xong theo thứ tự: kế hoạch, tài liệu, tập huấn, công bố. Hãy ghi bước trước.",
                    "The steps are done in order: plan, documents, training, declaration. Enter the earlier one first.",
                ));
            }
        }
        Ok(())
    }
}

fn short(what: (&str, &str), text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(empty(what));
    }
    texts::line(what, text, NAME)
}

pub(crate) fn empty((vi, en): (&str, &str)) -> kernel::Error {
    Refusal::new("text.empty", format!("{vi}: chưa điền."), format!("The {en} is missing.")).into()
}

/// A unit works by an edition from a day on; the one it worked by until then is what it moved from.
///
/// # Errors
/// Refusals: no right, no edition, not after what is known already, or the edition it works by.
pub fn adopt(tx: &mut Tx, ctx: &Ctx<'_>, new: &Adoption) -> Result<()> {
    ctx.actor.require(Right::Assure, new.unit)?;
    short(("Phiên bản tiêu chuẩn", "edition"), &new.edition)?;
    if let Some((number, _)) = &new.declared {
        short(("Số công bố", "number of the declaration"), number)?;
    }
    let known = of_unit(tx, new.unit)?;
    if known.last().is_some_and(|last| last.applied_from >= new.applied_from || last.edition == new.edition) {
        return Err(Refusal::new(
            "quality.adopted",
            "Đơn vị đã áp dụng phiên bản này, hoặc ngày áp dụng không sau lần trước. Hãy kiểm tra lại.",
            "The unit works by this edition already, or the day is not after the last one. Look again.",
        )
        .into());
    }
    tx.action(&ctx.action("quality.adopt"), |tx| insert(tx, new))
}

/// Keeps what a folder says of a unit; answers whether it was written. What is known of the unit stays as it is.
///
/// # Errors
/// A refusal where the unit is known to work by another edition since that day, or began later.
pub fn keep_adoption(tx: &mut Tx, ctx: &Ctx<'_>, new: &Adoption) -> Result<bool> {
    let known = of_unit(tx, new.unit)?;
    let same = |a: &Adoption| a.applied_from == new.applied_from && a.edition == new.edition;
    if known.iter().any(same) {
        return Ok(false);
    }
    adopt(tx, ctx, new)?;
    Ok(true)
}

fn insert(tx: &mut Tx, a: &Adoption) -> Result<()> {
    let (number, on) = declared(a);
    tx.insert(
        &QUALITY_ADOPTION,
        &vals![
            a.unit.0,
            a.applied_from.0,
            &a.edition,
            a.moved_from.as_deref().unwrap_or_default(),
            number,
            on,
            a.illustrative,
            1i64
        ],
    )
}

fn declared(a: &Adoption) -> (&str, Option<i64>) {
    a.declared.as_ref().map_or(("", None), |(number, on)| (number.as_str(), Some(on.0)))
}

/// Notes the declaration of an edition that a unit works by since `applied_from`.
///
/// # Errors
/// Refusals: no right, no such edition, no number, a day to come, or it was declared before.
pub fn declare(tx: &mut Tx, ctx: &Ctx<'_>, unit: UnitId, from: Day, number: &str, on: Day) -> Result<()> {
    ctx.actor.require(Right::Assure, unit)?;
    short(("Số công bố", "number of the declaration"), number)?;
    let known = of_unit(tx, unit)?.into_iter().find(|a| a.applied_from == from);
    let before = known.ok_or_else(|| {
        crate::unknown("Đơn vị chưa áp dụng từ ngày này.", "The unit works by nothing since that day.")
    })?;
    if before.declared.is_some() || on > ctx.now.day() {
        return Err(Refusal::new(
            "quality.declared",
            "Phiên bản này đã được công bố, hoặc ngày công bố chưa tới.",
            "That was declared before, or the day is still to come.",
        )
        .into());
    }
    let after = Adoption {
        declared: Some((number.trim().to_owned(), on)),
        version: before.version + 1,
        ..before.clone()
    };
    let row = |a: &Adoption| {
        let (number, on) = declared(a);
        (a.unit.0, a.applied_from.0, a.moved_from.clone().unwrap_or_default(), number.to_owned(), on)
    };
    let (old, new) = (row(&before), row(&after));
    let written = tx.action(&ctx.action("quality.declare"), |tx| {
        tx.update(
            &QUALITY_ADOPTION,
            &vals![old.0, old.1, &before.edition, &old.2, &old.3, old.4, before.illustrative, before.version],
            &vals![new.0, new.1, &after.edition, &new.2, &new.3, new.4, after.illustrative, after.version],
        )
    })?;
    if written { Ok(()) } else { Err(crate::stale()) }
}

/// What somebody enters of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewStep {
    /// The unit.
    pub unit: UnitId,
    /// Where it moves to.
    pub edition: String,
    /// Where from; of a move that is known it stays what it is.
    pub from: String,
    /// Which step.
    pub step: MoveStep,
    /// When it is to be done.
    pub planned: Option<Day>,
    /// When it was.
    pub done: Option<Day>,
    /// Number of the paper; of the declaration it is needed.
    pub note: String,
}

/// Enters a step of a move. With the last one the unit works by the new edition.
///
/// # Errors
/// Refusals: no right, neither day, steps out of order, no number of the declaration, or the unit works by it already.
pub fn enter_step(tx: &mut Tx, ctx: &Ctx<'_>, new: &NewStep) -> Result<()> {
    ctx.actor.require(Right::Assure, new.unit)?;
    short(("Phiên bản tiêu chuẩn", "edition"), &new.edition)?;
    short(("Phiên bản cũ", "old edition"), &new.from)?;
    texts::line(("Ghi chú", "note"), &new.note, 300)?;
    if new.from == new.edition || (new.planned.is_none() && new.done.is_none()) {
        return Err(Refusal::new(
            "quality.step",
            "Cần ngày dự kiến hoặc ngày hoàn thành, và hai phiên bản khác nhau.",
            "Enter a planned day or the day it was done, and two editions that differ.",
        )
        .into());
    }
    let moved = moves(tx, Some(new.unit))?.into_iter().find(|m| m.edition == new.edition);
    let moved = moved.unwrap_or_else(|| Move {
        unit: new.unit,
        edition: new.edition.clone(),
        from: new.from.clone(),
        steps: BTreeMap::new(),
    });
    let old = moved.steps.get(&new.step);
    let stand = Stand {
        planned: new.planned,
        done: new.done,
        note: new.note.trim().to_owned(),
        version: old.map_or(1, |s| s.version + 1),
    };
    moved.may(new.step, &stand, ctx.now.day())?;
    let over = old.is_some_and(|s| s.done.is_some()) && new.step == MoveStep::Declared;
    if over {
        return Err(Refusal::new(
            "quality.moved",
            "Đơn vị đã công bố phiên bản mới; bước này không sửa được nữa.",
            "The unit has declared the new edition; this step is not changed any more.",
        )
        .into());
    }
    let adopted = match (new.step, stand.done) {
        (MoveStep::Declared, Some(day)) => {
            short(("Số công bố", "number of the declaration"), &stand.note)?;
            Some(Adoption {
                unit: new.unit,
                applied_from: day,
                edition: moved.edition.clone(),
                moved_from: Some(moved.from.clone()),
                declared: Some((stand.note.clone(), day)),
                illustrative: false,
                version: 1,
            })
        }
        _ => None,
    };
    let written =
        tx.action(&ctx.action("quality.enter_step"), |tx| write_step(tx, &moved, new.step, &stand))?;
    if !written {
        return Err(crate::stale());
    }
    adopted.iter().try_for_each(|adoption| adopt(tx, ctx, adoption))
}

fn write_step(tx: &mut Tx, moved: &Move, step: MoveStep, stand: &Stand) -> Result<bool> {
    let day = |d: Option<Day>| d.map(|d| d.0);
    let (unit, edition, from) = (moved.unit.0, &moved.edition, &moved.from);
    let new = vals![
        unit,
        edition,
        step.word(),
        from,
        day(stand.planned),
        day(stand.done),
        &stand.note,
        stand.version
    ];
    match moved.steps.get(&step) {
        None => tx.insert(&QUALITY_MOVE_STEP, &new).map(|()| true),
        Some(old) => tx.update(
            &QUALITY_MOVE_STEP,
            &vals![unit, edition, step.word(), from, day(old.planned), day(old.done), &old.note, old.version],
            &new,
        ),
    }
}

/// Every edition that units work by or did, by unit and day.
///
/// # Errors
/// A fault of the database.
pub fn all(tx: &mut Tx) -> Result<Vec<Adoption>> {
    tx.query(
        "SELECT unit_id, applied_from, edition, moved_from, declaration, declared_on, illustrative, version \
         FROM quality_adoption ORDER BY unit_id, applied_from",
        &[],
        read_adoption,
    )
}

/// The editions of a unit, by day.
///
/// # Errors
/// A fault of the database.
pub fn of_unit(tx: &mut Tx, unit: UnitId) -> Result<Vec<Adoption>> {
    tx.query(
        "SELECT unit_id, applied_from, edition, moved_from, declaration, declared_on, illustrative, version \
         FROM quality_adoption WHERE unit_id = $1 ORDER BY applied_from",
        &vals![unit.0],
        read_adoption,
    )
}

fn read_adoption(row: &mut Row<'_>) -> Result<Adoption> {
    let (unit, applied_from, edition) = (UnitId(row.int()?), Day(row.int()?), row.text()?);
    let moved_from = Some(row.text()?).filter(|from| !from.is_empty());
    let (number, on) = (row.text()?, row.opt_int()?.map(Day));
    let declared = on.map(|on| (number, on));
    let (illustrative, version) = (row.bool()?, row.int()?);
    Ok(Adoption { unit, applied_from, edition, moved_from, declared, illustrative, version })
}

/// The moves of a unit, or of all, by unit and edition.
///
/// # Errors
/// A fault of the database, or a row that cannot be read.
pub fn moves(tx: &mut Tx, unit: Option<UnitId>) -> Result<Vec<Move>> {
    let rows = tx.query(
        "SELECT unit_id, edition, step, from_edition, planned_on, done_on, note, version FROM quality_move_step \
         WHERE unit_id = $1 OR CAST($1 AS BIGINT) = 0 ORDER BY unit_id, edition",
        &vals![unit.map_or(0, |u| u.0)],
        |row| {
            let (unit, edition, step) = (UnitId(row.int()?), row.text()?, row.text()?);
            let step = MoveStep::from_word(&step)
                .ok_or_else(|| Fault::new(format!("quality_move_step ({unit}, {edition}): step '{step}'")))?;
            let from = row.text()?;
            let (planned, done) = (row.opt_int()?.map(Day), row.opt_int()?.map(Day));
            let stand = Stand { planned, done, note: row.text()?, version: row.int()? };
            Ok((unit, edition, from, step, stand))
        },
    )?;
    let mut found: Vec<Move> = Vec::new();
    for (unit, edition, from, step, stand) in rows {
        let same = found.last_mut().filter(|m| m.unit == unit && m.edition == edition);
        match same {
            Some(moved) => drop(moved.steps.insert(step, stand)),
            None => found.push(Move { unit, edition, from, steps: BTreeMap::from([(step, stand)]) }),
        }
    }
    Ok(found)
}
