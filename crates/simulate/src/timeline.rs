//! One dossier's life: when it comes in, moves, waits, is settled and handed out.
//!
//! Everything an office does happens in its working time; only online submissions come at any hour.

use crate::dice::Dice;
use crate::plan::{Offer, Plan, UnitPlan};
use dossier::desk::{Outcome, ResultBy};
use kernel::calendar::{Calendar, CalendarError};
use kernel::term::{self, Running, Term};
use kernel::{Day, Instant};

/// What a dossier is to become. Only the planner knows; the desk never does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    OnTime,
    Late { cause: u8 },
    Pending,
}

/// Something done to a dossier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Deed {
    Submit,
    NotAccept,
    Accept,
    AcceptSubmitted,
    Forward,
    SendBack,
    RequestSupplement,
    RequestPayment,
    Resume,
    Announce { day: Day },
    Settle { outcome: Outcome, cause: Option<u8> },
    Deliver { by: ResultBy },
}

/// A deed and its time.
pub(crate) type Timed = (Instant, Deed);

/// A random minute of the working time of a day.
pub(crate) fn minute_of(dice: &mut Dice, calendar: &Calendar, day: Day) -> Result<Instant, CalendarError> {
    let spans = calendar.spans(day)?;
    let whole: i64 = spans.iter().map(|s| s.to - s.from).sum();
    // Mornings are busier: the smaller of two throws.
    let mut minute = dice
        .between(0, whole - 1)
        .min(dice.between(0, whole - 1) + whole / 4)
        .min(whole - 1);
    for span in spans {
        let length = span.to - span.from;
        if minute < length {
            return Ok(day.at_minute(span.from + minute));
        }
        minute -= length;
    }
    calendar.closing(day)
}

/// A random minute of working time in `(after, closing of the day]`, or `after` itself when the day is over.
fn later_on(
    dice: &mut Dice,
    calendar: &Calendar,
    after: Instant,
    day: Day,
) -> Result<Instant, CalendarError> {
    if after.day() < day {
        return minute_of(dice, calendar, day);
    }
    let left = calendar.working_minutes(after, calendar.closing(day)?)?;
    if left <= 0 {
        Ok(after)
    } else {
        calendar.add_minutes(after, dice.between(1, left))
    }
}

/// A life before it is written down.
pub(crate) struct Life<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) unit: &'a UnitPlan,
    pub(crate) offer: &'a Offer,
    pub(crate) accepted: Instant,
    pub(crate) fate: Fate,
    pub(crate) online: bool,
    /// The first day on which it may not be settled any more.
    pub(crate) settle_before: Day,
    /// The first day on which it may be settled (carried-over dossiers stay open until the period begins).
    pub(crate) settle_from: Day,
}

enum Paused {
    Ended(Instant, Outcome),
    Resumed(Instant, Running),
}

