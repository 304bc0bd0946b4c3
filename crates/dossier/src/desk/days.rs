//! What happens at the turn of a day: sealing what is over, and passing dossiers on where units ended.

use super::{Change, Shift};
use crate::model::{Dossier, DossierId};
use crate::referral;
use crate::words::EventKind;
use kernel::{Day, Fault, Refusal, Result, Right, UnitId};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Ctx, vals};

/// The day up to which [`Shift::turn_of_day`] has come.
const TURNED: &str = "turn_of_day";

impl Shift<'_, '_> {
    /// Seals all days up to and including `day`: what was known at its end never changes again.
    ///
    /// # Errors
    /// A refusal before the day is over.
    pub fn close_day(&mut self, ctx: &Ctx<'_>, day: Day) -> Result<()> {
        ctx.actor.require(Right::Administer, UnitId(0))?;
        let end = day.plus(1);
        if ctx.now < end.start() {
            return Err(Refusal::new(
                "day.not_over",
                format!("Ngày {} chưa hết nên chưa khóa được.", day.vietnamese()),
                format!("{day} is not over yet and cannot be closed."),
            )
            .into());
        }
        super::lock_out(self.tx)?;
        self.tx.flush_counters()?;
        let sealed =
            self.tx.query_one("SELECT sealed_to FROM day_close WHERE id = 1", &[], |row| row.int())?;
        let first =
            self.tx.query_one("SELECT MIN(known_day) FROM stat_unit_day", &[], |row| row.opt_int())?;
        let mut last = self
            .tx
            .query_one("SELECT MAX(day) FROM stat_seal", &[], |row| row.opt_int())?
            .map_or(Day(0), Day);
        // Before the first booking there is nothing to seal.
        let begin = if sealed == 0 { first.map_or(end, Day) } else { Day(sealed) };
        for next in begin.plus(1).0..=end.0 {
            if self.seal(last, Day(next))? {
                last = Day(next);
            }
        }
        if end.0 > sealed {
            self.tx.exec("UPDATE day_close SET sealed_to = $1 WHERE id = 1", &vals![end.0])?;
            self.sealed_to = end;
        }
        Ok(())
    }

    /// Sums up everything known before 00:00 of `next`, from the seal at `last` and what came since. Where nothing
    /// came the seal at `last` says it all, and none is written.
    fn seal(&mut self, last: Day, next: Day) -> Result<bool> {
        let came = self.tx.query_opt(
            "SELECT 1 FROM stat_unit_day WHERE known_day >= $1 AND known_day < $2 LIMIT 1",
            &vals![last.0, next.0],
            |row| row.int(),
        )?;
        if came.is_none() {
            return Ok(false);
        }
        self.tx.exec(
            "INSERT INTO stat_seal (day, unit_id, channel, received, early, on_time, late, refused, stopped, \
             withdrawn, moved, overdue, paused, delivered_post, taken) \
             SELECT $2, unit_id, channel, CAST(SUM(received) AS BIGINT), CAST(SUM(early) AS BIGINT), \
             CAST(SUM(on_time) AS BIGINT), CAST(SUM(late) AS BIGINT), CAST(SUM(refused) AS BIGINT), \
             CAST(SUM(stopped) AS BIGINT), CAST(SUM(withdrawn) AS BIGINT), CAST(SUM(moved) AS BIGINT), \
             CAST(SUM(overdue) AS BIGINT), CAST(SUM(paused) AS BIGINT), CAST(SUM(delivered_post) AS BIGINT), \
             CAST(SUM(taken) AS BIGINT) FROM (\
             SELECT unit_id, channel, received, early, on_time, late, refused, stopped, withdrawn, moved, overdue, \
             paused, delivered_post, taken FROM stat_seal WHERE day = $1 UNION ALL \
             SELECT unit_id, channel, received, early, on_time, late, refused, stopped, withdrawn, moved, overdue, \
             paused, delivered_post, taken FROM stat_unit_day WHERE known_day >= $1 AND known_day < $2\
             ) AS parts GROUP BY unit_id, channel",
            &vals![last.0, next.0],
        )?;
        Ok(true)
    }

