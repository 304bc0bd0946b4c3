//! The data of the control sheet (Mẫu số 05, phiếu kiểm soát quá trình giải quyết hồ sơ): a row for each time the
//! dossier passed from one to the next, from whoever brings it to whoever takes it home.

use crate::conformity::{Conformity, Rules, Visit};
use dossier::file::Entry;
use dossier::words::EventKind;
use kernel::timeliness::Timeliness;
use kernel::{Instant, PersonId, UnitId};

/// Who gives, or takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Party {
    /// Whose dossier it is.
    Applicant,
    /// A unit, where the dossier lies in this step of its process; in none once it is settled.
    Unit(UnitId, Option<i64>),
}

/// A row: one gives the dossier to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Who gives (giao).
    pub from: Party,
    /// Who takes (nhận).
    pub to: Party,
    /// Since when the giver had it; none for the applicant.
    pub had: Option<Instant>,
    /// When it changed hands.
    pub at: Instant,
    /// How the giver was in time; none where nothing was allotted.
    pub result: Option<Timeliness>,
    /// Working minutes the giver used, and those allotted; none where nothing is known.
    pub minutes: Option<(i64, i64)>,
    /// What happened.
    pub kind: EventKind,
    /// Who did it; 0 is the program.
    pub by: PersonId,
    /// What was said.
    pub note: String,
}

/// The rows of a dossier, from what it was found to be and what happened to it.
pub fn rows(found: &Conformity, history: &[Entry], rules: &impl Rules, now: Instant) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut before: Option<&Visit> = None;
    for visit in &found.visits {
        if visit.began == EventKind::ProcedureCorrected {
            // It lies where it lay: nobody gave it to anybody.
            before = Some(visit);
            continue;
        }
        if visit.began == EventKind::Reopened {
            // The result lay at the desk.
            let settled = last(history, EventKind::Settled, visit.from);
            rows.extend(
                before.zip(settled).map(|(v, e)| row(v, Party::Unit(e.standing, None), e, rules, now)),
            );
        }
        let reopened = visit.began == EventKind::Reopened;
        let giver = before.filter(|_| !reopened);
        let from = match (before, reopened) {
            (Some(_), true) => {
                let settled = last(history, EventKind::Settled, visit.from);
                Party::Unit(settled.map_or(visit.place, |e| e.standing), None)
            }
            (Some(v), false) => Party::Unit(v.place, Some(v.step)),
            (None, _) => Party::Applicant,
        };
        rows.push(Row {
            from,
            to: Party::Unit(visit.place, Some(visit.step)),
            had: giver.map(|v| v.from),
            at: visit.from,
            result: giver.and_then(|v| v.timeliness(rules, now)),
            minutes: giver.and_then(minutes),
            kind: visit.began,
            by: visit.by,
            note: visit.said.clone(),
        });
        before = Some(visit);
    }
    if let (Some(at), Some(visit)) = (found.settled, before)
        && let Some(e) = last(history, EventKind::Settled, at)
    {
        rows.push(row(visit, Party::Unit(e.standing, None), e, rules, now));
        if let Some(given) = history.iter().rev().find(|e| e.kind == EventKind::Delivered) {
            rows.push(Row {
                from: Party::Unit(given.standing, None),
                to: Party::Applicant,
                had: Some(at),
                at: given.at,
                result: None,
                minutes: None,
                kind: given.kind,
                by: given.actor,
                note: given.said.clone(),
            });
        }
    }
    for given in history.iter().filter(|e| e.kind == EventKind::OpinionGiven) {
        rows.extend(given.asked.iter().map(|unit| Row {
            from: Party::Unit(*unit, None),
            to: Party::Unit(given.standing, Some(given.step)),
            had: None,
            at: given.at,
            result: None,
            minutes: None,
            kind: given.kind,
            by: given.actor,
            note: given.said.clone(),
        }));
    }
    rows.sort_by_key(|r| r.at);
    rows
}

/// The row in which a stay ends with an event.
fn row(visit: &Visit, to: Party, e: &Entry, rules: &impl Rules, now: Instant) -> Row {
    Row {
        from: Party::Unit(visit.place, Some(visit.step)),
        to,
        had: Some(visit.from),
        at: e.at,
        result: visit.timeliness(rules, now),
        minutes: minutes(visit),
        kind: e.kind,
        by: e.actor,
        note: e.said.clone(),
    }
}

fn minutes(visit: &Visit) -> Option<(i64, i64)> {
    visit.used.map(|used| (used, visit.allotted))
}

/// The last event of a kind up to an instant.
fn last(history: &[Entry], kind: EventKind, upto: Instant) -> Option<&Entry> {
    history.iter().rev().find(|e| e.kind == kind && e.at <= upto)
}
