//! Where a dossier has been, where it is, and where it will go.

use super::words::result_by;
use crate::locale::T;
use crate::time;
use catalogue::{Place, Step};
use dossier::model::{Dossier, Stage};
use dossier::reference::Reference;
use dossier::tracking::{Followed, Gathered};
use dossier::words::Channel;
use kernel::{Instant, UnitId};
use std::ops::RangeInclusive;
use webkit::component::{Path, Stop, When};
use webkit::words;

/// What the path is drawn from.
pub(super) struct Route<'a> {
    pub(super) t: T,
    pub(super) reference: &'a Reference,
    pub(super) followed: &'a Followed,
    pub(super) now: Instant,
    pub(super) unit: &'a str,
    pub(super) desk: &'a str,
}

fn stop(title: impl Into<String>, note: impl Into<String>, when: When) -> Stop {
    Stop { title: title.into(), note: note.into(), when }
}

impl Route<'_> {
    fn dossier(&self) -> &Dossier {
        &self.followed.dossier
    }

    fn moment(&self, at: Instant) -> String {
        words::moment(self.t.0, at)
    }

    /// From handing in to the result.
    pub(super) fn path(&self) -> Path {
        let (t, d) = (self.t, self.dossier());
        let mut stops = vec![self.filed()];
        match &d.stage {
            Stage::NotAccepted | Stage::Void => {
                let ended = self.followed.history.last().map(|h| self.moment(h.at)).unwrap_or_default();
                let title = if d.stage == Stage::Void { t.state_void() } else { t.state_not_accepted() };
                stops.push(stop(title, ended, When::Now));
                return Path { stops };
            }
            Stage::Submitted => stops.push(stop(t.path_waiting(self.desk), "", When::Now)),
            _ => {}
        }
        stops.extend(self.steps());
        let where_to = result_by(t, d, self.desk);
        stops.push(match &d.stage {
            Stage::Settled(..) => stop(t.path_result(), where_to, When::Now),
            Stage::Delivered(_, _, at, _) => stop(t.path_result(), self.moment(*at), When::Done),
            _ => stop(t.path_result(), where_to, When::Ahead),
        });
        Path { stops }
    }

    fn filed(&self) -> Stop {
        let (t, d) = (self.t, self.dossier());
        let at = d.submitted_at.or(d.intake.as_ref().map(|i| i.at));
        let title = match d.channel {
            Channel::Online => t.path_online().to_owned(),
            Channel::Post => t.path_post().to_owned(),
            Channel::Counter => t.path_counter(self.desk),
        };
        stop(title, at.map(|at| self.moment(at)).unwrap_or_default(), When::Done)
    }

    fn steps(&self) -> Vec<Stop> {
        let d = self.dossier();
        let process = &self.followed.procedure.process;
        // Each step ahead is expected when those before it have used up their time.
        let mut expected = d.lying.due.map(|due| due.max(self.now)).filter(|_| d.stage.running().is_some());
        let mut stops = Vec::new();
        for stage in process.stages() {
            let settled = d.stage.verdict().is_some();
            let (no, last) = (*stage.start(), *stage.end());
            if no < last {
                stops.push(self.gathered(stage, settled, &mut expected));
                continue;
            }
            let Some(step) = process.step(no) else { continue };
            if d.stage != Stage::Submitted && (no < d.lying.step || (settled && no == d.lying.step)) {
                let left = self.followed.left(no).map(|at| self.moment(at)).unwrap_or_default();
                stops.push(stop(&step.name, left, When::Done));
            } else if d.stage != Stage::Submitted && no == d.lying.step {
                stops.push(stop(&step.name, self.here(step), When::Now));
            } else if !settled {
                expected = expected.and_then(|from| self.after(step, from));
                stops.push(stop(&step.name, self.ahead(step, expected), When::Ahead));
            }
        }
        stops
    }

    /// Opinions gathered at once are one stage, with how each unit stands.
    fn gathered(&self, stage: RangeInclusive<i64>, settled: bool, expected: &mut Option<Instant>) -> Stop {
        let (t, d) = (self.t, self.dossier());
        let (no, last) = (*stage.start(), *stage.end());
        let process = &self.followed.procedure.process;
        let steps: Vec<&Step> = stage.filter_map(|no| process.step(no)).collect();
        let filed = d.stage != Stage::Submitted;
        if filed && (no < d.lying.step || (settled && no == d.lying.step)) {
            let left = self.followed.left_group(no, last).map(|at| self.moment(at)).unwrap_or_default();
            return stop(t.path_opinions(), left, When::Done);
        }
        if filed && no == d.lying.step {
            if let Stage::Paused { since, .. } = &d.stage {
                return stop(
                    t.path_opinions(),
                    t.path_paused(self.unit, words::day(t.0, since.day())),
                    When::Now,
                );
            }
            let name = |unit| {
                let directory = &self.reference.directory;
                let version =
                    directory.version_at(unit, self.now.day()).or_else(|| directory.last_version(unit));
                version.map(|v| v.name.clone()).unwrap_or_default()
            };
            let of = |one: &Gathered| match one.answered {
                Some(at) => t.path_opinion_given(name(one.unit), words::day(t.0, at.day())),
                None => t.path_opinion_waits(name(one.unit)),
            };
            let units = self.followed.gathered.iter().map(of).collect::<Vec<_>>().join("; ");
            return stop(t.path_opinions(), units, When::Now);
        }
        let longest = steps.iter().copied().max_by_key(|step| step.allotment_minutes);
        *expected = expected.and_then(|from| self.after(longest?, from));
        let note = longest.map(|step| self.ahead(step, *expected)).unwrap_or_default();
        stop(t.path_opinions(), note, When::Ahead)
    }

    /// The step in which it lies.
    fn here(&self, step: &Step) -> String {
        let (t, d) = (self.t, self.dossier());
        if let Stage::Paused { since, .. } = &d.stage {
            return t.path_paused(self.unit, words::day(t.0, since.day()));
        }
        let given = time::length(t, step.allotment_minutes);
        let since = words::day(t.0, d.lying.since.day());
        let calendar = self.reference.calendar(d.lying.unit).ok();
        let used = calendar.and_then(|c| c.working_minutes(d.lying.since, self.now).ok());
        match used.filter(|used| *used > 0) {
            Some(used) => t.path_here_used(self.unit, since, given, time::length(t, used)),
            None => t.path_here(self.unit, since, given),
        }
    }

    /// When a step that begins then will be done.
    fn after(&self, step: &Step, from: Instant) -> Option<Instant> {
        let d = self.dossier();
        let unit: UnitId = match step.place {
            Place::Desk => d.receiving,
            Place::Competent => d.unit,
            Place::Unit(unit) => unit,
        };
        let unit = self.reference.holder(unit, self.now.day());
        self.reference.calendar(unit).ok()?.add_minutes(from, step.allotment_minutes).ok()
    }

    /// A step that comes: until when, as long as that keeps the due date.
    fn ahead(&self, step: &Step, expected: Option<Instant>) -> String {
        let t = self.t;
        let due = self.dossier().stage.running().map(|r| r.due_day);
        match expected.filter(|at| due.is_some_and(|due| at.day() <= due)) {
            Some(at) => t.path_expected(words::day(t.0, at.day())),
            None => t.path_given(time::length(t, step.allotment_minutes)),
        }
    }
}
