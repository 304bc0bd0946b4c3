//! What is to be lived: totals per unit, and the shape of a year.

use dossier::desk::{PersonId, ProcedureId, UnitId};
use kernel::calendar::Calendar;
use kernel::term::{Term, TermRules};
use kernel::{Day, Period, Refusal};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many days before its acceptance a life is told: longer than any filing waits.
pub(crate) const AHEAD: i64 = 14;

/// A procedure as a unit offers it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The procedure.
    pub procedure: ProcedureId,
    /// Its name, used as the dossier's content.
    pub name: String,
    /// Its field.
    pub field: String,
    /// Its term.
    pub term: Term,
    /// How the term is counted.
    pub rules: TermRules,
    /// Number of stages it lies in one after the other; the last one settles.
    pub steps: i64,
    /// The opinions that are gathered in some of them.
    pub asks: Vec<Ask>,
    /// Whether it may be filed online.
    pub online: bool,
    /// Whether it may be filed by post.
    pub post: bool,
    /// The first day on which it is offered like this; none: since before the plan.
    pub from: Option<Day>,
    /// The first day on which it is not offered like this any more.
    pub to: Option<Day>,
    /// Another desk that takes it in, by decision.
    pub elsewhere: Option<Elsewhere>,
}

impl Offer {
    /// Whether it can be accepted on a day; what is sent online must have been sent under the same rules.
    pub(crate) fn holds(&self, day: Day, online: bool) -> bool {
        let waits = if online { AHEAD } else { 0 };
        self.from.is_none_or(|from| from.plus(waits) <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Whether it is settled wholly at another desk on a day.
    pub(crate) fn wholly(&self, day: Day) -> bool {
        self.elsewhere.is_some_and(|e| e.wholly && e.from <= day)
    }
}

/// An opinion that is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ask {
    /// In which stage, from 1.
    pub stage: i64,
    /// The step of the process, from 1.
    pub no: i64,
    /// Of which unit; none: within the competent unit itself.
    pub unit: Option<UnitId>,
}

/// Another desk that takes in an offer of a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    /// The desk.
    pub desk: UnitId,
    /// Who takes it in there.
    pub person: PersonId,
    /// The first day.
    pub from: Day,
    /// Whether everything is done there: then every dossier is taken in there.
    pub wholly: bool,
}

/// How many dossiers of a field are taken in at another desk than their unit's within the period; where everything
/// is done there, they do not count here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakenIn {
    /// The field.
    pub field: String,
    /// How many, in the whole province.
    pub received: i64,
}

/// A unit and what its year is to come to.
///
/// The totals hold over the part of the period in which the unit exists. What an ended unit leaves pending is
/// settled by its heir, on top of the heir's own totals.
#[derive(Clone, Debug)]
pub struct UnitPlan {
    /// The unit.
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name, for errors and addresses.
    pub name: String,
    /// Code of its tier.
    pub tier: String,
    /// The desk that takes in its dossiers.
    pub receiving: UnitId,
    /// Its calendar, known from the plan's first day to at least 90 days after its end.
    pub calendar: Arc<Calendar>,
    /// Who works there: first the desk, last whoever signs. Empty: everything is done by person 0.
    pub staff: Vec<PersonId>,
    /// What it offers.
    pub offers: Vec<Offer>,
    /// Received before the period, open at its beginning.
    pub carried_over: i64,
    /// Received online in the period.
    pub online: i64,
    /// Settled early or on time in the period.
    pub on_time_or_early: i64,
    /// Settled late in the period.
    pub late: i64,
    /// Pending at its end, within term.
    pub in_term: i64,
    /// First day of the unit, where it begins within the plan.
    pub from: Option<Day>,
    /// First day without the unit, where it ends within the plan.
    pub to: Option<Day>,
    /// Who goes on with its open dossiers; must be a unit of the plan, if need be with totals of 0.
    pub heir: Option<UnitId>,
}

impl UnitPlan {
    /// Everything there was to process.
    pub fn to_process(&self) -> i64 {
        self.on_time_or_early + self.late + self.in_term
    }

    /// Received in the period.
    pub fn received(&self) -> i64 {
        self.to_process() - self.carried_over
    }
}

