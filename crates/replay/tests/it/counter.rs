//! Somebody who sees only the actions, computes due dates by the law and counts.

use crate::world::CENTRE;
use dossier::desk::{Channel, DossierId, Outcome, PersonId, ProcedureId, ResultBy, Timeliness, UnitId};
use kernel::calendar::Calendar;
use kernel::term::{self, Held, Running, Term};
use kernel::{Day, Instant};
use replay::{Action, Deed, Filing, Offer, Plan, UnitPlan};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

#[derive(Default)]
pub(crate) struct Found {
    pub(crate) received: i64,
    pub(crate) online: i64,
    pub(crate) carried: i64,
    pub(crate) on_time: i64,
    pub(crate) late: i64,
    pub(crate) pending: i64,
    pub(crate) late_due: Vec<Day>,
}

enum State {
    Submitted,
    Runs(Running),
    Stands(Held, Day),
    Settled,
    Over,
}

struct Case {
    unit: usize,
    procedure: ProcedureId,
    /// The day it was filed.
    day: Day,
    filed: Filing,
    accepted: Option<Instant>,
    promised: Day,
    announced: bool,
    step: i64,
    /// The steps in which opinions are still waited for.
    waits: Vec<i64>,
    asked: bool,
    state: State,
}

pub(crate) struct Counter {
    plan: Arc<Plan>,
    pub(crate) units: Vec<Found>,
    pub(crate) post_in: i64,
    pub(crate) post_out: i64,
    pub(crate) overdue: BTreeMap<Day, i64>,
    pub(crate) accepted: i64,
    pub(crate) supplements: i64,
    pub(crate) kinds: BTreeMap<(String, &'static str), i64>,
    pub(crate) steps: Vec<i64>,
    pub(crate) same_day: (i64, i64),
    /// Taken in at the centre by decision within the period, of what is not settled there wholly.
    pub(crate) taken_in: i64,
    /// Settled wholly at the centre within the period.
    pub(crate) wholly: i64,
    /// Opinions given.
    pub(crate) opinions: i64,
    cases: HashMap<DossierId, Case>,
    last: Instant,
    last_id: i64,
}

impl Counter {
    pub(crate) fn new(plan: Arc<Plan>) -> Self {
        let units = plan.units.iter().map(|_| Found::default()).collect();
        Self {
            plan,
            units,
            post_in: 0,
            post_out: 0,
            overdue: BTreeMap::new(),
            accepted: 0,
            supplements: 0,
            kinds: BTreeMap::new(),
            steps: Vec::new(),
            same_day: (0, 0),
            taken_in: 0,
            wholly: 0,
            opinions: 0,
            cases: HashMap::new(),
            last: Instant(i64::MIN),
            last_id: 0,
        }
    }

    fn index(&self, unit: UnitId) -> usize {
        self.plan.units.iter().position(|u| u.unit == unit).unwrap()
    }

    /// The unit that holds a unit's work on a day.
    fn holder(&self, unit: usize, day: Day) -> usize {
        match &self.plan.units[unit] {
            UnitPlan { to: Some(to), heir: Some(heir), .. } if *to <= day => self.index(*heir),
            _ => unit,
        }
    }

    /// The procedure as it was when the dossier was filed, whoever holds it.
    fn offer(&self, case: &Case) -> Offer {
        let held = |o: &&Offer| {
            o.procedure == case.procedure
                && o.from.is_none_or(|from| from <= case.day)
                && o.to.is_none_or(|to| case.day < to)
        };
        self.plan.units[case.unit].offers.iter().find(held).unwrap().clone()
    }

    pub(crate) fn see(&mut self, action: &Action) {
        assert!(action.at >= self.last, "time runs backwards at {}", action.at);
        self.last = action.at;
        match &action.deed {
            Deed::OpenDay(day) => {
                assert_eq!(action.at, day.start());
                return self.midnight(*day);
            }
            Deed::CloseDay(day) => return assert_eq!(action.at, day.plus(1).start()),
            Deed::Submit(filing) | Deed::Accept(filing, _) => self.file(filing, action.at),
            _ => {}
        }
        let id = action.deed.dossier().unwrap();
        let mut case = self.cases.remove(&id).unwrap();
        let holder = self.holder(case.unit, action.at.day());
        let calendar = self.plan.units[holder].calendar.clone();
        if !matches!(action.deed, Deed::Submit(_)) {
            assert!(worked(&calendar, action.at), "nobody works at {}", action.at);
            let there = case.filed.receiving == CENTRE && action.person == PersonId(5);
            let here = self.plan.units[holder].staff.contains(&action.person);
            assert!(here || there || self.asked(&case, action), "not of that unit: {action:?}");
        }
        self.judge(&mut case, action, holder, &calendar);
        if !matches!(case.state, State::Over) {
            self.cases.insert(id, case);
        }
    }

