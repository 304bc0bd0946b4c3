//! The year as a stream of actions, a day at a time. Only dossiers in flight are held.

use crate::action::{Action, Deed, Filing};
use crate::dice::Dice;
use crate::hours::Hours;
use crate::life::{Move, Scene, Teller};
use crate::people;
use crate::plan::{AHEAD, Plan, UnitPlan};
use crate::skeleton::{Fate, Skeleton, Slot, out_of_calendar, span};
use dossier::desk::{Channel, DossierId, IdSource, PersonId, ResultBy};
use kernel::{Day, Instant, Period, Refusal};
use std::sync::Arc;

/// How far beyond the plan's end working days are looked at. Nothing there is ever done.
const BEYOND: i64 = 60;
/// The node of the ids of dossiers.
const NODE: u16 = 1;

/// Something to be done, in the bucket of its day.
#[derive(Clone, Copy)]
struct Item {
    at: Instant,
    flight: u32,
    last: bool,
    what: Move,
}

/// A dossier whose life is told and not yet over.
#[derive(Clone, Copy)]
struct Flight {
    id: Option<DossierId>,
    slot: Slot,
    channel: Channel,
    by: ResultBy,
}

/// A selection still to be made: so many of so many.
struct Quota {
    wanted: i64,
    left: i64,
}

/// Turns a plan into actions, the same each time for the same plan.
pub struct Planner {
    plan: Arc<Plan>,
    hours: Vec<Arc<Hours>>,
    tiers: Vec<usize>,
    heirs: Vec<Option<usize>>,
    skeleton: Skeleton,
    teller: Teller,
    dice: Dice,
    ids: IdSource,
    buckets: Vec<Vec<Item>>,
    flights: Vec<Flight>,
    free: Vec<u32>,
    posted_in: Quota,
    posted_out: Quota,
    today: Day,
    told: Day,
}

impl Planner {
    /// Chooses what each dossier is to become.
    ///
    /// # Errors
    /// A refusal that names the unit and why its totals cannot come out.
    pub fn new(plan: Plan) -> Result<Self, Refusal> {
        plan.check()?;
        let plan = if plan.sample > 1 { plan.sampled() } else { plan };
        plan.check()?;
        let hours = hours_of(&plan)?;
        let skeleton = Skeleton::build(&plan, &hours)?;
        let posted_in =
            quota("tiếp nhận qua bưu chính", "received by post", plan.post_in, skeleton.may_be_posted)?;
        let posted_out = quota("trả qua bưu chính", "handed out by post", plan.post_out, skeleton.settled)?;
        let share = plan.post_out * 1000 / skeleton.settled.max(1);
        let (teller, index) = Teller::new(&plan, share);
        let tiers = plan.units.iter().map(|u| index.get(&u.tier).copied().unwrap_or(0)).collect();
        let heirs =
            plan.units.iter().map(|u| u.heir.and_then(|h| plan.units.iter().position(|v| v.unit == h)));
        let heirs = heirs.collect();
        let length = skeleton.days.len();
        Ok(Self {
            dice: Dice::new(plan.seed, 2),
            ids: IdSource::new(NODE),
            buckets: vec![Vec::new(); length],
            flights: Vec::new(),
            free: Vec::new(),
            today: plan.warm_up_from,
            told: plan.warm_up_from,
            plan: Arc::new(plan),
            hours,
            tiers,
            heirs,
            skeleton,
            teller,
            posted_in,
            posted_out,
        })
    }

    /// The plan that is lived, with the sample taken.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// About how many actions there will be, for showing progress.
    pub fn estimate(&self) -> u64 {
        self.skeleton.actions
    }

    /// The next day and all its actions in the order of time, the turns of the day included; nothing after the
    /// last day.
    ///
    /// # Errors
    /// A refusal when a unit's calendar ends too early.
    pub fn next_day(&mut self) -> Result<Option<(Day, Vec<Action>)>, Refusal> {
        let day = self.today;
        if day >= self.plan.end {
            return Ok(None);
        }
        let until = day.plus(AHEAD).min(self.plan.end.plus(-1));
        while self.told <= until {
            self.tell_day(self.told)?;
            self.told = self.told.plus(1);
        }
        self.today = day.plus(1);
        let mut items = self.index(day).map(|i| std::mem::take(&mut self.buckets[i])).unwrap_or_default();
        items.sort_unstable_by_key(|item| (item.at, item.flight));
        let mut actions = Vec::with_capacity(items.len() + 2);
        let program = PersonId(0);
        actions.push(Action { at: day.start(), person: program, deed: Deed::OpenDay(day) });
        for item in items {
            actions.push(self.act(item));
        }
        actions.push(Action { at: day.plus(1).start(), person: program, deed: Deed::CloseDay(day) });
        Ok(Some((day, actions)))
    }