/// A cause of lateness.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Its code.
    pub code: String,
    /// In a sentence.
    pub text: String,
}

/// Lists from which people are invented. What is listed twice is twice as frequent.
#[derive(Clone, Debug)]
pub struct Names {
    /// Family names.
    pub family: Vec<String>,
    /// Middle names.
    pub middle: Vec<String>,
    /// Given names.
    pub given: Vec<String>,
    /// Hamlets and quarters.
    pub places: Vec<String>,
}

/// Shares per thousand dossiers of a tier.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    /// Asked for missing papers.
    pub supplement: i64,
    /// Asked to pay first.
    pub financial_duty: i64,
    /// Refused.
    pub refused: i64,
    /// Stopped.
    pub stopped: i64,
    /// Withdrawn.
    pub withdrawn: i64,
    /// Sent back a step.
    pub sent_back: i64,
    /// Online filings not accepted, per thousand accepted ones.
    pub not_accepted: i64,
    /// Settled before the due day, of those that need more than a day.
    pub early: i64,
}

impl Default for Shares {
    fn default() -> Self {
        Self {
            supplement: 70,
            financial_duty: 15,
            refused: 8,
            stopped: 5,
            withdrawn: 6,
            sent_back: 12,
            not_accepted: 15,
            early: 600,
        }
    }
}

/// A year to be lived.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Units in order.
    pub units: Vec<UnitPlan>,
    /// First day of the weeks in which only carried-over dossiers come in.
    pub warm_up_from: Day,
    /// The period of the totals.
    pub period: Period,
    /// First day not lived any more.
    pub end: Day,
    /// Received by post in the period, all units together.
    pub post_in: i64,
    /// Handed over by post in the period, all units together.
    pub post_out: i64,
    /// Taken in at other desks in the period, by field.
    pub taken_in: Vec<TakenIn>,
    /// Settled wholly at other desks in the period, all units together.
    pub wholly: i64,
    /// Shares by code of the tier; a tier without takes the default.
    pub shares: BTreeMap<String, Shares>,
    /// Weight of each month's intake, January first.
    pub months: [i64; 12],
    /// Causes of lateness.
    pub causes: Vec<Cause>,
    /// Invented names.
    pub names: Names,
    /// Another seed, another year to the same totals.
    pub seed: u64,
    /// One dossier of so many: 1 is the whole year, 20 every total divided by 20.
    pub sample: u32,
}

/// Divides a column of totals so that also its sums are divided: what one unit loses the next one gains.
struct Share {
    n: i64,
    sum: i64,
    given: i64,
}

impl Share {
    fn of(&mut self, total: i64) -> i64 {
        self.sum += total;
        let part = self.sum / self.n - self.given;
        self.given += part;
        part
    }
}

impl Plan {
    /// The plan with every total divided by `sample`, every identity kept; `sample` is 1 afterwards.
    #[must_use]
    pub fn sampled(mut self) -> Self {
        let n = i64::from(self.sample.max(1));
        let [mut carried, mut online, mut on_time, mut late, mut in_term] =
            std::array::from_fn(|_| Share { n, sum: 0, given: 0 });
        for unit in &mut self.units {
            unit.on_time_or_early = on_time.of(unit.on_time_or_early);
            unit.late = late.of(unit.late);
            unit.in_term = in_term.of(unit.in_term);
            unit.carried_over = carried.of(unit.carried_over).min(unit.to_process());
            unit.online = online.of(unit.online).min(unit.received());
        }
        self.post_in /= n;
        self.post_out /= n;
        self.wholly /= n;
        self.taken_in.iter_mut().for_each(|t| t.received /= n);
        self.sample = 1;
        self
    }

    /// The shares of a tier.
    pub fn shares_of(&self, tier: &str) -> Shares {
        self.shares.get(tier).copied().unwrap_or_default()
    }

