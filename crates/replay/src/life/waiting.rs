//! Lives in which the clock stands still, or that are open when the totals are taken.

use super::{Goal, Move, Scene, Taken, Teller};
use dossier::desk::{Outcome, ResultBy, Timeliness};
use kernel::Day;
use kernel::calendar::CalendarError;
use kernel::term::{self, Running, Term};

impl Teller {
    /// Whether, when and until when its clock is stopped.
    pub(super) fn pausing(&mut self, s: &Scene<'_>, taken: &Taken) -> Option<(i64, Day, Day)> {
        let (hours, accepted) = (s.hours, s.slot.day);
        let mut last = taken.running.due_day;
        if s.slot.held {
            last = last.min(hours.on_or_before(s.settle_from.plus(-1))?);
        }
        if matches!(s.offer.term, Term::Hours(_)) && last == taken.running.due_day {
            // Of a term in hours nothing may be left any more on the last day.
            last = hours.on_or_before(last.plus(-1))?;
        }
        let day = hours.step(accepted, self.dice.between(0, hours.days_between(accepted, last).min(3)));
        let low = if day == accepted { taken.at + 2 } else { hours.open(day) };
        let until = hours.step(day, self.dice.between(1, 6));
        let until = if s.slot.held { until.max(hours.on_or_after(s.settle_from)) } else { until };
        if day > last || low >= hours.close(day) || until >= s.limit || hours.step(until, 1) >= s.limit {
            return None;
        }
        let tier = &mut self.tiers[s.tier];
        let asked = s.slot.held || tier.pauses.next() < tier.shares.supplement + tier.shares.financial_duty;
        asked.then(|| (self.dice.between(low, hours.close(day) - 1), day, until))
    }

    fn stop_clock(
        &mut self,
        s: &Scene<'_>,
        minute: i64,
        running: &Running,
    ) -> Result<term::Held, CalendarError> {
        let shares = self.tiers[s.tier].shares;
        let pays = self.dice.between(1, shares.supplement + shares.financial_duty) > shares.supplement;
        let at = self.moment(s.hours, minute);
        self.told.push((at, if pays { Move::Payment } else { Move::Supplement }));
        term::pause(*running, &s.hours.calendar, at)
    }

    pub(super) fn paused(
        &mut self,
        s: &Scene<'_>,
        taken: &Taken,
        moves: &[Move],
        (minute, day): (i64, Day),
        until: Day,
    ) -> Result<ResultBy, CalendarError> {
        let hours = s.hours;
        let made = self.dice.index(moves.len().max(1));
        self.spread(hours, taken.at, minute, &moves[..made]);
        let held = self.stop_clock(s, minute, &taken.running)?;
        if until >= s.settle_from && self.tiers[s.tier].gone.next() < 60 {
            // Judged as of the day the clock was stopped.
            let outcome = if self.dice.per_mille(500) { Outcome::Withdrawn } else { Outcome::Stopped };
            let at = self.dice.between(hours.open(until), hours.close(until) - 1);
            let timeliness = Timeliness::judge(day, taken.running.due_day);
            self.say(hours, at, Move::Settle { outcome, timeliness });
            return Ok(self.hand_out(s, hours, at, until));
        }
        let latest = (hours.close(until) - 20).max(hours.open(until));
        let back = self.dice.between(hours.open(until), latest);
        let at = self.moment(hours, back);
        let running = term::resume(held, &hours.calendar, at)?;
        self.told.push((at, Move::Resume { due: running.due_day }));
        let first = hours.on_or_after(until.max(s.settle_from));
        self.settle_between(s, back, first, &running, &moves[made..])
    }

    pub(super) fn pending(&mut self, s: &Scene<'_>) -> Result<ResultBy, CalendarError> {
        let (hours, after) = (s.hours, s.heir.map_or(s.hours, |(hours, _)| hours));
        let moves = self.moves(s);
        let taken = self.take_in(s, 20, s.slot.held)?;
        let opening = after.on_or_after(s.limit);
        let last = hours.on_or_before(s.limit.plus(-1)).unwrap_or(s.slot.day);
        let made = if taken.at + 2 < hours.close(last) { self.dice.index(moves.len() + 1) } else { 0 };
        let (mut since, mut due) = (after.open(opening), taken.running.due_day);
        if s.slot.held && taken.running.due_day >= s.slot.day {
            // Asked in time, answered after the totals are taken.
            let stop = last.min(due);
            let stop = hours.step(s.slot.day, self.dice.between(0, hours.days_between(s.slot.day, stop)));
            let low = if stop == s.slot.day { taken.at + 2 } else { hours.open(stop) };
            let minute = self.dice.between(low.max(taken.at + 1), hours.close(stop) - 1);
            self.spread(hours, taken.at, minute, &moves[..made]);
            let held = self.stop_clock(s, minute, &taken.running)?;
            let back = after.step(opening, self.dice.between(0, 6));
            since = self.dice.between(after.open(back), after.close(back) - 20);
            let at = self.moment(after, since);
            let running = term::resume(held, &after.calendar, at)?;
            self.told.push((at, Move::Resume { due: running.due_day }));
            due = running.due_day;
        } else if made > 0 {
            self.spread(hours, taken.at, hours.close(last) - 1, &moves[..made]);
        }
        let first = after.on_or_after(after.instant(since, 0).day());
        let until = after.on_or_before(due).unwrap_or(first).max(first);
        let mut day = after.step(first, self.dice.between(0, after.days_between(first, until)));
        if s.limit == s.to && self.dice.per_mille(150) {
            day = after.step(until, self.dice.between(1, 3));
        }
        let need = i64::try_from(moves.len()).unwrap_or(0) + 2;
        let (settle, day) = self.settling_minute(after, since, day, until.max(day), need);
        let goal = Goal { hours: after, after: since, settle, day, due };
        Ok(self.conclude(s, &goal, &moves[made..]))
    }
}
