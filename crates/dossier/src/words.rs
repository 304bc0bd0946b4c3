//! The small closed lists of the domain, with the words stored for them and their national codes.

use kernel::words;

words!(
    /// How a dossier came in. National code list KenhThucHien.
    Channel {
        /// At the desk (1, trực tiếp).
        Counter = "counter",
        /// By the portal (2, trực tuyến).
        Online = "online",
        /// By the public postal service (3, bưu chính công ích).
        Post = "post",
    }
);

impl Channel {
    /// National code KenhThucHien: 1 direct, 2 online, 3 public post. Also the key of the counters.
    pub const fn national_code(self) -> i64 {
        match self {
            Self::Counter => 1,
            Self::Online => 2,
            Self::Post => 3,
        }
    }

    /// From the national code.
    pub fn from_national_code(code: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|channel| channel.national_code() == code)
    }
}

words!(
    /// How the result is handed over.
    ResultBy {
        /// At the desk.
        Counter = "counter",
        /// By the public postal service.
        Post = "post",
        /// As an electronic document.
        Electronic = "electronic",
    }
);

words!(
    /// Why a dossier's clock stands still.
    PauseReason {
        /// The applicant was asked for missing papers (national status 5).
        Supplement = "supplement",
        /// The applicant has to pay first (national status 6).
        FinancialDuty = "financial_duty",
    }
);

words!(
    /// How a dossier ended.
    Outcome {
        /// The result was granted (national status 9).
        Granted = "granted",
        /// Returned with written reasons; counts as resolved.
        Refused = "refused",
        /// Stopped, not eligible (national status 8).
        Stopped = "stopped",
        /// The applicant withdrew it (national status 7).
        Withdrawn = "withdrawn",
    }
);

words!(
    /// The names of the states, as stored. The states with their data are [`crate::model::Stage`].
    StateName {
        /// Sent online, not yet looked at.
        Submitted = "submitted",
        /// Not accepted by the desk.
        NotAccepted = "not_accepted",
        /// Accepted, still at the receiving desk.
        Accepted = "accepted",
        /// In a step of its process.
        InStep = "in_step",
        /// The clock stands still.
        Paused = "paused",
        /// Settled, whatever the outcome; the result waits at the desk.
        Settled = "settled",
        /// The result was handed over.
        Delivered = "delivered",
        /// A wrong intake, voided: counted nowhere.
        Void = "void",
    }
);

words!(
    /// What happened: the kinds of events.
    EventKind {
        /// Sent online.
        Submitted = "submitted",
        /// Not accepted.
        NotAccepted = "not_accepted",
        /// Accepted: the clock starts.
        Accepted = "accepted",
        /// Accepted by another program before, and taken over from it: it happened then, and is known since the
        /// day on which it was taken over.
        TakenOver = "taken_over",
        /// Handed over to the next step.
        Forwarded = "forwarded",
        /// Sent back to the previous step.
        SentBack = "sent_back",
        /// A unit that was asked has given its opinion.
        OpinionGiven = "opinion_given",
        /// Supplement requested: the clock stands.
        SupplementRequested = "supplement_requested",
        /// Payment requested: the clock stands.
        PaymentRequested = "payment_requested",
        /// The clock goes on.
        Resumed = "resumed",
        /// Apology with a new date; decides nothing.
        Announced = "announced",
        /// Settled.
        Settled = "settled",
        /// A settled result was taken back into work.
        Reopened = "reopened",
        /// The result was handed over.
        Delivered = "delivered",
        /// Passed to another unit with a re-organisation.
        Transferred = "transferred",
        /// A decreed day off moved the due date.
        DueMoved = "due_moved",
        /// The applicant's name was corrected.
        NameCorrected = "name_corrected",
        /// The procedure was corrected.
        ProcedureCorrected = "procedure_corrected",
        /// The competent unit was corrected.
        UnitCorrected = "unit_corrected",
        /// A wrong intake was voided.
        Voided = "voided",
    }
);

words!(
    /// A figure of a period that may be entered for the time before the data begins.
    OpeningFigure {
        /// Pending at the start.
        CarriedOver = "carried_over",
        /// Accepted.
        Received = "received",
        /// Of these online.
        Online = "online",
        /// Of these by post.
        Post = "post",
        /// Came from (+) or went to (−) other units.
        Moved = "moved",
        /// Settled before or on the due date.
        OnTimeOrEarly = "on_time_or_early",
        /// Settled after it.
        Late = "late",
        /// Of the settled: refused.
        Refused = "refused",
        /// Of the settled: stopped.
        Stopped = "stopped",
        /// Of the settled: withdrawn.
        Withdrawn = "withdrawn",
        /// Results handed over by post.
        DeliveredPost = "delivered_post",
        /// Taken in for other units.
        TakenForOthers = "taken_for_others",
    }
);

/// The national status list (TrangThaiHoSo 1–10), for synchronisation.
///
/// A paused dossier is 5 or 6 by its reason; a settled one 9, 7 (withdrawn) or 8 (stopped) by its outcome.
pub fn national_status(state: StateName, why: Option<PauseReason>, outcome: Option<Outcome>) -> Option<i64> {
    Some(match (state, why, outcome) {
        (StateName::Submitted, _, _) => 1,
        (StateName::Accepted, _, _) => 2,
        (StateName::NotAccepted, _, _) => 3,
        (StateName::InStep, _, _) => 4,
        (StateName::Paused, Some(PauseReason::Supplement), _) => 5,
        (StateName::Paused, Some(PauseReason::FinancialDuty), _) => 6,
        (StateName::Settled | StateName::Delivered, _, Some(Outcome::Withdrawn)) => 7,
        (StateName::Settled, _, Some(Outcome::Stopped)) => 8,
        (StateName::Settled, _, Some(_)) => 9,
        (StateName::Delivered, _, Some(_)) => 10,
        (StateName::Paused, None, _)
        | (StateName::Settled | StateName::Delivered, _, None)
        | (StateName::Void, _, _) => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_as_itself() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_word(kind.word()), Some(*kind));
        }
        for state in StateName::ALL {
            assert_eq!(StateName::from_word(state.word()), Some(*state));
        }
        assert_eq!(Channel::from_word("fax"), None);
    }

    #[test]
    fn each_national_status_from_one_to_ten_is_reached() {
        let mut reached = std::collections::BTreeSet::new();
        for state in StateName::ALL {
            for why in [None, Some(PauseReason::Supplement), Some(PauseReason::FinancialDuty)] {
                for outcome in
                    [None, Some(Outcome::Granted), Some(Outcome::Stopped), Some(Outcome::Withdrawn)]
                {
                    reached.extend(national_status(*state, why, outcome));
                }
            }
        }
        assert_eq!(reached.into_iter().collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    }
}
