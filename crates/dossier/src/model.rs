//! A dossier and its states. A state carries its data, and a transition consumes it: pure, without a database.

mod lying;

pub use lying::stage_of;

use crate::words::{Channel, Outcome, PauseReason, ResultBy, StateName};
use catalogue::{Place, Power, ProcedureId, Process, Revision};
use kernel::calendar::Calendar;
use kernel::term::{Held, Running};
use kernel::timeliness::Timeliness;
use kernel::{Day, Instant, Refusal, UnitId};
use organisation::{Calendars, Directory};

kernel::typed_id!(
    /// A dossier.
    DossierId
);

/// Whose dossier it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Applicant {
    /// Full name.
    pub name: String,
    /// Telephone number, as [`numbers`](crate::numbers) keeps it; may be empty.
    pub phone: String,
    /// Identity card or personal number, likewise.
    pub card: String,
    /// Address, one line; may be empty.
    pub address: String,
}

/// What acceptance fixed for good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Intake {
    /// The dossier's code.
    pub code: String,
    /// Its number of the day at the receiving desk; none for one taken over, whose code another program gave.
    pub number: Option<i64>,
    /// When it was accepted.
    pub at: Instant,
    /// The date printed on the slip; never changes.
    pub promised: Day,
}

/// Where the dossier lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lying {
    /// The step of the process, from 1.
    pub step: i64,
    /// The unit it lies in.
    pub unit: UnitId,
    /// Since when.
    pub since: Instant,
    /// When the step's allotment is used up; none before acceptance and while the clock stands.
    pub due: Option<Instant>,
}

/// How it ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// When it was settled.
    pub at: Instant,
    /// How.
    pub outcome: Outcome,
    /// Judged once, by date, against the due date of that day.
    pub timeliness: Timeliness,
    /// The cause given when it was late.
    pub late_cause: Option<String>,
    /// What the clock held, if it was settled while the clock stood: a reopened dossier goes on with that.
    pub held: Option<i64>,
}

/// The states.
#[derive(Clone, PartialEq, Debug)]
pub enum Stage {
    /// Sent online, not yet looked at.
    Submitted,
    /// Not accepted.
    NotAccepted,
    /// Accepted, still at the desk; the clock runs.
    Accepted(Running),
    /// In a step; the clock runs.
    InStep(Running),
    /// The clock stands still.
    Paused {
        /// What is waited for.
        why: PauseReason,
        /// Since when.
        since: Instant,
        /// The clock as it was stopped.
        held: Held,
    },
    /// Settled; the result waits at the desk.
    Settled(Running, Verdict),
    /// The result was handed over.
    Delivered(Running, Verdict, Instant, ResultBy),
    /// Voided as a wrong intake.
    Void,
}

/// A dossier.
#[derive(Clone, PartialEq, Debug)]
pub struct Dossier {
    /// Its id.
    pub id: DossierId,
    /// The random part of the slip's QR code.
    pub token: String,
    /// What is asked for.
    pub procedure: ProcedureId,
    /// The revision of the procedure it was filed under.
    pub revision: i64,
    /// The desk that took it in.
    pub receiving: UnitId,
    /// The competent unit.
    pub unit: UnitId,
    /// How it came in.
    pub channel: Channel,
    /// How the result is to be handed over.
    pub result_by: ResultBy,
    /// Whose it is.
    pub applicant: Applicant,
    /// What it is about, in a sentence.
    pub content: String,
    /// When it was sent online.
    pub submitted_at: Option<Instant>,
    /// What acceptance fixed.
    pub intake: Option<Intake>,
    /// The date announced in an apology; decides nothing.
    pub announced: Option<Day>,
    /// Where it lies.
    pub lying: Lying,
    /// Its state.
    pub stage: Stage,
    /// Number of events so far.
    pub version: i64,
}

impl Stage {
    /// The stored name.
    pub fn name(&self) -> StateName {
        match self {
            Self::Submitted => StateName::Submitted,
            Self::NotAccepted => StateName::NotAccepted,
            Self::Accepted(_) => StateName::Accepted,
            Self::InStep(_) => StateName::InStep,
            Self::Paused { .. } => StateName::Paused,
            Self::Settled(..) => StateName::Settled,
            Self::Delivered(..) => StateName::Delivered,
            Self::Void => StateName::Void,
        }
    }

    /// The running clock, if one runs.
    pub fn running(&self) -> Option<&Running> {
        match self {
            Self::Accepted(running) | Self::InStep(running) => Some(running),
            _ => None,
        }
    }

