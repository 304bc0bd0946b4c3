//! Who is to become what: for each dossier of the year its unit, procedure, day of acceptance and fate, chosen so
//! that the fate can be met. Small enough to be held for a whole year; the lives are told day by day.

use crate::dice::Dice;
use crate::elsewhere;
use crate::grid::{Dues, Grid, Pairs, Scope};
use crate::hours::Hours;
use crate::plan::{Plan, UnitPlan, unit_unplannable};
use kernel::calendar::CalendarError;
use kernel::{Day, Refusal};
use std::sync::Arc;

/// What a dossier is to become. Only the planner knows; the desk never does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// Settled by its due date.
    OnTime,
    /// Settled after it.
    Late,
    /// Open, within term or with its clock stopped, when the totals are taken.
    Pending,
    /// Filed online and not accepted.
    Turned,
}

/// A dossier to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// The day it is accepted (or turned away).
    pub(crate) day: Day,
    /// Index of its unit.
    pub(crate) unit: u16,
    /// Index of the unit's offer.
    pub(crate) offer: u16,
    pub(crate) fate: Fate,
    /// Index of the cause, for late ones.
    pub(crate) cause: u8,
    pub(crate) online: bool,
    /// Its clock stands when the period begins (carried over) or ends (pending).
    pub(crate) held: bool,
    /// Taken in at the other desk that its offer has.
    pub(crate) elsewhere: bool,
}

/// A year's dossiers by day of acceptance.
pub(crate) struct Skeleton {
    /// By day from the first of the warm-up on.
    pub(crate) days: Vec<Vec<Slot>>,
    /// Settled within the period.
    pub(crate) settled: i64,
    /// Received within the period, and could have come by post.
    pub(crate) may_be_posted: i64,
    /// About how many actions there will be.
    pub(crate) actions: u64,
}

/// The part of the period in which the unit exists: its totals hold there.
pub(crate) fn span(plan: &Plan, unit: &UnitPlan) -> (Day, Day) {
    let from = unit.from.map_or(plan.period.from, |day| day.max(plan.period.from));
    let to = unit.to.map_or(plan.period.to, |day| day.min(plan.period.to));
    (from, to.max(from))
}

struct Spell {
    cause: u8,
    counter: Pairs,
    online: Pairs,
}

struct Builder<'a> {
    plan: &'a Plan,
    unit: &'a UnitPlan,
    grid: Grid<'a>,
    from: Day,
    to: Day,
    index: u16,
    /// So many are settled wholly at another desk within the period.
    wholly: i64,
    out: &'a mut Skeleton,
    dice: &'a mut Dice,
}

impl Skeleton {
    /// Chooses every dossier of the plan.
    pub(crate) fn build(plan: &Plan, hours: &[Arc<Hours>]) -> Result<Self, Refusal> {
        let length = usize::try_from(plan.end.0 - plan.warm_up_from.0).unwrap_or(0);
        let mut out = Self { days: vec![Vec::new(); length], settled: 0, may_be_posted: 0, actions: 0 };
        let mut dues = Dues::default();
        let wholly = elsewhere::wholly_of(plan)?;
        for (((index, unit), hours), wholly) in (0u16..).zip(&plan.units).zip(hours).zip(wholly) {
            let mut dice = Dice::new(plan.seed, 1000 + u64::from(index));
            let (from, to) = span(plan, unit);
            let begins = unit.from.map_or(plan.warm_up_from, |day| day.max(plan.warm_up_from));
            let known = |e| out_of_calendar(unit, &e);
            let grid = Grid::build(plan, unit, hours, (begins, to), (&mut dice, &mut dues));
            let grid = grid.map_err(known)?;
            Builder { plan, unit, grid, from, to, index, wholly, out: &mut out, dice: &mut dice }.unit()?;
        }
        elsewhere::take_in(plan, &mut out)?;
        out.actions += 2 * u64::try_from(length).unwrap_or(0);
        Ok(out)
    }
}

/// The refusal of a calendar that ends too early.
pub(crate) fn out_of_calendar(unit: &UnitPlan, error: &CalendarError) -> Refusal {
    unit_unplannable(
        unit,
        &format!("lịch làm việc không đủ dài ({error})"),
        &format!("its calendar ends too early ({error})"),
    )
}

