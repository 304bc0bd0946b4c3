//! One dossier's life: when it comes in, moves, waits, is settled and handed out.
//!
//! Everything an office does happens in its working time; only online filings come at any hour.

mod waiting;

use crate::dice::{Dice, Even};
use crate::hours::Hours;
use crate::plan::{Offer, Plan, Shares};
use crate::skeleton::{Fate, Slot};
use dossier::desk::{Outcome, ResultBy, Timeliness};
use kernel::calendar::CalendarError;
use kernel::term::{self, Running};
use kernel::{Day, Instant};
use std::collections::BTreeMap;

/// Something done to a dossier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Move {
    Submit,
    NotAccept,
    Accept {
        due: Day,
    },
    AcceptSubmitted {
        due: Day,
    },
    Forward,
    /// Of the offer's opinions, the one with this index.
    Opine(u8),
    SendBack,
    Supplement,
    Payment,
    Resume {
        due: Day,
    },
    Announce {
        day: Day,
    },
    Settle {
        outcome: Outcome,
        timeliness: Timeliness,
    },
    Deliver {
        by: ResultBy,
    },
}

/// Where and under what conditions a life is lived.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) slot: Slot,
    pub(crate) offer: &'a Offer,
    pub(crate) hours: &'a Hours,
    /// The working time of whoever goes on when the unit ends, from that day on.
    pub(crate) heir: Option<(&'a Hours, Day)>,
    /// First day on which it may be settled.
    pub(crate) settle_from: Day,
    /// First day on which what is to be settled in the period may not be settled any more.
    pub(crate) limit: Day,
    /// First day after the period of the whole plan.
    pub(crate) to: Day,
    /// No filing before this day.
    pub(crate) begins: Day,
    /// Index of its tier.
    pub(crate) tier: usize,
    /// Whether its result goes out by post within the period; undecided for what is settled later.
    pub(crate) posted: Option<bool>,
}

struct Tier {
    shares: Shares,
    pauses: Even,
    backs: Even,
    outcomes: Even,
    /// Of those settled while the clock stands: withdrawn or stopped.
    gone: Even,
}

/// Tells lives.
pub(crate) struct Teller {
    dice: Dice,
    tiers: Vec<Tier>,
    /// Of a thousand results after the period, so many go by post.
    post: i64,
    /// The life being told.
    pub(crate) told: Vec<(Instant, Move)>,
    last: Instant,
}

/// A dossier just taken in.
#[derive(Clone, Copy)]
struct Taken {
    at: i64,
    running: Running,
}

/// A decision to come: from which minute on, on which days, and how judged.
struct Goal<'a> {
    hours: &'a Hours,
    after: i64,
    settle: i64,
    day: Day,
    due: Day,
}

impl Teller {
    /// A teller of a plan's lives, and the index of each tier it knows.
    pub(crate) fn new(plan: &Plan, post: i64) -> (Self, BTreeMap<String, usize>) {
        let mut dice = Dice::new(plan.seed, 1);
        let (mut tiers, mut index) = (Vec::new(), BTreeMap::new());
        for unit in &plan.units {
            if !index.contains_key(&unit.tier) {
                index.insert(unit.tier.clone(), tiers.len());
                let [pauses, backs, outcomes, gone] = std::array::from_fn(|i| Even::new(i, &mut dice));
                tiers.push(Tier { shares: plan.shares_of(&unit.tier), pauses, backs, outcomes, gone });
            }
        }
        (Self { dice, tiers, post, told: Vec::new(), last: Instant(i64::MIN) }, index)
    }

    /// Tells a life into `told`, in the order of time; answers how its result is to be handed over.
    pub(crate) fn tell(&mut self, s: &Scene<'_>) -> Result<ResultBy, CalendarError> {
        self.told.clear();
        self.last = Instant(i64::MIN);
        match s.slot.fate {
            Fate::Turned => {
                self.turned(s);
                Ok(ResultBy::Electronic)
            }
            Fate::OnTime => self.on_time(s),
            Fate::Late => self.late(s),
            Fate::Pending => self.pending(s),
        }
    }

