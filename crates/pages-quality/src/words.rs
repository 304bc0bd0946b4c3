//! What states, kinds and parties are called.

use crate::base::unit_name;
use crate::locale::T;
use crate::page::{tag, text};
use dossier::words::{EventKind, Outcome};
use kernel::timeliness::Timeliness;
use kernel::{Day, PersonId};
use organisation::Directory;
use quality::audit::{Answer, CheckItem, Grade, Stage};
use quality::conformity::{Conformity, Deviation, DeviationKind, Told};
use quality::control::Party;
use quality::document::DocumentKind;
use quality::sampling::SizeRule;
use quality::system::MoveStep;
use webkit::{Html, words};

pub(crate) fn move_step(t: T, step: MoveStep) -> &'static str {
    match step {
        MoveStep::Plan => t.step_plan(),
        MoveStep::Documents => t.step_documents(),
        MoveStep::Training => t.step_training(),
        MoveStep::Declared => t.step_declared(),
    }
}

pub(crate) fn document_kind(t: T, kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Policy => t.document_policy(),
        DocumentKind::Manual => t.document_manual(),
        DocumentKind::Procedure => t.document_procedure(),
        DocumentKind::Instruction => t.document_instruction(),
        DocumentKind::Form => t.document_form(),
    }
}

pub(crate) fn rule(t: T, rule: SizeRule) -> &'static str {
    match rule {
        SizeRule::Root => t.rule_root(),
        SizeRule::Table => t.rule_table(),
    }
}

pub(crate) fn grade(t: T, grade: Grade) -> &'static str {
    match grade {
        Grade::Major => t.grade_major(),
        Grade::Minor => t.grade_minor(),
        Grade::Observation => t.grade_observation(),
    }
}

/// A grade in its box: the grave ones stand out.
pub(crate) fn grade_tag(t: T, of: Grade) -> Html {
    let class = match of {
        Grade::Major => "late",
        Grade::Minor => "soon",
        Grade::Observation => "",
    };
    tag(class, grade(t, of))
}

pub(crate) fn stage(t: T, stage: &Stage) -> &'static str {
    match stage {
        Stage::Planned => t.stage_planned(),
        Stage::Drawn { .. } => t.stage_drawn(),
        Stage::Concluded { .. } => t.stage_concluded(),
        Stage::Closed { .. } => t.stage_closed(),
        Stage::Cancelled { .. } => t.stage_cancelled(),
    }
}

pub(crate) fn check_item(t: T, item: CheckItem) -> &'static str {
    match item {
        CheckItem::Receipt => t.check_receipt(),
        CheckItem::Papers => t.check_papers(),
        CheckItem::ControlSheet => t.check_control(),
        CheckItem::Result => t.check_result(),
        CheckItem::Archive => t.check_archive(),
    }
}

pub(crate) fn answer(t: T, answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => t.answer_yes(),
        Answer::No => t.answer_no(),
        Answer::NotApplicable => t.answer_na(),
    }
}

pub(crate) fn deviation_kind(t: T, kind: DeviationKind) -> &'static str {
    match kind {
        DeviationKind::Skipped => t.deviation_skipped(),
        DeviationKind::OutOfOrder => t.deviation_order(),
        DeviationKind::WrongPlace => t.deviation_place(),
        DeviationKind::OverAllotment => t.deviation_allotment(),
        DeviationKind::WithoutPower => t.deviation_power(),
        DeviationKind::GrantedElsewhere => t.deviation_granted(),
    }
}

/// A deviation in a line.
pub(crate) fn deviation(t: T, d: Deviation) -> String {
    let what = deviation_kind(t, d.kind);
    if d.minutes > 0 {
        t.deviation_by(d.step, what, minutes(t, d.minutes))
    } else {
        t.deviation_at(d.step, what)
    }
}

/// All deviations of a dossier in a line; empty where it conforms.
pub(crate) fn deviations(t: T, found: &Conformity) -> String {
    found.deviations.iter().map(|d| deviation(t, *d)).collect::<Vec<_>>().join("; ")
}

/// Whether a dossier conforms, in a box.
pub(crate) fn verdict(t: T, found: &Conformity) -> Html {
    if found.conforms() { tag("ok", t.conforms()) } else { tag("late", t.deviates()) }
}

/// What happened besides, in a line.
pub(crate) fn told(t: T, told: &Told) -> String {
    match told {
        Told::SentBack(step, why) => t.told_sent_back(*step, why),
        Told::Paused(step, what) => t.told_paused(*step, what),
        Told::Reopened(step, why) => t.told_reopened(*step, why),
        Told::TakenOver(step) => t.told_taken_over(*step),
        Told::Corrected(step) => t.told_corrected(*step),
        Told::Transferred(step) => t.told_transferred(*step),
        Told::NotDue(step) => t.told_not_due(*step),
    }
}

/// Working minutes as hours and minutes.
pub(crate) fn minutes(t: T, n: i64) -> String {
    match (n / 60, n % 60) {
        (0, minutes) => t.minutes(minutes),
        (hours, 0) => t.hours(hours),
        (hours, minutes) => t.hours_minutes(hours, minutes),
    }
}

/// How somebody was in time.
pub(crate) fn timeliness(t: T, of: Timeliness) -> &'static str {
    match of {
        Timeliness::Early => t.time_early(),
        Timeliness::OnTime => t.time_on_time(),
        Timeliness::Late => t.time_late(),
    }
}

/// Who gives or takes, with the step.
pub(crate) fn party(t: T, directory: &Directory, party: Party, day: Day) -> String {
    match party {
        Party::Applicant => t.party_applicant().to_owned(),
        Party::Unit(unit, None) => unit_name(directory, unit, day),
        Party::Unit(unit, Some(step)) => t.party_step(unit_name(directory, unit, day), step),
    }
}

/// What happened to a dossier, where it is a hand-over.
pub(crate) fn event(t: T, kind: EventKind) -> &'static str {
    match kind {
        EventKind::Accepted => t.event_accepted(),
        EventKind::TakenOver => t.event_taken_over(),
        EventKind::SentBack => t.event_sent_back(),
        EventKind::Transferred => t.event_transferred(),
        EventKind::Settled => t.event_settled(),
        EventKind::OpinionGiven => t.event_opinion(),
        EventKind::Reopened => t.event_reopened(),
        EventKind::Delivered => t.event_delivered(),
        _ => t.event_forwarded(),
    }
}

/// How a dossier ended.
pub(crate) fn outcome(t: T, of: Outcome) -> &'static str {
    match of {
        Outcome::Granted => t.outcome_granted(),
        Outcome::Refused => t.outcome_refused(),
        Outcome::Stopped => t.outcome_stopped(),
        Outcome::Withdrawn => t.outcome_withdrawn(),
    }
}

/// A day, or a dash.
pub(crate) fn day(t: T, day: Option<Day>) -> String {
    day.map_or_else(|| "–".to_owned(), |d| words::day(t.0, d))
}

/// A day as markup, or a dash.
pub(crate) fn day_cell(t: T, of: Option<Day>) -> Html {
    text(day(t, of))
}

/// Somebody's name; the program's own is a word.
pub(crate) fn person(t: T, names: &[(PersonId, String)], id: PersonId) -> String {
    let found = names.iter().find(|(known, name)| *known == id && !name.is_empty());
    found.map_or_else(|| t.the_program().to_owned(), |(_, name)| name.clone())
}