    /// Whether somebody of a unit that was asked gives its opinion.
    fn asked(&self, case: &Case, action: &Action) -> bool {
        let Deed::Opine(_, no, _) = &action.deed else { return false };
        let unit = self.offer(case).asks.iter().find(|ask| ask.no == *no).and_then(|ask| ask.unit);
        let plan = unit.and_then(|unit| self.plan.units.iter().find(|u| u.unit == unit));
        plan.map_or(action.person == PersonId(0), |u| u.staff.contains(&action.person))
    }

    fn file(&mut self, filing: &Filing, at: Instant) {
        let unit = self.index(filing.unit);
        assert!(filing.id.0 > self.last_id && !filing.applicant.name.is_empty());
        self.last_id = filing.id.0;
        assert!(
            self.plan.units[unit].from.is_none_or(|from| from <= at.day()),
            "filed before the unit began"
        );
        assert!(self.plan.units[unit].to.is_none_or(|to| to > at.day()), "filed after the unit ended");
        let case = Case {
            unit,
            procedure: filing.procedure,
            day: at.day(),
            filed: filing.clone(),
            accepted: None,
            promised: Day(0),
            announced: false,
            step: 1,
            waits: Vec::new(),
            asked: false,
            state: State::Submitted,
        };
        let offer = self.offer(&case);
        assert!(filing.channel != Channel::Post || offer.post);
        assert!(filing.channel != Channel::Online || offer.online);
        assert!(self.cases.insert(filing.id, case).is_none());
    }

    /// Who is overdue at 00:00; and what is pending when a unit's totals are taken.
    fn midnight(&mut self, day: Day) {
        let late =
            self.cases.values().filter(|c| matches!(&c.state, State::Runs(r) if r.due_day < day)).count();
        self.overdue.insert(day, i64::try_from(late).unwrap());
        for case in self.cases.values().filter(|c| matches!(c.state, State::Runs(_) | State::Stands(..))) {
            let unit = &self.plan.units[case.unit];
            self.units[case.unit].carried += i64::from(day == self.plan.period.from);
            let taken = unit.to.map_or(self.plan.period.to, |to| to.min(self.plan.period.to));
            self.units[case.unit].pending += i64::from(day == taken);
        }
    }

    fn kind(&mut self, unit: usize, what: &'static str) {
        *self.kinds.entry((self.plan.units[unit].tier.clone(), what)).or_default() += 1;
    }

    fn judge(&mut self, case: &mut Case, action: &Action, holder: usize, calendar: &Calendar) {
        let at = action.at;
        let steps = self.offer(case).steps;
        match (&action.deed, &case.state) {
            (Deed::Submit(_), _) => {}
            (Deed::NotAccept(..), State::Submitted) => case.state = State::Over,
            (Deed::Accept(_, due) | Deed::AcceptSubmitted(_, due), State::Submitted) => {
                self.accept(case, at, *due, calendar);
            }
            (Deed::Forward(_), State::Runs(_)) => {
                assert!(case.step < steps, "beyond the last step");
                assert!(case.waits.is_empty(), "handed on without the opinions of {:?}", case.waits);
                case.step += 1;
                self.ask(case);
            }
            (Deed::Opine(_, no, text), State::Runs(_) | State::Stands(..)) => {
                assert!(case.waits.contains(no) && !text.is_empty(), "nobody was asked: {action:?}");
                case.waits.retain(|waits| waits != no);
                self.opinions += 1;
            }
            (Deed::SendBack(..), State::Runs(_)) => {
                assert!(case.step > 1, "before the first step");
                case.step -= 1;
                self.ask(case);
                self.kind(case.unit, "sent back");
            }
            (Deed::RequestSupplement(..) | Deed::RequestPayment(..), State::Runs(running)) => {
                let supplement = matches!(action.deed, Deed::RequestSupplement(..));
                self.supplements += i64::from(supplement && !case.asked);
                case.asked = true;
                assert!(at.day() <= running.due_day, "stopped when overdue");
                case.state = State::Stands(term::pause(*running, calendar, at).unwrap(), at.day());
                self.kind(case.unit, if supplement { "supplement" } else { "payment" });
            }
            (Deed::Resume(_, due), State::Stands(held, _)) => {
                let running = term::resume(*held, calendar, at).unwrap();
                assert_eq!(running.due_day, *due, "resumed at {at}");
                case.state = State::Runs(running);
            }
            (Deed::Announce(_, day, _), State::Runs(running)) => {
                assert!(!case.announced && *day > case.promised && at.day() <= running.due_day);
                case.announced = true;
            }
            (Deed::Settle { .. }, _) => self.settle(case, action, holder, steps),
            (Deed::Deliver(_, by), State::Settled) => {
                assert_eq!(case.filed.result_by, *by);
                self.post_out += i64::from(*by == ResultBy::Post && self.plan.period.contains(at.day()));
                case.state = State::Over;
            }
            _ => panic!("not possible now: {action:?}"),
        }
    }

