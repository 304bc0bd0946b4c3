//! Follows a dossier through what happened to it.

use super::{Conformity, Deviation, DeviationKind, Rules, Told, Visit};
use catalogue::{Place, Power, Process};
use dossier::file::Entry;
use dossier::words::{EventKind, Outcome, StateName};
use kernel::{Instant, UnitId};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

pub(super) struct Walk<'a, R> {
    process: &'a Process,
    receiving: UnitId,
    /// How it ended, where it is settled.
    outcome: Option<Outcome>,
    rules: &'a R,
    found: Conformity,
    /// The clock of the present stay runs since then.
    running: Option<Instant>,
    /// Opinions that were given, each with the step in which the dossier lay.
    opinions: Vec<(i64, UnitId)>,
    /// The first step that is judged: others before it are not known.
    first: i64,
}

impl<'a, R: Rules> Walk<'a, R> {
    pub(super) fn new(
        process: &'a Process,
        receiving: UnitId,
        outcome: Option<Outcome>,
        rules: &'a R,
    ) -> Self {
        let found = Conformity::default();
        Self { process, receiving, outcome, rules, found, running: None, opinions: Vec::new(), first: 1 }
    }

    pub(super) fn through(mut self, history: &[Entry], now: Instant) -> Conformity {
        for entry in history {
            self.step(entry);
        }
        if self.found.settled.is_none() {
            self.use_up(now);
        }
        if self.found.settled.is_some() {
            self.look_at_end();
        }
        self.look_at_stays();
        self.found.deviations.sort_by_key(|d| (d.step, d.kind));
        self.found
    }

    fn step(&mut self, e: &Entry) {
        self.use_up(e.at);
        match e.kind {
            EventKind::Accepted | EventKind::Forwarded => self.hand_over(e),
            EventKind::SentBack => {
                let from = self.present().map_or(e.step, |v| v.step);
                self.found.told.push(Told::SentBack(from, e.said.clone()));
                self.hand_over(e);
            }
            EventKind::TakenOver => {
                self.first = e.step;
                if e.step > 1 {
                    self.found.told.push(Told::TakenOver(e.step));
                }
                self.hand_over(e);
            }
            EventKind::Transferred => {
                self.found.told.push(Told::Transferred(e.step));
                let used = self.present().and_then(|v| v.used);
                self.hand_over(e);
                // The heir goes on with what was left of the step.
                if let Some(visit) = self.found.visits.last_mut().filter(|v| v.until.is_none()) {
                    visit.used = used.or(visit.used);
                }
            }
            EventKind::SupplementRequested => self.paused(e, Power::Supplement),
            EventKind::PaymentRequested => self.paused(e, Power::FinancialDuty),
            EventKind::ProcedureCorrected => self.corrected(e),
            EventKind::Settled => {
                self.leave(e);
                self.found.settled = Some(e.at);
            }
            EventKind::Reopened => {
                self.found.settled = None;
                self.found.told.push(Told::Reopened(e.step, e.said.clone()));
                self.hand_over(e);
            }
            EventKind::OpinionGiven => self.opinions.extend(e.asked.iter().map(|unit| (e.step, *unit))),
            EventKind::Delivered => self.found.delivered = Some(e.at),
            EventKind::Voided => self.leave(e),
            // Whatever else brings it into another step is a hand-over.
            _ if self.present().is_some_and(|v| v.step != e.step) => self.hand_over(e),
            // The others leave it where it is.
            _ => {}
        }
        let runs = matches!(e.state, StateName::Accepted | StateName::InStep);
        self.running = (runs && self.present().is_some()).then_some(e.at);
    }

    fn present(&self) -> Option<&Visit> {
        self.found.visits.last().filter(|v| v.until.is_none())
    }

    /// The time since the clock ran last belongs to the present stay.
    fn use_up(&mut self, until: Instant) {
        let Some(from) = self.running.take() else { return };
        let rules = self.rules;
        if let Some(visit) = self.found.visits.last_mut().filter(|v| v.until.is_none()) {
            let minutes = rules.minutes(visit.clock, from, until);
            visit.used = visit.used.zip(minutes).map(|(used, more)| used + more.max(0));
        }
    }

    fn leave(&mut self, e: &Entry) {
        if let Some(visit) = self.found.visits.last_mut().filter(|v| v.until.is_none()) {
            (visit.until, visit.ended) = (Some(e.at), Some(e.kind));
        }
    }

    /// Out of one stay, into the next.
    fn hand_over(&mut self, e: &Entry) {
        self.leave(e);
        let stage = self.stage(e.step);
        let allotments = stage.filter_map(|no| self.process.step(no)).map(|s| s.allotment_minutes);
        let linked = self.process.step(e.step).is_some_and(|s| matches!(s.place, Place::Unit(_)));
        self.found.visits.push(Visit {
            step: e.step,
            place: e.standing,
            competent: e.unit,
            // A linked unit works by its own calendar.
            clock: if linked && e.standing != e.unit { e.standing } else { e.unit },
            from: e.at,
            until: None,
            began: e.kind,
            by: e.actor,
            said: e.said.clone(),
            ended: None,
            used: Some(0),
            allotted: allotments.max().unwrap_or(0),
            judged: true,
        });
    }

    fn paused(&mut self, e: &Entry, power: Power) {
        self.found.told.push(Told::Paused(e.step, e.said.clone()));
        self.needs(e.step, power);
    }