    /// The clock of an open dossier: as it runs, or as it ran until it was stopped.
    pub fn clock(&self) -> Option<&Running> {
        match self {
            Self::Accepted(running) | Self::InStep(running) => Some(running),
            Self::Paused { held, .. } => Some(&held.was),
            _ => None,
        }
    }

    /// The verdict, if it is settled.
    pub fn verdict(&self) -> Option<&Verdict> {
        match self {
            Self::Settled(_, verdict) | Self::Delivered(_, verdict, ..) => Some(verdict),
            _ => None,
        }
    }
}

/// Everything a transition is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// Now, in business time.
    pub now: Instant,
    /// The competent unit's calendar.
    pub calendar: &'a Calendar,
    /// The procedure as the dossier was filed under.
    pub procedure: &'a Revision,
    /// The desk that hands out its result: the receiving one, or its heir.
    pub desk: UnitId,
    /// The units, for whoever has taken over from one that has ended.
    pub directory: &'a Directory,
    /// The calendars of all units: a linked unit works by its own.
    pub calendars: &'a Calendars,
}

impl Circumstances<'_> {
    /// Who holds a unit's work today: itself, or its heir.
    fn holder(&self, unit: UnitId) -> UnitId {
        self.directory.map(unit, self.now.day())
    }
}

fn wrong_state(vi: &str, en: &str) -> Refusal {
    Refusal::new("dossier.wrong_state", vi, en)
}

/// What came of a calendar that does not reach far enough: data, not a bug, and somebody can mend it.
pub(crate) fn out_of_calendar(error: &kernel::calendar::CalendarError) -> Refusal {
    Refusal::new(
        "calendar.out_of_range",
        format!("Lịch làm việc chưa có cho thời gian này ({error}). Hãy bổ sung lịch rồi thử lại."),
        format!("The working calendar does not reach that far ({error}). Extend the calendar and try again."),
    )
}

