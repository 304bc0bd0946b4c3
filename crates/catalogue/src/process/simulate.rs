//! A dry run of one dossier through a process, before anybody approves it: when each step begins, is due and ends,
//! and whether the dossier is late in the end, and through which steps.
//!
//! All in working minutes of one calendar, the competent unit's. The identity by which lateness is explained
//! (`domain.md` 3) holds: `used − term = Σ over the critical path of (used − allotted) + waits − reserve`, where
//! `reserve = term − Σ allotted on that path`.

use super::{Process, Step};
use kernel::calendar::{Calendar, CalendarError};
use kernel::moment::MICROS_PER_MINUTE;
use kernel::term::{self, Term, TermRules};
use kernel::timeliness::Timeliness;
use kernel::{Day, Instant, Refusal};

/// How long the steps take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Taken {
    /// So many percent of what is allotted, rounded to the nearest minute.
    Percent(i64),
    /// So many working minutes, step by step; a step beyond the list takes what is allotted.
    Minutes(Vec<i64>),
}

impl Taken {
    /// Working minutes of a step, counted from 1.
    fn of(&self, no: i64, step: &Step) -> i64 {
        let allotted = step.allotment_minutes.max(0);
        match self {
            Self::Percent(percent) => (allotted * (*percent).max(0) + 50) / 100,
            Self::Minutes(list) => {
                let own = usize::try_from(no - 1).ok().and_then(|i| list.get(i));
                own.map_or(allotted, |minutes| (*minutes).max(0))
            }
        }
    }
}

/// What a process is tried with.
#[derive(Clone, Debug)]
pub struct Trial<'a> {
    /// The procedure's term.
    pub term: Term,
    /// How it is counted.
    pub rules: TermRules,
    /// The working time of the competent unit.
    pub calendar: &'a Calendar,
    /// When the dossier is accepted.
    pub start: Instant,
    /// How long the steps take.
    pub taken: Taken,
    /// Working minutes that pass at each hand-over, before the next step begins.
    pub hand_over: i64,
}

/// One step of the dry run. Minutes are working minutes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ran {
    /// Number of the step, from 1.
    pub no: i64,
    /// Minutes from the clock's beginning to the step's.
    pub offset: i64,
    /// Minutes that it waited to be handed over.
    pub waited: i64,
    /// When it begins: within working time.
    pub begins: Instant,
    /// When its allotment is used up.
    pub due: Instant,
    /// When it ends.
    pub ends: Instant,
    /// Minutes allotted.
    pub allotted: i64,
    /// Minutes taken.
    pub used: i64,
    /// Whether the dossier waited for it: of steps that run at once the one that ends last.
    pub critical: bool,
}

impl Ran {
    /// Minutes beyond the allotment; below 0 where some are left.
    pub fn over(&self) -> i64 {
        self.used - self.allotted
    }
}

/// What became of the dry run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Simulated {
    /// When the clock begins: at acceptance, or on the next working day after a cut-off.
    pub begins: Instant,
    /// The date that decides.
    pub due_day: Day,
    /// The instant on it at which the time is used up.
    pub due_at: Instant,
    /// The steps that were reached, in order.
    pub steps: Vec<Ran>,
    /// When it is settled.
    pub settled_at: Instant,
    /// Minutes of the term, at eight hours a day.
    pub term: i64,
    /// Minutes from the clock's beginning to the settlement.
    pub used: i64,
    /// Minutes allotted on the critical path.
    pub allotted: i64,
    /// Minutes lost at hand-overs.
    pub waits: i64,
    /// Minutes between the settlement and the end of the due date; below 0 when that had passed.
    pub left: i64,
}

impl Simulated {
    /// Minutes of the term that no step on the critical path is given.
    pub fn reserve(&self) -> i64 {
        self.term - self.allotted
    }

    /// Minutes that counting by date gives beyond the term, up to the end of the due day: the term and this are what
    /// was used and what is left. Below 0 where the days up to it have less than eight hours.
    pub fn rounding(&self) -> i64 {
        self.used + self.left - self.term
    }

    /// Early, on time or late: by date.
    pub fn timeliness(&self) -> Timeliness {
        Timeliness::judge(self.settled_at.day(), self.due_day)
    }

    /// Whether it is settled after its due date.
    pub fn late(&self) -> bool {
        self.timeliness() == Timeliness::Late
    }

    /// The steps for which the dossier waited.
    pub fn critical(&self) -> impl Iterator<Item = &Ran> {
        self.steps.iter().filter(|ran| ran.critical)
    }

