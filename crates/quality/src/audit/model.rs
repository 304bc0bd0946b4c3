//! An audit and its states: pure, without a database.

use crate::audit::Action;
use crate::sampling::SizeRule;
use dossier::desk::DossierId;
use kernel::{Day, Instant, Period, Refusal, UnitId};

kernel::typed_id!(
    /// An internal audit.
    AuditId
);

/// Where an audit stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Planned; no sample yet.
    Planned,
    /// The sample is drawn and being looked at.
    Drawn {
        /// When.
        at: Instant,
        /// How many there were to draw from.
        population: i64,
    },
    /// The report is issued: what was found is not changed any more.
    Concluded {
        /// When the sample was drawn, and from how many.
        drawn: (Instant, i64),
        /// When.
        on: Day,
        /// What it says.
        conclusion: String,
    },
    /// Everything that was found is put right.
    Closed {
        /// When the sample was drawn, and from how many.
        drawn: (Instant, i64),
        /// When the report was issued.
        concluded: Day,
        /// What it says.
        conclusion: String,
        /// When it was closed.
        on: Day,
    },
    /// Not held.
    Cancelled {
        /// When that was said.
        on: Day,
        /// Why.
        reason: String,
    },
}

impl Stage {
    /// The stored name.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Drawn { .. } => "drawn",
            Self::Concluded { .. } => "concluded",
            Self::Closed { .. } => "closed",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// When the sample was drawn, and from how many.
    pub const fn drawn(&self) -> Option<(Instant, i64)> {
        match self {
            Self::Drawn { at, population } => Some((*at, *population)),
            Self::Concluded { drawn, .. } | Self::Closed { drawn, .. } => Some(*drawn),
            Self::Planned | Self::Cancelled { .. } => None,
        }
    }

    /// When the report was issued, and what it says.
    pub fn concluded(&self) -> Option<(Day, &str)> {
        match self {
            Self::Concluded { on, conclusion, .. } => Some((*on, conclusion)),
            Self::Closed { concluded, conclusion, .. } => Some((*concluded, conclusion)),
            _ => None,
        }
    }
}

/// An internal audit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InternalAudit {
    /// Its id.
    pub id: AuditId,
    /// The unit that is audited.
    pub unit: UnitId,
    /// What was settled then is looked at.
    pub period: Period,
    /// When it is held.
    pub planned_on: Day,
    /// Who holds it.
    pub auditors: String,
    /// What it is about.
    pub scope: String,
    /// How many dossiers are looked at.
    pub rule: SizeRule,
    /// What the sample is drawn by.
    pub seed: i64,
    /// Where it stands.
    pub stage: Stage,
    /// Invented.
    pub illustrative: bool,
    /// Goes up with each change.
    pub version: i64,
}

fn wrong_state(vi: &str, en: &str) -> Refusal {
    Refusal::new("audit.wrong_state", vi, en)
}

impl InternalAudit {
    /// The sample is drawn.
    ///
    /// # Errors
    /// A refusal unless it is planned, there is something to draw from, and the period is over.
    pub fn draw(mut self, at: Instant, population: i64) -> Result<Self, Refusal> {
        if self.stage != Stage::Planned {
            return Err(wrong_state(
                "Mẫu đã được rút hoặc đợt đánh giá không còn ở trạng thái kế hoạch.",
                "The sample was drawn before, or the audit is not planned any more.",
            ));
        }
        if self.period.to > at.day() {
            return Err(Refusal::new(
                "audit.period",
                "Kỳ được đánh giá chưa kết thúc. Hãy rút mẫu sau ngày cuối kỳ.",
                "The period is not over. Draw the sample after its last day.",
            ));
        }
        if population == 0 {
            return Err(Refusal::new(
                "audit.nothing",
                "Đơn vị không có hồ sơ nào đã giải quyết trong kỳ. Hãy hủy đợt này và lập kế hoạch cho kỳ khác.",
                "The unit settled nothing in the period. Cancel this audit and plan one of another period.",
            ));
        }
        self.stage = Stage::Drawn { at, population };
        Ok(self)
    }

    /// The report is issued.
    ///
    /// # Errors
    /// A refusal unless the whole sample has been looked at.
    pub fn conclude(mut self, on: Day, conclusion: String, unseen: usize) -> Result<Self, Refusal> {
        let Stage::Drawn { at, population } = self.stage else {
            return Err(wrong_state(
                "Chỉ kết luận được khi mẫu đã rút và chưa kết luận.",
                "A report is issued of a sample that was drawn, and once.",
            ));
        };
        if unseen > 0 {
            return Err(Refusal::new(
                "audit.unseen",
                format!("Còn {unseen} hồ sơ trong mẫu chưa kiểm tra. Hãy kiểm tra hết rồi kết luận."),
                format!("{unseen} dossiers of the sample were not looked at. Do that first."),
            ));
        }
        self.stage = Stage::Concluded { drawn: (at, population), on, conclusion };
        Ok(self)
    }