    /// The turn of a day, however many have passed since the last: closes every day that is over, and passes on
    /// what lies in units that have ended since. Answers how many dossiers passed.
    ///
    /// # Errors
    /// As [`close_day`](Self::close_day) and [`open_day`](Self::open_day).
    pub fn turn_of_day(&mut self, ctx: &Ctx<'_>) -> Result<u64> {
        let today = ctx.now.day();
        self.close_day(ctx, today.plus(-1))?;
        let revision = self.reference.directory.revision().to_string();
        let before = self.tx.bookmark(TURNED)?.unwrap_or_default();
        // A decision may have been entered after its day: then all days are looked at again.
        let last = match before.split_once(' ') {
            Some((day, known)) if known == revision => {
                day.parse().map_err(|e| Fault::because("the day of the last turn", e))?
            }
            _ => Day(i64::MIN),
        };
        let moved = self.leave(ctx, |ended| last < ended && ended <= today)?;
        self.bookmark(TURNED, &format!("{today} {revision}"))?;
        Ok(moved)
    }

    /// At the start of a day: dossiers that still wait for a decision pass from units that ended on it to their
    /// heirs. Answers how many.
    ///
    /// # Errors
    /// A refusal unless the actor administers the province.
    pub fn open_day(&mut self, ctx: &Ctx<'_>, day: Day) -> Result<u64> {
        self.leave(ctx, |ended| ended == day)
    }

    /// Passes on what lies in units that ended on such days. What counts is who holds their work today: an heir may
    /// have ended since.
    fn leave(&mut self, ctx: &Ctx<'_>, of: impl Fn(Day) -> bool) -> Result<u64> {
        ctx.actor.require(Right::Administer, UnitId(0))?;
        let reference = self.reference.clone();
        let successions = reference.directory.successions().iter();
        let ended: BTreeSet<UnitId> = successions.filter(|s| s.heir && of(s.day)).map(|s| s.from).collect();
        if ended.is_empty() {
            return Ok(0);
        }
        // One walk over the open dossiers, however many units end.
        let mut ids = Vec::new();
        self.tx.each(
            "SELECT id, unit_id, step_unit_id FROM dossier \
             WHERE state IN ('submitted', 'accepted', 'in_step', 'paused', 'settled') ORDER BY id",
            &[],
            |row| {
                let (id, unit, lying) = (DossierId(row.int()?), UnitId(row.int()?), UnitId(row.int()?));
                if ended.contains(&unit) || ended.contains(&lying) {
                    ids.push(id);
                }
                Ok(())
            },
        )?;
        // What was asked of a unit that ended is its heir's to answer.
        let ended: Vec<UnitId> = ended.into_iter().collect();
        for id in referral::waited_for(self.tx, &ended)? {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let mut moved = 0;
        for id in ids {
            moved += u64::from(self.pass_on(ctx, id)?);
        }
        Ok(moved)
    }

    fn pass_on(&mut self, ctx: &Ctx<'_>, id: DossierId) -> Result<bool> {
        let before = self.dossier(id)?;
        let day = ctx.now.day();
        let unit = self.reference.holder(before.unit, day);
        let lying = self.reference.holder(before.lying.unit, day);
        // What is settled stays with the unit that settled it; only its result moves to the heir's desk.
        let unit = if before.stage.verdict().is_some() { before.unit } else { unit };
        if (unit, lying) == (before.unit, before.lying.unit) && !self.asks_who_has_ended(ctx, &before)? {
            return Ok(false);
        }
        let body = json!({ "from": before.unit, "lay_in": before.lying.unit }).to_string();
        let mut after = Dossier { unit, version: before.version + 1, ..before.clone() };
        after.lying.unit = lying;
        let change = Change { after, kind: EventKind::Transferred, body: Some(body) };
        self.write(ctx, "dossier.transfer", &before, &change)?;
        self.count_step(ctx, &before, &change.after);
        Ok(true)
    }

    /// Whether an opinion is waited for from a unit whose work another one holds today.
    fn asks_who_has_ended(&mut self, ctx: &Ctx<'_>, d: &Dossier) -> Result<bool> {
        if !referral::refers(&self.reference, d) {
            return Ok(false);
        }
        let open = referral::open_of(self.tx, d.id)?;
        Ok(open.iter().any(|one| self.reference.holder(one.unit, ctx.now.day()) != one.unit))
    }
}
