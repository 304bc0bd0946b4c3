//! Days decreed off or worked, and what they do to due dates: both are written in one transaction, or neither.

use super::{Change, Shift};
use crate::model::{Dossier, Stage};
use crate::reference::Reference;
use crate::row;
use crate::words::EventKind;
use kernel::calendar::{Calendar, CalendarError};
use kernel::term::{self, Held};
use kernel::{Day, Fault, Result, Right, UnitId};
use organisation::Calendars;
use organisation::desk::{DayChange, change_day};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Ctx, Tx, vals};

/// What a decree does to the due dates of one unit's dossiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitMoves {
    /// Due dates that move to another day.
    pub days: u64,
    /// Of them, those of dossiers whose clock stands still.
    pub paused: u64,
    /// Due dates that stay, with another hour (a half day at the end of the term).
    pub hours: u64,
    /// Dossiers whose clock stands still and whose due date stays, with more or less used up until then.
    pub used: u64,
}

/// What a decree does to due dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Whether the decree says anything that was not known.
    pub written: bool,
    /// By competent unit.
    pub units: BTreeMap<UnitId, UnitMoves>,
}

impl Moves {
    /// Over all units.
    pub fn total(&self) -> UnitMoves {
        self.units.values().fold(UnitMoves::default(), |sum, m| UnitMoves {
            days: sum.days + m.days,
            paused: sum.paused + m.paused,
            hours: sum.hours + m.hours,
            used: sum.used + m.used,
        })
    }

    pub(super) fn note(&mut self, before: &Dossier, after: &Stage) {
        let Some((was, now)) = before.stage.clock().zip(after.clock()) else {
            return;
        };
        let unit = self.units.entry(before.unit).or_default();
        let paused = matches!(after, Stage::Paused { .. });
        if was.due_day != now.due_day {
            unit.days += 1;
            unit.paused += u64::from(paused);
        } else if was.due_at != now.due_at {
            unit.hours += 1;
        } else {
            unit.used += u64::from(paused);
        }
    }
}

/// The open dossiers whose term includes the day, with what they become. What is settled is never judged again.
pub(super) fn touched(
    tx: &mut Tx,
    reference: &Reference,
    now: &Calendars,
    change: &DayChange,
) -> Result<Vec<(Dossier, Stage)>> {
    let (day, unit) = (change.day(), change.unit());
    // From acceptance, not from the run: one put off by a cut-off may begin earlier when a day off is taken back.
    let found: Vec<Dossier> = tx.query(
        concat!(
            "SELECT ",
            row::dossier_columns!(),
            " FROM dossier d WHERE d.due_day IS NOT NULL AND d.settled_at IS NULL \
             AND (d.due_day >= $1 OR d.paused_at >= $2) AND d.accepted_at < $3 AND (d.unit_id = $4 OR $4 = 0) \
             ORDER BY d.id"
        ),
        &vals![day.0, day.start().0, day.plus(1).start().0, unit.map_or(0, |u| u.0)],
        |row| row::read(row, &reference.catalogue),
    )?;
    let mut touched = Vec::new();
    for d in found {
        let was = reference.calendar(d.unit)?;
        let now =
            now.for_unit(d.unit).ok_or_else(|| Fault::new(format!("unit {} has no calendar", d.unit)))?;
        let anew =
            anew(&d, was, now).map_err(|e| Fault::because(format!("dossier {}: its due date", d.id), e))?;
        touched.extend(anew.map(|stage| (d, stage)));
    }
    Ok(touched)
}

/// What a changed calendar makes of a dossier's clock, running or stopped.
fn anew(d: &Dossier, was: &Calendar, now: &Calendar) -> Result<Option<Stage>, CalendarError> {
    let Some((clock, intake)) = d.stage.clock().zip(d.intake.as_ref()) else {
        return Ok(None);
    };
    let anew = term::changed(clock, intake.at, was, now)?;
    Ok(match &d.stage {
        Stage::Accepted(_) => anew.map(Stage::Accepted),
        Stage::InStep(_) => anew.map(Stage::InStep),
        Stage::Paused { why, since, held } => {
            // What was used up until the clock was stopped is counted again as well, and nothing else.
            let used = |running, calendar| term::pause(running, calendar, *since).map(|h| h.left);
            let run = anew.unwrap_or(held.was);
            let left = held.left + used(run, now)? - used(held.was, was)?;
            let held_anew = Held { was: run, left };
            (held_anew != *held).then_some(Stage::Paused { why: *why, since: *since, held: held_anew })
        }
        _ => None,
    })
}

impl Shift<'_, '_> {
    /// Decrees a day off or worked, or takes that back, and counts again every term that includes the day.
    ///
    /// Call it in a shift in which nobody else works ([`Desk::alone`](super::Desk::alone)), so that no dossier is
    /// accepted by the old calendar meanwhile.
    ///
    /// # Errors
    /// Refusals: a decree that cannot be, nothing decreed to take back; a fault when the calendar ends too early.
    pub fn change_day(&mut self, ctx: &Ctx<'_>, change: &DayChange) -> Result<Moves> {
        self.change_day_telling(ctx, change, &mut |_, _| ())
    }

    /// The same, telling how many terms of how many are counted again.
    ///
    /// # Errors
    /// As [`change_day`](Self::change_day).
    pub fn change_day_telling(
        &mut self,
        ctx: &Ctx<'_>,
        change: &DayChange,
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<Moves> {
        ctx.actor.require(Right::Administer, UnitId(0))?;
        let before = self.reference.clone();
        let mut moves = Moves { written: change_day(self.tx, ctx, change)?, ..Moves::default() };
        if !moves.written {
            return Ok(moves);
        }
        self.reference = Arc::new(Reference::load(self.tx)?);
        let now = self.reference.clone();
        let all = touched(self.tx, &before, &now.calendars, change)?;
        let of = all.len();
        for (done, (d, stage)) in all.into_iter().enumerate() {
            tell(done, of);
            moves.note(&d, &stage);
            self.move_due_date(ctx, change, &d, stage)?;
        }
        tell(of, of);
        Ok(moves)
    }

    fn move_due_date(&mut self, ctx: &Ctx<'_>, change: &DayChange, d: &Dossier, stage: Stage) -> Result<()> {
        let (was, now) = (d.stage.clock(), stage.clock());
        let mut body = json!({ "decreed": change.day(), "was": was.map(|r| r.due_day) });
        if was.map(|r| r.from) != now.map(|r| r.from) {
            body["from"] = json!(now.map(|r| r.from));
        }
        if let Stage::Paused { held, .. } = &stage {
            body["left"] = json!(held.left);
            body["due"] = json!(held.was.due_day);
        }
        let after = Dossier { stage, version: d.version + 1, ..d.clone() };
        let change = Change { after, kind: EventKind::DueMoved, body: Some(body.to_string()) };
        self.write(ctx, "dossier.move_due_date", d, &change)?;
        self.count_step(ctx, d, &change.after);
        Ok(())
    }
}

impl super::Desk {
    /// What a decree, or taking one back, would do to due dates. Writes nothing.
    ///
    /// # Errors
    /// As [`Shift::change_day`].
    pub fn foresee_day(&self, change: &DayChange, today: Day) -> Result<Moves> {
        self.foresee_days(change, today).map(|foreseen| foreseen.moves)
    }
}
