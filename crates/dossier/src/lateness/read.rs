//! The path and the clock of a dossier, as its events tell them.

use super::{Allowed, Lateness, Opinion, Visit};
use crate::desk::Desk;
use crate::explain::{Past, Told, clock};
use crate::model::{Dossier, Stage, stage_of};
use crate::reference::Reference;
use crate::referral::{self, Referral, ReferralKind};
use crate::words::{EventKind, StateName};
use catalogue::{Place, Revision};
use kernel::{Fault, Instant, Result, Units};
use std::sync::Arc;
use store::Tx;

impl Desk {
    /// Where the time of the dossier with this code went up to now, or up to when it was settled; for somebody who sees
    /// these units. None where no clock ran: not accepted, or voided.
    ///
    /// # Errors
    /// A refusal `dossier.unknown`, also for what may not be seen; a fault of the database.
    pub fn lateness(&self, code: &str, units: &Units, now: Instant) -> Result<Option<Lateness>> {
        let code = code.to_owned();
        self.look_up(|tx, reference| {
            let d = crate::file::named(tx, reference, &code, units)?;
            of_dossier(tx, reference, &d, now)
        })
    }
}

impl Lateness {
    /// As [`Desk::lateness`], of a dossier that was read.
    ///
    /// # Errors
    /// A fault of the database, or when its events tell of its time with gaps.
    pub fn of_dossier(tx: &mut Tx, reference: &Reference, d: &Dossier, now: Instant) -> Result<Option<Self>> {
        of_dossier(tx, reference, d, now)
    }
}

fn of_dossier(tx: &mut Tx, reference: &Reference, d: &Dossier, now: Instant) -> Result<Option<Lateness>> {
    let Some(running) = clock(&d.stage) else {
        return Ok(None);
    };
    let because = |e| Fault::because(format!("dossier {}: where its time went", d.id), e);
    let calendar = reference.calendar(d.unit)?;
    let past = Past::read(tx, reference, d, calendar)?;
    let (mut runs, pauses) = past.with_the_present(&d.stage, running);
    let stopped_at = past.told.iter().rev().map(|(told, _)| told).find(|told| stops(told.kind)).map(|t| t.at);
    let (end, stands) = match &d.stage {
        Stage::Paused { since, .. } => (*since, true),
        Stage::Settled(_, verdict) | Stage::Delivered(_, verdict, ..) => match verdict.held {
            // What the applicant takes is nobody's time: it was judged as of when the clock was stopped.
            Some(_) => (stopped_at.unwrap_or(verdict.at), true),
            None => (verdict.at, false),
        },
        _ => (now, false),
    };
    // Of a clock that another program stopped the events tell no run that ended.
    if let Some(last) = runs.last_mut().filter(|run| stands && run.stopped.is_none()) {
        last.stopped = Some(end);
    }
    let left: Vec<i64> = pauses.iter().map(|pause| pause.left).collect();
    let allowed = Allowed::of(calendar, &runs, &left, end).map_err(|e| because(e.into()))?;
    let mut asked = Vec::new();
    // Most processes ask nothing of others, and then nothing is looked up.
    if past.told.iter().any(|(_, filed)| filed.process.steps.iter().any(|s| s.group.is_some())) {
        asked = referral::of_dossier(tx, d.id)?;
        asked.retain(|one| one.kind == ReferralKind::Opinion);
    }
    let visits = visits(&past.told, asked);
    let of_unit = |unit| reference.calendars.for_unit(unit).map(AsRef::as_ref);
    Ok(Some(Lateness::explain(&visits, &allowed, calendar, of_unit).map_err(because)?))
}

fn stops(kind: EventKind) -> bool {
    matches!(kind, EventKind::SupplementRequested | EventKind::PaymentRequested)
}

/// Whether a dossier comes to lie in a step anew.
fn enters(kind: EventKind) -> bool {
    use EventKind::{Accepted, Forwarded, Reopened, SentBack, TakenOver};
    matches!(kind, Accepted | TakenOver | Forwarded | SentBack | Reopened)
}

/// The visits of the steps in order, with the opinions that were gathered in them.
fn visits(told: &[(Told, Arc<Revision>)], asked: Vec<Referral>) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    // Rounds follow each other as visits do: each visit takes the first that is left of each of its steps.
    let mut asked: Vec<Option<Referral>> = asked.into_iter().map(Some).collect();
    for (told, filed) in told {
        let settled = matches!(told.state, StateName::Settled | StateName::Delivered);
        if matches!(told.state, StateName::Submitted | StateName::NotAccepted | StateName::Void) {
            continue;
        }
        let stage = stage_of(&filed.process, told.step);
        let gathers = !settled && stage.start() < stage.end();
        // Another procedure's process asks anew.
        let asks_anew = |last: &Visit| {
            told.kind == EventKind::ProcedureCorrected && (gathers || !last.opinions.is_empty())
        };
        match visits.last_mut() {
            // It lies where it lay; a re-organisation or a correction may have moved it to another unit.
            Some(last)
                if !enters(told.kind)
                    && !asks_anew(last)
                    && last.settled == settled
                    && last.step == told.step =>
            {
                if !settled {
                    last.unit = told.standing;
                }
                continue;
            }
            Some(last) => {
                last.left = Some(told.at);
                last.person = Some(told.actor);
            }
            None => {}
        }
        let mut visit = begun(told, filed, settled);
        if gathers {
            let opinions = stage.filter_map(|no| {
                let slot = asked.iter_mut().find(|one| one.as_ref().is_some_and(|one| one.no == no))?;
                Some(opinion(slot.take()?, filed))
            });
            visit.opinions = opinions.collect();
        }
        visits.push(visit);
    }
    visits
}

fn begun(told: &Told, filed: &Revision, settled: bool) -> Visit {
    let step = filed.process.step(told.step);
    Visit {
        step: told.step,
        name: step.map(|s| s.name.clone()).unwrap_or_default(),
        unit: told.standing,
        person: None,
        from: told.at,
        left: None,
        allotted: step.filter(|_| !settled).map_or(0, |s| s.allotment_minutes),
        settled,
        linked: step.is_some_and(|s| matches!(s.place, Place::Unit(_))),
        opinions: Vec::new(),
    }
}

fn opinion(one: Referral, filed: &Revision) -> Opinion {
    Opinion {
        step: one.no,
        name: filed.process.step(one.no).map(|s| s.name.clone()).unwrap_or_default(),
        unit: one.unit,
        person: one.actor,
        answered: one.done,
        allotted: one.allotted,
        linked: one.linked,
    }
}