impl Life<'_> {
    /// All its deeds.
    pub(crate) fn deeds(&self, dice: &mut Dice) -> Result<Vec<Timed>, CalendarError> {
        let calendar = &self.unit.calendar;
        let mut deeds: Vec<Timed> = Vec::with_capacity(10);
        if self.online {
            let before = dice.between(5, 15 * 60);
            deeds.push((Instant(self.accepted.0 - before * 60_000_000), Deed::Submit));
            deeds.push((self.accepted, Deed::AcceptSubmitted));
        } else {
            deeds.push((self.accepted, Deed::Accept));
        }
        let mut running = term::start(calendar, self.offer.term, self.offer.rules, self.accepted)?;
        let mut since = self.accepted;
        let days = calendar.working_days_between(self.accepted.day(), running.due_day)?;
        // Only terms of some days have requests: those carry the whole share, and half as much again.
        let pauses = days >= 3 && dice.per_mille(self.plan.shares.supplement * 3 / 2);
        if pauses && let Some(paused) = self.pause(dice, &running, &mut deeds)? {
            match paused {
                Paused::Ended(at, outcome) => {
                    deeds.push((at, Deed::Settle { outcome, cause: None }));
                    self.hand_out(dice, at, &mut deeds)?;
                    return Ok(deeds);
                }
                Paused::Resumed(at, again) => {
                    since = at;
                    running = again;
                }
            }
        }
        let Some(settled) = self.settling(dice, since, &running)? else {
            return Ok(deeds);
        };
        self.steps(dice, since, settled, &mut deeds)?;
        let cause = match self.fate {
            Fate::Late { cause } => Some(cause),
            _ => (settled.day() > running.due_day).then_some(0),
        };
        if cause.is_some() && dice.per_mille(400) && running.due_day > self.accepted.day() {
            let on = later_on(dice, calendar, since, running.due_day)?;
            let day = calendar.add_working_days(settled.day().max(running.due_day), 1)?;
            if on < settled {
                deeds.push((on, Deed::Announce { day }));
            }
        }
        let outcome = self.outcome(dice);
        deeds.push((settled, Deed::Settle { outcome, cause }));
        self.hand_out(dice, settled, &mut deeds)?;
        Ok(deeds)
    }

    fn outcome(&self, dice: &mut Dice) -> Outcome {
        let shares = &self.plan.shares;
        let throw = dice.between(0, 999);
        if throw < shares.refused {
            Outcome::Refused
        } else if throw < shares.refused + shares.withdrawn {
            Outcome::Withdrawn
        } else if throw < shares.refused + shares.withdrawn + shares.stopped {
            Outcome::Stopped
        } else {
            Outcome::Granted
        }
    }

    /// The clock is stopped for some days, if there is room for it before the dossier must be settled.
    fn pause(
        &self,
        dice: &mut Dice,
        running: &Running,
        deeds: &mut Vec<Timed>,
    ) -> Result<Option<Paused>, CalendarError> {
        let calendar = &self.unit.calendar;
        if self.fate != Fate::OnTime {
            return Ok(None);
        }
        let first = calendar.working_day_from(self.accepted.day().plus(1))?;
        let waiting = dice.between(1, 4);
        let back = calendar.add_working_days(first, waiting)?;
        let room = back.plus(4) < self.settle_before && self.unit.ends.is_none() && first < running.due_day;
        if !room || back < self.settle_from {
            return Ok(None);
        }
        let stopped = minute_of(dice, calendar, first)?.max(self.accepted);
        let payment = dice.per_mille(200);
        deeds.push((
            stopped,
            if payment {
                Deed::RequestPayment
            } else {
                Deed::RequestSupplement
            },
        ));
        if dice.per_mille(40) {
            let outcome = if dice.per_mille(500) {
                Outcome::Withdrawn
            } else {
                Outcome::Stopped
            };
            return Ok(Some(Paused::Ended(minute_of(dice, calendar, back)?, outcome)));
        }
        let at = minute_of(dice, calendar, back)?;
        let held = term::pause(*running, calendar, stopped)?;
        deeds.push((at, Deed::Resume));
        Ok(Some(Paused::Resumed(at, term::resume(held, calendar, at)?)))
    }

    /// When it is settled; none where that lies beyond the plan.
    fn settling(
        &self,
        dice: &mut Dice,
        since: Instant,
        running: &Running,
    ) -> Result<Option<Instant>, CalendarError> {
        let calendar = &self.unit.calendar;
        let last = calendar.add_working_days(self.settle_before, -1)?;
        match self.fate {
            Fate::OnTime => {
                let first = since.day().max(self.settle_from);
                let until = running.due_day.min(last).max(first);
                let span = calendar.working_days_between(first, until)?;
                let same_day = matches!(self.offer.term, Term::WorkingDays(0)) || span <= 0;
                if same_day {
                    let day = calendar.working_day_from(first)?;
                    if day > since.day() {
                        return minute_of(dice, calendar, day).map(Some);
                    }
                    let left = calendar.working_minutes(since, calendar.closing(day)?)?;
                    return calendar
                        .add_minutes(since, dice.between(0, left.min(90)))
                        .map(Some);
                }
                // Rather late than early: the larger of two throws.
                let n = dice.between(1, span).max(dice.between(1, span));
                let day = calendar.add_working_days(first, n)?;
                minute_of(dice, calendar, day).map(Some)
            }
            Fate::Late { .. } => {
                let first = running.due_day.max(self.settle_from.plus(-1));
                let room = calendar.working_days_between(first, last)?.max(1);
                let lag = dice.between(1, 9).min(dice.between(1, 9)).min(room);
                let day = calendar.add_working_days(first, lag)?;
                minute_of(dice, calendar, day).map(Some)
            }
            Fate::Pending => {
                // Not before the period is over; in the invented days after it one in forty is late.
                let first = calendar.working_day_from(self.plan.period.to.max(since.day()))?;
                let span = calendar.working_days_between(first, running.due_day)?.max(0);
                let late = i64::from(dice.per_mille(25)) * dice.between(1, 4);
                let day = calendar.add_working_days(first, dice.between(0, span) + late)?;
                if day >= self.plan.end {
                    Ok(None)
                } else {
                    later_on(dice, calendar, since, day).map(Some)
                }
            }
        }
    }

    /// Hand-overs spread over the time until it is settled; some go back once.
    fn steps(
        &self,
        dice: &mut Dice,
        since: Instant,
        settled: Instant,
        deeds: &mut Vec<Timed>,
    ) -> Result<(), CalendarError> {
        let calendar = &self.unit.calendar;
        let mut moves = vec![Deed::Forward; usize::try_from(self.offer.steps - 1).unwrap_or(0)];
        if moves.len() >= 2 && dice.per_mille(self.plan.shares.sent_back * 3 / 2) {
            let at = usize::try_from(dice.between(2, i64::try_from(moves.len()).unwrap_or(2))).unwrap_or(2);
            moves.splice(at..at, [Deed::SendBack, Deed::Forward]);
        }
        let minutes = calendar.working_minutes(since, settled)?.max(0);
        let mut times: Vec<i64> = moves.iter().map(|_| dice.between(0, minutes)).collect();
        times.sort_unstable();
        for (deed, after) in moves.into_iter().zip(times) {
            deeds.push((calendar.add_minutes(since, after)?.min(settled), deed));
        }
        Ok(())
    }

    /// Handing the result over, some time after. What goes by post is chosen later, for all dossiers together.
    fn hand_out(
        &self,
        dice: &mut Dice,
        settled: Instant,
        deeds: &mut Vec<Timed>,
    ) -> Result<(), CalendarError> {
        let calendar = &self.unit.calendar;
        let wait = if dice.per_mille(550) {
            0
        } else {
            dice.between(1, 4)
        };
        let day = calendar.add_working_days(settled.day(), wait)?;
        let at = later_on(dice, calendar, settled, day)?;
        let by = if self.online && dice.per_mille(300) {
            ResultBy::Electronic
        } else {
            ResultBy::Counter
        };
        deeds.push((at, Deed::Deliver { by }));
        Ok(())
    }
}
