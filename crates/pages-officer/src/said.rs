//! The closed lists of the domain in the words of these pages.

use crate::locale::T;
use dossier::words::{Channel, EventKind, Outcome, PauseReason, ResultBy, StateName};

/// A state.
pub(crate) fn state(t: T, state: StateName, waits_for: Option<PauseReason>) -> &'static str {
    match (state, waits_for) {
        (StateName::Submitted, _) => t.state_submitted(),
        (StateName::NotAccepted, _) => t.state_not_accepted(),
        (StateName::Accepted, _) => t.state_accepted(),
        (StateName::InStep, _) => t.state_in_step(),
        (StateName::Paused, Some(PauseReason::FinancialDuty)) => t.state_waits_for_payment(),
        (StateName::Paused, _) => t.state_waits_for_papers(),
        (StateName::Settled, _) => t.state_settled(),
        (StateName::Delivered, _) => t.state_delivered(),
        (StateName::Void, _) => t.state_void(),
    }
}

/// How it ended.
pub(crate) fn outcome(t: T, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => t.outcome_granted(),
        Outcome::Refused => t.outcome_refused(),
        Outcome::Stopped => t.outcome_stopped(),
        Outcome::Withdrawn => t.outcome_withdrawn(),
    }
}

/// How it came in.
pub(crate) fn channel(t: T, channel: Channel) -> &'static str {
    match channel {
        Channel::Counter => t.channel_counter(),
        Channel::Online => t.channel_online(),
        Channel::Post => t.channel_post(),
    }
}

/// How the result goes out.
pub(crate) fn result_by(t: T, by: ResultBy) -> &'static str {
    match by {
        ResultBy::Counter => t.by_counter(),
        ResultBy::Post => t.by_post(),
        ResultBy::Electronic => t.by_electronic(),
    }
}

/// What happened.
pub(crate) fn kind(t: T, kind: EventKind) -> &'static str {
    match kind {
        EventKind::Submitted => t.kind_submitted(),
        EventKind::NotAccepted => t.kind_not_accepted(),
        EventKind::Accepted => t.kind_accepted(),
        EventKind::TakenOver => t.kind_taken_over(),
        EventKind::Forwarded => t.kind_forwarded(),
        EventKind::OpinionGiven => t.kind_opinion(),
        EventKind::SentBack => t.kind_sent_back(),
        EventKind::SupplementRequested => t.kind_supplement(),
        EventKind::PaymentRequested => t.kind_payment(),
        EventKind::Resumed => t.kind_resumed(),
        EventKind::Announced => t.kind_announced(),
        EventKind::Settled => t.kind_settled(),
        EventKind::Reopened => t.kind_reopened(),
        EventKind::Delivered => t.kind_delivered(),
        EventKind::Transferred => t.kind_transferred(),
        EventKind::DueMoved => t.kind_due_moved(),
        EventKind::NameCorrected => t.kind_name(),
        EventKind::ProcedureCorrected => t.kind_procedure(),
        EventKind::UnitCorrected => t.kind_unit(),
        EventKind::Voided => t.kind_voided(),
    }
}