    /// A moment in a working minute, after everything told before.
    fn moment(&mut self, hours: &Hours, minute: i64) -> Instant {
        let at = hours.instant(minute, self.dice.between(0, 40));
        self.last = if at > self.last { at } else { self.last.plus_seconds(1) };
        self.last
    }

    fn say(&mut self, hours: &Hours, minute: i64, what: Move) {
        let at = self.moment(hours, minute);
        self.told.push((at, what));
    }

    /// A minute of intake: mornings are busier.
    fn intake_minute(&mut self, hours: &Hours, day: Day) -> i64 {
        let (open, close) = (hours.open(day), hours.close(day));
        let minute = self.dice.between(open, close - 1);
        if self.dice.per_mille(400) { minute.min(self.dice.between(open, close - 1)) } else { minute }
    }

    /// Filed online at any hour, mostly a waking one, before it is looked at.
    fn submitted(&mut self, s: &Scene<'_>, looked_at: Instant) {
        let day = looked_at.day();
        let off = s.hours.on_or_before(day.plus(-1)).map_or(0, |before| (day.0 - before.0 - 1).min(10));
        let mut at = looked_at.plus_seconds(-self.dice.between(180, (18 * 60 + off * 24 * 60) * 60));
        if at.minute_of_day() < 6 * 60 && self.dice.per_mille(800) {
            at = at.plus_seconds(-self.dice.between(6, 10) * 3600);
        }
        self.last = at
            .max(s.begins.start().plus_seconds(self.dice.between(0, 3600)))
            .min(looked_at.plus_seconds(-60));
        self.told.push((self.last, Move::Submit));
    }

    fn turned(&mut self, s: &Scene<'_>) {
        let minute = self.intake_minute(s.hours, s.slot.day);
        let at = s.hours.instant(minute, self.dice.between(0, 59));
        self.submitted(s, at);
        self.told.push((at, Move::NotAccept));
    }

    /// Accepts it, leaving `need` minutes of the day where it must be settled (or stopped) the same day.
    fn take_in(&mut self, s: &Scene<'_>, need: i64, tight: bool) -> Result<Taken, CalendarError> {
        let (day, hours) = (s.slot.day, s.hours);
        let mut minute = self.intake_minute(hours, day);
        let cut_off = s.offer.rules.cut_off_minute.unwrap_or(i64::MAX);
        if hours.instant(minute, 0).minute_of_day() >= cut_off {
            // People know the hour and mostly come before it.
            minute = self.intake_minute(hours, day);
        }
        let mut at = hours.instant(minute, self.dice.between(0, 40));
        let start = |at| term::start(&hours.calendar, s.offer.term, s.offer.rules, at);
        let mut running = start(at)?;
        let latest = hours.close(day) - need;
        let same_day = running.due_day.min(s.limit.plus(-1)) < hours.step(day, 1);
        if minute > latest && (tight || same_day) {
            minute = (latest - self.dice.between(0, 30)).max(hours.open(day));
            at = hours.instant(minute, self.dice.between(0, 40));
            running = start(at)?;
        }
        let due = running.due_day;
        if s.slot.online {
            self.submitted(s, at);
            self.told.push((at, Move::AcceptSubmitted { due }));
        } else {
            self.told.push((at, Move::Accept { due }));
        }
        self.last = at;
        Ok(Taken { at: minute, running })
    }

    /// The hand-overs up to the last step, some with a step back and forth.
    fn moves(&mut self, s: &Scene<'_>) -> Vec<Move> {
        let forwards = usize::try_from(s.offer.steps - 1).unwrap_or(0);
        let mut moves = vec![Move::Forward; forwards];
        let tier = &mut self.tiers[s.tier];
        if forwards > 0 && tier.backs.next() < tier.shares.sent_back {
            let after = 1 + self.dice.index(forwards);
            moves.splice(after..after, [Move::SendBack, Move::Forward]);
        }
        if s.offer.asks.is_empty() { moves } else { self.with_opinions(s.offer, &moves) }
    }