    fn index(&self, day: Day) -> Option<usize> {
        usize::try_from(day.0 - self.plan.warm_up_from.0).ok().filter(|i| *i < self.buckets.len())
    }

    /// Tells the lives of all that is accepted on a day.
    fn tell_day(&mut self, day: Day) -> Result<(), Refusal> {
        let Some(index) = self.index(day) else {
            return Ok(());
        };
        for slot in std::mem::take(&mut self.skeleton.days[index]) {
            self.tell(slot)?;
        }
        Ok(())
    }

    fn tell(&mut self, slot: Slot) -> Result<(), Refusal> {
        let plan = self.plan.clone();
        let unit = &plan.units[usize::from(slot.unit)];
        let offer = &unit.offers[usize::from(slot.offer)];
        let period = plan.period;
        let channel = self.channel(&slot, offer.post, period);
        let settled = slot.day < period.to && matches!(slot.fate, Fate::OnTime | Fate::Late);
        let posted = settled.then(|| self.posted_out.next(&mut self.dice));
        let hours = self.hours.clone();
        let (from, to) = span(&plan, unit);
        // What comes in after the period has no total to meet.
        let beyond = plan.end.plus(BEYOND);
        let limit = if slot.day < period.to { to } else { beyond };
        let heir = unit.to.filter(|day| *day < plan.end).map(|day| (self.holder(slot.unit.into(), day), day));
        let scene = Scene {
            slot,
            offer,
            hours: &hours[usize::from(slot.unit)],
            heir: heir.map(|(heir, day)| (&*hours[heir], day)),
            settle_from: if slot.day < from { from } else { slot.day },
            limit,
            to: period.to,
            begins: unit.from.map_or(plan.warm_up_from, |day| day.max(plan.warm_up_from)),
            tier: self.tiers[usize::from(slot.unit)],
            posted,
        };
        let by = self.teller.tell(&scene).map_err(|e| out_of_calendar(unit, &e))?;
        self.book(Flight { id: None, slot, channel, by });
        Ok(())
    }

    fn channel(&mut self, slot: &Slot, post: bool, period: Period) -> Channel {
        if slot.online {
            return Channel::Online;
        }
        let chosen = if !post || slot.day < period.from {
            false
        } else if period.contains(slot.day) {
            self.posted_in.next(&mut self.dice)
        } else {
            self.dice.per_mille(self.plan.post_in * 1000 / self.posted_in.whole().max(1))
        };
        if chosen { Channel::Post } else { Channel::Counter }
    }

    /// Puts what was told into the buckets of its days; what comes after the end is never done.
    fn book(&mut self, flight: Flight) {
        let key = match self.free.pop() {
            Some(key) => key,
            None => {
                self.flights.push(flight);
                u32::try_from(self.flights.len() - 1).unwrap_or(u32::MAX)
            }
        };
        self.flights[index(key)] = flight;
        let count = self.teller.told.len();
        for i in 0..count {
            let (at, what) = self.teller.told[i];
            let Some(bucket) = self.index(at.day()) else { break };
            self.buckets[bucket].push(Item { at, flight: key, last: i + 1 == count, what });
        }
    }

    /// Who holds a unit's work on a day.
    fn holder(&self, unit: usize, day: Day) -> usize {
        let mut holder = unit;
        // An heir may end too; a circle of heirs would never, so no more turns than there are units.
        for _ in 0..self.heirs.len() {
            match (self.plan.units[holder].to, self.heirs[holder]) {
                (Some(end), Some(heir)) if end <= day => holder = heir,
                _ => break,
            }
        }
        holder
    }

    fn act(&mut self, item: Item) -> Action {
        let flight = self.flights[index(item.flight)];
        let id = match flight.id {
            Some(id) => id,
            None => {
                let id = DossierId(self.ids.next(item.at));
                self.flights[index(item.flight)].id = Some(id);
                id
            }
        };
        if item.last {
            self.free.push(item.flight);
        }
        let deed = self.deed(item.what, id, &flight);
        Action { at: item.at, person: self.person(item, &flight), deed }
    }

