//! What is done at the desk, in the order of time.

use dossier::desk::{
    Applicant, Channel, DossierId, Outcome, PersonId, ProcedureId, ResultBy, Timeliness, UnitId,
};
use kernel::{Day, Instant};

/// One thing done by one person at one instant of business time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// When.
    pub at: Instant,
    /// Who; person 0 is the program (turns of the day) or the portal (online filing).
    pub person: PersonId,
    /// What.
    pub deed: Deed,
}

/// A dossier as it is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// Its id.
    pub id: DossierId,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// The competent unit.
    pub unit: UnitId,
    /// The desk that takes it in.
    pub receiving: UnitId,
    /// How it comes in.
    pub channel: Channel,
    /// How the result is to be handed over.
    pub result_by: ResultBy,
    /// Whose it is.
    pub applicant: Applicant,
    /// What it is about.
    pub content: String,
}

/// What can be done. Days in a deed are what the planner expects the desk to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The turn of the day: open dossiers pass to heirs.
    OpenDay(Day),
    /// The turn of the day: its counters are sealed.
    CloseDay(Day),
    /// Filed online.
    Submit(Box<Filing>),
    /// Filed online and turned away.
    NotAccept(DossierId, &'static str),
    /// Filed online and accepted; its due date.
    AcceptSubmitted(DossierId, Day),
    /// Accepted at the counter or by post; its due date.
    Accept(Box<Filing>, Day),
    /// Handed over to the next step.
    Forward(DossierId),
    /// An opinion was given, in the step with this number.
    Opine(DossierId, i64, &'static str),
    /// Sent back to the step before.
    SendBack(DossierId, &'static str),
    /// Papers are missing: the clock stands.
    RequestSupplement(DossierId, &'static str),
    /// Something is to be paid first: the clock stands.
    RequestPayment(DossierId, &'static str),
    /// The clock goes on; the new due date.
    Resume(DossierId, Day),
    /// An apology with a new date, because of a cause of the plan (its index).
    Announce(DossierId, Day, usize),
    /// Settled.
    Settle {
        /// The dossier.
        id: DossierId,
        /// How.
        outcome: Outcome,
        /// Why, unless it was granted.
        reason: Option<&'static str>,
        /// Why it is late: index of a cause of the plan.
        late: Option<usize>,
        /// How it will be judged.
        timeliness: Timeliness,
    },
    /// The result was handed over.
    Deliver(DossierId, ResultBy),
}

impl Deed {
    /// The dossier it is about; none at the turn of a day.
    pub fn dossier(&self) -> Option<DossierId> {
        match self {
            Self::OpenDay(_) | Self::CloseDay(_) => None,
            Self::Submit(filing) | Self::Accept(filing, _) => Some(filing.id),
            Self::NotAccept(id, _)
            | Self::AcceptSubmitted(id, _)
            | Self::Forward(id)
            | Self::Opine(id, ..)
            | Self::SendBack(id, _)
            | Self::RequestSupplement(id, _)
            | Self::RequestPayment(id, _)
            | Self::Resume(id, _)
            | Self::Announce(id, ..)
            | Self::Settle { id, .. }
            | Self::Deliver(id, _) => Some(*id),
        }
    }
}