    /// Everything is put right.
    ///
    /// # Errors
    /// A refusal unless the report is issued, and what was found wrong has its action, verified.
    pub fn close(mut self, on: Day, findings: &[Finding], actions: &[Action]) -> Result<Self, Refusal> {
        let Stage::Concluded { drawn, on: concluded, conclusion } = self.stage else {
            return Err(wrong_state(
                "Chỉ đóng được đợt đánh giá đã kết luận.",
                "An audit is closed after its report is issued.",
            ));
        };
        let of = |no: i64| actions.iter().filter(move |a| a.finding == no);
        let open = findings.iter().find(|f| {
            let needs = f.grade != Grade::Observation && of(f.no).next().is_none();
            needs || of(f.no).any(|a| !a.is_verified())
        });
        if let Some(finding) = open {
            let no = finding.no;
            return Err(Refusal::new(
                "audit.open",
                format!(
                    "Phát hiện số {no} chưa có hành động khắc phục được xác nhận. Hãy hoàn tất trước khi đóng."
                ),
                format!("Finding {no} has no corrective action that is verified. See to it before closing."),
            ));
        }
        self.stage = Stage::Closed { drawn, concluded, conclusion, on };
        Ok(self)
    }

    /// It is not held.
    ///
    /// # Errors
    /// A refusal once the report is issued.
    pub fn cancel(mut self, on: Day, reason: String) -> Result<Self, Refusal> {
        if !matches!(self.stage, Stage::Planned | Stage::Drawn { .. }) {
            return Err(wrong_state(
                "Đợt đánh giá đã kết luận hoặc đã hủy nên không hủy được.",
                "The report is issued, or the audit was cancelled before.",
            ));
        }
        self.stage = Stage::Cancelled { on, reason };
        Ok(self)
    }

    /// Whether its sample is being looked at: then answers and findings are entered.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Drawn { .. })
    }
}

kernel::words! {
    /// What is looked at in each dossier of the sample.
    CheckItem {
        /// The receipt and appointment (Mẫu số 01) was given.
        Receipt = "receipt",
        /// The papers are those that the procedure asks for.
        Papers = "papers",
        /// The control sheet (Mẫu số 05) tells each hand-over.
        ControlSheet = "control",
        /// The result is signed by whoever may, and was handed over.
        Result = "result",
        /// It is filed so that it is found.
        Archive = "archive",
    }
}

kernel::words! {
    /// What an auditor answers.
    Answer {
        /// It is so.
        Yes = "yes",
        /// It is not.
        No = "no",
        /// It does not apply.
        NotApplicable = "na",
    }
}

/// A dossier of the sample.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// Its number, from 1.
    pub no: i64,
    /// The dossier.
    pub dossier: DossierId,
    /// Its code.
    pub code: String,
    /// The field of its procedure, by which the sample is spread.
    pub field: String,
    /// The answers, in the order of [`CheckItem::ALL`]; none until it was looked at.
    pub answers: Option<Vec<Answer>>,
    /// What else was noted.
    pub note: String,
    pub(super) version: i64,
}

impl Sample {
    /// Whether nothing was answered with no; none until it was looked at.
    pub fn good(&self) -> Option<bool> {
        self.answers.as_ref().map(|all| !all.contains(&Answer::No))
    }
}

/// The stored form of answers: words with blanks between, nothing for none.
pub(super) fn answers_word(answers: Option<&[Answer]>) -> String {
    answers.unwrap_or_default().iter().map(|a| a.word()).collect::<Vec<_>>().join(" ")
}

/// Reads the stored form.
pub(super) fn answers_of(words: &str) -> Option<Option<Vec<Answer>>> {
    if words.is_empty() {
        return Some(None);
    }
    let all: Option<Vec<Answer>> = words.split(' ').map(Answer::from_word).collect();
    all.filter(|all| all.len() == CheckItem::ALL.len()).map(Some)
}

