//! What is to be lived: totals per unit, and the shape of a year.

use dossier::desk::{ProcedureId, UnitId};
use kernel::calendar::Calendar;
use kernel::term::{Term, TermRules};
use kernel::{Day, Period};
use std::sync::Arc;

/// A procedure as a unit offers it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The procedure.
    pub procedure: ProcedureId,
    /// Its name, used as the dossier's content.
    pub name: String,
    /// Its term.
    pub term: Term,
    /// How the term is counted.
    pub rules: TermRules,
    /// Number of steps; the last one settles.
    pub steps: i64,
    /// Whether it may be filed online.
    pub online: bool,
    /// Whether it may be filed by post.
    pub post: bool,
}

/// A unit and what its year is to come to.
#[derive(Clone, Debug)]
pub struct UnitPlan {
    /// The unit.
    pub unit: UnitId,
    /// Its name, for errors.
    pub name: String,
    /// Its calendar.
    pub calendar: Arc<Calendar>,
    /// What it offers.
    pub offers: Vec<Offer>,
    /// Received before the period, open at its beginning.
    pub carried_over: i64,
    /// Received in the period.
    pub received: i64,
    /// Of these online.
    pub online: i64,
    /// Settled late in the period.
    pub late: i64,
    /// Pending at its end, within term.
    pub in_term: i64,
    /// Where it ends within the plan: its first day no more, and who goes on.
    pub ends: Option<(Day, UnitId)>,
}

/// A cause of lateness.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Its code.
    pub code: String,
    /// In a sentence.
    pub text: String,
}

/// Lists of names from which people are invented.
#[derive(Clone, Debug)]
pub struct Names {
    /// Family names.
    pub family: Vec<String>,
    /// Middle names.
    pub middle: Vec<String>,
    /// Given names.
    pub given: Vec<String>,
    /// Places.
    pub places: Vec<String>,
}

/// Shares per thousand dossiers.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    /// With a supplement request.
    pub supplement: i64,
    /// Refused.
    pub refused: i64,
    /// Stopped.
    pub stopped: i64,
    /// Withdrawn.
    pub withdrawn: i64,
    /// Sent back a step.
    pub sent_back: i64,
    /// Online submissions not accepted, per thousand accepted.
    pub not_accepted: i64,
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
    /// Shares.
    pub shares: Shares,
    /// Weight of each month's intake.
    pub months: [i64; 12],
    /// Causes of lateness.
    pub causes: Vec<Cause>,
    /// Invented names.
    pub names: Names,
    /// Another seed, another year to the same totals.
    pub seed: u64,
}

impl Plan {
    /// The same year with one dossier in `n`: every total divided, the identities kept.
    #[must_use]
    pub fn sampled(mut self, n: u32) -> Self {
        let n = i64::from(n.max(1));
        for unit in &mut self.units {
            let on_time = (unit.carried_over + unit.received - unit.late - unit.in_term) / n;
            unit.late /= n;
            unit.in_term /= n;
            let whole = on_time + unit.late + unit.in_term;
            unit.carried_over = (unit.carried_over / n).min(on_time);
            unit.received = whole - unit.carried_over;
            unit.online = (unit.online / n).min(unit.received);
        }
        self.post_in /= n;
        self.post_out /= n;
        self
    }

    /// By which a stored bookmark knows its plan again.
    pub fn fingerprint(&self) -> String {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut mix = |text: &str| {
            for byte in text.bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        for u in &self.units {
            let offers: Vec<_> = u.offers.iter().map(|o| (o.procedure, o.term, o.steps)).collect();
            let totals = (u.carried_over, u.received, u.online, u.late, u.in_term, u.ends);
            mix(&format!("{:?}", (u.unit, totals, offers)));
        }
        mix(&format!(
            "{:?}",
            (
                self.warm_up_from,
                self.period,
                self.end,
                self.post_in,
                self.post_out,
                self.shares,
                self.months,
                self.seed
            )
        ));
        format!("{hash:016x}")
    }
}
