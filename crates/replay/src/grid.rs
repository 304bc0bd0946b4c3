//! On which days a unit can take in what: for each of its procedures and working days the due date, and from
//! that the (procedure, day) pairs that fit what a dossier is to become.

use crate::dice::Dice;
use crate::hours::Hours;
use crate::plan::{Offer, Plan, UnitPlan};
use kernel::Day;
use kernel::calendar::CalendarError;
use kernel::term::{self, Term, TermRules};
use std::collections::HashMap;
use std::rc::Rc;

/// The busy and the quiet weekdays, Monday first; the last two only count where they are worked.
const WEEKDAYS: [i64; 7] = [120, 105, 100, 98, 100, 80, 40];

/// A unit's possibilities.
pub(crate) struct Grid<'a> {
    pub(crate) hours: &'a Hours,
    unit: &'a UnitPlan,
    /// The working days on which it may take something in.
    days: Vec<Day>,
    weight: Vec<i64>,
    /// Of each offer.
    due: Vec<Due>,
    offer_weight: Vec<i64>,
}

/// What a choice may fall on, of what is settled wholly at another desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    /// Only that.
    Wholly,
    /// Anything but that.
    Own,
    /// Whatever there is.
    All,
}

/// Per day: the earliest and the latest due date of what is taken in that day.
type Due = Rc<Vec<(Day, Day)>>;

/// The due dates of what units with one calendar take in: many procedures have the same term.
#[derive(Default)]
pub(crate) struct Dues(HashMap<(*const Hours, Term, TermRules, Day, Day), Due>);

impl Dues {
    fn of(
        &mut self,
        hours: &Hours,
        (term, rules): (Term, TermRules),
        days: &[Day],
    ) -> Result<Due, CalendarError> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Rc::default()) };
        let key = (std::ptr::from_ref(hours), term, rules, *first, *last);
        if let Some(known) = self.0.get(&key) {
            return Ok(known.clone());
        }
        let of_day = |day: &Day| {
            let starting = |minute| {
                let at = hours.instant(minute, 0);
                Ok(term::start(&hours.calendar, term, rules, at)?.due_day)
            };
            Ok((starting(hours.open(*day))?, starting(hours.close(*day) - 1)?))
        };
        let due = Rc::new(days.iter().map(of_day).collect::<Result<Vec<_>, CalendarError>>()?);
        self.0.insert(key, due.clone());
        Ok(due)
    }
}

/// Weighted choices.
#[derive(Clone)]
pub(crate) struct Pairs {
    sums: Vec<i64>,
    of: Vec<(u16, Day)>,
}

impl Pairs {
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Those on days up to `last`.
    pub(crate) fn up_to(mut self, last: Day) -> Self {
        // They are in the order of days.
        let keep = self.of.partition_point(|(_, day)| *day <= last);
        self.of.truncate(keep);
        self.sums.truncate(keep);
        self
    }

    /// Those of some offers.
    pub(crate) fn only(&self, fits: impl Fn(u16) -> bool) -> Self {
        let mut found = Self { sums: Vec::new(), of: Vec::new() };
        let mut before = 0;
        for (sum, pair) in self.sums.iter().zip(&self.of) {
            if fits(pair.0) {
                found.sums.push(found.sums.last().copied().unwrap_or(0) + sum - before);
                found.of.push(*pair);
            }
            before = *sum;
        }
        found
    }

    /// One of them by weight: an offer and a day.
    pub(crate) fn pick(&self, dice: &mut Dice) -> Option<(u16, Day)> {
        let throw = dice.between(1, *self.sums.last()?);
        self.of.get(self.sums.partition_point(|sum| *sum < throw)).copied()
    }
}

