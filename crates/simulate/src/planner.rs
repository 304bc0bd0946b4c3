//! The whole year, planned at once: small records, sorted by time. Names and sentences are made when an action
//! is taken out.

use crate::dice::Dice;
use crate::plan::{Offer, Plan, UnitPlan};
use crate::timeline::{Deed, Fate, Life, minute_of};
use dossier::desk::ResultBy;
use kernel::calendar::CalendarError;
use kernel::term::{self, Term};
use kernel::{Day, Instant};
use std::fmt;

/// Why a plan cannot be lived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// The unit.
    pub unit: String,
    /// Why.
    pub why: String,
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the plan of {} cannot be lived: {}", self.unit, self.why)
    }
}

impl std::error::Error for Impossible {}

/// A dossier as planned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    pub(crate) unit: u16,
    pub(crate) offer: u16,
    pub(crate) post: bool,
    /// Comes in within the period.
    pub(crate) counted: bool,
    pub(crate) online: bool,
}

/// An action as planned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) at: Instant,
    pub(crate) dossier: u32,
    pub(crate) seq: u8,
    pub(crate) deed: Deed,
}

/// The planned year.
pub struct Year {
    pub(crate) plan: Plan,
    pub(crate) dossiers: Vec<Planned>,
    pub(crate) entries: Vec<Entry>,
}

impl Year {
    /// Plans a year.
    ///
    /// # Errors
    /// [`Impossible`] names the unit and why.
    pub fn plan(plan: Plan) -> Result<Self, Impossible> {
        let mut year = Self {
            plan,
            dossiers: Vec::new(),
            entries: Vec::new(),
        };
        let units = year.plan.units.clone();
        for (index, unit) in units.iter().enumerate() {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            Maker {
                year: &mut year,
                unit,
                index,
                dice: Dice::new(0, 0),
            }
            .unit()
            .map_err(|why| Impossible {
                unit: unit.name.clone(),
                why: why.to_string(),
            })?;
        }
        year.post()?;
        // Stable, so that the deeds of one dossier in the same minute keep their order.
        year.entries.sort_by_key(|e| (e.at, e.dossier, e.seq));
        Ok(year)
    }

    /// Number of actions, without those of the days themselves.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Chooses which dossiers come and go by post, to the exact totals.
    fn post(&mut self) -> Result<(), Impossible> {
        let mut dice = Dice::new(self.plan.seed, u64::MAX);
        let lacking = |what: &str| Impossible {
            unit: "the province".into(),
            why: format!("too few dossiers {what}"),
        };
        let mut able: Vec<usize> = Vec::new();
        for (i, d) in self.dossiers.iter().enumerate() {
            let offer = &self.plan.units[usize::from(d.unit)].offers[usize::from(d.offer)];
            if d.counted && !d.online && offer.post {
                able.push(i);
            }
        }
        let wanted = usize::try_from(self.plan.post_in).unwrap_or(0);
        if able.len() < wanted {
            return Err(lacking("could come by post"));
        }
        dice.shuffle_front(&mut able, wanted);
        for i in &able[..wanted] {
            self.dossiers[*i].post = true;
        }
        // Results go back by post first to those who sent by post.
        let period = self.plan.period;
        let mut out: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
        for (i, e) in self.entries.iter().enumerate() {
            let dossier = u32_index(e.dossier);
            if matches!(
                e.deed,
                Deed::Deliver {
                    by: ResultBy::Counter
                }
            ) && period.contains(e.at.day())
            {
                out[usize::from(!self.dossiers[dossier].post)].push(i);
            }
        }
        let mut left = usize::try_from(self.plan.post_out).unwrap_or(0);
        for list in &mut out {
            let n = left.min(list.len());
            dice.shuffle_front(list, n);
            for i in &list[..n] {
                self.entries[*i].deed = Deed::Deliver { by: ResultBy::Post };
            }
            left -= n;
        }
        if left > 0 {
            Err(lacking("could go out by post"))
        } else {
            Ok(())
        }
    }
}

pub(crate) fn u32_index(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

enum Why {
    Calendar(CalendarError),
    Plan(&'static str),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(e) => e.fmt(f),
            Self::Plan(why) => f.write_str(why),
        }
    }
}

impl From<CalendarError> for Why {
    fn from(e: CalendarError) -> Self {
        Self::Calendar(e)
    }
}