impl Builder<'_> {
    fn says(&self, vi: &str, en: &str) -> Refusal {
        unit_unplannable(self.unit, vi, en)
    }

    fn unit(&mut self) -> Result<(), Refusal> {
        let u = self.unit;
        if u.to_process() > 0 && self.grid.hours.days(self.from, self.to).is_empty() {
            return Err(
                self.says("không có ngày làm việc nào trong kỳ", "it has no working day in the period")
            );
        }
        // The carried-over ones become late as often as the others; they stay open to the end only if there
        // is nothing else for them.
        let settled = u.on_time_or_early + u.late;
        let fair = if settled > 0 { u.carried_over * u.late / settled } else { 0 };
        let on_time = (u.carried_over - fair.min(u.late)).min(u.on_time_or_early);
        let late = (u.carried_over - on_time).min(u.late);
        let pending = u.carried_over - on_time - late;
        self.carried(on_time, late, pending)?;
        self.received([u.on_time_or_early - on_time, u.late - late, u.in_term - pending])?;
        self.turned();
        self.week_after();
        Ok(())
    }

    fn put(&mut self, (offer, day): (u16, Day), fate: Fate, online: bool, cause: u8, held: bool) {
        let Ok(index) = usize::try_from(day.0 - self.plan.warm_up_from.0) else {
            return;
        };
        let Some(of_day) = self.out.days.get_mut(index) else {
            return;
        };
        let procedure = &self.unit.offers[usize::from(offer)];
        let elsewhere = procedure.wholly(day);
        of_day.push(Slot { day, unit: self.index, offer, fate, cause, online, held, elsewhere });
        if self.plan.period.contains(day) && !online && fate != Fate::Turned {
            self.out.may_be_posted += i64::from(procedure.post);
        }
        self.out.settled += i64::from(matches!(fate, Fate::OnTime | Fate::Late) && day < self.plan.period.to);
        let asks = i64::try_from(procedure.asks.len()).unwrap_or(0);
        let steps = if fate == Fate::Turned { 0 } else { procedure.steps + asks + 1 };
        self.out.actions += u64::try_from(steps).unwrap_or(0) + u64::from(online) + 1;
    }

    fn carried(&mut self, on_time: i64, late: i64, pending: i64) -> Result<(), Refusal> {
        if on_time + late + pending == 0 {
            return Ok(());
        }
        let (begins, from, to) = (self.plan.warm_up_from, self.from, self.to);
        let before = self.grid.days().partition_point(|day| *day < from);
        let last = match before.checked_sub(1) {
            Some(i) => self.grid.days()[i],
            None => {
                return Err(
                    self.says("không có ngày làm việc trước kỳ", "no working day lies before the period")
                );
            }
        };
        let opening = self.grid.hours.on_or_after(from);
        let hours = self.grid.hours;
        let pairs =
            |fits: &dyn Fn(Day, Day) -> bool| self.grid.pairs(begins, false, Scope::Own, fits).up_to(last);
        let open = pairs(&|low, _| low >= opening);
        let overdue = pairs(&|low, high| low >= from && hours.step(high, 1) < to);
        let any = pairs(&|_, _| true);
        for _ in 0..on_time {
            // Where no term reaches over the turn of the year, the clock was stopped meanwhile.
            let (choice, held) = if open.is_empty() { (&any, true) } else { (&open, false) };
            if let Some(pair) = choice.pick(self.dice) {
                self.put(pair, Fate::OnTime, false, 0, held);
            }
        }
        for _ in 0..late {
            let choice = if overdue.is_empty() { &any } else { &overdue };
            if let Some(pair) = choice.pick(self.dice) {
                let cause = self.cause();
                self.put(pair, Fate::Late, false, cause, false);
            }
        }
        for _ in 0..pending {
            if let Some(pair) = any.pick(self.dice) {
                self.put(pair, Fate::Pending, false, 0, true);
            }
        }
        Ok(())
    }

    fn cause(&mut self) -> u8 {
        u8::try_from(self.dice.index(self.plan.causes.len())).unwrap_or(0)
    }

    fn received(&mut self, [on_time, late, pending]: [i64; 3]) -> Result<(), Refusal> {
        let (mut online, mut left) = (self.unit.online, on_time + late + pending);
        let by = [Scope::Own, Scope::Wholly]
            .map(|scope| [false, true].map(|sent| self.grid.before(self.from, sent, scope, self.to)));
        let (mut wholly, mut own) = (self.wholly, on_time);
        if wholly > on_time {
            return Err(self.says(
                "không đủ hồ sơ đúng hạn để giải quyết toàn bộ tại nơi khác",
                "more are to be settled wholly elsewhere than it settles on time",
            ));
        }
        for _ in 0..on_time {
            let sent = self.dice.select(&mut online, &mut left);
            let there = self.dice.select(&mut wholly, &mut own);
            let pair = by[usize::from(there)][usize::from(sent)].pick(self.dice);
            let pair =
                pair.ok_or_else(|| self.says("không có ngày tiếp nhận", "no day to take anything in"))?;
            self.put(pair, Fate::OnTime, sent, 0, false);
        }
        let spells = if late > 0 { self.spells(late)? } else { Vec::new() };
        for _ in 0..late {
            let sent = self.dice.select(&mut online, &mut left);
            let spell = &spells[self.dice.index(spells.len())];
            let pair = if sent { &spell.online } else { &spell.counter }.pick(self.dice);
            let pair = pair.ok_or_else(|| self.no_late_day())?;
            self.put(pair, Fate::Late, sent, spell.cause, false);
        }
        let to = self.to;
        let open = [false, true].map(|sent| self.grid.pairs(self.from, sent, Scope::All, |low, _| low >= to));
        let recent = self.grid.hours.step(to.plus(-1), -15).max(self.from);
        let any = [false, true].map(|sent| self.grid.pairs(recent, sent, Scope::All, |_, _| true));
        for _ in 0..pending {
            let sent = self.dice.select(&mut online, &mut left);
            let (open, any) = (&open[usize::from(sent)], &any[usize::from(sent)]);
            // What cannot be within its term by its length waits for papers.
            let (choice, held) = if open.is_empty() { (any, true) } else { (open, self.dice.per_mille(60)) };
            let pair = choice.pick(self.dice);
            let pair =
                pair.ok_or_else(|| self.says("không có ngày tiếp nhận", "no day to take anything in"))?;
            self.put(pair, Fate::Pending, sent, 0, held);
        }
        Ok(())
    }

    fn no_late_day(&self) -> Refusal {
        self.says(
            "không có ngày nào mà hồ sơ tiếp nhận rồi kết thúc trễ hạn còn kịp trong kỳ",
            "nothing received in the period could be late and still be settled within it",
        )
    }

    /// Lateness comes in spells, each with a cause: windows of days in which the late ones were due.
    fn spells(&mut self, late: i64) -> Result<Vec<Spell>, Refusal> {
        let wanted = 1 + i64::from(late > 8) + i64::from(late > 40) + i64::from(late > 120);
        let needs_online = self.unit.online > 0;
        let mut spells = Vec::new();
        for _ in 0..wanted {
            let cause = self.cause();
            let (mut low, mut high) = self.window();
            let mut spell = self.spell(cause, low, high);
            for attempt in 0..20 {
                if !spell.counter.is_empty() && (!needs_online || !spell.online.is_empty()) {
                    break;
                }
                (low, high) = if attempt < 18 { self.window() } else { (self.from, self.to) };
                spell = self.spell(cause, low, high);
            }
            if spell.counter.is_empty() || needs_online && spell.online.is_empty() {
                return Err(self.no_late_day());
            }
            spells.push(spell);
        }
        Ok(spells)
    }

    fn window(&mut self) -> (Day, Day) {
        let days = self.grid.hours.days(self.from, self.to);
        let length = usize::try_from(self.dice.between(6, 15)).unwrap_or(6);
        let first = self.dice.index(days.len().saturating_sub(length).max(1));
        let last = (first + length).min(days.len() - 1);
        (days[first], days[last])
    }

    fn spell(&self, cause: u8, first: Day, last: Day) -> Spell {
        let (hours, to) = (self.grid.hours, self.to);
        let fits = |low: Day, high: Day| {
            low >= first && high <= last && hours.step(high, 1) > high && hours.step(high, 1) < to
        };
        Spell {
            cause,
            counter: self.grid.pairs(self.from, false, Scope::Own, fits),
            online: self.grid.pairs(self.from, true, Scope::Own, fits),
        }
    }

    /// Filings that are not accepted, on top of the totals.
    fn turned(&mut self) {
        let share = self.plan.shares_of(&self.unit.tier).not_accepted;
        let whole = self.unit.online * share;
        let count = whole / 1000 + i64::from(self.dice.per_mille(whole % 1000));
        let days = self.grid.before(self.from, true, Scope::All, self.to);
        for _ in 0..count {
            if let Some(pair) = days.pick(self.dice) {
                self.put(pair, Fate::Turned, true, 0, false);
            }
        }
    }

    /// The days after the period go on in the same manner.
    fn week_after(&mut self) {
        let (to, end) = (self.plan.period.to, self.plan.end);
        let (u, worked) = (self.unit, self.grid.hours.days(self.from, self.to).len());
        if u.to.is_some_and(|day| day < end) || worked == 0 || u.received() == 0 {
            return;
        }
        let worked = i64::try_from(worked).unwrap_or(1);
        // What is offered on the last day of the period, and still on the last of all.
        let lasting =
            |pairs: Pairs| pairs.only(|offer| u.offers[usize::from(offer)].to.is_none_or(|day| day >= end));
        let last = self.grid.days().last().copied().unwrap_or(to);
        let counter = lasting(self.grid.pairs(last, false, Scope::All, |_, _| true));
        let online = lasting(self.grid.pairs(last, true, Scope::All, |_, _| true));
        // On the first of these days, of which the report is, nothing more is settled wholly elsewhere: what it says of
        // that holds through its own day.
        let not_wholly = |pairs: Pairs| {
            pairs.only(|offer| u.offers[usize::from(offer)].elsewhere.is_none_or(|e| !e.wholly))
        };
        let own_day = [counter.clone(), online.clone()].map(not_wholly);
        for day in self.grid.hours.days(to.max(self.from), end).to_vec() {
            let [counter, online] = if day == to { [&own_day[0], &own_day[1]] } else { [&counter, &online] };
            let chance = self.dice.between(0, worked - 1);
            for _ in 0..(u.received() + chance) / worked {
                let sent = self.dice.between(1, u.received()) <= u.online;
                let fate = if self.dice.per_mille(30) { Fate::Late } else { Fate::OnTime };
                if let Some((offer, _)) = if sent { online } else { counter }.pick(self.dice) {
                    let cause = self.cause();
                    self.put((offer, day), fate, sent, cause, false);
                }
            }
        }
    }
}