kernel::words! {
    /// How grave a finding is.
    Grade {
        /// The system does not work there (không phù hợp nặng).
        Major = "major",
        /// A lapse (không phù hợp nhẹ).
        Minor = "minor",
        /// Something to be made better (khuyến nghị).
        Observation = "observation",
    }
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Its number, from 1.
    pub no: i64,
    /// The dossier of the sample that shows it, where one does.
    pub sample: Option<i64>,
    /// How grave it is.
    pub grade: Grade,
    /// The clause of the standard or of a document, `8.5.1`; may be empty.
    pub clause: String,
    /// What was found.
    pub text: String,
}

/// An audit with all that belongs to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Audited {
    /// The audit.
    pub audit: InternalAudit,
    /// Its sample.
    pub samples: Vec<Sample>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What is done about it.
    pub actions: Vec<Action>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{ActionId, ActionStage};

    fn audit() -> InternalAudit {
        InternalAudit {
            id: AuditId(1),
            unit: UnitId(1),
            period: Period { from: Day(100), to: Day(200) },
            planned_on: Day(210),
            auditors: "A".into(),
            scope: "B".into(),
            rule: SizeRule::Root,
            seed: 7,
            stage: Stage::Planned,
            illustrative: true,
            version: 1,
        }
    }

    fn code<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> &'static str {
        refused.unwrap_err().code
    }

    #[test]
    fn an_audit_goes_from_plan_to_sample_to_report_to_its_end_and_no_other_way() {
        let at = Day(210).at_minute(600);
        assert_eq!(code(audit().draw(Day(199).at_minute(600), 9)), "audit.period");
        assert_eq!(code(audit().draw(at, 0)), "audit.nothing");
        assert_eq!(code(audit().conclude(Day(211), "x".into(), 0)), "audit.wrong_state");
        let drawn = audit().draw(at, 9).unwrap();
        assert!(drawn.is_open() && drawn.stage.drawn() == Some((at, 9)));
        assert_eq!(code(drawn.clone().draw(at, 9)), "audit.wrong_state");
        assert_eq!(code(drawn.clone().conclude(Day(211), "x".into(), 2)), "audit.unseen");
        assert_eq!(code(drawn.clone().close(Day(211), &[], &[])), "audit.wrong_state");
        let concluded = drawn.clone().conclude(Day(211), "Đạt".into(), 0).unwrap();
        assert_eq!(code(concluded.clone().cancel(Day(212), "y".into())), "audit.wrong_state");
        let closed = concluded.close(Day(213), &[], &[]).unwrap();
        assert_eq!(closed.stage.concluded(), Some((Day(211), "Đạt")));
        assert_eq!(code(closed.close(Day(214), &[], &[])), "audit.wrong_state");
        assert_eq!(drawn.cancel(Day(212), "y".into()).unwrap().stage.word(), "cancelled");
    }

    #[test]
    fn what_was_found_wrong_needs_an_action_that_is_verified_before_it_is_closed() {
        let concluded = audit().draw(Day(210).start(), 9).unwrap().conclude(Day(211), "x".into(), 0).unwrap();
        let finding =
            |no, grade| Finding { no, sample: None, grade, clause: String::new(), text: "z".into() };
        let action = |finding, stage| Action {
            id: ActionId(1),
            audit: AuditId(1),
            finding,
            unit: UnitId(1),
            what: "a".into(),
            owner: "b".into(),
            due: Day(220),
            stage,
            remark: String::new(),
            version: 1,
        };
        let open = || action(1, ActionStage::Open);
        let verified =
            || action(1, ActionStage::Verified { done: Day(215), outcome: "c".into(), on: Day(216) });
        let close =
            |findings: &[Finding], actions: &[Action]| concluded.clone().close(Day(230), findings, actions);
        assert!(close(&[finding(1, Grade::Observation)], &[]).is_ok());
        assert_eq!(code(close(&[finding(1, Grade::Minor)], &[])), "audit.open");
        assert_eq!(code(close(&[finding(1, Grade::Minor)], &[open()])), "audit.open");
        assert_eq!(code(close(&[finding(1, Grade::Observation)], &[open()])), "audit.open");
        assert_eq!(code(close(&[finding(1, Grade::Major)], &[verified(), open()])), "audit.open");
        assert!(close(&[finding(1, Grade::Major)], &[verified()]).is_ok());
    }

    #[test]
    fn answers_read_back_as_they_were_given() {
        let all = vec![Answer::Yes, Answer::No, Answer::NotApplicable, Answer::Yes, Answer::Yes];
        assert_eq!(answers_of(&answers_word(Some(&all))), Some(Some(all)));
        assert_eq!(answers_of(""), Some(None));
        assert_eq!(answers_of("yes no"), None);
    }
}