/// Days with growing weights, to throw a day from.
struct Days(Vec<(Day, i64)>);

impl Days {
    fn throw(&self, dice: &mut Dice) -> Option<Day> {
        let whole = self.0.last()?.1;
        let at = dice.between(1, whole);
        let i = self.0.partition_point(|(_, sum)| *sum < at);
        self.0.get(i).map(|(day, _)| *day)
    }
}

/// Makes the dossiers of one unit.
struct Maker<'a> {
    year: &'a mut Year,
    unit: &'a UnitPlan,
    index: u16,
    dice: Dice,
}

/// How often another throw is taken before a plan is called impossible.
const TRIES: usize = 400;

impl Maker<'_> {
    fn unit(&mut self) -> Result<(), Why> {
        self.dice = Dice::new(self.year.plan.seed, u64::from(self.index) + 1);
        let (u, period) = (self.unit, self.year.plan.period);
        if u.offers.is_empty() {
            return Err(Why::Plan("it offers no procedure"));
        }
        let last_in = u.ends.map_or(period.to, |(day, _)| day.min(period.to));
        let on_time_all = u.carried_over + u.received - u.late - u.in_term;
        if on_time_all < 0 || u.carried_over + u.received < u.late + u.in_term {
            return Err(Why::Plan("more late and pending than there are"));
        }
        let carried_on_time = u.carried_over.min(on_time_all);
        let carried_late = u.carried_over - carried_on_time;
        if carried_late > u.late {
            return Err(Why::Plan("more carried over than settled"));
        }
        for _ in 0..carried_on_time {
            self.carried(Fate::OnTime)?;
        }
        for _ in 0..carried_late {
            self.carried(Fate::Late { cause: 1 })?;
        }
        let received_late = u.late - carried_late;
        let days = self.weighted(period.from, last_in)?;
        let mut online_left = u.online;
        let mut left = u.received;
        let spells = self.spells(received_late, last_in)?;
        let mut fates: Vec<Fate> = Vec::with_capacity(usize::try_from(u.received).unwrap_or(0));
        for i in 0..received_late {
            let spell = usize::try_from(i).unwrap_or(0) % spells.len().max(1);
            fates.push(Fate::Late {
                cause: spells.get(spell).map_or(0, |s| s.1),
            });
        }
        fates.extend((0..u.in_term).map(|_| Fate::Pending));
        fates.resize(usize::try_from(u.received).unwrap_or(0), Fate::OnTime);
        let whole = fates.len();
        self.dice.shuffle_front(&mut fates, whole);
        for (nth, fate) in fates.into_iter().enumerate() {
            // Spread the online ones evenly: each takes its share of what is left.
            let online = online_left > 0 && self.dice.between(1, left) <= online_left;
            let (offer, accepted) = match fate {
                Fate::OnTime => self.on_time(online, &days, last_in)?,
                Fate::Late { .. } => self.late(online, &spells, nth, last_in)?,
                Fate::Pending => self.pending(online)?,
            };
            online_left -= i64::from(online);
            left -= 1;
            self.live(offer, accepted, fate, online, true, period.from)?;
        }
        if online_left > 0 {
            return Err(Why::Plan("too few of its procedures are open to online filing"));
        }
        self.turned_away(&days)?;
        if u.ends.is_none() {
            self.after()?
        }
        Ok(())
    }

    fn offer(&mut self, online: bool, fit: impl Fn(&Offer) -> bool) -> Result<usize, Why> {
        let able: Vec<usize> = (0..self.unit.offers.len())
            .filter(|i| (!online || self.unit.offers[*i].online) && fit(&self.unit.offers[*i]))
            .collect();
        // Short procedures are asked for far more often than long ones.
        let weights: Vec<i64> = able
            .iter()
            .map(|i| 60 / (days_of(self.unit.offers[*i].term) + 1).clamp(1, 12))
            .collect();
        let whole: i64 = weights.iter().sum();
        let mut at = self.dice.between(1, whole);
        for (i, weight) in able.iter().zip(&weights) {
            at -= weight;
            if at <= 0 {
                return Ok(*i);
            }
        }
        Err(Why::Plan(
            "none of its procedures fits (it needs terms of a day and more, some of them open to online filing)",
        ))
    }

    /// Working days of a span, weighted by month and weekday.
    fn weighted(&self, from: Day, to: Day) -> Result<Days, Why> {
        let mut days = Vec::new();
        let mut sum = 0;
        let mut day = from;
        while day < to {
            if self.unit.calendar.is_working_day(day)? {
                let month = usize::from(day.ymd().1) - 1;
                let weekday = [12, 11, 10, 10, 9, 6, 6][usize::from(day.weekday()) - 1];
                sum += self.year.plan.months[month].max(1) * weekday;
                days.push((day, sum));
            }
            day = day.plus(1);
        }
        if days.is_empty() {
            Err(Why::Plan("there is no working day in its time"))
        } else {
            Ok(Days(days))
        }
    }

    fn carried(&mut self, fate: Fate) -> Result<(), Why> {
        let (from, warm) = (self.year.plan.period.from, self.year.plan.warm_up_from);
        let calendar = self.unit.calendar.clone();
        let first_open = calendar.working_day_from(from)?;
        let days = self.weighted(warm, from)?;
        for _ in 0..TRIES {
            let offer = self.offer(false, |o| days_of(o.term) >= 2)?;
            let Some(day) = days.throw(&mut self.dice) else {
                break;
            };
            let at = minute_of(&mut self.dice, &calendar, day)?;
            let due = term::start(
                &calendar,
                self.unit.offers[offer].term,
                self.unit.offers[offer].rules,
                at,
            )?
            .due_day;
            let fits = match fate {
                Fate::OnTime => due >= first_open,
                _ => due.plus(21) < self.year.plan.period.to,
            };
            if fits {
                return self.live(offer, at, fate, false, false, first_open);
            }
        }
        Err(Why::Plan(
            "no carried-over dossier can stay open until the period begins",
        ))
    }

    fn on_time(&mut self, online: bool, days: &Days, last_in: Day) -> Result<(usize, Instant), Why> {
        let calendar = self.unit.calendar.clone();
        let last = calendar.add_working_days(self.year.plan.period.to, -1)?;
        let offer = self.offer(online, |_| true)?;
        for _ in 0..TRIES {
            let Some(day) = days.throw(&mut self.dice) else {
                break;
            };
            let at = minute_of(&mut self.dice, &calendar, day)?;
            // What comes in on the last afternoon could not be settled in time.
            if day < last && day < last_in || at.minute_of_day() < 14 * 60 && day <= last {
                return Ok((offer, at));
            }
        }
        Err(Why::Plan(
            "no day is left on which a dossier can come in and be settled",
        ))
    }

    /// The spells in which the unit is late: a day in the middle of each, and its cause.
    fn spells(&mut self, late: i64, last_in: Day) -> Result<Vec<(Day, u8)>, Why> {
        if late == 0 {
            return Ok(Vec::new());
        }
        let days = self.weighted(self.year.plan.period.from.plus(35), last_in.plus(-25))?;
        let causes = u8::try_from(self.year.plan.causes.len()).unwrap_or(1).max(1);
        let mut spells = Vec::new();
        for _ in 0..(1 + late / 25).min(6) {
            let Some(day) = days.throw(&mut self.dice) else {
                break;
            };
            let cause = u8::try_from(self.dice.between(0, i64::from(causes) - 1)).unwrap_or(0);
            spells.push((day, cause));
        }
        Ok(spells)
    }

    fn late(
        &mut self,
        online: bool,
        spells: &[(Day, u8)],
        nth: usize,
        last_in: Day,
    ) -> Result<(usize, Instant), Why> {
        let calendar = self.unit.calendar.clone();
        let (from, to) = (self.year.plan.period.from, self.year.plan.period.to);
        for _ in 0..TRIES {
            let offer = self.offer(online, |_| true)?;
            let Some((middle, _)) = spells.get(nth % spells.len().max(1)) else {
                break;
            };
            let o = &self.unit.offers[offer];
            let due = calendar.add_working_days(*middle, self.dice.between(-5, 5))?;
            let day = calendar.working_day_from(due.plus(-days_of(o.term) * 7 / 5))?;
            if day < from || day >= last_in {
                continue;
            }
            let at = minute_of(&mut self.dice, &calendar, day)?;
            let running = term::start(&calendar, o.term, o.rules, at)?;
            if calendar.add_working_days(running.due_day, 2)? < to {
                return Ok((offer, at));
            }
        }
        Err(Why::Plan("no late dossier fits into its spells"))
    }

    fn pending(&mut self, online: bool) -> Result<(usize, Instant), Why> {
        let calendar = self.unit.calendar.clone();
        let (from, to) = (self.year.plan.period.from, self.year.plan.period.to);
        for _ in 0..TRIES {
            let offer = self.offer(online, |o| days_of(o.term) >= 1)?;
            let o = &self.unit.offers[offer];
            let back = self.dice.between(1, days_of(o.term).max(1));
            let day = calendar.add_working_days(to, -back)?;
            if day < from {
                continue;
            }
            let at = minute_of(&mut self.dice, &calendar, day)?;
            if term::start(&calendar, o.term, o.rules, at)?.due_day >= to {
                return Ok((offer, at));
            }
        }
        Err(Why::Plan(
            "no dossier can still be pending within term at the end of the period",
        ))
    }

    fn live(
        &mut self,
        offer: usize,
        accepted: Instant,
        fate: Fate,
        online: bool,
        counted: bool,
        settle_from: Day,
    ) -> Result<(), Why> {
        let year = &mut *self.year;
        let life = Life {
            plan: &year.plan,
            unit: self.unit,
            offer: &self.unit.offers[offer],
            accepted,
            fate,
            online,
            settle_before: if accepted.day() >= year.plan.period.to {
                year.plan.end
            } else {
                year.plan.period.to
            },
            settle_from,
        };
        let mut deeds = life.deeds(&mut self.dice)?;
        deeds.sort_by_key(|(at, _)| *at);
        let dossier = u32::try_from(year.dossiers.len()).unwrap_or(u32::MAX);
        let end = year.plan.end.start();
        for (seq, (at, deed)) in (0u8..).zip(deeds) {
            if at < end {
                year.entries.push(Entry {
                    at,
                    dossier,
                    seq,
                    deed,
                });
            }
        }
        let offer = u16::try_from(offer).unwrap_or(0);
        year.dossiers.push(Planned {
            unit: self.index,
            offer,
            post: false,
            counted,
            online,
        });
        Ok(())
    }

    /// Online submissions that are not accepted.
    fn turned_away(&mut self, days: &Days) -> Result<(), Why> {
        let n = self.unit.online * self.year.plan.shares.not_accepted / 1000;
        for _ in 0..n {
            let offer = self.offer(true, |_| true)?;
            let Some(day) = days.throw(&mut self.dice) else {
                break;
            };
            let at = minute_of(&mut self.dice, &self.unit.calendar, day)?;
            let before = Instant(at.0 - self.dice.between(5, 900) * 60_000_000);
            let dossier = u32::try_from(self.year.dossiers.len()).unwrap_or(u32::MAX);
            self.year.entries.push(Entry {
                at: before,
                dossier,
                seq: 0,
                deed: Deed::Submit,
            });
            self.year.entries.push(Entry {
                at,
                dossier,
                seq: 1,
                deed: Deed::NotAccept,
            });
            let offer = u16::try_from(offer).unwrap_or(0);
            self.year.dossiers.push(Planned {
                unit: self.index,
                offer,
                post: false,
                counted: false,
                online: true,
            });
        }
        Ok(())
    }

    /// The invented days after the period: the same stream, some of it late.
    fn after(&mut self) -> Result<(), Why> {
        let (period, end) = (self.year.plan.period, self.year.plan.end);
        if end <= period.to {
            return Ok(());
        }
        let n = self.unit.received * (end.0 - period.to.0) / period.days().max(1);
        let days = self.weighted(period.to, end)?;
        for _ in 0..n {
            let offer = self.offer(false, |_| true)?;
            let Some(day) = days.throw(&mut self.dice) else {
                break;
            };
            let at = minute_of(&mut self.dice, &self.unit.calendar, day)?;
            let same_day =
                self.unit.offers[offer].term == Term::WorkingDays(0) && at.minute_of_day() < 14 * 60;
            let fate = if same_day { Fate::OnTime } else { Fate::Pending };
            self.live(offer, at, fate, false, false, day)?;
        }
        Ok(())
    }
}

/// About how many working days a term is.
pub(crate) fn days_of(term: Term) -> i64 {
    match term {
        Term::Hours(n) => n / 8,
        Term::WorkingDays(n) => n,
        Term::CalendarDays(n) => n * 5 / 7,
    }
}
