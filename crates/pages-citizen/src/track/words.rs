//! The state of a dossier as a sentence, and what its applicant has to do.

use crate::locale::T;
use dossier::model::{Dossier, Stage};
use dossier::tracking::{Followed, Glance};
use dossier::words::{Outcome, PauseReason, ResultBy, StateName};
use webkit::words;

/// Without a word of how it ended: a code can be guessed.
pub(super) fn glance(t: T, g: &Glance) -> &'static str {
    match (g.state, g.why) {
        (StateName::Submitted, _) => t.state_submitted_short(),
        (StateName::NotAccepted, _) => t.state_not_accepted(),
        (StateName::Accepted | StateName::InStep | StateName::Paused, None) => t.state_open(),
        (_, Some(PauseReason::Supplement)) => t.state_supplement(),
        (_, Some(PauseReason::FinancialDuty)) => t.state_payment(),
        (StateName::Settled, None) => t.state_settled(),
        (StateName::Delivered, None) => t.state_delivered(),
        (StateName::Void, None) => t.state_void(),
    }
}

/// What stands on top of the page of a slip.
pub(super) fn sentence(t: T, f: &Followed, unit: &str, desk: &str) -> String {
    let d = &f.dossier;
    match &d.stage {
        Stage::Submitted => t.state_submitted(desk),
        Stage::NotAccepted => t.state_not_accepted().into(),
        Stage::Accepted(_) | Stage::InStep(_) => match f.procedure.process.step(d.lying.step) {
            Some(_) if !f.gathered.is_empty() => t.state_at(unit, words::inside(t.0, t.path_opinions())),
            Some(step) => t.state_at(unit, words::inside(t.0, &step.name)),
            None => t.state_open().into(),
        },
        Stage::Paused { why: PauseReason::Supplement, .. } => t.state_supplement_you().into(),
        Stage::Paused { why: PauseReason::FinancialDuty, .. } => t.state_payment_you().into(),
        Stage::Settled(_, v) => outcome(t, v.outcome).into(),
        Stage::Delivered(_, _, at, _) => t.state_delivered_on(words::day(t.0, at.day())),
        Stage::Void => t.state_void().into(),
    }
}

fn outcome(t: T, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => t.state_granted(),
        Outcome::Refused => t.state_refused(),
        Outcome::Stopped => t.state_stopped(),
        Outcome::Withdrawn => t.state_withdrawn(),
    }
}

/// Whether the applicant must act, and the words for it.
pub(super) struct Act {
    pub(super) must: bool,
    pub(super) title: String,
    pub(super) note: String,
    /// What the unit asked for, in its own words.
    pub(super) asked: Option<String>,
}

/// What the applicant has to do now.
pub(super) fn act(t: T, f: &Followed, desk: &str) -> Act {
    let nothing =
        |note: &str| Act { must: false, title: t.act_nothing().into(), note: note.into(), asked: None };
    let must =
        |title: &str, note: String| Act { must: true, title: title.into(), note, asked: f.asked.clone() };
    match &f.dossier.stage {
        Stage::Submitted => nothing(t.act_submitted()),
        Stage::NotAccepted => must(t.act_not_accepted(), t.act_not_accepted_note(desk)),
        Stage::Accepted(_) | Stage::InStep(_) => nothing(t.act_wait()),
        Stage::Paused { why, since, .. } => {
            let title = match why {
                PauseReason::Supplement => t.act_supplement(),
                PauseReason::FinancialDuty => t.act_payment(),
            };
            let asked = f.asked.clone().or_else(|| Some(t.act_asked_unknown().into()));
            Act { asked, ..must(title, t.act_paused(desk, words::day(t.0, since.day()))) }
        }
        Stage::Settled(..) => match f.dossier.result_by {
            ResultBy::Counter => must(t.act_fetch(), t.act_fetch_note(desk)),
            ResultBy::Post => nothing(t.act_post()),
            ResultBy::Electronic => nothing(t.act_electronic()),
        },
        Stage::Delivered(..) => nothing(t.act_over()),
        Stage::Void => nothing(t.act_void()),
    }
}

/// How the result goes out.
pub(super) fn result_by(t: T, d: &Dossier, desk: &str) -> String {
    match d.result_by {
        ResultBy::Counter => t.result_counter(desk),
        ResultBy::Post => t.result_post().into(),
        ResultBy::Electronic => t.result_electronic().into(),
    }
}

/// A name that only its bearer knows again: `Trần T. M.`
pub(super) fn masked(name: &str) -> String {
    let name = crate::index::clean(name);
    let mut parts = name.split(' ').filter(|p| !p.is_empty());
    let family = parts.next().unwrap_or_default();
    let initial =
        |part: &str| part.chars().next().map(|c| format!("{}.", c.to_uppercase())).unwrap_or_default();
    let rest: Vec<String> = parts.map(initial).collect();
    if rest.is_empty() { initial(family) } else { format!("{family} {}", rest.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_masked_but_for_the_family() {
        for (name, shown) in [
            ("Trần Thị Mai", "Trần T. M."),
            ("  đỗ   ánh ", "đỗ Á."),
            ("Sang", "S."),
            ("", ""),
            ("<b>X</b> Y", "<b>X</b> Y."),
        ] {
            assert_eq!(masked(name), shown);
        }
    }
}