    /// Wherever it comes among those who are asked, all of them answer, in some order, before it goes on.
    fn with_opinions(&mut self, offer: &Offer, moves: &[Move]) -> Vec<Move> {
        let (mut all, mut stage) = (Vec::with_capacity(moves.len() + offer.asks.len()), 1);
        for step in moves {
            all.push(*step);
            stage += if *step == Move::SendBack { -1 } else { 1 };
            let first = all.len();
            let here = (0u8..).zip(&offer.asks).filter(|(_, ask)| ask.stage == stage);
            all.extend(here.map(|(i, _)| Move::Opine(i)));
            let asked = all.len() - first;
            if asked > 1 {
                all[first..].rotate_left(self.dice.index(asked));
            }
        }
        all
    }

    /// Tells moves at random minutes in `(after, before)`.
    fn spread(&mut self, hours: &Hours, after: i64, before: i64, moves: &[Move]) {
        let mut times: Vec<i64> = moves.iter().map(|_| self.dice.between(after + 1, before - 1)).collect();
        times.sort_unstable();
        for (minute, what) in times.into_iter().zip(moves) {
            self.say(hours, minute, *what);
        }
    }

    /// A day of `[first, last]` to settle on: some while before the end, or on the last.
    fn settling_day(&mut self, hours: &Hours, first: Day, last: Day, early: i64) -> Day {
        let days = hours.days_between(first, last);
        if days == 0 {
            return first;
        }
        if self.dice.per_mille(early) {
            hours.step(first, self.dice.between(days * 3 / 10, days - 1))
        } else {
            last
        }
    }

    /// A minute of that day (or the next, if there is no room and it is not the last) at least `need` after `after`.
    fn settling_minute(&mut self, hours: &Hours, after: i64, day: Day, last: Day, need: i64) -> (i64, Day) {
        let (mut low, mut day) = (hours.open(day).max(after + need), day);
        if low >= hours.close(day) && day < last {
            day = hours.step(day, 1);
            low = hours.open(day).max(after + need);
        }
        let high = hours.close(day) - 1;
        if low > high {
            return (high, day);
        }
        // What is done the same day is done within hours.
        let high = if after >= hours.open(day) { high.min(low + 170) } else { high };
        (self.dice.between(low, high), day)
    }

    fn on_time(&mut self, s: &Scene<'_>) -> Result<ResultBy, CalendarError> {
        let moves = self.moves(s);
        let need = i64::try_from(moves.len()).unwrap_or(0) + 8;
        let taken = self.take_in(s, need, s.slot.held)?;
        if let Some((minute, day, until)) = self.pausing(s, &taken) {
            return self.paused(s, &taken, &moves, (minute, day), until);
        }
        let first = s.hours.on_or_after(s.slot.day.max(s.settle_from));
        self.settle_between(s, taken.at, first, &taken.running, &moves)
    }

    /// Settles it from `first` to its due day, or the last day it may be settled on.
    fn settle_between(
        &mut self,
        s: &Scene<'_>,
        after: i64,
        first: Day,
        running: &Running,
        moves: &[Move],
    ) -> Result<ResultBy, CalendarError> {
        let last = s.hours.on_or_before(running.due_day.min(s.limit.plus(-1))).unwrap_or(first).max(first);
        let early = self.tiers[s.tier].shares.early;
        let day = self.settling_day(s.hours, first, last, early);
        let need = i64::try_from(moves.len()).unwrap_or(0) + 2;
        let (settle, day) = self.settling_minute(s.hours, after, day, last, need);
        let goal = Goal { hours: s.hours, after, settle, day, due: running.due_day };
        Ok(self.conclude(s, &goal, moves))
    }