impl Dossier {
    fn process<'a>(&self, c: &Circumstances<'a>) -> &'a Process {
        &c.procedure.process
    }

    /// Accepts it: the clock starts, the promised date is fixed, it lies at the desk. Its code is given next.
    ///
    /// # Errors
    /// A refusal when it was accepted, refused or voided before, or the calendar ends too early.
    pub fn accept(mut self, c: &Circumstances<'_>) -> Result<Self, Refusal> {
        if self.stage != Stage::Submitted || self.intake.is_some() {
            return Err(wrong_state(
                "Hồ sơ này đã được tiếp nhận hoặc từ chối trước đó.",
                "This dossier has been accepted or turned away before.",
            ));
        }
        let running = kernel::term::start(c.calendar, c.procedure.term, c.procedure.rules, c.now)
            .map_err(|e| out_of_calendar(&e))?;
        // Sent to a desk that has ended since: its heir takes it in.
        self.receiving = c.desk;
        self.lying = self.lie(c, 1)?;
        self.intake =
            Some(Intake { code: String::new(), number: Some(0), at: c.now, promised: running.due_day });
        self.stage = Stage::Accepted(running);
        Ok(self)
    }

    /// Takes over what another program accepted: with its dates, in the step where it lies.
    ///
    /// # Errors
    /// A refusal when it was accepted, refused or voided before, or the process has no such step.
    pub fn take_over(
        mut self,
        c: &Circumstances<'_>,
        intake: Intake,
        running: Running,
        step: i64,
    ) -> Result<Self, Refusal> {
        if self.stage != Stage::Submitted || self.intake.is_some() {
            return Err(wrong_state(
                "Hồ sơ này đã được tiếp nhận hoặc từ chối trước đó.",
                "This dossier has been accepted or turned away before.",
            ));
        }
        self.lying = self.lie(c, step)?;
        self.intake = Some(intake);
        self.stage = if self.lying.step == 1 { Stage::Accepted(running) } else { Stage::InStep(running) };
        Ok(self)
    }

    /// Turns a submitted dossier away. It counts nowhere.
    ///
    /// # Errors
    /// A refusal unless it is submitted.
    pub fn not_accept(mut self) -> Result<Self, Refusal> {
        if self.stage != Stage::Submitted {
            return Err(wrong_state(
                "Chỉ hồ sơ mới nộp, chưa tiếp nhận mới không tiếp nhận được.",
                "Only a submitted dossier can be turned away; refuse or stop an accepted one instead.",
            ));
        }
        self.stage = Stage::NotAccepted;
        Ok(self)
    }

    /// Hands it over to the next step; from where opinions are gathered to the step after all of them.
    ///
    /// # Errors
    /// A refusal when the clock does not run, or the present step is the one that settles.
    pub fn forward(mut self, c: &Circumstances<'_>) -> Result<Self, Refusal> {
        let (Stage::Accepted(running) | Stage::InStep(running)) = self.stage else {
            return Err(wrong_state(
                "Hồ sơ không ở trạng thái đang xử lý nên không chuyển bước được.",
                "The dossier is not being worked on, so it cannot be handed over.",
            ));
        };
        if self.process(c).step(self.lying.step).is_some_and(|s| s.settles) {
            return Err(Refusal::new(
                "dossier.last_step",
                "Đây là bước ra kết quả: hãy kết thúc, từ chối hoặc dừng hồ sơ.",
                "This step decides: settle, refuse or stop the dossier.",
            ));
        }
        self.lying = self.lie(c, stage_of(self.process(c), self.lying.step).end() + 1)?;
        self.stage = Stage::InStep(running);
        Ok(self)
    }

    /// Sends it back: to the previous step, or a settled one (not delivered) back into its last step. Where the steps
    /// before were opinions gathered at once it goes back among them, and all are asked anew.
    ///
    /// # Errors
    /// A refusal at the first step, or when it is neither in work nor waiting at the desk with its result.
    pub fn send_back(mut self, c: &Circumstances<'_>) -> Result<Self, Refusal> {
        match self.stage {
            Stage::InStep(running) if self.lying.step > 1 => {
                self.lying = self.lie(c, self.lying.step - 1)?;
                self.stage =
                    if self.lying.step == 1 { Stage::Accepted(running) } else { Stage::InStep(running) };
                Ok(self)
            }
            Stage::Settled(running, Verdict { held, .. }) => {
                // What was decreed meanwhile holds for it again; what the applicant took is not the unit's time.
                let running = match held {
                    Some(left) => kernel::term::resume(Held { was: running, left }, c.calendar, c.now),
                    None => kernel::term::recompute(&running, c.calendar),
                }
                .map_err(|e| out_of_calendar(&e))?;
                // The unit that settled it may have ended: an open dossier is its heir's.
                self.unit = c.holder(self.unit);
                self.lying = self.lie(c, self.lying.step)?;
                self.stage =
                    if self.lying.step == 1 { Stage::Accepted(running) } else { Stage::InStep(running) };
                Ok(self)
            }
            _ => Err(wrong_state(
                "Không có bước trước để trả lại hồ sơ này.",
                "There is no earlier step to send this dossier back to.",
            )),
        }
    }

    /// Stops the clock until the applicant has done something.
    ///
    /// # Errors
    /// A refusal when the clock does not run.
    pub fn pause(mut self, c: &Circumstances<'_>, why: PauseReason) -> Result<Self, Refusal> {
        let (Stage::Accepted(running) | Stage::InStep(running)) = self.stage else {
            return Err(wrong_state(
                "Hồ sơ không ở trạng thái đang xử lý nên không tạm dừng được.",
                "The dossier is not being worked on, so its clock cannot be stopped.",
            ));
        };
        self.allows(
            c,
            match why {
                PauseReason::Supplement => Power::Supplement,
                PauseReason::FinancialDuty => Power::FinancialDuty,
            },
        )?;
        let held = kernel::term::pause(running, c.calendar, c.now).map_err(|e| out_of_calendar(&e))?;
        self.lying.due = None;
        self.stage = Stage::Paused { why, since: c.now, held };
        Ok(self)
    }

    /// The clock goes on, by the procedure's rule.
    ///
    /// # Errors
    /// A refusal when it does not stand still.
    pub fn resume(mut self, c: &Circumstances<'_>) -> Result<Self, Refusal> {
        let Stage::Paused { held, .. } = self.stage else {
            return Err(wrong_state(
                "Hồ sơ không ở trạng thái tạm dừng.",
                "The dossier's clock does not stand still.",
            ));
        };
        let running = kernel::term::resume(held, c.calendar, c.now).map_err(|e| out_of_calendar(&e))?;
        let since = self.lying.since;
        self.lying = Lying { since, ..self.lie(c, self.lying.step)? };
        self.stage = if self.lying.step == 1 { Stage::Accepted(running) } else { Stage::InStep(running) };
        Ok(self)
    }

    /// Settles it, judged by date once and for all. A late one needs its cause.
    ///
    /// # Errors
    /// Refusals: not in work; granted outside the step that decides; late without a cause.
    pub fn settle(
        mut self,
        c: &Circumstances<'_>,
        outcome: Outcome,
        cause: Option<String>,
    ) -> Result<Self, Refusal> {
        match outcome {
            Outcome::Refused => self.allows(c, Power::Refuse)?,
            Outcome::Stopped => self.allows(c, Power::Stop)?,
            Outcome::Granted | Outcome::Withdrawn => {}
        }
        let cause = cause.filter(|text| !text.trim().is_empty());
        let (running, timeliness, held) = match self.stage {
            Stage::Accepted(running) | Stage::InStep(running) => {
                (running, Timeliness::judge(c.now.day(), running.due_day), None)
            }
            // The applicant's own time never makes the office late: what is withdrawn or stopped while the clock
            // stands is judged as of the day it was stopped.
            Stage::Paused { held, since, .. } if outcome != Outcome::Granted => {
                let running = held.as_running();
                (running, Timeliness::judge(since.day(), running.due_day), Some(held.left))
            }
            _ => {
                return Err(wrong_state(
                    "Hồ sơ không ở trạng thái đang xử lý nên không kết thúc được.",
                    "The dossier is not being worked on, so it cannot be settled.",
                ));
            }
        };
        let decides = self.process(c).step(self.lying.step).is_some_and(|s| s.settles);
        if outcome == Outcome::Granted && !decides {
            return Err(Refusal::new(
                "dossier.not_the_last_step",
                "Hồ sơ chưa tới bước ra kết quả: hãy chuyển bước trước.",
                "The dossier has not reached the step that decides: hand it over first.",
            ));
        }
        if timeliness == Timeliness::Late && cause.is_none() {
            return Err(Refusal::new(
                "dossier.late_reason_needed",
                format!("Hồ sơ đã quá hạn ({}). Hãy ghi nguyên nhân trễ.", running.due_day.vietnamese()),
                format!(
                    "The dossier is past its due date ({}). Give the cause of the delay.",
                    running.due_day
                ),
            ));
        }
        let late_cause = cause.filter(|_| timeliness == Timeliness::Late);
        self.lying.since = c.now;
        self.lying.due = None;
        self.lying.unit = c.desk;
        self.stage = Stage::Settled(running, Verdict { at: c.now, outcome, timeliness, late_cause, held });
        Ok(self)
    }

    /// The right competent unit. It lies where it lay, unless the present step is the competent unit's own.
    #[must_use]
    pub fn belonging_to(mut self, c: &Circumstances<'_>, right: UnitId) -> Self {
        let process = self.process(c);
        let stage = stage_of(process, self.lying.step);
        let own = stage.start() < stage.end()
            || process.step(self.lying.step).is_some_and(|s| s.place == Place::Competent);
        if own && self.stage.verdict().is_none() {
            self.lying.unit = right;
        }
        self.unit = right;
        self
    }

    /// Hands the result over.
    ///
    /// # Errors
    /// A refusal unless it is settled and not yet delivered.
    pub fn deliver(mut self, c: &Circumstances<'_>, by: ResultBy) -> Result<Self, Refusal> {
        let Stage::Settled(running, verdict) = self.stage else {
            return Err(wrong_state(
                "Hồ sơ chưa có kết quả, hoặc kết quả đã được trả.",
                "There is no result yet, or it has been handed over.",
            ));
        };
        self.stage = Stage::Delivered(running, verdict, c.now, by);
        Ok(self)
    }

    /// Announces another date in an apology. The due date stays what it is.
    ///
    /// # Errors
    /// A refusal when it is not pending, or the new date is not after the promised one or has passed.
    pub fn announce(mut self, c: &Circumstances<'_>, day: Day) -> Result<Self, Refusal> {
        let pending = matches!(self.stage, Stage::Accepted(_) | Stage::InStep(_) | Stage::Paused { .. });
        let promised = self.intake.as_ref().map(|i| i.promised);
        if !pending || promised.is_none_or(|promised| day <= promised) || day < c.now.day() {
            return Err(Refusal::new(
                "dossier.announce",
                "Ngày hẹn lại phải sau ngày hẹn trên phiếu và chưa qua, và hồ sơ phải đang giải quyết.",
                "The new date must be after the one on the slip and not past, and the dossier must be pending.",
            ));
        }
        if self.announced.is_some() {
            return Err(Refusal::new(
                "dossier.announced_before",
                "Hồ sơ đã được hẹn lại một lần; chỉ được hẹn lại một lần.",
                "The dossier has been rescheduled once, and may be only once.",
            ));
        }
        self.announced = Some(day);
        Ok(self)
    }
}
