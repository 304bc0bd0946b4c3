//! The path a dossier took through its process, and of it the part that decided how long it took.

use super::{Allowed, Linked, Part, PartKind, Unexplained};
use kernel::calendar::{Calendar, CalendarError};
use kernel::{Instant, PersonId, UnitId};
use std::collections::BTreeMap;

/// A visit of a step: the dossier lay in it from one hand-over to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The step, from 1; of steps that run at once the first.
    pub step: i64,
    /// Its name.
    pub name: String,
    /// Where the dossier lay when the visit ended.
    pub unit: UnitId,
    /// Who ended it; nobody yet where it goes on.
    pub person: Option<PersonId>,
    /// When it began.
    pub from: Instant,
    /// When it ended; none where the dossier is there still.
    pub left: Option<Instant>,
    /// Working minutes allotted.
    pub allotted: i64,
    /// It lay settled, until it was taken back into work.
    pub settled: bool,
    /// The step is placed in a named unit, a partner in the process.
    pub linked: bool,
    /// The opinions gathered at once, where the step is the first of such.
    pub opinions: Vec<Opinion>,
}

/// An opinion asked of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The step it answers.
    pub step: i64,
    /// Its name.
    pub name: String,
    /// The unit asked.
    pub unit: UnitId,
    /// Who answered.
    pub person: Option<PersonId>,
    /// When it was answered; none where it is waited for.
    pub answered: Option<Instant>,
    /// Working minutes allotted.
    pub allotted: i64,
    /// The unit is named by the process, a partner in it.
    pub linked: bool,
}

/// The realised critical path: what is not on it has cost no time.
pub(super) fn critical(
    visits: &[Visit],
    allowed: &Allowed,
    calendar: &Calendar,
) -> Result<Vec<Part>, CalendarError> {
    let mut parts = Vec::with_capacity(visits.len());
    let mut times: BTreeMap<i64, i64> = BTreeMap::new();
    for visit in visits {
        let to = visit.left.unwrap_or_else(|| end(allowed, visit.from));
        let begun = parts.len();
        match last_of(&visit.opinions) {
            Some(opinion) => gathering(visit, opinion, to, &mut parts),
            None => parts.push(own(visit, to)),
        }
        let time = times.entry(visit.step).or_default();
        *time += i64::from(!visit.settled);
        for part in &mut parts[begun..] {
            part.visit = (*time).max(1);
            part.used = allowed.within(calendar, part.from, part.to)?;
        }
    }
    // What lay settled while its clock stood cost nobody anything.
    parts.retain(|part| part.kind != PartKind::Settled || part.used != 0);
    Ok(parts)
}

/// Until when what goes on still has used time.
fn end(allowed: &Allowed, from: Instant) -> Instant {
    allowed.stretches.last().map_or(from, |(_, end)| *end).max(from)
}

/// Of opinions gathered at once the one the step waited for: the one answered last, or one that is not answered yet; of
/// several the first of the process, for all of them were waited for as long.
fn last_of(opinions: &[Opinion]) -> Option<&Opinion> {
    // An open one is later than any answer.
    let when = |o: &Opinion| (o.answered.is_none(), o.answered);
    opinions.iter().min_by_key(|o| (std::cmp::Reverse(when(o)), o.step))
}

fn own(visit: &Visit, to: Instant) -> Part {
    let kind = if visit.settled { PartKind::Settled } else { PartKind::Step };
    Part {
        kind,
        step: visit.step,
        name: visit.name.clone(),
        visit: 1,
        unit: visit.unit,
        person: visit.person,
        from: visit.from,
        to,
        used: 0,
        allotted: visit.allotted,
    }
}

/// The wait for an opinion, and what passed afterwards until the dossier was handed over.
fn gathering(visit: &Visit, opinion: &Opinion, to: Instant, parts: &mut Vec<Part>) {
    let answered = opinion.answered.map_or(to, |at| at.clamp(visit.from, to));
    let waited = Part {
        kind: PartKind::Opinion,
        step: opinion.step,
        name: opinion.name.clone(),
        unit: opinion.unit,
        person: opinion.person,
        to: answered,
        allotted: opinion.allotted,
        ..own(visit, to)
    };
    parts.push(waited);
    if opinion.answered.is_some() && answered < to {
        parts.push(Part { kind: PartKind::HandOver, from: answered, allotted: 0, ..own(visit, to) });
    }
}

/// Linked units in their own time, by their own calendars.
pub(super) fn linked<'c>(
    visits: &[Visit],
    allowed: &Allowed,
    calendar_of: impl Fn(UnitId) -> Option<&'c Calendar>,
) -> Result<Vec<Linked>, Unexplained> {
    let mut found = Vec::new();
    for visit in visits {
        if visit.linked && visit.opinions.is_empty() && !visit.settled {
            found.push(Linked {
                step: visit.step,
                name: visit.name.clone(),
                unit: visit.unit,
                person: visit.person,
                came: visit.from,
                left: visit.left,
                used: 0,
                allotted: visit.allotted,
            });
        }
        let asked = visit.opinions.iter().filter(|o| o.linked);
        found.extend(asked.map(|o| Linked {
            step: o.step,
            name: o.name.clone(),
            unit: o.unit,
            person: o.person,
            came: visit.from,
            // What was not answered is nobody's to answer any more once the dossier has gone on.
            left: o.answered.or(visit.left),
            used: 0,
            allotted: o.allotted,
        }));
    }
    for one in &mut found {
        let own = calendar_of(one.unit).ok_or(Unexplained::NoCalendar(one.unit))?;
        one.used = allowed.within(own, one.came, one.left.unwrap_or_else(|| end(allowed, one.came)))?;
    }
    Ok(found)
}
