//! Where a dossier comes to lie in its process, and what may be done there.

use super::{Circumstances, Dossier, Lying, out_of_calendar, wrong_state};
use catalogue::{Place, Power, Process};
use kernel::{Refusal, UnitId};
use std::ops::RangeInclusive;

/// The steps that run at once with a step; most run by themselves.
pub fn stage_of(process: &Process, step: i64) -> RangeInclusive<i64> {
    // Nearly every step of nearly every process: nothing is put together for it.
    if process.step(step).is_none_or(|s| s.group.is_none()) {
        return step..=step;
    }
    process.stages().into_iter().find(|stage| stage.contains(&step)).unwrap_or(step..=step)
}

impl Dossier {
    /// Whether the process lets something be done in the present step.
    pub(super) fn allows(&self, c: &Circumstances<'_>, power: Power) -> Result<(), Refusal> {
        let step = self.process(c).step(self.lying.step);
        if step.is_none_or(|s| s.may.contains(&power)) {
            return Ok(());
        }
        let name = step.map_or("", |s| s.name.as_str());
        let (vi, en) = match power {
            Power::Supplement => ("yêu cầu bổ sung hồ sơ", "ask for missing papers"),
            Power::FinancialDuty => ("yêu cầu thực hiện nghĩa vụ tài chính", "ask for payment"),
            Power::Refuse => ("từ chối hồ sơ", "refuse a dossier"),
            Power::Stop => ("dừng giải quyết hồ sơ", "stop a dossier"),
        };
        Err(Refusal::new(
            "dossier.step_may_not",
            format!("Bước '{name}' của quy trình không được {vi}. Hãy chuyển đến bước được làm việc đó."),
            format!("The step '{name}' of the process may not {en}. Hand the dossier to one that may."),
        ))
    }

    /// The unit where a step is worked on.
    pub(crate) fn place_of(&self, c: &Circumstances<'_>, place: Place) -> UnitId {
        match place {
            Place::Desk => c.desk,
            Place::Competent => c.holder(self.unit),
            Place::Unit(unit) => c.holder(unit),
        }
    }

    /// Comes to lie in the stage of a step. While opinions are gathered it lies in the competent unit, whose business it
    /// is to ask, to remind and to hand it on: nobody is sent the papers themselves, everybody asked sees them. Its time
    /// there is the longest that any of the asked has. A linked unit's step is due by that unit's own calendar.
    pub(super) fn lie(&self, c: &Circumstances<'_>, step: i64) -> Result<Lying, Refusal> {
        let process = self.process(c);
        let stage = stage_of(process, step);
        let Some(definition) = process.step(*stage.start()) else {
            return Err(wrong_state("Quy trình không có bước này.", "The process has no such step."));
        };
        let (mut unit, mut calendar) = (self.place_of(c, definition.place), c.calendar);
        let mut minutes = definition.allotment_minutes;
        if stage.start() < stage.end() {
            unit = c.holder(self.unit);
            minutes = stage
                .clone()
                .filter_map(|no| process.step(no))
                .map(|s| s.allotment_minutes)
                .max()
                .unwrap_or(0);
        } else if matches!(definition.place, Place::Unit(_)) {
            calendar = c.calendars.for_unit(unit).map_or(calendar, AsRef::as_ref);
        }
        let due = calendar.add_minutes(c.now, minutes).map_err(|e| out_of_calendar(&e))?;
        Ok(Lying { step: *stage.start(), unit, since: c.now, due: Some(due) })
    }
}
