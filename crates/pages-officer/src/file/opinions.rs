//! Opinions that were asked for: whose, since when, until when, what was answered; and the form for whoever may answer.

use crate::locale::T;
use crate::{names, reach};
use dossier::desk::Timeliness;
use dossier::file::File;
use dossier::referral::{Referral, ReferralKind};
use dossier::rule::Deed;
use identity::Who;
use kernel::Instant;
use webkit::words;

/// A line of the table of opinions.
pub(super) struct Line {
    pub(super) unit: String,
    pub(super) step: String,
    pub(super) asked: String,
    pub(super) due: String,
    /// How it stands, in a word or two.
    pub(super) state: String,
    /// What was answered.
    pub(super) answer: String,
}

/// An opinion that somebody who sees the page may give.
pub(super) struct Answering {
    pub(super) no: i64,
    /// The name of its field.
    pub(super) field: String,
    pub(super) label: String,
}

/// The name of the field of an opinion.
pub(super) fn field(no: i64) -> String {
    format!("opinion_{no}")
}

/// Everything asked, the latest round last.
pub(super) fn lines(t: T, file: &File, people: &names::People, now: Instant) -> Vec<Line> {
    let opinions = file.referrals.iter().filter(|one| one.kind == ReferralKind::Opinion);
    opinions
        .map(|one| Line {
            unit: names::unit(&file.reference.directory, one.unit, one.asked.day()),
            step: file.filed.process.step(one.no).map(|s| s.name.clone()).unwrap_or_default(),
            asked: words::moment(t.0, one.asked),
            due: one.due.map_or_else(|| t.opinion_held().to_owned(), |due| words::moment(t.0, due)),
            state: state(t, people, one, now),
            answer: one.answer.clone().unwrap_or_default(),
        })
        .collect()
}

fn state(t: T, people: &names::People, one: &Referral, now: Instant) -> String {
    if let (Some(at), Some(actor)) = (one.done, one.actor) {
        let judged = match one.timeliness() {
            Some(Timeliness::Late) => t.judged_late(),
            Some(Timeliness::Early) => t.judged_early(),
            _ => t.judged_on_time(),
        };
        return t.opinion_answered(people.name(t.0, actor), words::moment(t.0, at), judged.to_lowercase());
    }
    if let Some(at) = one.lapsed {
        return t.opinion_lapsed(words::moment(t.0, at));
    }
    match one.due {
        Some(due) if due.day() < now.day() => t.opinion_overdue().to_owned(),
        _ => t.opinion_waits().to_owned(),
    }
}

/// The opinions that this person may give.
pub(super) fn answering(t: T, file: &File, who: &Who, now: Instant) -> Vec<Answering> {
    let mine = file.awaited().filter(|one| reach::actor(who, Deed::Opine(one.unit), &file.dossier).is_ok());
    mine.map(|one| {
        let unit = names::unit(&file.reference.directory, one.unit, now.day());
        let step = file.filed.process.step(one.no).map_or("", |s| s.name.as_str());
        Answering { no: one.no, field: field(one.no), label: t.opinion_label(unit, step) }
    })
    .collect()
}

/// Whom it waits for, in a list of names.
pub(super) fn awaited(file: &File, now: Instant) -> String {
    let name = |one: &Referral| names::unit(&file.reference.directory, one.unit, now.day());
    file.awaited().map(name).collect::<Vec<_>>().join("; ")
}
