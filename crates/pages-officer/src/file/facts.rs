//! What a dossier is about. Card and telephone numbers are hidden until somebody asks for them.

use crate::locale::T;
use crate::{names, said};
use dossier::desk::Applicant;
use dossier::file::File;
use kernel::Day;
use webkit::words;

/// A name and its value.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// It stands in a column of figures.
    pub(super) figures: bool,
}

fn fact(name: &'static str, value: impl Into<String>) -> Fact {
    Fact { name, value: value.into(), figures: false }
}

/// The facts of the applicant; in full where they were asked for.
pub(super) fn applicant(t: T, file: &File, shown: Option<&Applicant>) -> Vec<Fact> {
    let a = &file.dossier.applicant;
    let number = |own: &str, full: Option<&str>| match (full, own.is_empty()) {
        (_, true) => t.not_noted().to_owned(),
        (Some(full), _) => full.to_owned(),
        (None, _) => words::masked(own),
    };
    let figures = |name, value| Fact { name, value, figures: true };
    let mut facts = vec![
        fact(t.fact_name(), a.name.clone()),
        figures(t.fact_card(), number(&a.card, shown.map(|s| s.card.as_str()))),
        figures(t.fact_phone(), number(&a.phone, shown.map(|s| s.phone.as_str()))),
    ];
    if !a.address.is_empty() {
        facts.push(fact(t.fact_address(), a.address.clone()));
    }
    facts
}

/// The facts of the matter.
pub(super) fn matter(t: T, file: &File, today: Day) -> Vec<Fact> {
    let d = &file.dossier;
    let unit = |unit| names::unit(&file.reference.directory, unit, today);
    let day = |d| words::day_long(t.0, d);
    let mut facts = Vec::new();
    if !d.content.is_empty() {
        facts.push(fact(t.fact_content(), d.content.clone()));
    }
    facts.push(fact(t.fact_unit(), unit(d.unit)));
    if d.receiving != d.unit {
        facts.push(fact(t.fact_receiving(), unit(d.receiving)));
    }
    facts.push(fact(t.fact_channel(), said::channel(t, d.channel)));
    if let Some(at) = d.submitted_at {
        facts.push(fact(t.fact_submitted(), words::moment(t.0, at)));
    }
    if let Some(intake) = &d.intake {
        facts.push(fact(t.fact_accepted(), words::moment(t.0, intake.at)));
        facts.push(fact(t.fact_promised(), day(intake.promised)));
    }
    if let Some(clock) = d.stage.clock() {
        facts.push(fact(t.fact_due(), day(clock.due_day)));
    }
    if let Some(announced) = d.announced {
        facts.push(fact(t.fact_announced(), day(announced)));
    }
    facts.push(fact(t.fact_result_by(), said::result_by(t, d.result_by)));
    if let Some(verdict) = d.stage.verdict() {
        let outcome = said::outcome(t, verdict.outcome);
        facts.push(fact(t.fact_outcome(), format!("{outcome}, {}", words::moment(t.0, verdict.at))));
    }
    facts
}