    fn ask(&self, case: &mut Case) {
        let asks = self.offer(case).asks;
        case.waits = asks.iter().filter(|ask| ask.stage == case.step).map(|ask| ask.no).collect();
    }

    fn accept(&mut self, case: &mut Case, at: Instant, due: Day, calendar: &Calendar) {
        let offer = self.offer(case);
        let running = term::start(calendar, offer.term, offer.rules, at).unwrap();
        assert_eq!(running.due_day, due);
        (case.promised, case.accepted, case.state) = (due, Some(at), State::Runs(running));
        self.accepted += 1;
        let since = offer.elsewhere.filter(|e| e.from <= at.day());
        let there = case.filed.receiving == CENTRE;
        assert!(there || case.filed.receiving == self.plan.units[case.unit].unit);
        assert!(!there || since.is_some(), "taken in there before the decision");
        assert!(there || since.is_none_or(|e| !e.wholly), "what is settled there wholly is taken in there");
        assert!(!there || since.is_some_and(|e| e.wholly) || offer.field == "Đất đai");
        let wholly = there && since.is_some_and(|e| e.wholly);
        assert!(
            !wholly || at.day() != self.plan.period.to,
            "what is settled there wholly grows on the report's own day"
        );
        if self.plan.period.contains(at.day()) {
            let found = &mut self.units[case.unit];
            found.received += 1;
            found.online += i64::from(case.filed.channel == Channel::Online);
            self.post_in += i64::from(case.filed.channel == Channel::Post);
            self.taken_in += i64::from(there && since.is_some_and(|e| !e.wholly));
        }
    }

    fn settle(&mut self, case: &mut Case, action: &Action, holder: usize, steps: i64) {
        let Deed::Settle { outcome, reason, late, timeliness, .. } = &action.deed else { unreachable!() };
        let (due, judged) = match &case.state {
            State::Runs(running) => (running.due_day, action.at.day()),
            State::Stands(held, since) if *outcome != Outcome::Granted => (held.was.due_day, *since),
            _ => panic!("not possible now: {action:?}"),
        };
        assert_eq!(*timeliness, Timeliness::judge(judged, due), "{action:?}");
        assert_eq!(late.is_some(), *timeliness == Timeliness::Late);
        assert_eq!(reason.is_some(), *outcome != Outcome::Granted);
        assert!(*outcome != Outcome::Granted || case.step == steps, "granted before the last step");
        match outcome {
            Outcome::Granted => {}
            Outcome::Refused => self.kind(case.unit, "refused"),
            Outcome::Stopped => self.kind(case.unit, "stopped"),
            Outcome::Withdrawn => self.kind(case.unit, "withdrawn"),
        }
        if self.plan.period.contains(action.at.day()) && holder == case.unit {
            let offer = self.offer(case);
            let since = offer.elsewhere.filter(|e| e.wholly && e.from <= case.accepted.unwrap().day());
            self.wholly += i64::from(since.is_some());
            let found = &mut self.units[holder];
            if *timeliness == Timeliness::Late {
                found.late += 1;
                found.late_due.push(due);
            } else {
                found.on_time += 1;
            }
        }
        if self.offer(case).term == Term::WorkingDays(0) {
            let same = case.accepted.unwrap().day() == action.at.day();
            self.same_day = (self.same_day.0 + i64::from(same), self.same_day.1 + 1);
        } else {
            self.steps.push(case.step);
        }
        case.state = State::Settled;
    }
}

fn worked(calendar: &Calendar, at: Instant) -> bool {
    let minute = at.minute_of_day();
    calendar.spans(at.day()).unwrap().iter().any(|s| s.from <= minute && minute < s.to)
}