impl<'a> Grid<'a> {
    /// The possibilities of a unit on the days `[from, to)`.
    pub(crate) fn build(
        plan: &Plan,
        unit: &'a UnitPlan,
        hours: &'a Hours,
        (from, to): (Day, Day),
        (dice, dues): (&mut Dice, &mut Dues),
    ) -> Result<Self, CalendarError> {
        let days = hours.days(from, to).to_vec();
        let weight = days.iter().map(|day| day_weight(plan, hours, *day) * dice.between(85, 115)).collect();
        let mut due = Vec::with_capacity(unit.offers.len());
        for offer in &unit.offers {
            due.push(dues.of(hours, (offer.term, offer.rules), &days)?);
        }
        let offer_weight = unit.offers.iter().map(|offer| offer_weight(offer.term)).collect();
        Ok(Self { hours, unit, days, weight, due, offer_weight })
    }

    /// The working days on which it may take something in.
    pub(crate) fn days(&self) -> &[Day] {
        &self.days
    }

    /// The pairs on days from `first` on whose earliest and latest due dates fit. Each day weighs the same
    /// however many procedures fit, so that intake does not dwindle towards the end of the period.
    pub(crate) fn pairs(
        &self,
        first: Day,
        online: bool,
        scope: Scope,
        fits: impl Fn(Day, Day) -> bool,
    ) -> Pairs {
        let mut found = Pairs { sums: Vec::new(), of: Vec::new() };
        for (i, day) in self.days.iter().enumerate().skip_while(|(_, day)| **day < first) {
            let fitting = self
                .offers_of(*day, online, scope)
                .filter(|offer| fits(self.due[*offer][i].0, self.due[*offer][i].1));
            self.add(&mut found, i, *day, &fitting.collect::<Vec<_>>());
        }
        found
    }

    /// As [`pairs`](Self::pairs) of what is due before `limit`; on days on which nothing is, the procedure with
    /// the shortest term, to be settled before its time.
    pub(crate) fn before(&self, first: Day, online: bool, scope: Scope, limit: Day) -> Pairs {
        let mut found = Pairs { sums: Vec::new(), of: Vec::new() };
        for (i, day) in self.days.iter().enumerate().skip_while(|(_, day)| **day < first) {
            let mut fitting: Vec<usize> =
                self.offers_of(*day, online, scope).filter(|offer| self.due[*offer][i].1 < limit).collect();
            if fitting.is_empty() {
                fitting.extend(self.offers_of(*day, online, scope).min_by_key(|offer| self.due[*offer][i].1));
            }
            self.add(&mut found, i, *day, &fitting);
        }
        found
    }

    fn offers_of(&self, day: Day, online: bool, scope: Scope) -> impl Iterator<Item = usize> + '_ {
        let offers = self.unit.offers.iter().enumerate();
        let fits = move |offer: &Offer| {
            let wholly = || offer.wholly(day);
            offer.holds(day, online)
                && (!online || offer.online)
                && (scope == Scope::All || (scope == Scope::Wholly) == wholly())
        };
        offers.filter(move |(_, offer)| fits(offer)).map(|(i, _)| i)
    }

    fn add(&self, to: &mut Pairs, i: usize, day: Day, offers: &[usize]) {
        let whole: i64 = offers.iter().map(|offer| self.offer_weight[*offer]).sum();
        for offer in offers {
            let weight = (self.weight[i] * self.offer_weight[*offer] / whole).max(1);
            to.sums.push(to.sums.last().copied().unwrap_or(0) + weight);
            to.of.push((u16::try_from(*offer).unwrap_or(u16::MAX), day));
        }
    }
}

/// How much comes in: by season, weekday, length of the day, and after days off.
fn day_weight(plan: &Plan, hours: &Hours, day: Day) -> i64 {
    let month = usize::from(day.ymd().1) - 1;
    let season = plan.months[month].max(1);
    let weekday = WEEKDAYS[usize::from(day.weekday()) - 1];
    let length = hours.close(day) - hours.open(day);
    let rested = hours.on_or_before(day.plus(-1)).is_none_or(|before| day.0 - before.0 > 3);
    season * weekday * length * if rested { 13 } else { 10 }
}

/// Short procedures are asked for most; what is done the same day far more than all others.
fn offer_weight(term: Term) -> i64 {
    let days = match term {
        Term::Hours(n) => n / 8,
        Term::WorkingDays(n) | Term::CalendarDays(n) => n,
    };
    if days == 0 { 40 } else { 60 / (days + 4) + 1 }
}