    /// By which a bookmark knows its plan again: whatever shapes the stream is in it.
    pub fn fingerprint(&self) -> String {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut mix = |text: &str| {
            for byte in text.bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        let mut seen: Vec<*const Calendar> = Vec::new();
        for u in &self.units {
            let totals = (u.carried_over, u.online, u.on_time_or_early, u.late, u.in_term);
            mix(&format!(
                "{:?}",
                (u.unit, u.receiving, &u.tier, &u.name, totals, u.from, u.to, u.heir, &u.staff)
            ));
            mix(&format!("{:?}", u.offers));
            if !seen.contains(&Arc::as_ptr(&u.calendar)) {
                seen.push(Arc::as_ptr(&u.calendar));
                for n in self.warm_up_from.0..self.end.0 {
                    mix(&format!("{:?}", u.calendar.spans(Day(n))));
                }
            }
        }
        mix(&format!("{:?}", (self.warm_up_from, self.period, self.end, self.post_in, self.post_out)));
        mix(&format!("{:?}", (&self.taken_in, self.wholly)));
        mix(&format!("{:?}", (&self.shares, self.months, &self.causes, &self.names, self.seed, self.sample)));
        format!("{hash:016x}")
    }

    /// What no plan may lack.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let Period { from, to, .. } = self.period;
        if !(self.warm_up_from <= from && from < to && to <= self.end) {
            return Err(unplannable(
                "mốc thời gian phải theo thứ tự warm_up_from, from, to, end",
                "its days must come in the order warm_up_from, from, to, end",
            ));
        }
        let lists = [&self.names.family, &self.names.middle, &self.names.given, &self.names.places];
        if lists.iter().any(|list| list.is_empty()) {
            return Err(unplannable("thiếu danh sách tên người hoặc địa danh", "a list of names is empty"));
        }
        if self.causes.is_empty() || self.causes.len() > 255 {
            return Err(unplannable(
                "cần từ 1 đến 255 nguyên nhân trễ hạn",
                "it needs between 1 and 255 causes of lateness",
            ));
        }
        if self.units.len() > usize::from(u16::MAX) {
            return Err(unplannable("quá nhiều đơn vị", "it has too many units"));
        }
        self.units.iter().try_for_each(|unit| self.check_unit(unit))
    }

    fn check_unit(&self, u: &UnitPlan) -> Result<(), Refusal> {
        let numbers = [u.carried_over, u.online, u.on_time_or_early, u.late, u.in_term];
        let says = |vi: &str, en: &str| Err(unit_unplannable(u, vi, en));
        if numbers.iter().any(|n| *n < 0) {
            return says("có số âm", "a total is below zero");
        }
        if u.received() < 0 {
            return says(
                "số kỳ trước chuyển sang lớn hơn tổng số",
                "more is carried over than there is to process",
            );
        }
        if u.online > u.received() {
            return says("số trực tuyến lớn hơn số tiếp nhận", "more is received online than is received");
        }
        if u.online > 0 && !u.offers.iter().any(|o| o.online) {
            return says("không có thủ tục nộp trực tuyến", "it offers no procedure online");
        }
        if u.offers.is_empty() && u.to_process() > 0 {
            return says("không có thủ tục nào", "it offers no procedure");
        }
        if u.carried_over > 0 && u.from.is_some_and(|day| day > self.period.from) {
            return says(
                "chưa tồn tại nên không có hồ sơ kỳ trước",
                "it begins later, so nothing can be carried over",
            );
        }
        let ends = u.to.is_some_and(|day| day < self.end);
        let heir =
            u.heir.is_some_and(|heir| self.units.iter().any(|other| other.unit == heir && heir != u.unit));
        if ends && !heir {
            return says(
                "kết thúc mà không có đơn vị kế thừa trong kế hoạch",
                "it ends without an heir in the plan",
            );
        }
        Ok(())
    }
}

/// The refusal of a plan that cannot be lived.
pub(crate) fn unplannable(vi: &str, en: &str) -> Refusal {
    Refusal::new(
        "replay.plan",
        format!("Kế hoạch không thực hiện được: {vi}."),
        format!("The plan cannot be lived: {en}."),
    )
}

/// The refusal of a unit's plan that cannot be lived.
pub(crate) fn unit_unplannable(unit: &UnitPlan, vi: &str, en: &str) -> Refusal {
    let (code, name) = (&unit.code, &unit.name);
    unplannable(&format!("{name} ({code}): {vi}"), &format!("{name} ({code}): {en}"))
}