    /// Hands it over, decides, and hands the result out.
    fn conclude(&mut self, s: &Scene<'_>, goal: &Goal<'_>, moves: &[Move]) -> ResultBy {
        let tier = &mut self.tiers[s.tier];
        let (shares, point) = (tier.shares, tier.outcomes.next());
        let outcome = if point < shares.refused {
            Outcome::Refused
        } else if point < shares.refused + shares.withdrawn {
            Outcome::Withdrawn
        } else if point < shares.refused + shares.withdrawn + shares.stopped {
            Outcome::Stopped
        } else {
            Outcome::Granted
        };
        // Who withdraws does not wait for the last step.
        let made = if outcome == Outcome::Withdrawn { self.dice.index(moves.len() + 1) } else { moves.len() };
        self.spread(goal.hours, goal.after, goal.settle, &moves[..made]);
        let timeliness = Timeliness::judge(goal.day, goal.due);
        self.say(goal.hours, goal.settle, Move::Settle { outcome, timeliness });
        self.hand_out(s, goal.hours, goal.settle, goal.day)
    }

    fn late(&mut self, s: &Scene<'_>) -> Result<ResultBy, CalendarError> {
        let hours = s.hours;
        let moves = self.moves(s);
        let taken = self.take_in(s, 0, false)?;
        let due = taken.running.due_day;
        let room = hours.days_between(due, s.limit.plus(-1)).clamp(1, 8);
        let lag = self.dice.between(1, room).min(self.dice.between(1, room));
        let day = hours.step(due, lag).max(hours.on_or_after(s.settle_from));
        let (settle, day) = self.settling_minute(hours, taken.at, day, day, 2);
        let goal = Goal { hours, after: taken.at, settle, day, due };
        let ann_to = hours.close(due).min(settle) - 1;
        if self.dice.per_mille(400) && ann_to > taken.at + 1 {
            // The apology comes before the due date passes, once the delay is foreseen.
            let from = (hours.open(due) - 2 * (hours.close(due) - hours.open(due))).max(taken.at + 1);
            let minute = self.dice.between(from, ann_to);
            let new_day = hours.step(day, self.dice.between(0, 2)).max(day);
            let made = self.dice.index(moves.len() + 1);
            self.spread(hours, taken.at, minute, &moves[..made]);
            self.say(hours, minute, Move::Announce { day: new_day });
            let goal = Goal { after: minute, ..goal };
            return Ok(self.conclude(s, &goal, &moves[made..]));
        }
        Ok(self.conclude(s, &goal, &moves))
    }

    /// Hands the result out: the same day, or some days later.
    fn hand_out(&mut self, s: &Scene<'_>, hours: &Hours, settle: i64, settled: Day) -> ResultBy {
        let electronic = s.slot.online && self.dice.per_mille(600);
        let mut desk = hours;
        let mut day = settled;
        if s.posted != Some(true) && !electronic && self.dice.per_mille(400)
            || s.posted == Some(true) && self.dice.per_mille(600)
        {
            day = hours.step(settled, self.dice.between(1, 4));
            if let Some((heir, from)) = s.heir
                && day >= from
            {
                desk = heir;
                day = heir.on_or_after(day);
            }
        }
        if s.posted == Some(true) && day >= s.to {
            (day, desk) = (settled, hours);
        }
        let minute = if day == settled {
            (settle + self.dice.between(1, 90)).min(hours.close(day) - 1)
        } else {
            self.dice.between(desk.open(day), desk.close(day) - 1)
        };
        let by = match s.posted {
            Some(true) => ResultBy::Post,
            _ if electronic => ResultBy::Electronic,
            _ if day >= s.to && self.dice.per_mille(self.post) => ResultBy::Post,
            _ => ResultBy::Counter,
        };
        self.say(desk, minute, Move::Deliver { by });
        by
    }
}
