//! What may be done to a dossier from its page, read from its form.

use super::undo::Way;
use crate::locale::T;
use dossier::desk::{LateReason, Outcome, ResultBy, Settle};
use dossier::file::File;
use dossier::rule;
use kernel::Day;
use webkit::Form;
use webkit::form::FieldError;

/// A cause of lateness that stands in no list.
pub(super) const OTHER: &str = "other";

/// What is to be done.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Accept,
    TurnAway(String),
    Forward(Option<String>),
    /// The opinion asked for in a step, and of which unit.
    Opine(i64, String),
    Supplement(String),
    Payment(String),
    Resume,
    Back(String),
    Announce(Day, String),
    Settle(Settle),
    Reopen(String),
    Deliver(ResultBy),
    Reveal,
    Undo,
}

impl Deed {
    /// Reads the form; what is missing is said on it.
    pub(super) fn read(form: &mut Form, t: T) -> Option<Self> {
        let needed = |form: &mut Form, name: &str, label: &str| form.need::<String>(name, label);
        Some(match form.value("do") {
            "accept" => Self::Accept,
            "turn_away" => Self::TurnAway(needed(form, "turn_reason", t.reason())?),
            "forward" => {
                let note = form.may("note", t.note());
                if !form.good() {
                    return None;
                }
                Self::Forward(note)
            }
            "opine" => {
                let no: i64 = form.value("opinion_no").parse().unwrap_or(0);
                Self::Opine(no, needed(form, &super::opinions::field(no), t.opinion_heading())?)
            }
            "supplement" => Self::Supplement(needed(form, "note", t.note())?),
            "payment" => Self::Payment(needed(form, "note", t.note())?),
            "resume" => Self::Resume,
            "back" => Self::Back(needed(form, "note", t.note())?),
            "announce" => {
                let day = form.need("announce_day", t.announce_day());
                let reason = needed(form, "announce_reason", t.reason());
                Self::Announce(day?, reason?)
            }
            "settle" => {
                let reason = form.may("note", t.note());
                Self::Settle(Settle { outcome: Outcome::Granted, reason, late_reason: late(form, "late") })
            }
            "end" => {
                let outcome = ending(form, t);
                let reason = needed(form, "end_reason", t.reason());
                Self::Settle(Settle {
                    outcome: outcome?,
                    reason: Some(reason?),
                    late_reason: late(form, "end_late"),
                })
            }
            "reopen" => Self::Reopen(needed(form, "note", t.reason())?),
            "deliver" => Self::Deliver(ResultBy::from_word(form.value("deliver_by")).or_else(|| {
                form.wrong("deliver_by", t.deliver_by(), FieldError::NotAChoice);
                None
            })?),
            "reveal" => Self::Reveal,
            "undo" => Self::Undo,
            _ => {
                form.wrong("", "", FieldError::NotAChoice);
                return None;
            }
        })
    }

    /// What the rules call it; taking back is whatever takes it back.
    pub(super) fn of_rule(&self, file: &File, undo: Option<Way>) -> rule::Deed {
        match self {
            // What nobody waits for the use case refuses with its reason: asked of whoever could have given it.
            Self::Opine(no, _) => {
                let asked = file.referrals.iter().rev().find(|one| one.no == *no);
                rule::Deed::Opine(asked.map_or(file.dossier.lying.unit, |one| one.unit))
            }
            Self::Accept | Self::TurnAway(_) => rule::Deed::TakeIn,
            Self::Forward(_) => rule::Deed::Forward,
            Self::Supplement(_) | Self::Payment(_) => rule::Deed::Pause,
            Self::Resume => rule::Deed::Resume,
            Self::Back(_) | Self::Reopen(_) => rule::Deed::SendBack,
            Self::Announce(..) => rule::Deed::Announce,
            Self::Settle(_) => rule::Deed::Settle,
            Self::Deliver(_) => rule::Deed::Deliver,
            Self::Reveal => rule::Deed::Reveal,
            // Whether there is anything to take back is told to whoever might.
            Self::Undo => undo.map_or(rule::Deed::Resume, Way::deed),
        }
    }
}

fn ending(form: &mut Form, t: T) -> Option<Outcome> {
    let outcome = Outcome::from_word(form.value("end_outcome")).filter(|o| *o != Outcome::Granted);
    if outcome.is_none() {
        form.wrong("end_outcome", t.end_outcome(), FieldError::NotAChoice);
    }
    outcome
}

/// The cause of a delay, if one was given: its code and in a sentence. Whether one is needed the rules know.
fn late(form: &Form, name: &str) -> Option<LateReason> {
    let (code, text) = (form.value(&format!("{name}_code")), form.value(&format!("{name}_text")).trim());
    let named = !code.is_empty() && code != OTHER;
    (named || !text.is_empty()).then(|| LateReason {
        cause: if named { code.to_owned() } else { OTHER.to_owned() },
        text: text.to_owned(),
    })
}
