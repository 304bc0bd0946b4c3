//! A corrective action and its states: pure, without a database.

use crate::audit::AuditId;
use kernel::{Day, Refusal, UnitId};

kernel::typed_id!(
    /// A corrective action.
    ActionId
);

/// Where an action stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ActionStage {
    /// To be done.
    Open,
    /// Done, says its owner.
    Done {
        /// When.
        on: Day,
        /// What was done.
        outcome: String,
    },
    /// Somebody has seen that it works.
    Verified {
        /// When it was done.
        done: Day,
        /// What was done.
        outcome: String,
        /// When it was verified.
        on: Day,
    },
}

/// What is done about a finding (hành động khắc phục).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// The audit.
    pub audit: AuditId,
    /// The number of the finding.
    pub finding: i64,
    /// The unit that was audited.
    pub unit: UnitId,
    /// What is to be done.
    pub what: String,
    /// Who answers for it.
    pub owner: String,
    /// Until when; a working day of the unit.
    pub due: Day,
    /// Where it stands.
    pub stage: ActionStage,
    /// What whoever verified it said.
    pub remark: String,
    /// Goes up with each change.
    pub version: i64,
}

fn wrong_state(vi: &str, en: &str) -> Refusal {
    Refusal::new("action.wrong_state", vi, en)
}

impl Action {
    /// Done.
    ///
    /// # Errors
    /// A refusal unless it is open.
    pub fn done(mut self, on: Day, outcome: String) -> Result<Self, Refusal> {
        if self.stage != ActionStage::Open {
            return Err(wrong_state("Hành động này đã hoàn thành.", "This action was done before."));
        }
        self.stage = ActionStage::Done { on, outcome };
        Ok(self)
    }

    /// It works.
    ///
    /// # Errors
    /// A refusal unless it is done and not verified.
    pub fn verify(mut self, on: Day, remark: String) -> Result<Self, Refusal> {
        let ActionStage::Done { on: done, outcome } = self.stage else {
            return Err(wrong_state(
                "Chỉ xác nhận được hành động đã báo hoàn thành.",
                "What is verified must be done first.",
            ));
        };
        (self.stage, self.remark) = (ActionStage::Verified { done, outcome, on }, remark);
        Ok(self)
    }

    /// It does not work: it is open again, until another day.
    ///
    /// # Errors
    /// A refusal unless it is done and not verified.
    pub fn reject(mut self, due: Day, remark: String) -> Result<Self, Refusal> {
        if !matches!(self.stage, ActionStage::Done { .. }) {
            return Err(wrong_state(
                "Chỉ trả lại được hành động đã báo hoàn thành.",
                "What is given back must be done first.",
            ));
        }
        (self.stage, self.due, self.remark) = (ActionStage::Open, due, remark);
        Ok(self)
    }

    /// Whether it is verified.
    pub fn is_verified(&self) -> bool {
        matches!(self.stage, ActionStage::Verified { .. })
    }

    /// Whether it should have been done before today.
    pub fn overdue(&self, today: Day) -> bool {
        self.stage == ActionStage::Open && self.due < today
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_done_then_verified_or_given_back() {
        let action = Action {
            id: ActionId(1),
            audit: AuditId(1),
            finding: 1,
            unit: UnitId(1),
            what: "a".into(),
            owner: "b".into(),
            due: Day(220),
            stage: ActionStage::Open,
            remark: String::new(),
            version: 1,
        };
        assert!(action.overdue(Day(221)) && !action.overdue(Day(220)));
        assert!(action.clone().verify(Day(221), String::new()).is_err());
        let done = action.done(Day(219), "x".into()).unwrap();
        assert!(!done.overdue(Day(300)) && done.clone().done(Day(220), "y".into()).is_err());
        let back = done.clone().reject(Day(230), "chưa đủ".into()).unwrap();
        assert_eq!((back.due, &back.stage, back.remark.as_str()), (Day(230), &ActionStage::Open, "chưa đủ"));
        let verified = done.verify(Day(221), "tốt".into()).unwrap();
        assert!(verified.is_verified() && verified.reject(Day(240), String::new()).is_err());
    }
}