    /// The steps through which time was lost, the one that lost most first.
    pub fn overran(&self) -> Vec<&Ran> {
        let mut found: Vec<&Ran> = self.critical().filter(|ran| ran.over() > 0).collect();
        found.sort_by_key(|ran| std::cmp::Reverse(ran.over()));
        found
    }
}

/// Why there is nothing to tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unsimulated {
    /// The dossier comes to no step that decides.
    NeverSettles,
    /// The calendar does not reach that far.
    Calendar(CalendarError),
}

impl From<CalendarError> for Unsimulated {
    fn from(error: CalendarError) -> Self {
        Self::Calendar(error)
    }
}

impl From<Unsimulated> for Refusal {
    fn from(why: Unsimulated) -> Self {
        match why {
            Unsimulated::NeverSettles => Self::new(
                "process.never_settles",
                "Hồ sơ chạy thử không tới bước nào ra kết quả. Hãy đánh dấu bước cuối là bước ra kết quả.",
                "The dossier comes to no step that decides. Let the last step decide.",
            ),
            Unsimulated::Calendar(error) => Self::new(
                "process.calendar",
                format!("Lịch làm việc chưa có cho thời gian này ({error}). Hãy chọn ngày khác."),
                format!("The working calendar does not reach that far ({error}). Choose another day."),
            ),
        }
    }
}

impl Process {
    /// Lets one dossier run through it; allotments by share are taken within the trial's term. A process that is not
    /// sound is run as far as a dossier comes.
    ///
    /// # Errors
    /// [`Unsimulated`]: no step decides, or the calendar ends too early.
    pub fn simulate(&self, trial: &Trial<'_>) -> Result<Simulated, Unsimulated> {
        let scaled = self.within(trial.term);
        let clock = term::start(trial.calendar, trial.term, trial.rules, trial.start)?;
        let mut run = Run { trial, at: clock.from, offset: 0, waits: 0, allotted: 0, steps: Vec::new() };
        for stage in scaled.stages() {
            let members: Vec<(i64, &Step)> =
                stage.filter_map(|no| scaled.step(no).map(|step| (no, step))).collect();
            run.stage(&members)?;
            if members.iter().any(|(_, step)| step.settles) {
                return Ok(Simulated {
                    begins: clock.from,
                    due_day: clock.due_day,
                    due_at: clock.due_at,
                    settled_at: run.at,
                    term: trial.term.working_minutes(),
                    used: run.offset,
                    allotted: run.allotted,
                    waits: run.waits,
                    left: trial.calendar.working_minutes(run.at, clock.due_at)?,
                    steps: run.steps,
                });
            }
        }
        Err(Unsimulated::NeverSettles)
    }
}

/// Where a dry run has come.
struct Run<'a> {
    trial: &'a Trial<'a>,
    at: Instant,
    offset: i64,
    waits: i64,
    allotted: i64,
    steps: Vec<Ran>,
}

impl Run<'_> {
    /// Runs the steps of one stage at once.
    fn stage(&mut self, members: &[(i64, &Step)]) -> Result<(), Unsimulated> {
        let calendar = self.trial.calendar;
        let waited = if self.steps.is_empty() { 0 } else { self.trial.hand_over.max(0) };
        let begins = working(calendar, calendar.add_minutes(self.at, waited)?)?;
        let offset = self.offset + waited;
        let first = self.steps.len();
        for (no, step) in members {
            let used = self.trial.taken.of(*no, step);
            let allotted = step.allotment_minutes.max(0);
            self.steps.push(Ran {
                no: *no,
                offset,
                waited,
                begins,
                due: calendar.add_minutes(begins, allotted)?,
                ends: calendar.add_minutes(begins, used)?,
                allotted,
                used,
                critical: false,
            });
        }
        let longest = self.steps[first..].iter().map(|ran| ran.used).max().unwrap_or(0);
        if let Some(last) = self.steps[first..].iter_mut().find(|ran| ran.used == longest) {
            last.critical = true;
            self.at = last.ends;
            self.allotted += last.allotted;
        }
        self.offset = offset + longest;
        self.waits += waited;
        Ok(())
    }
}

/// The instant itself within working time, else when work next begins.
fn working(calendar: &Calendar, at: Instant) -> Result<Instant, CalendarError> {
    let first = calendar.add_minutes(at, 1)?;
    Ok(at.max(Instant(first.0 - MICROS_PER_MINUTE)))
}