    fn deed(&mut self, what: Move, id: DossierId, flight: &Flight) -> Deed {
        let cause = usize::from(flight.slot.cause);
        match what {
            Move::Submit => Deed::Submit(self.filing(id, flight)),
            Move::Accept { due } => Deed::Accept(self.filing(id, flight), due),
            Move::NotAccept => Deed::NotAccept(id, people::one(&mut self.dice, &people::NOT_ACCEPTED)),
            Move::AcceptSubmitted { due } => Deed::AcceptSubmitted(id, due),
            Move::Forward => Deed::Forward(id),
            Move::Opine(ask) => {
                let unit: &UnitPlan = &self.plan.units[usize::from(flight.slot.unit)];
                let ask = unit.offers[usize::from(flight.slot.offer)].asks[usize::from(ask)];
                Deed::Opine(id, ask.no, people::one(&mut self.dice, &people::OPINION))
            }
            Move::SendBack => Deed::SendBack(id, people::one(&mut self.dice, &people::SENT_BACK)),
            Move::Supplement => Deed::RequestSupplement(id, people::one(&mut self.dice, &people::SUPPLEMENT)),
            Move::Payment => Deed::RequestPayment(id, people::one(&mut self.dice, &people::PAYMENT)),
            Move::Resume { due } => Deed::Resume(id, due),
            Move::Announce { day } => Deed::Announce(id, day, cause),
            Move::Settle { outcome, timeliness } => Deed::Settle {
                id,
                outcome,
                reason: people::reason(&mut self.dice, outcome),
                late: (timeliness == dossier::desk::Timeliness::Late).then_some(cause),
                timeliness,
            },
            Move::Deliver { by } => Deed::Deliver(id, by),
        }
    }

    fn filing(&mut self, id: DossierId, flight: &Flight) -> Box<Filing> {
        let unit: &UnitPlan = &self.plan.units[usize::from(flight.slot.unit)];
        let offer = &unit.offers[usize::from(flight.slot.offer)];
        Box::new(Filing {
            id,
            procedure: offer.procedure,
            unit: unit.unit,
            receiving: match offer.elsewhere {
                Some(other) if flight.slot.elsewhere => other.desk,
                _ => unit.receiving,
            },
            channel: flight.channel,
            result_by: flight.by,
            applicant: people::applicant(&mut self.dice, &self.plan.names, unit),
            content: offer.name.clone(),
        })
    }

    /// The desk takes in and hands out, whoever signs decides, the others work in between.
    fn person(&self, item: Item, flight: &Flight) -> PersonId {
        let slot = &flight.slot;
        let takes_in = matches!(
            item.what,
            Move::NotAccept | Move::Accept { .. } | Move::AcceptSubmitted { .. } | Move::Deliver { .. }
        );
        let offer = &self.plan.units[usize::from(slot.unit)].offers[usize::from(slot.offer)];
        if let Some(other) = offer.elsewhere.filter(|_| takes_in && slot.elsewhere) {
            return other.person;
        }
        let mut place = usize::from(slot.unit);
        if let Move::Opine(ask) = item.what
            && let Some(asked) = offer.asks[usize::from(ask)].unit
        {
            match self.plan.units.iter().position(|u| u.unit == asked) {
                Some(other) => place = other,
                // Somebody of a unit that the year tells nothing of.
                None => return PersonId(0),
            }
        }
        let holder = self.holder(place, item.at.day());
        let staff = &self.plan.units[holder].staff;
        let (first, last) = (staff.first().copied(), staff.last().copied());
        let found = match item.what {
            Move::Submit => None,
            _ if takes_in => first,
            Move::Settle { .. } | Move::Announce { .. } => last,
            _ if staff.len() > 2 => Some(staff[1 + index(item.flight) % (staff.len() - 2)]),
            _ => last,
        };
        found.unwrap_or(PersonId(0))
    }
}

impl Quota {
    fn next(&mut self, dice: &mut Dice) -> bool {
        dice.select(&mut self.wanted, &mut self.left)
    }

    fn whole(&self) -> i64 {
        self.left
    }
}

fn index(key: u32) -> usize {
    usize::try_from(key).unwrap_or(usize::MAX)
}

fn quota(vi: &str, en: &str, wanted: i64, left: i64) -> Result<Quota, Refusal> {
    if (0..=left).contains(&wanted) {
        return Ok(Quota { wanted, left });
    }
    Err(crate::plan::unplannable(
        &format!("cần {wanted} hồ sơ {vi} nhưng chỉ có thể có {left}"),
        &format!("{wanted} dossiers are to be {en}, but at most {left} can be"),
    ))
}

/// The working time of each unit; units with one calendar share it.
fn hours_of(plan: &Plan) -> Result<Vec<Arc<Hours>>, Refusal> {
    let mut known: Vec<(*const kernel::calendar::Calendar, Arc<Hours>)> = Vec::new();
    let mut all = Vec::with_capacity(plan.units.len());
    for unit in &plan.units {
        let calendar = Arc::as_ptr(&unit.calendar);
        let hours = match known.iter().find(|(other, _)| *other == calendar) {
            Some((_, hours)) => hours.clone(),
            None => {
                let built = Hours::build(&unit.calendar, plan.warm_up_from, plan.end.plus(BEYOND));
                let hours = Arc::new(built.map_err(|e| out_of_calendar(unit, &e))?);
                known.push((calendar, hours.clone()));
                hours
            }
        };
        all.push(hours);
    }
    Ok(all)
}