    fn needs(&mut self, step: i64, power: Power) {
        if self.process.step(step).is_some_and(|s| !s.may.contains(&power)) {
            self.note(DeviationKind::WithoutPower, step, 0);
        }
    }

    fn note(&mut self, kind: DeviationKind, step: i64, minutes: i64) {
        self.found.deviations.push(Deviation { kind, step, minutes });
    }

    /// What was done under another procedure is not held against this one.
    fn corrected(&mut self, e: &Entry) {
        self.found.told.push(Told::Corrected(e.step));
        self.found.deviations.clear();
        self.first = e.step;
        let present = self.present().is_some();
        for visit in &mut self.found.visits {
            visit.judged = false;
        }
        if present {
            self.hand_over(e);
        }
    }

    /// What the last step says of how it ended.
    fn look_at_end(&mut self) {
        let Some((step, outcome)) = self.found.visits.last().map(|v| v.step).zip(self.outcome) else {
            return;
        };
        let decides = self.process.step(step).is_some_and(|s| s.settles);
        match outcome {
            Outcome::Granted if !decides => self.note(DeviationKind::GrantedElsewhere, step, 0),
            Outcome::Refused => self.needs(step, Power::Refuse),
            Outcome::Stopped => self.needs(step, Power::Stop),
            Outcome::Granted | Outcome::Withdrawn => {}
        }
        if !decides && outcome != Outcome::Granted {
            self.found.told.push(Told::NotDue(step + 1));
        }
    }

    /// Everything that can be said once all stays are known.
    fn look_at_stays(&mut self) {
        let visits: Vec<Visit> = self.found.visits.iter().filter(|v| v.judged).cloned().collect();
        let mut before: Option<usize> = None;
        let mut seen = BTreeSet::new();
        for visit in &visits {
            let stage = self.stage_of(visit.step);
            let back = matches!(
                visit.began,
                EventKind::SentBack
                    | EventKind::Reopened
                    | EventKind::Transferred
                    | EventKind::ProcedureCorrected
            );
            if stage.is_none() || (!back && before > stage) {
                self.note(DeviationKind::OutOfOrder, visit.step, 0);
            }
            if !back && visit.began != EventKind::TakenOver && !self.belongs(visit) {
                self.note(DeviationKind::WrongPlace, visit.step, 0);
            }
            if let Some(over) = visit.over() {
                self.note(DeviationKind::OverAllotment, visit.step, over);
            }
            seen.insert(visit.step);
            before = stage;
        }
        let Some(last) = visits.iter().filter_map(|v| self.stage_of(v.step)).max() else { return };
        for (place, stage) in self.process.stages().into_iter().enumerate() {
            // Of steps that run at once the others may still be under way until the dossier has gone on.
            let passed = place < last
                || (place == last && self.found.settled.is_some() && stage.start() == stage.end());
            if passed {
                self.look_for(stage, &seen, &visits);
            }
        }
    }

    /// Every step of a stage must have been entered; of opinions that are gathered at once, each must have been given.
    fn look_for(&mut self, stage: RangeInclusive<i64>, seen: &BTreeSet<i64>, visits: &[Visit]) {
        let whole = stage.clone().all(|step| seen.contains(&step));
        let competent = visits.iter().rfind(|v| stage.contains(&v.step)).map(|v| (v.competent, v.from.day()));
        let mut given: Vec<UnitId> =
            self.opinions.iter().filter(|(step, _)| stage.contains(step)).map(|(_, unit)| *unit).collect();
        for step in stage.clone().filter(|step| *step >= self.first).collect::<Vec<_>>() {
            // In the first of several steps it lies while all opinions are gathered: that tells nothing of its own.
            let entered = seen.contains(&step) && (whole || step != *stage.start());
            let place = self.process.step(step).zip(competent).map(|(s, (unit, day))| {
                let place = match s.place {
                    Place::Desk => self.receiving,
                    Place::Competent => unit,
                    Place::Unit(unit) => unit,
                };
                [place, self.rules.holder(place, day)]
            });
            let opinion = place.and_then(|place| given.iter().position(|unit| place.contains(unit)));
            match opinion {
                Some(at) => drop(given.swap_remove(at)),
                None if entered => {}
                None => self.note(DeviationKind::Skipped, step, 0),
            }
        }
    }

    /// The steps that run at once with a step.
    fn stage(&self, step: i64) -> RangeInclusive<i64> {
        self.process.stages().into_iter().find(|stage| stage.contains(&step)).unwrap_or(step..=step)
    }

    fn stage_of(&self, step: i64) -> Option<usize> {
        self.process.stages().iter().position(|stage| stage.contains(&step))
    }

    /// Whether a stay was where its step belongs, or with the heir of that unit.
    fn belongs(&self, visit: &Visit) -> bool {
        let Some(step) = self.process.step(visit.step) else { return true };
        let place = match step.place {
            Place::Desk => self.receiving,
            Place::Competent => visit.competent,
            Place::Unit(unit) => unit,
        };
        let stage = self.stage(visit.step);
        // Opinions are gathered by the competent unit.
        let gathers = stage.start() < stage.end() && visit.place == visit.competent;
        gathers || visit.place == place || visit.place == self.rules.holder(place, visit.from.day())
    }
}
